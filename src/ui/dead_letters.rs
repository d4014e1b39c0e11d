//! Dead letters: what was given up, why, and a way to mend it and send it again.

use super::command::{Command, use_dispatch};
use super::session::{Run, use_session};
use super::uniform::{flag, told};
use super::words::use_saying;
use crate::i18n::{Lang, instruments, number};
use crate::live::names;
use crate::message::{ComponentId, Message};
use crate::scenario::Role;
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;

/// A dead letter: who can send it again, its number, and what it is.
#[derive(Clone, PartialEq, Eq)]
struct Letter {
    administrator: ComponentId,
    sequence: u64,
    message: Arc<Message>,
}

/// The dead letters of every administrator, the oldest first; nothing where there is no administrator.
#[component]
pub fn DeadLetters() -> impl IntoView {
    let (session, saying) = (use_session(), use_saying());
    let is_absent = session.look(|run| administrators(run).next().is_none());
    let letters = session.look(letters);
    let (heading, labelled) = (session.id("dead-letters"), session.id("dead-letters"));
    let row = |letter: Letter| view! { <Row letter /> };
    view! {
        <section class="dead-letters" aria-labelledby=labelled hidden=flag(move || is_absent.get())>
            <h2 class="panel-heading" id=heading>{saying(instruments::DEAD_LETTERS)}</h2>
            <p class="empty" hidden=flag(move || !letters.with(Vec::is_empty))>
                {saying(instruments::NO_DEAD_LETTERS)}
            </p>
            <ol data-list="dead-letters">
                <For
                    each=move || letters.get()
                    key=|letter| (letter.administrator.key(), letter.sequence, letter.message.id.key())
                    children=row
                />
            </ol>
        </section>
    }
}

#[component]
fn Row(letter: Letter) -> impl IntoView {
    let (session, dispatch, saying) = (use_session(), use_dispatch(), use_saying());
    let Letter { administrator, sequence, message } = letter;
    let field: NodeRef<html::Input> = NodeRef::new();
    let said = message.payload.text().into_owned();
    let original = message.headers.get(SUBJECT).unwrap_or_else(|| message.subject.as_str()).to_owned();
    let why = {
        let message = message.clone();
        told(move || why(session.lang.get(), &message))
    };
    let send = {
        let said = said.clone();
        move |event: web_sys::SubmitEvent| {
            event.prevent_default();
            let Some(field) = field.get_untracked() else { return };
            let text = Some(field.value()).filter(|text| *text != said);
            dispatch(Command::Replay { administrator, sequence, text });
        }
    };
    view! {
        <li class="dead-letter" data-letter=sequence.to_string()>
            <p class="dead-letter-head">
                <strong>{format!("#{}", number::count(sequence))}</strong>
                <code lang="en">{original}</code>
            </p>
            <p class="dead-letter-why">{why}</p>
            <form class="item-row" on:submit=send>
                <input
                    node_ref=field
                    class="input"
                    type="text"
                    name="mended"
                    autocomplete="off"
                    aria-label=saying(instruments::MENDED_TEXT)
                    value=said
                />
                <button type="submit" class="button" data-action="replay">{saying(instruments::REPLAY)}</button>
            </form>
        </li>
    }
}

/// The headers in which a dead letter says what it died of.
const SUBJECT: &str = "Dlq-Subject";
const CONSUMER: &str = "Dlq-Consumer";
const DELIVERIES: &str = "Dlq-Deliveries";

fn why(lang: Lang, message: &Message) -> String {
    match (message.headers.get(CONSUMER), message.headers.get(DELIVERIES)) {
        (Some(consumer), Some(deliveries)) => instruments::why_dead(lang, names::without_run(consumer), deliveries),
        _ => instruments::NOBODY_LISTENED.to(lang).to_owned(),
    }
}

/// Everyone who can send dead letters again, with the stream of theirs.
fn administrators(run: &Run) -> impl Iterator<Item = (ComponentId, ComponentId, &str)> {
    run.roster().parts().filter_map(|(part, known)| match &known.role {
        Some(Role::Administrator(config)) => {
            let broker = ComponentId { part: known.broker?, member: 0 };
            Some((ComponentId { part, member: 1 }, broker, config.dead_letters.as_str()))
        }
        _ => None,
    })
}

fn letters(run: &Run) -> Vec<Letter> {
    let board = &run.known().board;
    let of_administrator = |(administrator, broker, wanted): (ComponentId, ComponentId, &str)| {
        let streams = board.streams(broker).filter(|(_, stream)| &*stream.name == wanted);
        let kept = streams.flat_map(|(_, stream)| stream.kept());
        let letter =
            |(sequence, message): (u64, &Arc<Message>)| Letter { administrator, sequence, message: message.clone() };
        kept.map(letter).collect::<Vec<_>>()
    };
    administrators(run).flat_map(of_administrator).collect()
}
