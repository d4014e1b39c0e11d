//! How a run on a server begins, what becomes of its reports, and what closed tabs left there.

use super::fields::{Asked, Wrong};
use super::left::{self, Held};
use super::{Live, Mode, start};
use crate::live::address::Address;
use crate::live::engine::Phase;
use crate::live::names::Names;
use crate::live::notes::Note;
use crate::live::source::{Drive, Driving, Report};
use crate::live::sweep::Sweep;
use crate::player::Recording;
use crate::scenario::{Scenario, ScenarioError};
use crate::ui::browser;
use crate::ui::course::Course;
use crate::ui::session::{Run, Session};
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;

impl Session {
    /// Begins, with the fields as they stand.
    pub(super) fn connect(self) {
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
        self.live.found_as.set_value(asked.credentials.clone());
        let sweep = Sweep::look(streams(&notes), asked.credentials.clone(), &browser::unique_name());
        self.live.send_out(sweep, asked.address.clone(), notes);
    }

    /// Removes what closed tabs left.
    pub(super) fn sweep(self) {
        let notes = self.live.leftovers.get_untracked();
        self.live.leftovers.set(Vec::new());
        let Some(Ok(address)) = notes.first().map(|note| Address::parse(&note.address, browser::is_secure_page()))
        else {
            return;
        };
        let sweep = Sweep::remove(streams(&notes), self.live.found_as.get_value(), &browser::unique_name());
        self.live.send_out(sweep, address, notes);
    }
}

impl Live {
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
}

fn streams(notes: &[Note]) -> Vec<String> {
    notes.iter().flat_map(|note| note.streams.iter().cloned()).collect()
}
