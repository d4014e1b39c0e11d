//! A nats-server of our own beside a site: what it tells reaches the page, and nothing else does.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;

use xtask::configuration::Ports;
use xtask::nats::Nats;
use xtask::places::Places;
use xtask::site::Site;

/// Three ports that are free at this moment.
fn ports() -> Ports {
    let held = [(); 3].map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port"));
    let [clients, monitoring, websocket] = held.map(|one| one.local_addr().expect("its address").port());
    Ports { clients, monitoring, websocket }
}

/// The status line and the body that a request to the site is answered with.
fn asked(address: &str, method: &str, path: &str) -> (String, String) {
    let host = address.split('/').nth(2).expect("an address with a host");
    let mut stream = TcpStream::connect(host).expect("the site");
    write!(stream, "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    (head.lines().next().expect("a status").to_owned(), body.to_owned())
}

#[test]
fn the_site_passes_on_what_the_server_tells_and_nothing_else() {
    let places = Places { root: Path::new(env!("CARGO_TARGET_TMPDIR")).join("live") };
    let ports = ports();
    let site = Site::serve_with_monitor(Path::new(env!("CARGO_MANIFEST_DIR")), "/", 0, Some(ports.monitoring))
        .unwrap_or_else(|trouble| panic!("{trouble}"));
    let address = site.address();
    assert_eq!(asked(&address, "GET", "/monitor/varz").0, "HTTP/1.1 502 Bad Gateway");
    let page = address.trim_end_matches('/').rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    let server = Nats::start(&places, page, ports).unwrap_or_else(|trouble| panic!("{trouble}"));
    for topic in ["connz", "varz", "jsz"] {
        let (status, body) = asked(&address, "GET", &format!("/monitor/{topic}"));
        assert_eq!(status, "HTTP/1.1 200 OK", "{topic}");
        assert!(body.trim_end().starts_with('{') && body.contains("\"server_id\""), "{body}");
    }
    assert!(asked(&address, "GET", "/monitor/varz").1.contains("\"server_name\": \"queue_playground\""));
    for (method, path) in [("POST", "/monitor/varz"), ("HEAD", "/monitor/varz"), ("GET", "/monitor/subsz")] {
        assert_eq!(asked(&address, method, path).0, "HTTP/1.1 404 Not Found", "{method} {path}");
    }
    drop(server);
    assert_eq!(asked(&address, "GET", "/monitor/jsz").0, "HTTP/1.1 502 Bad Gateway");
    TcpListener::bind((Ipv4Addr::LOCALHOST, ports.clients)).expect("the server is gone, and its port is free");
}

#[test]
fn a_server_that_ends_tells_its_last_words() {
    let places = Places { root: Path::new(env!("CARGO_TARGET_TMPDIR")).join("twice") };
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let ports = Ports { websocket: taken.local_addr().expect("its address").port(), ..ports() };
    let sentence = Nats::start(&places, 8080, ports).err().expect("no server").to_string();
    assert!(sentence.starts_with("nats-server did not start; it said:\n"), "{sentence}");
    assert!(sentence.contains("address already in use"), "{sentence}");
}
