//! A script: what clients do, one after the other, each waiting until the server has taken note.

use queue_playground::broker::ConnectionOptions;
use queue_playground::sim::chance::Draw;

/// One thing that a client does. Clients are numbered and connect with their first step. Subjects and filters are as
/// they stand in a line of the protocol, valid or not.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// The client connects with these options; without this step, with the usual ones. Ignored if it is connected.
    Connect(u32, ConnectionOptions),
    /// Client, subscription, filter, queue group.
    Subscribe(u32, u32, &'static str, Option<&'static str>),
    /// Client, subscription, maximum.
    Unsubscribe(u32, u32, Option<u32>),
    /// Client, subject. The payload is the step's position.
    Publish(u32, &'static str),
    /// Client, subject, where the reply is awaited.
    Request(u32, &'static str, &'static str),
    /// Client, subject. The payload is one byte larger than the server allows.
    PublishTooMuch(u32, &'static str),
    /// The client is gone; if it acts again, it is with a new connection.
    Disconnect(u32),
}

use Step::{Connect, Disconnect, Publish, PublishTooMuch, Request, Subscribe, Unsubscribe};

impl Step {
    pub fn client(self) -> u32 {
        match self {
            Connect(client, _)
            | Subscribe(client, ..)
            | Unsubscribe(client, ..)
            | Publish(client, ..)
            | Request(client, ..)
            | PublishTooMuch(client, _)
            | Disconnect(client) => client,
        }
    }
}

/// What stands before every subject and filter of a script, so that several scripts can share one server: none, or some
/// tokens and a dot.
pub type Prefix<'a> = &'a str;

/// The queue group of a subscription: in one script, a client uses one number for one group only.
pub fn group(steps: &[Step], client: u32, sid: u32) -> Option<&'static str> {
    steps.iter().find_map(|step| match *step {
        Subscribe(one, number, _, group) if (one, number) == (client, sid) => Some(group),
        _ => None,
    })?
}

/// The steps as text, one in a line.
pub fn text(steps: &[Step]) -> String {
    steps.iter().enumerate().map(|(position, step)| format!("  {position:3} {step:?}\n")).collect()
}

/// A script of 40 steps.
pub fn random(draw: &mut Draw) -> Vec<Step> {
    const FILTERS: [&str; 20] = [
        "a", "a.b", "a.*", "*.b", "a.>", ">", "*", "b.c.d", "b.*.d", "*.*", "*.>", "a.b", "a.*", ">", "a*", "a.**",
        ".a", "a.", "a.>.b", "é.*",
    ];
    const SUBJECTS: [&str; 17] = [
        "a", "a.b", "a.c", "b", "b.c.d", "a.b.c", "a", "a.b", "a.b", "é.ü", "a.*", "a.>", "*", ">", "a..b", "a.",
        "a.**",
    ];
    const REPLIES: [&str; 4] = ["a.b", "inbox.1", "a.*", "nowhere"];
    /// By the subscription's number, so that a delivery tells its group.
    const GROUPS: [Option<&str>; 5] = [None, None, Some("p"), Some("q"), None];
    let step = |_| {
        let (client, sid) = (draw.below(5), draw.below(5));
        let mut pick = |count: usize| draw.below(u32::try_from(count).expect("a short list")) as usize;
        match pick(24) {
            0..=8 => Subscribe(client, sid, FILTERS[pick(FILTERS.len())], GROUPS[sid as usize]),
            9 => Unsubscribe(client, sid, None),
            // Not for members of a group: who reaches its maximum first there is left to chance.
            10 => Unsubscribe(client, sid % 2, Some(u32::try_from(pick(5)).expect("a digit"))),
            11 if pick(2) == 0 => Disconnect(client),
            11 if pick(4) == 0 => PublishTooMuch(client, SUBJECTS[pick(SUBJECTS.len())]),
            11..=12 => Connect(
                client,
                ConnectionOptions { echo: pick(2) == 0, pedantic: pick(2) == 0, no_responders: pick(4) != 0 },
            ),
            13..=16 => Request(client, SUBJECTS[pick(SUBJECTS.len())], REPLIES[pick(REPLIES.len())]),
            _ => Publish(client, SUBJECTS[pick(SUBJECTS.len())]),
        }
    };
    (0..40).map(step).collect()
}
