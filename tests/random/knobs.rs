//! A knob for everything that can be turned in a random scenario.

use serde_json::{Value, json};

/// The knobs of all parts.
pub(super) fn of(cast: &[Value]) -> Vec<Value> {
    cast.iter().flat_map(of_part).collect()
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
