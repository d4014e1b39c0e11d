//! The head of the page: the button of the rail, what this is, which pattern is shown, and the two switches.

use super::icons::Icon;
use super::segmented::{Choice, Segmented};
use super::uniform::{spelled, told};
use crate::embed::Theme;
use crate::i18n::{Lang, Text, text};
use leptos::html;
use leptos::prelude::*;

/// The head of the page.
#[component]
pub fn Header(
    lang: RwSignal<Lang>,
    theme: RwSignal<Theme>,
    #[prop(into)] shown: Signal<String>,
    rail: RwSignal<bool>,
    title: NodeRef<html::H1>,
) -> impl IntoView {
    let words = move |wanted| Signal::derive(move || text(lang.get(), wanted));
    let langs = Lang::ALL.map(|value| Choice {
        value,
        name: Signal::stored(own_name(value)),
        face: None,
        lang: Some(value.tag()),
        key: None,
    });
    let themes = Theme::ALL.map(|value| {
        let (name, icon) = match value {
            Theme::System => (Text::ThemeSystem, Icon::System),
            Theme::Light => (Text::ThemeLight, Icon::Light),
            Theme::Dark => (Text::ThemeDark, Icon::Dark),
        };
        Choice { value, name: words(name), face: Some(icon.draw().into_any()), lang: None, key: None }
    });
    let patterns = words(Text::Patterns);
    let language = move || {
        let label = words(Text::Language);
        view! { <Segmented label choices=langs.into() chosen=lang choose=move |value| lang.set(value) /> }
    };
    let look = move || {
        let label = words(Text::Theme);
        view! { <Segmented label choices=themes.into() chosen=theme choose=move |value| theme.set(value) /> }
    };
    view! {
        <header class="header">
            <button
                type="button"
                class="button button-quiet header-menu"
                data-action="patterns"
                aria-label=patterns
                title=patterns
                aria-expanded=spelled(move || rail.get())
                aria-controls="patterns"
                on:click=move |_| rail.update(|open| *open = !*open)
            >
                {Icon::Menu.draw()}
            </button>
            <Mark />
            <p class="header-name" translate="no">"Queue Playground"</p>
            <h1 node_ref=title class="header-pattern" tabindex="-1">{told(move || shown.get())}</h1>
            <div class="header-switches">
                {language()}
                {look()}
            </div>
        </header>
    }
}

/// Three messages wait, one leaves: the mark of `web/favicon.svg`.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg class="header-mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
            <rect class="mark-ground" width="32" height="32" rx="7" />
            <path class="mark-line" d="M5 23.5h22" />
            <circle class="mark-dot mark-far" cx="7.5" cy="17" r="3" />
            <circle class="mark-dot mark-near" cx="15" cy="17" r="3" />
            <circle class="mark-leaving" cx="24" cy="11.5" r="4" />
        </svg>
    }
}

/// A language's name in itself.
const fn own_name(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "English",
        Lang::Ko => "한국어",
    }
}
