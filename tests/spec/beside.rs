//! The simulation beside another run: the same ledgers at the same moment, however one gets there.

use crate::stage::scaling_handlers;
use queue_playground::player::{Beside, Simulation};
use queue_playground::scenario::{Action, Scenario};
use queue_playground::sim::chance::Seed;
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{Obligations, Publications};

type Run = Simulation<(Publications, Obligations)>;

fn run(scenario: Scenario) -> Run {
    Run::new(scenario).expect("a scenario that can be run")
}

/// Lets it reach the moment of the run, in as many turns as it takes.
fn follow(beside: &mut Beside, run: &Run, budget: u32) {
    while !beside.reach(run.scenario(), run.applied(), run.now(), budget).expect("the same scenario") {
        assert!(beside.is_behind());
    }
    assert!(!beside.is_behind());
    let (publications, obligations) = run.known();
    assert_eq!((beside.publications(), beside.obligations()), (publications, obligations), "at {:?}", run.now());
}

#[test]
fn it_agrees_with_the_run_at_every_moment_with_whatever_is_done_meanwhile() {
    let scenario = scaling_handlers(3);
    let (mut beside, mut run) = (Beside::new(&scenario).expect("a valid scenario"), run(scenario));
    for tick in 0..200 {
        run.seek(Time::ZERO + Span::from_millis(97 * tick));
        match tick {
            30 => run.act(Action::Crash { component: "save-handler.1".to_owned() }).expect("a handler to crash"),
            60 => {
                let item = Action::Publish { component: "todo-web".to_owned(), text: "buy milk".to_owned() };
                run.act(item.clone()).expect("a publisher");
                run.act(item).expect("a publisher");
            }
            90 => run.turn("handlers", "1").expect("the knob"),
            _ => {}
        }
        follow(&mut beside, &run, u32::MAX);
    }
    assert!(beside.obligations().done > 10 && beside.obligations().lost.total() > 0, "{:?}", beside.obligations());
}

#[test]
fn it_takes_no_more_records_at_once_than_it_is_allowed() {
    let scenario = scaling_handlers(2);
    let (mut beside, mut run) = (Beside::new(&scenario).expect("a valid scenario"), run(scenario));
    run.seek(Time::ZERO + Span::from_secs(20));
    let first = beside.reach(run.scenario(), run.applied(), run.now(), 5).expect("the same scenario");
    assert!(!first && beside.publications().published < 5);
    follow(&mut beside, &run, 5);
}

#[test]
fn it_begins_anew_when_the_run_goes_back_or_is_another_one() {
    let scenario = scaling_handlers(1);
    let (mut beside, mut run) = (Beside::new(&scenario).expect("a valid scenario"), run(scenario));
    run.seek(Time::ZERO + Span::from_secs(10));
    follow(&mut beside, &run, u32::MAX);
    run.seek(Time::ZERO + Span::from_secs(4));
    follow(&mut beside, &run, u32::MAX);
    // To act in the past is to have another future.
    run.act(Action::Crash { component: "save-handler.1".to_owned() }).expect("a handler to crash");
    run.seek(Time::ZERO + Span::from_secs(10));
    follow(&mut beside, &run, u32::MAX);
    run.seek(Time::ZERO + Span::from_secs(2));
    run.turn("handlers", "3").expect("the knob");
    run.seek(Time::ZERO + Span::from_secs(12));
    follow(&mut beside, &run, u32::MAX);
    run.reseed(Seed(7)).expect("another seed");
    run.seek(Time::ZERO + Span::from_secs(12));
    follow(&mut beside, &run, u32::MAX);
}
