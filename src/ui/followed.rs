//! The followed message: what it is, what became of it, and the way to let it go.

use super::command::{Command, use_dispatch};
use super::commands::message_of;
use super::icons::Icon;
use super::payload::PayloadView;
use super::session::{Session, use_session};
use super::uniform::told;
use super::words::use_saying;
use crate::i18n::{Lang, fate, instruments, name};
use crate::message::MessageId;
use crate::transcript::Journey;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The journey of the followed message as far as the records at hand tell; none while none is followed.
pub fn journey(session: Session) -> Memo<Option<Journey>> {
    session.look(move |run| session.followed.get().map(|wanted| Journey::of(wanted, run.recent())))
}

/// A heading over the journey. What became of the message is told once it changes, to those who listen, too.
#[component]
pub fn Followed(journey: Memo<Option<Journey>>) -> impl IntoView {
    let (session, dispatch, saying) = (use_session(), use_dispatch(), use_saying());
    let lang = session.lang;
    let called = move |message: MessageId, say: fn(Lang, &str) -> String| {
        session.with(|run| say(lang.get(), &name::message(lang.get(), message, run.roster())))
    };
    let heading = told(move || session.followed.get().map(|id| called(id, instruments::following)).unwrap_or_default());
    let became = told(move || {
        let told = journey.with(|journey| journey.as_ref().map(|journey| fate(lang.get(), &journey.fate)));
        told.unwrap_or_default()
    });
    let origin = Memo::new(move |_| journey.with(|journey| journey.as_ref().and_then(|journey| journey.comes_of)));
    let from = move |origin: MessageId| {
        view! {
            <p class="followed-origin">
                {told(move || called(origin, instruments::comes_of))}
                <FollowButton message=origin />
            </p>
        }
    };
    let says = session.look(move |run| {
        let message = message_of(run, session.followed.get()?)?;
        Some(message.payload.clone())
    });
    let let_go = move || {
        dispatch(Command::Follow(None));
        // What had the focus is gone.
        let page = document().get_element_by_id(&session.id("page"));
        if let Some(page) = page.and_then(|page| page.dyn_into::<web_sys::HtmlElement>().ok()) {
            drop(page.focus());
        }
    };
    view! {
        <section class="followed" data-followed="" on:keydown=move |event| {
            if event.key() == "Escape" {
                event.prevent_default();
                let_go();
            }
        }>
            <div class="followed-head">
                <h2 class="panel-heading">{heading}</h2>
                <button
                    type="button"
                    class="button"
                    data-action="let-go"
                    on:click=move |_| let_go()
                >
                    {saying(instruments::LET_GO)}
                </button>
            </div>
            <p class="followed-fate" role="status">{became}</p>
            {move || origin.get().map(from)}
            {move || says.get().map(|payload| view! { <PayloadView payload /> })}
        </section>
    }
}

/// Follows a message.
#[component]
pub fn FollowButton(message: MessageId) -> impl IntoView {
    let (session, dispatch) = (use_session(), use_dispatch());
    let label = told(move || {
        let lang = session.lang.get();
        session.with(|run| instruments::follow(lang, &name::message(lang, message, run.roster())))
    });
    view! {
        <button
            type="button"
            class="log-follow"
            data-action="follow"
            aria-label=label
            title=label
            on:click=move |_| dispatch(Command::Follow(Some(message)))
        >
            {Icon::Follow.draw()}
        </button>
    }
}
