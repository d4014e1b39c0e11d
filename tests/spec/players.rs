//! The player: play, pause, step, seek and fork, over one timeline.

use crate::stage::{Play, Transcript, scaling_handlers};
use queue_playground::player::{Simulation, Speed, WINDOW};
use queue_playground::scenario::{Action, Entry, Scenario};
use queue_playground::sim::chance::Seed;
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{Obligations, TranscriptHash};

type Known = (Obligations, TranscriptHash);

fn simulation(scenario: Scenario) -> Simulation<Known> {
    Simulation::new(scenario).expect("a scenario that can be run")
}

fn moment(text: &str) -> Time {
    text.parse().expect("a moment")
}

fn hash(simulation: &Simulation<Known>) -> String {
    simulation.known().1.to_string()
}

fn add(text: &str) -> Action {
    Action::Publish { component: "todo-web".to_owned(), text: text.to_owned() }
}

#[test]
fn a_moment_reached_by_seeking_is_the_moment_reached_by_playing() {
    let mut played = simulation(scaling_handlers(1));
    let mut sought = played.clone();
    played.play();
    for _ in 0..600 {
        played.advance(Span::from_millis(100), u32::MAX);
    }
    sought.seek(moment("90s"));
    sought.seek(moment("10s"));
    sought.seek(moment("60s"));
    assert_eq!((played.now(), played.position(), hash(&played)), (sought.now(), sought.position(), hash(&sought)));
    assert_eq!(played.recent(), sought.recent());
}

#[test]
fn every_moment_of_a_long_run_can_be_gone_back_to() {
    let mut simulation = simulation(scaling_handlers(2));
    let mut seen = Vec::new();
    for second in (0..600).step_by(7) {
        simulation.seek(Time::ZERO + Span::from_secs(second));
        seen.push((simulation.now(), simulation.position(), hash(&simulation)));
    }
    for (now, position, hash_then) in seen.into_iter().rev() {
        simulation.seek(now);
        assert_eq!((simulation.now(), simulation.position(), hash(&simulation)), (now, position, hash_then));
        assert_eq!(simulation.recent().len() as u64, position.min(WINDOW as u64), "the window is full again");
    }
}

#[test]
fn one_step_is_one_record_in_both_directions() {
    let mut simulation = simulation(scaling_handlers(3));
    simulation.seek(moment("5s"));
    let mut trail = vec![(simulation.position(), hash(&simulation))];
    for _ in 0..200 {
        assert!(simulation.step_forward());
        trail.push((simulation.position(), hash(&simulation)));
    }
    assert!(trail.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1));
    while let Some(expected) = trail.pop() {
        assert_eq!((simulation.position(), hash(&simulation)), expected);
        simulation.step_back();
    }
}

#[test]
fn stepping_back_stops_at_the_start_with_everyone_there() {
    let mut simulation = simulation(scaling_handlers(3));
    let (start, start_hash) = (simulation.position(), hash(&simulation));
    assert_eq!(start, 5, "a publisher, three handlers and a database have joined");
    simulation.seek(moment("1s"));
    while simulation.step_back() {}
    assert_eq!((simulation.now(), simulation.position(), hash(&simulation)), (Time::ZERO, start, start_hash));
}

#[test]
fn typed_items_and_knob_changes_survive_a_seek() {
    let mut simulation = simulation(scaling_handlers(4));
    simulation.seek(moment("10s"));
    simulation.act(add("홍보 비디오 촬영")).expect("an item");
    simulation.seek(moment("20s"));
    simulation.turn("handlers", "7").expect("seven handlers");
    simulation.seek(moment("40s"));
    let later = hash(&simulation);

    simulation.seek(moment("5s"));
    let handlers = simulation.scenario().knob("handlers").expect("a knob").clone();
    assert_eq!(simulation.value(&handlers).map(|value| value.to_string()).as_deref(), Some("3"));
    simulation.seek(moment("40s"));
    assert_eq!(hash(&simulation), later);
    assert_eq!(simulation.value(&handlers).map(|value| value.to_string()).as_deref(), Some("7"));
}

#[test]
fn acting_in_the_past_drops_the_future() {
    let mut simulation = simulation(scaling_handlers(4));
    simulation.seek(moment("10s"));
    simulation.act(add("kept")).expect("an item");
    simulation.seek(moment("30s"));
    simulation.act(add("dropped")).expect("an item");
    simulation.seek(moment("20s"));
    simulation.act(Action::Crash { component: "save-handler.1".to_owned() }).expect("a crash");
    assert_eq!(simulation.entries().len(), 2);
    assert_eq!(simulation.furthest(), moment("20s"));

    // The forked run is the run that would have been, had this been done from the first.
    simulation.seek(moment("50s"));
    let mut scenario = scaling_handlers(4);
    scenario.entries = simulation.entries().to_vec();
    let mut fresh = self::simulation(scenario);
    fresh.seek(moment("50s"));
    assert_eq!(hash(&simulation), hash(&fresh));
}

#[test]
fn what_was_dropped_does_not_come_back_by_seeking() {
    let mut simulation = simulation(scaling_handlers(4));
    simulation.seek(moment("400s"));
    simulation.seek(moment("100s"));
    simulation.turn("rate", "1/s").expect("a rate");
    simulation.seek(moment("300s"));
    let (position, there) = (simulation.position(), hash(&simulation));
    simulation.seek(moment("200s"));
    simulation.seek(moment("300s"));
    assert_eq!((simulation.position(), hash(&simulation)), (position, there));
}

#[test]
fn many_short_frames_come_to_the_same_as_one_long() {
    let mut simulation = simulation(scaling_handlers(4));
    simulation.set_speed(Speed::from_thousandths(333));
    simulation.play();
    for _ in 0..1_000 {
        simulation.advance(Span::from_nanos(1), u32::MAX);
    }
    assert_eq!(simulation.now(), Time::from_nanos(333));
}

#[test]
fn acting_between_two_steps_replays_the_same() {
    let mut simulation = simulation(scaling_handlers(6));
    simulation.seek(moment("3s"));
    for step in 0..50 {
        simulation.step_forward();
        if step % 7 == 3 {
            simulation.act(add(&format!("item {step}"))).expect("an item");
        }
        if step % 11 == 5 {
            simulation.step_back();
        }
    }
    let (now, position, there) = (simulation.now(), simulation.position(), hash(&simulation));
    simulation.seek(Time::ZERO);
    simulation.seek(now);
    while simulation.position() > position {
        simulation.step_back();
    }
    assert_eq!(hash(&simulation), there);
}

#[test]
fn a_knob_turned_at_the_very_start_changes_the_parameters() {
    let mut simulation = simulation(scaling_handlers(4));
    simulation.turn("handlers", "5").expect("five handlers");
    assert!(simulation.entries().is_empty());
    assert_eq!(simulation.scenario().cast[1].replicas, 5);
    simulation.seek(moment("1s"));
    simulation.turn("handlers", "2").expect("two handlers");
    assert_eq!(simulation.entries().len(), 1);
    assert_eq!(simulation.scenario().cast[1].replicas, 5);
}

#[test]
fn a_reset_keeps_the_knobs_and_drops_what_was_done() {
    let mut simulation = simulation(scaling_handlers(4));
    simulation.seek(moment("10s"));
    simulation.turn("rate", "20/s").expect("a rate");
    simulation.act(add("gone")).expect("an item");
    simulation.reset().expect("a valid scenario");
    assert_eq!((simulation.now(), simulation.entries().len()), (Time::ZERO, 0));
    let rate = simulation.scenario().knob("rate").expect("a knob").clone();
    assert_eq!(simulation.value(&rate).map(|value| value.to_string()).as_deref(), Some("20/s"));
    simulation.reseed(Seed(9)).expect("a valid scenario");
    assert_eq!(simulation.seed(), Seed(9));
}

fn crash(member: u16) -> Action {
    Action::Crash { component: format!("save-handler.{member}") }
}

fn to_come(simulation: &Simulation<Known>) -> Vec<Action> {
    simulation.entries()[simulation.applied().len()..].iter().map(|entry| entry.action.clone()).collect()
}

#[test]
fn what_the_scenario_lets_happen_still_happens_after_somebody_acted() {
    let mut scenario = scaling_handlers(4);
    scenario.entries = vec![Entry { at: moment("20s"), action: crash(1) }];
    let mut simulation = simulation(scenario);
    simulation.seek(moment("10s"));
    simulation.act(add("typed")).expect("an item");
    assert_eq!(to_come(&simulation), [crash(1)]);
    simulation.seek(moment("21s"));
    assert_eq!(simulation.applied().len(), 2);
    assert!(simulation.known().0.lost.crash > 0);
}

#[test]
fn what_was_asked_for_to_happen_later_is_dropped_only_by_acting_before_it_was_asked_for() {
    let mut simulation = simulation(scaling_handlers(4));
    simulation.seek(moment("10s"));
    let later = Entry { at: moment("20s"), action: crash(1) };
    simulation.perform(vec![Entry { at: moment("10s"), action: crash(2) }, later]).expect("two crashes");
    simulation.seek(moment("15s"));
    simulation.act(add("between")).expect("an item");
    assert_eq!(to_come(&simulation), [crash(1)], "it was asked for before");
    simulation.seek(moment("5s"));
    simulation.act(add("earlier")).expect("an item");
    assert_eq!(to_come(&simulation), [], "it was asked for later, in a future that is dropped");
}

#[test]
fn of_several_things_one_that_cannot_be_keeps_all_from_being_done() {
    let mut simulation = simulation(scaling_handlers(4));
    let nobody = Action::Crash { component: "nobody".to_owned() };
    let both = [crash(1), nobody].map(|action| Entry { at: moment("1s"), action });
    assert!(simulation.perform(both.to_vec()).is_err());
    assert_eq!(simulation.entries(), []);
}

#[test]
fn time_is_held_at_the_very_record_at_which_it_is_to_be_held() {
    let mut simulation = simulation(scaling_handlers(4));
    simulation.play();
    simulation.advance_until(Span::from_secs(30), u32::MAX, |_, known| known.0.done >= 12);
    assert!(!simulation.is_playing());
    assert_eq!(simulation.known().0.done, 12);
    simulation.step_back();
    assert_eq!(simulation.known().0.done, 11);
}

#[test]
fn a_bad_action_changes_nothing() {
    let mut simulation = simulation(scaling_handlers(4));
    simulation.seek(moment("10s"));
    let before = (hash(&simulation), simulation.entries().len());
    assert!(simulation.turn("handlers", "99").is_err());
    assert!(simulation.act(Action::Crash { component: "nobody".to_owned() }).is_err());
    assert_eq!((hash(&simulation), simulation.entries().len()), before);
}

#[test]
fn speed_stretches_time_and_pause_holds_it() {
    let mut simulation = simulation(scaling_handlers(4));
    simulation.advance(Span::from_secs(1), u32::MAX);
    assert_eq!(simulation.now(), Time::ZERO, "it begins paused");
    simulation.play();
    simulation.set_speed(Speed::from_thousandths(250));
    simulation.advance(Span::from_secs(2), u32::MAX);
    assert_eq!(simulation.now(), moment("500ms"));
    simulation.pause();
    simulation.advance(Span::from_secs(2), u32::MAX);
    assert_eq!(simulation.now(), moment("500ms"));
}

#[test]
fn a_small_allowance_of_records_slows_time_and_skips_nothing() {
    let mut hurried = simulation(scaling_handlers(8));
    hurried.play();
    hurried.set_speed(Speed::from_thousandths(50_000));
    let mut behind = 0;
    while hurried.now() < moment("100s") {
        behind += u32::from(hurried.advance(Span::from_millis(16), 5).behind);
    }
    assert!(behind > 100);
    let mut calm = simulation(scaling_handlers(8));
    calm.seek(hurried.now());
    while calm.position() > hurried.position() {
        calm.step_back();
    }
    assert_eq!(hash(&calm), hash(&hurried));
}

#[test]
fn the_player_shows_what_the_world_does() {
    let scenario = Play::new().rate("9/s").poisson().group("save", 2, "200ms").crash("4s", "save.1").scenario();
    let mut simulation = simulation(scenario.clone());
    simulation.seek(moment("30s"));
    let transcript = Transcript::of(&scenario, "30s");
    assert_eq!(simulation.position(), transcript.records.len() as u64);
}
