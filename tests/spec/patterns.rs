//! The built-in patterns: each can be run, and keeps what its texts promise.

use crate::stage::{Transcript, scaling_handlers};
use queue_playground::i18n::Lang;
use queue_playground::patterns;
use queue_playground::player::Simulation;
use queue_playground::scenario::Scenario;
use queue_playground::sim::time::Time;
use queue_playground::transcript::{Kind, Obligations, Stage};

#[test]
fn every_pattern_can_be_run_in_a_balanced_way() {
    for pattern in patterns::ALL {
        let scenario = pattern.scenario().expect("a scenario that can be run");
        assert_eq!(scenario.name, pattern.name);
        let mut simulation = Simulation::<Obligations>::new(scenario).expect("a scenario that can be run");
        simulation.seek("60s".parse::<Time>().expect("a moment"));
        assert!(simulation.known().balances() && simulation.known().done > 0);
    }
}

#[test]
fn every_pattern_is_the_scenario_that_its_source_says() {
    for pattern in patterns::ALL {
        let read = Scenario::from_json(pattern.source).expect("a scenario that can be read");
        assert_eq!(pattern.scenario().expect("a scenario that can be run"), read, "{}", pattern.name);
    }
}

#[test]
fn every_pattern_says_the_same_things_in_both_languages() {
    for pattern in patterns::ALL {
        let [english, korean] = Lang::ALL.map(|lang| pattern.words(lang));
        assert_eq!(english.notice.len(), korean.notice.len());
        assert_ne!((english.title, english.lead), (korean.title, korean.lead));
    }
}

#[test]
fn an_unknown_pattern_is_answered_with_the_list() {
    let error = patterns::find("scaling").expect_err("no such pattern").to_string();
    assert!(error.contains("“scaling”") && error.contains("scaling-handlers"), "{error}");
}

/// scaling-handlers: "one handler may fall behind while another is idle".
#[test]
fn scaling_handlers_one_falls_behind_while_another_is_idle() {
    let transcript = Transcript::of(&scaling_handlers(42), "60s");
    let (mut pending, mut working) = ([0_i32; 4], [false; 4]);
    let mut seen = false;
    for record in &transcript.records {
        let member = usize::from(record.component.member);
        match record.kind {
            Kind::Delivered { .. } => pending[member] += 1,
            Kind::Started { .. } => {
                pending[member] -= 1;
                working[member] = true;
            }
            Kind::Finished { .. } => working[member] = false,
            _ => {}
        }
        let idle = (1..=3).any(|member| !working[member] && pending[member] == 0);
        seen |= idle && (1..=3).any(|member| pending[member] >= 3);
    }
    assert!(seen);
}

/// scaling-handlers: "Crash a handler, and what waited there is lost with it."
#[test]
fn scaling_handlers_a_crash_loses_what_waited() {
    let scenario = scaling_handlers(42);
    let mut simulation = Simulation::<Obligations>::new(scenario).expect("a scenario that can be run");
    simulation.turn("handlers", "1").expect("one handler");
    simulation.seek("20s".parse().expect("a moment"));
    let waiting = simulation.known().pending;
    assert!(waiting > 10);
    let crash = queue_playground::scenario::Action::Crash { component: "save-handler.1".to_owned() };
    simulation.act(crash).expect("a crash");
    let known = simulation.known();
    assert_eq!((known.pending, known.in_work), (0, 0));
    assert_eq!(known.lost.crash, waiting + 1);
    let lost =
        simulation.recent().iter().filter(|record| matches!(record.kind, Kind::Lost { stage: Stage::Pending, .. }));
    assert_eq!(lost.count() as u64, waiting);
}
