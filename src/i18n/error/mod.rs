//! Errors in the language of the page: which value, where it stands, and what would be right.
//!
//! English is the error's own `Display`, the same as in logs and on the command line. What a JSON reader stumbled over
//! is quoted in its own words.

mod file;
mod korean;
mod refusal;

use super::Lang;
use crate::message::subject::SubjectError;
use crate::scenario::ScenarioError;
use crate::transcript::file::{FileError, Unsaveable};

/// Why a scenario, a knob value, an action or a link is refused.
pub fn error(lang: Lang, error: &ScenarioError) -> String {
    match lang {
        Lang::En => sentence(&error.to_string()),
        Lang::Ko => korean::sentence(error),
    }
}

/// Why a text is no subject or no filter.
pub fn subject_error(lang: Lang, error: &SubjectError) -> String {
    match lang {
        Lang::En => sentence(&error.to_string()),
        Lang::Ko => korean::subject_sentence(error),
    }
}

/// Why a file cannot be read as a transcript.
pub fn file_error(lang: Lang, error: &FileError) -> String {
    match lang {
        Lang::En => sentence(&error.to_string()),
        Lang::Ko => file::sentence(error),
    }
}

/// Why a run cannot be saved as a file.
pub fn unsaveable(lang: Lang, why: Unsaveable) -> String {
    match lang {
        Lang::En => sentence(&why.to_string()),
        Lang::Ko => file::unsaveable(why),
    }
}

/// A message of a log as a sentence of a page: with a capital, unless it begins with a name, and with a full stop.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first_word = message.split(' ').next().unwrap_or_default();
    let plain = ["a", "byte", "every", "in", "line", "the", "there", "this"].contains(&first_word);
    match letters.next() {
        Some(first) if plain => format!("{}{}.", first.to_ascii_uppercase(), letters.as_str()),
        _ => format!("{message}."),
    }
}

#[cfg(test)]
mod tests;
