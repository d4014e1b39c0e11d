//! The timeline: where the run is, how it went, and what stands out. Dragging or the arrow keys go to any moment.

use super::command::{Command, use_dispatch};
use super::session::use_session;
use super::track::{Track, end_of};
use super::uniform::told;
use super::words::use_words;
use crate::i18n::{Text, phrases, time};
use crate::sim::time::{Span, Time};
use leptos::prelude::*;

/// Thousandths of a second on the slider; its step is a tenth.
const MILLISECOND_NS: u64 = 1_000_000;

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
                    max=told(move || end.get().to_string())
                    aria-label=words(Text::Timeline)
                    aria-valuetext=told(spoken)
                    prop:value=told(move || now.get().to_string())
                    on:input=seek
                />
            </div>
            <output class="timeline-moment">{told(moment)}</output>
        </div>
    }
}
