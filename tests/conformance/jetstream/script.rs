//! A script for JetStream: what clients do at which moment, in the engine's own words.
//!
//! Each step has its moment, on the wall clock as on the virtual one: a step takes [`PACE`], a wait as long as it says.
//! So the server has time to take note of each step before the next, and both runs can be compared in time, too.

use super::wire;
use queue_playground::message::subject::{Filter, Subject};
use queue_playground::message::{AckKind, Api, Fetch};
use queue_playground::sim::time::{Span, Time};
use std::fmt;

/// From one step to the next.
pub const PACE: Span = Span::from_millis(20);

/// What one client does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Clients are numbered, and connect with their first step.
    pub client: u32,
    pub deed: Deed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Asks the server about streams and consumers.
    Ask(Api),
    /// The payload is the step's position, filled up with blanks to `size` bytes.
    Publish {
        subject: Subject,
        headers: Vec<(String, String)>,
        size: usize,
        confirmed: bool,
    },
    /// A subscription that stays, such as where a consumer pushes to.
    Subscribe {
        sid: u32,
        filter: Filter,
        group: Option<String>,
    },
    Unsubscribe {
        sid: u32,
        max: Option<u32>,
    },
    /// The answers come to an inbox of this step's own.
    Fetch {
        stream: String,
        consumer: String,
        fetch: Fetch,
    },
    /// The `nth` delivery that the consumer ever made, to whomever; nothing happens if nobody got it.
    Acknowledge {
        stream: String,
        consumer: String,
        nth: u64,
        kind: AckKind,
        confirmed: bool,
    },
    /// Time passes; no client has a part in it.
    Wait(Span),
    /// The client is gone; if it acts again, it is with a new connection.
    Disconnect,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    pub steps: Vec<Step>,
}

impl Step {
    /// The same step, done by another client.
    pub fn by(self, client: u32) -> Step {
        Step { client, ..self }
    }

    /// How long it is until the next step.
    const fn length(&self) -> Span {
        match self.deed {
            Deed::Wait(span) => span,
            _ => PACE,
        }
    }
}

impl Script {
    /// The moment of every step, and at last of the end.
    pub fn moments(&self) -> Vec<Time> {
        let mut moments = vec![Time::ZERO];
        for step in &self.steps {
            moments.push(moments[moments.len() - 1] + step.length());
        }
        moments
    }

    /// The queue group of a subscription: in one script, a client uses one number for one group only.
    pub fn group(&self, client: u32, number: u32) -> Option<&str> {
        self.steps.iter().find_map(|step| match &step.deed {
            Deed::Subscribe { sid, group, .. } if (step.client, *sid) == (client, number) => Some(group.as_deref()),
            _ => None,
        })?
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let client = self.client;
        match &self.deed {
            Deed::Ask(api) => {
                let (subject, payload) = wire::request(api, 0);
                write!(f, "client {client} asks {subject} {payload}")
            }
            Deed::Publish { subject, headers, size, confirmed } => {
                write!(f, "client {client} publishes {subject}")?;
                headers.iter().try_for_each(|(name, value)| write!(f, ", {name} {value}"))?;
                if *size > 0 {
                    write!(f, ", {size} bytes")?;
                }
                f.write_str(if *confirmed { "" } else { ", without reply" })
            }
            Deed::Subscribe { sid, filter, group: None } => write!(f, "client {client} subscribes {sid} to {filter}"),
            Deed::Subscribe { sid, filter, group: Some(group) } => {
                write!(f, "client {client} subscribes {sid} to {filter} in group {group}")
            }
            Deed::Unsubscribe { sid, max } => write!(f, "client {client} unsubscribes {sid}, {max:?}"),
            Deed::Fetch { stream, consumer, fetch } => {
                write!(f, "client {client} fetches {} of {stream}.{consumer}", fetch.batch)?;
                fetch_words(f, fetch)
            }
            Deed::Acknowledge { stream, consumer, nth, kind, confirmed } => {
                let twice = if *confirmed { " and wants to know" } else { "" };
                write!(f, "client {client} says {kind:?} to delivery {nth} of {stream}.{consumer}{twice}")
            }
            Deed::Wait(span) => write!(f, "{span} pass"),
            Deed::Disconnect => write!(f, "client {client} is gone"),
        }
    }
}

fn fetch_words(f: &mut fmt::Formatter<'_>, fetch: &Fetch) -> fmt::Result {
    if let Some(expires) = fetch.expires {
        write!(f, ", for {expires}")?;
    }
    if fetch.no_wait {
        f.write_str(", without waiting")?;
    }
    if let Some(heartbeat) = fetch.heartbeat {
        write!(f, ", heartbeat {heartbeat}")?;
    }
    fetch.max_bytes.map_or(Ok(()), |bytes| write!(f, ", at most {bytes} bytes"))
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.steps.iter().enumerate().try_for_each(|(position, step)| writeln!(f, "  {position:3} {step}"))
    }
}
