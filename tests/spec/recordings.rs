//! A run that happens elsewhere: held while it goes on, rewound, acted upon at its head, and bounded.

use crate::elsewhere::Elsewhere;
use crate::stage::{Play, scaling_handlers};
use queue_playground::message::{ComponentId, Headers, Message, MessageId};
use queue_playground::player::{Recording, Simulation, Speed, WINDOW};
use queue_playground::scenario::{Action, Entry, Scenario, ScenarioError};
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::file::Unsaveable;
use queue_playground::transcript::{Kind, Obligations, Record, TranscriptHash};
use std::sync::Arc;

type Known = (Obligations, TranscriptHash);

fn moment(text: &str) -> Time {
    text.parse().expect("a moment")
}

fn hash(run: &Simulation<Known>) -> String {
    run.known().1.to_string()
}

fn add(text: &str) -> Action {
    Action::Publish { component: "todo-web".to_owned(), text: text.to_owned() }
}

/// A run that was followed at its head for so long.
fn followed(scenario: Scenario, until: &str) -> (Elsewhere, Simulation<Known>) {
    let (mut elsewhere, mut run) = Elsewhere::begin(scenario);
    run.play();
    follow(&mut elsewhere, &mut run, until);
    (elsewhere, run)
}

/// Lets it go on, and the player with it, frame by frame.
fn follow(elsewhere: &mut Elsewhere, run: &mut Simulation<Known>, until: &str) {
    while elsewhere.now < moment(until) {
        elsewhere.go_on(elsewhere.now + Span::from_millis(20));
        run.advance(Span::from_millis(20), u32::MAX);
    }
}

#[test]
fn who_plays_follows_the_head_and_is_never_beyond_it() {
    let (mut elsewhere, mut run) = followed(scaling_handlers(4), "10s");
    assert_eq!((run.now(), run.furthest(), run.behind_head()), (moment("10s"), moment("10s"), Span::ZERO));
    run.advance(Span::from_secs(3), u32::MAX);
    assert_eq!(run.now(), moment("10s"), "a slow server is waited for");
    elsewhere.go_on(moment("40s"));
    run.advance(Span::from_millis(1), 5);
    assert!(run.now() > moment("10s") && run.now() < moment("40s"), "it runs no more records than it may");
    run.advance(Span::from_millis(1), u32::MAX);
    assert_eq!(run.now(), moment("40s"), "and a page that was not seen for long is not behind");
    run.seek(moment("39800ms"));
    run.advance(Span::from_millis(1), u32::MAX);
    assert_eq!(run.now(), moment("40s"), "who is as good as there is taken there");
}

#[test]
fn a_held_picture_stays_while_the_run_goes_on_and_says_how_far_behind_it_is() {
    let (mut elsewhere, mut run) = followed(scaling_handlers(4), "10s");
    let held = hash(&run);
    run.pause();
    follow(&mut elsewhere, &mut run, "22s");
    assert_eq!((run.now(), run.behind_head(), hash(&run)), (moment("10s"), Span::from_secs(12), held));
    run.play();
    follow(&mut elsewhere, &mut run, "24s");
    assert_eq!(run.behind_head(), Span::from_secs(12), "it goes on where it was held");
    assert!(run.capabilities().speed, "whoever is behind can hurry");
    run.set_speed(Speed::from_thousandths(5_000));
    follow(&mut elsewhere, &mut run, "28s");
    assert_eq!((run.behind_head(), run.capabilities().speed), (Span::ZERO, false));
    run.seek(moment("5s"));
    run.go_live();
    assert_eq!(run.now(), moment("28s"));
}

#[test]
fn a_recorded_moment_is_the_same_however_it_was_reached() {
    let (_, mut run) = followed(scaling_handlers(4), "60s");
    let mut simulated = Simulation::<Known>::new(scaling_handlers(4)).expect("a scenario that can be run");
    for second in [60, 31, 5, 47, 12, 0, 59] {
        let at = Time::ZERO + Span::from_secs(second);
        run.seek(at);
        simulated.seek(at);
        assert_eq!((run.now(), run.position(), hash(&run)), (at, simulated.position(), hash(&simulated)));
        assert_eq!(run.recent(), simulated.recent());
    }
    let there = (run.position(), hash(&run));
    assert!(run.step_back() && run.step_back() && run.step_forward() && run.step_forward());
    assert_eq!((run.position(), hash(&run)), there);
}

#[test]
fn acting_goes_to_the_head_first_and_is_known_at_every_moment_afterwards() {
    let (mut elsewhere, mut run) = followed(scaling_handlers(4), "10s");
    run.turn("handlers", "7").expect("seven handlers");
    follow(&mut elsewhere, &mut run, "20s");
    run.seek(moment("5s"));
    run.act(add("홍보 비디오 촬영")).expect("an item");
    assert_eq!(run.now(), moment("20s"));
    follow(&mut elsewhere, &mut run, "30s");
    assert_eq!(elsewhere.done.iter().map(|entry| entry.at).collect::<Vec<_>>(), [moment("10s"), moment("20s")]);
    let typed = |record: &Record| matches!(&record.kind, Kind::Published { message } if message.id.is_typed());
    assert!(run.recent().iter().any(typed));
    let handlers = run.scenario().knob("handlers").expect("a knob").clone();
    let mut at = |text: &str| {
        run.seek(moment(text));
        (run.value(&handlers).expect("a value").to_string(), run.members(2), run.applied().len())
    };
    assert_eq!(at("9s"), ("3".to_owned(), 3, 0));
    assert_eq!(at("15s"), ("7".to_owned(), 7, 1));
    assert_eq!(at("29s"), ("7".to_owned(), 7, 2));
}

#[test]
fn what_is_asked_for_to_happen_later_happens_when_its_time_comes() {
    let (mut elsewhere, mut run) = followed(scaling_handlers(4), "10s");
    let crash = Action::Crash { component: "save-handler.1".to_owned() };
    run.seek(moment("4s"));
    let entries = [("4s", add("now")), ("9s", crash)].map(|(at, action)| Entry { at: moment(at), action });
    run.perform(entries.to_vec()).expect("two deeds");
    assert_eq!(elsewhere.recording.next_wish_due(), Some(moment("10s")));
    follow(&mut elsewhere, &mut run, "20s");
    let done: Vec<Time> = elsewhere.done.iter().map(|entry| entry.at).collect();
    assert_eq!(done, [moment("10s"), moment("15s")], "five seconds apart, as asked for");
    let crashed = run.recent().iter().find(|record| matches!(record.kind, Kind::Crashed { .. }));
    assert_eq!(crashed.map(|record| record.at), Some(moment("15s")));
}

#[test]
fn a_real_servers_links_and_process_are_not_ours() {
    let scenario = Play::new().group("save", 1, "1ms").knob("nats", "loss", "0%", "50%");
    let (_, mut run) = Elsewhere::begin::<Known>(scenario.scenario());
    let before = run.entries().len();
    let lose = Action::LoseNext { component: "save.1".to_owned() };
    let restart = Action::Restart { component: "nats".to_owned() };
    for (action, name) in [(lose, "save.1"), (restart, "nats")] {
        assert_eq!(run.act(action), Err(ScenarioError::OnlySimulated(name.to_owned())));
    }
    assert_eq!(run.turn("nats-loss", "10%"), Err(ScenarioError::OnlySimulated("nats-loss".to_owned())));
    let capabilities = run.capabilities();
    assert!(capabilities.acts && capabilities.faults && !capabilities.links && !capabilities.restart_broker);
    assert_eq!(run.entries().len(), before);
}

#[test]
fn a_run_that_is_over_is_played_to_its_end_and_nothing_is_done_in_it_any_more() {
    let (elsewhere, run) = followed(scaling_handlers(4), "10s");
    elsewhere.recording.end();
    assert!(!run.is_live());
    let records = elsewhere.recording.records().expect("all of them");
    let recording = Recording::of(records);
    let mut again = Simulation::<Known>::recorded(scaling_handlers(4), recording.clone()).expect("a run");
    assert_eq!(again.act(add("too late")), Err(ScenarioError::Over));
    again.play();
    again.set_speed(Speed::from_thousandths(2_000));
    again.advance(Span::from_secs(2), u32::MAX);
    assert_eq!(again.now(), moment("4s"));
    again.advance(Span::from_secs(60), u32::MAX);
    assert_eq!((again.is_playing(), hash(&again)), (false, hash(&run)));
    assert_eq!(recording.next_wish_due(), None);
    again.reset().expect("a beginning");
    assert_eq!(again.now(), Time::ZERO);
}

/// A record that says nothing but that it happened, a millisecond after the one before.
fn plain(index: u64) -> Record {
    let at = Time::from_nanos(index * 1_000_000);
    Record { index, at, cause: None, component: ComponentId { part: 1, member: 1 }, kind: Kind::Healed }
}

fn empty() -> (Recording, Simulation<Known>) {
    let recording = Recording::default();
    (recording.clone(), Simulation::recorded(scaling_handlers(4), recording).expect("a run"))
}

#[test]
fn a_held_picture_lets_the_recording_fill_and_what_was_not_seen_is_never_dropped() {
    let (recording, mut run) = empty();
    let mut taken = 0;
    while recording.push(plain(taken)) {
        assert_eq!(recording.is_full(), taken + 1 >= 200_000, "it says so before it refuses");
        taken += 1;
    }
    assert_eq!((taken, recording.written(), recording.dropped()), (210_000, 210_000, 0));
    run.go_live();
    assert_eq!(run.position(), 210_000, "all that was taken can be seen");
    assert!(!recording.is_full() && recording.push(plain(taken)));
    assert_eq!(recording.records(), Err(Unsaveable::Dropped(recording.dropped())));
    assert!(recording.dropped() > 0);
}

#[test]
fn a_long_run_can_be_rewound_over_what_is_kept_and_no_further() {
    let (recording, mut run) = empty();
    run.play();
    for index in 0..600_000 {
        assert!(recording.push(plain(index)));
        if index % 20 == 19 {
            run.advance(Span::from_millis(20), u32::MAX);
        }
    }
    let (end, there) = (run.position(), hash(&run));
    assert!(recording.dropped() >= 390_000);
    run.seek(Time::ZERO);
    assert_eq!(run.now(), run.earliest());
    assert!(run.position() >= recording.dropped() && run.position() < recording.dropped() + 20_000);
    run.seek(moment("500s"));
    assert_eq!((run.now(), run.recent().len()), (moment("500s"), WINDOW));
    run.go_live();
    assert_eq!((run.position(), hash(&run)), (end, there));
}

#[test]
fn who_is_held_in_the_past_keeps_what_comes_next() {
    let (recording, mut run) = empty();
    (0..150_000).for_each(|index| assert!(recording.push(plain(index))));
    run.go_live();
    run.seek(moment("60s"));
    let position = run.position();
    let taken = (150_000..).take_while(|&index| recording.push(plain(index))).count() as u64;
    assert_eq!(recording.dropped(), position, "what was seen made room");
    assert_eq!(taken, 210_000 + position - 150_000);
    assert!(!run.step_back(), "nothing before it is kept");
    assert!(run.step_forward());
    run.go_live();
    assert_eq!(run.position(), 150_000 + taken);
}

#[test]
fn large_messages_fill_it_sooner() {
    let (recording, _) = empty();
    let payload = vec![7; 1 << 20];
    let publish = |index: u64| {
        let id = MessageId::generated(ComponentId { part: 1, member: 1 }, 1);
        let (subject, payload) = ("orders.new".parse().expect("a subject"), payload[..].into());
        let message = Message { id, parent: None, subject, reply: None, headers: Headers::default(), payload };
        Record { kind: Kind::Published { message: Arc::new(message) }, ..plain(index) }
    };
    assert_eq!((0..).take_while(|&index| recording.push(publish(index))).count(), 34);
    assert!(recording.is_full());
}
