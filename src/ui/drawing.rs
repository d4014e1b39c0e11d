//! From the history to the paths and the numbers of a chart.

use super::session::Run;
use super::track::{end_of, marks_of, share};
use crate::i18n::{Lang, Text, instruments, text, time};
use crate::sim::time::{Span, Time};
use crate::view::history::Progress;
use std::fmt::Write;

/// The height of the drawing; it is a thousand wide, as the timeline is.
pub const HEIGHT: u64 = 64;
/// Rows of the table.
const ROWS: usize = 12;

/// One line of a chart: its name, its class in the style sheet, and a value for each slice of the history; none where
/// there is nothing to tell.
#[derive(Clone, PartialEq, Eq)]
pub struct Series {
    pub name: String,
    pub class: &'static str,
    pub values: Vec<Option<u64>>,
    /// The value at this moment.
    pub now: Option<u64>,
}

impl Series {
    /// One whose last value is that of this moment.
    pub fn of(name: &str, class: &'static str, values: Vec<Option<u64>>) -> Series {
        let now = values.last().copied().flatten();
        Series { name: name.to_owned(), class, values, now }
    }
}

/// What a chart shows and how its values are worded.
#[derive(Clone, Copy)]
pub struct Shows {
    /// For scripts.
    pub key: &'static str,
    pub series: fn(&Progress, Lang) -> Vec<Series>,
    pub written: fn(Lang, u64) -> String,
    /// The least that the axis ends with.
    pub least_top: u64,
    /// Whether the highest value is told, beside the present one.
    pub tells_most: bool,
}

/// The drawing of a moment, in texts.
#[derive(Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Class and path.
    pub lines: Vec<(String, String)>,
    /// Class, name, value.
    pub facts: Vec<(String, String, String)>,
    /// Where the axis of values ends, in words.
    pub top: String,
    /// Where the axis of time ends.
    pub end: String,
    /// The path that marks the moment.
    pub now: String,
}

/// The names of the columns, and the rows: a moment and the values from then on.
pub type Table = (Vec<String>, Vec<(String, Vec<String>)>);

/// The numbers of a chart.
pub fn rows(run: &Run, lang: Lang, shows: Shows) -> Table {
    let progress = run.known().history.until(run.now());
    let (series, width) = ((shows.series)(&progress, lang), progress.width());
    let slices = series.iter().map(|one| one.values.len()).max().unwrap_or(0);
    let every = slices.div_ceil(ROWS).max(1);
    let row = |first: usize| {
        let values = series.iter().map(|one| {
            let rest = one.values.get(first..).unwrap_or_default();
            // The highest of those that share the row.
            let most = rest.iter().take(every).flatten().max();
            most.map_or("–".to_owned(), |&value| (shows.written)(lang, value))
        });
        (time::moment(lang, Time::ZERO + width.times(first as u64)), values.collect())
    };
    let heads = series.iter().map(|one| one.name.clone()).collect();
    (heads, (0..slices).step_by(every).map(row).collect())
}

/// The drawing of a chart.
pub fn draw(run: &Run, lang: Lang, shows: Shows) -> Drawn {
    let progress = run.known().history.until(run.now());
    let (series, width) = ((shows.series)(&progress, lang), progress.width());
    let end = end_of(run.furthest());
    let now = share(run.now(), end);
    let most = |one: &Series| one.values.iter().copied().flatten().max();
    let top = nice(series.iter().filter_map(most).max().unwrap_or(0).max(shows.least_top));
    let written = |value: Option<u64>| value.map_or("–".to_owned(), |value| (shows.written)(lang, value));
    let mut lines = Vec::new();
    let mut facts = Vec::new();
    let last = progress.slices().len().saturating_sub(1);
    let place = |slice: usize| {
        let middle = Time::ZERO + width.times(slice as u64) + Span::from_nanos(width.as_nanos() / 2);
        if slice == last { now } else { share(middle, end).min(now) }
    };
    for one in &series {
        let line = line(&one.values, top, place);
        if series.len() == 1 && !line.is_empty() {
            // Down to the axis from both of its ends; without gaps, as all that is alone is counted in every slice.
            lines.push(("chart-area".to_owned(), format!("{line}V{HEIGHT}H0z")));
        }
        lines.push((format!("chart-line {}", one.class), line));
        facts.push((format!("chart-fact {}", one.class), one.name.clone(), written(one.now)));
        if shows.tells_most {
            facts.push(("chart-fact".to_owned(), text(lang, Text::AtMost).to_owned(), written(most(one))));
        }
    }
    for class in ["mark-crash", "mark-restart", "mark-knob"] {
        let of_class = marks_of(run).into_iter().filter(|&(of, _)| of == class);
        let ticks: String = of_class.map(|(_, at)| format!("M{at} -2V{}", HEIGHT + 2)).collect();
        lines.push((format!("chart-mark {class}"), ticks));
    }
    lines.retain(|(_, path)| !path.is_empty());
    Drawn {
        lines,
        facts,
        top: instruments::axis_end(lang, &(shows.written)(lang, top)),
        end: time::span(lang, end),
        now: format!("M{now} -2V{}", HEIGHT + 2),
    }
}

/// The path through all values; it begins anew behind a gap.
fn line(values: &[Option<u64>], top: u64, place: impl Fn(usize) -> u64) -> String {
    let mut path = String::new();
    let mut pen_is_down = false;
    for (slice, value) in values.iter().enumerate() {
        let Some(value) = value else {
            pen_is_down = false;
            continue;
        };
        let height = u128::from(*value) * u128::from(HEIGHT) * 10 / u128::from(top.max(1));
        let tenths = u128::from(HEIGHT * 10).saturating_sub(height);
        let command = if pen_is_down { 'L' } else { 'M' };
        let from = if path.is_empty() && slice == 0 { 0 } else { place(slice) };
        // Writing to a String cannot fail.
        let _ = write!(path, "{command}{from} {}.{}", tenths / 10, tenths % 10);
        pen_is_down = true;
    }
    path
}

/// The next of 1, 2, 5, 10, 20, 50 … that is not less.
fn nice(amount: u64) -> u64 {
    let mut unit: u64 = 1;
    while unit.saturating_mul(10) < amount {
        unit = unit.saturating_mul(10);
    }
    [1, 2, 5, 10].into_iter().map(|factor| unit.saturating_mul(factor)).find(|&top| top >= amount).unwrap_or(amount)
}
