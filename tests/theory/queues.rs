//! One queue before one or more servers: where the queue is, and what it costs to wait in it.
//!
//! A second stands for the mean service time (mu = 1). Core NATS pushes at once, and without latency on the links a
//! message that is published is at that very nanosecond in its handler's pending buffer: that is the queue. The
//! handlers of a queue group are a *random split*, N separate queues; that is M/M/1 N times over, never M/M/N. One
//! handler with c hands, and c handlers that fetch from a consumer, have *one central queue*. The consumer is M/M/c
//! exactly only here, where links take no time and each handler asks for one message when it is free: otherwise a
//! message waits for its way.

use super::cases::{Case, Values};
use super::measure::{Customer, Customers, Window, mean_seconds, occupancy, over_time, share};
use super::play::{handler, on_a_stream, on_core_nats, publisher, puller, run};
use super::table::{Row, exact, parameter};
use queue_playground::sim::time::Span;

/// The quantities of a single queue, and of those who wait in it.
const QUEUE: [&str; 6] = ["utilisation", "Wq", "Lq", "W", "L", "P_wait"];
const M_M_C: [&str; 8] = ["utilisation", "P_wait", "Lq", "Wq", "W", "L", "p99_Wq", "p99_W"];
const M_M_C_K: [&str; 6] = ["P_block", "throughput", "utilisation", "L", "Lq", "Wq_accepted"];
const MORE_OF_M_M_1: [&str; 11] =
    ["utilisation", "L", "Lq", "W", "Wq", "P_wait", "p50_W", "p99_W", "p99_Wq", "Var_N", "P_N_ge_10"];

pub fn cases() -> Vec<Case> {
    let exponential = r#""service_time": {"exponential": "1s"}"#;
    let constant = r#""service_time": {"constant": "1s"}"#;
    let single = |id, rate: &str, arrivals: &str, service: &str, quantities, warm_up, measured| Case {
        id,
        scenario: on_core_nats(&[publisher("web", rate, arrivals), handler("save", 1, service)]),
        warm_up: Span::from_secs(warm_up),
        measured: Span::from_secs(measured),
        replications: 32,
        quantities,
        measure: queue,
    };
    let uniform = r#""service_time": {"uniform": {"low": "500ms", "high": "1500ms"}}"#;
    let lognormal = r#""service_time": {"lognormal": {"mean": "1s", "sigma": "1"}}"#;
    let hands = |c: u16| format!(r#""concurrency": {c}, {exponential}"#);
    let slow_hands = r#""concurrency": 3, "service_time": {"exponential": "2s"}"#;
    // Of K, c are in work; the others are in the pending buffer.
    let room = |c: u16, k: u16| format!(r#""pending_limit": {}, {}"#, k - c, hands(c));
    let central = |id, rate: &str, replicas, warm_up, measured| Case {
        scenario: on_a_stream("", &[publisher("web", rate, "poisson"), puller(replicas, exponential)]),
        ..single(id, rate, "poisson", exponential, &["W"], warm_up, measured)
    };
    // The relaxation time of M/M/1 is 1 / (1 − √ρ)²: 12 s, 37 s, 90 s; others have less.
    vec![
        single("MM1-1", "0.5", "poisson", exponential, &MORE_OF_M_M_1, 100, 10_000),
        single("MM1-2", "0.7", "poisson", exponential, &MORE_OF_M_M_1, 300, 15_000),
        single("MM1-3", "0.8", "poisson", exponential, &MORE_OF_M_M_1, 700, 20_000),
        single("MD1-1", "0.5", "poisson", constant, &QUEUE, 100, 10_000),
        single("MD1-2", "0.8", "poisson", constant, &QUEUE, 700, 20_000),
        single("DM1-1", "0.5", "constant", exponential, &["sigma", "Wq"], 100, 10_000),
        single("MG1-1", "0.8", "poisson", uniform, &QUEUE, 700, 20_000),
        single("MG1-4", "0.5", "poisson", lognormal, &QUEUE, 500, 20_000),
        // Of M/M/c: 1 / (c (1 − √ρ)²).
        single("MMC-1", "1.6", "poisson", &hands(2), &M_M_C, 400, 10_000),
        single("MMC-2", "2.4", "poisson", &hands(3), &M_M_C, 300, 10_000),
        single("MMC-5", "8", "poisson", &hands(10), &M_M_C, 100, 4_000),
        single("XCHK-1", "1.2", "poisson", slow_hands, &["Wq", "Lq", "L"], 600, 20_000),
        single("MMINF-1", "20", "poisson", &hands(1_000), &["L", "P_N_ge_30"], 20, 1_500),
        single("MMCK-1", "0.8", "poisson", &room(1, 5), &M_M_C_K, 100, 15_000),
        single("MMCK-4", "2.4", "poisson", &room(3, 10), &M_M_C_K, 100, 15_000),
        central("LBC-1", "1.8", 2, 1_400, 10_000),
        central("LBC-2", "9", 10, 300, 2_500),
        Case {
            id: "LB-1",
            scenario: on_core_nats(&[
                publisher("web", "9", "poisson"),
                handler("save", 10, &format!(r#""group": "save", {exponential}"#)),
            ]),
            // ρ = 0.9: 380 s.
            warm_up: Span::from_secs(2_700),
            measured: Span::from_secs(2_000),
            replications: 16,
            quantities: &["W", "Wq"],
            measure: queue,
        },
    ]
}

/// Measures everything that the table knows of a queue; the case says which of it is compared.
pub fn queue(scenario: &str, seed: u64, window: Window, rows: &[&Row]) -> Values {
    let mut customers = Customers::new(window);
    run(scenario, seed, |record| customers.see(record));
    rows.iter().map(|row| quantity(&row.quantity, &customers, window, rows)).collect()
}

fn quantity(name: &str, customers: &Customers, window: Window, rows: &[&Row]) -> (&'static str, f64, f64) {
    let says = |name| exact(rows, name);
    let in_system = || occupancy(customers.all().map(Customer::in_system), window);
    let waiting = || occupancy(customers.all().map(Customer::waiting), window);
    let at_most = |seconds: f64, length: &dyn Fn(&Customer) -> u64| {
        share(customers.arrived(), |one| length(one) as f64 / 1e9 <= seconds)
    };
    match name {
        "utilisation" => {
            let busy = occupancy(customers.all().map(Customer::in_service), window);
            let servers = parameter(rows, "c").unwrap_or(1.0);
            ("utilisation", over_time(&busy, |present| present) / servers, says("utilisation"))
        }
        "L" => ("L", over_time(&in_system(), |present| present), says("L")),
        "Lq" => ("Lq", over_time(&waiting(), |present| present), says("Lq")),
        "W" => ("W", mean_seconds(customers.arrived().map(|one| one.in_system().length())), says("W")),
        "Wq_accepted" => {
            ("Wq_accepted", mean_seconds(customers.arrived().map(|one| one.waiting().length())), says("Wq_accepted"))
        }
        "P_block" => ("P_block", share(customers.came(), |one| one.blocked), says("P_block")),
        "throughput" => {
            let left = customers.all().filter(|one| one.finished.is_some_and(|at| window.contains(at))).count();
            ("throughput", left as f64 / (window.length() as f64 / 1e9), says("throughput"))
        }
        "Wq" => ("Wq", mean_seconds(customers.arrived().map(|one| one.waiting().length())), says("Wq")),
        "P_wait" => ("P_wait", share(customers.arrived(), |one| one.waiting().length() > 0), says("P_wait")),
        "p50_W" => ("p50_W", at_most(says("p50_W"), &|one| one.in_system().length()), 0.50),
        "p99_W" => ("p99_W", at_most(says("p99_W"), &|one| one.in_system().length()), 0.99),
        "p99_Wq" => ("p99_Wq", at_most(says("p99_Wq"), &|one| one.waiting().length()), 0.99),
        // Around the exact mean, not the measured one, which would make it too small.
        "Var_N" => ("Var_N", over_time(&in_system(), |n| (n - says("L")) * (n - says("L"))), says("Var_N")),
        "P_N_ge_10" => ("P_N_ge_10", over_time(&in_system(), |n| f64::from(u8::from(n >= 10.0))), says("P_N_ge_10")),
        "P_N_ge_30" => ("P_N_ge_30", over_time(&in_system(), |n| f64::from(u8::from(n >= 30.0))), says("P_N_ge_30")),
        // The root of D/M/1: the share of arrivals that find the server busy.
        "sigma" => ("sigma", share(customers.arrived(), |one| one.waiting().length() > 0), says("sigma")),
        other => panic!("nobody measures {other}"),
    }
}
