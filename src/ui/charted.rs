//! What the charts of the measures show, slice by slice of the history.

use super::drawing::{Series, Shows};
use super::measured::PERCENTILES;
use crate::i18n::{Text, number, phrases, text, time};
use crate::sim::time::{Rate, Span};
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
    series: |progress, lang| {
        let values = progress.slices().iter().map(|slice| Some(slice.most_pending)).collect();
        let now = Some(progress.pending());
        vec![Series { name: text(lang, Text::Now).to_owned(), class: "is-first", values, now }]
    },
    written: |_, value| number::count(value),
    least_top: 5,
    tells_most: true,
};

/// Messages that were handled, per second, in thousandths.
pub const DONE: Shows = Shows {
    key: "done",
    series: |progress, lang| {
        // A mean over less than a second would tell of luck.
        let unsettled = slices_before(LEAST, progress.width());
        // To a tenth: more would only flicker.
        let tenths = |rate: Rate| rate.as_thousandths() / 100 * 100;
        let rates = progress.done_per_second(MEAN_OVER).into_iter().enumerate();
        let values = rates.map(|(slice, rate)| (slice >= unsettled).then(|| tenths(rate))).collect();
        vec![Series::of(text(lang, Text::Now), "is-first", values)]
    },
    written: |lang, thousandths| phrases::per_second(lang, Rate::from_thousandths(thousandths)),
    least_top: 1_000,
    tells_most: true,
};

/// How long what was done had been in the system.
pub const TIMES: Shows = Shows {
    key: "times",
    series: |progress, _| {
        let percents = PERCENTILES.map(|(_, percent)| percent);
        let nanoseconds = |span: Option<Span>| span.map(Span::as_nanos);
        let values =
            progress.percentiles(&percents, PIECE).into_iter().zip(progress.last_percentiles(&percents, PIECE));
        let classes = ["is-key is-first", "is-key is-second", "is-key is-third"];
        let named = PERCENTILES.into_iter().zip(classes).zip(values);
        let line = named.map(|(((name, _), class), (values, now))| Series {
            name: name.to_owned(),
            class,
            values: values.into_iter().map(nanoseconds).collect(),
            now: nanoseconds(now),
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
    series: |progress, lang| {
        let share = |one: Utilisation| (one.up > Span::ZERO).then(|| one.per_mille().min(1_000));
        let values = progress.utilisation(PIECE).into_iter().map(share).collect();
        vec![Series::of(text(lang, Text::Now), "is-first", values)]
    },
    written: |_, thousandths| number::percent(thousandths),
    least_top: 1_000,
    tells_most: false,
};

/// How many slices of this width end before a span has passed.
fn slices_before(span: Span, width: Span) -> usize {
    usize::try_from(span.as_nanos().div_ceil(width.as_nanos().max(1))).unwrap_or(1).saturating_sub(1)
}
