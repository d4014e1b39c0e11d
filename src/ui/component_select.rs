//! A choice among the components of a run.

use super::session::use_session;
use super::uniform::told;
use crate::i18n::name;
use crate::message::ComponentId;
use leptos::prelude::*;

/// A field that names one of these components; `nobody` is what it says for none, if none can be chosen.
#[component]
pub fn ComponentSelect(
    #[prop(into)] label: Signal<&'static str>,
    #[prop(optional)] nobody: Option<Signal<&'static str>>,
    #[prop(into)] choices: Signal<Vec<ComponentId>>,
    chosen: RwSignal<Option<ComponentId>>,
) -> impl IntoView {
    let session = use_session();
    let option = move |component: ComponentId| {
        let named = told(move || session.with(|run| name::component(session.lang.get(), component, run.roster())));
        let is_chosen = move || chosen.get() == Some(component);
        view! { <option value=component.key().to_string() selected=is_chosen>{named}</option> }
    };
    let choose = move |event| {
        let key = event_target_value(&event);
        let found = choices.with_untracked(|all| all.iter().copied().find(|one| one.key().to_string() == key));
        chosen.set(found);
    };
    view! {
        <label class="field">
            <span>{label}</span>
            <select class="input" name="component" on:change=choose>
                {nobody.map(|nobody| {
                    view! { <option value="" selected=move || chosen.get().is_none()>{nobody}</option> }
                })}
                {move || choices.get().into_iter().map(option).collect_view()}
            </select>
        </label>
    }
}
