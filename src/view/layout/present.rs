//! Who is there to be placed: publishers, brokers with their subjects, crews of handlers, databases.

use crate::message::ComponentId;
use crate::message::subject::{Filter, Subject};
use crate::scenario::{Role, Roster, RosterPart};
use crate::view::Board;

/// How many subjects of one broker are drawn; of more, the first ones.
pub(super) const MOST_LANES: usize = 5;

/// Everyone who is there at a moment, in the order of the scenario.
pub(super) struct Present {
    pub(super) publishers: Vec<Publisher>,
    pub(super) stations: Vec<Station>,
    pub(super) crews: Vec<Crew>,
    pub(super) databases: Vec<ComponentId>,
}

pub(super) struct Publisher {
    pub(super) id: ComponentId,
    pub(super) broker: Option<u16>,
    pub(super) subject: Subject,
}

/// A broker and the subjects it is drawn with.
pub(super) struct Station {
    pub(super) id: ComponentId,
    pub(super) subjects: Vec<Subject>,
    /// Subjects it has seen and that are not drawn.
    pub(super) hidden: usize,
}

/// A part of the cast that handles messages, and its members.
pub(super) struct Crew {
    pub(super) part: u16,
    pub(super) broker: Option<u16>,
    pub(super) group: Option<String>,
    /// What its members subscribe to; none if they fetch.
    pub(super) filter: Option<Filter>,
    pub(super) database: Option<ComponentId>,
    pub(super) members: Vec<ComponentId>,
}

impl Present {
    pub(super) fn new(roster: &Roster, board: &Board) -> Present {
        let mut present =
            Present { publishers: Vec::new(), stations: Vec::new(), crews: Vec::new(), databases: Vec::new() };
        for (position, part) in roster.parts() {
            let alone = ComponentId { part: position, member: 1 };
            match &part.role {
                None => present.stations.push(station(position, roster, board)),
                Some(role @ (Role::Publisher(_) | Role::Requester(_) | Role::Gatherer(_))) => {
                    let published = role.publishes().map(|published| published.subject.clone());
                    let publisher = published.map(|subject| Publisher { id: alone, broker: part.broker, subject });
                    present.publishers.extend(publisher);
                }
                Some(Role::Handler(config)) => present.crews.push(Crew {
                    part: position,
                    broker: part.broker,
                    group: config.group.clone(),
                    filter: config.filter.clone(),
                    database: config.database.as_deref().and_then(|name| roster.find(name)),
                    members: board.members().map(|(id, _)| id).filter(|id| id.part == position).collect(),
                }),
                Some(Role::DeadLetterHandler(_)) => present.crews.push(Crew {
                    part: position,
                    broker: part.broker,
                    group: None,
                    filter: None,
                    database: None,
                    members: board.members().map(|(id, _)| id).filter(|id| id.part == position).collect(),
                }),
                Some(Role::Database(_)) => present.databases.push(alone),
            }
        }
        present
    }
}

fn station(position: u16, roster: &Roster, board: &Board) -> Station {
    let id = ComponentId { part: position, member: 0 };
    let clients = || roster.parts().map(|(_, part)| part).filter(|part| part.broker == Some(position));
    let published = clients().filter_map(published_subject);
    let asked_for = clients().filter_map(asked_subject);
    let seen = board.broker(id).into_iter().flat_map(|broker| broker.lanes.keys().cloned());
    let mut subjects: Vec<Subject> = Vec::new();
    for subject in published.chain(asked_for).chain(seen) {
        if !subjects.contains(&subject) {
            subjects.push(subject);
        }
    }
    let hidden = subjects.len().saturating_sub(MOST_LANES);
    subjects.truncate(MOST_LANES);
    Station { id, subjects, hidden }
}

fn published_subject(part: &RosterPart) -> Option<Subject> {
    Some(part.role.as_ref()?.publishes()?.subject.clone())
}

/// A filter without wildcards is a subject too: its lane is there before the first message.
fn asked_subject(part: &RosterPart) -> Option<Subject> {
    match &part.role {
        Some(Role::Handler(config)) => Subject::parse(config.filter.as_ref()?.as_str()).ok(),
        _ => None,
    }
}
