//! Beats: the steps of a lesson. Each says what happens or what to notice, may do something when a person goes on to
//! it, and waits for what it speaks of.

use super::Condition;
use crate::i18n::Said;
use crate::scenario::{Entry, ScenarioError, link};
use crate::sim::time::{Span, Time};

/// One step of a lesson.
#[derive(Clone, Copy, Debug)]
pub struct Beat {
    /// What happens here, or what to notice; 40 words at most.
    pub caption: Said,
    /// What is done when a person goes on to it, as in links: how much later, verb, arguments (`0s:crash:handler.1`).
    pub deeds: &'static [&'static str],
    /// What it waits for; then the lesson holds time, so that it can be looked at.
    pub until: Condition,
    /// What to try next.
    pub tries: &'static [Try],
}

/// Something to try, with a button that does it.
#[derive(Clone, Copy, Debug)]
pub struct Try {
    /// What to find out.
    pub prompt: Said,
    /// What the button says.
    pub button: Said,
    /// What it does, as in [`Beat::deeds`].
    pub deeds: &'static [&'static str],
}

/// The entries that deeds ask for, `now` being the moment from which their own count.
///
/// # Errors
/// [`ScenarioError::Link`] if one is not written as in links; the deeds of patterns are, as a test shows.
pub fn deeds(deeds: &[&str], now: Time) -> Result<Vec<Entry>, ScenarioError> {
    let later = |entry: Entry| Entry { at: now + Span::from_nanos(entry.at.as_nanos()), ..entry };
    deeds.iter().map(|deed| link::read_entry(deed).map(later)).collect()
}
