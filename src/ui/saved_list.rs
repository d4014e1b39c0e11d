//! What the database saved: newest first, what it said, who saved it and how long it took. The typed ones stand out.

use super::session::{Run, use_session};
use super::uniform::told;
use crate::i18n::{Lang, Text, name, number, phrases, text, time};
use crate::message::ComponentId;
use crate::scenario::Role;
use leptos::prelude::*;

/// Rows that are drawn, of one database and of each of several; a database remembers more, and counts all.
const DRAWN: usize = 50;
const DRAWN_OF_EACH: usize = 12;

/// A row in the language of the moment.
struct Line {
    text: String,
    by: String,
    took: String,
    /// Says that the person typed it; nothing on others.
    badge: &'static str,
}

/// A list for every database, each under its heading. Nothing where nobody saves anything.
#[component]
pub fn SavedList() -> impl IntoView {
    let databases = use_session().look(databases_of);
    let list = |database, drawn| view! { <SavedIn database drawn /> };
    move || {
        let databases = databases.get();
        let drawn = if databases.len() > 1 { DRAWN_OF_EACH } else { DRAWN };
        databases.into_iter().map(|database| list(database, drawn)).collect_view()
    }
}

/// The list of one database.
#[component]
fn SavedIn(database: ComponentId, drawn: usize) -> impl IntoView {
    let session = use_session();
    let lang = session.lang;
    let looks = session.look_count();
    let total = session.look(move |run| run.known().board.database(database).map_or(0, |known| known.total));
    let id = session.id(&format!("saved-{}", database.part));
    // Without keys: nothing in a row can have the focus, and a row is cheaper to write anew than to move.
    let rows = move || {
        looks.track();
        session.with(|run| lines(run, database, drawn, lang.get())).into_iter().map(row).collect_view()
    };
    let heading = session.told(move |run| phrases::saved_in(lang.get(), &run.roster().name(database)));
    let count = told(move || phrases::rows(lang.get(), &number::count(total.get())));
    let more = told(move || match total.get() {
        0 => text(lang.get(), Text::NothingSaved).to_owned(),
        total if total > drawn as u64 => phrases::newest_of(lang.get(), drawn, &number::count(total)),
        _ => String::new(),
    });
    let labelled_by = id.clone();
    view! {
        <section class="saved" aria-labelledby=labelled_by>
            <div class="saved-head">
                <h2 id=id class="panel-heading">{heading}</h2>
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

fn databases_of(run: &Run) -> Vec<ComponentId> {
    let parts = run.roster().parts().filter(|(_, part)| matches!(part.role, Some(Role::Database(_))));
    parts.map(|(part, _)| ComponentId { part, member: 1 }).collect()
}

fn lines(run: &Run, database: ComponentId, drawn: usize, lang: Lang) -> Vec<Line> {
    let Some(database) = run.known().board.database(database) else { return Vec::new() };
    let line = |row: &crate::view::board::Row| Line {
        text: row.payload.as_ref().map(|payload| payload.text().into_owned()).unwrap_or_default(),
        by: name::component(lang, row.client, run.roster()),
        took: row.took.map(|took| time::span(lang, took)).unwrap_or_default(),
        badge: if row.message.is_typed() { text(lang, Text::Yours) } else { "" },
    };
    database.rows().rev().take(drawn).map(line).collect()
}
