//! A transcript that was opened, or was not, and why.

use crate::i18n::{Lang, live_tools as texts};
use crate::message::subject::SubjectError;
use crate::scenario::ScenarioError;
use crate::transcript::file::{FileError, SourceKind, Unsaveable};
use crate::wire::payload::escaped;

/// The file that is being replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// What it is called.
    pub name: String,
    /// Where its records come from.
    pub source: SourceKind,
}

/// Why a file was not saved, or cannot be replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// What it takes was not loaded.
    NotLoaded,
    /// The run cannot be saved.
    Unsaveable(Unsaveable),
    /// It is no transcript.
    File(FileError),
    /// It is one of a watch of what cannot be watched.
    Filter(SubjectError),
    /// It is one of something that there is not here.
    Scenario(ScenarioError),
    /// The browser does not hand it over.
    Browser,
}

impl Opened {
    /// Whether it happened on a real server.
    pub fn is_real(&self) -> bool {
        self.source != SourceKind::Simulated
    }

    /// A sentence that says what is being replayed.
    pub fn told(&self, lang: Lang) -> String {
        let name = escaped(&self.name);
        match &self.source {
            SourceKind::Simulated => texts::replaying_simulated(lang, &name),
            SourceKind::Live => texts::replaying_live(lang, &name),
            SourceKind::Watch(filter) => texts::replaying_watch(lang, &name, &escaped(filter)),
        }
    }
}
