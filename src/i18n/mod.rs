//! WORDS FOR PEOPLE: records, errors and the page's own texts, in every language we speak.

pub mod awaited;
mod error;
mod fate;
pub mod glossary;
pub mod instruments;
pub mod korean;
pub mod live;
pub mod live_refusal;
pub mod live_tools;
pub mod name;
pub mod number;
pub mod phrases;
pub mod profile;
mod quote;
mod record;
mod said;
mod stage;
mod template;
mod texts;
pub mod time;

pub use error::{error, file_error, subject_error, unsaveable};
pub use fate::fate;
pub use record::record;
pub use said::Said;
pub use stage::Caption;
pub use texts::{Text, text};

use std::str::FromStr;

/// A language of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Korean.
    Ko,
}

impl Lang {
    /// Every language, in the order of the switch.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Ko];

    /// Its tag, as in `<html lang>`.
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Ko => "ko",
        }
    }
}

/// A text that names no language of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no language “{0}”; there is en and ko")]
pub struct UnknownLanguage(pub String);

impl FromStr for Lang {
    type Err = UnknownLanguage;

    /// Reads a language tag; a region behind it, as in `ko-KR`, is ignored.
    fn from_str(tag: &str) -> Result<Lang, UnknownLanguage> {
        let language = tag.split('-').next().unwrap_or_default();
        let known = Lang::ALL.into_iter().find(|lang| lang.tag().eq_ignore_ascii_case(language));
        known.ok_or_else(|| UnknownLanguage(tag.to_owned()))
    }
}
