//! The lines against our own codec: what it writes, and what it reads.

use super::lines_of;
use crate::stage::{Play, Transcript, scaling_handlers};
use queue_playground::live::protocol::{ClientOperation, Decoder, ServerOperation};
use queue_playground::message::{Message, MessageId};
use queue_playground::scenario::Action;
use queue_playground::sim::time::Time;
use queue_playground::transcript::Kind;
use queue_playground::wire::{Exchange, Way};
use serde_json::json;

/// The bytes of a line, if it says all of them.
fn bytes(line: &Exchange) -> Option<Vec<u8>> {
    let body = line.body.as_ref().map_or_else(String::new, |body| format!("{body}\r\n"));
    let text = format!("{}\r\n{body}", line.head);
    let whole = !line.head.contains('…') && !line.body.as_ref().is_some_and(|body| body.contains('…'));
    whole.then(|| text.replace("\\r", "\r").replace("\\n", "\n").into_bytes())
}

/// Runs in which much happens, without a payload that would be cut or escaped.
fn runs() -> Vec<Transcript> {
    let asks = json!({ "requester": { "subject": "tasks.mail", "rate": "2/s", "items": ["hi"], "retries": 2 } });
    let serves =
        json!({ "filter": "tasks.*", "group": "mail", "service_time": { "constant": "1ms" }, "reply": "sent" });
    let core = Play::new().part("boss", &asks).handlers("mail", 2, &serves).links("3ms", "10%");
    let core = core.crash("5s", "mail.1").crash("5s", "mail.2").restart("8s", "mail.2").partition("9s", "boss");
    let worker = json!({
        "pull": { "stream": "ORDERS", "consumer": "workers", "expires": "700ms", "batch": 2 }, "failure": "30%",
        "acks": { "double": true, "on_failure": { "nak_after": "300ms" }, "in_progress_every": "20ms" },
        "dead_letter": { "prefix": "dlq", "max_deliver": 2 },
    });
    let streams = Play::new().rate("3/s").web(&json!({ "confirm": { "message_id": true, "retries": 2 } }));
    let streams = streams.orders(&json!({ "max_deliver": 2, "ack_wait": "1s" })).workers("save", 3, "50ms", &worker);
    let streams = streams.links("2ms", "5%").crash("4s", "save.2").restart("6s", "save.2");
    let named = |component: &str| component.to_owned();
    let streams = streams.at("7s", Action::Pause { component: named("save.1") });
    let streams = streams.at("8s", Action::LoseNext { component: named("web") });
    let streams = streams.at("9s", Action::Unpause { component: named("save.1") });
    // Whoever sends too much is expelled, and writes what it published meanwhile when it is back.
    let web = json!({ "items": ["0123456789a", "0123456789"], "rate": "3/s" });
    let expelled = Play::new().profile(&json!({ "nats_core": { "max_payload": 10 } })).web(&web).poisson();
    let expelled = expelled.subscriber("log", "orders.>");
    let restarted = Play::new().orders(&json!({})).workers("save", 2, "200ms", &worker).rate("9/s");
    let restarted = restarted.at("3s", Action::Restart { component: named("nats") });
    let lines = [core, streams, expelled, restarted].map(|play| play.run("12s"));
    lines.into_iter().chain([Transcript::of(&scaling_handlers(1), "10s")]).collect()
}

/// The names of everyone who talks to a broker.
fn clients(transcript: &Transcript) -> Vec<String> {
    let mut clients = transcript.all(|record| match record.kind {
        Kind::Connected { .. } => Some(transcript.roster.name(record.component)),
        _ => None,
    });
    clients.sort();
    clients.dedup();
    clients
}

#[test]
fn what_a_server_says_is_read_by_the_codec_word_by_word() {
    let (mut read, mut messages) = (0, 0);
    for transcript in runs() {
        for name in clients(&transcript) {
            let lines = lines_of(&transcript, &name, 0, usize::MAX);
            for line in lines.iter().filter(|line| line.way == Way::ToClient) {
                let Some(bytes) = bytes(line) else {
                    assert!(line.head.starts_with("INFO "), "all else is known from the start: {line:?}");
                    continue;
                };
                let mut decoder = Decoder::default();
                decoder.feed(&bytes);
                let operation =
                    decoder.next_operation().expect("NATS").unwrap_or_else(|| panic!("unfinished: {line:?}"));
                assert!(matches!(decoder.next_operation(), Ok(None)), "{line:?}");
                if let ServerOperation::Message(message) = operation {
                    assert!(line.head.contains(&format!("MSG {} {}", message.subject, message.sid.0)));
                    messages += 1;
                }
                read += 1;
            }
        }
    }
    assert!(read > 250 && messages > 200, "{read} lines, {messages} messages");
}

#[test]
fn what_a_client_says_is_what_the_codec_writes() {
    let mut compared = 0;
    for transcript in runs() {
        let published = transcript.published();
        let find = |id: MessageId| published.iter().find(|message| message.id == id);
        for name in clients(&transcript) {
            for line in lines_of(&transcript, &name, 0, usize::MAX) {
                let record = &transcript.records[usize::try_from(line.index).expect("an index")];
                let Kind::Published { message } = &record.kind else { continue };
                let Message { subject, reply, headers, payload, .. } = &**find(message.id).expect("a message");
                let mut expected = Vec::new();
                ClientOperation::Publish { subject, reply: reply.as_ref(), headers, payload }.encode(&mut expected);
                assert_eq!(bytes(&line).map(String::from_utf8), Some(String::from_utf8(expected)));
                compared += 1;
            }
        }
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn every_subscription_is_written_as_the_codec_writes_it() {
    let mut compared = 0;
    for transcript in runs() {
        for name in clients(&transcript) {
            for line in lines_of(&transcript, &name, 0, usize::MAX) {
                let record = &transcript.records[usize::try_from(line.index).expect("an index")];
                let Kind::Subscribed { sid, filter, group, .. } = &record.kind else { continue };
                let group = group.as_ref().map(|group| group.parse().expect("a name"));
                let mut expected = Vec::new();
                ClientOperation::Subscribe { filter, group: group.as_ref(), sid: *sid }.encode(&mut expected);
                assert_eq!(bytes(&line), Some(expected));
                compared += 1;
            }
        }
    }
    assert!(compared > 10, "{compared}");
}

/// Whether a text says nothing else than another, as far as it says anything: `…` stands for whatever is not known.
fn agrees(shown: &str, whole: &str) -> bool {
    let mut parts = shown.split('…');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = whole.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

/// Whether two records tell of a line: that a double ack was taken, and was sent; that a connection ended, and why.
fn takes_two(line: &Exchange) -> bool {
    let is_confirmation = line.head.starts_with("MSG _INBOX.") && line.head.ends_with(" 2 0");
    line.way == Way::ToClient && (is_confirmation || line.head.starts_with("-ERR "))
}

fn place(line: &Exchange) -> (u64, Way, Time, bool) {
    (line.index, line.way, line.at, line.lost)
}

#[test]
fn whoever_looks_from_the_middle_of_a_run_sees_the_same_lines_and_nothing_that_was_not_said() {
    let mut compared = 0;
    for transcript in runs() {
        for name in clients(&transcript) {
            let whole = lines_of(&transcript, &name, 0, usize::MAX);
            // To who looks only at the time after its last connection ended, nothing says that there is none.
            let last = whole.iter().rfind(|line| line.way == Way::Closed || line.head == "PONG").expect("a connection");
            let end = if last.way == Way::Closed { last.index } else { transcript.records.len() as u64 };
            for from in (0..=end).step_by(5) {
                let part = lines_of(&transcript, &name, usize::try_from(from).expect("an index"), usize::MAX);
                // What was published before, and waits for a connection, is told by no record of this part.
                let mut expected = whole.iter().filter(|line| line.index >= from);
                for shown in &part {
                    let whole = expected.find(|whole| !takes_two(whole) || place(whole) == place(shown));
                    let whole = whole.unwrap_or_else(|| panic!("{name} from {from}: {shown:?} was not said"));
                    let body = |line: &Exchange| line.body.clone().unwrap_or_default();
                    let says = agrees(&shown.head, &whole.head) && agrees(&body(shown), &body(whole));
                    assert!(place(shown) == place(whole) && says, "{name} from {from}:\n{shown:?}\n{whole:?}");
                    compared += 1;
                }
                assert!(expected.all(takes_two), "{name} from {from}");
            }
        }
    }
    assert!(compared > 10_000, "{compared}");
}
