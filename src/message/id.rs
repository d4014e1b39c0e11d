//! Who is who: components, their messages, their connections. Identities do not move when somebody joins or leaves.

use super::{ConsumerId, StreamId};

/// A participant of a run: the `part` counts the scenario's brokers and then its cast, the `member` counts replicas
/// from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComponentId {
    /// Position in the scenario: brokers first, then the cast.
    pub part: u16,
    /// Which replica, from 1; 0 for a participant that is always alone, such as a broker.
    pub member: u16,
}

impl ComponentId {
    /// Whoever sits before the screen: knobs are theirs.
    pub const PERSON: ComponentId = ComponentId { part: u16::MAX, member: 0 };

    /// Whoever else talks to a real server: programs that are not part of the run.
    pub const OUTSIDE: ComponentId = ComponentId { part: u16::MAX - 1, member: 0 };

    /// Both numbers in one: the part above the member.
    pub const fn key(self) -> u32 {
        (self.part as u32) << 16 | self.member as u32
    }
}

/// The identity of a message: who published it, and its number among theirs. Draws are keyed by it, so a typed item
/// does not shift the luck of the generated ones: those two are counted apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(u64);

const TYPED: u64 = 1 << 31;

impl MessageId {
    /// The `number`-th generated message of `origin`, counted from 1, at most 2³¹ − 1.
    pub const fn generated(origin: ComponentId, number: u32) -> MessageId {
        MessageId((origin.key() as u64) << 32 | (number as u64 & (TYPED - 1)))
    }

    /// The `number`-th message that a person typed for `origin` to publish, counted from 1, at most 2³¹ − 1.
    pub const fn typed(origin: ComponentId, number: u32) -> MessageId {
        MessageId(MessageId::generated(origin, number).0 | TYPED)
    }

    /// The publisher.
    #[allow(clippy::cast_possible_truncation, reason = "the fields were packed into these bits")]
    pub const fn origin(self) -> ComponentId {
        ComponentId { part: (self.0 >> 48) as u16, member: (self.0 >> 32) as u16 }
    }

    /// Its number, counted apart for typed and generated messages.
    #[allow(clippy::cast_possible_truncation, reason = "the fields were packed into these bits")]
    pub const fn number(self) -> u32 {
        (self.0 & (TYPED - 1)) as u32
    }

    /// Whether a person typed it.
    pub const fn is_typed(self) -> bool {
        self.0 & TYPED != 0
    }

    /// The identity that [`MessageId::key`] gave as a number.
    pub const fn from_key(key: u64) -> MessageId {
        MessageId(key)
    }

    /// The identity as one number, for keys and hashes.
    pub const fn key(self) -> u64 {
        self.0
    }
}

/// A connection to a broker, counted by the broker from 1. A restarted client gets a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u32);

/// A subscription's number, chosen by its client and unique on its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sid(pub u32);

/// One delivery of one message: the obligation of a subscriber, named in the transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeliveryId {
    /// The message.
    pub message: MessageId,
    /// The connection it goes to.
    pub connection: ConnectionId,
    /// The subscription of that connection.
    pub sid: Sid,
    /// 1 for the first delivery, 2 for the first redelivery. Core NATS knows only the first. See
    /// [`DeliveryId::overheard`].
    pub attempt: u32,
    /// The consumer it comes from; [`ConsumerId::NONE`] if the broker pushed it without a stream.
    pub consumer: ConsumerId,
}

impl DeliveryId {
    /// The attempt that stands for a copy that somebody else gets, because they listen where a consumer delivers. It is
    /// numbered apart: they may get the same message as it is published, and from other consumers, too.
    pub const fn overheard(consumer: ConsumerId, attempt: u32) -> u32 {
        (consumer.0 as u32) << 16 | attempt & 0xFFFF
    }
}

/// A message in a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamMessage {
    /// The message.
    pub message: MessageId,
    /// The stream.
    pub stream: StreamId,
    /// Its number there, from 1.
    pub sequence: u64,
}

/// A message that a consumer is to deliver: the consumer's obligation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConsumerMessage {
    /// The message.
    pub message: MessageId,
    /// The consumer.
    pub consumer: ConsumerId,
    /// The message's number in the stream, from 1.
    pub sequence: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_gives_back_what_it_was_made_of() {
        let origin = ComponentId { part: 3, member: 10 };
        for (id, typed) in [(MessageId::generated(origin, 7), false), (MessageId::typed(origin, 7), true)] {
            assert_eq!((id.origin(), id.number(), id.is_typed()), (origin, 7, typed));
        }
    }
}
