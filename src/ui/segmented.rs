//! A switch with a few positions, all of them in sight.

use leptos::prelude::*;

/// One position of a switch.
pub struct Choice<T> {
    pub value: T,
    /// What it is called, for everyone.
    pub name: Signal<&'static str>,
    /// What is drawn, if it is not the name.
    pub face: Option<AnyView>,
    /// The language that the name is in, if it is another one.
    pub lang: Option<&'static str>,
    /// For scripts.
    pub key: Option<&'static str>,
}

/// A group of buttons of which one is pressed.
#[component]
pub fn Segmented<T>(
    #[prop(into)] label: Signal<&'static str>,
    choices: Vec<Choice<T>>,
    #[prop(into)] chosen: Signal<T>,
    choose: impl Fn(T) + Copy + 'static,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let buttons = choices.into_iter().map(|Choice { value, name, face, lang, key }| {
        let is_chosen = spelled(move || chosen.get() == value);
        let face = face.unwrap_or_else(|| name.into_any());
        view! {
            <button
                type="button"
                class="segment"
                lang=lang
                data-action=key
                aria-pressed=is_chosen
                aria-label=name
                title=name
                on:click=move |_| choose(value)
            >
                {face}
            </button>
        }
    });
    view! {
        <div class="segmented" role="group" aria-label=label>
            {buttons.collect_view()}
        </div>
    }
}
use super::uniform::spelled;
