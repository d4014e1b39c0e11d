//! Who is there to be placed: those who publish, brokers with their lanes, crews of handlers, databases.

use super::Flow;
use super::lanes::{Station, place_of, stations};
use crate::message::ComponentId;
use crate::scenario::{Role, Roster};
use crate::view::{Board, text};

/// Everyone who is there at a moment, in the order of the scenario.
pub(super) struct Present {
    /// Each broker with its clients, in the order of the scenario.
    pub(super) bands: Vec<Band>,
    pub(super) databases: Vec<ComponentId>,
}

/// A broker and those who talk to it.
pub(super) struct Band {
    pub(super) station: Station,
    pub(super) publishers: Vec<Publisher>,
    pub(super) crews: Vec<Crew>,
}

/// One who publishes by itself: a publisher, a requester, a gatherer.
pub(super) struct Publisher {
    pub(super) id: ComponentId,
    /// The places of the lanes that it publishes to among those of its broker.
    pub(super) tells: Vec<usize>,
    /// The place of the lane that replies come from, if it awaits any.
    pub(super) replies: Vec<usize>,
}

/// A part of the cast that handles messages, and its members.
pub(super) struct Crew {
    pub(super) part: u16,
    pub(super) broker: u16,
    pub(super) shares: Option<Shared>,
    /// The places of the lanes that its messages come from among those of its broker.
    pub(super) hears: Vec<usize>,
    /// The places of the lanes that it publishes to: replies, copies, dead letters.
    pub(super) tells: Vec<usize>,
    pub(super) database: Option<ComponentId>,
    pub(super) members: Vec<ComponentId>,
    /// How wide its name is in type of 11 pixels.
    pub(super) name: f64,
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
    pub(super) fn new(roster: &Roster, board: &Board, flow: Flow) -> Present {
        let band = |station| Band { station, publishers: Vec::new(), crews: Vec::new() };
        let mut bands: Vec<Band> = stations(roster, board, flow).into_iter().map(band).collect();
        let mut databases = Vec::new();
        for (position, part) in roster.parts() {
            let alone = ComponentId { part: position, member: 1 };
            let band = bands.iter_mut().find(|band| Some(band.station.id.part) == part.broker);
            match (&part.role, band) {
                (Some(role @ (Role::Publisher(_) | Role::Requester(_) | Role::Gatherer(_))), Some(band)) => {
                    let published = role.publishes();
                    let tells = published.and_then(|published| place_of(band.station.lanes.iter(), published.subject));
                    let awaits = !matches!(role, Role::Publisher(_));
                    let replies = if awaits { band.station.inbox() } else { None };
                    let mut tells: Vec<usize> = tells.into_iter().collect();
                    if let Role::Requester(config) = role {
                        tells.extend(config.dead_letter.iter().flat_map(|prefix| band.station.below(prefix)));
                    }
                    let replies = replies.into_iter().collect();
                    band.publishers.push(Publisher { id: alone, tells, replies });
                }
                (Some(role @ (Role::Handler(_) | Role::DeadLetterHandler(_) | Role::Administrator(_))), Some(band)) => {
                    let crew = band.crew(position, role, roster, board);
                    // Of nobody who shares nothing there is nothing to be seen.
                    if !crew.members.is_empty() || crew.shares.is_some() {
                        band.crews.push(crew);
                    }
                }
                (Some(Role::Database(_)), _) => databases.push(alone),
                _ => {}
            }
        }
        bands.iter_mut().for_each(Band::order_lanes);
        Present { bands, databases }
    }
}

impl Band {
    fn crew(&self, position: u16, role: &Role, roster: &Roster, board: &Board) -> Crew {
        let station = &self.station;
        let mut crew = Crew {
            part: position,
            broker: station.id.part,
            shares: None,
            hears: Vec::new(),
            tells: Vec::new(),
            database: None,
            name: roster
                .part(ComponentId { part: position, member: 1 })
                .map_or(0.0, |part| text::width(&part.name, 11)),
            members: board.members().map(|(id, _)| id).filter(|id| id.part == position).collect(),
        };
        let pull = match role {
            Role::Handler(config) => {
                crew.shares = config.group.clone().map(Shared::Group);
                crew.database = config.database.as_deref().and_then(|name| roster.find(name));
                crew.hears.extend(config.filter.iter().flat_map(|filter| station.heard(filter, roster)));
                crew.tells.extend(config.reply.as_ref().and_then(|_| station.inbox()));
                crew.tells.extend(config.forward.as_ref().and_then(|subject| place_of(station.lanes.iter(), subject)));
                let letters = config.dead_letter.iter();
                crew.tells.extend(letters.flat_map(|letters| station.below(&letters.prefix)));
                config.pull.as_ref()
            }
            Role::DeadLetterHandler(config) => {
                crew.tells.extend(station.below(&config.prefix));
                Some(&config.advisories)
            }
            Role::Administrator(config) => {
                // What it reads there it publishes where the originals went.
                crew.hears.extend(station.lanes.iter().position(|lane| lane.is(&config.dead_letters)));
                let published = self.publishers.iter().flat_map(|publisher| publisher.tells.iter().copied());
                crew.tells.extend(published.filter(|lane| !crew.hears.contains(lane)));
                crew.tells.sort_unstable();
                crew.tells.dedup();
                None
            }
            _ => None,
        };
        if let Some(pull) = pull {
            crew.shares = Some(Shared::Consumer(pull.consumer.clone()));
            crew.hears.extend(station.lanes.iter().position(|lane| lane.is(&pull.stream)));
        }
        crew
    }

    /// Puts each lane near those who use it, so that links cross as little as possible: in the order of the mean places
    /// of its publishers and of its crews. Inboxes come last.
    fn order_lanes(&mut self) {
        let (publishers, crews) = (self.publishers.len() as f64, self.crews.len() as f64);
        let inbox = self.station.inbox();
        let share = |index: usize, of: f64| (index as f64 + 0.5) / of;
        let mut keys: Vec<(f64, usize)> = (0..self.station.lanes.len())
            .map(|lane| {
                let tell = (0..).zip(&self.publishers).filter(|(_, one)| one.tells.contains(&lane));
                let hear = (0..).zip(&self.crews).filter(|(_, crew)| crew.hears.contains(&lane));
                let means = [
                    mean(tell.map(|(index, _)| share(index, publishers))),
                    mean(hear.map(|(index, _)| share(index, crews))),
                ];
                let key = mean(means.into_iter().flatten()).unwrap_or(1.0);
                (if inbox == Some(lane) { 2.0 } else { key }, lane)
            })
            .collect();
        keys.sort_by(|one, other| one.0.total_cmp(&other.0));
        let order: Vec<usize> = keys.into_iter().map(|(_, lane)| lane).collect();
        let moved = |lane: &usize| order.iter().position(|before| before == lane).unwrap_or(*lane);
        let lanes = &self.station.lanes;
        self.station.lanes = order.iter().filter_map(|&lane| lanes.get(lane).cloned()).collect();
        for one in &mut self.publishers {
            one.tells = one.tells.iter().map(moved).collect();
            one.replies = one.replies.iter().map(moved).collect();
        }
        for crew in &mut self.crews {
            crew.hears = crew.hears.iter().map(moved).collect();
            crew.tells = crew.tells.iter().map(moved).collect();
        }
    }
}

/// The mean of some numbers; none of none.
pub(super) fn mean(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = numbers.fold((0.0, 0.0), |(sum, count), number| (sum + number, count + 1.0));
    (count > 0.0).then(|| sum / count)
}
