//! Everything that can happen, in one closed enum.

use super::reason::*;
use crate::message::{
    AckToken, ComponentId, ConnectionId, ConsumerId, ConsumerMessage, DeliveryId, Message, MessageId, Sid, StreamId,
    StreamMessage, subject::Filter,
};
use crate::sim::time::Span;
use std::sync::Arc;

/// Everything that can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A member of the cast started for the first time.
    Joined,
    /// A member that was scaled away finished what it held and ended.
    Left,
    /// A member asked for no more messages and finishes what it holds.
    Draining,
    /// A process died at once; what it held is lost, one [`Kind::Lost`] each.
    Crashed {
        /// How many deliveries were pending or in work.
        held: u32,
    },
    /// A crashed process runs again, with empty hands.
    Restarted,
    /// A process is frozen: it does nothing, and what is sent to it waits.
    Paused,
    /// A frozen process goes on, first with what waited.
    Unpaused,
    /// A handler works more slowly from the next message on, or as fast as ever again.
    Slowed {
        /// How many times as long it takes; 1 is as long as ever.
        factor: u16,
    },
    /// A person sees to it that a link loses whatever message, ack or answer travels on it next.
    LossArmed,
    /// A person sees to it that the next message of a publisher is one that nobody can handle.
    PoisonArmed,
    /// A broker's process ended: all its connections are broken, with their subscriptions and fetches.
    BrokerStopped,
    /// A broker's process runs again, with what it had stored.
    BrokerStarted,
    /// A person asked for another number of members.
    Scaled {
        /// How many there shall be.
        members: u16,
    },
    /// A person turned a knob.
    KnobTurned {
        /// The knob's name in the scenario.
        knob: Arc<str>,
        /// Its new value, as it is written in links.
        value: Arc<str>,
    },
    /// The broker accepted a connection.
    Connected {
        /// The broker.
        broker: ComponentId,
        /// The connection.
        connection: ConnectionId,
    },
    /// The broker noticed that a connection ended; its subscriptions are gone.
    Disconnected {
        /// The broker.
        broker: ComponentId,
        /// The connection.
        connection: ConnectionId,
    },
    /// The broker took note of an interest.
    Subscribed {
        /// The connection.
        connection: ConnectionId,
        /// The subscription's number on it.
        sid: Sid,
        /// What it asks for.
        filter: Filter,
        /// The queue group it shares messages with, if any.
        group: Option<Arc<str>>,
    },
    /// The broker dropped an interest, on request or because its maximum was reached.
    Unsubscribed {
        /// The connection.
        connection: ConnectionId,
        /// The subscription's number on it.
        sid: Sid,
    },
    /// A publisher sent a message towards the broker.
    Published {
        /// The message.
        message: Arc<Message>,
    },
    /// The link to the broker lost a message. Nobody is told.
    LostOnLink(MessageId),
    /// The broker found at least one subscription that asks for the message.
    Routed {
        /// The message.
        message: MessageId,
        /// How many copies go out, at least 1: one for each plain subscription, one for each queue group.
        copies: u32,
    },
    /// The broker found no subscription that asks for the message: core NATS forgets it at once.
    NoInterest {
        /// The message.
        message: MessageId,
    },
    /// A real server has taken a message, and nothing tells this client what became of it.
    NotVisible(MessageId),
    /// What became of a message can be seen after all; what that is comes next.
    CameToLight(MessageId),
    /// The broker told a requester at once that nobody listens (status 503).
    NoResponders {
        /// The request.
        message: MessageId,
    },
    /// The broker sent a copy towards a subscriber: an obligation, unless it is a consumer's, which was there before.
    Sent {
        /// The delivery.
        delivery: DeliveryId,
        /// Whose connection it is.
        to: ComponentId,
        /// What an ack of it has to say; none if it does not come from a consumer.
        token: Option<Arc<AckToken>>,
        /// Whether the broker waits for an ack of it; not of one that comes after it was settled or sent again.
        awaits_ack: bool,
    },
    /// A copy arrived in its subscriber's pending buffer.
    Delivered {
        /// The delivery.
        delivery: DeliveryId,
    },
    /// A handler began to work on a message.
    Started {
        /// The delivery.
        delivery: DeliveryId,
        /// How long the work will take before its result is stored.
        service: Span,
    },
    /// A handler ended its work on a message.
    Finished {
        /// The delivery.
        delivery: DeliveryId,
        /// How it ended.
        outcome: Outcome,
    },
    /// A copy will never be handled.
    Lost {
        /// The delivery.
        delivery: DeliveryId,
        /// Where it was.
        stage: Stage,
        /// Why.
        reason: LossReason,
    },
    /// The broker made a stream.
    StreamCreated {
        /// The stream.
        stream: StreamId,
        /// Its name.
        name: Arc<str>,
    },
    /// The broker removed a stream; its consumers and messages went before, one record each.
    StreamDeleted(StreamId),
    /// The broker made a consumer: one obligation for each message that it is to deliver.
    ConsumerCreated {
        /// The consumer.
        consumer: ConsumerId,
        /// Its stream.
        stream: StreamId,
        /// Its name.
        name: Arc<str>,
        /// Which of the stream's messages it delivers; none for all of them.
        filter: Option<Filter>,
        /// How many messages of the stream it is to deliver.
        pending: u64,
    },
    /// The broker removed a consumer, and with it every obligation of it that was not settled.
    ConsumerDeleted {
        /// The consumer.
        consumer: ConsumerId,
        /// How many messages it had not delivered even once.
        pending: u64,
    },
    /// A consumer is to deliver other messages than before: its filter was changed, or a purge made it pass over some.
    ConsumerChanged(ConsumerChange),
    /// A stream took a message.
    Stored {
        /// The message and the stream.
        of: StreamMessage,
        /// How many consumers are to deliver it: an obligation each.
        consumers: u32,
        /// Whether it went to nobody else: there is no [`Kind::Routed`] for it.
        alone: bool,
    },
    /// A stream had this message already, by its `Nats-Msg-Id`, and did not store it again.
    Duplicate {
        /// The message and the stream; the number is that of the first one.
        of: StreamMessage,
        /// Whether it went to nobody else.
        alone: bool,
    },
    /// The broker did not take a message.
    Refused {
        /// The message.
        message: MessageId,
        /// Why.
        reason: RefusalReason,
        /// Whether it went to nobody else.
        alone: bool,
    },
    /// A stream let go of a message.
    Removed {
        /// The message and the stream.
        of: StreamMessage,
        /// Why.
        reason: RemovalReason,
        /// How many consumers had not delivered it even once, and never will: obligations that are lost.
        undelivered: u32,
    },
    /// A consumer took note of a fetch that waits.
    Fetched {
        /// The consumer.
        consumer: ConsumerId,
        /// Who fetches.
        client: ComponentId,
        /// How many messages it asks for.
        batch: u32,
    },
    /// A consumer ended a fetch that it could not fill, or never let it wait.
    FetchEnded {
        /// The consumer.
        consumer: ConsumerId,
        /// Who fetched.
        client: ComponentId,
        /// With which status.
        code: u16,
    },
    /// A client told the broker how a delivery fared.
    AckSent {
        /// The delivery.
        delivery: DeliveryId,
        /// What it said.
        verdict: AckVerdict,
    },
    /// The link to the broker lost what a client said about a delivery.
    AckLost {
        /// The delivery.
        delivery: DeliveryId,
        /// What it said.
        verdict: AckVerdict,
    },
    /// A consumer heard that a message was handled: the obligation is done, even after it was exhausted.
    Acked {
        /// The message and the consumer.
        of: ConsumerMessage,
    },
    /// A consumer was asked to deliver a message again.
    Nakked {
        /// The message and the consumer.
        of: ConsumerMessage,
        /// How long it waits before; zero for not at all.
        delay: Span,
    },
    /// A consumer heard that work goes on, and waits for the ack anew.
    Extended(ConsumerMessage),
    /// A consumer was asked not to deliver a message again, or cannot because it is gone from the stream.
    Terminated {
        /// The message and the consumer.
        of: ConsumerMessage,
        /// Whether the stream had let go of it.
        gone: bool,
    },
    /// The wait for an ack is over: the message is to be delivered again.
    AckTimedOut {
        /// The message and the consumer.
        of: ConsumerMessage,
    },
    /// A consumer delivers a message again of which it knew more before.
    Forgotten(Forgotten),
    /// A consumer gave a message up after `max_deliver` deliveries. It stays in the stream; an advisory goes out.
    Exhausted {
        /// The message and the consumer.
        of: ConsumerMessage,
        /// How often it was delivered.
        deliveries: u32,
    },
    /// Somebody published a copy of a message that was given up as its dead letter: an annotation, no term of a ledger.
    DeadLettered {
        /// The message that was given up.
        message: MessageId,
        /// Its copy.
        copy: MessageId,
    },
    /// An administrator leaves the dead letter of this number where it is.
    NotReplayed(u64, ReplayFailure),
    /// A publisher heard that a stream has its message.
    Confirmed {
        /// The message.
        message: MessageId,
        /// Its number in the stream.
        sequence: u64,
        /// Whether the stream had had it before.
        duplicate: bool,
    },
    /// The link to a publisher lost what a stream answered about this message.
    AnswerLost(MessageId),
    /// A publisher heard, or concluded, that a message was not taken or not answered.
    NotConfirmed {
        /// The message.
        message: MessageId,
        /// Why.
        reason: FailureReason,
    },
    /// A publisher heard how many deliveries its message led to (Redis).
    Counted {
        /// The message.
        message: MessageId,
        /// How many.
        receivers: u64,
    },
    /// A requester took a reply: its obligation is done, even if it came too late to be of use.
    Received {
        /// The delivery.
        delivery: DeliveryId,
        /// The request.
        request: MessageId,
        /// Whether nobody waited for it any more.
        late: bool,
    },
    /// A requester waited in vain for a reply to this request.
    TimedOut(MessageId),
    /// A requester or publisher sends a message again, as a new one.
    Retried {
        /// The first message.
        message: MessageId,
        /// The new one.
        again: MessageId,
        /// The how-many-eth attempt it is, from 2.
        attempt: u32,
    },
    /// A gatherer has what it waited for, or waits no more.
    Gathered {
        /// The request.
        request: MessageId,
        /// How many replies came in time.
        replies: u32,
        /// Why it stopped.
        stop: GatherStop,
    },
    /// The broker stops reading from a publisher's connection, because a slow consumer of it has too much on the way.
    Stalled(ConnectionId),
    /// The broker reads from a publisher's connection again.
    Resumed(ConnectionId),
    /// The broker closes a connection.
    Expelled {
        /// The connection.
        connection: ConnectionId,
        /// Why.
        reason: ExpulsionReason,
    },
    /// A member's link was cut: what is sent waits on both sides.
    Partitioned,
    /// A member's link is whole again.
    Healed,
    /// A database opened a connection for a client.
    SessionOpened(ComponentId),
    /// A database noticed that a client's connection ended.
    SessionClosed(ComponentId),
    /// A statement waits because the database allows no more connections.
    StatementQueued {
        /// The client.
        client: ComponentId,
        /// What it wants to store.
        message: MessageId,
    },
    /// A database began to execute a statement.
    StatementStarted {
        /// The client.
        client: ComponentId,
        /// What it stores.
        message: MessageId,
    },
    /// A database committed a row.
    Saved {
        /// The client.
        client: ComponentId,
        /// What was stored.
        message: MessageId,
        /// The row's number, from 1.
        row: u64,
    },
    /// A database rolled a statement back because its client vanished.
    StatementAborted {
        /// The client.
        client: ComponentId,
        /// What would have been stored.
        message: MessageId,
    },
}
