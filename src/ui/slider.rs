//! A knob that is measured: a slider with its value beside its name.

use super::command::{Command, use_dispatch};
use super::controls::value_of;
use super::knob_words::{range, texts, written};
use super::scale::Scale;
use super::session::use_session;
use super::uniform::told;
use crate::scenario::Knob;
use leptos::prelude::*;

/// Name and value, the slider, and one sentence about it.
#[component]
pub fn Slider(knob: Knob) -> impl IntoView {
    let (session, dispatch) = (use_session(), use_dispatch());
    let Some(scale) = Scale::of(&knob) else { return ().into_any() };
    let value = value_of(&knob);
    let Knob { id: knob, parameter, .. } = knob;
    let (input, hint) = (session.id(&knob), session.id(&format!("{knob}-hint")));
    let (name, help) = texts(session, &knob, parameter);
    let shown = told(move || value.get().map_or(String::new(), |value| written(session.lang.get(), value)));
    let range = range(session, scale);
    let amount = told(move || value.get().map_or(String::new(), |value| scale.position(value.amount()).to_string()));
    let id = knob.clone();
    let turn = move |event| {
        if let Ok(position) = event_target_value(&event).parse() {
            dispatch(Command::Turn { knob: id.clone(), value: scale.kind.with_amount(scale.amount(position)) });
        }
    };
    view! {
        <div class="control">
            <div class="control-head">
                <label class="control-name" for=input.clone()>{name}</label>
                <output class="control-value" data-value=knob.clone()>{shown}</output>
            </div>
            <input
                id=input
                class="slider"
                type="range"
                name=knob.clone()
                min="0"
                max=scale.steps().to_string()
                step="1"
                aria-valuetext=shown
                aria-describedby=hint.clone()
                prop:value=amount
                on:input=turn
            />
            <p id=hint.clone() class="control-help">{help}" "<span class="control-range">{range}</span></p>
        </div>
    }
    .into_any()
}
