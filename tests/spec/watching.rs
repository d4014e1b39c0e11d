//! Watching a server, over a wire that is written out: what is drawn, what is said, and how much of it.

use queue_playground::i18n::Lang;
use queue_playground::live::client::{Credentials, Input};
use queue_playground::live::engine::{Ask, Engine, Phase, SocketId, Told};
use queue_playground::live::watch::{PAGE, SERVER, Watch, WatchOptions};
use queue_playground::message::subject::Filter;
use queue_playground::scenario::{Condition, Roster, Scenario, ScenarioError, verbs};
use queue_playground::sim::chance::Seed;
use queue_playground::sim::time::Time;
use queue_playground::transcript::{Fold, Kind, Record};
use queue_playground::view::{Form, Known, Pace, Preferences, Size, Stage, describe, scene};
use queue_playground::world::World;
use std::collections::VecDeque;

const SOCKET: SocketId = SocketId(1);
const INFO: &[u8] =
    b"INFO {\"server_id\":\"S\",\"version\":\"2.9.10\",\"headers\":true,\"max_payload\":1048576,\"client_id\":7}\r\n";

/// A page that watches, and a server that only says what a test lets it say.
struct Play {
    watch: Watch,
    now: Time,
    records: VecDeque<Record>,
}

impl Play {
    /// Connected and subscribed.
    fn begin(filter: &str, rate: u32) -> Play {
        let options = WatchOptions::new(filter.parse::<Filter>().unwrap(), Credentials::default(), Seed::default());
        let watch = Watch::new(WatchOptions { rate, everything: true, ..options }, Time::ZERO).unwrap();
        let mut play = Play { watch, now: Time::ZERO, records: VecDeque::new() };
        play.happens(Input::Opened);
        play.happens(Input::Received(INFO));
        assert_eq!(play.watch.status().phase, Phase::Running);
        play
    }

    /// Something happens on the wire; every PING is answered.
    fn happens(&mut self, input: Input<'_>) {
        self.watch.handle(self.now, Told::Socket(SOCKET, input));
        while let Some(ask) = self.watch.next_ask() {
            let Ask::Send(SOCKET, bytes) = ask else { continue };
            let pings = String::from_utf8_lossy(&bytes).matches("PING\r\n").count();
            self.watch.handle(self.now, Told::Socket(SOCKET, Input::Received("PONG\r\n".repeat(pings).as_bytes())));
        }
        self.records.extend(std::iter::from_fn(|| self.watch.next_record()));
    }

    fn comes(&mut self, subject: &str, payload: &str) {
        self.happens(Input::Received(format!("MSG {subject} 1 {}\r\n{payload}\r\n", payload.len()).as_bytes()));
    }

    fn shown(&self) -> usize {
        self.records.iter().filter(|record| matches!(record.kind, Kind::Published { .. })).count()
    }

    /// What is said aloud of the server and of the page, and what is written in the picture.
    fn words(&self, lang: Lang, size: Size) -> (String, String, Vec<String>) {
        let (roster, mut known) = (Roster::new(self.watch.scenario()), Known::default());
        self.records.iter().for_each(|record| known.feed(record));
        let stage = Stage {
            roster: &roster,
            board: &known.board,
            recent: &self.records,
            now: self.now,
            pace: Pace::default(),
            size,
            preferences: Preferences { lang, reduced_motion: false },
            selection: None,
            followed: None,
            server: Some("2.9.10"),
        };
        let written = scene(&stage).still.into_iter().filter_map(|shape| match shape.form {
            Form::Text { text, .. } => Some(text),
            _ => None,
        });
        (describe(SERVER, &stage), describe(PAGE, &stage), written.collect())
    }
}

const WIDE: Size = Size { width: 900.0, height: 560.0 };
const TALL: Size = Size { width: 375.0, height: 640.0 };

#[test]
fn the_picture_of_a_watched_server_claims_nothing_that_cannot_be_known() {
    let mut play = Play::begin("orders.>", 50);
    play.comes("orders.created", "1");
    play.comes("orders.paid", "2");
    play.comes("orders.created", "3");
    let (server, page, written) = play.words(Lang::En, WIDE);
    assert_eq!(server, "NATS: NATS, nats-server 2.9.10, 3 seen, orders.created 2 seen, orders.paid 1 seen");
    assert_eq!(page, "watch: subscribes to orders.>, 3 seen");
    let expected = [
        "NATS",
        "watched",
        "nats-server 2.9.10",
        "orders.created",
        "2 seen",
        "orders.paid",
        "1 seen",
        "watch",
        "orders.>",
        "3 seen",
    ];
    assert_eq!(written, expected);
    let (server, page, _) = play.words(Lang::Ko, WIDE);
    assert_eq!(server, "NATS: NATS, nats-server 2.9.10, 수신 3건, orders.created 수신 2건, orders.paid 수신 1건");
    assert_eq!(page, "watch: orders.> 구독, 수신 3건");
}

#[test]
fn the_busiest_subjects_have_lanes_in_the_order_in_which_they_were_seen_and_the_last_is_for_all_others() {
    let mut play = Play::begin("s.*", 50);
    let lanes = |play: &Play, size| -> Vec<String> {
        let of_lane = |words: &String| words.starts_with("s.") && words != "s.*" || words.contains("more");
        play.words(Lang::En, size).2.into_iter().filter(of_lane).collect()
    };
    for subject in ["s.d", "s.c", "s.b"] {
        play.comes(subject, "");
    }
    assert_eq!(lanes(&play, WIDE), ["s.d", "s.c", "s.b"]);
    for subject in ["s.a", "s.z", "s.y", "s.x", "s.w", "s.a"] {
        play.comes(subject, "");
    }
    assert_eq!(lanes(&play, WIDE), ["s.d", "s.c", "s.b", "s.a", "s.z", "s.y", "s.x", "s.w"]);
    play.comes("s.v", "");
    assert_eq!(lanes(&play, WIDE), ["s.d", "s.c", "s.b", "s.a", "s.z", "s.y", "s.x", "2 more subjects"]);
    assert_eq!(lanes(&play, TALL), ["s.d", "s.c", "s.a", "6 more"]);
    // Whoever is busier than others takes the place of one of them.
    play.comes("s.v", "");
    play.comes("s.v", "");
    assert_eq!(lanes(&play, WIDE), ["s.d", "s.c", "s.b", "s.a", "s.z", "s.y", "s.v", "2 more subjects"]);
    assert_eq!(lanes(&play, TALL), ["s.d", "s.a", "s.v", "6 more"]);
}

#[test]
fn a_flood_of_half_a_minute_is_cut_down_to_the_rate() {
    let (mut play, flood) = (Play::begin("flood", 50), b"MSG flood 1 4\r\ndrop\r\n".repeat(100));
    for hundredth in 0..3_000 {
        play.now = Time::from_nanos(hundredth * 10_000_000);
        play.happens(Input::Received(&flood));
    }
    assert_eq!(play.shown(), 50 + 50 * 30 - 1);
    assert_eq!(play.watch.status().unrecorded, 300_000 - play.shown() as u64);
}

#[test]
fn what_was_watched_is_a_valid_scenario_that_is_played_again_and_never_simulated() {
    let scenario = Play::begin("orders.>", 50).watch.scenario().clone();
    let text = serde_json::to_string(&scenario).unwrap();
    assert_eq!(Scenario::from_json(&text).unwrap(), scenario);
    let refused = World::new(&scenario).map(|_| ()).unwrap_err();
    assert!(matches!(refused, ScenarioError::Foreign { .. }), "{refused}");
    assert!(refused.to_string().contains("cannot be simulated"), "{refused}");
}

#[test]
fn nothing_can_be_done_to_what_is_watched() {
    let roster = Roster::new(Play::begin("orders.>", 50).watch.scenario());
    let condition = Condition { crashed: false, cut_off: false, paused: false, slowed: false, members: 1 };
    for component in [SERVER, PAGE] {
        assert_eq!(verbs(roster.part(component).unwrap(), condition).count(), 0);
        assert_eq!(roster.find(&roster.name(component)), Some(component));
    }
}

#[test]
fn what_an_older_connection_still_says_is_not_heard() {
    let mut play = Play::begin("orders", 50);
    play.happens(Input::Closed);
    play.comes("orders", "late");
    assert_eq!(play.shown(), 0);
}
