//! The protocol under bytes that mean harm: a short run of what `cargo xtask fuzz protocol` does for minutes.

mod judge;
mod life;
mod make;
#[path = "../conformance/shorten.rs"]
mod shorten;

use judge::judge;
use life::Reached;

/// What must have happened for a run to be worth something.
const EVERYTHING: [&str; 32] = [
    "Info",
    "Message",
    "Ping",
    "Pong",
    "Ok",
    "Error",
    "LineTooLong",
    "UnknownOperation",
    "Arguments",
    "TooLarge",
    "Unterminated",
    "Connected",
    "Flushed",
    "Complained Publish",
    "Complained Subscribe",
    "Complained Other",
    "LameDuck",
    "Disconnected",
    "Ended",
    "Connecting",
    "Reconnecting",
    "Closed",
    "Refused Protocol",
    "Refused Unreachable",
    "Refused Authorization",
    "Refused Server",
    "Refused NoHeaders",
    "Refused Silent",
    "Unreachable",
    "Authorization",
    "Server",
    "Silent",
];

#[test]
fn whatever_a_server_sends_the_protocol_and_the_client_keep_their_promises() {
    let mut reached = Reached::new();
    for seed in 0..3_000 {
        let bytes = make::input(seed);
        match judge(&bytes) {
            Ok(more) => reached.extend(more),
            Err(fault) => {
                let short =
                    shorten::shorten(&bytes, |bytes| judge(bytes).is_err_and(|one| one.property == fault.property));
                let problem = judge(&short).expect_err("it was just seen").problem;
                panic!("seed {seed}: not so: {}\n{}\n{problem}", fault.property, short.escape_ascii());
            }
        }
    }
    let missing: Vec<_> = EVERYTHING.into_iter().filter(|what| !reached.contains(*what)).collect();
    assert!(missing.is_empty(), "nothing of this happens: {missing:?}; this does: {reached:?}");
}

#[test]
fn the_same_seed_makes_the_same_bytes() {
    assert_eq!(make::input(7), make::input(7));
    assert_ne!(make::input(7), make::input(8));
}
