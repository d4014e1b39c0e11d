//! What the charts of the measures show, slice by slice of the history.

use super::drawing::{Series, Shows};
use super::measured::PERCENTILES;
use crate::i18n::{Text, number, phrases, text, time};
use crate::sim::time::{Rate, Span, Time};
use crate::transcript::Utilisation;

/// What a rate is the mean over, at least.
const MEAN_OVER: Span = Span::from_secs(5);
/// What percentiles and utilisation are those of, at least.
const PIECE: Span = Span::from_secs(2);
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
        let over = slices_in(MEAN_OVER, width);
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

/// How long what was done had been in the system.
pub const TIMES: Shows = Shows {
    key: "times",
    series: |run, _| {
        let pieces = run.known().history.percentiles_in_pieces(&PERCENTILES.map(|(_, percent)| percent), PIECE);
        let classes = ["is-key is-first", "is-key is-second", "is-key is-third"];
        let named = PERCENTILES.into_iter().zip(classes).zip(pieces);
        let line = named.map(|(((name, _), class), values)| {
            Series::of(name, class, values.into_iter().map(|span| span.map(Span::as_nanos)).collect())
        });
        line.collect()
    },
    written: |lang, nanoseconds| time::span(lang, Span::from_nanos(nanoseconds)),
    least_top: 10_000_000,
    tells_most: false,
};

/// How much of their time all handlers together worked, in thousandths.
pub const BUSY: Shows = Shows {
    key: "busy",
    series: |run, lang| {
        let history = &run.known().history;
        let over = slices_in(PIECE, history.width());
        let shares: Vec<(Span, Span)> =
            history.utilisation_over_time(run.now()).map(|(_, share)| (share.busy, share.up)).collect();
        let mean = |last: usize| {
            let piece = &shares[(last + 1).saturating_sub(over)..=last];
            let (busy, up) = piece.iter().fold((Span::ZERO, Span::ZERO), |sum, one| (sum.0 + one.0, sum.1 + one.1));
            (up > Span::ZERO).then(|| Utilisation { busy, up }.per_mille().min(1_000))
        };
        vec![Series::of(text(lang, Text::Now), "is-first", (0..shares.len()).map(mean).collect())]
    },
    written: |_, thousandths| number::percent(thousandths),
    least_top: 1_000,
    tells_most: false,
};

/// How many slices of this width cover a span.
fn slices_in(span: Span, width: Span) -> usize {
    usize::try_from(span.as_nanos().div_ceil(width.as_nanos().max(1))).unwrap_or(1).max(1)
}
