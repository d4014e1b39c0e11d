//! The log: the transcript in words, newest first. A click on a line goes to its moment.

use super::command::{Command, use_dispatch};
use super::session::{Run, use_session};
use super::words::use_words;
use crate::i18n::{Lang, Text, name, record, time};
use crate::message::ComponentId;
use crate::sim::time::Time;
use leptos::prelude::*;

/// Lines that are drawn.
const DRAWN: usize = 200;

#[derive(Clone, PartialEq, Eq)]
struct Line {
    index: u64,
    at: Time,
    sentence: String,
}

/// A filter and the lines. Not announced: it would never stop talking.
#[component]
pub fn Log() -> impl IntoView {
    let session = use_session();
    let dispatch = use_dispatch();
    let words = use_words();
    let lang = session.lang;
    let wanted = RwSignal::new(None::<ComponentId>);
    let looks = session.look(|run| run.position());
    let lines = move || {
        // Read and not only tracked: a memo that nobody reads never runs, and then never changes.
        looks.get();
        session.with(|run| lines(run, lang.get(), wanted.get()))
    };
    let members = session.look(|run| run.known().board.members().map(|(component, _)| component).collect::<Vec<_>>());
    let option = move |component: ComponentId| {
        let named = move || session.with(|run| name::component(lang.get(), component, run.roster()));
        let is_wanted = move || wanted.get() == Some(component);
        view! { <option value=component.key().to_string() selected=is_wanted>{named}</option> }
    };
    let choose = move |event| {
        let key = event_target_value(&event);
        let found = members.with_untracked(|all| all.iter().copied().find(|one| one.key().to_string() == key));
        wanted.set(found);
    };
    let row = move |line: Line| {
        view! {
            <li class="log-row" data-record=line.index.to_string()>
                <button
                    type="button"
                    class="log-moment"
                    title=words(Text::GoThere)
                    on:click=move |_| dispatch(Command::Seek(line.at))
                >
                    {time::stamp(line.at)}
                </button>
                <span class="log-sentence">{line.sentence}</span>
            </li>
        }
    };
    view! {
        <section class="log" aria-label=words(Text::Log)>
            <label class="field">
                <span>{words(Text::LogOf)}</span>
                <select class="input" name="component" on:change=choose>
                    <option value="">{words(Text::Everybody)}</option>
                    {move || members.get().into_iter().map(option).collect_view()}
                </select>
            </label>
            <ol class="log-rows" data-list="log">
                <For each=lines key=move |line| (line.index, line.at, lang.get_untracked().tag()) children=row />
            </ol>
        </section>
    }
}

fn lines(run: &Run, lang: Lang, wanted: Option<ComponentId>) -> Vec<Line> {
    let of_wanted = |component: ComponentId| wanted.is_none_or(|wanted| wanted == component);
    let records = run.recent().iter().rev().filter(|one| of_wanted(one.component)).take(DRAWN);
    let line = |one| {
        let sentence = record(lang, one, run.roster());
        Line { index: one.index, at: one.at, sentence }
    };
    records.map(line).collect()
}
