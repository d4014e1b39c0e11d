//! Waits: how long messages waited on average since something last changed, so that it can be compared with theory.

use super::{Kind, Record};
use crate::message::ComponentId;
use crate::ordered::Map;
use crate::sim::time::{Span, Time};

/// What hinders a member, one bit each: then it is no server like the others, and no formula holds.
mod hindrance {
    pub const CUT_OFF: u8 = 1;
    pub const PAUSED: u8 = 2;
    pub const SLOW: u8 = 4;
    /// Of a broker.
    pub const DOWN: u8 = 8;
}

/// Mean waiting times at the parts of the cast, and who works there.
///
/// They begin anew when a knob is turned or anybody comes, goes or is hindered: at each queue with the first message
/// that finds nobody waiting, since what had piled up before says nothing of how it is now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waits {
    /// When they last began anew.
    began: Time,
    queues: Map<ComponentId, Queue>,
    members: Map<ComponentId, Member>,
}

/// Messages that wait for the same: for one member, or for any of a part that fetches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Queue {
    counts: bool,
    /// When the last message left it.
    left: Time,
    messages: u64,
    waited: Span,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Member {
    /// It is there and takes messages.
    up: bool,
    hindered: u8,
}

impl Waits {
    /// The mean wait at a part and of how many messages it is the mean; none before the first.
    pub fn mean(&self, part: u16) -> Option<(Span, u64)> {
        let of_part = self.queues.iter().filter(|(id, _)| id.part == part);
        let (waited, messages) = of_part
            .fold((0, 0), |(waited, messages), (_, one)| (waited + one.waited.as_nanos(), messages + one.messages));
        Some((Span::from_nanos(waited.checked_div(messages)?), messages))
    }

    /// How many members of a part take messages.
    pub fn members(&self, part: u16) -> u16 {
        let up = self.members.iter().filter(|(id, member)| id.part == part && member.up).count();
        u16::try_from(up).unwrap_or(u16::MAX)
    }

    /// Whether nobody at all is hindered, so that all members of a part are alike.
    pub fn are_alike(&self) -> bool {
        self.members.values().all(|member| member.hindered == 0)
    }

    /// A message that came to a queue at `since` leaves it.
    pub(super) fn note(&mut self, queue: ComponentId, since: Time, now: Time) {
        let queue = self.queues.or_default(queue);
        queue.counts |= since >= queue.left.max(self.began);
        queue.left = now;
        if queue.counts {
            queue.messages += 1;
            queue.waited += now.since(since);
        }
    }

    /// Takes note of what changes who works, and how.
    pub(super) fn change(&mut self, record: &Record) {
        let change: fn(&mut Member) = match record.kind {
            Kind::Joined | Kind::Restarted => |member| member.up = true,
            Kind::Draining => |member| member.up = false,
            Kind::Left => |member| *member = Member::default(),
            Kind::Crashed { .. } => |member| {
                member.up = false;
                member.hindered &= !(hindrance::PAUSED | hindrance::SLOW);
            },
            Kind::Partitioned => |member| member.hindered |= hindrance::CUT_OFF,
            Kind::Healed => |member| member.hindered &= !hindrance::CUT_OFF,
            Kind::Paused => |member| member.hindered |= hindrance::PAUSED,
            Kind::Unpaused => |member| member.hindered &= !hindrance::PAUSED,
            Kind::Slowed { factor: 1 } => |member| member.hindered &= !hindrance::SLOW,
            Kind::Slowed { .. } => |member| member.hindered |= hindrance::SLOW,
            Kind::BrokerStopped => |broker| broker.hindered |= hindrance::DOWN,
            Kind::BrokerStarted => |broker| broker.hindered &= !hindrance::DOWN,
            Kind::KnobTurned { .. } => |_| {},
            _ => return,
        };
        change(self.members.or_default(record.component));
        self.began = record.at;
        for queue in self.queues.values_mut() {
            *queue = Queue { left: queue.left, ..Queue::default() };
        }
    }
}
