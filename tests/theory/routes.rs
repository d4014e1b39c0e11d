//! Who gets a message, and how many do.

use super::cases::{Case, Values};
use super::measure::Window;
use super::play::{handler, on_core_nats, publisher, run};
use super::table::{Row, exact};
use queue_playground::sim::time::Span;
use queue_playground::transcript::Kind;
use std::ops::ControlFlow;

pub fn cases() -> Vec<Case> {
    let at_once = r#""service_time": {"constant": "0s"}"#;
    let group = |name: &str| format!(r#""group": "{name}", {at_once}"#);
    let mut fan_out: Vec<String> = (1..=5).map(|n| publisher(&format!("web-{n}"), "10", "poisson")).collect();
    fan_out.push(handler("sub", 7, at_once));
    let groups = [
        publisher("web", "50", "poisson"),
        handler("g1", 4, &group("g1")),
        handler("g2", 2, &group("g2")),
        handler("g3", 1, &group("g3")),
    ];
    let case = |id, cast: &[String], quantities| Case {
        id,
        scenario: on_core_nats(cast),
        // Memoryless from the start; a second, for the subscriptions to be there.
        warm_up: Span::from_secs(1),
        measured: Span::from_secs(50),
        replications: 32,
        quantities,
        measure: deliveries,
    };
    vec![case("FAN-1", &fan_out, &["deliveries_per_s"]), case("FAN-3", &groups, &["deliveries_per_s", "per_member_g1"])]
}

/// Counts what arrives in the window, in all, and at the first member of the first handler of the cast.
fn deliveries(scenario: &str, seed: u64, window: Window, rows: &[&Row]) -> Values {
    let (mut all, mut at_one) = (0_u32, 0_u32);
    run(scenario, seed, |record| {
        if matches!(record.kind, Kind::Delivered { .. }) && window.contains(record.at.as_nanos()) {
            all += 1;
            // Broker, publisher, then the handler `g1`.
            at_one += u32::from(record.component.part == 2 && record.component.member == 1);
        }
        if record.at.as_nanos() < window.to { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    let seconds = window.length() as f64 / 1e9;
    let mut values = vec![("deliveries_per_s", f64::from(all) / seconds, exact(rows, "deliveries_per_s"))];
    if rows.len() > 1 {
        values.push(("per_member_g1", f64::from(at_one) / seconds, exact(rows, "per_member_g1")));
    }
    values
}
