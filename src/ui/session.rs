//! ALL STATE OF ONE MOUNT: the run, what a person selected, what went wrong. Copied freely; it is a handle.

use super::course::Course;
use super::live::Live;
use super::opened::Opened;
use super::pages::{self, Pages};
use super::part::Part;
use super::tab::Tab;
use crate::embed::{Options, Theme};
use crate::i18n::{Lang, live};
use crate::message::{ComponentId, MessageId};
use crate::patterns::Pattern;
use crate::player::{Simulation, Speed};
use crate::scenario::link::Link;
use crate::scenario::{Scenario, ScenarioError};
use crate::sim::time::Span;
use crate::view::Known;
use leptos::prelude::*;

/// The run of a playground.
pub type Run = Simulation<Known>;

/// Records that one frame may run. More than any lesson needs; it keeps a frame short when the speed asks for too much.
const FRAME_BUDGET: u32 = 20_000;
/// How often panels look again while it plays.
const LOOK_EVERY: Span = Span::from_millis(100);

/// Whoever is no further behind a live run than this sees what happens now.
const PRESENT: Span = Span::from_millis(250);

/// The state of one playground.
#[derive(Clone, Copy)]
pub struct Session {
    run: StoredValue<Run>,
    course: StoredValue<Course>,
    /// Counts the looks: what panels show is read again when it changes.
    look: RwSignal<u64>,
    /// Wall time and simulated time since the last look.
    since_look: StoredValue<(Span, Span)>,
    /// Whether the head of a live run is what is seen.
    follows: StoredValue<bool>,
    prefix: StoredValue<String>,
    pattern: RwSignal<&'static Pattern>,
    /// Whether the person goes record by record: then the picture is exact, and nothing glides.
    stepping: StoredValue<bool>,
    /// Whether the person asked their system for less motion.
    pub reduced_motion: Signal<bool>,
    /// The language of the page.
    pub lang: Signal<Lang>,
    /// The theme of the page.
    pub theme: Signal<Theme>,
    /// The speed that was reached, if it is less than the speed that was asked for.
    pub reached: RwSignal<Option<Speed>>,
    /// What was wrong in what was asked for.
    pub troubles: RwSignal<Vec<ScenarioError>>,
    /// What was wrong with the last typed item.
    pub item_trouble: RwSignal<Option<ItemTrouble>>,
    /// Whose menu is open.
    pub selected: RwSignal<Option<ComponentId>>,
    /// The tab of the panel that is open.
    pub tab: RwSignal<Tab>,
    /// The message whose journey is shown.
    pub followed: RwSignal<Option<MessageId>>,
    /// The message that the picture brings out.
    pub spotlight: RwSignal<Option<MessageId>>,
    /// Whose lines the log shows; none for everybody's.
    pub log_of: RwSignal<Option<ComponentId>>,
    /// Whose connection the protocol lines are from.
    pub wire_of: RwSignal<Option<ComponentId>>,
    /// What is behind the lesson.
    pub(super) pages: Part<Pages>,
    /// What there is of a run on a server.
    pub(super) live: Live,
    /// The file that is being replayed.
    pub(super) opened: RwSignal<Option<Opened>>,
}

/// Why a typed item was not published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemTrouble {
    /// Nothing was typed.
    Empty,
    /// More was typed than a message may hold: so many bytes.
    TooLong(usize),
    /// The scenario refuses it.
    Refused(ScenarioError),
}

impl Session {
    /// A playground as the options ask for, paused.
    pub fn new(options: &Options, lang: Signal<Lang>, theme: Signal<Theme>) -> Session {
        let (run, course, troubles) = begin(options);
        Session {
            run: StoredValue::new(run),
            course: StoredValue::new(course),
            look: RwSignal::new(0),
            since_look: StoredValue::new((Span::ZERO, Span::ZERO)),
            follows: StoredValue::new(false),
            prefix: StoredValue::new(super::browser::unique_prefix()),
            stepping: StoredValue::new(false),
            reduced_motion: super::watch::watch_media("(prefers-reduced-motion: reduce)"),
            pattern: RwSignal::new(options.pattern()),
            lang,
            theme,
            reached: RwSignal::new(None),
            troubles: RwSignal::new(troubles),
            item_trouble: RwSignal::new(None),
            selected: RwSignal::new(None),
            tab: RwSignal::new(Tab::Lesson),
            followed: RwSignal::new(None),
            spotlight: RwSignal::new(None),
            log_of: RwSignal::new(None),
            wire_of: RwSignal::new(None),
            pages: Part::new(pages::fetching),
            live: Live::new(options.live_address.as_deref()),
            opened: RwSignal::new(None),
        }
    }

    /// A slice of the state, read again at most ten times a second while it plays and at once after a command.
    pub fn look<T>(self, read: impl Fn(&Run) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| {
            self.look.track();
            self.run.with_value(&read)
        })
    }

    /// A text read from the run at each look.
    pub fn told(self, read: impl Fn(&Run) -> String + Send + Sync + 'static) -> Signal<String> {
        super::uniform::told(move || {
            self.look.track();
            self.run.with_value(&read)
        })
    }

    /// A slice of the lesson and its run, read again at each look.
    pub(super) fn lesson<T>(self, read: impl Fn(&Course, &Run) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| {
            self.look.track();
            self.course.with_value(|course| self.run.with_value(|run| read(course, run)))
        })
    }

    /// Counts the looks, for whoever reads the run by [`Session::with`] and wants to do so again at each look.
    pub fn look_count(self) -> Signal<u64> {
        self.look.into()
    }

    /// Whether the person goes record by record.
    pub fn is_stepping(self) -> bool {
        self.stepping.get_value()
    }

    pub(super) fn set_stepping(self, stepping: bool) {
        self.stepping.set_value(stepping);
    }

    /// What is so right now, for a frame or a handler; nothing is tracked.
    pub fn with<T>(self, read: impl FnOnce(&Run) -> T) -> T {
        self.run.with_value(read)
    }

    /// Changes the run and lets every panel look again.
    pub(super) fn update<T>(self, change: impl FnOnce(&mut Run) -> T) -> T {
        self.teach(|_, run| change(run))
    }

    /// Changes the lesson together with the run, and lets every panel look again.
    pub(super) fn teach<T>(self, change: impl FnOnce(&mut Course, &mut Run) -> T) -> T {
        let mut outcome = None;
        self.course.update_value(|course| {
            self.run.update_value(|run| {
                outcome = Some(change(course, run));
                course.follow(run);
                self.follows.set_value(run.is_playing() && run.behind_head() <= PRESENT);
            });
        });
        // What was wished for is on its way before anything else happens.
        self.live.turn();
        self.look_again();
        #[allow(clippy::expect_used, reason = "the closure above has run: a stored value exists as long as its mount")]
        outcome.expect("the run is there")
    }

    /// Lets a frame's wall time pass.
    pub(super) fn advance(self, elapsed: Span) {
        self.live.turn();
        let mut advance = crate::player::Advance::default();
        let mut playing = true;
        self.course.update_value(|course| {
            self.run.update_value(|run| {
                // Who sees what happens now goes on to do so, however slow the frames are.
                let behind = run.behind_head();
                let follows = self.follows.get_value() && run.is_live();
                advance = course.advance(run, if follows { elapsed.max(behind) } else { elapsed }, FRAME_BUDGET);
                let keeps_up = follows && advance.behind || run.behind_head() <= PRESENT;
                self.follows.set_value(run.is_playing() && keeps_up);
                playing = run.is_playing();
            });
        });
        let (mut wall, mut passed) = self.since_look.get_value();
        wall += elapsed;
        passed += advance.passed;
        // What holds time is shown at once.
        if wall < LOOK_EVERY && playing {
            self.since_look.set_value((wall, passed));
            return;
        }
        let reached = advance.behind.then(|| {
            let thousandths = passed.as_nanos() / (wall.as_nanos() / 1_000).max(1);
            Speed::from_thousandths(u32::try_from(thousandths).unwrap_or(u32::MAX))
        });
        if self.reached.get_untracked() != reached {
            self.reached.set(reached);
        }
        self.look_again();
    }

    /// Shows another run and its lesson; the one that was shown comes back.
    pub(super) fn show_run(self, run: Run, course: Course) -> (Run, Course) {
        let mut shown = (run, course);
        self.run.update_value(|run| std::mem::swap(run, &mut shown.0));
        self.course.update_value(|course| std::mem::swap(course, &mut shown.1));
        self.live.has_tape.set(self.with(|run| run.recording().is_some()));
        self.look_again();
        shown
    }

    /// Shows something else from its beginning, as a new lesson; the speed stays.
    pub(super) fn open(self, options: &Options) {
        self.leave_live();
        let (mut run, course, troubles) = begin(options);
        run.set_speed(self.run.with_value(|old| old.speed()));
        self.run.set_value(run);
        self.course.set_value(course);
        self.item_trouble.set(None);
        self.opened.set(None);
        self.live.has_tape.set(false);
        self.tab.set(Tab::Lesson);
        self.pattern.set(options.pattern());
        self.troubles.set(troubles);
        self.forget_choices();
        self.look_again();
        self.begin(options);
    }

    /// Plays the first beat of the lesson, unless a moment is asked for, or the person asked their system for rest.
    pub(super) fn begin(self, options: &Options) {
        if options.at.is_none() && !self.reduced_motion.get_untracked() {
            self.teach(Course::wait);
        }
    }

    /// Lets go of what belongs to another run.
    pub(super) fn forget_choices(self) {
        self.selected.set(None);
        self.followed.set(None);
        self.log_of.set(None);
        self.wire_of.set(None);
    }

    fn look_again(self) {
        self.since_look.set_value((Span::ZERO, Span::ZERO));
        self.look.update(|looks| *looks += 1);
    }

    /// The pattern that is shown.
    pub fn pattern(self) -> &'static Pattern {
        self.pattern.get()
    }

    /// What is watched, if what is shown is a watch and nothing of a pattern.
    pub(super) fn watches(self) -> Memo<Option<String>> {
        self.look(|run| run.scenario().watches().map(ToString::to_string))
    }

    /// What the page is called: the pattern, or what is watched.
    pub fn title(self) -> Memo<String> {
        let watches = self.watches();
        Memo::new(move |_| match watches.get() {
            Some(filter) => live::watching(self.lang.get(), &filter),
            None => self.pattern().title.to(self.lang.get()).to_owned(),
        })
    }

    /// The pattern of right now, for a handler; nothing is tracked.
    pub(super) fn pattern_now(self) -> &'static Pattern {
        self.pattern.get_untracked()
    }

    /// The link that leads here: pattern, seed, and the knobs that do not stand as the pattern has them.
    pub fn link(self) -> Memo<Link> {
        let pattern = self.pattern;
        Memo::new(move |_| {
            self.look.track();
            let pattern = pattern.get();
            let original = pattern.scenario().ok();
            self.run.with_value(|run| link(pattern.name, original.as_ref(), run))
        })
    }

    /// Whether what is shown happened on a real server, now or when it was recorded.
    pub(super) fn is_real(self, run: &Run) -> bool {
        run.recording().is_some() && self.opened.with(|opened| opened.as_ref().is_none_or(Opened::is_real))
    }

    /// An id for an element of this playground, which no other playground on the page uses.
    pub fn id(self, name: &str) -> String {
        self.prefix.with_value(|prefix| format!("{prefix}-{name}"))
    }
}

fn link(pattern: &str, original: Option<&Scenario>, run: &Run) -> Link {
    let turned = |knob| {
        let value = run.value(knob)?;
        let untouched = original.and_then(|scenario| scenario.initial(knob)) == Some(value);
        (!untouched).then(|| (knob.id.clone(), value.to_string()))
    };
    Link {
        pattern: Some(pattern.to_owned()),
        seed: Some(run.seed()),
        knobs: run.scenario().knobs.iter().filter_map(turned).collect(),
        ..Link::default()
    }
}

/// The run that the options ask for, at the moment they ask for, its lesson, and what of the options did not fit.
fn begin(options: &Options) -> (Run, Course, Vec<ScenarioError>) {
    let (scenario, mut troubles) = match options.scenario() {
        Ok(checked) => checked,
        Err(error) => (plain(options.pattern()), vec![error]),
    };
    let mut run = Run::new(scenario).unwrap_or_else(|error| {
        troubles.push(error);
        #[allow(clippy::expect_used, reason = "the built-in patterns run, as their tests show")]
        Run::new(plain(options.pattern())).expect("a built-in pattern runs")
    });
    let mut course = Course::of(options.pattern(), &run);
    if let Some(at) = options.at {
        run.seek(at);
        course.follow(&run);
    }
    (run, course, troubles)
}

fn plain(pattern: &Pattern) -> Scenario {
    #[allow(clippy::expect_used, reason = "the built-in patterns are valid, as their tests show")]
    pattern.scenario().expect("a built-in pattern is valid")
}

/// The state of the playground that the component is part of.
pub fn use_session() -> Session {
    #[allow(clippy::expect_used, reason = "only a component outside of any playground could miss it")]
    use_context::<Session>().expect("components live inside a Playground")
}
