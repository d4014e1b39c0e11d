//! The driver of a live engine in the page: its sockets, its clock, its one timer, and the recording it writes.

use super::address::Address;
use super::client::{Input, State};
use super::engine::{Ask, Engine, Phase, SocketId, Status, Told};
use super::socket::{OpenError, Socket};
use super::trace::Said;
use crate::message::ComponentId;
use crate::player::Recording;
use crate::sim::time::{Span, Time};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// How often at most it is told how the engine stands.
const REPORT_EVERY: Span = Span::from_millis(100);
/// How often it is told while a person sees a countdown.
const COUNT_EVERY: Span = Span::from_millis(250);
const MILLISECOND_NS: f64 = 1e6;

/// How an engine stands, and at what moment of its own time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// When it was so.
    pub at: Time,
    /// How it stands.
    pub status: Status,
    /// Why the browser did not even try to open a socket, the last time.
    pub unopened: Option<OpenError>,
}

impl Report {
    /// Whether nothing more will happen.
    pub const fn is_over(&self) -> bool {
        matches!(self.status.phase, Phase::Over | Phase::Failed(_))
    }
}

/// What is done with an engine that runs. Who only does that need not know how it is driven, nor be loaded with it.
pub trait Driving {
    /// Lets the engine do what is due, and what was wished for.
    fn turn(&self);

    /// Nobody can see the page any more, or somebody can again.
    fn hide(&self, hidden: bool);

    /// Lets it clean up and end.
    fn stop(&self);

    /// The page goes away: what cleans up is sent, and every socket closed behind it.
    fn leave(&self);

    /// Whether it has ended and was reported so: nothing more will happen.
    fn is_over(&self) -> bool;

    /// What went over the wire of a member of the cast lately, oldest first.
    fn said(&self, component: ComponentId) -> Vec<Said>;
}

/// A running engine. Dropped, its sockets are closed, and nothing is cleaned up.
pub struct Drive(Rc<Inner>);

struct Inner {
    engine: RefCell<Box<dyn Engine>>,
    address: Address,
    recording: Recording,
    sockets: RefCell<Vec<(SocketId, Socket)>>,
    /// What happened while the engine was being told something else: a callback never runs inside another.
    inbox: RefCell<VecDeque<Happened>>,
    is_busy: Cell<bool>,
    is_full: Cell<bool>,
    is_over: Cell<bool>,
    unopened: Cell<Option<OpenError>>,
    /// The browser's clock at the engine's time 0, in milliseconds.
    start: f64,
    timer: RefCell<Option<Closure<dyn FnMut()>>>,
    /// The timeout that is set, and for when.
    armed: Cell<Option<(i32, Time)>>,
    /// When the last report was made, and whether anything happened since.
    reported: Cell<Time>,
    is_news: Cell<bool>,
    /// Whether a person sees a countdown.
    is_counting: Cell<bool>,
    report: Box<dyn Fn(Report)>,
    me: Weak<Inner>,
}

enum Happened {
    Opened(SocketId),
    Received(SocketId, Vec<u8>),
    Closed(SocketId),
    Failed(SocketId),
    Hidden(bool),
    Stop,
    /// Time passed, or somebody wished for something.
    Passed,
}

/// The browser's clock, in milliseconds.
fn clock() -> f64 {
    leptos::prelude::window().performance().map_or(0.0, |performance| performance.now())
}

impl Drive {
    /// Begins to drive an engine whose time is 0 now. `report` is told how it stands, at most ten times a second, and
    /// never from within a call of this.
    pub fn start(
        engine: Box<dyn Engine>,
        address: Address,
        recording: Recording,
        report: impl Fn(Report) + 'static,
    ) -> Drive {
        let inner = Rc::new_cyclic(|me: &Weak<Inner>| Inner {
            engine: RefCell::new(engine),
            address,
            recording,
            sockets: RefCell::default(),
            inbox: RefCell::default(),
            is_busy: Cell::new(false),
            is_full: Cell::new(false),
            is_over: Cell::new(false),
            unopened: Cell::new(None),
            start: clock(),
            timer: RefCell::default(),
            armed: Cell::new(None),
            reported: Cell::new(Time::ZERO),
            is_news: Cell::new(true),
            is_counting: Cell::new(false),
            report: Box::new(report),
            me: me.clone(),
        });
        let weak = Rc::downgrade(&inner);
        *inner.timer.borrow_mut() = Some(Closure::new(move || {
            if let Some(inner) = weak.upgrade() {
                inner.armed.set(None);
                inner.tell(Happened::Passed);
                inner.report_if_due();
            }
        }));
        inner.tell(Happened::Passed);
        Drive(inner)
    }

    /// How it stands right now.
    pub fn look(&self) -> Report {
        self.0.look()
    }
}

impl Driving for Drive {
    fn turn(&self) {
        self.0.tell(Happened::Passed);
    }

    fn hide(&self, hidden: bool) {
        self.0.tell(Happened::Hidden(hidden));
    }

    fn stop(&self) {
        self.0.tell(Happened::Stop);
    }

    fn leave(&self) {
        self.0.tell(Happened::Stop);
        for (_, socket) in &*self.0.sockets.borrow() {
            socket.close();
        }
    }

    fn is_over(&self) -> bool {
        self.0.is_over.get()
    }

    fn said(&self, component: ComponentId) -> Vec<Said> {
        // While the engine is told something, nobody looks.
        self.0.engine.try_borrow().map(|engine| engine.said(component)).unwrap_or_default()
    }
}

impl Inner {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a clock that does not go back")]
    fn now(&self) -> Time {
        Time::from_nanos(((clock() - self.start).max(0.0) * MILLISECOND_NS) as u64)
    }

    fn look(&self) -> Report {
        Report { at: self.now(), status: self.engine.borrow().status(), unopened: self.unopened.get() }
    }

    fn tell(&self, happened: Happened) {
        self.inbox.borrow_mut().push_back(happened);
        if self.is_busy.replace(true) {
            return;
        }
        while let Some(happened) = self.next() {
            self.handle(happened);
        }
        self.is_busy.set(false);
        self.is_news.set(true);
        self.arm();
    }

    fn next(&self) -> Option<Happened> {
        self.inbox.borrow_mut().pop_front()
    }

    /// One turn of the engine: what happened, what is due, what is wished, and then all that it asks for.
    fn handle(&self, happened: Happened) {
        if self.is_over.get() {
            return;
        }
        let now = self.now();
        let mut engine = self.engine.borrow_mut();
        // What was wished for earlier comes before what happens now, each at its own moment.
        for wish in self.recording.take_wishes(engine.in_its_time(now)) {
            engine.handle(now, Told::Wish(wish));
        }
        match happened {
            Happened::Opened(id) => engine.handle(now, Told::Socket(id, Input::Opened)),
            Happened::Received(id, bytes) => engine.handle(now, Told::Socket(id, Input::Received(&bytes))),
            Happened::Closed(id) => {
                self.forget(id);
                engine.handle(now, Told::Socket(id, Input::Closed));
            }
            Happened::Failed(id) => {
                self.forget(id);
                engine.handle(now, Told::Socket(id, Input::Failed));
            }
            Happened::Hidden(hidden) => engine.handle(now, Told::Hidden(hidden)),
            Happened::Stop => engine.handle(now, Told::Stop),
            Happened::Passed => {}
        }
        if engine.next_due().is_some_and(|due| due <= now) {
            engine.wake(now);
        }
        self.record(&mut **engine, now);
        while let Some(ask) = engine.next_ask() {
            self.carry_out(ask);
        }
        self.recording.reach(engine.in_its_time(now));
    }

    /// Takes the engine's records, and tells it when there is no room for them, and when there is again.
    fn record(&self, engine: &mut dyn Engine, now: Time) {
        while let Some(record) = engine.next_record() {
            self.recording.push(record);
        }
        let is_full = self.recording.is_full();
        if self.is_full.replace(is_full) != is_full {
            engine.handle(now, Told::Full(is_full));
        }
    }

    fn carry_out(&self, ask: Ask) {
        match ask {
            Ask::Open(id) => match Socket::open(&self.address, &self.ear(id)) {
                Ok(socket) => {
                    self.unopened.set(None);
                    self.sockets.borrow_mut().push((id, socket));
                }
                Err(error) => {
                    self.unopened.set(Some(error));
                    self.inbox.borrow_mut().push_back(Happened::Failed(id));
                }
            },
            Ask::Send(id, bytes) => self.with(id, |socket| socket.send(&bytes)),
            Ask::Close(id) => self.with(id, Socket::close),
        }
    }

    /// What listens to a socket.
    fn ear(&self, id: SocketId) -> Rc<dyn Fn(Input<'_>)> {
        let me = self.me.clone();
        Rc::new(move |input| {
            let Some(inner) = me.upgrade() else { return };
            inner.tell(match input {
                Input::Opened => Happened::Opened(id),
                Input::Received(bytes) => Happened::Received(id, bytes.to_vec()),
                Input::Closed => Happened::Closed(id),
                Input::Failed => Happened::Failed(id),
            });
        })
    }

    fn with(&self, id: SocketId, act: impl FnOnce(&Socket)) {
        if let Some((_, socket)) = self.sockets.borrow().iter().find(|(one, _)| *one == id) {
            act(socket);
        }
    }

    fn forget(&self, id: SocketId) {
        self.sockets.borrow_mut().retain(|(one, _)| *one != id);
    }

    /// Sets the one timeout for the first thing that is due. One that is set for an earlier moment is left alone: it
    /// finds nothing to do, and sets the next.
    fn arm(&self) {
        let engine = self.engine.borrow();
        let is_over = self.is_over.get();
        let now = self.now();
        // A wish is told in the time of the recording.
        let wish = self.recording.next_wish_due().map(|due| now + due.since(engine.in_its_time(now)));
        let due = [engine.next_due(), wish].into_iter().flatten().min().filter(|_| !is_over);
        let report = self.is_news.get().then(|| self.reported.get() + REPORT_EVERY);
        let count = self.is_counting.get().then(|| self.reported.get() + COUNT_EVERY);
        let Some(next) = [due, report, count].into_iter().flatten().min() else { return };
        if self.armed.get().is_some_and(|(_, at)| at <= next) {
            return;
        }
        self.disarm();
        let timer = self.timer.borrow();
        let Some(callback) = timer.as_ref() else { return };
        let wait = next.since(now).as_nanos().div_ceil(1_000_000);
        let wait = i32::try_from(wait).unwrap_or(i32::MAX);
        let set = leptos::prelude::window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(callback.as_ref().unchecked_ref(), wait);
        self.armed.set(set.ok().map(|handle| (handle, next)));
    }

    fn disarm(&self) {
        if let Some((handle, _)) = self.armed.take() {
            leptos::prelude::window().clear_timeout_with_handle(handle);
        }
    }

    fn report_if_due(&self) {
        let now = self.now();
        let is_due = now >= self.reported.get() + REPORT_EVERY;
        if !is_due || self.is_over.get() {
            return;
        }
        self.reported.set(now);
        self.is_news.set(false);
        let report = self.look();
        self.is_counting.set(!report.is_over() && matches!(report.status.state, State::Reconnecting { .. }));
        if report.is_over() {
            self.is_over.set(true);
            self.disarm();
            self.sockets.borrow_mut().clear();
        }
        self.arm();
        (self.report)(report);
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.disarm();
    }
}
