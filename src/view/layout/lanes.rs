//! The lanes of a broker: the streams that it keeps messages in, and the subjects that no stream takes.

use super::Flow;
use crate::message::ComponentId;
use crate::message::StreamId;
use crate::message::subject::{Filter, Subject};
use crate::scenario::{Profile, Role, Roster, RosterPart};
use crate::view::Board;
use crate::view::board::{Consumer, INBOX, Lane, lane_of};
use std::cmp::Reverse;

/// How many lanes of one broker are drawn; of more, the first ones.
pub(super) const MOST_LANES: usize = 5;

/// The same of a server that is watched: the busiest, and one for all others. Side by side there is less room than one
/// below the other.
const fn most_watched(flow: Flow) -> usize {
    match flow {
        Flow::Right => 8,
        Flow::Down => 4,
    }
}

/// How a server's word of what became of a consumer's message begins.
const ADVISORY: &str = "$JS.EVENT.ADVISORY.CONSUMER.";

/// A broker and the lanes it is drawn with.
pub(super) struct Station {
    pub(super) id: ComponentId,
    pub(super) lanes: Vec<LaneName>,
    /// Lanes that there is no room for.
    pub(super) hidden: usize,
    /// Whether it is a real server of which little is known.
    pub(super) is_watched: bool,
    /// Whether it is none: callers and services talk to each other.
    pub(super) is_direct: bool,
}

impl Station {
    /// The place of the lane of all inboxes.
    pub(super) fn inbox(&self) -> Option<usize> {
        self.lanes.iter().position(LaneName::is_inbox)
    }

    /// The lanes that a subscription to this filter gets messages from.
    pub(super) fn heard(&self, filter: &Filter, roster: &Roster) -> Vec<usize> {
        self.places(|lane| lane.reaches(self.id.part, filter, roster))
    }

    /// The lanes of subjects that begin like this.
    pub(super) fn below(&self, prefix: &Subject) -> Vec<usize> {
        self.places(|lane| lane.is_below(prefix))
    }

    fn places(&self, wanted: impl Fn(&LaneName) -> bool) -> Vec<usize> {
        (0..).zip(&self.lanes).filter(|(_, lane)| wanted(lane)).map(|(place, _)| place).collect()
    }
}

/// What a lane is for.
#[derive(Clone, Debug, PartialEq)]
pub enum LaneName {
    /// The messages of a subject.
    Subject(Subject),
    /// A stream, and what it takes.
    Stream {
        /// The stream.
        id: StreamId,
        /// Its name.
        name: String,
        /// What it takes; nothing is known of one that was made in the course of the run.
        takes: Vec<Filter>,
        /// Where its consumers push to.
        pushes_to: Vec<Subject>,
        /// How many consumers it has.
        consumers: usize,
    },
    /// The messages of so many subjects of a server that is watched, as there is no room for a lane of each.
    Others(usize),
}

impl LaneName {
    /// The subject, if it is one's lane.
    pub const fn subject(&self) -> Option<&Subject> {
        match self {
            LaneName::Subject(subject) => Some(subject),
            LaneName::Stream { .. } | LaneName::Others(_) => None,
        }
    }

    /// Whether it is the lane of all inboxes.
    pub fn is_inbox(&self) -> bool {
        self.subject().is_some_and(|subject| subject.as_str() == INBOX)
    }

    /// Whether what goes through the other lane is kept here, too: a message that somebody hears without the stream, or
    /// word of what became of a message of the other stream.
    pub fn keeps(&self, other: &LaneName) -> bool {
        match (self, other) {
            (LaneName::Stream { .. }, LaneName::Subject(subject)) => self.takes(subject),
            (LaneName::Stream { takes, id, .. }, LaneName::Stream { name, id: of, .. }) if id != of => {
                // $JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.<stream>.<consumer>
                let is_about = |filter: &Filter| {
                    let mut tokens =
                        filter.as_str().strip_prefix(ADVISORY).into_iter().flat_map(|rest| rest.split('.'));
                    tokens.nth(1).is_some_and(|token| token == name || token == "*" || token == ">")
                };
                takes.iter().any(is_about)
            }
            _ => false,
        }
    }

    /// How many lines are written in it, if there is room.
    pub(super) fn lines(&self) -> usize {
        match self {
            LaneName::Subject(_) if self.is_inbox() => 2,
            LaneName::Subject(_) | LaneName::Others(_) => 4,
            LaneName::Stream { consumers, .. } => 1 + 2 * (*consumers).max(1),
        }
    }

    /// Whether it is the lane of the stream of this name.
    pub(super) fn is(&self, stream: &str) -> bool {
        matches!(self, LaneName::Stream { name, .. } if name == stream)
    }

    fn takes(&self, subject: &Subject) -> bool {
        matches!(self, LaneName::Stream { takes, .. } if takes.iter().any(|filter| filter.matches(subject)))
    }

    /// Whether a subscription to this filter gets messages from here.
    fn reaches(&self, broker: u16, filter: &Filter, roster: &Roster) -> bool {
        let matches = |subject: &Subject| roster.matches(broker, filter, subject);
        match self {
            LaneName::Subject(subject) => matches(subject),
            LaneName::Stream { pushes_to, .. } => pushes_to.iter().any(matches),
            LaneName::Others(_) => true,
        }
    }

    /// Whether messages come here whose subjects begin like this.
    fn is_below(&self, prefix: &Subject) -> bool {
        let below = |text: &str| text.strip_prefix(prefix.as_str()).is_some_and(|rest| rest.starts_with('.'));
        match self {
            LaneName::Subject(subject) => below(subject.as_str()),
            LaneName::Stream { takes, .. } => takes.iter().any(|filter| below(filter.as_str())),
            LaneName::Others(_) => false,
        }
    }
}

/// The place of the lane that a message of this subject goes to: its own, or that of the stream that takes it, or that
/// of all others.
pub(super) fn place_of<'a>(mut lanes: impl Iterator<Item = &'a LaneName> + Clone, subject: &Subject) -> Option<usize> {
    let subject = lane_of(subject);
    let own = lanes.clone().position(|lane| lane.subject() == Some(&subject));
    let of_all = |lane: &LaneName| lane.takes(&subject) || matches!(lane, LaneName::Others(_));
    own.or_else(|| lanes.position(of_all))
}

/// All brokers.
pub(super) fn stations(roster: &Roster, board: &Board, flow: Flow) -> Vec<Station> {
    let brokers = roster.parts().filter(|(_, part)| part.role.is_none());
    let made = |(position, part): (u16, &RosterPart)| match part.is_watched {
        true => watched(ComponentId { part: position, member: 0 }, board, most_watched(flow)),
        false => station(position, roster, board),
    };
    brokers.map(made).collect()
}

fn station(position: u16, roster: &Roster, board: &Board) -> Station {
    let id = ComponentId { part: position, member: 0 };
    let clients = || roster.parts().map(|(_, part)| part).filter(|part| part.broker == Some(position));
    let mut lanes = streams(id, roster, board);
    let streams = lanes.len();
    let published = clients().filter_map(published_subject);
    let asked_for = clients().filter_map(asked_subject);
    let inbox = clients().any(awaits_replies).then(|| Subject::parse(INBOX).ok()).flatten();
    let seen = board.broker(id).into_iter().flat_map(|broker| broker.lanes.keys().cloned());
    for subject in published.chain(asked_for).chain(inbox).chain(seen) {
        let is_taken = lanes[..streams].iter().any(|lane| lane.takes(&subject));
        // What a stream takes has a lane of its own only if somebody gets it without the stream.
        let is_heard = || clients().filter_map(filter).any(|filter| roster.matches(position, filter, &subject));
        // Where a consumer pushes to is the stream's lane.
        let is_pushed = lanes[..streams]
            .iter()
            .any(|lane| matches!(lane, LaneName::Stream { pushes_to, .. } if pushes_to.contains(&subject)));
        // What the broker says about itself is seen only if somebody listens.
        let is_private = subject.as_str().starts_with("$JS.");
        let name = LaneName::Subject(subject.clone());
        if !lanes.contains(&name) && !is_pushed && (!is_taken && !is_private || is_heard()) {
            lanes.push(name);
        }
    }
    let hidden = lanes.len().saturating_sub(MOST_LANES);
    lanes.truncate(MOST_LANES);
    let is_direct = roster.part(id).is_some_and(|part| matches!(part.profile, Some(Profile::Direct(_))));
    Station { id, lanes, hidden, is_watched: false, is_direct }
}

/// What was seen of a server that is watched, in the order in which it was. If there is not room for all, the busiest
/// have a lane of their own; one takes another's place only when it has seen twice as much, or lanes would come and go.
fn watched(id: ComponentId, board: &Board, most: usize) -> Station {
    let seen = board.broker(id).into_iter().flat_map(|broker| broker.lanes.iter());
    let busy = |lane: &Lane| Reverse(lane.arrived.checked_ilog2());
    let mut seen: Vec<_> = seen.map(|(subject, lane)| (busy(lane), lane.place, subject)).collect();
    seen.sort_unstable();
    let own = if seen.len() > most { most - 1 } else { seen.len() };
    let mut busiest = seen[..own].to_vec();
    busiest.sort_unstable_by_key(|(_, place, _)| *place);
    let mut lanes: Vec<LaneName> =
        busiest.into_iter().map(|(_, _, subject)| LaneName::Subject(subject.clone())).collect();
    lanes.extend((seen.len() > own).then_some(LaneName::Others(seen.len() - own)));
    Station { id, lanes, hidden: 0, is_watched: true, is_direct: false }
}

/// The streams that are there; before anything happened, those that the broker is provisioned with.
fn streams(broker: ComponentId, roster: &Roster, board: &Board) -> Vec<LaneName> {
    let provisioned = roster.streams(broker);
    let named = |id: StreamId, name: &str| {
        let config = usize::from(id.0).checked_sub(1).and_then(|index| provisioned.get(index));
        let takes = config.map_or(Vec::new(), |config| match config.subjects.is_empty() {
            // A stream that says nothing takes its own name.
            true => Filter::parse(&config.name).into_iter().collect(),
            false => config.subjects.clone(),
        });
        let consumers = config.into_iter().flat_map(|config| &config.consumers);
        let pushes_to = consumers.filter_map(|consumer| consumer.deliver_subject.clone()).collect();
        let is_its = |consumer: &&Consumer| consumer.stream == id;
        let consumers = board.consumers(broker).map(|(_, consumer)| consumer).filter(is_its).count();
        LaneName::Stream { id, name: name.to_owned(), takes, pushes_to, consumers }
    };
    let there: Vec<LaneName> = board.streams(broker).map(|(id, stream)| named(id, &stream.name)).collect();
    if !there.is_empty() || board.broker(broker).is_some() {
        return there;
    }
    (1..).zip(provisioned).map(|(number, config)| named(StreamId(number), &config.name)).collect()
}

fn published_subject(part: &RosterPart) -> Option<Subject> {
    Some(part.role.as_ref()?.publishes()?.subject.clone())
}

fn filter(part: &RosterPart) -> Option<&Filter> {
    match &part.role {
        Some(Role::Handler(config)) => config.filter.as_ref(),
        _ => None,
    }
}

/// A filter without wildcards is a subject too: its lane is there before the first message.
fn asked_subject(part: &RosterPart) -> Option<Subject> {
    Subject::parse(filter(part)?.as_str()).ok()
}

const fn awaits_replies(part: &RosterPart) -> bool {
    matches!(part.role, Some(Role::Requester(_) | Role::Gatherer(_)))
}
