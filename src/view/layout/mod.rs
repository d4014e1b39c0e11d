//! Where everything stands: a pure function of who is there and how large the picture is.
//!
//! A wide picture flows to the right: publishers, broker rail, handlers, database. A tall one flows down. Links are
//! smooth and cross no card: in a wide picture every column stands alone, in a tall one links run in gutters between
//! the cards.

mod anatomy;
mod inside;
mod lanes;
mod present;
mod rail_room;
mod settle;
mod tall;
#[cfg(test)]
pub(super) mod tests;
mod wide;

pub use anatomy::{Buffer, DatabaseAnatomy, HandlerAnatomy, SINGLE, StreamAnatomy};
pub use lanes::LaneName;
pub use present::Shared;

use super::curve::{Curve, Track};
use super::{Board, Rect, Size};
use crate::message::subject::Subject;
use crate::message::{ComponentId, StreamId};
use crate::ordered::Map;
use crate::scenario::Roster;
use lanes::Station;
use present::{Crew, Present};

/// Which way messages flow through the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// From left to right, for wide pictures.
    Right,
    /// From top to bottom, for tall ones.
    Down,
}

/// Where everything stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// How large the picture is, at least 200 by 150 pixels.
    pub size: Size,
    /// Which way messages flow.
    pub flow: Flow,
    /// Publishers, handlers and databases.
    pub cards: Vec<Card>,
    /// Brokers.
    pub rails: Vec<Rail>,
    /// Crews of handlers.
    pub frames: Vec<Frame>,
    /// What messages travel along, each drawn once.
    pub links: Vec<Link>,
    routes: Map<Route, usize>,
}

/// A component's card.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Card {
    /// Whose it is.
    pub component: ComponentId,
    /// Where it stands.
    pub rect: Rect,
    /// How much of its contents there is room for.
    pub density: Density,
}

/// How much a card has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Density {
    /// Name, ring, buffer and numbers.
    Full,
    /// Name, ring and buffer.
    Compact,
    /// A number and how full its buffer is.
    Chip,
}

/// A broker's rail with its subjects as lanes.
#[derive(Clone, Debug, PartialEq)]
pub struct Rail {
    /// The broker.
    pub broker: ComponentId,
    /// Where it stands.
    pub rect: Rect,
    /// Where its name stands.
    pub heading: Rect,
    /// Where words stand below its lanes, if there is room for any.
    pub foot: Rect,
    /// Its lanes.
    pub lanes: Vec<Lane>,
    /// Streams and subjects that there is no lane for.
    pub hidden: usize,
    /// Whether there is no broker: its lanes are where callers and services are tied to each other.
    pub is_direct: bool,
}

/// A stream or a subject on a rail.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// What it is for.
    pub name: LaneName,
    /// Where it stands.
    pub rect: Rect,
}

/// A crew's frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The part of the cast.
    pub part: u16,
    /// What its members share; a crew that shares nothing has no visible frame.
    pub shares: Option<Shared>,
    /// Where it stands.
    pub rect: Rect,
}

/// Something messages travel along.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The first route that takes it; several share one when cards are too small for their own.
    pub route: Route,
    /// How it runs.
    pub curve: Curve,
    /// The same, measured.
    pub track: Track,
    /// What kind of line it is.
    pub kind: LinkKind,
}

/// What kind of line a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// On the way from publishers to databases.
    Forth,
    /// Back to the broker, or from there back to who asked.
    Back,
    /// Between a caller and a service that it waits for.
    Tie,
    /// Along a tie, the other way: nothing of its own is drawn.
    Along,
}

/// Who sends whom something. A lane is counted through all rails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Route {
    /// To a broker: from a publisher, or from a handler that replies or passes something on.
    Publish {
        /// Who publishes.
        publisher: ComponentId,
        /// The lane.
        lane: u16,
    },
    /// A broker to a subscriber, which may be a requester that awaits replies.
    Deliver {
        /// The lane.
        lane: u16,
        /// The subscriber.
        handler: ComponentId,
    },
    /// A handler to a database.
    Store {
        /// The handler.
        handler: ComponentId,
        /// The database.
        database: ComponentId,
    },
}

/// The least room in which anything can be placed. Of a smaller picture, as a stage has while it is folded away, the
/// upper left corner is seen.
const LEAST: Size = Size::new(200.0, 150.0);

impl Layout {
    /// Places everyone who is on the board.
    pub fn new(roster: &Roster, board: &Board, size: Size) -> Layout {
        let size = Size::new(size.width.max(LEAST.width), size.height.max(LEAST.height));
        // Below this width, or in a picture much higher than wide, four columns would have no room for their words.
        let flow = if size.width >= 600.0 && size.width >= size.height * 0.8 { Flow::Right } else { Flow::Down };
        let present = Present::new(roster, board, flow);
        let mut layout = Layout::empty(size, flow);
        match flow {
            Flow::Right => wide::place(&present, &mut layout),
            Flow::Down => tall::place(&present, &mut layout),
        }
        layout
    }

    fn empty(size: Size, flow: Flow) -> Layout {
        Layout {
            size,
            flow,
            cards: Vec::new(),
            rails: Vec::new(),
            frames: Vec::new(),
            links: Vec::new(),
            routes: Map::new(),
        }
    }

    /// The card of a component.
    pub fn card(&self, component: ComponentId) -> Option<&Card> {
        self.cards.iter().find(|card| card.component == component)
    }

    /// The frame around a part's members.
    pub fn frame(&self, part: u16) -> Option<&Frame> {
        self.frames.iter().find(|frame| frame.part == part)
    }

    /// The lane that a message of this subject goes through at a broker, counted through all rails.
    pub fn lane_number(&self, broker: u16, subject: &Subject) -> Option<u16> {
        let lanes: Vec<(u16, &LaneName)> = self.lanes_at(broker).collect();
        let names = lanes.iter().map(|(_, name)| *name);
        lanes::place_of(names, subject).and_then(|place| lanes.get(place)).map(|(number, _)| *number)
    }

    /// The lane of a stream of a broker, counted through all rails.
    pub fn stream_lane(&self, broker: u16, stream: StreamId) -> Option<u16> {
        let is_it = |name: &LaneName| matches!(name, LaneName::Stream { id, .. } if *id == stream);
        self.lanes_at(broker).find(|(_, name)| is_it(name)).map(|(number, _)| number)
    }

    fn lanes_at(&self, broker: u16) -> impl Iterator<Item = (u16, &LaneName)> {
        let lanes = self.numbered_lanes().filter(move |(_, rail, _)| rail.broker.part == broker);
        lanes.map(|(number, _, lane)| (number, &lane.name))
    }

    /// A lane by its number.
    pub fn lane(&self, number: u16) -> Option<&Lane> {
        self.numbered_lanes().nth(usize::from(number)).map(|(_, _, lane)| lane)
    }

    /// What a route runs along.
    pub fn link(&self, route: Route) -> Option<&Link> {
        self.routes.get(&route).and_then(|&link| self.links.get(link))
    }

    /// Every route and its link.
    pub fn routes(&self) -> impl Iterator<Item = (Route, &Link)> {
        self.routes.iter().filter_map(|(&route, &link)| Some((route, self.links.get(link)?)))
    }

    fn numbered_lanes(&self) -> impl Iterator<Item = (u16, &Rail, &Lane)> {
        let lanes = self.rails.iter().flat_map(|rail| rail.lanes.iter().map(move |lane| (rail, lane)));
        (0..).zip(lanes).map(|(number, (rail, lane))| (number, rail, lane))
    }

    /// Adds a link for one route.
    fn connect(&mut self, route: Route, curve: Curve, kind: LinkKind) {
        self.routes.insert(route, self.links.len());
        self.links.push(Link { route, track: Track::new(&curve), curve, kind });
    }

    /// Adds a link that all members of a crew share.
    fn connect_all(&mut self, crew: &Crew, curve: Curve, kind: LinkKind, route: impl Fn(ComponentId) -> Route) {
        let Some((&first, others)) = crew.members.split_first() else { return };
        let link = self.links.len();
        self.connect(route(first), curve, kind);
        self.routes.extend(others.iter().map(|&member| (route(member), link)));
    }

    /// The numbers of those lanes of a broker, with their places, and how a link there and one back are drawn.
    fn lanes_of(&self, broker: u16, places: &[usize]) -> Vec<Stop> {
        let lanes = self.numbered_lanes().filter(|(_, rail, _)| rail.broker.part == broker);
        let wanted = lanes.enumerate().filter(|(place, _)| places.contains(place));
        let stop = |(number, rail, lane): (u16, &Rail, &Lane)| {
            let (forth, back) = match rail.is_direct {
                true => (LinkKind::Tie, LinkKind::Along),
                false => (LinkKind::Forth, LinkKind::Back),
            };
            Stop { lane: number, rect: lane.rect, forth, back }
        };
        wanted.map(|(_, found)| stop(found)).collect()
    }

    /// The database that a crew stores in, and its place.
    fn database_of(&self, crew: &Crew) -> Option<(ComponentId, Rect)> {
        let database = crew.database?;
        Some((database, self.card(database)?.rect))
    }
}

/// A lane as a link sees it.
struct Stop {
    lane: u16,
    rect: Rect,
    forth: LinkKind,
    back: LinkKind,
}

fn rail(station: &Station, rect: Rect, [heading, foot]: [Rect; 2], places: &[Rect]) -> Rail {
    let lanes = station.lanes.iter().zip(places);
    Rail {
        broker: station.id,
        rect,
        heading,
        foot,
        lanes: lanes.map(|(name, &rect)| Lane { name: name.clone(), rect }).collect(),
        hidden: station.hidden,
        is_direct: station.is_direct,
    }
}

/// Where nobody stands between, all subjects of a caller and all answers meet in one place for each subject.
fn direct_rail(station: &Station, places: impl Fn(usize) -> Rect) -> Rail {
    let mut place = 0..;
    let rects: Vec<Rect> = station
        .lanes
        .iter()
        .map(|lane| if lane.is_inbox() { places(0) } else { places(place.next().unwrap_or(0)) })
        .collect();
    let rect = rects.iter().copied().reduce(|all, one| all.around(&one)).unwrap_or_else(|| places(0));
    rail(station, rect, [rect, Rect::default()], &rects)
}

/// The gap between so many things that share a length: what it likes to be, but no wider than they.
fn gap_between(things: usize, length: f64, likes: f64) -> f64 {
    likes.min(length.max(0.0) / number(things.max(1)) / 2.0)
}

/// A number of things, for arithmetic with lengths.
fn number(things: usize) -> f64 {
    things as f64
}
