//! Which engine a run on a server gets, and what is drawn of it.

use super::fields::{Asked, Why, Wrong};
use crate::live::engine::Engine;
use crate::live::names::Names;
use crate::live::run::{NoLive, Plan, Run};
use crate::live::watch::{Refused, Watch, WatchOptions};
use crate::message::subject::SubjectError;
use crate::scenario::Scenario;
use crate::sim::time::Time;

/// The scenario's cast on a server.
///
/// # Errors
/// [`NoLive`] if it cannot be there.
pub fn run(scenario: &Scenario, names: Names, asked: &Asked) -> Result<Box<dyn Engine>, NoLive> {
    let plan = Plan::new(scenario, names, asked.credentials.clone(), asked.cap)?;
    Ok(Box::new(Run::new(plan, Time::ZERO)))
}

/// Somebody who watches what is there; the scenario is what is drawn.
///
/// # Errors
/// [`Wrong`] if the fields ask for what may not be watched.
pub fn watch(asked: &Asked, like: &Scenario) -> Result<(Scenario, Box<dyn Engine>), Wrong> {
    let wrong = |field, why| Wrong { field, why };
    let nothing = || wrong("filter", Why::Filter(SubjectError::Empty));
    let filter = asked.filter.clone().ok_or_else(nothing)?;
    let mut options = WatchOptions::new(filter, asked.credentials.clone(), like.seed);
    (options.rate, options.most, options.payload) = (asked.cap, asked.most, asked.bytes as usize);
    options.everything = asked.everything;
    let watch = Watch::new(options, Time::ZERO).map_err(|refused| match refused {
        // A filter that could be read is one.
        Refused::Invalid(_) => nothing(),
        Refused::Everything(_) => wrong("filter", Why::Everything),
        // The fields have the same bounds.
        Refused::Rate(_) | Refused::Most(_) | Refused::Payload(_) => wrong("cap", Why::Number),
    })?;
    Ok((watch.scenario().clone(), Box::new(watch)))
}
