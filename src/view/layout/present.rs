//! Who is there to be placed: those who publish, brokers with their lanes, crews of handlers, databases.

use super::lanes::{Station, place_of, stations};
use crate::message::ComponentId;
use crate::message::subject::{Filter, Subject};
use crate::scenario::{Role, Roster, RosterPart};
use crate::view::Board;
use crate::view::board::INBOX;

/// Everyone who is there at a moment, in the order of the scenario.
pub(super) struct Present {
    pub(super) publishers: Vec<Publisher>,
    pub(super) stations: Vec<Station>,
    pub(super) crews: Vec<Crew>,
    pub(super) databases: Vec<ComponentId>,
}

/// One who publishes by itself: a publisher, a requester, a gatherer.
pub(super) struct Publisher {
    pub(super) id: ComponentId,
    pub(super) broker: Option<u16>,
    /// The place of the lane that it publishes to among those of its broker.
    pub(super) lane: Option<usize>,
    /// The place of the lane that replies come from, if it awaits any.
    pub(super) replies: Option<usize>,
}

/// A part of the cast that handles messages, and its members.
pub(super) struct Crew {
    pub(super) part: u16,
    pub(super) broker: Option<u16>,
    pub(super) shares: Option<Shared>,
    /// The places of the lanes that its messages come from among those of its broker.
    pub(super) hears: Vec<usize>,
    /// The places of the lanes that it publishes to: replies, copies, dead letters.
    pub(super) tells: Vec<usize>,
    pub(super) database: Option<ComponentId>,
    pub(super) members: Vec<ComponentId>,
}

/// What the members of a crew share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shared {
    /// A queue group of this name.
    Group(String),
    /// A consumer of this name.
    Consumer(String),
}

impl Present {
    pub(super) fn new(roster: &Roster, board: &Board) -> Present {
        let stations = stations(roster, board);
        let mut present = Present { publishers: Vec::new(), stations, crews: Vec::new(), databases: Vec::new() };
        for (position, part) in roster.parts() {
            let alone = ComponentId { part: position, member: 1 };
            match &part.role {
                None => {}
                Some(role @ (Role::Publisher(_) | Role::Requester(_) | Role::Gatherer(_))) => {
                    let lane = role.publishes().and_then(|published| present.lane(part, published.subject));
                    let awaits = !matches!(role, Role::Publisher(_));
                    let replies = if awaits { present.replies(part) } else { None };
                    present.publishers.push(Publisher { id: alone, broker: part.broker, lane, replies });
                }
                Some(role @ (Role::Handler(_) | Role::DeadLetterHandler(_) | Role::Administrator(_))) => {
                    let crew = present.crew(position, part, role, roster, board);
                    present.crews.push(crew);
                }
                Some(Role::Database(_)) => present.databases.push(alone),
            }
        }
        present
    }

    fn crew(&self, position: u16, part: &RosterPart, role: &Role, roster: &Roster, board: &Board) -> Crew {
        let mut crew = Crew {
            part: position,
            broker: part.broker,
            shares: None,
            hears: Vec::new(),
            tells: Vec::new(),
            database: None,
            members: board.members().map(|(id, _)| id).filter(|id| id.part == position).collect(),
        };
        let pull = match role {
            Role::Handler(config) => {
                crew.shares = config.group.clone().map(Shared::Group);
                crew.database = config.database.as_deref().and_then(|name| roster.find(name));
                crew.hears.extend(config.filter.iter().flat_map(|filter| self.heard(part, filter, roster)));
                crew.tells.extend(config.reply.as_ref().and_then(|_| self.replies(part)));
                crew.tells.extend(config.forward.as_ref().and_then(|subject| self.lane(part, subject)));
                let letters = config.dead_letter.iter();
                crew.tells.extend(letters.flat_map(|letters| self.below(part, &letters.prefix)));
                config.pull.as_ref()
            }
            Role::DeadLetterHandler(config) => {
                crew.tells.extend(self.below(part, &config.prefix));
                Some(&config.advisories)
            }
            _ => None,
        };
        if let Some(pull) = pull {
            crew.shares = Some(Shared::Consumer(pull.consumer.clone()));
            let station = self.station(part);
            crew.hears.extend(station.and_then(|station| station.lanes.iter().position(|lane| lane.is(&pull.stream))));
        }
        crew
    }

    fn station(&self, client: &RosterPart) -> Option<&Station> {
        self.stations.iter().find(|station| Some(station.id.part) == client.broker)
    }

    fn lane(&self, client: &RosterPart, subject: &Subject) -> Option<usize> {
        place_of(self.station(client)?.lanes.iter(), subject)
    }

    fn replies(&self, client: &RosterPart) -> Option<usize> {
        let inbox = Subject::parse(INBOX).ok()?;
        self.station(client)?.lanes.iter().position(|lane| lane.subject() == Some(&inbox))
    }

    /// The lanes that a subscription to this filter gets messages from.
    fn heard(&self, client: &RosterPart, filter: &Filter, roster: &Roster) -> Vec<usize> {
        let lanes = self.station(client).into_iter().flat_map(|station| station.lanes.iter().enumerate());
        let heard = lanes.filter(|(_, lane)| lane.reaches(client.broker, filter, roster));
        heard.map(|(place, _)| place).collect()
    }

    /// The lanes of subjects that begin like this.
    fn below(&self, client: &RosterPart, prefix: &Subject) -> Vec<usize> {
        let lanes = self.station(client).into_iter().flat_map(|station| station.lanes.iter().enumerate());
        lanes.filter(|(_, lane)| lane.is_below(prefix)).map(|(place, _)| place).collect()
    }
}
