//! The table: which tag stands for which kind or reason, and in which order the fields are written.

use super::{Code, Flaw, Input};
use crate::message::{AckToken, ComponentId, ConsumerMessage, DeliveryId, Message, StreamMessage};
use crate::transcript::{
    AckVerdict, ConsumerChange, ExpulsionReason, FailureReason, Forgotten, GatherStop, Kind, LossReason, Outcome,
    Record, RefusalReason, RemovalReason, ReplayFailure, Stage,
};

/// Values of fixed fields.
macro_rules! fields {
    ($($name:ident: $($field:ident),*;)*) => {$(
        impl Code for $name {
            fn put(&self, out: &mut Vec<u8>) {
                $(self.$field.put(out);)*
            }

            fn take(input: &mut Input<'_>) -> Result<$name, Flaw> {
                // Fields are evaluated in the order in which they are written here.
                Ok($name { $($field: Code::take(input)?),* })
            }
        }
    )*};
}

/// Values of several kinds, each with its tag and its fields.
macro_rules! tags {
    ($($of:ident { $($tag:literal $name:ident $({ $($field:ident),* })? $(($($place:ident),*))?;)* })*) => {$(
        impl Code for $of {
            fn put(&self, out: &mut Vec<u8>) {
                match self {
                    $($of::$name $({ $($field),* })? $(($($place),*))? => {
                        out.push($tag);
                        $($($field.put(out);)*)?
                        $($($place.put(out);)*)?
                    })*
                }
            }

            fn take(input: &mut Input<'_>) -> Result<$of, Flaw> {
                match u8::take(input)? {
                    $($tag => {
                        $($(let $field = Code::take(input)?;)*)?
                        $($(let $place = Code::take(input)?;)*)?
                        Ok($of::$name $({ $($field),* })? $(($($place),*))?)
                    })*
                    _ => Err(Flaw::Unknown),
                }
            }
        }
    )*};
}

fields! {
    Record: index, at, cause, component, kind;
    ComponentId: part, member;
    Message: id, parent, subject, reply, headers, payload;
    DeliveryId: message, connection, sid, attempt, consumer;
    StreamMessage: message, stream, sequence;
    ConsumerMessage: message, consumer, sequence;
    ConsumerChange: consumer, filter, more, fewer;
    Forgotten: of, settled, deliveries;
    AckToken: stream, consumer, delivered, stream_sequence, consumer_sequence, timestamp, pending;
}

tags! {
    Kind {
        1 Joined;
        2 Left;
        3 Draining;
        4 Crashed { held };
        5 Restarted;
        6 Scaled { members };
        7 KnobTurned { knob, value };
        8 Paused;
        9 Unpaused;
        10 Connected { broker, connection };
        11 Disconnected { broker, connection };
        12 Subscribed { connection, sid, filter, group };
        13 Unsubscribed { connection, sid };
        14 Slowed { factor };
        15 LossArmed;
        16 PoisonArmed;
        17 BrokerStopped;
        18 BrokerStarted;
        20 Published { message };
        21 LostOnLink(message);
        22 Routed { message, copies };
        23 NoInterest { message };
        24 NoResponders { message };
        25 NotVisible(message);
        26 CameToLight(message);
        30 Sent { delivery, to, token, awaits_ack };
        31 Delivered { delivery };
        32 Started { delivery, service };
        33 Finished { delivery, outcome };
        34 Lost { delivery, stage, reason };
        40 SessionOpened(client);
        41 SessionClosed(client);
        42 StatementQueued { client, message };
        43 StatementStarted { client, message };
        44 Saved { client, message, row };
        45 StatementAborted { client, message };
        50 StreamCreated { stream, name };
        51 StreamDeleted(stream);
        52 ConsumerCreated { consumer, stream, name, filter, pending };
        53 ConsumerDeleted { consumer, pending };
        54 Stored { of, consumers, alone };
        55 Duplicate { of, alone };
        56 Refused { message, reason, alone };
        57 Removed { of, reason, undelivered };
        58 Fetched { consumer, client, batch };
        59 FetchEnded { consumer, client, code };
        60 AckSent { delivery, verdict };
        61 AckLost { delivery, verdict };
        62 Acked { of };
        63 Nakked { of, delay };
        64 Extended(of);
        65 Terminated { of, gone };
        66 AckTimedOut { of };
        67 Exhausted { of, deliveries };
        68 DeadLettered { message, copy };
        69 NotReplayed(sequence, reason);
        70 Confirmed { message, sequence, duplicate };
        71 NotConfirmed { message, reason };
        72 Counted { message, receivers };
        73 Received { delivery, request, late };
        74 TimedOut(request);
        75 Retried { message, again, attempt };
        76 Gathered { request, replies, stop };
        77 AnswerLost(message);
        80 Stalled(connection);
        81 Resumed(connection);
        82 Expelled { connection, reason };
        83 Partitioned;
        84 Healed;
        86 ConsumerChanged(change);
        87 Forgotten(forgotten);
    }
    Outcome { 1 Done; 2 Failed; }
    Stage { 1 OnTheWay; 2 Pending; 3 InWork; }
    LossReason { 1 Crash; 2 ConnectionClosed; 3 Link; 4 BufferFull; 5 SlowConsumer; }
    RefusalReason { 1 Stream(code); 2 MaximumPayload; 3 ConnectionRefused; 4 SubscriberMode; 5 Permission; }
    RemovalReason { 1 Settled; 2 NoInterest; 3 Limit; 4 Age; 5 Administrator; }
    AckVerdict { 1 Ack; 2 Nak; 3 InProgress; 4 Term; }
    ReplayFailure { 1 Gone; 2 NoSubject; 3 NotTaken; 4 NoAnswer; }
    FailureReason { 1 Timeout; 2 NoResponders; 3 Refused(code); 4 Unreachable; }
    GatherStop { 1 Count; 2 Deadline; 3 Stall; 4 NoResponders; }
    ExpulsionReason { 1 SlowConsumerPending; 2 SlowConsumerDeadline; 3 MaximumPayload; 4 Stale; }
}
