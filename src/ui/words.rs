//! The page's texts in the language of the moment.

use super::session::use_session;
use crate::i18n::{Said, Text, text};
use leptos::prelude::*;

/// What components call to say something: a text that follows the language.
pub fn use_words() -> impl Fn(Text) -> Signal<&'static str> + Copy + Send + Sync + 'static {
    let lang = use_session().lang;
    move |wanted| Signal::derive(move || text(lang.get(), wanted))
}

/// The same for texts that stand for themselves.
pub fn use_saying() -> impl Fn(Said) -> Signal<&'static str> + Copy + Send + Sync + 'static {
    let lang = use_session().lang;
    move |said| Signal::derive(move || said.to(lang.get()))
}
