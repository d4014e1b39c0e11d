//! What runs leave on servers when their tab closes: noted while they run, found again at the next connection.
//!
//! While a tab is there it holds a lock under its run's name; a note that nobody holds a lock for is of a closed tab.

use crate::live::notes::Note;
use crate::ui::browser;
use js_sys::{Array, Function, Promise, Reflect};
use leptos::prelude::set_timeout;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// How long a browser may take to let go of the locks of a tab that was closed.
const AGAIN: Duration = Duration::from_secs(3);

/// Notes what a run has made and not removed; takes the note away when there is nothing.
pub fn note(run: &str, address: &str, streams: &[String]) {
    let key = Note::key(run);
    if streams.is_empty() {
        return browser::forget(&key);
    }
    let note = Note { run: run.to_owned(), address: address.to_owned(), streams: streams.to_vec() };
    browser::store(&key, &note.to_text());
}

/// A lock on a run's name, held until it is dropped or the tab closes. Without locks in the browser it is none.
pub struct Held(Rc<RefCell<Grip>>);

enum Grip {
    /// It was asked for; the browser answers a moment later.
    Asked,
    /// It is held until this is called.
    Granted(Function),
    /// Nobody wants it any more.
    LetGo,
}

impl Held {
    /// Takes the lock of a run.
    pub fn of(run: &str) -> Option<Held> {
        let locks = locks()?;
        let held = Held(Rc::new(RefCell::new(Grip::Asked)));
        let grip = Rc::clone(&held.0);
        // The lock is held until this promise is resolved. A run may be over before the lock is granted: so the browser
        // owns what it calls then.
        let granted = Closure::once_into_js(move |_: JsValue| {
            Promise::new(&mut |resolve, _| match &mut *grip.borrow_mut() {
                Grip::LetGo => let_go(&resolve),
                grip => *grip = Grip::Granted(resolve),
            })
        });
        call(&locks, "request", &[&JsValue::from_str(&Note::lock(run)), &granted])?;
        Some(held)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Grip::Granted(resolve) = self.0.replace(Grip::LetGo) {
            let_go(&resolve);
        }
    }
}

fn let_go(resolve: &Function) {
    drop(resolve.call0(&JsValue::NULL));
}

/// Tells `found` the notes about this address for which no tab holds a lock. Without locks nobody can know, and
/// nothing is told.
pub fn find(address: &str, found: impl FnOnce(Vec<Note>) + 'static) {
    let notes = browser::stored_all().into_iter().filter_map(|(key, text)| Note::read(&key, &text));
    look(notes.filter(|note| note.address == address).collect(), Box::new(found), true);
}

/// Which of the notes are nobody's any more; a tab that was closed a moment ago seems to be there at the first look.
fn look(mut notes: Vec<Note>, found: Box<dyn FnOnce(Vec<Note>)>, is_first: bool) {
    if notes.is_empty() {
        return;
    }
    let Some(asked) = locks().and_then(|locks| call(&locks, "query", &[])) else { return };
    let Ok(asked) = asked.dyn_into::<Promise>() else { return };
    let answer = Closure::once(move |state: JsValue| {
        let held = names(&state);
        let is_held = |note: &Note| held.contains(&Note::lock(&note.run));
        if is_first && notes.iter().any(is_held) {
            return set_timeout(move || look(notes, found, false), AGAIN);
        }
        notes.retain(|note| !is_held(note));
        if !notes.is_empty() {
            found(notes);
        }
    });
    drop(asked.then(&answer));
    // It is called once, and then it is free.
    answer.forget();
}

fn locks() -> Option<JsValue> {
    let locks = Reflect::get(&leptos::prelude::window().navigator(), &JsValue::from_str("locks")).ok()?;
    locks.is_object().then_some(locks)
}

/// Calls a method that our bindings do not have.
fn call(object: &JsValue, method: &str, arguments: &[&JsValue]) -> Option<JsValue> {
    let method: Function = Reflect::get(object, &JsValue::from_str(method)).ok()?.dyn_into().ok()?;
    let list = Array::new();
    for argument in arguments {
        list.push(argument);
    }
    method.apply(object, &list).ok()
}

/// The names of the locks that somebody holds.
fn names(state: &JsValue) -> Vec<String> {
    let held = Reflect::get(state, &JsValue::from_str("held")).ok();
    let held = held.and_then(|held| held.dyn_into::<Array>().ok()).unwrap_or_default();
    held.iter().filter_map(|lock| Reflect::get(&lock, &JsValue::from_str("name")).ok()?.as_string()).collect()
}
