//! The decoder: whole, in pieces, and with bytes that mean harm.

use super::*;
use proptest::prelude::*;

/// Everything that is read from the pieces, up to the first error.
fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Result<ServerOperation, ProtocolError>> {
    let (mut decoder, mut read) = (Decoder::default(), Vec::new());
    for piece in pieces {
        decoder.feed(piece);
        loop {
            match decoder.next_operation() {
                Ok(Some(operation)) => read.push(Ok(operation)),
                Ok(None) => break,
                Err(error) => {
                    read.push(Err(error));
                    return read;
                }
            }
        }
    }
    read
}

const STREAM: &str = "INFO {\"server_id\":\"x\"}\r\nPING\r\nMSG a.b 1  5\r\nhello\r\n\
    MSG a.b 2 _INBOX.1 0\r\n\r\nHMSG r 3 16 16\r\nNATS/1.0 503\r\n\r\n\r\n\
    HMSG a 4 28 30\r\nNATS/1.0\r\nA: 1\r\nB:two: 2\r\n\r\nhi\r\n+OK\r\n-ERR 'Stale Connection'\r\n";

#[test]
fn every_operation_of_a_server_is_understood() {
    let read: Vec<ServerOperation> = read([STREAM.as_bytes()]).into_iter().map(Result::unwrap).collect();
    let messages: Vec<&Message> = read
        .iter()
        .filter_map(|operation| match operation {
            ServerOperation::Message(message) => Some(message),
            _ => None,
        })
        .collect();
    assert_eq!(read.len(), 8);
    assert_eq!(messages[0].payload.text(), "hello");
    assert_eq!(messages[1].reply.as_deref(), Some("_INBOX.1"));
    assert_eq!(messages[2].status, Some(Status { code: 503, description: String::new() }));
    assert_eq!((messages[3].headers.get("A"), messages[3].headers.get("B")), (Some("1"), Some("two: 2")));
    assert_eq!(read[7], ServerOperation::Error("Stale Connection".to_owned()));
}

#[test]
fn a_payload_may_look_like_the_protocol() {
    let read = read([&b"MSG a 1 12\r\nPING\r\nPONG\r\n\r\nPING\r\n"[..]]);
    assert_eq!(read.len(), 2);
    assert_eq!(read[1], Ok(ServerOperation::Ping));
}

#[test]
fn what_is_no_nats_is_said_so() {
    for (bytes, words) in [
        ("HTTP/1.1 400 Bad Request\r\n", "is this a NATS server"),
        ("MSG a 1 -5\r\n", "make no sense"),
        ("MSG a 1 +5\r\n", "make no sense"),
        ("MSG a 1\r\n", "make no sense"),
        ("HMSG a 1 9 5\r\n", "make no sense"),
        ("MSG a 1 99999999999\r\n", "at most"),
        ("MSG a 1 99999999999999999999999\r\n", "make no sense"),
        ("MSG a 1 1\r\nxyz\r\n", "not followed by the end"),
    ] {
        let error = read([bytes.as_bytes()]).pop().unwrap().unwrap_err().to_string();
        assert!(error.contains(words), "{bytes}: {error}");
    }
    assert_eq!(read([&vec![b'x'; LONGEST_LINE][..]]), [Err(ProtocolError::LineTooLong)]);
}

#[test]
fn a_line_without_end_is_given_up_whatever_it_begins_with() {
    let info = format!("INFO {{\"a\":\"{}\"}}\r\n", "x".repeat(1_000_000));
    assert_eq!(read(info.as_bytes().chunks(4_096)), [Err(ProtocolError::LineTooLong)]);
    let longest = format!("INFO {}\r\n", "x".repeat(LONGEST_LINE - "INFO \r\n".len()));
    assert!(matches!(read(longest.as_bytes().chunks(100))[..], [Ok(ServerOperation::Info(_))]));
    assert_eq!(read([format!("+{longest}").as_bytes()]), [Err(ProtocolError::LineTooLong)], "one byte more");
}

#[test]
fn an_error_stays_and_what_comes_behind_it_takes_no_memory() {
    let mut decoder = Decoder::default();
    decoder.feed(b"PING\r\nMILK\r\nPONG\r\n");
    assert_eq!(decoder.next_operation(), Ok(Some(ServerOperation::Ping)));
    let error = decoder.next_operation();
    assert!(error.is_err());
    (0..1_000).for_each(|_| decoder.feed(&[0; 4_096]));
    assert_eq!((decoder.next_operation(), decoder.held()), (error, 0));
}

/// With a decoder that looks at what it has anew for every piece, this takes minutes.
#[test]
fn the_largest_message_is_read_in_small_pieces_without_looking_at_it_again_and_again() {
    let mut decoder = Decoder::default();
    decoder.feed(format!("MSG a 1 {LARGEST_MESSAGE}\r\n").as_bytes());
    assert_eq!((decoder.next_operation(), decoder.held() < 100), (Ok(None), true), "announced only");
    let piece = [b'\n'; 4_096];
    for number in 1..=LARGEST_MESSAGE / piece.len() {
        decoder.feed(&piece);
        assert_eq!(decoder.next_operation(), Ok(None));
        assert!(decoder.held() <= 2 * number * piece.len() + 4_096);
    }
    decoder.feed(b"\r\nPING\r\n");
    let Ok(Some(ServerOperation::Message(message))) = decoder.next_operation() else { panic!("no message") };
    assert_eq!(message.payload.len(), LARGEST_MESSAGE);
    assert_eq!(decoder.next_operation(), Ok(Some(ServerOperation::Ping)));
    decoder.feed(b"");
    assert!(decoder.held() <= KEPT, "the room is given back");
}

#[test]
fn a_long_stream_takes_no_more_room_than_its_longest_part() {
    let mut decoder = Decoder::default();
    let stream = "MSG a 1 1000\r\n".to_owned() + &"x".repeat(1_000) + "\r\n";
    let stream = stream.repeat(2_000);
    let mut messages = 0;
    for piece in stream.as_bytes().chunks(777) {
        decoder.feed(piece);
        while decoder.next_operation().unwrap().is_some() {
            messages += 1;
        }
        assert!(decoder.held() < 8_000, "{}", decoder.held());
    }
    assert_eq!(messages, 2_000);
}

#[test]
fn what_a_stranger_wrote_into_the_headers_is_read_as_far_as_it_is_any() {
    let headers = |block: &str| header_block(block.as_bytes());
    assert_eq!(headers("abcd"), (None, Headers::default()));
    assert_eq!(headers("NATS/1.0 abc\r\nA: 1\r\n\r\n"), (None, Headers::default().with("A", "1")));
    assert_eq!(headers("NATS/1.0\r\nnoth\r\nA:1\r\n\r\nB:2\r\n"), (None, Headers::default().with("A", "1")));
    let many = "NATS/1.0\r\n".to_owned() + &":\r\n".repeat(100_000);
    assert_eq!(headers(&many).1.iter().count(), MOST_HEADERS);
}

proptest! {
    #[test]
    fn it_does_not_matter_how_the_stream_is_cut(cuts in prop::collection::vec(0..STREAM.len(), 0..12)) {
        let mut cuts = cuts;
        cuts.extend([0, STREAM.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|pair| &STREAM.as_bytes()[pair[0]..pair[1]]);
        prop_assert_eq!(read(pieces), read([STREAM.as_bytes()]));
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), cut in 0_usize..300) {
        let cut = cut.min(bytes.len());
        let _ = read([&bytes[..cut], &bytes[cut..]]);
    }

    #[test]
    fn no_line_of_the_protocol_makes_the_reader_panic(
        line in "(H?MSG|INFO|-ERR|PING)[ \\t]{0,2}[a-z0-9 .-]{0,20}",
        body in "[A-Z/.0-9: \r\n]{0,40}",
    ) {
        let _ = read([line.as_bytes(), b"\r\n", body.as_bytes()]);
    }
}
