//! What is published by itself, and what a person types: when, under which identity, and what it says.

use super::arrivals::{Arrivals, Gap};
use super::process::Process;
use super::timer::Timer;
use super::{Outbox, POISON, Setting, Signal};
use crate::message::{MessageId, Payload};
use crate::sim::chance::{Purpose, Seed, key_of};
use crate::sim::time::{Rate, Time};
use std::sync::Arc;

/// The source of a publisher's messages, or a requester's questions.
#[derive(Clone, Debug)]
pub(super) struct Generator {
    seed: Seed,
    pub(super) process: Process,
    payloads: Arc<[Payload]>,
    gap: Gap,
    /// The timer that counts; an older one that still comes is ignored.
    timer: u64,
    /// How many it has drawn; what is sent again is not drawn again.
    drawn: u32,
    /// Whether the next one is marked as what nobody can handle.
    poison: bool,
}

impl Generator {
    /// Draws are keyed by the part's name; another life of it draws anew.
    pub(super) fn new(
        process: Process,
        arrivals: &Arrivals,
        rate: Rate,
        items: &[String],
        seed: Seed,
        now: Time,
    ) -> Generator {
        let name = key_of(&process.part);
        let draw = match process.number {
            ..=1 => seed.draw(Purpose::Arrival, &[name]),
            number => seed.draw(Purpose::Arrival, &[name, u64::from(number)]),
        };
        let payloads = items.iter().map(|item| Payload::from(item.as_str())).collect();
        let gap = Gap::new(arrivals.clone(), rate, draw, now);
        Generator { seed, payloads, gap, timer: 0, drawn: process.numbering.generated, poison: false, process }
    }

    /// What the signal asks to be published, now; it asks to be told when the next is due.
    pub(super) fn signal(&mut self, now: Time, signal: &Signal, out: &mut Outbox) -> Due {
        match signal {
            Signal::Start => self.arm(out),
            Signal::Timer(token) if Timer::of(*token) == Some(Timer::Arrival(self.timer)) => {
                return Due::Generated(self.gap.arriving());
            }
            Signal::Publish(payload) => {
                let payload = self.mark(payload.clone());
                return Due::Typed(payload);
            }
            Signal::PoisonNext => self.poison = true,
            Signal::Set(Setting::Rate(rate)) => {
                self.gap.set_rate(*rate, now);
                self.arm(out);
            }
            _ => {}
        }
        Due::Nothing
    }

    /// What was due has been published; begins to wait for the next.
    pub(super) fn go_on(&mut self, now: Time, out: &mut Outbox) {
        self.gap.next(now);
        self.arm(out);
    }

    fn arm(&mut self, out: &mut Outbox) {
        self.timer += 1;
        if let Some(after) = self.gap.wait() {
            Timer::Arrival(self.timer).start(after, out);
        }
    }

    /// Identity and payload of the next one.
    pub(super) fn generate(&mut self) -> (MessageId, Payload) {
        self.drawn += 1;
        let count = u32::try_from(self.payloads.len()).unwrap_or(u32::MAX).max(1);
        let choice = match self.gap.place() {
            Some(place) => place % count,
            None if count == 1 => 0,
            None => {
                let key = MessageId::generated(self.process.id, self.drawn).key();
                self.seed.draw(Purpose::Payload, &[key]).below(count)
            }
        };
        let payload = self.payloads.get(choice as usize).cloned().unwrap_or_else(|| Payload::from(""));
        let payload = self.mark(payload);
        (self.process.next_id(), payload)
    }

    /// The payload, with the mark in front if it was asked for.
    fn mark(&mut self, payload: Payload) -> Payload {
        if !std::mem::take(&mut self.poison) {
            return payload;
        }
        Payload::from(format!("{POISON} {}", payload.text()).as_str())
    }
}

/// What is to be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Due {
    Nothing,
    /// So many, drawn by chance or from a list.
    Generated(u16),
    /// What a person typed.
    Typed(Payload),
}
