//! Who could be working, and who is.

use crate::message::ComponentId;
use crate::ordered::Map;
use crate::transcript::{Kind, Record};
use crate::view::board::INBOX;

/// Everyone who ever asked for messages to work on.
#[derive(Clone, Debug, Default)]
pub(super) struct Workers {
    all: Map<ComponentId, Worker>,
    /// How many of them work on something.
    pub(super) working: u32,
    /// How many of them are up.
    pub(super) up: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Worker {
    is_up: bool,
    /// How many messages it works on.
    at_once: u32,
}

impl Workers {
    pub(super) fn feed(&mut self, record: &Record) {
        let component = record.component;
        match &record.kind {
            // Who asks questions listens, too, but has no work.
            Kind::Subscribed { filter, .. } if !filter.as_str().starts_with(INBOX) => self.change(component, come),
            Kind::Fetched { client, .. } => self.change(*client, come),
            Kind::Started { .. } => self.change(component, |worker| {
                worker.is_up = true;
                worker.at_once += 1;
            }),
            Kind::Finished { .. } => {
                self.change(component, |worker| worker.at_once = worker.at_once.saturating_sub(1));
            }
            Kind::Crashed { .. } | Kind::Left if self.all.contains_key(&component) => {
                self.change(component, |worker| *worker = Worker::default());
            }
            Kind::Restarted if self.all.contains_key(&component) => self.change(component, come),
            _ => {}
        }
    }

    fn change(&mut self, component: ComponentId, change: impl FnOnce(&mut Worker)) {
        let worker = self.all.or_default(component);
        let count = |worker: &Worker| (u32::from(worker.at_once > 0), u32::from(worker.is_up));
        let (worked, was_up) = count(worker);
        change(worker);
        let (works, is_up) = count(worker);
        self.working = self.working + works - worked;
        self.up = self.up + is_up - was_up;
    }
}

const fn come(worker: &mut Worker) {
    worker.is_up = true;
}
