//! What a server might send: recorded from nats-server 2.9.10, made up by the rules, and then spoiled.

use queue_playground::sim::chance::{Draw, Purpose, Seed};

/// Whole sessions: plain messages, streams and consumers, and a server that refuses.
const RECORDED: [&[u8]; 3] = [
    include_bytes!("recorded/core.txt"),
    include_bytes!("recorded/streams.txt"),
    include_bytes!("recorded/refusals.txt"),
];

const INFOS: [&str; 9] = [
    "{\"headers\":true,\"max_payload\":9,\"client_id\":18446744073709551615}",
    "{\"headers\":true,\"ldm\":true}",
    "{}",
    "{\"headers\":true,\"server_name\":\"\\ud83c\\udf89\\u0000\"}",
    "{\"headers\":1}",
    "[]",
    "",
    "{\"headers\":true",
    "7e9",
];
const ERRORS: [&str; 10] = [
    "Authorization Violation",
    "Permissions Violation for Publish to \"a\"",
    "Stale Connection",
    "Invalid Subject",
    "Permissions Violation for Subscription to \"a\" using queue \"q\"",
    "",
    "'",
    "Permissions Violation for ",
    "User Authentication Expired",
    "Permissions Violation for Publish to \"",
];
const SIZES: [&str; 14] = [
    "-1",
    "+1",
    "0",
    "00",
    "1",
    "2",
    "16",
    "67108864",
    "67108865",
    "4294967296",
    "18446744073709551615",
    "18446744073709551616",
    "1e3",
    "",
];
const BLOCKS: [&str; 9] = [
    "NATS/1.0\r\n\r\n",
    "NATS/1.0 503\r\n\r\n",
    "NATS/1.0 408 Request Timeout\r\nNats-Pending-Messages: 1\r\n\r\n",
    "NATS/1.0\r\nA: 1\r\nA:\r\n:\r\n\r\n",
    "NATS/1.0\r\nnothing\r\n\r\n",
    "NATS/1.0 +503",
    "NATS/1.0 99999 x\r\n",
    "abcd",
    "",
];
const WORDS: [&str; 8] = ["a", "a.b", "_INBOX.1", "촬영", "$JS.ACK.S.C.1.1.1.1795773088905943648.1", ">", "", "\u{0}"];
const SIDS: [&str; 6] = ["1", "2", "0", "4294967295", "4294967296", "x"];
const GAPS: [&str; 4] = [" ", "  ", "\t", " \t "];
/// What is put anywhere.
const DICTIONARY: [&str; 16] = [
    "\r\n", "\n", "\r", " ", "MSG ", "HMSG ", "INFO ", "PING\r\n", "PONG\r\n", "+OK\r\n", "-ERR ", "NATS/1.0", "'",
    "\"", "{", "\u{0}",
];

fn pick<'a>(draw: &mut Draw, of: &[&'a str]) -> &'a str {
    of[draw.below(u32::try_from(of.len()).expect("a short list")) as usize]
}

fn place(draw: &mut Draw, length: usize) -> usize {
    draw.below(u32::try_from(length + 1).expect("a short input")) as usize
}

/// The input of a seed.
pub(crate) fn input(seed: u64) -> Vec<u8> {
    let mut draw = Seed(seed).draw(Purpose::Payload, &[]);
    let draw = &mut draw;
    let mut bytes = Vec::new();
    if draw.below(3) > 0 {
        bytes.extend(b"INFO {\"headers\":true,\"max_payload\":1024}\r\nPONG\r\n");
    }
    for _ in 0..draw.below(10) {
        match draw.below(6) {
            0 => bytes.extend(excerpt(draw)),
            _ => bytes.extend(operation(draw).into_bytes()),
        }
    }
    if draw.below(400) == 0 {
        bytes.extend(b"INFO ".iter().chain(vec![b'x'; 66_000].iter()));
    }
    for _ in 0..[0, 0, 1, 1, 2, 5][draw.below(6) as usize] {
        spoil(draw, &mut bytes);
    }
    bytes
}

/// Some lines of a recorded session.
fn excerpt(draw: &mut Draw) -> &'static [u8] {
    let session = RECORDED[draw.below(3) as usize];
    let next_line = |from: usize| {
        let end = session[from..].iter().position(|&byte| byte == b'\n');
        end.map_or(session.len(), |end| from + end + 1)
    };
    let begin = if draw.below(2) == 0 { 0 } else { next_line(place(draw, session.len())) };
    let end = next_line(begin + place(draw, session.len() - begin));
    &session[begin..end]
}

fn operation(draw: &mut Draw) -> String {
    let end = pick(draw, &["\r\n", "\r\n", "\r\n", "\n"]);
    match draw.below(9) {
        0 => format!("INFO {}{end}", pick(draw, &INFOS)),
        1 => format!("-ERR '{}'{end}", pick(draw, &ERRORS)),
        2 => pick(draw, &["PING", "PONG", "ping", "+OK"]).to_owned() + end,
        3 => format!("PONG{end}"),
        4 | 5 => message(draw, ""),
        _ => {
            let block = pick(draw, &BLOCKS);
            message(draw, block)
        }
    }
}

/// A message, mostly with the sizes that it has.
fn message(draw: &mut Draw, block: &str) -> String {
    let mut line = if block.is_empty() { "MSG".to_owned() } else { "HMSG".to_owned() };
    for words in [&WORDS[..], &SIDS] {
        line.extend([pick(draw, &GAPS), if draw.below(3) > 0 { words[0] } else { pick(draw, words) }]);
    }
    if draw.below(3) == 0 {
        line.extend([" ", pick(draw, &WORDS)]);
    }
    let payload = pick(draw, &["", "hi", "PING\r\n", "MSG a 1 1\r\nx\r\n", "촬영"]);
    let sizes = if block.is_empty() { vec![payload.len()] } else { vec![block.len(), block.len() + payload.len()] };
    for size in sizes {
        let size = if draw.below(12) == 0 { pick(draw, &SIZES).to_owned() } else { size.to_string() };
        line.extend([pick(draw, &GAPS), &size]);
    }
    format!("{line}\r\n{block}{payload}\r\n")
}

fn spoil(draw: &mut Draw, bytes: &mut Vec<u8>) {
    let (from, to) = (place(draw, bytes.len()), place(draw, bytes.len()));
    let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 40));
    match draw.below(8) {
        0 if from < bytes.len() => bytes[from] ^= 1 << draw.below(8),
        1 if from < bytes.len() => bytes[from] = u8::try_from(draw.below(256)).expect("a byte"),
        2 => drop(bytes.drain(from..to)),
        3 => {
            let again = bytes[from..to].to_vec();
            bytes.splice(from..from, again);
        }
        4 => bytes.truncate(from),
        5 => {
            let excerpt = excerpt(draw);
            bytes.splice(from..to, excerpt[..excerpt.len().min(60)].iter().copied());
        }
        6 => {
            let size = pick(draw, &SIZES);
            let is_digit = |&at: &usize| bytes[at].is_ascii_digit();
            if let Some(digit) = (from..bytes.len()).find(is_digit) {
                bytes.splice(digit..=digit, size.bytes());
            }
        }
        _ => {
            let token = pick(draw, &DICTIONARY);
            bytes.splice(from..from, token.bytes());
        }
    }
}
