//! A lesson over a run that happens elsewhere: it cannot run ahead, and what happened stays.

use crate::elsewhere::Elsewhere;
use queue_playground::patterns;
use queue_playground::sim::time::{Span, Time};
use queue_playground::ui::course::{Course, Stand};
use queue_playground::ui::session::Run;
use wasm_bindgen_test::wasm_bindgen_test;

/// Somewhere else, what is seen of it, and the lesson.
struct Live {
    elsewhere: Elsewhere,
    run: Run,
    course: Course,
}

impl Live {
    fn begin() -> Live {
        let pattern = patterns::find("scaling-handlers").expect("a pattern");
        let (elsewhere, run) = Elsewhere::begin(pattern.scenario().expect("a scenario"));
        let course = Course::of(pattern, &run);
        Live { elsewhere, run, course }
    }

    fn frame(&mut self) {
        self.elsewhere.go_on(self.elsewhere.now + Span::from_millis(20));
        self.course.advance(&mut self.run, Span::from_millis(20), u32::MAX);
    }

    /// Frames until it is held; how many.
    fn held(&mut self) -> usize {
        let held = (1..10_000).find(|_| {
            self.frame();
            self.course.stand(&self.run) == Stand::Held
        });
        held.expect("what is waited for comes")
    }

    fn go_on(&mut self) {
        self.course.go_on(&mut self.run).expect("a beat that can be done");
        self.course.follow(&self.run);
    }

    fn place(&self) -> usize {
        self.course.place(self.run.now())
    }
}

#[wasm_bindgen_test]
fn a_beat_holds_the_picture_while_the_run_goes_on_and_the_next_one_begins_at_its_head() {
    let mut live = Live::begin();
    live.go_on();
    live.held();
    let held = live.run.now();
    (0..100).for_each(|_| live.frame());
    assert_eq!(live.run.now(), held);
    assert!(live.run.behind_head() >= Span::from_secs(2));
    live.go_on();
    assert_eq!((live.place(), live.run.now()), (1, live.elsewhere.now));
}

#[wasm_bindgen_test]
fn who_does_not_want_to_wait_begins_the_next_beat_at_once() {
    let mut live = Live::begin();
    live.go_on();
    live.frame();
    assert_eq!(live.course.stand(&live.run), Stand::Waiting);
    live.go_on();
    assert_eq!((live.place(), live.run.now()), (1, live.elsewhere.now));
    assert!(live.elsewhere.now < Time::ZERO + Span::from_millis(100), "nothing ran ahead");
}

#[wasm_bindgen_test]
fn who_goes_back_sees_what_was_recorded_and_going_on_from_there_begins_nothing_twice() {
    let mut live = Live::begin();
    live.go_on();
    live.held();
    let first = live.run.now();
    live.go_on();
    let began = live.run.now();
    live.held();
    let (second, done_then) = (live.run.now(), live.run.entries().len());
    live.course.go_back(&mut live.run).expect("a beat before");
    live.course.follow(&live.run);
    assert_eq!((live.place(), live.run.now()), (0, Time::ZERO));
    live.held();
    assert_eq!(live.run.now(), first, "held at the same record");
    live.go_on();
    assert_eq!((live.place(), live.run.now(), live.run.entries().len()), (1, began, done_then));
    live.held();
    assert_eq!(live.run.now(), second);
    live.go_on();
    assert_eq!((live.place(), live.run.now()), (2, live.elsewhere.now));
}
