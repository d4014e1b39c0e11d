//! Records in English: in the present tense, as somebody would tell it who watches.

use super::Names;
use crate::i18n::number::count;
use crate::i18n::quote::quote;
use crate::i18n::{Lang, time};
use crate::message::Message;
use crate::transcript::{Kind, LossReason, Outcome, Record, Stage};

/// What happened, in one sentence.
pub(super) fn sentence(record: &Record, names: Names<'_>) -> String {
    let who = names.component(record.component);
    match &record.kind {
        Kind::Joined => format!("{who} starts."),
        Kind::Left => format!("{who} leaves the cast."),
        Kind::Draining => format!("{who} asks for no more messages and finishes what it holds."),
        Kind::Crashed { held: 0 } => format!("{who} crashes; it held nothing."),
        Kind::Crashed { held: 1 } => format!("{who} crashes; the message that it held is lost."),
        Kind::Crashed { held } => {
            format!("{who} crashes; the {} messages that it held are lost.", count(u64::from(*held)))
        }
        Kind::Restarted => format!("{who} runs again, with empty hands."),
        Kind::Scaled { members } => format!("{who} is to have {}.", plural(u64::from(*members), "member", "members")),
        Kind::KnobTurned { knob, value } => format!("{knob} is set to {value}."),

        Kind::Connected { broker, connection } => {
            format!("{who} is connected to {} (connection {}).", names.component(*broker), connection.0)
        }
        Kind::Disconnected { broker, connection } => format!(
            "{} notices that connection {} of {who} has ended, and drops its subscriptions.",
            names.component(*broker),
            connection.0
        ),
        Kind::Subscribed { filter, group: Some(group), .. } => {
            format!("{who} subscribes to {filter} as a member of the queue group {group}.")
        }
        Kind::Subscribed { filter, group: None, .. } => {
            format!("{who} subscribes to {filter}, for a copy of every message.")
        }
        Kind::Unsubscribed { .. } => format!("{} drops the subscription of {who}.", names.broker_of(record.component)),

        Kind::Published { message } => published(&who, message, names),
        Kind::LostOnLink { message } => {
            let broker = names.broker_of(record.component);
            format!("{} gets lost on the way to {broker}; nobody is told.", names.message(*message))
        }
        Kind::Routed { message, copies } => {
            let copies = plural(u64::from(*copies), "copy goes", "copies go");
            format!("{who} routes {}: {copies} out.", names.message(*message))
        }
        Kind::NoInterest { message } => format!("Nobody asks for {}: {who} forgets it.", names.message(*message)),
        Kind::NoResponders { message } => {
            format!("{who} answers at once that nobody listens to {} (status 503).", names.message(*message))
        }

        Kind::Sent { delivery, to, .. } => {
            format!("{who} sends {} to {}.", names.delivery(*delivery), names.component(*to))
        }
        Kind::Delivered { delivery } => {
            format!("{} arrives and is pending at {who}.", names.delivery(*delivery))
        }
        Kind::Started { delivery, service } => {
            let length = time::span(Lang::En, *service);
            format!("{who} takes up {}, for {length} of work.", names.delivery(*delivery))
        }
        Kind::Finished { delivery, outcome: Outcome::Done } => {
            format!("{who} is done with {}.", names.delivery(*delivery))
        }
        Kind::Finished { delivery, outcome: Outcome::Failed } => {
            format!("{who} fails on {}; the broker does not hear of it, so it is gone.", names.delivery(*delivery))
        }
        Kind::Lost { delivery, stage, reason } => {
            format!("{}, {} {who}, is lost: {}.", names.delivery(*delivery), place(*stage), cause(*reason))
        }

        Kind::SessionOpened { client } => format!("{who} opens a connection for {}.", names.component(*client)),
        Kind::SessionClosed { client } => format!("{who} closes the connection of {}.", names.component(*client)),
        Kind::StatementQueued { client, message } => {
            let (client, message) = (names.component(*client), names.message(*message));
            format!("{client} waits for a free connection to {who}, to save {message}.")
        }
        Kind::StatementStarted { client, message } => {
            format!("{who} begins to save {} for {}.", names.message(*message), names.component(*client))
        }
        Kind::Saved { message, row, .. } => {
            format!("{who} has saved {} as row {}.", names.message(*message), count(*row))
        }
        Kind::StatementAborted { client, message } => {
            let (client, message) = (names.component(*client), names.message(*message));
            format!("{who} rolls {message} back, because {client} is gone.")
        }
        _ => super::untold(record),
    }
}

fn published(who: &str, message: &Message, names: Names<'_>) -> String {
    let (name, subject, text) = (names.message(message.id), &message.subject, quote(&message.payload.text()));
    let reply =
        message.reply.as_ref().map(|reply| format!(", and waits for a reply under {reply}")).unwrap_or_default();
    // A message that carries its publisher's name need not say it twice.
    match name.strip_prefix(&format!("{who} ")) {
        Some(number) => format!("{who} publishes {number} under {subject}: {text}{reply}."),
        None => format!("{who} publishes {name} under {subject}: {text}{reply}."),
    }
}

const fn place(stage: Stage) -> &'static str {
    match stage {
        Stage::OnTheWay => "on the way to",
        Stage::Pending => "pending at",
        Stage::InWork => "in work at",
    }
}

const fn cause(reason: LossReason) -> &'static str {
    match reason {
        LossReason::Crash => "the process crashed",
        LossReason::ConnectionClosed => "the connection had ended",
        LossReason::Link => "the link dropped it",
        LossReason::BufferFull => "its buffer was full",
        LossReason::SlowConsumer => "the broker closed the connection of a slow consumer",
    }
}

fn plural(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}
