//! Records in words: one sentence for everything that can happen, for the log, for screen readers and for copying.

mod english;
mod korean;

use super::{Lang, name};
use crate::message::{ComponentId, DeliveryId, MessageId};
use crate::scenario::Roster;
use crate::transcript::Record;

/// What happened, in one sentence. `roster` knows the names.
pub fn record(lang: Lang, record: &Record, roster: &Roster) -> String {
    let names = Names { lang, roster };
    match lang {
        Lang::En => english::sentence(record, names),
        Lang::Ko => korean::sentence(record, names),
    }
}

/// How components and messages are called in the language of the sentence.
#[derive(Clone, Copy)]
struct Names<'a> {
    lang: Lang,
    roster: &'a Roster,
}

impl Names<'_> {
    fn component(self, component: ComponentId) -> String {
        name::component(self.lang, component, self.roster)
    }

    fn message(self, message: MessageId) -> String {
        name::message(self.lang, message, self.roster)
    }

    fn delivery(self, delivery: DeliveryId) -> String {
        name::delivery(self.lang, delivery, self.roster)
    }

    /// The broker that a component talks to.
    fn broker_of(self, component: ComponentId) -> String {
        let broker = self.roster.part(component).and_then(|part| part.broker);
        self.component(broker.map_or(component, |part| ComponentId { part, member: 0 }))
    }
}

/// Kinds that have no words yet.
fn untold(record: &Record) -> String {
    format!("{:?}", record.kind)
}

#[cfg(test)]
mod tests;
