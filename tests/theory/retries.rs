//! Redelivery: a handler that fails asks for the message again, until the consumer gives up.

use super::cases::{Case, Values};
use super::measure::Window;
use super::play::{on_a_stream, publisher, puller, run};
use super::table::{Row, exact};
use queue_playground::message::MessageId;
use queue_playground::sim::time::Span;
use queue_playground::transcript::{Kind, Outcome};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

pub fn cases() -> Vec<Case> {
    let case = |id, failure: &str, max_deliver: u32| Case {
        id,
        scenario: on_a_stream(
            &format!(r#", "max_deliver": {max_deliver}"#),
            &[
                publisher("web", "20", "poisson"),
                puller(
                    1,
                    &format!(
                        r#""service_time": {{"constant": "10ms"}}, "failure": "{failure}",
                            "acks": {{"on_failure": "nak"}}"#
                    ),
                ),
            ],
        ),
        // Every attempt's luck is its own from the start.
        warm_up: Span::from_secs(1),
        measured: Span::from_secs(200),
        replications: 32,
        quantities: &["P_dlq", "E_attempts", "amplification_at_server", "E_attempts_given_success"],
        measure: attempts,
    };
    vec![case("DLQ-1", "10%", 3), case("DLQ-2", "30%", 3), case("DLQ-3", "50%", 5)]
}

/// What became of a message.
#[derive(Default)]
struct Course {
    attempts: u32,
    succeeded: bool,
    given_up: bool,
}

fn attempts(scenario: &str, seed: u64, window: Window, rows: &[&Row]) -> Values {
    let (mut courses, mut open, mut sent) = (BTreeMap::<MessageId, Course>::new(), 0_u32, 0_u32);
    run(scenario, seed, |record| {
        let now = record.at.as_nanos();
        match &record.kind {
            Kind::Stored { of, .. } if window.contains(now) => {
                open += 1;
                courses.insert(of.message, Course::default());
            }
            Kind::Sent { delivery, .. } => sent += u32::from(courses.contains_key(&delivery.message)),
            Kind::Started { delivery, .. } => {
                if let Some(course) = courses.get_mut(&delivery.message) {
                    course.attempts += 1;
                }
            }
            Kind::Finished { delivery, outcome: Outcome::Done } => {
                if let Some(course) = courses.get_mut(&delivery.message) {
                    course.succeeded = true;
                    open -= 1;
                }
            }
            Kind::Exhausted { of, .. } => {
                if let Some(course) = courses.get_mut(&of.message) {
                    course.given_up = true;
                    open -= 1;
                }
            }
            _ => {}
        }
        if now >= window.to && open == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let mean = |wanted: &dyn Fn(&Course) -> bool| {
        let of: Vec<f64> = courses.values().filter(|one| wanted(one)).map(|one| f64::from(one.attempts)).collect();
        of.iter().sum::<f64>() / of.len() as f64
    };
    let given_up = courses.values().filter(|one| one.given_up).count() as f64;
    let messages = courses.len() as f64;
    let pairs = [
        ("P_dlq", given_up / messages),
        ("E_attempts", mean(&|_| true)),
        ("amplification_at_server", f64::from(sent) / messages),
        ("E_attempts_given_success", mean(&|one| one.succeeded)),
    ];
    pairs.into_iter().map(|(quantity, measured)| (quantity, measured, exact(rows, quantity))).collect()
}
