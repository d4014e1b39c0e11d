//! How live mode begins, goes on and ends.

use super::fields::{Asked, Wrong};
use super::left::{self, Held};
use super::{Live, Mode, start};
use crate::embed::Options;
use crate::live::address::Address;
use crate::live::engine::Phase;
use crate::live::names::Names;
use crate::live::notes::Note;
use crate::live::run::{NoLive, can_run};
use crate::live::source::{Drive, Report};
use crate::live::sweep::Sweep;
use crate::player::Recording;
use crate::scenario::{Scenario, ScenarioError};
use crate::ui::browser;
use crate::ui::command::Command;
use crate::ui::course::Course;
use crate::ui::session::{Run, Session};
use leptos::prelude::*;
use std::cell::RefCell;
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
            LiveCommand::Connect => self.connect(),
            LiveCommand::Stop => live.stop(),
            LiveCommand::GoLive => self.update(|run| {
                run.go_live();
                if run.is_live() {
                    run.play();
                }
            }),
            LiveCommand::Set(shown) => live.is_set.set(shown),
            LiveCommand::Sweep => self.sweep(),
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
    }

    /// Shows the simulated run again, if another is shown.
    fn bring_back(self) {
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
            self.connect();
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

    fn connect(self) {
        let live = self.live;
        let watches = live.mode.get_untracked() == Mode::Watch;
        live.fields.wrong.set(None);
        match live.fields.read(watches).and_then(|asked| self.start(&asked).map(|()| asked)) {
            Ok(asked) => {
                live.leftovers.set(Vec::new());
                let serial = live.serial.get_value();
                left::find(asked.address.clone().as_str(), move |notes| {
                    // By then another run may be there, or none.
                    if live.serial.try_get_value() == Some(serial) {
                        self.look_for(&asked, notes);
                    }
                });
            }
            Err(wrong) => live.fields.wrong.set(Some(wrong)),
        }
    }

    fn start(self, asked: &Asked) -> Result<(), Wrong> {
        let live = self.live;
        let name = browser::unique_name();
        let names = match &asked.root {
            Some(root) => Names::under(root, &name),
            None => Names::plain(&name),
        };
        let watches = asked.filter.is_some();
        let Ok(scenario) = self.own_scenario() else { return Ok(()) };
        let (scenario, engine) = if watches {
            start::watch(asked, &scenario)?
        } else {
            // The switch is not there for a scenario that cannot run so.
            let Ok(engine) = start::run(&scenario, names.clone(), asked) else { return Ok(()) };
            (scenario, engine)
        };
        let recording = Recording::default();
        let run = match Run::recorded(scenario, recording.clone()) {
            Ok(run) => run,
            Err(error) => {
                self.troubles.update(|troubles| troubles.push(error));
                return Ok(());
            }
        };
        live.serial.update_value(|serial| *serial += 1);
        live.is_set.set(false);
        live.names.set((!watches).then_some(names));
        self.opened.set(None);
        self.put_on(run);
        let report = self.reporter(asked.address.to_string(), name, recording.clone());
        let drive = Rc::new(Drive::start(engine, asked.address.clone(), recording, report));
        if !browser::tab_is_visible() {
            drive.hide(true);
        }
        live.report.set(Some(drive.look()));
        live.drive.set_value(Some(drive));
        Ok(())
    }

    /// The pattern's scenario as it stands: in what is shown, or in the simulation behind somebody else's messages.
    fn own_scenario(self) -> Result<Scenario, ScenarioError> {
        let behind = self.live.simulated.with_value(|kept| kept.as_ref().map(|(run, _)| run.standing()));
        match (self.live.mode.get_untracked(), behind) {
            (Mode::Watch, Some(behind)) => behind,
            _ => self.with(Run::standing),
        }
    }

    /// Shows a recorded run; the simulated one is kept.
    fn put_on(self, mut run: Run) {
        run.play();
        let course = Course::of(self.pattern_now(), &run);
        let (old, lesson) = self.show_run(run, course);
        if old.recording().is_none() {
            self.live.simulated.set_value(Some((old, lesson)));
        }
        self.forget_choices();
    }

    /// What becomes of the reports of a run.
    fn reporter(self, address: String, name: String, recording: Recording) -> impl Fn(Report) + 'static {
        let held = RefCell::new(Held::of(&name));
        let noted = RefCell::new(Vec::new());
        let serial = self.live.serial.get_value();
        move |report: Report| {
            let left = &report.status.left;
            if *noted.borrow() != *left {
                left::note(&name, &address, left);
                noted.borrow_mut().clone_from(left);
            }
            if report.is_over() {
                recording.end();
                held.borrow_mut().take();
            }
            // A playground that is gone, or shows something else, is not told.
            if self.live.serial.try_get_value() == Some(serial) {
                self.heed_report(report);
            }
        }
    }

    fn heed_report(self, report: Report) {
        let live = self.live;
        let is_over = report.is_over();
        let is_fruitless = is_over && self.with(|run| run.recording().is_some_and(|tape| tape.written() == 0));
        live.report.set(Some(report));
        if !is_over {
            return;
        }
        if live.again.get_value() {
            live.again.set_value(false);
            return self.connect();
        }
        if is_fruitless {
            self.bring_back();
        }
        // What a run that is over can do is less.
        self.update(|_| ());
    }

    /// Looks on the server which of the noted streams are there.
    fn look_for(self, asked: &Asked, notes: Vec<Note>) {
        let sweep = Sweep::look(streams(&notes), asked.credentials.clone(), &browser::unique_name());
        self.live.send_out(sweep, asked.address.clone(), notes);
    }

    fn sweep(self) {
        let notes = self.live.leftovers.get_untracked();
        self.live.leftovers.set(Vec::new());
        let Ok(asked) = self.live.fields.read(false) else { return };
        let Some(Ok(address)) = notes.first().map(|note| Address::parse(&note.address, browser::is_secure_page()))
        else {
            return;
        };
        let sweep = Sweep::remove(streams(&notes), asked.credentials, &browser::unique_name());
        self.live.send_out(sweep, address, notes);
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
        self.with_drive(Drive::turn);
    }

    fn with_drive(self, act: impl FnOnce(&Drive)) {
        // The handle is taken out of its place first: what it does may come back here.
        if let Some(drive) = self.drive.try_get_value().flatten() {
            act(&drive);
        }
    }

    /// Lets the run clean up and end; it stays in sight.
    fn stop(self) {
        self.with_drive(Drive::stop);
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
    fn keep(self, drive: Rc<Drive>) {
        self.leaving.update_value(|leaving| {
            leaving.retain(|drive| !drive.is_over());
            leaving.push(drive);
        });
    }

    /// Sends somebody to look after streams of these notes, and offers what is there.
    fn send_out(self, sweep: Sweep, address: Address, notes: Vec<Note>) {
        let serial = self.serial.get_value();
        let report = move |report: Report| {
            if report.status.phase != Phase::Over {
                return;
            }
            let mut there = notes.clone();
            for note in &mut there {
                note.streams.retain(|stream| report.status.left.contains(stream));
                left::note(&note.run, &note.address, &note.streams);
            }
            there.retain(|note| !note.streams.is_empty());
            if self.serial.try_get_value() == Some(serial) {
                self.leftovers.set(there);
            }
        };
        self.keep(Rc::new(Drive::start(Box::new(sweep), address, Recording::default(), report)));
    }

    fn leave_page(self) {
        self.with_drive(Drive::leave);
        if let Some(leaving) = self.leaving.try_get_value() {
            leaving.iter().for_each(|drive| drive.leave());
        }
    }
}

fn streams(notes: &[Note]) -> Vec<String> {
    notes.iter().flat_map(|note| note.streams.iter().cloned()).collect()
}
