//! LIVE MODE in the page: what is asked for, what runs, and how it stands. A handle, copied freely.
//!
//! What a person asks for is `run`; how a run begins is `connect`; what a closed tab left is `left`; the rest are
//! components. Most of it is loaded only when it is used: `parts` is the way there.

mod bar;
mod connect;
mod fields;
mod left;
mod panel;
mod parts;
mod refusal;
mod run;
mod start;
mod switch;
mod tools;
mod words;

pub use bar::LiveBar;
pub use panel::LivePanel;
pub use run::LiveCommand;

use super::course::Course;
use super::part::Part;
use super::session::Run;
use crate::live::client::{Credentials, State};
use crate::live::engine::Phase;
use crate::live::names::Names;
use crate::live::notes::Note;
use crate::live::source::{Driving, Report};
use crate::live::trace::Said;
use crate::message::ComponentId;
use fields::Fields;
use leptos::prelude::*;
use parts::Parts;
use std::rc::Rc;

/// Where the messages are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// In this page.
    #[default]
    Simulated,
    /// On a server, made by this page's own cast.
    Live,
    /// On a server, made by others.
    Watch,
}

/// Everything about live mode in one playground.
#[derive(Clone, Copy)]
pub struct Live {
    /// Where the messages are, or are to be.
    pub mode: RwSignal<Mode>,
    /// What a person filled in.
    pub fields: Fields,
    /// What is loaded for it.
    pub parts: Part<Parts>,
    /// How the run on the server stands; none before it was begun.
    pub report: RwSignal<Option<Report>>,
    /// Whether the fields are shown again though a run was begun.
    pub is_set: RwSignal<bool>,
    /// Whether what is shown is what this page records of a server; a file that is replayed is no such thing.
    pub has_tape: RwSignal<bool>,
    /// Whether something was asked for that nobody is there to do.
    pub is_deaf: RwSignal<bool>,
    /// What the run calls things on the server; none for one that only watches.
    pub names: RwSignal<Option<Names>>,
    /// What closed tabs left on the server of the last connection.
    pub leftovers: RwSignal<Vec<Note>>,
    /// Counts the runs: what an earlier one reports does not concern this one.
    serial: StoredValue<u64>,
    /// What drives the run.
    drive: StoredValue<Option<Rc<dyn Driving>>, LocalStorage>,
    /// As whom they were found: the fields may be for another server by now.
    found_as: StoredValue<Credentials>,
    /// Those that still clean up behind a run that is not shown any more.
    leaving: StoredValue<Vec<Rc<dyn Driving>>, LocalStorage>,
    /// Whether a run is to begin as soon as this one has ended.
    again: StoredValue<bool>,
    /// The simulated run and its lesson, for as long as another is shown.
    simulated: StoredValue<Option<(Run, Course)>>,
}

impl Live {
    /// Simulated, with the fields as they stand at first.
    pub fn new(address: Option<&str>) -> Live {
        Live {
            mode: RwSignal::default(),
            parts: Part::new(parts::fetching),
            fields: Fields::new(address),
            report: RwSignal::new(None),
            is_set: RwSignal::new(false),
            has_tape: RwSignal::new(false),
            is_deaf: RwSignal::new(false),
            names: RwSignal::new(None),
            leftovers: RwSignal::default(),
            found_as: StoredValue::default(),
            serial: StoredValue::new(0),
            drive: StoredValue::new_local(None),
            leaving: StoredValue::new_local(Vec::new()),
            again: StoredValue::new(false),
            simulated: StoredValue::new(None),
        }
    }

    /// What went over the wire of a member of the cast lately; nothing is tracked, and nothing known of a run that was
    /// replaced.
    pub fn said(self, component: ComponentId) -> Vec<Said> {
        self.drive.with_value(|drive| drive.as_ref().map(|drive| drive.said(component)).unwrap_or_default())
    }

    /// Fills in an address that a link asks for. Secrets were for another server: they are forgotten.
    pub fn fill(self, address: &str) {
        let fields = self.fields;
        if fields.address.with_untracked(|typed| typed != address) {
            fields.address.set(address.to_owned());
            for secret in [fields.token, fields.user, fields.password] {
                secret.set(String::new());
            }
        }
    }

    /// How it stands, in one word for scripts and style sheets.
    pub fn state(self) -> &'static str {
        self.report.with(|report| report.as_ref().map_or("idle", state))
    }

    /// The version of the server, once it said it; nothing is tracked.
    pub fn version(self) -> String {
        let version = |report: &Report| report.status.server.as_ref().map(|server| server.version.clone());
        self.report.with_untracked(|report| report.as_ref().and_then(version)).unwrap_or_default()
    }

    /// Whether there is a connection, or one is being made or mended.
    pub fn is_on(self) -> bool {
        self.report.with(|report| report.as_ref().is_some_and(|report| !report.is_over()))
    }

    /// Whether the fields stand where the picture is.
    pub fn is_asking(self) -> bool {
        let has_none = matches!(self.state(), "idle" | "connecting" | "failed");
        let is_lost = self.state() == "failed" && self.has_tape.get();
        self.mode.get() != Mode::Simulated && (has_none && !is_lost || self.is_set.get())
    }
}

fn state(report: &Report) -> &'static str {
    let is_broken = matches!(report.status.state, State::Reconnecting { .. });
    match &report.status.phase {
        Phase::Over => "over",
        Phase::Failed(_) => "failed",
        Phase::CleaningUp => "cleaning-up",
        _ if is_broken => "reconnecting",
        Phase::Connecting => "connecting",
        Phase::Preparing => "preparing",
        Phase::Running => "running",
    }
}
