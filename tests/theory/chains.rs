//! What takes several steps: handlers in a row, each passing on what it handled, and hops that each may lose a message.

use super::cases::{Case, Values};
use super::measure::{PUBLISHER, Stay, Window, mean_seconds, occupancy, over_time};
use super::play::{listener, on_core_nats, publisher, run};
use super::table::{Row, exact};
use queue_playground::message::{Message, MessageId};
use queue_playground::sim::time::Span;
use queue_playground::transcript::Kind;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// The place of the last of three handlers in the scenario: behind broker, publisher and two handlers.
const LAST: u16 = 4;

pub fn cases() -> Vec<Case> {
    let work = |seconds: &str, forward: &str| format!(r#""service_time": {{"exponential": "{seconds}"}} {forward}"#);
    let tandem = [
        publisher("web", "0.8", "poisson"),
        listener("first", 1, "work.new", &work("1s", r#", "forward": "work.checked""#)),
        listener("second", 1, "work.checked", &work("833333333ns", r#", "forward": "work.priced""#)),
        listener("third", 1, "work.priced", &work("1s", "")),
    ];
    // Publisher to broker, broker to handler, handler to broker.
    let hops = [
        publisher("web", "100", "poisson"),
        listener("relay", 1, "work.new", r#""service_time": {"constant": "0s"}, "forward": "work.done""#),
    ];
    let lossy = on_core_nats(&hops).replacen(r#""latency": "0s""#, r#""latency": "0s", "loss": "2%""#, 1);
    vec![
        Case {
            id: "JACK-1",
            scenario: on_core_nats(&tandem),
            warm_up: Span::from_secs(1_000),
            measured: Span::from_secs(10_000),
            replications: 32,
            quantities: &["W_total", "L_total"],
            measure: through_all,
        },
        Case {
            id: "FNF-1",
            scenario: lossy,
            warm_up: Span::from_secs(1),
            measured: Span::from_secs(200),
            replications: 32,
            quantities: &["P_delivered"],
            measure: delivered,
        },
    ]
}

/// The message that a message goes back to, over all that passed it on.
#[derive(Default)]
struct Roots(BTreeMap<MessageId, MessageId>);

impl Roots {
    fn of(&mut self, message: &Message) -> MessageId {
        let root = message.parent.map_or(message.id, |parent| self.0.get(&parent).copied().unwrap_or(parent));
        self.0.insert(message.id, root);
        root
    }
}

/// The time from the publication to the end of the last work.
fn through_all(scenario: &str, seed: u64, window: Window, rows: &[&Row]) -> Values {
    let (mut roots, mut stays, mut waited_for) = (Roots::default(), BTreeMap::<MessageId, Stay>::new(), 0_usize);
    run(scenario, seed, |record| {
        let now = record.at.as_nanos();
        match &record.kind {
            Kind::Published { message } => {
                let root = roots.of(message);
                if message.parent.is_none() {
                    waited_for += usize::from(window.contains(now));
                    stays.insert(root, Stay { from: now, to: u64::MAX });
                }
            }
            Kind::Finished { delivery, .. } if record.component.part == LAST => {
                if let Some(stay) = stays.get_mut(&roots.0[&delivery.message]) {
                    stay.to = now;
                    waited_for -= usize::from(window.contains(stay.from));
                }
            }
            _ => {}
        }
        if now >= window.to && waited_for == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let arrived = stays.values().filter(|stay| window.contains(stay.from));
    vec![
        ("W_total", mean_seconds(arrived.map(|stay| stay.length())), exact(rows, "W_total")),
        ("L_total", over_time(&occupancy(stays.values().copied(), window), |present| present), exact(rows, "L_total")),
    ]
}

/// The share of messages that the broker heard of after three hops.
fn delivered(scenario: &str, seed: u64, window: Window, rows: &[&Row]) -> Values {
    let (mut sent, mut arrived) = (0_u32, 0_u32);
    run(scenario, seed, |record| {
        if record.at.as_nanos() >= window.to {
            return ControlFlow::Break(());
        }
        match &record.kind {
            Kind::Published { message } if message.parent.is_none() => sent += 1,
            // Nobody listens behind the last hop; the broker says so when the message is there.
            Kind::NoInterest { message } if message.origin().part != PUBLISHER => arrived += 1,
            _ => {}
        }
        ControlFlow::Continue(())
    });
    vec![("P_delivered", f64::from(arrived) / f64::from(sent), exact(rows, "P_delivered"))]
}
