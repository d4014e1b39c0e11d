//! A race: several ways to do comparable work take turns, and are compared turn by turn.
//!
//! Machines are noisy, and noise comes in stretches. Measuring one lane after the other puts a stretch on one of them;
//! taking turns of a fraction of a second puts it on all. The ratio is the median over the turns, the time is that of
//! the best turn: the one that was disturbed least.

use super::clock;

/// One way to do the work.
pub struct Lane<'a> {
    pub name: &'static str,
    /// Does it once and says how many units that were.
    pub turn: Box<dyn FnMut() -> u64 + 'a>,
}

impl<'a> Lane<'a> {
    pub fn new(name: &'static str, turn: impl FnMut() -> u64 + 'a) -> Lane<'a> {
        Lane { name, turn: Box::new(turn) }
    }
}

/// Runs the lanes in turn, each so often; the first turn is a warm-up and does not count. Prints a line for each: race,
/// lane, nanoseconds per unit, ratio to the first lane.
pub fn race(name: &str, unit: &str, turns: usize, mut lanes: Vec<Lane<'_>>) {
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); lanes.len()];
    for turn in 0..=turns {
        for (lane, times) in lanes.iter_mut().zip(&mut times) {
            let start = clock::seconds();
            let units = (lane.turn)();
            let took = clock::seconds() - start;
            if turn > 0 {
                times.push(took * 1e9 / units as f64);
            }
        }
    }
    for (lane, own) in lanes.iter().zip(&times) {
        let best = own.iter().copied().fold(f64::INFINITY, f64::min);
        let ratio = median(own.iter().zip(&times[0]).map(|(own, first)| own / first).collect());
        clock::print(&format!("bench | {name:<9} | {:<36} | {best:>9.1} ns/{unit:<9} | {ratio:>5.2}", lane.name));
    }
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}
