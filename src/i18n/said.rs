//! A text in every language, for what patterns say. One that misses a language does not compile.

use super::Lang;
use super::template::fill;

/// The same thing said in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// In English.
    pub en: &'static str,
    /// In Korean.
    pub ko: &'static str,
}

impl Said {
    /// The text in a language.
    pub const fn to(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Ko => self.ko,
        }
    }
}

/// A text in a language, with these words in its gaps.
pub(super) fn say(lang: Lang, said: Said, words: &[&str]) -> String {
    fill(said.to(lang), words)
}

/// Declares texts: a doc line, a name, English, Korean.
macro_rules! said {
    ($($(#[$doc:meta])* $name:ident: $english:literal, $korean:literal;)*) => {
        $($(#[$doc])* pub const $name: $crate::i18n::Said = $crate::i18n::Said { en: $english, ko: $korean };)*

        #[cfg(test)]
        const ALL: &[$crate::i18n::Said] = &[$($name),*];
    };
}

pub(super) use said;
