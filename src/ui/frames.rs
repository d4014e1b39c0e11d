//! Animation frames: asked for while running, and not at all while not.

use crate::sim::time::Span;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// The longest time that one frame lets pass. After a longer gap (a stalled tab, a debugger) time goes on from where it
/// was.
const LONGEST: f64 = 250.0;

/// What the browser calls with its clock, in milliseconds.
type Callback = Closure<dyn FnMut(f64)>;

struct Frames {
    each: Box<dyn Fn(Span)>,
    callback: RefCell<Option<Callback>>,
    requested: Cell<Option<i32>>,
    last: Cell<Option<f64>>,
}

impl Frames {
    fn new(each: impl Fn(Span) + 'static) -> Rc<Frames> {
        let frames = Rc::new(Frames {
            each: Box::new(each),
            callback: RefCell::default(),
            requested: Cell::default(),
            last: Cell::default(),
        });
        let weak = Rc::downgrade(&frames);
        let callback = Closure::new(move |milliseconds| {
            if let Some(frames) = Weak::upgrade(&weak) {
                frames.frame(milliseconds);
            }
        });
        *frames.callback.borrow_mut() = Some(callback);
        frames
    }

    fn frame(&self, milliseconds: f64) {
        // The next one first: what `each` does may stop the frames, and then it is taken back.
        self.request();
        let elapsed =
            (milliseconds - self.last.replace(Some(milliseconds)).unwrap_or(milliseconds)).clamp(0.0, LONGEST);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and a quarter second")]
        (self.each)(Span::from_nanos((elapsed * 1e6) as u64));
    }

    fn request(&self) {
        if let Some(callback) = &*self.callback.borrow() {
            self.requested.set(window().request_animation_frame(callback.as_ref().unchecked_ref()).ok());
        }
    }

    fn start(&self) {
        if self.requested.get().is_none() {
            self.last.set(None);
            self.request();
        }
    }

    fn stop(&self) {
        if let Some(handle) = self.requested.take() {
            drop(window().cancel_animation_frame(handle));
        }
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Calls `each` with the wall time since the last frame, for every frame in which `running` holds. The first frame
/// after a rest counts no time, so that time does not jump.
pub fn on_each_frame(running: Signal<bool>, each: impl Fn(Span) + 'static) {
    let frames = StoredValue::new_local(Frames::new(each));
    Effect::new(move |_| {
        let running = running.get();
        frames.with_value(|frames| if running { frames.start() } else { frames.stop() });
    });
}
