//! The legend: what the shapes in the picture mean. Folded on a phone, where the picture comes first.

use super::session::use_session;
use super::spotlight::Spotlight;
use super::still::Still;
use super::uniform::told;
use super::watch::watch_media;
use super::words::use_saying;
use crate::i18n::instruments;
use crate::painter::svg;
use crate::view::{Key, legend};
use leptos::prelude::*;

/// A sample of each shape, and what it stands for.
#[component]
pub fn Legend() -> impl IntoView {
    let (session, saying) = (use_session(), use_saying());
    let keys = session.look(|run| legend(run.roster()));
    let key = move |Key { figure, ink, meaning }: Key| {
        let meaning = told(move || meaning.say(session.lang.get()));
        view! {
            <li class="legend-key">
                <Still class="legend-sample" view_box="-10 -10 20 20".to_owned() drawing=svg::sample(figure, ink) />
                <span>{meaning}</span>
            </li>
        }
    };
    let is_wide = watch_media("(min-width: 60rem)");
    view! {
        <div class="legend">
            <details class="legend-keys" open=move || is_wide.get()>
                <summary>{saying(instruments::LEGEND)}</summary>
                <ul>{move || keys.get().into_iter().map(key).collect_view()}</ul>
            </details>
            <Spotlight />
        </div>
    }
}
