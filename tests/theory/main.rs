//! The simulation against queueing theory: what is known exactly is met, within the luck of the draw.
//!
//! `theory_cases.csv` holds exact results, each with its formula. The cast can express every row: each is run through
//! `world` from a scenario, as everything else is, and measured from the records alone. A row that is not compared
//! fails the test.
//!
//! **The gate.** A case is replicated with R seeds of its own, so its R values of a quantity are independent and
//! equally distributed; `statistics.rs` compares their mean with the exact value by Student's t, written as the z of
//! the same probability, and |z| must stay under 4. Nothing within a replication needs to be independent, and nothing
//! but the normality of R averages over long runs is assumed. Bias has two sources. A run starts empty: a warm-up of
//! at least seven relaxation times is cut off, after which less than 0.1 % of that is left. And what is averaged over
//! customers is averaged over those who arrive in the window, waited for until the last of them has left: nobody is cut
//! off. A percentile is tested by what it says: the share of customers at or below the exact value. So a percentile's
//! estimate has no bias either.
//!
//! The seeds are fixed, so the outcome is, too: with |z| < 4, 170 gates fail by chance in one of a hundred *changes* of
//! the transcript, never in one of a hundred runs. A release build takes longer runs than a test build, to see finer.

mod cases;
mod chains;
mod formulas;
mod little;
mod measure;
mod play;
mod queues;
mod replies;
mod retries;
mod routes;
mod statistics;
mod table;

use cases::cases;
use measure::Window;
use queue_playground::sim::time::Span;
use statistics::Sample;
use table::{Row, rows};

/// How much longer the measured time is in a release build.
const LONGER: u64 = if cfg!(debug_assertions) { 1 } else { 4 };

/// Runs every case of a model and compares each of its quantities with theory.
fn gate(model: &str) {
    let rows = rows();
    let mut findings = Vec::new();
    for (first_seed, case) in (0..).step_by(1_000).zip(cases()) {
        let exact: Vec<&Row> = rows.iter().filter(|row| row.case == case.id).collect();
        if exact.iter().all(|row| row.model != model) {
            continue;
        }
        let window = Window::after(case.warm_up, Span::from_nanos(case.measured.as_nanos() * LONGER));
        let mut samples: Vec<(&str, f64, Sample)> = Vec::new();
        for seed in first_seed..first_seed + case.replications {
            for (quantity, measured, expected) in (case.measure)(&case.scenario, seed, window, &exact) {
                match samples.iter_mut().find(|(name, ..)| *name == quantity) {
                    Some((_, _, sample)) => sample.add(measured),
                    None => samples.push((quantity, expected, Sample::of(measured))),
                }
            }
        }
        for (quantity, expected, sample) in samples {
            let z = sample.z(expected);
            println!("{:<8}{quantity:<26}{expected:>14.6} {sample}  z = {z:+.2}", case.id);
            if z.abs() >= 4.0 {
                findings
                    .push(format!("{} {quantity}: theory says {expected}, measured {sample}, z = {z:+.2}", case.id));
            }
        }
    }
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

/// One test for each model of the table that is expressed.
macro_rules! models {
    ($($name:ident => $model:literal),* $(,)?) => {
        $(#[test] fn $name() { gate($model); })*
        const MODELS: &[&str] = &[$($model),*];
    };
}

models! {
    a_lone_handler_behind_a_poisson_publisher_is_m_m_1 => "M/M/1",
    a_handler_that_always_takes_as_long_is_m_d_1 => "M/D/1",
    a_handler_behind_a_steady_publisher_is_d_m_1 => "D/M/1",
    a_handler_with_uneven_work_is_m_u_1 => "M/U/1",
    a_handler_with_a_long_tail_of_work_is_m_logn_1 => "M/LogN/1",
    a_handler_with_c_hands_is_m_m_c => "M/M/c",
    m_m_3_agrees_with_a_published_table => "M/M/3 (Trueman 1977 Table 12.2 via HP-12C Solutions Handbook p.144)",
    a_handler_with_hands_enough_is_m_m_inf => "M/M/inf",
    a_handler_with_a_full_buffer_is_m_m_c_k => "M/M/c/K",
    a_queue_group_splits_at_random_into_n_queues => "random split to 10 x M/M/1",
    a_pull_consumer_is_one_central_queue => "central queue M/M/N (lower bound)",
    handlers_in_a_row_are_a_jackson_network => "tandem M/M/1 x3",
    every_hop_loses_its_share => "fire-and-forget link loss",
    every_plain_subscription_gets_every_message => "pub-sub fan-out",
    every_queue_group_gets_every_message_and_shares_it_evenly => "queue group",
    a_gatherer_waits_for_the_slowest => "scatter-gather, n iid Exp(1), no queueing",
    a_gatherer_that_wants_a_few_waits_for_the_last_of_those => "quorum k of n Exp(1)",
    a_gatherer_with_a_deadline_takes_what_came => "scatter-gather with timeout T, n iid Exp(1)",
    a_request_to_a_free_service_times_out_by_its_tail => "request-response Exp(mu) with timeout T, M/M/inf",
    a_request_to_a_busy_service_times_out_more_often => "request-response over M/M/1 with client timeout (no cancel)",
    a_consumer_gives_up_after_max_deliver_attempts => "retry->DLQ",
}

#[test]
fn every_row_of_the_table_is_tested() {
    let cases = cases();
    for row in rows() {
        let case = cases.iter().find(|case| case.id == row.case);
        let tested = case.is_some_and(|case| case.quantities.contains(&row.quantity.as_str()));
        assert!(tested, "{} {} is not compared", row.case, row.quantity);
        assert!(MODELS.contains(&row.model.as_str()), "no test runs the model {}", row.model);
    }
}
