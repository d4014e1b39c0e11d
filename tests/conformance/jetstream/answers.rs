//! The simulator's answers in the words of `words`, and of the server.

use super::words;
use queue_playground::message::{Answer, ApiError, ApiReply, Conflict, ConsumerInfo, SequencePair, Status};
use queue_playground::sim::time::Span;

pub fn answered(answer: &Answer) -> String {
    match answer {
        Answer::NoResponders(_) | Answer::AckUnheard => words::NOBODY.to_owned(),
        Answer::Stored { ack, .. } => words::stored(&ack.stream, ack.sequence, ack.duplicate),
        Answer::NotStored { error, .. } => refused(error),
        Answer::Status(one) => status(*one),
        Answer::Api(reply) => match &**reply {
            Ok(reply) => replied(reply),
            Err(error) => refused(error),
        },
        Answer::AckConfirmed => words::CONFIRMED.to_owned(),
        other => panic!("NATS does not answer {other:?}"),
    }
}

fn refused(error: &ApiError) -> String {
    words::refused(error.code.into(), error.err_code.into())
}

fn status(status: Status) -> String {
    let say = |description: &str| words::status(status.code(), description, None);
    match status {
        Status::Heartbeat => say("Idle Heartbeat"),
        Status::BadRequest(reason) => say(&format!("Bad Request - {reason}")),
        Status::NoMessages => say("No Messages"),
        Status::RequestsPending => say("Requests Pending"),
        Status::RequestTimeout { pending_messages, pending_bytes } => {
            words::status(408, "Request Timeout", Some((pending_messages.into(), pending_bytes)))
        }
        Status::Conflict(Conflict::MessageSizeExceedsMaxBytes) => say("Message Size Exceeds MaxBytes"),
        Status::Conflict(Conflict::ConsumerDeleted) => say("Consumer Deleted"),
        Status::Conflict(Conflict::ExceededMaxWaiting) => say("Exceeded MaxWaiting"),
        Status::Conflict(Conflict::ExceededMaxRequestBatch(most)) => {
            say(&format!("Exceeded MaxRequestBatch of {most}"))
        }
        Status::Conflict(Conflict::ConsumerIsPush) => say("Consumer is push based"),
    }
}

fn replied(reply: &ApiReply) -> String {
    match reply {
        ApiReply::Stream(info) => {
            let consumers = info.consumers.into();
            words::stream([info.messages, info.bytes, info.first_sequence, info.last_sequence, consumers])
        }
        ApiReply::Consumer(info) => words::consumer(&state(info)),
        ApiReply::Message(stored) => {
            let message = &stored.message;
            words::message(stored.sequence, message.subject.as_str(), &message.payload.text())
        }
        ApiReply::Purged(messages) => words::purged(*messages),
        ApiReply::Deleted => words::DELETED.to_owned(),
    }
}

fn state(info: &ConsumerInfo) -> words::Consumer {
    let pair = |pair: SequencePair| [pair.consumer, pair.stream];
    let config = &info.config;
    let wait = i64::try_from(config.ack_wait.map_or(0, Span::as_nanos)).unwrap_or(i64::MAX);
    words::Consumer {
        delivered: pair(info.delivered),
        floor: pair(info.ack_floor),
        ack_pending: info.num_ack_pending,
        redelivered: info.num_redelivered,
        waiting: info.num_waiting,
        pending: info.num_pending,
        defaults: [
            wait,
            config.max_deliver.map_or(-1, i64::from),
            config.max_ack_pending.map_or(0, i64::from),
            config.max_waiting.map_or(0, i64::from),
        ],
    }
}
