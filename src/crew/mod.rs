//! CREWS: the members of each part of the cast and their processes, as whoever runs the cast keeps them.
//!
//! The simulated world and a live run on a real server hold the same crews; what happens when somebody comes, goes or
//! crashes is theirs.

mod troupe;

pub use troupe::Troupe;

use crate::cast::{
    Administrator, Database, DeadLetterHandler, Gatherer, Handler, Member, Numbering, Process, Publisher, Requester,
    Setting, Signal,
};
use crate::message::{ComponentId, ConnectionId};
use crate::ordered::Map;
use crate::scenario::{Part, Role};
use crate::sim::chance::Seed;
use crate::sim::time::Time;
use std::sync::Arc;

/// A member and its process: a restarted one is another life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The member.
    pub component: ComponentId,
    /// Which of its lives.
    pub life: u32,
}

/// What reached a frozen process: its cause, for which life it is, and what it is.
pub type Frozen = (Option<u64>, Owner, Signal);

/// Whether a frozen process cannot hear it. That it dies it need not hear, and some things are done to it from outside.
const fn waits(signal: &Signal) -> bool {
    !matches!(signal, Signal::Crash | Signal::PoisonNext | Signal::Set(Setting::Slowdown(_)))
}

/// A part of the cast and its members.
#[derive(Clone, Debug)]
pub struct Crew {
    /// The part's position in the scenario.
    pub position: u16,
    /// As in the scenario, with the knobs as they stand now.
    pub part: Arc<Part>,
    /// In the order of their numbers. Few, and looked up with every signal.
    pub members: Vec<Actor>,
    /// How many processes it has started.
    processes: u32,
    /// How many messages members published that are gone, and the life that comes after their last: whoever gets their
    /// number goes on from there, and does not hear what was meant for them.
    gone: Map<u16, (Numbering, u32)>,
}

/// A member and its process.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Which one it is.
    pub id: ComponentId,
    /// What it does.
    pub member: Member,
    /// Counts its processes: what was meant for an earlier one does not reach this one.
    pub life: u32,
    /// Whether its process runs.
    pub up: bool,
    /// It was scaled away and finishes what it holds.
    pub leaving: bool,
    /// Its connection to its broker, if it has one.
    pub connection: Option<ConnectionId>,
    /// How many times as long as ever it works on each message.
    pub slowdown: u16,
    /// It is frozen.
    pub paused: bool,
    /// What reached it since then.
    pub frozen: Vec<Frozen>,
}

impl Actor {
    /// Whether a signal for `to` reaches this process: it must be the one that was meant, and a delivery must come on
    /// the connection that is open.
    pub fn hears(&self, to: Owner, signal: &Signal) -> bool {
        let on_a_closed_connection = match signal {
            Signal::Delivery(delivery) => self.connection != Some(delivery.id.connection),
            _ => false,
        };
        self.up && self.life == to.life && !on_a_closed_connection
    }
}

impl Crew {
    /// One without members.
    pub fn new(position: u16, part: &Part) -> Crew {
        Crew { position, part: Arc::new(part.clone()), members: Vec::new(), processes: 0, gone: Map::new() }
    }

    /// A new process of a member.
    pub fn start(&mut self, id: ComponentId, seed: Seed, now: Time) -> Member {
        self.processes += 1;
        let before = self.place(id.member).ok().map(|place| self.members[place].member.numbering());
        let numbering = before.or_else(|| self.gone.get(&id.member).map(|gone| gone.0)).unwrap_or_default();
        let process = Process { id, part: self.part.id.as_str().into(), number: self.processes, numbering };
        match &self.part.role {
            Role::Publisher(config) => Member::Publisher(Publisher::new(process, Arc::new(config.clone()), seed, now)),
            Role::Requester(config) => Member::Requester(Requester::new(process, config, seed, now)),
            Role::Gatherer(config) => Member::Gatherer(Gatherer::new(process, config, seed, now)),
            Role::Handler(config) => Member::Handler(Handler::new(process, Arc::new(config.clone()), seed)),
            Role::DeadLetterHandler(config) => {
                Member::DeadLetterHandler(DeadLetterHandler::new(process, Arc::new(config.clone())))
            }
            Role::Administrator(config) => Member::Administrator(Administrator::new(process, config)),
            Role::Database(config) => Member::Database(Database::new(config.clone())),
        }
    }

    /// The lowest number that no member has.
    fn free_number(&self) -> u16 {
        (1..).find(|&number| self.place(number).is_err()).unwrap_or(u16::MAX)
    }

    /// Those who were not scaled away, in order.
    pub fn staying(&self) -> impl DoubleEndedIterator<Item = &Actor> {
        self.members.iter().filter(|actor| !actor.leaving)
    }

    /// Where the member of this number is, or would be.
    pub fn place(&self, number: u16) -> Result<usize, usize> {
        // Mostly nobody is missing.
        let usual = usize::from(number).saturating_sub(1);
        if self.members.get(usual).is_some_and(|actor| actor.id.member == number) {
            return Ok(usual);
        }
        self.members.binary_search_by_key(&number, |actor| actor.id.member)
    }

    /// A new member with the lowest free number, and its first process; nothing was said to it yet.
    pub fn join(&mut self, seed: Seed, now: Time) -> Owner {
        let id = ComponentId { part: self.position, member: self.free_number() };
        let member = self.start(id, seed, now);
        let life = self.gone.get(&id.member).map_or(0, |gone| gone.1);
        let (up, leaving, paused) = (true, false, false);
        let actor = Actor { id, member, life, up, leaving, connection: None, slowdown: 1, paused, frozen: Vec::new() };
        let place = self.place(id.member).unwrap_or_else(|place| place);
        self.members.insert(place, actor);
        Owner { component: id, life }
    }

    /// A member is gone: whoever gets its number goes on from there.
    pub fn remove(&mut self, number: u16) {
        if let Ok(place) = self.place(number) {
            let gone = self.members.remove(place);
            self.gone.insert(number, (gone.member.numbering(), gone.life + 1));
        }
    }
}
