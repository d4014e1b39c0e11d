//! What the charts of the measures show, slice by slice of the history.

use super::drawing::{Series, Shows};
use super::measured::PERCENTILES;
use crate::i18n::{Text, number, phrases, text, time};
use crate::sim::time::{Rate, Span, Time};

/// What a rate is the mean over, at least.
const MEAN_OVER: Span = Span::from_secs(5);
/// The start of a run, in which there is no mean yet.
const LEAST: Span = Span::from_secs(1);

/// Messages that wait.
pub const PENDING: Shows = Shows {
    key: "pending",
    series: |run, lang| {
        let values = run.known().history.slices().iter().map(|slice| Some(slice.most_pending)).collect();
        let now = Some(run.known().history.pending());
        vec![Series { name: text(lang, Text::Now).to_owned(), class: "is-first", values, now }]
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
        let over = usize::try_from(MEAN_OVER.as_nanos().div_ceil(width.as_nanos().max(1))).unwrap_or(1).max(1);
        let done: Vec<u64> = history.slices().iter().map(|slice| slice.done).collect();
        let rate = |last: usize| {
            let first = (last + 1).saturating_sub(over);
            let (from, to) = (width.times(first as u64), width.times(last as u64 + 1));
            // The last slice is not over yet.
            let covered = (Time::ZERO + to).min(run.now()).since(Time::ZERO + from).as_nanos().max(1);
            let handled: u64 = done[first..=last].iter().sum();
            // To a tenth: more would only flicker.
            let tenths = u128::from(handled) * 10_000_000_000 / u128::from(covered);
            u64::try_from(tenths * 100).ok()
        };
        // A mean over less than a second would tell of luck.
        let settled = |last: &usize| width.times(*last as u64 + 1) >= LEAST;
        let values = (0..done.len()).map(|last| rate(last).filter(|_| settled(&last))).collect();
        vec![Series::of(text(lang, Text::Now), "is-first", values)]
    },
    written: |lang, thousandths| phrases::per_second(lang, Rate::from_thousandths(thousandths)),
    least_top: 1_000,
    tells_most: true,
};

/// How long what was done in each slice had been in the system.
pub const TIMES: Shows = Shows {
    key: "times",
    series: |run, _| {
        let classes = ["is-key is-first", "is-key is-second", "is-key is-third"];
        let line = |((name, percent), class): ((&str, f64), &'static str)| {
            let values = run.known().history.percentile_over_time(percent);
            Series::of(name, class, values.map(|(_, span)| span.map(Span::as_nanos)).collect())
        };
        PERCENTILES.into_iter().zip(classes).map(line).collect()
    },
    written: |lang, nanoseconds| time::span(lang, Span::from_nanos(nanoseconds)),
    least_top: 10_000_000,
    tells_most: false,
};

/// How much of their time all handlers together worked, in thousandths.
pub const BUSY: Shows = Shows {
    key: "busy",
    series: |run, lang| {
        let shares = run.known().history.utilisation_over_time(run.now());
        let values = shares.map(|(_, share)| (share.up > Span::ZERO).then(|| share.per_mille().min(1_000)));
        vec![Series::of(text(lang, Text::Now), "is-first", values.collect())]
    },
    written: |_, thousandths| number::percent(thousandths),
    least_top: 1_000,
    tells_most: false,
};
