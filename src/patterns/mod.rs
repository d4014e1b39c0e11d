//! THE LESSONS: one file each, with its scenario as data and its texts in both languages.
//!
//! To add one: a file here, and one line in [`ALL`].

mod scaling_handlers;

use crate::i18n::Lang;
use crate::message::subject::SubjectError;
use crate::scenario::{Scenario, ScenarioError};

/// Every pattern, in the order in which they are learnt.
pub const ALL: [&Pattern; 1] = [&scaling_handlers::PATTERN];

/// A lesson.
#[derive(Debug)]
pub struct Pattern {
    /// What it is called in links and on the command line.
    pub name: &'static str,
    /// Its scenario, as it would stand in a file.
    pub source: &'static str,
    /// The same scenario as values: the page reads no files, and what reads them is a tenth of it.
    build: fn() -> Result<Scenario, SubjectError>,
    english: Words,
    korean: Words,
}

/// A lesson's texts in one language.
#[derive(Debug)]
pub struct Words {
    /// What it is called on the page.
    pub title: &'static str,
    /// What happens here, in two sentences.
    pub lead: &'static str,
    /// What to notice, or to try; one sentence each.
    pub notice: &'static [&'static str],
    /// An item that a person might type.
    pub example: &'static str,
}

impl Pattern {
    /// The texts in a language.
    pub const fn words(&self, lang: Lang) -> &Words {
        match lang {
            Lang::En => &self.english,
            Lang::Ko => &self.korean,
        }
    }

    /// The scenario, the same as its source says.
    ///
    /// # Errors
    /// None for the patterns of [`ALL`], as their tests show.
    pub fn scenario(&self) -> Result<Scenario, ScenarioError> {
        let place = || self.name.to_owned();
        let scenario = (self.build)().map_err(|error| ScenarioError::Subject { place: place(), error })?;
        scenario.validate()?;
        Ok(scenario)
    }
}

/// The pattern of this name.
///
/// # Errors
/// [`ScenarioError::UnknownPattern`], which lists the patterns there are.
pub fn find(name: &str) -> Result<&'static Pattern, ScenarioError> {
    ALL.into_iter().find(|pattern| pattern.name == name).ok_or_else(|| ScenarioError::UnknownPattern {
        name: name.to_owned(),
        known: ALL.iter().map(|pattern| pattern.name.to_owned()).collect(),
    })
}
