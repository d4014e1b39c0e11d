//! A script: what clients do, one after the other, each waiting until the server has taken note.

use std::fmt;

/// One thing that a client does. Clients are numbered and connect with their first step.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// Client, subscription, filter, queue group.
    Subscribe(u32, u32, &'static str, Option<&'static str>),
    /// Client, subscription, maximum.
    Unsubscribe(u32, u32, Option<u32>),
    /// Client, subject. The payload is the step's position.
    Publish(u32, &'static str),
    /// Client, subject, where the reply is awaited.
    Request(u32, &'static str, &'static str),
    /// The client is gone; if it acts again, it is with a new connection.
    Disconnect(u32),
}

pub struct Script {
    pub steps: Vec<Step>,
}

impl Script {
    pub fn new(steps: Vec<Step>) -> Script {
        Script { steps }
    }

    /// The queue group of a subscription: in one script, a client uses one number for one group only.
    pub fn group(&self, client: u32, sid: u32) -> Option<&'static str> {
        self.steps.iter().find_map(|step| match *step {
            Step::Subscribe(one, number, _, group) if (one, number) == (client, sid) => Some(group),
            _ => None,
        })?
    }
}

impl Step {
    pub fn client(self) -> u32 {
        match self {
            Step::Subscribe(client, ..)
            | Step::Unsubscribe(client, ..)
            | Step::Publish(client, ..)
            | Step::Request(client, ..)
            | Step::Disconnect(client) => client,
        }
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.steps.iter().enumerate().try_for_each(|(position, step)| writeln!(f, "  {position:3} {step:?}"))
    }
}
