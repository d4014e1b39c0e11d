//! The timeline: where the run is, how it went, and what stands out. Dragging or the arrow keys go to any moment.

use super::command::{Command, use_dispatch};
use super::session::{Run, use_session};
use super::words::use_words;
use crate::i18n::{Text, phrases, time};
use crate::sim::time::{Span, Time};
use crate::view::history::{Event, Health};
use leptos::prelude::*;

/// Thousandths of a second on the slider; its step is a tenth.
const MILLISECOND_NS: u64 = 1_000_000;
/// Ends that the timeline can have, in seconds; a longer run takes whole hours.
const ENDS: [u64; 8] = [30, 60, 120, 300, 600, 1_200, 1_800, 3_600];

/// A slider over the health of the run so far.
#[component]
pub fn Timeline() -> impl IntoView {
    let session = use_session();
    let dispatch = use_dispatch();
    let words = use_words();
    let now = session.look(|run| run.now().as_nanos() / MILLISECOND_NS);
    let end = session.look(|run| end_of(run.furthest()).as_nanos() / MILLISECOND_NS);
    let tenth = session.look(|run| run.now().as_nanos() / (100 * MILLISECOND_NS));
    let moment = move || time::moment(session.lang.get(), Time::from_nanos(tenth.get() * 100 * MILLISECOND_NS));
    let spoken = move || {
        let end = Span::from_millis(end.get());
        phrases::moment_of(session.lang.get(), &moment(), &time::span(session.lang.get(), end))
    };
    let seek = move |event| {
        if let Ok(milliseconds) = event_target_value(&event).parse::<u64>() {
            dispatch(Command::Seek(Time::ZERO + Span::from_millis(milliseconds)));
        }
    };
    view! {
        <div class="timeline">
            <div class="timeline-track">
                <Track />
                <input
                    class="timeline-slider"
                    type="range"
                    name="moment"
                    min="0"
                    step="100"
                    max=move || end.get().to_string()
                    aria-label=words(Text::Timeline)
                    aria-valuetext=spoken
                    prop:value=move || now.get().to_string()
                    on:input=seek
                />
            </div>
            <output class="timeline-moment">{moment}</output>
        </div>
    }
}

/// The colours of health and the marks, behind the slider.
#[component]
fn Track() -> impl IntoView {
    let session = use_session();
    let stretches = session.look(|run| {
        let end = end_of(run.furthest());
        let known = run.known();
        let health = known.history.health(run.now());
        let stretches = health.iter().map(|one| (class_of(one.health), share(one.from, end), share(one.to, end)));
        // What lies ahead was seen before, and is not known at this moment.
        let ahead = ("ahead", share(run.now(), end), share(run.furthest(), end));
        stretches.chain([ahead]).collect::<Vec<_>>()
    });
    let marks = session.look(marks_of);
    let bars = move || {
        let bar = |(class, from, to): (&'static str, u64, u64)| {
            let (x, width) = (from.to_string(), to.saturating_sub(from).to_string());
            view! { <rect class=class x=x y="0" width=width height="10" /> }
        };
        stretches.get().into_iter().map(bar).collect_view()
    };
    let ticks = move || {
        let tick = |(class, at): (&'static str, u64)| {
            view! { <rect class=class x=at.to_string() y="0" width="3" height="10" /> }
        };
        marks.get().into_iter().map(tick).collect_view()
    };
    view! {
        <svg class="timeline-health" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            {bars}
            {ticks}
        </svg>
    }
}

fn marks_of(run: &Run) -> Vec<(&'static str, u64)> {
    let end = end_of(run.furthest());
    let class = |event: &Event| match event {
        Event::Crashed(_) => "mark-crash",
        Event::Restarted(_) => "mark-restart",
        Event::Scaled { .. } | Event::KnobTurned(_) => "mark-knob",
    };
    run.known().history.marks().iter().map(|mark| (class(&mark.event), share(mark.at, end))).collect()
}

const fn class_of(health: Health) -> &'static str {
    match health {
        Health::Calm => "calm",
        Health::Growing => "growing",
        Health::Losing => "losing",
    }
}

/// Where the timeline ends: a little room ahead of the latest moment that was reached.
fn end_of(furthest: Time) -> Span {
    const HOUR_S: u64 = 3_600;
    let seconds = furthest.as_nanos().div_ceil(1_000 * MILLISECOND_NS);
    let fits = ENDS.into_iter().find(|&end| seconds < end);
    Span::from_secs(fits.unwrap_or_else(|| (seconds / HOUR_S + 1) * HOUR_S))
}

/// A moment in thousandths of the timeline.
fn share(at: Time, end: Span) -> u64 {
    let share = u128::from(at.as_nanos()) * 1_000 / u128::from(end.as_nanos()).max(1);
    u64::try_from(share).unwrap_or(1_000).min(1_000)
}
