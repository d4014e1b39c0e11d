//! What the database saved: newest first, what it said, who saved it and how long it took. The typed ones stand out.

use super::session::{Run, use_session};
use super::uniform::told;
use crate::i18n::{Lang, Text, name, number, phrases, text, time};
use crate::message::ComponentId;
use crate::scenario::Role;
use leptos::prelude::*;

/// Rows that are drawn; the database remembers more, and counts all.
const DRAWN: usize = 50;

/// A row in the language of the moment.
struct Line {
    text: String,
    by: String,
    took: String,
    /// Says that the person typed it; nothing on others.
    badge: &'static str,
}

/// The list under its heading.
#[component]
pub fn SavedList() -> impl IntoView {
    let session = use_session();
    let lang = session.lang;
    let looks = session.look_count();
    let total = session.look(|run| {
        database_of(run).and_then(|component| run.known().board.database(component)).map_or(0, |known| known.total)
    });
    // Without keys: nothing in a row can have the focus, and a row is cheaper to write anew than to move.
    let rows = move || {
        looks.track();
        session.with(|run| lines(run, lang.get())).into_iter().map(row).collect_view()
    };
    let heading = session.told(move |run| {
        let name = database_of(run).map(|component| run.roster().name(component)).unwrap_or_default();
        phrases::saved_in(lang.get(), &name)
    });
    let count = told(move || phrases::rows(lang.get(), &number::count(total.get())));
    let more = told(move || match total.get() {
        0 => text(lang.get(), Text::NothingSaved).to_owned(),
        total if total > DRAWN as u64 => phrases::newest_of(lang.get(), DRAWN, &number::count(total)),
        _ => String::new(),
    });
    view! {
        <section class="saved" aria-labelledby=session.id("saved")>
            <div class="saved-head">
                <h2 id=session.id("saved") class="panel-heading">{heading}</h2>
                <output class="saved-total" data-total="saved">{count}</output>
            </div>
            <ol class="saved-rows" data-list="saved">{rows}</ol>
            <p class="saved-more">{more}</p>
        </section>
    }
}

fn row(line: Line) -> impl IntoView {
    let class = if line.badge.is_empty() { "saved-row" } else { "saved-row is-typed" };
    view! {
        <li class=class>
            <span class="saved-text">{line.text}</span>
            <span class="saved-facts">
                <span class="saved-badge">{line.badge}</span>
                <span class="saved-by">{line.by}</span>
                <span class="saved-took">{line.took}</span>
            </span>
        </li>
    }
}

fn database_of(run: &Run) -> Option<ComponentId> {
    let mut parts = run.roster().parts();
    let (part, _) = parts.find(|(_, part)| matches!(part.role, Some(Role::Database(_))))?;
    Some(ComponentId { part, member: 1 })
}

fn lines(run: &Run, lang: Lang) -> Vec<Line> {
    let board = &run.known().board;
    let Some(database) = database_of(run).and_then(|component| board.database(component)) else { return Vec::new() };
    let line = |row: &crate::view::board::Row| Line {
        text: row.payload.as_ref().map(|payload| payload.text().into_owned()).unwrap_or_default(),
        by: name::component(lang, row.client, run.roster()),
        took: row.took.map(|took| time::span(lang, took)).unwrap_or_default(),
        badge: if row.message.is_typed() { text(lang, Text::Yours) } else { "" },
    };
    database.rows().rev().take(DRAWN).map(line).collect()
}
