//! Records in English: in the present tense, as somebody would tell it who watches. What the gaps are: `words.rs`.

use crate::message::{ComponentId, ConsumerId, Message};
use crate::sim::time::Span;
use crate::transcript::{AckVerdict, ConsumerChange, Forgotten, Kind, Outcome};

/// The sentence about what happened.
pub(super) fn sentence(kind: &Kind) -> &'static str {
    match kind {
        Kind::Joined => "{0} starts.",
        Kind::Left => "{0} leaves.",
        Kind::Draining => "{0} asks for no more messages and finishes what it holds.",
        Kind::Crashed { held: 0 } => "{0} crashes; it held nothing.",
        Kind::Crashed { held: 1 } => "{0} crashes with 1 message in its hands.",
        Kind::Crashed { .. } => "{0} crashes with {1} messages in its hands.",
        Kind::Restarted => "{0} runs again, with empty hands.",
        Kind::Scaled { members: 1 } => "{0} is to have 1 member.",
        Kind::Scaled { .. } => "{0} is to have {1} members.",
        Kind::KnobTurned { .. } => "{1} is set to {2}.",
        Kind::Paused => "{0} is paused: it does nothing, and what is sent to it waits.",
        Kind::Unpaused => "{0} goes on, first with what waited.",
        Kind::Slowed { factor: 1 } => "{0} works as fast as ever again.",
        Kind::Slowed { .. } => "{0} takes {1} times as long for each message from now on.",
        Kind::LossArmed => "What next travels on the link of {0} will get lost.",
        Kind::PoisonArmed => "{0} will next publish a message that no handler can handle.",
        Kind::BrokerStopped => "{0} stops, and all its connections break.",
        Kind::BrokerStarted => "{0} runs again, with no connections and no subscriptions.",

        Kind::Connected { .. } => "{0} is connected to {1} (connection {2}).",
        Kind::Disconnected { .. } => "{1} notices that connection {2} of {0} has ended, and drops its subscriptions.",
        Kind::Subscribed { group: Some(_), .. } => "{0} subscribes to {1} as a member of the queue group {2}.",
        Kind::Subscribed { group: None, .. } => "{0} subscribes to {1}, for a copy of every message.",
        Kind::Unsubscribed { .. } => "{1} drops the subscription of {0}.",

        Kind::Published { message } => published(message),
        Kind::LostOnLink(_) => "{1} gets lost on the way to {2}; nobody is told.",
        Kind::Routed { message, copies: 1 } if message.origin() == ComponentId::OUTSIDE => {
            "{0} routes {1}: 1 copy comes here; whether others go out cannot be seen."
        }
        Kind::Routed { message, .. } if message.origin() == ComponentId::OUTSIDE => {
            "{0} routes {1}: {2} copies come here; whether others go out cannot be seen."
        }
        Kind::Routed { copies: 1, .. } => "{0} routes {1}: 1 copy goes out.",
        Kind::Routed { .. } => "{0} routes {1}: {2} copies go out.",
        Kind::NoInterest { .. } => "Nobody asks for {1}: {0} forgets it.",
        Kind::NotVisible(_) => "{0} has {1}; nothing tells this client what became of it.",
        Kind::CameToLight(_) => "What became of {1} can be seen after all.",
        Kind::NoResponders { .. } => "{0} answers at once that nobody listens to {1} (status 503).",

        Kind::Sent { .. } => "{0} sends {1} to {2}.",
        Kind::Delivered { .. } => "{1} arrives and is pending at {0}.",
        Kind::Started { service: Span::ZERO, .. } => "{0} takes up {1}.",
        Kind::Started { .. } => "{0} takes up {1}, for {2} of work.",
        Kind::Finished { outcome: Outcome::Done, .. } => "{0} is done with {1}.",
        Kind::Finished { delivery, .. } if is_core(delivery.consumer) => {
            "{0} fails on {1}; the broker does not hear of it, so it is gone."
        }
        Kind::Finished { .. } => "{0} fails on {1}.",
        Kind::Lost { delivery, .. } if is_core(delivery.consumer) => "{1}, {2}, is lost: {3}.",
        Kind::Lost { .. } => "The delivery of {1}, {2}, is lost: {3}.",

        Kind::StreamCreated { .. } => "{0} makes the stream {1}.",
        Kind::ConsumerCreated { pending: 0, .. } => "{0} makes the consumer {1} of {2}.",
        Kind::ConsumerCreated { pending: 1, .. } => "{0} makes the consumer {1} of {2}, for which 1 message waits.",
        Kind::ConsumerCreated { .. } => "{0} makes the consumer {1} of {2}, for which {3} messages wait.",
        Kind::ConsumerChanged(ConsumerChange { more: 0, fewer: 0, .. }) => "{0} changes which messages {1} delivers.",
        Kind::ConsumerChanged(ConsumerChange { fewer: 0, .. }) => "{0} gives {1} other messages to deliver: {2} more.",
        Kind::ConsumerChanged(ConsumerChange { more: 0, .. }) => "{0} gives {1} other messages to deliver: {3} fewer.",
        Kind::ConsumerChanged(_) => "{0} gives {1} other messages to deliver: {2} more and {3} fewer.",
        Kind::StreamDeleted(_) | Kind::ConsumerDeleted { pending: 0, .. } => "{0} removes {1}.",
        Kind::ConsumerDeleted { pending: 1, .. } => "{0} removes {1}, which had 1 message still to deliver.",
        Kind::ConsumerDeleted { .. } => "{0} removes {1}, which had {2} messages still to deliver.",
        Kind::Stored { consumers: 0, .. } => "{0} stores {1} in {2} as number {3}; no consumer waits for it.",
        Kind::Stored { consumers: 1, .. } => "{0} stores {1} in {2} as number {3}, for 1 consumer to deliver.",
        Kind::Stored { .. } => "{0} stores {1} in {2} as number {3}, for {4} consumers to deliver.",
        Kind::Duplicate { .. } => "{0} does not store {1} again: {2} has it already, as number {3} (same Nats-Msg-Id).",
        Kind::Refused { .. } => "{0} does not take {1}: {2}.",
        Kind::Removed { undelivered: 0, .. } => "{0} lets go of number {3} of {2}, {1}: {4}.",
        Kind::Removed { undelivered: 1, .. } => {
            "{0} lets go of number {3} of {2}, {1}: {4}. One consumer had not delivered it, and never will."
        }
        Kind::Removed { .. } => {
            "{0} lets go of number {3} of {2}, {1}: {4}. {5} consumers had not delivered it, and never will."
        }

        Kind::Fetched { batch: 1, .. } => "{1} fetches from {2}: 1 message, as soon as there is one.",
        Kind::Fetched { .. } => "{1} fetches from {2}: up to {3} messages, as they come.",
        Kind::FetchEnded { .. } => "{0} ends the fetch of {1} from {2} with status {3}: {4}.",
        Kind::AckSent { verdict, .. } => said(*verdict),
        Kind::AckLost { .. } => "The {2} of {0} for {1} gets lost on the way to {3}; nobody is told.",
        Kind::Acked { .. } => "{0} hears the ack for {1}: {2} is done with it.",
        Kind::Nakked { delay: Span::ZERO, .. } => "{0} hears the nak for {1}: {2} is to deliver it again at once.",
        Kind::Nakked { .. } => "{0} hears the nak for {1}: {2} is to deliver it again after {3}.",
        Kind::Extended { .. } => "{0} hears that work on {1} goes on: {2} waits for its ack anew.",
        Kind::Terminated { gone: false, .. } => "{0} hears the term for {1}: {2} does not deliver it again.",
        Kind::Terminated { gone: true, .. } => "{0} cannot deliver {1} again for {2}: the stream has let go of it.",
        Kind::AckTimedOut { .. } => "No ack for {1} came in time: {2} is to deliver it again.",
        Kind::Forgotten(Forgotten { settled: Some(Outcome::Done), .. }) => {
            "{2} delivers {1} again, although {0} had confirmed the ack."
        }
        Kind::Forgotten(Forgotten { settled: Some(Outcome::Failed), .. }) => {
            "{2} delivers {1} again, although {0} had confirmed the term."
        }
        Kind::Forgotten(_) => "{0} has forgotten that {2} delivered {1}, and delivers it again.",
        Kind::Exhausted { deliveries: 1, .. } => "{0} gives {1} up for {2} after 1 delivery; it stays in the stream.",
        Kind::Exhausted { .. } => "{0} gives {1} up for {2} after {3} deliveries; it stays in the stream.",
        Kind::DeadLettered { .. } => "{0} has published {2} as the dead letter of {1}.",
        Kind::NotReplayed(..) => "{0} does not finish the replay of dead letter {1}: {2}.",

        Kind::Confirmed { duplicate: false, .. } => "{0} hears that {1} is stored as number {2}.",
        Kind::Confirmed { duplicate: true, .. } => "{0} hears that {1} had been stored already, as number {2}.",
        Kind::AnswerLost { .. } => "The answer about {1} gets lost on the way to {0}; nobody is told.",
        Kind::NotConfirmed { .. } => "{0} gets no confirmation of {1}: {2}.",
        Kind::Counted { receivers: 1, .. } => "{0} hears that {1} led to 1 delivery.",
        Kind::Counted { .. } => "{0} hears that {1} led to {2} deliveries.",
        Kind::Received { late: false, .. } => "{0} takes {1}, the reply to {2}.",
        Kind::Received { late: true, .. } => "{0} ignores {1}: as a reply to {2} it comes too late.",
        Kind::TimedOut { .. } => "{0} has waited in vain for a reply to {1}.",
        Kind::Retried { .. } => "{0} tries {1} again, as {2} (attempt {3}).",
        Kind::Gathered { replies: 1, .. } => "{0} has gathered 1 reply to {1} and stops: {3}.",
        Kind::Gathered { .. } => "{0} has gathered {2} replies to {1} and stops: {3}.",
        Kind::Stalled(_) => "{1} stops reading from connection {2}: too much waits for a slow consumer.",
        Kind::Resumed(_) => "{1} reads from connection {2} again.",
        Kind::Expelled { .. } => "{1} closes connection {2}: {3}.",
        Kind::Partitioned => "The link of {0} is cut; what is sent waits at either end.",
        Kind::Healed => "The link of {0} is whole again.",

        Kind::SessionOpened { .. } => "{0} opens a connection for {1}.",
        Kind::SessionClosed { .. } => "{0} closes the connection of {1}.",
        Kind::StatementQueued { .. } => "{1} waits for a free connection to {0}, to save {2}.",
        Kind::StatementStarted { .. } => "{0} begins to save {2} for {1}.",
        Kind::Saved { .. } => "{0} has saved {2} as row {3}.",
        Kind::StatementAborted { .. } => "{0} rolls {2} back, because {1} is gone.",
    }
}

fn published(message: &Message) -> &'static str {
    match message.reply {
        None => "{0} publishes {1} to {2}: {3}.",
        Some(_) => "{0} publishes {1} to {2}: {3}, and waits for a reply on {4}.",
    }
}

const fn said(verdict: AckVerdict) -> &'static str {
    match verdict {
        AckVerdict::Ack => "{0} sends an ack for {1}: handled.",
        AckVerdict::Nak => "{0} sends a nak for {1}: it wants it delivered again.",
        AckVerdict::InProgress => "{0} sends word that its work on {1} goes on.",
        AckVerdict::Term => "{0} sends a term for {1}: it never wants it again.",
    }
}

const fn is_core(consumer: ConsumerId) -> bool {
    consumer.0 == ConsumerId::NONE.0
}
