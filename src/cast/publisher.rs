//! The publisher: sends messages at a rate, and what a person types. It knows a subject, and nobody behind it.

use super::arrivals::{Arrivals, Gap};
use super::{Action, Outbox, Setting, Signal};
use crate::message::subject::Subject;
use crate::message::{ComponentId, Headers, Message, MessageId, Payload};
use crate::sim::chance::{Purpose, Seed, key_of};
use crate::sim::time::{Rate, Time};
use crate::transcript::Kind;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a publisher does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublisherConfig {
    /// What its messages are about.
    pub subject: Subject,
    /// How many generated messages per second, 0 to 10,000.
    pub rate: Rate,
    /// How they are spread over time.
    #[serde(default)]
    pub arrivals: Arrivals,
    /// What generated messages say, picked at random; at least one.
    pub items: Vec<String>,
}

/// A publisher at work.
#[derive(Clone, Debug)]
pub struct Publisher {
    id: ComponentId,
    seed: Seed,
    config: Arc<PublisherConfig>,
    payloads: Arc<[Payload]>,
    gap: Gap,
    /// The timer that counts; an older one that still comes is ignored.
    timer: u64,
    generated: u32,
    typed: u32,
}

impl Publisher {
    /// A publisher called `name` that has published nothing. Its arrivals are keyed by that name.
    pub fn new(id: ComponentId, name: &str, config: Arc<PublisherConfig>, seed: Seed, now: Time) -> Publisher {
        let draw = seed.draw(Purpose::Arrival, &[key_of(name)]);
        let payloads = config.items.iter().map(|item| Payload::from(item.as_str())).collect();
        let gap = Gap::new(config.arrivals, config.rate, draw, now);
        Publisher { id, seed, config, payloads, gap, timer: 0, generated: 0, typed: 0 }
    }

    pub(super) fn signal(&mut self, now: Time, signal: Signal, out: &mut Outbox) {
        match signal {
            Signal::Start => {
                out.act(Action::Open);
                self.arm(out);
            }
            Signal::Timer(token) if token == self.timer => {
                self.generated += 1;
                let id = MessageId::generated(self.id, self.generated);
                self.publish(id, self.generated_payload(id), out);
                self.gap.next(now);
                self.arm(out);
            }
            Signal::Publish(payload) => {
                self.typed += 1;
                self.publish(MessageId::typed(self.id, self.typed), payload, out);
            }
            Signal::Set(Setting::Rate(rate)) => {
                self.gap.set_rate(rate, now);
                self.arm(out);
            }
            _ => {}
        }
    }

    fn arm(&mut self, out: &mut Outbox) {
        self.timer += 1;
        if let Some(after) = self.gap.wait() {
            out.act(Action::Timer { token: self.timer, after });
        }
    }

    fn generated_payload(&self, id: MessageId) -> Payload {
        let count = u32::try_from(self.payloads.len()).unwrap_or(u32::MAX);
        let choice = self.seed.draw(Purpose::Payload, &[id.key()]).below(count);
        self.payloads.get(choice as usize).cloned().unwrap_or_else(|| Payload::from(""))
    }

    fn publish(&self, id: MessageId, payload: Payload, out: &mut Outbox) {
        let subject = self.config.subject.clone();
        let message =
            Arc::new(Message { id, parent: None, subject, reply: None, headers: Headers::default(), payload });
        out.record(Kind::Published { message: Arc::clone(&message) });
        out.act(Action::Publish(message));
    }
}
