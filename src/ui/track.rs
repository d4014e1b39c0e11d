//! The track of the timeline: how the run went, and what stands out.

use super::session::{Run, use_session};
use crate::sim::time::{SECOND_NS, Span, Time};
use crate::view::history::{Event, Health};
use leptos::prelude::*;

/// Ends that the timeline can have, in seconds; a longer run takes whole hours.
const ENDS: [u64; 8] = [30, 60, 120, 300, 600, 1_200, 1_800, 3_600];

/// The colours of health and the marks, behind the slider.
#[component]
pub fn Track() -> impl IntoView {
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
        <svg class="timeline-health" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
            {bars}
            {ticks}
        </svg>
    }
}

/// What stands out: its class, and its place in thousandths of the timeline.
pub fn marks_of(run: &Run) -> Vec<(&'static str, u64)> {
    let end = end_of(run.furthest());
    let class = |event: &Event| match event {
        Event::Crashed(_) | Event::CutOff(_) | Event::Hindered(_) | Event::Stopped(_) => "mark-crash",
        Event::Restarted(_) | Event::Reunited(_) | Event::Relieved(_) | Event::Started(_) => "mark-restart",
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
pub fn end_of(furthest: Time) -> Span {
    const HOUR_S: u64 = 3_600;
    let seconds = furthest.as_nanos().div_ceil(SECOND_NS);
    let fits = ENDS.into_iter().find(|&end| seconds < end);
    Span::from_secs(fits.unwrap_or_else(|| (seconds / HOUR_S + 1) * HOUR_S))
}

/// A moment in thousandths of the timeline.
pub fn share(at: Time, end: Span) -> u64 {
    let share = u128::from(at.as_nanos()) * 1_000 / u128::from(end.as_nanos()).max(1);
    u64::try_from(share).unwrap_or(1_000).min(1_000)
}
