//! What a nats-server tells about itself over HTTP: who is connected, how busy it is, what its streams hold.

use crate::message::json::Value;

/// The most connections that are listed.
pub const LISTED: usize = 50;
/// The most letters of a name that are kept: whoever connects chooses it.
const LONGEST_NAME: usize = 80;

/// Who is connected, as `/connz` tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Connections {
    /// Up to [`LISTED`] of them, our own first, each group in the server's order.
    pub listed: Vec<Connection>,
    /// How many there are besides.
    pub more: u64,
}

/// One connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// The server's number for it.
    pub id: u64,
    /// What the client calls itself; often nothing.
    pub name: String,
    /// Whether it is one of our run.
    pub own: bool,
    /// How many subscriptions it has.
    pub subscriptions: u64,
    /// Bytes that the server has for it and could not send yet.
    pub pending_bytes: u64,
    /// Messages from the client to the server.
    pub from_client: u64,
    /// Messages from the server to the client.
    pub to_client: u64,
}

/// The server itself, as `/varz` tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Server {
    /// Its version.
    pub version: String,
    /// For how long it has been running, in its own words: `1d2h3m4s`.
    pub uptime: String,
    /// Open connections.
    pub connections: u64,
    /// Connections that it closed because they read too slowly.
    pub slow_consumers: u64,
    /// Messages that it received.
    pub received: u64,
    /// Messages that it sent.
    pub sent: u64,
}

/// Its streams together, as `/jsz` tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Streams {
    /// Whether it has JetStream at all.
    pub enabled: bool,
    /// How many streams.
    pub streams: u64,
    /// How many consumers they have.
    pub consumers: u64,
    /// How many messages they hold.
    pub messages: u64,
    /// How many bytes these take.
    pub bytes: u64,
}

/// Reads an answer of `/connz`; none if it is none. A connection is our own if its name begins with the word
/// `own`, as in `qp.k3f9 todo-web`; with an empty `own`, none is.
pub fn connections(answer: &str, own: &str) -> Option<Connections> {
    let answer = Value::parse(answer)?;
    let all = answer.get("connections")?.list();
    let is_own = |name: &str| {
        let rest = Some(own).filter(|own| !own.is_empty()).and_then(|own| name.strip_prefix(own));
        rest.is_some_and(|rest| !rest.starts_with(|letter: char| letter.is_alphanumeric()))
    };
    let read = |one: &Value| {
        let name = text(one, "name");
        Connection {
            id: number(one, "cid"),
            own: is_own(&name),
            name: short(name),
            subscriptions: number(one, "subscriptions"),
            pending_bytes: number(one, "pending_bytes"),
            from_client: number(one, "in_msgs"),
            to_client: number(one, "out_msgs"),
        }
    };
    let mut listed: Vec<Connection> = all.iter().map(read).collect();
    // Stable: among themselves they stay in the server's order.
    listed.sort_by_key(|connection| !connection.own);
    listed.truncate(LISTED);
    // A server lists a thousand at once, and says how many there are.
    let there = number(&answer, "total").max(all.len() as u64);
    Some(Connections { more: there - listed.len() as u64, listed })
}

/// Reads an answer of `/varz`; none if it is none.
pub fn server(answer: &str) -> Option<Server> {
    let answer = Value::parse(answer)?;
    answer.get("server_id")?;
    Some(Server {
        version: short(text(&answer, "version")),
        uptime: short(text(&answer, "uptime")),
        connections: number(&answer, "connections"),
        slow_consumers: number(&answer, "slow_consumers"),
        received: number(&answer, "in_msgs"),
        sent: number(&answer, "out_msgs"),
    })
}

/// Reads an answer of `/jsz`; none if it is none.
pub fn streams(answer: &str) -> Option<Streams> {
    let answer = Value::parse(answer)?;
    answer.get("server_id")?;
    Some(Streams {
        enabled: answer.get("disabled").and_then(Value::flag) != Some(true),
        streams: number(&answer, "streams"),
        consumers: number(&answer, "consumers"),
        messages: number(&answer, "messages"),
        bytes: number(&answer, "bytes"),
    })
}

/// A number; what is missing is 0, as the server leaves out some numbers that are.
fn number(value: &Value, name: &str) -> u64 {
    value.get(name).and_then(Value::number).unwrap_or_default()
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::text).unwrap_or_default().to_owned()
}

fn short(text: String) -> String {
    match text.char_indices().nth(LONGEST_NAME) {
        None => text,
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
