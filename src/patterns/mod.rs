//! THE LESSONS: one file each, with its scenario, its beats and its texts in both languages.
//!
//! To add one: a file here, and one line in [`ALL`].

mod beat;
mod channel;
mod command;
mod condition;
mod dead_letter_queue;
mod direct_or_queue;
mod draft;
mod fire_and_forget;
mod how_many_handlers;
mod knob;
mod message_handler;
mod new_feature;
mod nobody_listens;
mod publish_subscribe;
mod request_response;
mod scaling_handlers;
mod scatter_gather;
mod second_door;
mod the_buffer;
mod todo_event;

pub use beat::{Beat, Try, deeds};
pub use command::{Command, fill};
pub use condition::{Condition, Watch};
pub use knob::KnobText;

use crate::i18n::{Lang, Said};
use crate::scenario::{Scenario, ScenarioError};
use draft::Draft;

/// Every pattern, in the order in which they are learnt.
pub const ALL: [&Pattern; 15] = [
    &direct_or_queue::PATTERN,
    &channel::PATTERN,
    &todo_event::PATTERN,
    &nobody_listens::PATTERN,
    &message_handler::PATTERN,
    &the_buffer::PATTERN,
    &scaling_handlers::PATTERN,
    &new_feature::PATTERN,
    &second_door::PATTERN,
    &publish_subscribe::PATTERN,
    &request_response::PATTERN,
    &fire_and_forget::PATTERN,
    &scatter_gather::PATTERN,
    &dead_letter_queue::PATTERN,
    &how_many_handlers::PATTERN,
];

/// A lesson.
#[derive(Debug)]
pub struct Pattern {
    /// What it is called in links and on the command line.
    pub name: &'static str,
    /// Where it stands among the others.
    pub chapter: Chapter,
    /// What it is called on the page.
    pub title: Said,
    /// What it shows, in one or two sentences.
    pub lead: Said,
    /// What happens, what to notice and what to try: three to seven.
    pub beats: &'static [Beat],
    /// What can be turned, in the order of the page.
    pub knobs: &'static [KnobText],
    /// What a person can type; none where typing makes no sense.
    pub form: Option<Form>,
    /// The lines that do the same for real, in the order in which one would type them.
    pub commands: &'static [Command],
    /// Which ledger the pattern is about.
    pub ledger: Ledger,
    /// Puts brokers and cast into the draft.
    cast: fn(&mut Draft),
}

/// A group of lessons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chapter {
    /// From calls to messages.
    Messages,
    /// Handlers.
    Handlers,
    /// Conversations.
    Conversations,
    /// When things go wrong.
    Trouble,
    /// Numbers.
    Numbers,
}

/// Which of the two ledgers is always in sight. The other one is in the measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ledger {
    /// Where every delivery is.
    Obligations,
    /// Where every publication is.
    Publications,
}

/// The form in which a person types a message of their own.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// Who publishes it.
    pub to: &'static str,
    /// What it is, as the field's label.
    pub label: Said,
    /// What the button says.
    pub button: Said,
    /// Something that a person might type.
    pub example: Said,
}

impl Pattern {
    /// The scenario.
    ///
    /// # Errors
    /// None for the patterns of [`ALL`], as their tests show.
    pub fn scenario(&self) -> Result<Scenario, ScenarioError> {
        let mut draft = Draft::new(self.name);
        (self.cast)(&mut draft);
        let scenario = draft.finish(self.knobs);
        scenario.validate()?;
        Ok(scenario)
    }

    /// The texts of a knob; none if the pattern has no such knob.
    pub fn knob(&self, id: &str) -> Option<&'static KnobText> {
        self.knobs.iter().find(|knob| knob.id == id)
    }

    /// Everything it says about what happens: its lead, its beats with what to try, and what its knobs do.
    pub fn sentences(&self) -> impl Iterator<Item = Said> + '_ {
        let tries = |beat: &'static Beat| beat.tries.iter().map(|one| one.prompt);
        let beats = self.beats.iter().flat_map(move |beat| std::iter::once(beat.caption).chain(tries(beat)));
        std::iter::once(self.lead).chain(beats).chain(self.knobs.iter().map(|knob| knob.help))
    }
}

impl Chapter {
    /// Every chapter, in order.
    pub const ALL: [Chapter; 5] =
        [Chapter::Messages, Chapter::Handlers, Chapter::Conversations, Chapter::Trouble, Chapter::Numbers];

    /// Its name.
    pub const fn title(self, lang: Lang) -> &'static str {
        match self {
            Chapter::Messages => Said { en: "From calls to messages", ko: "호출에서 메시지로" },
            Chapter::Handlers => Said { en: "Handlers", ko: "핸들러" },
            Chapter::Conversations => Said { en: "Conversations", ko: "주고받는 방식" },
            Chapter::Trouble => Said { en: "When things go wrong", ko: "문제가 생기면" },
            Chapter::Numbers => Said { en: "Numbers", ko: "숫자로 보기" },
        }
        .to(lang)
    }

    /// Its patterns with their numbers, counted from 1 through all chapters.
    pub fn patterns(self) -> impl Iterator<Item = (usize, &'static Pattern)> {
        (1..).zip(ALL).filter(move |(_, pattern)| pattern.chapter == self)
    }
}

/// The pattern of this name.
///
/// # Errors
/// [`ScenarioError::UnknownPattern`], which lists the patterns there are.
pub fn find(name: &str) -> Result<&'static Pattern, ScenarioError> {
    ALL.into_iter().find(|pattern| pattern.name == name).ok_or_else(|| ScenarioError::UnknownPattern {
        name: name.to_owned(),
        known: ALL.iter().map(|pattern| pattern.name.to_owned()).collect(),
    })
}
