//! What the charts of the measures show, slice by slice of the history.

use super::chart::{Series, Shows};
use crate::i18n::{Text, number, phrases, text};
use crate::sim::time::{Rate, Time};

/// Messages that wait.
pub const PENDING: Shows = Shows {
    key: "pending",
    series: |run, lang| {
        let values = run.known().history.slices().iter().map(|slice| Some(slice.most_pending)).collect();
        vec![Series { name: text(lang, Text::Now).to_owned(), class: "is-first", values }]
    },
    written: |_, value| number::count(value),
    least_top: 5,
    tells_most: true,
};

/// Messages that were handled, per second, in thousandths.
pub const DONE: Shows = Shows {
    key: "done",
    series: |run, lang| {
        let history = &run.known().history;
        let width = history.width();
        let covered = |slice: usize| {
            let from = Time::ZERO + width.times(slice as u64);
            run.now().since(from).min(width).as_nanos().max(1)
        };
        let rate = |(slice, done): (usize, u64)| {
            let thousandths = u128::from(done) * 1_000_000_000_000 / u128::from(covered(slice));
            u64::try_from(thousandths).ok()
        };
        let done = history.slices().iter().map(|slice| slice.done).enumerate();
        let mut values: Vec<Option<u64>> = done.map(rate).collect();
        // A slice that has only begun would tell of a rate that nobody works at.
        if values.len() > 1 && covered(values.len() - 1) < width.as_nanos() {
            values.pop();
        }
        vec![Series { name: text(lang, Text::Now).to_owned(), class: "is-first", values }]
    },
    written: |lang, thousandths| phrases::per_second(lang, Rate::from_thousandths(thousandths)),
    least_top: 1_000,
    tells_most: true,
};
