//! Pending messages over time, as a line.

use super::session::{Run, use_session};
use super::uniform::told;
use super::words::use_words;
use crate::i18n::{Text, number};
use leptos::prelude::*;
use std::fmt::Write;

const WIDTH: u64 = 320;
const HEIGHT: u64 = 64;

/// A small chart; its numbers are also told in words.
#[component]
pub fn PendingChart() -> impl IntoView {
    let session = use_session();
    let words = use_words();
    let now = session.look(|run| run.known().history.pending());
    let peak = session.look(|run| run.known().measures.peak_pending());
    let line = session.look(line);
    let area = told(move || format!("{}V{HEIGHT}H0z", line.get()));
    let view_box = format!("0 -2 {WIDTH} {}", HEIGHT + 4);
    view! {
        <figure class="chart">
            <figcaption class="panel-heading">{words(Text::PendingOverTime)}</figcaption>
            <svg class="chart-drawing" viewBox=view_box preserveAspectRatio="none" aria-hidden="true" focusable="false">
                <path class="chart-area" d=area />
                <path class="chart-line" d=told(move || line.get()) vector-effect="non-scaling-stroke" />
            </svg>
            <dl class="chart-facts">
                <div><dt>{words(Text::Now)}</dt><dd>{told(move || number::count(now.get()))}</dd></div>
                <div><dt>{words(Text::AtMost)}</dt><dd>{told(move || number::count(peak.get()))}</dd></div>
            </dl>
        </figure>
    }
}

/// The path from the start of the run to now; a flat line while nothing was ever pending.
fn line(run: &Run) -> String {
    let points: Vec<u64> = run.known().history.pending_over_time().map(|(_, pending)| pending).collect();
    let top = points.iter().copied().max().unwrap_or(0).max(4);
    let last = (points.len().max(2) - 1) as u64;
    let mut path = String::new();
    for (index, pending) in (0_u64..).zip(&points) {
        let command = if index == 0 { 'M' } else { 'L' };
        // Writing to a String cannot fail.
        let _ = write!(path, "{command}{} {}", index * WIDTH / last, HEIGHT - pending * HEIGHT / top);
    }
    if points.len() < 2 {
        path = format!("M0 {HEIGHT}H{WIDTH}");
    }
    path
}
