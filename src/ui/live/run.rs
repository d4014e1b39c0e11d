//! What a person asks of live mode, and how it ends. How it begins is `connect`.

use super::parts::Parts;
use super::{Live, Mode};
use crate::embed::Options;
use crate::live::run::{NoLive, can_run};
use crate::live::source::Driving;
use crate::ui::browser;
use crate::ui::command::Command;
use crate::ui::session::Session;
use leptos::prelude::*;
use std::rc::Rc;

/// What of a run on a server is asked for by a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveCommand {
    /// Simulated, live, or watched.
    Switch(Mode),
    /// Begin, with the fields as they stand.
    Connect,
    /// Clean up and end.
    Stop,
    /// Show the newest moment.
    GoLive,
    /// Show the fields again, or what was recorded.
    Set(bool),
    /// Remove what closed tabs left.
    Sweep,
}

impl Session {
    /// Why the pattern that is shown has no live run, if it has none.
    pub fn no_live(self) -> Memo<Option<NoLive>> {
        // What is watched is no pattern.
        self.look(|run| can_run(run.scenario()).err().filter(|_| run.recording().is_none()))
    }

    /// Does what a person asked for.
    pub fn handle_live(self, command: LiveCommand) {
        let live = self.live;
        match command {
            LiveCommand::Switch(mode) => self.switch(mode),
            LiveCommand::Connect if live.is_on() => {}
            LiveCommand::Connect => self.ask(|parts| parts.connect),
            LiveCommand::Stop => {
                // What was to begin after this run does not begin either.
                live.again.set_value(false);
                live.stop();
            }
            LiveCommand::GoLive => self.update(|run| {
                run.go_live();
                if run.is_live() {
                    run.play();
                }
            }),
            LiveCommand::Set(shown) => live.is_set.set(shown),
            LiveCommand::Sweep => self.ask(|parts| parts.sweep),
        }
    }

    /// Leaves what runs, which cleans up behind itself, and shows the other.
    fn switch(self, mode: Mode) {
        let live = self.live;
        let before = live.mode.get_untracked();
        if before == mode || mode != Mode::Simulated && self.no_live().get_untracked().is_some() {
            return;
        }
        live.leave();
        self.bring_back();
        if self.opened.with_untracked(Option::is_some) {
            // A file that is being replayed cannot run anywhere: its pattern can.
            self.open(&Options { pattern: self.pattern_now().name, ..Options::default() });
        }
        self.update(|run| run.pause());
        live.is_deaf.set(false);
        live.mode.set(mode);
        if mode != Mode::Simulated {
            live.parts.fetch(drop);
        }
    }

    /// Has a part do something, which may have to be loaded first.
    fn ask(self, of: fn(&Parts) -> fn(Session)) {
        self.live.parts.fetch(move |parts| {
            if let Some(parts) = parts {
                of(parts)(self);
            }
        });
    }

    /// Shows the simulated run again, if another is shown.
    pub(super) fn bring_back(self) {
        if let Some((run, course)) = self.live.simulated.try_update_value(Option::take).flatten() {
            self.forget_choices();
            self.show_run(run, course);
        }
    }

    /// Another pattern is shown: what ran for the one before cleans up and is forgotten.
    pub(in crate::ui) fn leave_live(self) {
        self.live.leave();
        self.live.simulated.set_value(None);
        self.live.mode.set(Mode::Simulated);
    }

    /// Begins again with the same fields: at once, or when what runs has cleaned up.
    pub(in crate::ui) fn begin_live_again(self) {
        let live = self.live;
        if live.is_on() {
            live.again.set_value(true);
            live.stop();
        } else if live.report.with_untracked(Option::is_some) {
            self.ask(|parts| parts.connect);
        }
    }

    /// Whether nobody is there to do what is asked for, since a run on a server is wanted and has not begun. Then it
    /// says so.
    pub(in crate::ui) fn is_deaf_to(self, command: &Command) -> bool {
        let is_idle = self.live.mode.get_untracked() != Mode::Simulated && self.with(|run| run.recording().is_none());
        let is_looking = matches!(
            command,
            Command::Live(_) | Command::Turn { .. } | Command::SetSpeed(_) | Command::Select(_) | Command::Follow(_)
        ) || matches!(command, Command::Show(..) | Command::Open(_) | Command::Dismiss);
        let is_deaf = is_idle && !is_looking;
        if self.live.is_deaf.get_untracked() != is_deaf {
            self.live.is_deaf.set(is_deaf);
        }
        is_deaf
    }

    /// Hears of the tab being hidden, and of its end.
    pub(in crate::ui) fn listen_for_live(self) {
        let live = self.live;
        let hidden = window_event_listener_untyped("visibilitychange", move |_| {
            live.with_drive(|drive| drive.hide(!browser::tab_is_visible()));
        });
        let gone = window_event_listener_untyped("pagehide", move |_| live.leave_page());
        on_cleanup(move || {
            hidden.remove();
            gone.remove();
            live.leave_page();
        });
    }
}

impl Live {
    /// Lets the engine do what is due, and what was wished for.
    pub(in crate::ui) fn turn(self) {
        self.with_drive(|drive| drive.turn());
    }

    fn with_drive(self, act: impl FnOnce(&dyn Driving)) {
        // The handle is taken out of its place first: what it does may come back here.
        if let Some(drive) = self.drive.try_get_value().flatten() {
            act(&*drive);
        }
    }

    /// Lets the run clean up and end; it stays in sight.
    fn stop(self) {
        self.with_drive(|drive| drive.stop());
    }

    /// Lets the run clean up and end, out of sight.
    fn leave(self) {
        if let Some(drive) = self.drive.try_update_value(Option::take).flatten() {
            drive.stop();
            self.keep(drive);
        }
        self.serial.update_value(|serial| *serial += 1);
        self.again.set_value(false);
        self.report.set(None);
        self.names.set(None);
        self.is_set.set(false);
        self.leftovers.set(Vec::new());
    }

    /// Keeps a drive until it is over.
    pub(super) fn keep(self, drive: Rc<dyn Driving>) {
        self.leaving.update_value(|leaving| {
            leaving.retain(|drive| !drive.is_over());
            leaving.push(drive);
        });
    }

    fn leave_page(self) {
        self.with_drive(|drive| drive.leave());
        if let Some(leaving) = self.leaving.try_get_value() {
            leaving.iter().for_each(|drive| drive.leave());
        }
    }
}
