//! What stands beside the measures of a run on a server: the simulation of the same, and the server's own numbers.

use super::Mode;
use crate::commands::shell;
use crate::i18n::live as texts;
use crate::live::names::Names;
use crate::ui::monitor::Monitor;
use crate::ui::session::use_session;
use crate::ui::shell_line::ShellLine;
use crate::ui::side_by_side::SideBySide;
use crate::ui::uniform::told;
use crate::ui::words::use_saying;
use leptos::prelude::*;

/// What stands where the lesson is while somebody else's messages are watched: they teach nothing of a pattern.
pub fn watched() -> AnyView {
    let (session, saying) = (use_session(), use_saying());
    let (title, watches) = (session.title(), session.watches());
    let heading = told(move || match watches.with(Option::is_some) {
        true => title.get(),
        false => texts::WATCH.to(session.lang.get()).to_owned(),
    });
    view! {
        <section class="watched" aria-label=saying(texts::WATCH)>
            <h2 class="panel-heading">{heading}</h2>
            <p>{saying(texts::WATCHED_LEAD)}</p>
        </section>
    }
    .into_any()
}

/// The command that shows what this run or watch is about, while there is one. Plain subjects are many programs', and
/// have no such command.
pub fn on_server() -> AnyView {
    let (session, saying) = (use_session(), use_saying());
    let live = session.live;
    let line = told(move || {
        let own = live.names.with(|names| names.as_ref().map(|names| names.prefix().to_owned()));
        let filter = match own {
            Some(own) if own.is_empty() => return String::new(),
            Some(own) => format!("{own}.>"),
            None => live.fields.filter.with(|filter| filter.trim().to_owned()),
        };
        let address = live.fields.address.with(|address| shell::word(address.trim()));
        format!("nats --server {address} sub {}", shell::word(&filter))
    });
    let is_shown = Memo::new(move |_| live.is_on() && live.has_tape.get() && !line.with(String::is_empty));
    let is_run = move || live.names.with(Option::is_some);
    let shown = move || {
        is_shown.get().then(|| {
            view! {
                <p>{saying(texts::SUBSCRIBE_TO_IT)}</p>
                <div data-on-server=""><ShellLine line /></div>
                {is_run().then(|| view! { <p>{saying(texts::OWN_SUBJECTS)}</p> })}
            }
        })
    };
    shown.into_any()
}

/// Both, for as long as there is such a run.
pub fn tools() -> AnyView {
    let live = use_session().live;
    let is_run = Memo::new(move |_| live.has_tape.get() && live.mode.get() == Mode::Live);
    // Connections of a run are called by the run's name and whose they are.
    let own = told(move || {
        let name = live.names.with(|names| names.as_ref().map(Names::shown_as));
        name.unwrap_or_default()
    });
    let shown = move || {
        live.has_tape.get().then(|| {
            view! {
                {move || is_run.get().then(|| view! { <SideBySide /> })}
                <Monitor own />
            }
        })
    };
    shown.into_any()
}
