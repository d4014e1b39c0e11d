//! Runs scenarios and watches them, on every core.

use crate::invariants::{Breach, Watch};
use crate::random::{self, END, Flavour};
use crate::shorten::shorten;
use queue_playground::scenario::Scenario;
use queue_playground::sim::time::Time;
use queue_playground::world::World;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// A seed whose run breaks an invariant.
pub(crate) struct Failure {
    /// The seed.
    pub(crate) seed: u64,
    /// The scenario that it makes.
    pub(crate) scenario: Scenario,
    /// What broke.
    pub(crate) breach: Breach,
}

/// The scenario of a seed: every flavour has its turn.
pub(crate) fn scenario(seed: u64) -> Scenario {
    let flavours = Flavour::ALL;
    let turn = usize::try_from(seed % flavours.len() as u64).unwrap_or(0);
    random::scenario(flavours[turn], seed)
}

/// Runs a scenario up to a moment and says how many records there were.
///
/// # Errors
/// The first invariant that does not hold; a panic is one, too.
pub(crate) fn watch(scenario: &Scenario, until: Time) -> Result<u64, Breach> {
    let (mut index, mut at) = (0, Time::ZERO);
    let run = AssertUnwindSafe(|| {
        let mut world = World::new(scenario).expect("a scenario that can be run");
        let mut invariants = Watch::new(scenario);
        while let Some(record) = world.next_record(until, &scenario.entries) {
            (index, at) = (record.index, record.at);
            invariants.check(&record)?;
        }
        invariants.end(until, index)?;
        Ok(index + 1)
    });
    catch_unwind(run).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|&text| text.to_owned()));
        Err(Breach { invariant: "no panic", problem: text.unwrap_or_default(), index, at })
    })
}

/// Runs `count` seeds from `first` on, and says how many records there were.
///
/// # Errors
/// The failing seed that is lowest of those found.
pub(crate) fn sweep(first: u64, count: u64) -> Result<u64, Box<Failure>> {
    let (next, records) = (AtomicU64::new(first), AtomicU64::new(0));
    let failure: Mutex<Option<Box<Failure>>> = Mutex::new(None);
    let search = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= first + count {
                return;
            }
            let scenario = scenario(seed);
            match watch(&scenario, END) {
                Ok(number) => {
                    records.fetch_add(number, Ordering::Relaxed);
                }
                Err(breach) => {
                    // Lower seeds are under way on other cores: they end, but no higher one begins.
                    next.fetch_add(count, Ordering::Relaxed);
                    let mut found = failure.lock().expect("nobody panics with the lock");
                    if found.as_ref().is_none_or(|found| found.seed > seed) {
                        *found = Some(Box::new(Failure { seed, scenario, breach }));
                    }
                }
            }
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..cores).for_each(|_| drop(scope.spawn(search))));
    let failure = failure.into_inner().expect("nobody panics with the lock");
    failure.map_or_else(|| Ok(records.into_inner()), Err)
}

/// The shortest scenario that fails in the same way, as a file that `qp run` accepts, and how it fails.
pub(crate) fn report(failure: &Failure) -> (String, Breach) {
    let (scenario, breach) = shorten(&failure.scenario, failure.breach.clone(), |scenario| watch(scenario, END).err());
    (serde_json::to_string_pretty(&scenario).expect("a scenario is JSON") + "\n", breach)
}
