//! What happens in the course of a random scenario: knobs turned, items typed, crashes and restarts.

use super::END;
use super::dice::Dice;
use serde_json::{Value, json};

/// Up to a dozen entries, in order of time; some at the very same moment.
pub(super) fn random(cast: &[Value], knobs: &[Value], dice: &mut Dice) -> Vec<Value> {
    let end = u32::try_from(END.as_nanos() / 1_000_000).expect("a short run");
    let mut moments: Vec<_> = (0..dice.between(0, 12)).map(|_| dice.span(0, end)).collect();
    moments.sort_unstable();
    let handlers = names(cast, "handler");
    let mut last_crashed = format!("{}.1", handlers[0]);
    let entry = |at: &queue_playground::sim::time::Span| {
        let action = match dice.between(1, 8) {
            1..=3 => turn(knobs, dice),
            4 => json!({ "publish": { "component": dice.pick(&names(cast, "publisher")), "text": "typed" } }),
            5 => json!({ "restart": { "component": last_crashed } }),
            6 => json!({ "restart": { "component": member(&handlers, dice) } }),
            _ => {
                last_crashed = member(&handlers, dice);
                json!({ "crash": { "component": last_crashed } })
            }
        };
        json!({ "at": at.to_string(), "action": action })
    };
    moments.iter().map(entry).collect()
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
        "rate" => dice.pick(&["0/s", "1/s", "10/s", "30/s", "80/s"]).to_owned(),
        "service_time" => dice.span_text(0, 400),
        _ => dice.pick(&["0%", "20%", "100%"]).to_owned(),
    };
    json!({ "set": { "knob": knob["id"], "value": value } })
}
