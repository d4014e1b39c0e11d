//! What nats-server 2.9.10 tells over HTTP, as it was recorded, read by the page.

use queue_playground::live::monitor::{self, Connection, LISTED, Server, Streams};

const CONNZ: &str = include_str!("connz.json");
const VARZ: &str = include_str!("varz.json");
const JSZ: &str = include_str!("jsz.json");

#[test]
fn the_connections_of_our_run_come_first_and_are_marked() {
    let told = monitor::connections(CONNZ, "qp.k3f9").unwrap();
    let brief =
        |one: &Connection| (one.id, one.name.clone(), one.own, one.subscriptions, one.from_client, one.to_client);
    let expected = [
        (4, "qp.k3f9 save-handler.1", true, 2, 0, 7),
        (5, "qp.k3f9 todo-web.1", true, 1, 13, 1),
        (6, "todo-sub \"<b>\"", false, 1, 0, 0),
        (7, "", false, 0, 0, 0),
    ];
    let expected = expected.map(|(id, name, own, subs, from, to)| (id, name.to_owned(), own, subs, from, to));
    assert_eq!(told.listed.iter().map(brief).collect::<Vec<_>>(), expected);
    assert_eq!(told.more, 0);
}

#[test]
fn a_run_whose_name_only_begins_alike_is_another() {
    let own = |prefix| monitor::connections(CONNZ, prefix).unwrap().listed.iter().filter(|one| one.own).count();
    assert_eq!((own("qp.k3f9"), own("qp.k3f"), own("qp"), own("")), (2, 0, 2, 0));
}

#[test]
fn no_more_than_fifty_are_listed_and_ours_are_among_them() {
    let other = |id| format!("{{\"cid\": {id}, \"name\": \"{}\", \"in_msgs\": 1}}", "x".repeat(1_000));
    let mut all: Vec<String> = (0..1_024).map(other).collect();
    all.push("{\"cid\": 9999, \"name\": \"qp.k3f9 save-handler.1\"}".to_owned());
    let answer = format!("{{\"total\": 3000, \"connections\": [{}]}}", all.join(","));
    let told = monitor::connections(&answer, "qp.k3f9").unwrap();
    assert_eq!((told.listed.len(), told.more, told.listed[0].id), (LISTED, 3_000 - LISTED as u64, 9_999));
    assert_eq!(told.listed[1].name, "x".repeat(80) + "…");
}

#[test]
fn the_server_tells_its_version_and_how_busy_it_is() {
    let expected = Server {
        version: "2.9.10".to_owned(),
        uptime: "5s".to_owned(),
        connections: 4,
        slow_consumers: 0,
        received: 13,
        sent: 8,
    };
    assert_eq!(monitor::server(VARZ), Some(expected));
}

#[test]
fn streams_are_summed_up_or_there_is_no_jetstream() {
    let expected = Streams { enabled: true, streams: 1, consumers: 0, messages: 5, bytes: 240 };
    assert_eq!(monitor::streams(JSZ), Some(expected));
    let without = r#"{"server_id": "NB", "disabled": true, "streams": 0}"#;
    assert_eq!(monitor::streams(without), Some(Streams::default()));
}

#[test]
fn another_program_behind_the_port_is_no_server() {
    for other in ["", "<html></html>", "[]", "{}", "null", r#"{"status": "ok"}"#] {
        assert_eq!(monitor::connections(other, "qp"), None, "{other}");
        assert_eq!((monitor::server(other), monitor::streams(other)), (None, None), "{other}");
    }
    // What is told otherwise than expected counts as nothing.
    let odd = r#"{"total": -1, "connections": [{"cid": "4", "name": 5, "in_msgs": 1e3}, null]}"#;
    assert_eq!(monitor::connections(odd, "qp").unwrap().listed.len(), 2);
}
