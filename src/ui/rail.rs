//! The rail: every pattern under its chapter, as links.

use super::uniform::told;
use crate::i18n::{Lang, Text, text};
use crate::patterns::{Chapter, Pattern};
use leptos::prelude::*;

/// The list of patterns. `left` is called when a person has chosen one.
#[component]
pub fn Rail(
    lang: Signal<Lang>,
    #[prop(into)] open: Signal<bool>,
    #[prop(into)] shown: Signal<&'static Pattern>,
    left: Callback<()>,
) -> impl IntoView {
    let link = move |(number, pattern): (usize, &'static Pattern)| {
        // Plain links: they can be opened in another tab, copied and bookmarked, and the browser keeps the history.
        view! {
            <li>
                <a
                    class="rail-link"
                    href=format!("#/{}", pattern.name)
                    data-pattern-link=pattern.name
                    aria-current=move || (shown.get().name == pattern.name).then_some("page")
                    on:click=move |_| left.run(())
                >
                    <span class="rail-number">{number.to_string()}</span>
                    <span>{move || pattern.title.to(lang.get())}</span>
                </a>
            </li>
        }
    };
    let chapter = move |chapter: Chapter| {
        let mut patterns = chapter.patterns().peekable();
        patterns.peek()?;
        Some(view! {
            <li class="rail-chapter">
                <h2 class="rail-heading">{move || chapter.title(lang.get())}</h2>
                <ol>{patterns.map(link).collect_view()}</ol>
            </li>
        })
    };
    let name = told(move || text(lang.get(), Text::Patterns).to_owned());
    view! {
        <nav class="rail" id="patterns" aria-label=name hidden=move || !open.get()>
            <ol>{Chapter::ALL.map(chapter).collect_view()}</ol>
        </nav>
    }
}
