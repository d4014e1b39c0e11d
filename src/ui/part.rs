//! A part of the page that is loaded when somebody needs it: asked for, waited for, and then there.
//!
//! Whatever is reached only through what such a part hands out is not in the first load: `cargo xtask build` moves it
//! into a module of its own. So nothing else may call it. Without the feature `split` it is all one module, and there
//! is nothing to load.

use super::session::use_session;
use super::uniform::{flag, told};
use super::words::use_saying;
use crate::i18n::live as texts;
use leptos::html;
use leptos::prelude::*;
use std::future::Future;
use std::pin::Pin;

/// What comes of asking for a part.
pub type Fetching<T> = Pin<Box<dyn Future<Output = Option<&'static T>>>>;

/// A part in one playground, copied freely.
pub struct Part<T: 'static> {
    door: RwSignal<Door<T>>,
    fetching: fn() -> Fetching<T>,
}

/// Whether it is there.
enum Door<T: 'static> {
    /// Nobody asked.
    Closed,
    /// It is on its way.
    Opening,
    /// It is there.
    Open(&'static T),
    /// It did not come.
    Stuck,
}

impl<T> Clone for Door<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Door<T> {}

impl<T> Clone for Part<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Part<T> {}

impl<T: Sync> Part<T> {
    /// One that nobody has asked for yet.
    pub fn new(fetching: fn() -> Fetching<T>) -> Part<T> {
        Part { door: RwSignal::new(Door::Closed), fetching }
    }

    /// Loads it, unless it is there, and then goes on; with nothing if it did not come. To ask again is to try again.
    pub fn fetch(self, then: impl FnOnce(Option<&'static T>) + 'static) {
        if let Door::Open(there) = self.door.get_untracked() {
            return then(Some(there));
        }
        self.door.set(Door::Opening);
        leptos::task::spawn_local(async move {
            let came = (self.fetching)().await;
            // The playground may be gone by now, or somebody else have asked at the same time.
            match self.door.try_get_untracked() {
                None => return,
                Some(Door::Open(_)) => {}
                Some(_) => self.door.set(came.map_or(Door::Stuck, Door::Open)),
            }
            then(came);
        });
    }

    /// What it hands out, if it is there; tracked.
    pub fn get(self) -> Option<&'static T> {
        match self.door.get() {
            Door::Open(there) => Some(there),
            Door::Closed | Door::Opening | Door::Stuck => None,
        }
    }

    /// What it draws, as soon as it is there.
    pub fn drawn(self, draw: fn(&'static T) -> AnyView) -> impl Fn() -> Option<AnyView> {
        move || self.get().map(draw)
    }

    /// What it draws, and until then that it is on its way or did not come.
    pub fn drawn_or_waited_for(self, class: &'static str, draw: fn(&'static T) -> AnyView) -> impl Fn() -> AnyView {
        let is_stuck = flag(move || matches!(self.door.get(), Door::Stuck));
        let again = Callback::new(move |()| self.fetch(drop));
        // From waiting to waiting nothing is drawn again: the focus may be there.
        let is_there = Memo::new(move |_| self.get().is_some());
        move || match is_there.get().then(|| untrack(|| self.get())).flatten() {
            Some(there) => draw(there),
            None => view! { <Waiting class is_stuck again /> }.into_any(),
        }
    }
}

/// What stands in its place meanwhile.
#[component]
fn Waiting(class: &'static str, is_stuck: Signal<bool>, again: Callback<()>) -> impl IntoView {
    let (session, saying) = (use_session(), use_saying());
    let said = told(move || {
        let said = if is_stuck.get() { texts::NOT_LOADED } else { texts::LOADING };
        said.to(session.lang.get()).to_owned()
    });
    let line: NodeRef<html::P> = NodeRef::new();
    let try_again = move |_| {
        // The button goes away under the person's hands.
        if let Some(line) = line.get_untracked() {
            drop(line.focus());
        }
        again.run(());
    };
    view! {
        <section class=class data-waiting=told(move || (if is_stuck.get() { "stuck" } else { "loading" }).to_owned())>
            <p node_ref=line role="status" tabindex="-1">{said}</p>
            <button
                type="button"
                class="button"
                data-action="load-again"
                hidden=flag(move || !is_stuck.get())
                on:click=try_again
            >
                {saying(texts::LOAD_AGAIN)}
            </button>
        </section>
    }
}
