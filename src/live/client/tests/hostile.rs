//! Bytes cut anywhere, and bytes that mean harm.

use super::script::{INFO, Stage, options};
use crate::live::client::{Client, Event, Input, Output, State};
use crate::message::Sid;
use crate::message::subject::Filter;
use crate::sim::time::Time;
use proptest::prelude::*;

/// Everything that a client says and tells while it hears these pieces, and how it is then.
fn heard<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<u8>, Vec<Event>, State) {
    let mut client = Client::new(options());
    client.subscribe(Sid(1), &Filter::parse("a.>").unwrap(), None);
    client.connect(Time::ZERO);
    client.handle(Time::ZERO, Input::Opened);
    for piece in pieces {
        client.handle(Time::ZERO, Input::Received(piece));
    }
    let said = std::iter::from_fn(|| client.next_output()).flat_map(|output| match output {
        Output::Open => b"<open>".to_vec(),
        Output::Close => b"<close>".to_vec(),
        Output::Send(bytes) => bytes,
    });
    let said = said.collect();
    (said, std::iter::from_fn(|| client.next_event()).collect(), client.state().clone())
}

fn session() -> String {
    format!(
        "{INFO}PONG\r\nMSG a.b 1  5\r\nhello\r\nPING\r\nHMSG r 3 16 16\r\nNATS/1.0 503\r\n\r\n\r\n\
         -ERR 'Invalid Subject'\r\nINFO {{\"ldm\":true}}\r\nHMSG a 4 9 4 6\r\nabcdhi\r\n+OK\r\n\
         -ERR 'Slow Consumer'\r\nMSG a 1 1\r\nx\r\n"
    )
}

#[test]
fn a_session_is_told_in_full() {
    let (said, told, state) = heard([session().as_bytes()]);
    assert_eq!((told.len(), state), (7, State::Connected), "{told:?}");
    assert!(String::from_utf8(said).unwrap().ends_with("PING\r\nSUB a.> 1\r\nPONG\r\n"));
}

#[test]
fn nonsense_in_the_headers_of_a_stranger_does_not_cost_the_connection() {
    let mut stage = Stage::connected();
    for block in ["abcd", "NATS/1.0", "NATS/1.0 abc\r\n\r\n", "NATS/1.0 +503\r\n", "NATS/1.0\r\nnoth\r\n\r\n", "\r\n"] {
        stage.hear(&format!("HMSG a 1 {} {}\r\n{block}hi\r\n", block.len(), block.len() + 2));
        let told = stage.told();
        let [Event::Message(message)] = &told[..] else { panic!("{block}: {told:?}") };
        assert_eq!((&message.status, message.headers.iter().count()), (&None, 0), "{block}");
        assert_eq!(message.payload.text(), "hi");
    }
}

proptest! {
    #[test]
    fn however_a_session_is_cut_the_same_comes_of_it(cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12)) {
        let session = session();
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(session.len())).collect();
        cuts.extend([0, session.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|pair| &session.as_bytes()[pair[0]..pair[1]]);
        prop_assert_eq!(heard(pieces), heard([session.as_bytes()]));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), at in any::<prop::sample::Index>()) {
        let mut session = session().into_bytes();
        let at = at.index(session.len());
        session.splice(at..at, bytes);
        let whole = heard([&session[..]]);
        prop_assert_eq!(heard(session.chunks(1)), whole);
    }
}
