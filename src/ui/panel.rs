//! The panel: the lesson first, and behind five more tabs what there is to turn, to measure and to read.

use super::lesson::Lesson;
use super::live::Mode;
use super::session::use_session;
use super::tab::Tab;
use super::uniform::{spelled, told};
use super::words::use_words;
use crate::i18n::Text;
use leptos::html;
use leptos::prelude::*;

/// Tabs, and the page of the chosen one. The others are not drawn at all.
#[component]
pub fn Panel() -> impl IntoView {
    let session = use_session();
    let words = use_words();
    let chosen = session.tab;
    // What is behind the lesson is loaded when it is asked for, or about to be.
    let get_ready = move || session.pages.fetch(drop);
    Effect::new(move |_| {
        if chosen.get() != Tab::Lesson {
            get_ready();
        }
    });
    let behind = move |draw| session.pages.drawn_or_waited_for("", draw).into_any();
    let watches = session.watches();
    let page = move || {
        let tab = chosen.get();
        if tab != Tab::Lesson {
            // Another pattern is another page; the lesson stays, so that what it says next is read out.
            session.pattern();
        }
        match tab {
            Tab::Lesson if session.live.mode.get() == Mode::Watch || watches.with(Option::is_some) => {
                session.live.parts.drawn(|parts| (parts.watched)()).into_any()
            }
            Tab::Lesson => view! { <Lesson /> }.into_any(),
            Tab::Controls => behind(|pages| (pages.controls)()),
            Tab::Measures => behind(|pages| (pages.measures)()),
            Tab::Log => behind(|pages| (pages.log)()),
            Tab::Commands => behind(|pages| (pages.commands)()),
            Tab::Wire => behind(|pages| (pages.wire)()),
        }
    };
    let buttons = Tab::ALL.map(|_| NodeRef::<html::Button>::new());
    let tabs = std::array::from_fn::<_, { Tab::ALL.len() }, _>(|place| {
        let (tab, button) = (Tab::ALL[place], buttons[place]);
        let is_chosen = move || chosen.get() == tab;
        // The keys move both choice and focus.
        let go = move |event: web_sys::KeyboardEvent| {
            let Some(next) = tab.by_key(&event.key()) else { return };
            event.prevent_default();
            event.stop_propagation();
            chosen.set(Tab::ALL[next]);
            if let Some(button) = buttons[next].get_untracked() {
                drop(button.focus());
            }
        };
        view! {
            <button
                node_ref=button
                type="button"
                role="tab"
                class="tab"
                id=session.id(tab.key())
                data-tab=tab.key()
                aria-selected=spelled(is_chosen)
                aria-controls=session.id("page")
                tabindex=told(move || (if is_chosen() { "0" } else { "-1" }).to_owned())
                on:click=move |_| chosen.set(tab)
                on:keydown=go
            >
                {words(tab.name())}
            </button>
        }
    });
    view! {
        <section class="panel" aria-label=words(Text::Panel)>
            <div
                class="tabs"
                role="tablist"
                aria-label=words(Text::Panel)
                on:pointerenter=move |_| get_ready()
                on:focusin=move |_| get_ready()
            >
                {tabs.collect_view()}
            </div>
            <div
                class="page"
                role="tabpanel"
                id=session.id("page")
                aria-labelledby=told(move || session.id(chosen.get().key()))
                data-page=told(move || chosen.get().key().to_owned())
                tabindex="0"
            >
                {page}
            </div>
        </section>
    }
}
