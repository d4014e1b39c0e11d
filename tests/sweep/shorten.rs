//! Makes a failing scenario shorter while it still fails: ends it sooner, takes things out, and puts plain values in.
//!
//! It knows nothing of what a scenario means: it tries changes on the JSON, and those that give a scenario that can be
//! run and breaks the same invariant are kept.

use crate::invariants::Breach;
use queue_playground::scenario::Scenario;
use serde_json::{Value, json};

/// How many changes are tried at most. A short run takes about a millisecond.
const TRIES: u32 = 5_000;

/// The shortest scenario found that fails as `breach` does, and how it fails. `fails` runs one.
pub(crate) fn shorten(
    scenario: &Scenario,
    breach: Breach,
    fails: impl Fn(&Scenario) -> Option<Breach>,
) -> (Scenario, Breach) {
    let mut best = Shortest { json: to_json(scenario), scenario: scenario.clone(), breach, tries: 0 };
    loop {
        let before = best.json.clone();
        best.drop_what_comes_later(&fails);
        for list in ["entries", "cast", "knobs", "brokers"] {
            best.take_out(list, &fails);
        }
        best.put_in_plain_values(&fails);
        if best.json == before || best.tries > TRIES {
            return (best.scenario, best.breach);
        }
    }
}

struct Shortest {
    json: Value,
    scenario: Scenario,
    breach: Breach,
    tries: u32,
}

impl Shortest {
    /// Keeps a change if it still fails in the same way.
    fn attempt(&mut self, json: &Value, fails: &impl Fn(&Scenario) -> Option<Breach>) -> bool {
        self.tries += 1;
        if self.tries > TRIES {
            return false;
        }
        let Ok(scenario) = Scenario::from_json(&json.to_string()) else { return false };
        if !scenario.entries.is_sorted_by_key(|entry| entry.at) {
            return false;
        }
        match fails(&scenario) {
            Some(breach) if breach.invariant == self.breach.invariant => {
                // Defaults are spelled out here and there; compare what is meant.
                let smaller = to_json(&scenario);
                let is_new = smaller != self.json;
                (self.json, self.scenario, self.breach) = (smaller, scenario, breach);
                is_new
            }
            _ => false,
        }
    }

    fn drop_what_comes_later(&mut self, fails: &impl Fn(&Scenario) -> Option<Breach>) {
        let mut scenario = self.scenario.clone();
        let at = self.breach.at;
        scenario.entries.retain(|entry| entry.at <= at);
        self.attempt(&to_json(&scenario), fails);
    }

    /// Takes out the elements of a list, the last first, each with everything that names it.
    fn take_out(&mut self, list: &str, fails: &impl Fn(&Scenario) -> Option<Breach>) {
        let mut position = self.json[list].as_array().map_or(0, Vec::len);
        while position > 0 {
            position -= 1;
            let mut json = self.json.clone();
            let Some(elements) = json[list].as_array_mut().filter(|elements| position < elements.len()) else {
                continue;
            };
            let gone = elements.remove(position);
            if let Some(name) = gone["id"].as_str() {
                forget(&mut json, name);
            }
            self.attempt(&json, fails);
        }
    }

    fn put_in_plain_values(&mut self, fails: &impl Fn(&Scenario) -> Option<Breach>) {
        let mut paths = Vec::new();
        collect(&self.json, String::new(), &mut paths);
        for path in paths {
            let Some(value) = self.json.pointer(&path).cloned() else { continue };
            let first_broker = self.json["brokers"][0]["id"].clone();
            for plain in plainer(&path, &value, first_broker) {
                let mut json = self.json.clone();
                match (plain, json.pointer_mut(&path)) {
                    (Some(plain), Some(place)) => *place = plain,
                    (None, _) => remove(&mut json, &path),
                    _ => continue,
                }
                if self.attempt(&json, fails) {
                    break;
                }
            }
        }
    }
}

fn to_json(scenario: &Scenario) -> Value {
    serde_json::to_value(scenario).expect("a scenario is JSON")
}

/// Takes out entries and knobs that name something that is gone.
fn forget(json: &mut Value, name: &str) {
    let names = |value: &Value| mentions(value, name);
    let gone: Vec<String> = list(json, "knobs").iter().filter(|knob| names(knob)).filter_map(id).collect();
    for list in ["knobs", "entries"] {
        if let Some(elements) = json[list].as_array_mut() {
            elements.retain(|one| !mentions(one, name) && !gone.iter().any(|knob| mentions(one, knob)));
        }
    }
}

fn list(json: &Value, name: &str) -> Vec<Value> {
    json[name].as_array().cloned().unwrap_or_default()
}

fn id(value: &Value) -> Option<String> {
    value["id"].as_str().map(str::to_owned)
}

/// Whether a text in it is this name, or that of a member of it.
fn mentions(value: &Value, name: &str) -> bool {
    match value {
        Value::String(text) => text.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')),
        Value::Array(elements) => elements.iter().any(|one| mentions(one, name)),
        Value::Object(fields) => fields.values().any(|one| mentions(one, name)),
        _ => false,
    }
}

/// Where everything is, what holds before what is held.
fn collect(value: &Value, path: String, paths: &mut Vec<String>) {
    match value {
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(place, one)| collect(one, format!("{path}/{place}"), paths));
        }
        Value::Object(fields) => fields.iter().for_each(|(name, one)| collect(one, format!("{path}/{name}"), paths)),
        _ => {}
    }
    // The seed stays: other luck is another run, and not a shorter one.
    if !path.is_empty() && path != "/seed" {
        paths.push(path);
    }
}

/// What to try instead, the plainest first; none to take it out.
fn plainer(path: &str, value: &Value, first_broker: Value) -> Vec<Option<Value>> {
    let mut plainer = vec![None];
    match value {
        Value::Number(number) => plainer.extend((0..number.as_u64().unwrap_or(0).min(4)).map(|n| Some(json!(n)))),
        Value::String(text) if path.ends_with("/at") || text.ends_with('s') => {
            plainer.extend(["0s", "1ms", "10ms", "100ms", "1s"].map(|span| Some(json!(span))));
        }
        Value::String(_) if path.ends_with("/broker") => plainer.push(Some(first_broker)),
        Value::String(text) if text.ends_with('%') => plainer.push(Some(json!("0%"))),
        Value::Array(elements) if elements.len() > 1 => plainer.push(Some(json!(elements[..1]))),
        _ => {}
    }
    plainer.retain(|plain| plain.as_ref() != Some(value));
    plainer
}

fn remove(json: &mut Value, path: &str) {
    let Some((holder, last)) = path.rsplit_once('/') else { return };
    match json.pointer_mut(holder) {
        Some(Value::Object(fields)) => {
            fields.remove(last);
        }
        Some(Value::Array(elements)) => {
            if let Some(place) = last.parse().ok().filter(|&place: &usize| place < elements.len()) {
                elements.remove(place);
            }
        }
        _ => {}
    }
}
