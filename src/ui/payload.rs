//! What a message says: as text, as JSON or as bytes, whatever suits it, and otherwise what a person chooses.

use super::segmented::{Choice, Segmented};
use super::session::use_session;
use super::uniform::{flag, told};
use super::words::use_saying;
use crate::i18n::{live_tools as texts, number};
use crate::message::Payload;
use crate::wire::payload::{Form, shown};
use leptos::prelude::*;

/// A payload, at most a few pages of it, as text nodes.
#[component]
pub fn PayloadView(payload: Payload) -> impl IntoView {
    let (session, saying) = (use_session(), use_saying());
    let is_empty = payload.is_empty();
    let best = Form::of(payload.bytes());
    let chosen = RwSignal::new(Form::ALL.iter().position(|form| *form == best).unwrap_or(0));
    let names = [texts::AS_TEXT, texts::AS_JSON, texts::AS_HEX];
    let choices: Vec<Choice<usize>> = (0..Form::ALL.len())
        .filter(|place| Form::ALL[*place].fits(payload.bytes()))
        .map(|value| Choice { value, name: saying(names[value]), face: None, lang: None, key: None })
        .collect();
    let shown = Memo::new(move |_| {
        let shown = shown(payload.bytes(), Form::ALL.get(chosen.get()).copied().unwrap_or(best));
        (shown.text, shown.more)
    });
    let text = told(move || match is_empty {
        true => texts::NO_PAYLOAD.to(session.lang.get()).to_owned(),
        false => shown.with(|(text, _)| text.clone()),
    });
    let more = told(move || match shown.with(|(_, more)| *more) {
        0 => String::new(),
        more => texts::more_bytes(session.lang.get(), &number::count(more as u64)),
    });
    view! {
        <div class="payload" data-payload="">
            {(!is_empty).then(|| view! {
                <Segmented
                    label=saying(texts::PAYLOAD_AS)
                    choices=choices
                    chosen=chosen
                    choose=move |value| chosen.set(value)
                />
            })}
            <pre class="payload-text" class:is-empty=flag(move || is_empty)>{text}</pre>
            <p class="payload-more">{more}</p>
        </div>
    }
}
