//! scaling-handlers: what its texts claim.

use crate::stage::{Transcript, scaling_handlers};
use queue_playground::player::Simulation;
use queue_playground::scenario::Action;
use queue_playground::transcript::{Kind, Obligations, Stage};

/// NATS does not know who is busy, so one handler may fall behind while another is idle.
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

/// The backlog waits in each handler's own buffer. Crash a handler, and what waited there is lost with it.
#[test]
fn scaling_handlers_a_crash_loses_what_waited() {
    let scenario = scaling_handlers(42);
    let mut simulation = Simulation::<Obligations>::new(scenario).expect("a scenario that can be run");
    simulation.turn("handlers", "1").expect("one handler");
    simulation.seek("20s".parse().expect("a moment"));
    let waiting = simulation.known().pending;
    assert!(waiting > 10);
    let crash = Action::Crash { component: "save-handler.1".to_owned() };
    simulation.act(crash).expect("a crash");
    let known = simulation.known();
    assert_eq!((known.pending, known.in_work), (0, 0));
    assert_eq!(known.lost.crash, waiting + 1);
    let lost =
        simulation.recent().iter().filter(|record| matches!(record.kind, Kind::Lost { stage: Stage::Pending, .. }));
    assert_eq!(lost.count() as u64, waiting);
}
