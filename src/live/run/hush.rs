//! The hush at the beginning: whoever speaks first waits until everybody else listens.

use super::{Due, Run};
use crate::sim::time::Span;

/// How long publishers wait at most until everybody else listens.
const HUSH: Span = Span::from_secs(2);

impl Run {
    /// From here on, whoever speaks first waits.
    pub(super) fn hush(&mut self) {
        self.lines.hushed = true;
        self.schedule(HUSH, Due::Speak);
    }

    /// Lets those speak who speak first, if everybody else listens: a message is not to be lost because its publisher
    /// was connected faster than a handler.
    pub(super) fn let_speak(&mut self) {
        if self.lines.hushed && self.lines.of_cast.values().all(|line| line.waits || line.listens()) {
            self.end_hush();
        }
    }

    pub(super) fn end_hush(&mut self) {
        if std::mem::take(&mut self.lines.hushed) {
            self.let_in();
        }
    }
}
