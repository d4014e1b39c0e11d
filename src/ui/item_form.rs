//! The form: what a person types travels as a message.

use super::command::{Command, use_dispatch};
use super::session::{ItemTrouble, Run, use_session};
use super::uniform::{flag, spelled, told};
use crate::i18n::{Text, error, phrases, text};
use crate::patterns::Form;
use crate::scenario::limits;
use leptos::html;
use leptos::prelude::*;

/// A field and a button. After Add the field is empty and has the focus: the next item can follow at once.
#[component]
pub fn ItemForm(form: Form) -> impl IntoView {
    let session = use_session();
    let dispatch = use_dispatch();
    let field: NodeRef<html::Input> = NodeRef::new();
    let trouble = session.item_trouble;
    let hint = session.id("item-hint");
    let add = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(input) = field.get_untracked() else { return };
        dispatch(Command::Publish(input.value()));
        if trouble.get_untracked().is_none() {
            input.set_value("");
        }
        // A field that cannot take the focus is off the page: then there is nothing to keep.
        drop(input.focus());
    };
    let destination = session.look(move |run| destination(run, &form));
    let hint_text = told(move || {
        let lang = session.lang.get();
        match trouble.get() {
            Some(ItemTrouble::Empty) => text(lang, Text::ItemEmpty).to_owned(),
            Some(ItemTrouble::TooLong(size)) => phrases::item_too_long(lang, size, limits::PAYLOAD),
            Some(ItemTrouble::Refused(reason)) => error(lang, &reason),
            None => destination.get().map(|(from, to)| phrases::publishes_to(lang, &from, &to)).unwrap_or_default(),
        }
    });
    let lang = session.lang;
    let example = told(move || form.example.to(lang.get()).to_owned());
    let label = told(move || form.label.to(lang.get()).to_owned());
    let button = told(move || form.button.to(lang.get()).to_owned());
    view! {
        <form class="item-form" novalidate on:submit=add>
            <label class="item-label" for=session.id("item")>{label}</label>
            <div class="item-row">
                <input
                    node_ref=field
                    id=session.id("item")
                    class="input"
                    type="text"
                    name="item"
                    autocomplete="off"
                    placeholder=example
                    aria-describedby=hint.clone()
                    aria-invalid=spelled(move || trouble.get().is_some())
                    on:input=move |_| if trouble.get_untracked().is_some() { trouble.set(None) }
                />
                <button type="submit" class="button button-accent" data-action="add">{button}</button>
            </div>
            <p id=hint class="item-hint" class:is-wrong=flag(move || trouble.get().is_some()) role="status">
                {hint_text}
            </p>
        </form>
    }
}

/// Who publishes it, and under which subject.
fn destination(run: &Run, form: &Form) -> Option<(String, String)> {
    let part = run.roster().part(run.roster().find(form.to)?)?;
    let published = part.role.as_ref()?.publishes()?;
    Some((part.name.clone(), published.subject.to_string()))
}
