//! Everything a person can ask of a playground, and the one place that does it.

use super::course::Course;
use super::live::LiveCommand;
use super::session::{ItemTrouble, Run, Session};
use super::tab::Tab;
use crate::embed::Options;
use crate::message::{ComponentId, MessageId};
use crate::patterns::{Try, deeds};
use crate::player::{Simulation, Speed};
use crate::scenario::{Action, ScenarioError, Value, Verb, limits};
use crate::sim::chance::Seed;
use crate::sim::time::Time;
use crate::transcript::Kind;
use leptos::prelude::*;

/// What a person asks for.
#[derive(Clone, Debug)]
pub enum Command {
    /// Let time pass.
    Play,
    /// Hold time.
    Pause,
    /// Play if paused, pause if playing.
    Toggle,
    /// One record on.
    StepForward,
    /// One record back.
    StepBack,
    /// Back to the start; knobs stay, what was typed or broken is gone.
    Reset,
    /// To a moment.
    Seek(Time),
    /// Faster or slower.
    SetSpeed(Speed),
    /// Again, with other luck.
    Reseed(Seed),
    /// Another value for a knob.
    Turn {
        /// The knob's name.
        knob: String,
        /// Where to.
        value: Value,
    },
    /// What a person typed into the form, for whom the form is for.
    Publish(String),
    /// On in the lesson.
    GoOn,
    /// Back in the lesson.
    GoBack,
    /// What a lesson suggests.
    Try(&'static Try),
    /// What the table of actions offers for a component.
    Act(Verb, ComponentId),
    /// Send a dead letter again, saying something else if a text is given.
    Replay {
        /// Who does so.
        administrator: ComponentId,
        /// The letter's number in its stream.
        sequence: u64,
        /// What it is to say.
        text: Option<String>,
    },
    /// Open the menu of a component, or close it.
    Select(Option<ComponentId>),
    /// Show the journey of a message, or let it go.
    Follow(Option<MessageId>),
    /// Open a tab of the panel, for what concerns a component.
    Show(Tab, ComponentId),
    /// Show something else.
    Open(Box<Options>),
    /// On a server, or back from it.
    Live(LiveCommand),
    /// Take the sentences about what was wrong off the page.
    Dismiss,
}

impl Session {
    /// Does what a person asked for.
    pub fn handle(self, command: Command) {
        if !matches!(command, Command::Select(_) | Command::Follow(_) | Command::Show(..) | Command::Dismiss) {
            self.set_stepping(matches!(command, Command::StepForward | Command::StepBack));
        }
        if self.is_deaf_to(&command) {
            return;
        }
        match command {
            Command::Live(command) => self.handle_live(command),
            Command::Reset | Command::Reseed(_) if self.live.has_tape.get_untracked() => self.begin_live_again(),
            Command::Play => self.free(|simulation| simulation.play()),
            Command::Pause => self.free(|simulation| simulation.pause()),
            Command::Toggle => self.free(|simulation| match simulation.is_playing() {
                true => simulation.pause(),
                false => simulation.play(),
            }),
            Command::StepForward => self.free(|simulation| {
                simulation.step_forward();
            }),
            Command::StepBack => self.free(|simulation| {
                simulation.step_back();
            }),
            Command::Reset => self.restart(Simulation::reset),
            Command::Seek(to) => self.free(|simulation| simulation.seek(to)),
            Command::SetSpeed(speed) => self.update(|simulation| simulation.set_speed(speed)),
            Command::Reseed(seed) => self.restart(|simulation| simulation.reseed(seed)),
            // A watch follows no lesson.
            Command::GoOn | Command::GoBack if self.with(|run| run.scenario().watches().is_some()) => {}
            Command::GoOn => self.heed(self.teach(Course::go_on)),
            Command::GoBack => self.heed(self.teach(Course::go_back)),
            Command::Try(suggested) => self.attempt(|simulation| {
                simulation.perform(deeds(suggested.deeds, simulation.now())?)?;
                simulation.play();
                Ok(())
            }),
            Command::Turn { knob, value } => self.attempt(|simulation| simulation.turn(&knob, &value.to_string())),
            Command::Publish(text) => self.publish(&text),
            Command::Act(verb, component) => {
                self.selected.set(None);
                self.attempt(|simulation| {
                    let members = simulation.members(component.part);
                    simulation.act(verb.on(simulation.roster().name(component), members))
                });
            }
            Command::Replay { administrator, sequence, text } => self.attempt(|simulation| {
                let component = simulation.roster().name(administrator);
                simulation.act(Action::Replay { component, sequence, text })?;
                simulation.play();
                Ok(())
            }),
            Command::Select(component) => self.selected.set(component),
            Command::Show(tab, component) => self.show(tab, component),
            Command::Follow(message) => self.followed.set(message),
            Command::Open(options) => self.open(&options),
            Command::Dismiss => self.troubles.set(Vec::new()),
        }
    }

    /// Publishes a typed item and lets time pass, so that it can be seen to travel.
    fn publish(self, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return self.item_trouble.set(Some(ItemTrouble::Empty));
        }
        if text.len() > limits::PAYLOAD {
            return self.item_trouble.set(Some(ItemTrouble::TooLong(text.len())));
        }
        let Some(form) = self.pattern_now().form else { return };
        let outcome = self.update(|simulation| {
            simulation.act(Action::Publish { component: form.to.to_owned(), text: text.to_owned() })?;
            simulation.play();
            Ok(())
        });
        self.item_trouble.set(outcome.err().map(ItemTrouble::Refused));
        self.follow_typed();
    }

    /// Follows what was just typed, unless the person follows a message of their own choice.
    fn follow_typed(self) {
        let followed = self.followed.get_untracked();
        if self.item_trouble.get_untracked().is_some() || followed.is_some_and(|message| !message.is_typed()) {
            return;
        }
        let typed = self.with(|run| {
            run.recent().iter().rev().find_map(|record| match &record.kind {
                Kind::Published { message } if message.id.is_typed() => Some(message.id),
                _ => None,
            })
        });
        self.followed.set(typed);
    }

    fn show(self, tab: Tab, component: ComponentId) {
        self.selected.set(None);
        match tab {
            Tab::Log => self.log_of.set(Some(component)),
            Tab::Wire => self.wire_of.set(Some(component)),
            Tab::Lesson | Tab::Controls | Tab::Measures | Tab::Commands => {}
        }
        self.tab.set(tab);
    }

    fn attempt(self, ask: impl FnOnce(&mut Run) -> Result<(), ScenarioError>) {
        self.heed(self.update(ask));
    }

    /// Begins the run and its lesson again. A run that plays goes on playing, and is held where the lesson says.
    fn restart(self, ask: impl FnOnce(&mut Run) -> Result<(), ScenarioError>) {
        let pattern = self.pattern_now();
        self.followed.set(None);
        self.heed(self.teach(|course, run| {
            ask(run)?;
            *course = Course::of(pattern, run);
            if run.is_playing() {
                course.wait(run);
            }
            Ok(())
        }));
    }

    /// What a person does with time themselves: from then on the lesson does not hold it.
    fn free(self, change: impl FnOnce(&mut Run)) {
        self.teach(|course, run| {
            course.let_go();
            change(run);
        });
    }

    /// Shows what could not be done.
    fn heed(self, outcome: Result<(), ScenarioError>) {
        if let Err(error) = outcome {
            self.troubles.update(|troubles| troubles.push(error));
        }
    }
}

/// What components call to ask for something.
pub fn use_dispatch() -> impl Fn(Command) + Copy + Send + Sync + 'static {
    let session = super::session::use_session();
    move |command| session.handle(command)
}
