//! Passing on what a nats-server tells about itself: three topics, read only.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// What may be asked for.
const TOPICS: [&str; 3] = ["connz", "varz", "jsz"];
/// How long one step of the talk may take: it is the same computer.
const PATIENCE: Duration = Duration::from_secs(2);
/// More than a thousand connections take. A longer answer is cut, and then it is no JSON.
const LONGEST: u64 = 1 << 20;

/// The topic that an address under `base` asks for; questions behind it are ignored.
pub(crate) fn topic(base: &str, url: &str) -> Option<&'static str> {
    let asked = url.split(['?', '#']).next()?.strip_prefix(base)?.strip_prefix("monitor/")?;
    TOPICS.into_iter().find(|topic| *topic == asked)
}

/// What the server on this computer tells at this port.
pub(crate) fn ask(port: u16, topic: &str) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    // The old protocol, because then the end of the connection is the end of the answer.
    stream.write_all(format!("GET /{topic} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n").as_bytes())?;
    let mut answer = Vec::new();
    stream.take(LONGEST).read_to_end(&mut answer)?;
    body(answer).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "no answer of a monitoring port"))
}

/// What follows the head of an answer that says that all is well.
fn body(mut answer: Vec<u8>) -> Option<Vec<u8>> {
    let status = answer.strip_prefix(b"HTTP/1.")?.get(1..5)?;
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n")? + 4;
    (status == b" 200").then(|| answer.split_off(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_topics_can_be_asked_for_under_the_path_of_the_page() {
        assert_eq!(topic("/", "/monitor/varz"), Some("varz"));
        assert_eq!(topic("/some/path/", "/some/path/monitor/connz?subs=1"), Some("connz"));
        for url in ["/monitor/", "/monitor/subsz", "/monitor/jsz/", "/monitor/../varz", "/varz", "/some/monitor/jsz"] {
            assert_eq!(topic("/", url), None, "{url}");
        }
    }

    #[test]
    fn only_an_answer_that_says_that_all_is_well_is_passed_on() {
        assert_eq!(body(b"HTTP/1.0 200 OK\r\nA: b\r\n\r\n{}".to_vec()), Some(b"{}".to_vec()));
        for other in ["HTTP/1.0 404 Not Found\r\n\r\n{}", "HTTP/1.0 200 OK\r\n", "SSH-2.0 200\r\n\r\n", ""] {
            assert_eq!(body(other.into()), None, "{other}");
        }
    }
}
