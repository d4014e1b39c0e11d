//! Which message the picture brings out, and a small sign of it beside the legend, from which it can be let go.

use super::command::{Command, use_dispatch};
use super::icons::Icon;
use super::session::{Run, use_session};
use super::tab::Tab;
use super::uniform::told;
use super::words::use_saying;
use crate::i18n::{instruments, name};
use crate::message::MessageId;
use crate::sim::time::Span;
use crate::transcript::Journey;
use leptos::prelude::*;

/// How much longer an item that a person typed is brought out, once nothing more is to happen to it.
const AFTERGLOW: Span = Span::from_secs(3);

/// The sign, while a message is followed.
#[component]
pub fn Spotlight() -> impl IntoView {
    let (session, dispatch, saying) = (use_session(), use_dispatch(), use_saying());
    let lit = session.look(move |run| session.followed.get().filter(|&message| is_lit(run, message)));
    Effect::new(move |_| session.spotlight.set(lit.get()));
    let sign = move |message: MessageId| {
        let called = told(move || {
            let lang = session.lang.get();
            session.with(|run| instruments::following(lang, &name::message(lang, message, run.roster())))
        });
        view! {
            <p class="spotlight" data-spotlight="">
                <button type="button" class="spotlight-name" on:click=move |_| session.tab.set(Tab::Log)>
                    {Icon::Follow.draw()}
                    <span>{called}</span>
                </button>
                <button
                    type="button"
                    class="button button-quiet"
                    data-action="let-go-of-sign"
                    aria-label=saying(instruments::LET_GO)
                    title=saying(instruments::LET_GO)
                    on:click=move |_| dispatch(Command::Follow(None))
                >
                    {Icon::Close.draw()}
                </button>
            </p>
        }
    };
    move || session.followed.get().map(sign)
}

/// A message of somebody's choice always is; an item that was typed, and is followed without having been chosen, only
/// while something happens to it.
fn is_lit(run: &Run, message: MessageId) -> bool {
    if !message.is_typed() {
        return true;
    }
    let journey = Journey::of(message, run.recent());
    journey.fate.is_open() || run.now().since(journey.last) < AFTERGLOW
}
