//! The words that fill the gaps of the sentences, in order; the first is always the component where it happened.

use super::{Names, reasons};
use crate::i18n::number::count;
use crate::i18n::quote::quote;
use crate::i18n::template::fill;
use crate::i18n::time;
use crate::message::{ConsumerMessage, Message, StreamMessage};
use crate::sim::time::Span;
use crate::transcript::{ConsumerChange, FailureReason, Forgotten, Kind, Record};

/// The words for what happened.
pub(super) fn words(record: &Record, names: Names<'_>) -> Vec<String> {
    let who = names.component(record.component);
    let broker = names.broker_of(record.component);
    let mut words = vec![who];
    let behind = match &record.kind {
        Kind::Joined
        | Kind::Left
        | Kind::Draining
        | Kind::Restarted
        | Kind::Paused
        | Kind::Unpaused
        | Kind::LossArmed
        | Kind::PoisonArmed
        | Kind::BrokerStopped
        | Kind::BrokerStarted
        | Kind::Partitioned
        | Kind::Healed => vec![],
        Kind::Slowed { factor } => vec![count(u64::from(*factor))],
        Kind::Crashed { held } => vec![count(u64::from(*held))],
        Kind::Scaled { members } => vec![count(u64::from(*members))],
        Kind::KnobTurned { knob, value } => vec![knob.to_string(), value.to_string()],

        Kind::Connected { broker, connection } | Kind::Disconnected { broker, connection } => {
            vec![names.component(*broker), connection.0.to_string()]
        }
        Kind::Subscribed { filter, group, .. } => {
            vec![filter.to_string(), group.as_deref().unwrap_or_default().to_owned()]
        }
        Kind::Unsubscribed { .. } => vec![names.component(broker)],
        Kind::Stalled(connection) | Kind::Resumed(connection) => {
            vec![names.component(broker), connection.0.to_string()]
        }
        Kind::Expelled { connection, reason } => {
            let reason = names.pick(reasons::expulsion(*reason)).to_owned();
            vec![names.component(broker), connection.0.to_string(), reason]
        }

        Kind::Published { message } => published(message, &words[0], names),
        Kind::LostOnLink(message) => vec![names.message(*message), names.component(broker)],
        Kind::Routed { message, copies } => vec![names.message(*message), count(u64::from(*copies))],
        Kind::NoInterest { message }
        | Kind::NoResponders { message }
        | Kind::NotVisible(message)
        | Kind::CameToLight(message)
        | Kind::AnswerLost(message)
        | Kind::TimedOut(message) => vec![names.message(*message)],
        Kind::Confirmed { message, sequence, .. } => vec![names.message(*message), count(*sequence)],
        Kind::NotConfirmed { message, reason } => vec![names.message(*message), failed(*reason, names)],
        Kind::Counted { message, receivers } => vec![names.message(*message), count(*receivers)],
        Kind::Retried { message, again, attempt } => {
            vec![names.message(*message), names.message(*again), attempt.to_string()]
        }
        Kind::Gathered { request, replies, stop } => {
            let stop = names.pick(reasons::stop(*stop)).to_owned();
            vec![names.message(*request), count(u64::from(*replies)), stop]
        }
        Kind::NotReplayed(sequence, reason) => {
            vec![count(*sequence), names.pick(reasons::replay(*reason)).to_owned()]
        }
        Kind::DeadLettered { message, copy } => vec![names.message(*message), names.message(*copy)],

        Kind::Sent { delivery, to, .. } => vec![names.delivery(*delivery), names.component(*to)],
        Kind::Delivered { delivery } | Kind::Finished { delivery, .. } | Kind::AckSent { delivery, .. } => {
            vec![names.delivery(*delivery)]
        }
        Kind::Started { delivery, service } => vec![names.delivery(*delivery), time::span(names.lang, *service)],
        Kind::Lost { delivery, stage, reason } => {
            let place = fill(names.pick(reasons::place(*stage)), &[&words[0]]);
            vec![names.delivery(*delivery), place, names.pick(reasons::loss(*reason)).to_owned()]
        }
        Kind::AckLost { delivery, verdict } => {
            let verdict = names.pick(reasons::verdict(*verdict)).to_owned();
            vec![names.delivery(*delivery), verdict, names.component(broker)]
        }
        Kind::Received { delivery, request, .. } => vec![names.delivery(*delivery), names.message(*request)],

        Kind::StreamCreated { name, .. } => vec![name.to_string()],
        Kind::StreamDeleted(stream) => vec![names.stream(broker, *stream)],
        Kind::ConsumerCreated { stream, name, pending, .. } => {
            vec![name.to_string(), names.stream(broker, *stream), count(*pending)]
        }
        Kind::ConsumerChanged(ConsumerChange { consumer, more, fewer, .. }) => {
            vec![names.consumer(broker, *consumer), count(*more), count(*fewer)]
        }
        Kind::ConsumerDeleted { consumer, pending } => vec![names.consumer(broker, *consumer), count(*pending)],
        Kind::Stored { of, consumers, .. } => stored(*of, [count(u64::from(*consumers))], record, names),
        Kind::Duplicate { of, .. } => stored(*of, [], record, names),
        Kind::Refused { message, reason, .. } => {
            let number = reasons::error_number(*reason).unwrap_or_default().to_string();
            vec![names.message(*message), fill(names.pick(reasons::refusal(*reason)), &[&number])]
        }
        Kind::Removed { of, reason, undelivered } => {
            let reason = names.pick(reasons::removal(*reason)).to_owned();
            stored(*of, [reason, count(u64::from(*undelivered))], record, names)
        }

        Kind::Fetched { consumer, client, batch } => {
            vec![names.component(*client), names.consumer(broker, *consumer), count(u64::from(*batch))]
        }
        Kind::FetchEnded { consumer, client, code } => {
            let meaning = names.pick(reasons::status(*code)).to_owned();
            vec![names.component(*client), names.consumer(broker, *consumer), code.to_string(), meaning]
        }
        Kind::Acked { of }
        | Kind::Extended(of)
        | Kind::Terminated { of, .. }
        | Kind::AckTimedOut { of }
        | Kind::Forgotten(Forgotten { of, .. })
        | Kind::Nakked { of, delay: Span::ZERO } => owed(*of, [], record, names),
        Kind::Nakked { of, delay } => owed(*of, [time::span(names.lang, *delay)], record, names),
        Kind::Exhausted { of, deliveries } => owed(*of, [count(u64::from(*deliveries))], record, names),

        Kind::SessionOpened(client) | Kind::SessionClosed(client) => vec![names.component(*client)],
        Kind::StatementQueued { client, message }
        | Kind::StatementStarted { client, message }
        | Kind::StatementAborted { client, message } => vec![names.component(*client), names.message(*message)],
        Kind::Saved { client, message, row } => {
            vec![names.component(*client), names.message(*message), count(*row)]
        }
    };
    words.extend(behind);
    words
}

/// The message's name without its publisher's, which need not be said twice; subject, text, and where a reply goes.
fn published(message: &Message, who: &str, names: Names<'_>) -> Vec<String> {
    let name = names.message(message.id);
    let name = name.strip_prefix(who).and_then(|rest| rest.strip_prefix(' ')).unwrap_or(&name).to_owned();
    let reply = message.reply.as_ref().map(ToString::to_string).unwrap_or_default();
    vec![name, message.subject.to_string(), quote(&message.payload.text()), reply]
}

/// The message, its stream, its number there, and what else there is to say.
fn stored<const N: usize>(of: StreamMessage, more: [String; N], record: &Record, names: Names<'_>) -> Vec<String> {
    let stream = names.stream(names.broker_of(record.component), of.stream);
    let mut words = vec![names.message(of.message), stream, count(of.sequence)];
    words.extend(more);
    words
}

/// The message, the consumer that is to deliver it, and what else there is to say.
fn owed<const N: usize>(of: ConsumerMessage, more: [String; N], record: &Record, names: Names<'_>) -> Vec<String> {
    let consumer = names.consumer(names.broker_of(record.component), of.consumer);
    let mut words = vec![names.message(of.message), consumer];
    words.extend(more);
    words
}

fn failed(reason: FailureReason, names: Names<'_>) -> String {
    let number = match reason {
        FailureReason::Refused(code) => code.to_string(),
        _ => String::new(),
    };
    fill(names.pick(reasons::failure(reason)), &[&number])
}
