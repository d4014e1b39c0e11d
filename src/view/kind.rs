//! What a message is, as far as its looks go: shape and colour say the same thing twice.

use super::board::INBOX;
use super::{Figure, Ink, Mark, Point, Stage};
use crate::i18n::Caption;
use crate::message::{Message, MessageId};
use crate::scenario::{Role, Roster, RosterPart};

/// The header in which a dead letter says what its message was about.
const DEAD_LETTER: &str = "Dlq-Subject";

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MessageKind {
    Event,
    Request,
    Reply,
    DeadLetter,
}

/// How a copy of a message looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Looks {
    pub(super) message: MessageId,
    pub(super) kind: MessageKind,
    pub(super) attempt: u32,
}

/// A line of the legend: what a mark means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Key {
    /// Its shape, about as large as in the picture.
    pub figure: Figure,
    /// Its colour.
    pub ink: Ink,
    /// What it stands for.
    pub meaning: Caption<'static>,
}

impl MessageKind {
    pub(super) fn of(message: &Message, roster: &Roster) -> MessageKind {
        let is_reply = message.subject.as_str().strip_prefix(INBOX).is_some_and(|rest| rest.starts_with('.'));
        if message.headers.get(DEAD_LETTER).is_some() {
            MessageKind::DeadLetter
        } else if is_reply {
            MessageKind::Reply
        } else if roster.part(message.id.origin()).is_some_and(asks) {
            MessageKind::Request
        } else {
            MessageKind::Event
        }
    }
}

/// Whether it publishes requests.
const fn asks(part: &RosterPart) -> bool {
    matches!(part.role, Some(Role::Requester(_) | Role::Gatherer(_)))
}

impl Looks {
    /// How a copy looks whose message the board may have forgotten.
    pub(super) fn of(stage: &Stage<'_>, message: MessageId, attempt: u32) -> Looks {
        let facts = stage.board.message(message);
        let guess = if stage.roster.part(message.origin()).is_some_and(asks) {
            MessageKind::Request
        } else {
            MessageKind::Event
        };
        let kind = facts.map_or(guess, |facts| MessageKind::of(&facts.message, stage.roster));
        Looks { message, kind, attempt }
    }

    pub(super) const fn mark(self, at: Point, radius: f64) -> Mark {
        // A copy that was overheard is no redelivery.
        let again = self.attempt > 1 && self.attempt < 1 << 16;
        let (figure, ink) = if self.message.is_typed() && !again && matches!(self.kind, MessageKind::Event) {
            (Figure::RingedDisc { radius: radius * 1.25 }, Ink::Typed)
        } else {
            looks(if again { None } else { Some(self.kind) }, radius)
        };
        Mark { at, figure, ink, opacity: 1.0 }
    }
}

/// The shape and colour of a kind; of none, those of a redelivery.
const fn looks(kind: Option<MessageKind>, radius: f64) -> (Figure, Ink) {
    match kind {
        None => (Figure::Triangle { radius: radius * 1.2 }, Ink::Redelivery),
        Some(MessageKind::Event) => (Figure::Disc { radius }, Ink::Event),
        Some(MessageKind::Request) => (Figure::Square { radius: radius * 0.9 }, Ink::Request),
        Some(MessageKind::Reply) => (Figure::Diamond { radius: radius * 1.2 }, Ink::Reply),
        Some(MessageKind::DeadLetter) => (Figure::Letter { radius: radius * 0.95 }, Ink::Dead),
    }
}

/// What the marks of a scenario's picture mean: the kinds of message that can occur, in the order of their lives.
pub fn legend(roster: &Roster) -> Vec<Key> {
    let roles = || roster.parts().filter_map(|(_, part)| part.role.as_ref());
    let publishes = roles().any(|role| matches!(role, Role::Publisher(_)));
    let asked = roles().any(|role| matches!(role, Role::Requester(_) | Role::Gatherer(_)));
    let buries = roles().any(|role| match role {
        Role::DeadLetterHandler(_) => true,
        Role::Handler(config) => config.dead_letter.is_some(),
        Role::Requester(config) => config.dead_letter.is_some(),
        _ => false,
    });
    // Of what others send it is seen that it came, and never that it was lost.
    let watched = roster.parts().any(|(_, part)| part.is_watched);
    let key = |shown: bool, (figure, ink): (Figure, Ink), meaning| shown.then_some(Key { figure, ink, meaning });
    let radius = 6.0;
    let kinds = [
        key(publishes || watched, looks(Some(MessageKind::Event), radius), Caption::KindEvent),
        // Whoever asks can be told what to ask, too; a request has the shape of a request whoever wrote it.
        key(publishes, (Figure::RingedDisc { radius: radius * 1.25 }, Ink::Typed), Caption::KindTyped),
        key(asked, looks(Some(MessageKind::Request), radius), Caption::KindRequest),
        key(asked, looks(Some(MessageKind::Reply), radius), Caption::KindReply),
        key(roster.has_streams(), looks(None, radius), Caption::KindRedelivery),
        key(buries, looks(Some(MessageKind::DeadLetter), radius), Caption::KindDeadLetter),
        key(!watched, (Figure::Hollow { radius }, Ink::Dead), Caption::KindLost),
        key(!watched, (Figure::Cross { radius }, Ink::Dead), Caption::KindFailed),
    ];
    kinds.into_iter().flatten().collect()
}
