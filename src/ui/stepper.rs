//! A knob that is counted: a number with a button on either side.

use super::command::{Command, use_dispatch};
use super::controls::value_of;
use super::icons::Icon;
use super::knob_words::{range, texts, written};
use super::scale::Scale;
use super::session::use_session;
use super::uniform::{spelled, told};
use super::words::use_words;
use crate::i18n::Text;
use crate::scenario::Knob;
use leptos::prelude::*;

/// One less, the number, one more.
#[component]
pub fn Stepper(knob: Knob) -> impl IntoView {
    let (session, dispatch, words) = (use_session(), use_dispatch(), use_words());
    let Some(scale) = Scale::of(&knob) else { return ().into_any() };
    let value = value_of(&knob);
    let Knob { id: knob, parameter, .. } = knob;
    let (label, hint) = (session.id(&format!("{knob}-label")), session.id(&format!("{knob}-hint")));
    let (name, help) = texts(session, &knob, parameter);
    let button = |which: &str, says: Text, icon: Icon, step: fn(Scale, u64) -> u64| {
        let (says, id) = (words(says), knob.clone());
        let next = move || value.get().map(|value| value.with_amount(step(scale, value.amount())));
        view! {
            <button
                type="button"
                class="button button-step"
                data-action=format!("{}-{which}", knob)
                aria-label=says
                title=says
                aria-describedby=label.clone()
                // Not `disabled`, which would take the focus away from somebody who presses it repeatedly.
                aria-disabled=spelled(move || next() == value.get())
                on:click=move |_| {
                    if let Some(value) = next().filter(|next| Some(*next) != value.get_untracked()) {
                        dispatch(Command::Turn { knob: id.clone(), value });
                    }
                }
            >
                {icon.draw()}
            </button>
        }
    };
    let shown = told(move || value.get().map_or(String::new(), |value| written(session.lang.get(), value)));
    view! {
        <div class="control" role="group" aria-labelledby=label.clone() aria-describedby=hint.clone()>
            <div class="control-head">
                <span id=label.clone() class="control-name">{name}</span>
                <div class="stepper">
                    {button("fewer", Text::Fewer, Icon::Fewer, Scale::lower)}
                    <output class="stepper-value" data-value=knob.clone()>{shown}</output>
                    {button("more", Text::More, Icon::More, Scale::higher)}
                </div>
            </div>
            <p id=hint.clone() class="control-help">
                {help}" "<span class="control-range">{range(session, scale)}</span>
            </p>
        </div>
    }
    .into_any()
}
