//! What really went over the wire of a live run, as lines to be read.

use super::shown::{upto, whole};
use super::{Exchange, Way};
use crate::live::trace::Said;

/// The most characters of headers and payload together that are shown.
const SHOWN: usize = 400;

/// A line for an operation. Its index is its number in the trace.
pub fn exchange(said: &Said) -> Exchange {
    let way = match (said.line.is_empty(), said.by_client) {
        (true, _) => Way::Closed,
        (false, true) => Way::ToServer,
        (false, false) => Way::ToClient,
    };
    let body = said.body.as_ref().map(|body| {
        let mut shown = upto(body, SHOWN);
        // What was not even kept is left out, too.
        if body.len() < said.size && !shown.ends_with('…') {
            shown.push('…');
        }
        shown
    });
    Exchange { index: said.number, at: said.at, way, head: whole(said.line.as_bytes()), body, lost: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::time::Time;

    fn said(line: &str, body: Option<&[u8]>, size: usize) -> Exchange {
        let (line, body) = (line.to_owned(), body.map(<[u8]>::to_vec));
        exchange(&Said { number: 7, at: Time::ZERO, by_client: true, line, body, size })
    }

    #[test]
    fn an_operation_is_shown_as_it_was_sent_and_escaped() {
        let shown = said("PUB qp.k3.a 3", Some(b"a\r\xff"), 3);
        assert_eq!((shown.way, shown.index), (Way::ToServer, 7));
        assert_eq!((shown.head.as_str(), shown.body.as_deref()), ("PUB qp.k3.a 3", Some("a\\r\\xff")));
        assert_eq!(said("", None, 0).way, Way::Closed);
    }

    #[test]
    fn what_is_left_out_of_a_long_payload_is_marked() {
        assert_eq!(said("PUB a 9", Some(b"abc"), 9).body.as_deref(), Some("abc…"));
        assert_eq!(said("PUB a 500", Some(&[b'x'; 500]), 500).body.unwrap().chars().count(), SHOWN + 1);
    }
}
