//! A knob for everything that can be turned in a random scenario.

use serde_json::{Value, json};

/// The knobs of publishers and handlers.
pub(super) fn of(cast: &[Value]) -> Vec<Value> {
    cast.iter().flat_map(of_part).collect()
}

fn of_part(part: &Value) -> Vec<Value> {
    let id = part["id"].as_str().expect("a part has a name");
    let knob = |parameter: &str, [min, max, step]: [&str; 3]| {
        let name = format!("{id}-{parameter}");
        json!({ "id": name, "part": id, "parameter": parameter, "min": min, "max": max, "step": step })
    };
    if part["role"].get("publisher").is_some() {
        return vec![knob("rate", ["0/s", "200/s", "1/s"])];
    }
    if part["role"].get("handler").is_some() {
        return vec![
            knob("replicas", ["0", "8", "1"]),
            knob("service_time", ["0s", "1s", "1ms"]),
            knob("failure", ["0%", "100%", "1%"]),
        ];
    }
    Vec::new()
}
