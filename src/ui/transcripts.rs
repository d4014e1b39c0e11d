//! Transcripts as files: what is saved, and what a file has to be to be replayed. Loaded when it is used.

use super::browser;
use super::course::Course;
use super::opened::{Opened, Trouble};
use super::session::{Run, Session};
use super::tab::Tab;
use crate::embed::Options;
use crate::i18n::{Lang, error, file_error, live, live_tools as texts, subject_error, unsaveable};
use crate::live::watch;
use crate::message::subject::Filter;
use crate::player::Recording;
use crate::scenario::link::Link;
use crate::transcript::file::{self, Header, SourceKind};
use leptos::prelude::*;

/// Replays a file from its beginning.
///
/// # Errors
/// [`Trouble`], and then nothing has changed.
pub fn open(session: Session, name: &str, bytes: &[u8]) -> Result<(), Trouble> {
    let (header, records) = file::read(bytes).map_err(Trouble::File)?;
    let link = Link::parse(&header.link).map_err(Trouble::Scenario)?;
    let (options, troubles) = Options::from_link(link);
    let (scenario, more) = options.scenario().map_err(Trouble::Scenario)?;
    let scenario = match &header.source {
        SourceKind::Watch(filter) => {
            let filter = Filter::parse(filter).map_err(Trouble::Filter)?;
            watch::scenario(&filter, scenario.seed)
        }
        _ => scenario,
    };
    // With other knobs it would be another cast, and the records would speak of strangers.
    if let Some(trouble) = troubles.into_iter().chain(more).next() {
        return Err(Trouble::Scenario(trouble));
    }
    let recording = Recording::of(records);
    recording.reach(header.until);
    let run = Run::recorded(scenario, recording).map_err(Trouble::Scenario)?;
    session.open(&options);
    session.teach(|course, shown| {
        *shown = run;
        *course = Course::of(options.pattern(), shown);
        if !session.reduced_motion.get_untracked() {
            shown.play();
        }
    });
    session.opened.set(Some(Opened { name: name.to_owned(), source: header.source }));
    // Where it was opened it is told what is being replayed.
    session.tab.set(Tab::Log);
    Ok(())
}

/// Hands the run to the browser as a file, from its first record to this moment, or all that was recorded.
///
/// # Errors
/// [`Trouble`] if it cannot be one.
pub fn save(session: Session) -> Result<(), Trouble> {
    let pattern = session.pattern_now();
    // A built-in pattern has a scenario, as their tests show.
    let Ok(original) = pattern.scenario() else { return Ok(()) };
    let opened = session.opened.get_untracked();
    let written = session.with(|run| {
        let (records, recording) = (run.records()?, run.recording());
        let header = Header {
            link: Link::of(pattern.name, &original, run.scenario()).to_string(),
            source: source(run, opened.as_ref()),
            until: recording.map_or(run.now(), Recording::head),
            names: Vec::new(),
        };
        let name = if matches!(header.source, SourceKind::Watch(_)) { "watch" } else { pattern.name };
        Ok((name, file::write(&header, records.iter())))
    });
    let (name, bytes) = written.map_err(Trouble::Unsaveable)?;
    browser::offer_file(&format!("{name}.transcript"), &bytes);
    Ok(())
}

/// Why it was not saved or opened, in words.
pub fn tell(lang: Lang, trouble: &Trouble) -> String {
    match trouble {
        Trouble::NotLoaded => live::NOT_LOADED.to(lang).to_owned(),
        Trouble::Unsaveable(why) => unsaveable(lang, *why),
        Trouble::File(why) => file_error(lang, why),
        Trouble::Filter(why) => subject_error(lang, why),
        Trouble::Scenario(why) => error(lang, why),
        Trouble::Browser => texts::OPEN_FAILED.to(lang).to_owned(),
    }
}

/// Where the records of a run come from; those of a file come from where it says.
fn source(run: &Run, opened: Option<&Opened>) -> SourceKind {
    match (opened, run.scenario().watches()) {
        (Some(opened), _) => opened.source.clone(),
        (None, Some(filter)) => SourceKind::Watch(filter.to_string()),
        (None, None) if run.recording().is_some() => SourceKind::Live,
        (None, None) => SourceKind::Simulated,
    }
}
