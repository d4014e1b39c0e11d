//! Spans and moments for people: short, with their unit, rounded half up.

use super::Lang;
use super::number::{count, decimal, rounded};
use crate::sim::time::{SECOND_NS, Span, Time};

const MICROSECOND_NS: u64 = 1_000;
const MILLISECOND_NS: u64 = 1_000_000;
const TENTH_NS: u64 = SECOND_NS / 10;
const MINUTE_S: u64 = 60;
const HOUR_S: u64 = 60 * MINUTE_S;

/// A length of time: `420 ms`, `1.4 s`, `2 min 5 s`, `1 h 2 min`. At most two units, and at most one decimal.
pub fn span(lang: Lang, span: Span) -> String {
    let nanoseconds = span.as_nanos();
    // Each limit lies where the smaller unit would round up to a whole of the larger one.
    if nanoseconds == 0 {
        unit(lang, "0", Unit::Second)
    } else if nanoseconds < MICROSECOND_NS {
        unit(lang, &count(nanoseconds), Unit::Nanosecond)
    } else if rounded(nanoseconds, MICROSECOND_NS) < 1_000 {
        unit(lang, &count(rounded(nanoseconds, MICROSECOND_NS)), Unit::Microsecond)
    } else if rounded(nanoseconds, MILLISECOND_NS) < 10 {
        unit(lang, &decimal(nanoseconds, MILLISECOND_NS, 1), Unit::Millisecond)
    } else if rounded(nanoseconds, MILLISECOND_NS) < 1_000 {
        unit(lang, &count(rounded(nanoseconds, MILLISECOND_NS)), Unit::Millisecond)
    } else if rounded(nanoseconds, TENTH_NS) < 10 * MINUTE_S {
        unit(lang, &decimal(nanoseconds, SECOND_NS, 1), Unit::Second)
    } else {
        long(lang, rounded(nanoseconds, SECOND_NS))
    }
}

/// A moment of a run: `12.4 s`, `2 min 5.0 s`. Always one decimal, so that a running clock does not jump about.
pub fn moment(lang: Lang, at: Time) -> String {
    let tenths = rounded(at.as_nanos(), TENTH_NS);
    let (minutes, rest) = (tenths / (10 * MINUTE_S), tenths % (10 * MINUTE_S));
    let seconds = unit(lang, &format!("{}.{}", rest / 10, rest % 10), Unit::Second);
    if minutes == 0 { seconds } else { format!("{} {seconds}", unit(lang, &count(minutes), Unit::Minute)) }
}

/// A moment to the millisecond, for columns such as the log: `0:12.401`, `62:05.000`. Minutes, seconds, thousandths.
pub fn stamp(at: Time) -> String {
    let milliseconds = at.as_nanos() / MILLISECOND_NS;
    let (seconds, thousandths) = (milliseconds / 1_000, milliseconds % 1_000);
    format!("{}:{:02}.{thousandths:03}", seconds / MINUTE_S, seconds % MINUTE_S)
}

#[derive(Clone, Copy)]
enum Unit {
    Nanosecond,
    Microsecond,
    Millisecond,
    Second,
    Minute,
    Hour,
}

/// The number and its unit. English sets them apart, as the SI does; Korean writes them together.
fn unit(lang: Lang, number: &str, unit: Unit) -> String {
    let (english, korean) = match unit {
        Unit::Nanosecond => ("ns", "ns"),
        Unit::Microsecond => ("µs", "µs"),
        Unit::Millisecond => ("ms", "ms"),
        Unit::Second => ("s", "초"),
        Unit::Minute => ("min", "분"),
        Unit::Hour => ("h", "시간"),
    };
    match lang {
        Lang::En => format!("{number} {english}"),
        Lang::Ko => format!("{number}{korean}"),
    }
}

/// Two units of a time of a minute and more; the second one is left out when it is zero.
fn long(lang: Lang, seconds: u64) -> String {
    let (large, small) = if seconds < HOUR_S {
        ((seconds / MINUTE_S, Unit::Minute), (seconds % MINUTE_S, Unit::Second))
    } else {
        let minutes = rounded(seconds, MINUTE_S);
        ((minutes / 60, Unit::Hour), (minutes % 60, Unit::Minute))
    };
    let first = unit(lang, &count(large.0), large.1);
    if small.0 == 0 { first } else { format!("{first} {}", unit(lang, &small.0.to_string(), small.1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_told_in_the_unit_that_a_person_would_choose() {
        let cases = [
            (0, "0 s", "0초"),
            (350, "350 ns", "350ns"),
            (250_000, "250 µs", "250µs"),
            (1_400_000, "1.4 ms", "1.4ms"),
            (420_000_000, "420 ms", "420ms"),
            (1_449_000_000, "1.4 s", "1.4초"),
            (2_000_000_000, "2 s", "2초"),
            (125_000_000_000, "2 min 5 s", "2분 5초"),
            (120_000_000_000, "2 min", "2분"),
            (3_720_000_000_000, "1 h 2 min", "1시간 2분"),
        ];
        for (nanoseconds, english, korean) in cases {
            assert_eq!(span(Lang::En, Span::from_nanos(nanoseconds)), english);
            assert_eq!(span(Lang::Ko, Span::from_nanos(nanoseconds)), korean);
        }
    }

    #[test]
    fn rounding_up_moves_on_to_the_next_unit() {
        let cases = [(999_999, "1 ms"), (9_999_999, "10 ms"), (999_999_999, "1 s"), (59_999_999_999, "1 min")];
        for (nanoseconds, text) in cases {
            assert_eq!(span(Lang::En, Span::from_nanos(nanoseconds)), text);
        }
        assert_eq!(span(Lang::En, Span::from_nanos(3_599_999_999_999)), "1 h");
    }

    #[test]
    fn a_moment_keeps_its_decimal() {
        let at = |milliseconds: u64| Time::from_nanos(milliseconds * MILLISECOND_NS);
        assert_eq!(moment(Lang::En, at(12_400)), "12.4 s");
        assert_eq!(moment(Lang::En, at(12_000)), "12.0 s");
        assert_eq!(moment(Lang::En, at(125_000)), "2 min 5.0 s");
        assert_eq!(moment(Lang::Ko, at(125_000)), "2분 5.0초");
    }

    #[test]
    fn a_stamp_lines_up_to_the_millisecond() {
        assert_eq!(stamp(Time::from_nanos(12_401_999_999)), "0:12.401");
        assert_eq!(stamp(Time::from_nanos(3_725_000_000_000)), "62:05.000");
    }
}
