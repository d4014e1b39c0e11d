//! A client's connection as its library keeps it: broken, it is opened again after a while, and what is published in
//! the meantime waits.

use super::timer::Timer;
use super::{Action, Outbox};
use crate::message::Message;
use crate::sim::time::Span;
use crate::transcript::Kind;
use std::sync::Arc;

/// How long a library waits before it connects again, as the official clients do by default.
const RECONNECT_AFTER: Span = Span::from_secs(2);

/// A connection to the broker.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    down: bool,
    unsent: Vec<Arc<Message>>,
}

impl Line {
    /// Publishes a message, now or when there is a connection again.
    pub(super) fn publish(&mut self, message: Arc<Message>, out: &mut Outbox) {
        out.record(Kind::Published { message: Arc::clone(&message) });
        if self.down {
            self.unsent.push(message);
        } else {
            out.act(Action::Publish(message));
        }
    }

    pub(super) const fn is_down(&self) -> bool {
        self.down
    }

    /// The connection broke.
    pub(super) fn broke(&mut self, out: &mut Outbox) {
        if !self.down {
            self.down = true;
            Timer::Reconnect.start(RECONNECT_AFTER, out);
        }
    }

    /// Opens it again, lets the client subscribe, and sends what waited; nothing happens if it is open.
    pub(super) fn reopen(&mut self, out: &mut Outbox, subscribe: impl FnOnce(&mut Outbox)) {
        if !std::mem::take(&mut self.down) {
            return;
        }
        out.act(Action::Open);
        subscribe(out);
        for message in self.unsent.drain(..) {
            out.act(Action::Publish(message));
        }
    }

    /// The process ends, and with it what waited.
    pub(super) fn close(&mut self, out: &mut Outbox) {
        for message in self.unsent.drain(..) {
            out.record(Kind::LostOnLink(message.id));
        }
        out.act(Action::Close);
    }
}
