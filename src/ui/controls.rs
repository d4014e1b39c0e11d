//! The knobs: one control for each that the scenario has. A value out of range cannot be entered.

use super::command::{Command, use_dispatch};
use super::icons::Icon;
use super::knob_words::{texts, written};
use super::scale::Scale;
use super::session::use_session;
use super::words::use_words;
use crate::i18n::{Text, phrases};
use crate::scenario::{Knob, Parameter, Value};
use leptos::prelude::*;

/// All knobs, in the order of the scenario.
#[component]
pub fn Controls() -> impl IntoView {
    let session = use_session();
    let words = use_words();
    let knobs = session.look(|run| run.scenario().knobs.clone());
    let control = |knob: Knob| match knob.parameter {
        Parameter::Replicas => view! { <Stepper knob /> }.into_any(),
        Parameter::Rate | Parameter::ServiceTime | Parameter::Failure => view! { <Slider knob /> }.into_any(),
    };
    view! {
        <section class="controls" aria-label=words(Text::Controls)>
            {move || knobs.get().into_iter().map(control).collect_view()}
        </section>
    }
}

/// A number with a button on either side.
#[component]
fn Stepper(knob: Knob) -> impl IntoView {
    let (session, dispatch, words) = (use_session(), use_dispatch(), use_words());
    let Some(scale) = Scale::of(&knob) else { return ().into_any() };
    let value = value_of(&knob);
    let (label, hint) = (session.id(&format!("{}-label", knob.id)), session.id(&format!("{}-hint", knob.id)));
    let (name, help) = texts(knob.parameter);
    let button = |which: &str, says: Text, icon: Icon, step: fn(Scale, u64) -> u64| {
        let (says, id) = (words(says), knob.id.clone());
        let next = move || value.get().map(|value| value.with_amount(step(scale, value.amount())));
        view! {
            <button
                type="button"
                class="button button-step"
                data-action=format!("{}-{which}", knob.id)
                aria-label=says
                title=says
                aria-describedby=label.clone()
                // Not `disabled`, which would take the focus away from somebody who presses it repeatedly.
                aria-disabled=move || (next() == value.get()).to_string()
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
    let shown = move || value.get().map(|value| written(session.lang.get(), value));
    view! {
        <div class="control" role="group" aria-labelledby=label.clone() aria-describedby=hint.clone()>
            <div class="control-head">
                <span id=label.clone() class="control-name">{words(name)}</span>
                <div class="stepper">
                    {button("fewer", Text::Fewer, Icon::Fewer, Scale::lower)}
                    <output class="stepper-value" data-value=knob.id.clone()>{shown}</output>
                    {button("more", Text::More, Icon::More, Scale::higher)}
                </div>
            </div>
            <p id=hint.clone() class="control-help">{words(help)}</p>
        </div>
    }
    .into_any()
}

/// A slider with its value beside its name.
#[component]
fn Slider(knob: Knob) -> impl IntoView {
    let (session, dispatch, words) = (use_session(), use_dispatch(), use_words());
    let Some(scale) = Scale::of(&knob) else { return ().into_any() };
    let value = value_of(&knob);
    let (input, hint) = (session.id(&knob.id), session.id(&format!("{}-hint", knob.id)));
    let (name, help) = texts(knob.parameter);
    let shown = move || value.get().map(|value| written(session.lang.get(), value));
    let range = move || {
        let ends = [scale.min, scale.max].map(|amount| written(session.lang.get(), scale.kind.with_amount(amount)));
        phrases::between(session.lang.get(), &ends[0], &ends[1])
    };
    let amount = move || value.get().map(|value| scale.position(value.amount()).to_string());
    let id = knob.id.clone();
    let turn = move |event| {
        if let Ok(position) = event_target_value(&event).parse() {
            dispatch(Command::Turn { knob: id.clone(), value: scale.kind.with_amount(scale.amount(position)) });
        }
    };
    view! {
        <div class="control">
            <div class="control-head">
                <label class="control-name" for=input.clone()>{words(name)}</label>
                <output class="control-value" data-value=knob.id.clone()>{shown}</output>
            </div>
            <input
                id=input
                class="slider"
                type="range"
                name=knob.id.clone()
                min="0"
                max=scale.steps().to_string()
                step="1"
                title=range
                aria-valuetext=shown
                aria-describedby=hint.clone()
                prop:value=amount
                on:input=turn
            />
            <p id=hint.clone() class="control-help">{words(help)}</p>
        </div>
    }
    .into_any()
}

fn value_of(knob: &Knob) -> Memo<Option<Value>> {
    let knob = knob.clone();
    use_session().look(move |run| run.value(&knob))
}
