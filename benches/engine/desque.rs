//! The same model with an established crate for discrete-event simulation, for scale.
//!
//! `desque` is, as our kernel is, one thread, an agenda and virtual time; its events are boxed trait objects, which is
//! what a general framework costs. (`nexosim` is better known, but runs models as asynchronous actors with mailboxes:
//! its price per event is for something else.)

use super::kernel::{CUSTOMERS, GAP, Line, SERVICE, exponential};
use desque::SimState;
use desque::serial::{Event, Simulation};
use rand_core::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;
use std::hint::black_box;

struct State {
    line: Line,
    luck: Xoshiro256PlusPlus,
}

impl SimState<u64> for State {}

#[derive(Debug)]
struct Arrival;

#[derive(Debug)]
struct Departure;

impl Event<State, u64> for Arrival {
    fn execute(&mut self, simulation: &mut Simulation<State, u64>) -> desque::Result {
        let now = *simulation.current_time();
        if simulation.state().line.arrived < CUSTOMERS {
            let gap = exponential(&mut simulation.state_mut().luck, GAP);
            simulation.schedule(Arrival, now + gap)?;
        }
        if simulation.state_mut().line.arrive(now) { serve(simulation, now) } else { Ok(()) }
    }
}

impl Event<State, u64> for Departure {
    fn execute(&mut self, simulation: &mut Simulation<State, u64>) -> desque::Result {
        let now = *simulation.current_time();
        if simulation.state_mut().line.depart(now) { serve(simulation, now) } else { Ok(()) }
    }
}

fn serve(simulation: &mut Simulation<State, u64>, now: u64) -> desque::Result {
    let service = exponential(&mut simulation.state_mut().luck, SERVICE);
    simulation.schedule(Departure, now + service)
}

pub fn run() -> u64 {
    let state = State { line: Line::default(), luck: Xoshiro256PlusPlus::seed_from_u64(42) };
    let mut simulation = Simulation::new(state, 0);
    simulation.schedule(Arrival, 0).and_then(|()| simulation.run()).expect("events that cannot fail");
    black_box(simulation.state().line.waited);
    CUSTOMERS
}
