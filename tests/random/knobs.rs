//! A knob for everything that can be turned in a random scenario.

use super::dice::Dice;
use serde_json::{Value, json};

/// The knobs of all parts, and at times those of links and one that turns several parts.
pub(super) fn of(brokers: &[Value], cast: &[Value], dice: &mut Dice) -> Vec<Value> {
    let mut knobs: Vec<Value> = cast.iter().flat_map(of_part).collect();
    for broker in brokers {
        for (parameter, most, step) in [("loss", "100%", "1%"), ("latency", "1s", "1ms")] {
            if dice.one_in(4) {
                let name = format!("{}-{parameter}", broker["id"].as_str().expect("a broker has a name"));
                let min = if parameter == "loss" { "0%" } else { "0s" };
                knobs.push(json!({
                    "id": name, "part": broker["id"], "parameter": parameter, "min": min, "max": most, "step": step,
                }));
            }
        }
    }
    if dice.one_in(4) {
        join(&mut knobs, dice);
    }
    knobs
}

/// Lets the first knob of a number of members, or of failures, turn all of them.
fn join(knobs: &mut Vec<Value>, dice: &mut Dice) {
    let parameter = dice.pick(&["replicas", "failure", "service_time"]);
    let turn = |knob: &Value| knob["parameter"] == parameter;
    let parts: Vec<Value> = knobs.iter().filter(|knob| turn(knob)).map(|knob| knob["part"].clone()).collect();
    let Some(first) = knobs.iter().position(turn) else { return };
    knobs[first]["also"] = json!(parts[1..]);
    let id = knobs[first]["id"].clone();
    knobs.retain(|knob| !turn(knob) || knob["id"] == id);
}

fn of_part(part: &Value) -> Vec<Value> {
    let id = part["id"].as_str().expect("a part has a name");
    let knob = |parameter: &str, [min, max, step]: [&str; 3]| {
        let name = format!("{id}-{parameter}");
        json!({ "id": name, "part": id, "parameter": parameter, "min": min, "max": max, "step": step })
    };
    let has = |pointer: &str| part["role"].pointer(pointer).is_some_and(|value| !value.is_null());
    let mut knobs = Vec::new();
    for role in ["/publisher", "/requester", "/gatherer"] {
        // A list has its own moments.
        if has(role) && !has(&format!("{role}/arrivals/list")) {
            knobs.push(knob("rate", ["0/s", "200/s", "1/s"]));
        }
    }
    if has("/handler") {
        knobs.push(knob("replicas", ["0", "8", "1"]));
        knobs.push(knob("service_time", ["0s", "1s", "1ms"]));
        knobs.push(knob("failure", ["0%", "100%", "1%"]));
        knobs.push(knob("concurrency", ["1", "20", "1"]));
    }
    if has("/handler/pull") {
        knobs.push(knob("batch", ["1", "20", "1"]));
    }
    if has("/requester") || has("/gatherer") || has("/publisher/confirm") {
        knobs.push(knob("timeout", ["1ms", "5s", "1ms"]));
    }
    if has("/requester") || has("/publisher/confirm") {
        knobs.push(knob("retries", ["0", "5", "1"]));
    }
    if has("/gatherer/stall") {
        knobs.push(knob("stall", ["1ms", "1s", "1ms"]));
    }
    if has("/gatherer/count") {
        knobs.push(knob("replies", ["1", "9", "1"]));
    }
    if has("/database") {
        knobs.push(knob("statement_time", ["0s", "1s", "1ms"]));
    }
    knobs
}
