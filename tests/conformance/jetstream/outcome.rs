//! What a script leads to: what each inbox and each subscription heard, and when.

use super::script::Script;
use super::{INBOX, OBSERVER};
use queue_playground::sim::time::{Span, Time};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Where something was heard.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the inbox of the step at this position.
    Step(usize),
    /// By a client's subscription that is in no queue group.
    Subscription(u32, u32),
    /// By any member of a queue group.
    Group(String),
    /// Where advisories are published.
    Advisories,
}

/// Something that a client heard, in words that are the same for both servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Since the start of the script.
    pub at: Time,
    pub words: String,
}

/// All that was heard. The order matters in an inbox and in a plain subscription.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub heard: BTreeMap<Place, Vec<Heard>>,
}

/// How much later than the simulation the server may be: its own work, and that of a busy computer.
const LATE: Span = Span::from_millis(100);
/// How much earlier: clocks that are read at different ends, and the moment that a step takes on the way.
const EARLY: Span = Span::from_millis(15);

impl Place {
    /// Where a client's subscription of this number belongs.
    pub fn of(script: &Script, client: u32, sid: u32) -> Place {
        match script.group(client, sid) {
            _ if client == OBSERVER => Place::Advisories,
            _ if sid >= INBOX => Place::Step((sid - INBOX) as usize),
            Some(group) => Place::Group(group.to_owned()),
            None => Place::Subscription(client, sid),
        }
    }
}

impl Outcome {
    pub fn hear(&mut self, place: Place, heard: Heard) {
        self.heard.entry(place).or_default().push(heard);
    }

    /// What was heard in one place, in order.
    pub fn words(&self, place: &Place) -> Vec<&str> {
        self.heard.get(place).into_iter().flatten().map(|heard| heard.words.as_str()).collect()
    }

    /// Whether a real server, `self`, did what the simulator did.
    pub fn agrees_with(&self, simulated: &Outcome) -> bool {
        self.heard.keys().eq(simulated.heard.keys())
            && self.heard.iter().all(|(place, real)| {
                let pairs = in_order(place, real).into_iter().zip(in_order(place, &simulated.heard[place]));
                real.len() == simulated.heard[place].len() && pairs.into_iter().all(|(real, other)| agree(real, other))
            })
    }

    /// Whether everybody heard the same words, at whatever moment.
    pub fn says_the_same_as(&self, other: &Outcome) -> bool {
        let words = |outcome: &Outcome| -> Vec<(Place, Vec<String>)> {
            let said = |(place, heard): (&Place, &Vec<Heard>)| {
                (place.clone(), in_order(place, heard).into_iter().map(|heard| heard.words.clone()).collect())
            };
            outcome.heard.iter().map(said).collect()
        };
        words(self) == words(other)
    }

    /// The script, and under each step what came of it; then what subscriptions heard.
    pub fn told(&self, script: &Script) -> String {
        let mut text = String::new();
        for (position, step) in script.steps.iter().enumerate() {
            let _ = writeln!(text, "{position:3} {step}");
            self.tell(&Place::Step(position), &mut text);
        }
        for place in self.heard.keys().filter(|place| !matches!(place, Place::Step(_))) {
            let _ = writeln!(text, "    {}", name(place));
            self.tell(place, &mut text);
        }
        text
    }

    fn tell(&self, place: &Place, text: &mut String) {
        for heard in self.heard.get(place).into_iter().flatten() {
            let _ = writeln!(text, "      {:>5} {}", heard.at.since(Time::ZERO).as_millis(), heard.words);
        }
    }
}

fn name(place: &Place) -> String {
    match place {
        Place::Step(position) => format!("step {position}"),
        Place::Subscription(client, sid) => format!("subscription {sid} of client {client}"),
        Place::Group(group) => format!("queue group {group}"),
        Place::Advisories => "advisories".to_owned(),
    }
}

/// In the order in which they can be compared: nothing promises one among the members of a group.
fn in_order<'a>(place: &Place, heard: &'a [Heard]) -> Vec<&'a Heard> {
    let mut heard: Vec<&Heard> = heard.iter().collect();
    if let Place::Group(_) | Place::Advisories = place {
        heard.sort_by(|one, other| one.words.cmp(&other.words).then(one.at.cmp(&other.at)));
    }
    heard
}

fn agree(real: &Heard, simulated: &Heard) -> bool {
    real.words == simulated.words && real.at + EARLY >= simulated.at && real.at.since(simulated.at) <= LATE
}
