//! What happens in the course of a random scenario: knobs turned, items typed, crashes, restarts and cut links.

use super::END;
use super::dice::Dice;
use queue_playground::sim::time::Span;
use serde_json::{Value, json};

/// Up to a dozen entries, in order of time; some at the very same moment.
pub(super) fn random(cast: &[Value], knobs: &[Value], dice: &mut Dice) -> Vec<Value> {
    let end = u32::try_from(END.as_nanos() / 1_000_000).expect("a short run");
    let mut moments: Vec<_> = (0..dice.between(0, 14)).map(|_| dice.span(0, end)).collect();
    moments.sort_unstable();
    let publishers: Vec<&str> =
        ["publisher", "requester", "gatherer"].iter().flat_map(|role| names(cast, role)).collect();
    let handlers = names(cast, "handler");
    // Much of what happens, happens to one and the same member.
    let favourite = if dice.one_in(6) { dice.pick(&publishers).to_owned() } else { member(&handlers, dice) };
    let mut entry = |at: &Span| {
        let verb = match dice.between(1, 12) {
            1..=4 => "set",
            5 => "publish",
            6 | 7 => "restart",
            8 => "heal",
            9 | 10 => "partition",
            _ => "crash",
        };
        let component = if dice.one_in(2) { favourite.clone() } else { member(&handlers, dice) };
        let action = match verb {
            "set" => turn(knobs, dice),
            "publish" => json!({ verb: { "component": dice.pick(&publishers), "text": "typed" } }),
            // Publishers do not crash.
            "crash" | "restart" if component.starts_with("web") => turn(knobs, dice),
            verb => json!({ verb: { "component": component } }),
        };
        json!({ "at": at.to_string(), "action": action })
    };
    moments.iter().map(&mut entry).collect()
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
        "failure" => dice.pick(&["0%", "20%", "100%"]).to_owned(),
        _ => dice.span_text(1, 400),
    };
    json!({ "set": { "knob": knob["id"], "value": value } })
}
