//! The lines of NATS: what a client writes, and what nats-server 2.9.10 writes to it.

use super::Line;
use super::shown;
use crate::live::protocol::{ClientOperation, Login};
use crate::message::subject::Filter;
use crate::message::{AckToken, Headers, PubAck, Sid, json};
use crate::scenario::Profile;

/// What stands where no record says it.
pub(super) const UNKNOWN: &str = "…";

/// The server introduces itself. What depends on the machine it runs on is left out.
pub(super) fn info(profile: &Profile) -> Line {
    let (max_payload, jetstream) = match profile {
        Profile::NatsCore(config) => (config.max_payload, ""),
        Profile::JetStream(config) => (config.server.max_payload, "\"jetstream\":true,"),
        // What a real server says of itself is not recorded.
        Profile::Watched => return Line::of(format!("INFO {{{UNKNOWN}}}")),
        Profile::Redis(_) | Profile::Direct(_) => return Line::of(String::new()),
    };
    Line::of(format!(
        "INFO {{\"server_id\":\"{UNKNOWN}\",\"version\":\"2.9.10\",\"proto\":1,\"headers\":true,\
         \"max_payload\":{max_payload},{jetstream}{UNKNOWN}}}"
    ))
}

/// The client introduces itself as ours does.
pub(super) fn connect(name: &str) -> Line {
    let mut bytes = Vec::new();
    ClientOperation::Connect { name, echo: true, login: Login::default() }.encode(&mut bytes);
    Line::of(shown::whole(bytes.strip_suffix(b"\r\n").unwrap_or(&bytes)))
}

pub(super) fn subscribe(filter: &Filter, group: Option<&str>, sid: Sid) -> Line {
    let group = group.map_or_else(String::new, |group| format!(" {group}"));
    Line::of(format!("SUB {filter}{group} {}", sid.0))
}

/// `PUB`, or `HPUB` if there are headers.
pub(super) fn publish(subject: &str, reply: Option<&str>, headers: &Headers, payload: &[u8]) -> Line {
    with_sizes("PUB", &after(subject, reply), headers, payload)
}

/// `MSG`, or `HMSG` if there are headers. The server itself sometimes writes two spaces before the size.
pub(super) fn message(subject: &str, sid: Sid, reply: Option<&str>, headers: &Headers, payload: &[u8]) -> Line {
    with_sizes("MSG", &after(&format!("{subject} {}", sid.0), reply), headers, payload)
}

/// A message of which only the identity is known.
pub(super) fn forgotten(sid: Sid, reply: Option<&str>) -> Line {
    let start = after(&format!("{UNKNOWN} {}", sid.0), reply);
    Line { head: format!("MSG {start} {UNKNOWN}"), body: Some(UNKNOWN.to_owned()) }
}

/// A message of which a part is not known, and so not its size.
pub(super) fn unmeasured(subject: &str, sid: Sid, payload: &str) -> Line {
    Line { head: format!("MSG {subject} {} {UNKNOWN}", sid.0), body: Some(shown::payload(payload.as_bytes())) }
}

fn after(start: &str, reply: Option<&str>) -> String {
    reply.map_or_else(|| start.to_owned(), |reply| format!("{start} {reply}"))
}

fn with_sizes(operation: &str, start: &str, headers: &Headers, payload: &[u8]) -> Line {
    let size = headers.size();
    if size == 0 {
        return Line { head: format!("{operation} {start} {}", payload.len()), body: Some(shown::payload(payload)) };
    }
    let mut block = "NATS/1.0\r\n".to_owned();
    for (name, value) in headers.iter() {
        for part in [name, ": ", value] {
            block.push_str(&part.replace(['\r', '\n'], " "));
        }
        block.push_str("\r\n");
    }
    block.push_str("\r\n");
    let body = shown::whole(block.as_bytes()) + &shown::payload(payload);
    Line { head: format!("H{operation} {start} {size} {}", size + payload.len() as u64), body: Some(body) }
}

/// A message without payload whose headers begin with a status. `left` is how many messages of a fetch are open, where
/// that is said; the sizes are known only if it is.
pub(super) fn status(to: &str, sid: Sid, status: &str, left: Option<Option<u32>>) -> Line {
    let known = left.is_none_or(|left| left.is_some()) && !status.contains(UNKNOWN);
    let pending = left.map_or_else(String::new, |left| {
        let left = left.map_or_else(|| UNKNOWN.to_owned(), |left| left.to_string());
        format!("Nats-Pending-Messages: {left}\r\nNats-Pending-Bytes: 0\r\n")
    });
    let block = format!("NATS/1.0 {status}\r\n{pending}\r\n");
    let size = if known { block.len().to_string() } else { UNKNOWN.to_owned() };
    Line { head: format!("HMSG {to} {} {size} {size}", sid.0), body: Some(shown::whole(block.as_bytes())) }
}

/// Where an ack of a delivery goes: what stands as the reply of its message. The time is that of the run.
pub(super) fn ack_subject(token: &AckToken) -> String {
    let AckToken { stream, consumer, delivered, stream_sequence, consumer_sequence, timestamp, pending } = token;
    let timestamp = timestamp.as_nanos();
    format!("$JS.ACK.{stream}.{consumer}.{delivered}.{stream_sequence}.{consumer_sequence}.{timestamp}.{pending}")
}

/// What a stream answers to a publisher, as the server writes it: with these spaces.
pub(super) fn stored(ack: &PubAck) -> String {
    let duplicate = if ack.duplicate { ",\"duplicate\": true" } else { "" };
    format!("{{\"stream\":{}, \"seq\":{}{duplicate}}}", json::quoted(&ack.stream), ack.sequence)
}

/// What a stream answers that does not take a message.
pub(super) fn refused(stream: &str, code: u16, err_code: u16, description: &str) -> String {
    let (stream, description) = (json::quoted(stream), json::quoted(description));
    format!(
        "{{\"error\":{{\"code\":{code},\"err_code\":{err_code},\"description\":{description}}},\
         \"stream\":{stream},\"seq\":0}}"
    )
}
