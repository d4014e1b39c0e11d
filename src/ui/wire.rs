//! What goes over the wire.

use super::session::use_session;
use super::words::use_words;
use crate::i18n::{Text, profile};
use leptos::prelude::*;

/// Whose protocol each broker speaks.
#[component]
pub fn Wire() -> impl IntoView {
    let session = use_session();
    let words = use_words();
    let lang = session.lang;
    let brokers = session.look(move |run| {
        let brokers = run.scenario().brokers.iter();
        brokers.map(|broker| (broker.id.clone(), profile::rules(lang.get(), &broker.profile))).collect::<Vec<_>>()
    });
    let row = |(id, rules): (String, String)| view! { <li>{format!("{id}: {rules}")}</li> };
    view! {
        <section class="wire" aria-label=words(Text::Wire)>
            <p>{words(Text::WireLead)}</p>
            <ul>{move || brokers.get().into_iter().map(row).collect_view()}</ul>
        </section>
    }
}
