//! A lesson as a person goes through it: on, back, and away from it.

use crate::host::Host;
use crate::waiting::{frame, until_true};
use queue_playground::embed::Options;
use queue_playground::patterns::{self, Watch, deeds};
use queue_playground::player::Simulation;
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::Tally;
use wasm_bindgen_test::wasm_bindgen_test;

const NAME: &str = "scaling-handlers";
const ON: &str = "[data-action='lesson-on']";
const BACK: &str = "[data-action='lesson-back']";

async fn host() -> Host {
    Host::mount(Options { pattern: NAME, ..Options::default() }).await
}

fn stand(host: &Host) -> String {
    host.attribute("[data-stand]", "data-stand")
}

fn beat(host: &Host) -> String {
    host.attribute("[data-beat]", "data-beat")
}

async fn held(host: &Host) {
    until_true("time is held", || stand(host) == "Held").await;
}

/// When what the first beats wait for comes, if each is gone on from at once.
fn moments(beats: usize) -> Vec<Time> {
    let pattern = patterns::find(NAME).expect("a pattern");
    let mut run = Simulation::<Tally>::new(pattern.scenario().expect("a scenario")).expect("a run");
    let roster = run.roster().clone();
    let arrive = |beat: &patterns::Beat| {
        let watch = Watch { since: run.now(), before: run.known().clone() };
        run.perform(deeds(beat.deeds, run.now()).expect("deeds")).expect("deeds that can be done");
        run.play();
        while run.is_playing() {
            let holds = |now, tally: &Tally| beat.until.holds(&watch, now, tally, &roster);
            run.advance_until(Span::from_secs(1), u32::MAX, holds);
        }
        run.now()
    };
    pattern.beats[..beats].iter().map(arrive).collect()
}

#[wasm_bindgen_test]
async fn a_beat_holds_time_at_the_very_record_that_it_waits_for() {
    let host = host().await;
    let moments = moments(2);
    assert_eq!(stand(&host), "Open");
    host.click(ON).await;
    until_true("it says what it waits for", || host.text(".beat-progress").contains("todo-db")).await;
    held(&host).await;
    assert_eq!(host.now(), moments[0].to_string());
    assert!(!host.text(".beat-status").is_empty());
    host.click(ON).await;
    until_true("the second beat has begun", || beat(&host) == "2").await;
    // Whoever does not want to wait is at the same moment as whoever does.
    host.click(ON).await;
    until_true("the third beat has begun", || beat(&host) == "3").await;
    host.click(BACK).await;
    until_true("the second beat begins again", || beat(&host) == "2" && stand(&host) == "Waiting").await;
    held(&host).await;
    assert_eq!(host.now(), moments[1].to_string());
}

#[wasm_bindgen_test]
async fn who_presses_play_has_time_to_themselves() {
    let host = host().await;
    let moment = moments(1)[0];
    host.click("[data-action='play']").await;
    let now = || host.now().parse::<Time>().expect("a moment");
    until_true("time goes beyond what the beat waits for", || now() > moment + Span::from_millis(100)).await;
    until_true("it says that it has happened", || stand(&host) == "Reached").await;
    assert_eq!(host.attribute("[data-action='play']", "aria-pressed"), "true");
}

#[wasm_bindgen_test]
async fn who_rewinds_turns_the_pages_back_and_who_resets_begins_again() {
    let host = host().await;
    host.click(ON).await;
    until_true("it waits", || stand(&host) == "Waiting").await;
    for expected in ["2", "3"] {
        host.click(ON).await;
        until_true("the next beat has begun", || beat(&host) == expected).await;
    }
    let first = moments(1)[0];
    host.seek(0);
    until_true("the first beat is shown", || beat(&host) == "1" && stand(&host) == "Open").await;
    host.seek(first.as_nanos() / 1_000_000 + 1_000);
    until_true("the second beat is shown", || beat(&host) == "2").await;
    host.click("[data-action='reset']").await;
    until_true("it is at its beginning", || beat(&host) == "1" && host.now() == "0s").await;
    // It was playing, and so it is: the lesson leads again.
    assert_eq!(stand(&host), "Waiting");
}

#[wasm_bindgen_test]
async fn what_is_suggested_is_done_by_its_button() {
    let host = host().await;
    while host.find("[data-action='try']").is_none() {
        host.click(ON).await;
        frame().await;
    }
    let crashed = || host.text(".stage-still").contains("crashed");
    until_true("a handler is down", crashed).await;
    host.click("[data-action='try']").await;
    until_true("it is up again", || !crashed()).await;
}
