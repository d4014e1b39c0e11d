//! Requests: one reply in time or not, and many replies with a rule for when to stop.
//!
//! Replies take exponential times, independent of each other: services have hands enough, so that nobody queues, except
//! where the table says so. Each service of a gatherer's is a process of its own, and hears every request.

use super::cases::{Case, Values};
use super::measure::{Window, share};
use super::play::{on_core_nats, run};
use super::table::{Row, exact};
use queue_playground::message::MessageId;
use queue_playground::sim::time::Span;
use queue_playground::transcript::{GatherStop, Kind};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

pub fn cases() -> Vec<Case> {
    let case = |id, cast: &[String], measured, quantities, measure| Case {
        id,
        scenario: on_core_nats(cast),
        // Services that are never busy are as they will be from the start; a busy one takes its time.
        warm_up: Span::from_secs(if id == "RR-Q1" { 700 } else { 1 }),
        measured: Span::from_secs(measured),
        replications: 32,
        quantities,
        measure,
    };
    let max = &["E_max", "Var_max", "p99_max", "p50_max"];
    let gather = |n, rule: &str| [asks("gatherer", "10", rule), answers(n, 1_000)];
    let request = |rate, timeout: &str, hands| {
        [asks("requester", rate, &format!(r#""timeout": "{timeout}""#)), answers(1, hands)]
    };
    let all = |n: u16| format!(r#""count": {n}, "deadline": "1h""#);
    vec![
        case("SG-2", &gather(2, &all(2)), 100, max, gathered),
        case("SG-4", &gather(5, &all(5)), 100, max, gathered),
        case("SG-5", &gather(10, &all(10)), 100, max, gathered),
        case("SG-Q", &gather(5, &all(3)), 100, &["E_kth"], gathered),
        case(
            "SG-T",
            &gather(10, r#""count": 10, "deadline": "3s""#),
            100,
            &["P_complete", "E_replies", "E_min_max_T"],
            gathered,
        ),
        case("RR-T1", &request("10", "3s", 1_000), 500, &["P_timeout"], timed_out),
        case("RR-T2", &request("10", "1s", 1_000), 500, &["P_timeout"], timed_out),
        case("RR-Q1", &request("0.8", "10s", 1), 20_000, &["P_timeout"], timed_out),
    ]
}

fn asks(role: &str, per_second: &str, rule: &str) -> String {
    format!(
        r#"{{"id": "web", "broker": "nats", "role": {{"{role}":
            {{"subject": "work.new", "rate": "{per_second}/s", "items": ["x"], {rule}}}}}}}"#
    )
}

fn answers(services: u16, hands: u16) -> String {
    let work = r#""service_time": {"exponential": "1s"}, "reply": "y""#;
    super::play::handler("shop", services, &format!(r#""concurrency": {hands}, {work}"#))
}

/// What came of a request: after how many seconds, with how many replies, and whether those were enough.
struct Outcome {
    seconds: f64,
    replies: u32,
    complete: bool,
}

fn gathered(scenario: &str, seed: u64, window: Window, rows: &[&Row]) -> Values {
    let (mut open, mut outcomes) = (BTreeMap::<MessageId, u64>::new(), Vec::new());
    run(scenario, seed, |record| {
        let now = record.at.as_nanos();
        match &record.kind {
            Kind::Published { message } if message.parent.is_none() && window.contains(now) => {
                open.insert(message.id, now);
            }
            Kind::Gathered { request, replies, stop } => {
                if let Some(asked) = open.remove(request) {
                    let seconds = (now - asked) as f64 / 1e9;
                    outcomes.push(Outcome { seconds, replies: *replies, complete: *stop == GatherStop::Count });
                }
            }
            _ => {}
        }
        if now >= window.to && open.is_empty() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let mean = |value: &dyn Fn(&Outcome) -> f64| outcomes.iter().map(value).sum::<f64>() / outcomes.len() as f64;
    let says = |quantity| exact(rows, quantity);
    let at_most = |seconds: f64| share(outcomes.iter(), |outcome| outcome.seconds <= seconds);
    let of = |row: &&Row| match row.quantity.as_str() {
        "E_max" => ("E_max", mean(&|one| one.seconds), says("E_max")),
        "E_kth" => ("E_kth", mean(&|one| one.seconds), says("E_kth")),
        "E_min_max_T" => ("E_min_max_T", mean(&|one| one.seconds), says("E_min_max_T")),
        // Around the exact mean, not the measured one, which would make it too small.
        "Var_max" => {
            let from_mean = |one: &Outcome| one.seconds - says("E_max");
            ("Var_max", mean(&|one| from_mean(one) * from_mean(one)), says("Var_max"))
        }
        "p99_max" => ("p99_max", at_most(says("p99_max")), 0.99),
        "p50_max" => ("p50_max", at_most(says("p50_max")), 0.50),
        "P_complete" => ("P_complete", share(outcomes.iter(), |one| one.complete), says("P_complete")),
        "E_replies" => ("E_replies", mean(&|one| f64::from(one.replies)), says("E_replies")),
        other => panic!("nobody measures {other}"),
    };
    rows.iter().map(of).collect()
}

fn timed_out(scenario: &str, seed: u64, window: Window, rows: &[&Row]) -> Values {
    let (mut open, mut asked, mut in_vain) = (BTreeMap::<MessageId, ()>::new(), 0_u32, 0_u32);
    run(scenario, seed, |record| {
        let now = record.at.as_nanos();
        match &record.kind {
            Kind::Published { message } if message.parent.is_none() && window.contains(now) => {
                asked += 1;
                open.insert(message.id, ());
            }
            Kind::TimedOut(request) => in_vain += u32::from(open.remove(request).is_some()),
            Kind::Received { request, .. } => {
                open.remove(request);
            }
            _ => {}
        }
        if now >= window.to && open.is_empty() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    vec![("P_timeout", f64::from(in_vain) / f64::from(asked), exact(rows, "P_timeout"))]
}
