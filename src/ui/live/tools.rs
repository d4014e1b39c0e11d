//! What stands beside the measures of a run on a server: the simulation of the same, and the server's own numbers.

use super::Mode;
use crate::i18n::live as texts;
use crate::live::names::Names;
use crate::ui::monitor::Monitor;
use crate::ui::session::use_session;
use crate::ui::side_by_side::SideBySide;
use crate::ui::uniform::told;
use crate::ui::words::use_saying;
use leptos::prelude::*;

/// What stands where the lesson is while somebody else's messages are watched: they teach nothing of a pattern.
#[component]
pub fn Watched() -> impl IntoView {
    let (session, saying) = (use_session(), use_saying());
    let filter = session.live.fields.filter;
    let heading = told(move || texts::watching(session.lang.get(), filter.get().trim()));
    view! {
        <section class="watched" aria-label=saying(texts::WATCH)>
            <h2 class="panel-heading">{heading}</h2>
            <p>{saying(texts::WATCHED_LEAD)}</p>
        </section>
    }
}

/// Both, for as long as there is such a run.
#[component]
pub fn LiveTools() -> impl IntoView {
    let live = use_session().live;
    let is_run = Memo::new(move |_| live.has_tape.get() && live.mode.get() == Mode::Live);
    // Connections of a run are called by the run's name and whose they are.
    let own = told(move || {
        let name = live.names.with(|names| names.as_ref().map(Names::shown_as));
        name.unwrap_or_default()
    });
    move || {
        live.has_tape.get().then(|| {
            view! {
                {move || is_run.get().then(|| view! { <SideBySide /> })}
                <Monitor own />
            }
        })
    }
}
