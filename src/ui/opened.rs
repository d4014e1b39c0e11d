//! A transcript that was opened: what a file has to be, and that it is being replayed.

use super::course::Course;
use super::session::{Run, Session};
use super::tab::Tab;
use crate::embed::Options;
use crate::i18n::{Lang, live_tools as texts};
use crate::live::watch;
use crate::message::ComponentId;
use crate::message::subject::{Filter, SubjectError};
use crate::player::Recording;
use crate::scenario::link::Link;
use crate::scenario::{Role, ScenarioError};
use crate::transcript::file::{self, FileError, SourceKind};
use crate::wire::payload::escaped;
use leptos::prelude::*;

/// The file that is being replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// What it is called.
    pub name: String,
    /// Where its records come from.
    pub source: SourceKind,
}

/// Why a file cannot be replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
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

/// Where the records of a run come from; those of a file come from where it says.
pub fn source(run: &Run, opened: Option<&Opened>) -> SourceKind {
    let watches = run.scenario().cast.iter().find_map(|part| match &part.role {
        Role::Handler(page) if run.roster().find_part(&part.id).is_some_and(|part| is_watched(run, part)) => {
            Some(page.filter.as_ref().map(ToString::to_string).unwrap_or_default())
        }
        _ => None,
    });
    match (opened, watches) {
        (Some(opened), _) => opened.source.clone(),
        (None, Some(filter)) => SourceKind::Watch(filter),
        (None, None) if run.recording().is_some() => SourceKind::Live,
        (None, None) => SourceKind::Simulated,
    }
}

fn is_watched(run: &Run, part: u16) -> bool {
    run.roster().is_watched(ComponentId { part, member: 1 })
}

impl Session {
    /// Replays a file from its beginning.
    ///
    /// # Errors
    /// [`Unreadable`], and then nothing has changed.
    pub(super) fn open_transcript(self, name: &str, bytes: &[u8]) -> Result<(), Unreadable> {
        let (header, records) = file::read(bytes).map_err(Unreadable::File)?;
        let link = Link::parse(&header.link).map_err(Unreadable::Scenario)?;
        let (options, troubles) = Options::from_link(link);
        let (scenario, more) = options.scenario().map_err(Unreadable::Scenario)?;
        let scenario = match &header.source {
            SourceKind::Watch(filter) => {
                let filter = Filter::parse(filter).map_err(Unreadable::Filter)?;
                watch::scenario(&filter, scenario.seed)
            }
            _ => scenario,
        };
        // With other knobs it would be another cast, and the records would speak of strangers.
        if let Some(trouble) = troubles.into_iter().chain(more).next() {
            return Err(Unreadable::Scenario(trouble));
        }
        let recording = Recording::of(records);
        recording.reach(header.until);
        let run = Run::recorded(scenario, recording).map_err(Unreadable::Scenario)?;
        self.open(&options);
        self.teach(|course, shown| {
            *shown = run;
            *course = Course::of(options.pattern(), shown);
            if !self.reduced_motion.get_untracked() {
                shown.play();
            }
        });
        self.opened.set(Some(Opened { name: name.to_owned(), source: header.source }));
        // Where it was opened it is told what is being replayed.
        self.tab.set(Tab::Log);
        Ok(())
    }
}
