//! The simulation against queueing theory: what is known exactly is met, within the luck of the draw.
//!
//! `theory_cases.csv` holds exact results, each with its formula. Whatever the cast can express is run through `world`
//! from a scenario, as everything else is; the quantities are measured from the records alone. What cannot be expressed
//! is listed, with the reason, in `inexpressible.rs`; a row that is in neither place fails the test.
//!
//! **The gate.** A case is replicated with R seeds of its own, so its R values of a quantity are independent and equally
//! distributed; `statistics.rs` compares their mean with the exact value by Student's t, written as the z of the same
//! probability, and |z| must stay under 4. Nothing within a replication needs to be independent, and nothing but the
//! normality of R averages over long runs is assumed. Bias has two sources. A run starts empty: a warm-up of at least
//! seven relaxation times is cut off, after which less than 0.1 % of that is left. And what is averaged over customers
//! is averaged over those who arrive in the window, waited for until the last of them has left: nobody is cut off.
//! A percentile is tested by what it says: the share of customers at or below the exact value. So a percentile's
//! estimate has no bias either.
//!
//! The seeds are fixed, so the outcome is, too: 150 gates of |z| < 4 fail by chance in one of a hundred *changes* of the
//! transcript, never in one of a hundred runs. A release build takes longer runs than a test build, to see finer.

mod cases;
mod inexpressible;
mod little;
mod measure;
mod play;
mod queues;
mod routes;
mod statistics;
mod table;

use cases::cases;
use measure::Window;
use queue_playground::sim::time::Span;
use statistics::Sample;
use std::collections::BTreeSet;
use table::{Row, rows};

/// How much longer the measured time is in a release build.
const LONGER: u64 = if cfg!(debug_assertions) { 1 } else { 10 };

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
    a_queue_group_splits_at_random_into_n_queues => "random split to 10 x M/M/1",
    every_plain_subscription_gets_every_message => "pub-sub fan-out",
    every_queue_group_gets_every_message_and_shares_it_evenly => "queue group",
}

#[test]
fn every_row_of_the_table_is_tested_or_listed_with_a_reason() {
    let cases = cases();
    let mut used = BTreeSet::new();
    for row in rows() {
        let tested = cases.iter().any(|case| case.id == row.case && case.quantities.contains(&row.quantity.as_str()));
        let listed = inexpressible::ROWS.iter().any(|(case, quantity, reason)| {
            let meant = *case == row.case && (*quantity == "*" || *quantity == row.quantity);
            assert!(reason.len() > 20, "{case}: say why");
            if meant {
                used.insert((*case, *quantity));
            }
            meant
        });
        assert!(tested != listed, "{} {}: tested {tested}, listed {listed}", row.case, row.quantity);
        assert!(!tested || MODELS.contains(&row.model.as_str()), "no test runs the model {}", row.model);
    }
    let idle: Vec<_> = inexpressible::ROWS.iter().filter(|(case, what, _)| !used.contains(&(*case, *what))).collect();
    assert!(idle.is_empty(), "listed, but not in the table: {idle:?}");
}
