//! What happens in the course of a random scenario: knobs turned, items typed, crashes, restarts and cut links.

use super::END;
use super::dice::Dice;
use queue_playground::sim::time::Span;
use serde_json::{Value, json};

/// Up to two dozen entries, in order of time; some at the very same moment.
pub(super) fn random(brokers: &[Value], cast: &[Value], knobs: &[Value], dice: &mut Dice) -> Vec<Value> {
    let end = u32::try_from(END.as_nanos() / 1_000_000).expect("a short run");
    let moments: Vec<_> = (0..dice.between(0, 24)).map(|_| dice.span(0, end)).collect();
    let publishers: Vec<&str> =
        ["publisher", "requester", "gatherer"].iter().flat_map(|role| names(cast, role)).collect();
    let (handlers, administrators) = (names(cast, "handler"), names(cast, "administrator"));
    let direct = brokers.iter().any(|broker| broker["profile"]["direct"].is_object());
    // Much of what happens, happens to one and the same member.
    let favourite = if dice.one_in(6) { dice.pick(&publishers).to_owned() } else { member(&handlers, dice) };
    let mut entry = |at: &Span| {
        let verb = match dice.between(1, 24) {
            1..=4 => "set",
            5 => "publish",
            6 | 7 => "restart",
            8 => "heal",
            9 | 10 => "partition",
            11 | 12 => "crash",
            13 | 14 => "pause",
            15 | 16 => "unpause",
            17 => "slow_down",
            18 => "speed_up",
            19 => "lose_next",
            20 => "poison_next",
            21 => "scale",
            22 | 23 => "replay",
            _ => "restart_broker",
        };
        let component = if dice.one_in(2) { favourite.clone() } else { member(&handlers, dice) };
        let is_publisher = component.starts_with("web");
        let action = match verb {
            "publish" => json!({ verb: { "component": dice.pick(&publishers), "text": "typed" } }),
            "poison_next" => json!({ verb: { "component": dice.pick(&publishers) } }),
            "scale" => json!({ verb: { "component": dice.pick(&handlers), "members": dice.between(0, 6) } }),
            "replay" if !administrators.is_empty() => {
                let text = if dice.one_in(2) { json!("mended") } else { Value::Null };
                let number = dice.between(1, 6);
                json!({ verb: { "component": dice.pick(&administrators), "sequence": number, "text": text } })
            }
            "restart_broker" if !direct && dice.one_in(2) => {
                let broker = &brokers[dice.between(1, u32::try_from(brokers.len()).expect("few brokers")) as usize - 1];
                // Early, so that clients come back before the end.
                let at = Span::from_nanos(at.as_nanos() / 4).to_string();
                return json!({ "at": at, "action": { "restart": { "component": broker["id"] } } });
            }
            "set" | "replay" | "restart_broker" => turn(knobs, dice),
            // Publishers do not crash, and only handlers are slow.
            "crash" | "restart" if is_publisher => turn(knobs, dice),
            "slow_down" | "speed_up" if !component.starts_with("handler") => turn(knobs, dice),
            verb => json!({ verb: { "component": component } }),
        };
        json!({ "at": at.to_string(), "action": action })
    };
    let mut entries: Vec<Value> = moments.iter().map(&mut entry).collect();
    entries.sort_by_key(|entry| entry["at"].as_str().and_then(|at| at.parse::<Span>().ok()));
    entries
}

/// The parts of this role.
fn names<'a>(cast: &'a [Value], role: &str) -> Vec<&'a str> {
    let of_role = cast.iter().filter(|part| part["role"].get(role).is_some());
    of_role.map(|part| part["id"].as_str().expect("a part has a name")).collect()
}

/// A member, there or not.
fn member(parts: &[&str], dice: &mut Dice) -> String {
    format!("{}.{}", dice.pick(parts), dice.pick(&[1, 1, 2, 3, 5]))
}

fn turn(knobs: &[Value], dice: &mut Dice) -> Value {
    let knob = &knobs[dice.between(1, u32::try_from(knobs.len()).expect("few knobs")) as usize - 1];
    let value = match knob["parameter"].as_str().expect("a knob has a parameter") {
        "replicas" => dice.pick(&["0", "1", "2", "3", "5", "8"]).to_owned(),
        "concurrency" | "replies" | "batch" => dice.pick(&["1", "2", "3", "9"]).to_owned(),
        "retries" => dice.pick(&["0", "1", "3"]).to_owned(),
        "rate" => dice.pick(&["0/s", "1/s", "10/s", "30/s", "80/s"]).to_owned(),
        "failure" | "loss" => dice.pick(&["0%", "20%", "100%"]).to_owned(),
        _ => dice.span_text(1, 400),
    };
    json!({ "set": { "knob": knob["id"], "value": value } })
}
