//! What the database saved: newest first, what it said, who saved it and how long it took. The typed ones stand out.

use super::session::{Run, use_session};
use super::words::use_words;
use crate::i18n::{Lang, Text, name, number, phrases, time};
use crate::message::ComponentId;
use crate::scenario::Role;
use leptos::prelude::*;

/// Rows that are drawn; the database remembers more, and counts all.
const DRAWN: usize = 50;

/// A row in the language of the moment.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Line {
    number: u64,
    text: String,
    by: String,
    took: String,
    typed: bool,
}

/// The list under its heading.
#[component]
pub fn SavedList() -> impl IntoView {
    let session = use_session();
    let words = use_words();
    let lang = session.lang;
    let database = session.look(|run| database_of(run).map(|component| run.roster().name(component)));
    let total = session.look(|run| {
        database_of(run).and_then(|component| run.known().board.database(component)).map_or(0, |known| known.total)
    });
    let lines = Memo::new({
        let looks = session.look(move |run| (lines(run, Lang::En), lines(run, Lang::Ko)));
        move |_| match lang.get() {
            Lang::En => looks.get().0,
            Lang::Ko => looks.get().1,
        }
    });
    let heading = move || database.get().map(|database| phrases::saved_in(lang.get(), &database));
    let count = move || phrases::rows(lang.get(), &number::count(total.get()));
    let more = move || {
        let shown = lines.with(Vec::len);
        (total.get() > shown as u64).then(|| phrases::newest_of(lang.get(), shown, &number::count(total.get())))
    };
    let row = move |line: Line| {
        view! {
            <li class="saved-row" class:is-typed=line.typed>
                <span class="saved-text">{line.text}</span>
                <span class="saved-facts">
                    <Show when=move || line.typed>
                        <span class="saved-badge">{words(Text::Yours)}</span>
                    </Show>
                    <span class="saved-by">{line.by}</span>
                    <span class="saved-took">{line.took}</span>
                </span>
            </li>
        }
    };
    view! {
        <section class="saved" aria-labelledby=session.id("saved")>
            <div class="saved-head">
                <h2 id=session.id("saved") class="panel-heading">{heading}</h2>
                <output class="saved-total" data-total="saved">{count}</output>
            </div>
            <Show when=move || lines.with(Vec::is_empty)>
                <p class="empty">{words(Text::NothingSaved)}</p>
            </Show>
            <ol class="saved-rows" data-list="saved">
                <For each=move || lines.get() key=Line::clone children=row />
            </ol>
            <p class="saved-more">{more}</p>
        </section>
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
        number: row.number,
        text: row.payload.as_ref().map(|payload| payload.text().into_owned()).unwrap_or_default(),
        by: name::component(lang, row.client, run.roster()),
        took: row.took.map(|took| time::span(lang, took)).unwrap_or_default(),
        typed: row.message.is_typed(),
    };
    database.rows().rev().take(DRAWN).map(line).collect()
}
