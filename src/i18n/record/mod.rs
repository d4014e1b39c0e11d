//! Records in words: one sentence for everything that can happen, for the log, for screen readers and for copying.
//!
//! Each language is a table of sentences with gaps; the words that fill them are the same for all.

mod english;
mod korean;
mod reasons;
mod words;

use super::template::fill;
use super::{Lang, name};
use crate::message::{ComponentId, ConsumerId, DeliveryId, MessageId, StreamId};
use crate::scenario::Roster;
use crate::transcript::Record;

/// What happened, in one sentence. `roster` knows the names.
pub fn record(lang: Lang, record: &Record, roster: &Roster) -> String {
    let words = words::words(record, Names { lang, roster });
    let sentence = match lang {
        Lang::En => english::sentence(&record.kind),
        Lang::Ko => korean::sentence(&record.kind),
    };
    fill(sentence, &words.iter().map(String::as_str).collect::<Vec<_>>())
}

/// How everything is called in the language of the sentence.
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

    fn stream(self, broker: ComponentId, stream: StreamId) -> String {
        name::stream(self.lang, broker, stream, self.roster)
    }

    fn consumer(self, broker: ComponentId, consumer: ConsumerId) -> String {
        name::consumer(self.lang, broker, consumer, self.roster)
    }

    /// The broker that a component talks to; a broker is its own.
    fn broker_of(self, component: ComponentId) -> ComponentId {
        let broker = self.roster.part(component).and_then(|part| part.broker);
        broker.map_or(component, |part| ComponentId { part, member: 0 })
    }

    /// The words of this language.
    const fn pick(self, (english, korean): (&'static str, &'static str)) -> &'static str {
        match self.lang {
            Lang::En => english,
            Lang::Ko => korean,
        }
    }
}

#[cfg(test)]
mod tests;
