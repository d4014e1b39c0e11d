//! Subjects and filters: what a message is about, and what a subscriber wants to hear of.
//!
//! The rules are those of nats-server 2.9.10 (`server/sublist.go`): tokens are separated by dots and are never empty;
//! white space (space, tab, line feed, form feed, carriage return) is not allowed; `*` and `>` are wildcards only as a
//! whole token, `>` only as the last one, and it stands for at least one token. So `foo*` and `>bar` are plain names.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// What a message is published under: tokens without wildcards, such as `events.todo.newitem`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Subject(Arc<str>);

/// What a subscription asks for: a subject in which `*` stands for one token and a last `>` for one or more.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Filter(Arc<str>);

/// Why a text is no subject or no filter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubjectError {
    /// There is nothing.
    #[error("a subject cannot be empty; write tokens separated by dots, such as events.todo.newitem")]
    Empty,
    /// Two dots in a row, or a dot at either end.
    #[error("“{subject}” has nothing in token {token}; every token between dots needs at least one character")]
    EmptyToken {
        /// What was written.
        subject: String,
        /// Which token, counted from 1.
        token: usize,
    },
    /// White space, which the protocol uses as a separator.
    #[error("“{subject}” has white space in token {token}; use a dot, a dash or an underscore instead")]
    WhiteSpace {
        /// What was written.
        subject: String,
        /// Which token, counted from 1.
        token: usize,
    },
    /// A `>` with something behind it.
    #[error("“{subject}” has > in token {token}; it can only be the last token")]
    FullWildcardNotLast {
        /// What was written.
        subject: String,
        /// Which token, counted from 1.
        token: usize,
    },
    /// A wildcard where a message is published.
    #[error(
        "“{subject}” has the wildcard {wildcard} in token {token}; a message is published under a subject without \
         wildcards"
    )]
    Wildcard {
        /// What was written.
        subject: String,
        /// Which token, counted from 1.
        token: usize,
        /// `*` or `>`.
        wildcard: &'static str,
    },
}

impl Subject {
    /// Reads a subject.
    ///
    /// # Errors
    /// [`SubjectError`] if it is empty, has an empty token or white space, or a wildcard.
    pub fn parse(text: &str) -> Result<Subject, SubjectError> {
        check(text)?;
        let wildcard = |(index, token)| {
            let wildcard = ["*", ">"].into_iter().find(|&wildcard| wildcard == token)?;
            Some(SubjectError::Wildcard { subject: text.to_owned(), token: index + 1, wildcard })
        };
        text.split('.').enumerate().find_map(wildcard).map_or_else(|| Ok(Subject(text.into())), Err)
    }

    /// Takes a subject as it stands in a line of the protocol. A server does not check what is published: there may be
    /// wildcards and empty tokens in it. A message under `foo.*` goes to whoever asks for `foo.*` or `foo.>`.
    ///
    /// # Errors
    /// [`SubjectError`] if it cannot stand in a line: it is empty, or has white space.
    pub fn from_wire(text: &str) -> Result<Subject, SubjectError> {
        check_line(text).map(|()| Subject(text.into()))
    }

    /// The text, as it goes over the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its tokens.
    pub fn tokens(&self) -> impl Iterator<Item = &str> {
        self.0.split('.')
    }
}

impl Filter {
    /// Reads a filter.
    ///
    /// # Errors
    /// [`SubjectError`] if it is empty, has an empty token or white space, or a `>` that is not last.
    pub fn parse(text: &str) -> Result<Filter, SubjectError> {
        check(text).map(|()| Filter(text.into()))
    }

    /// Takes a filter as it stands in a line of the protocol, valid or not: a server refuses what is not, and so does
    /// a broker here.
    ///
    /// # Errors
    /// [`SubjectError`] if it cannot stand in a line: it is empty, or has white space.
    pub fn from_wire(text: &str) -> Result<Filter, SubjectError> {
        check_line(text).map(|()| Filter(text.into()))
    }

    /// Whether it is one by the rules above; only one that came [from a line](Filter::from_wire) may be none.
    pub fn is_valid(&self) -> bool {
        check(&self.0).is_ok()
    }

    /// The text, as it goes over the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its tokens, wildcards among them.
    pub fn tokens(&self) -> impl Iterator<Item = &str> {
        self.0.split('.')
    }

    /// Whether a message under `subject` is one that this filter asks for.
    pub fn matches(&self, subject: &Subject) -> bool {
        let mut tokens = subject.tokens();
        for wanted in self.tokens() {
            match (wanted, tokens.next()) {
                // An empty token, which only a line of the protocol can have, is matched by nothing.
                (">", Some(token)) => return !token.is_empty() && tokens.all(|token| !token.is_empty()),
                ("*", Some(token)) if !token.is_empty() => {}
                (literal, Some(token)) if literal == token => {}
                _ => return false,
            }
        }
        tokens.next().is_none()
    }
}

/// What holds for everything that stands in a line of the protocol, between white space.
fn check_line(text: &str) -> Result<(), SubjectError> {
    let white = |part: &str| part.contains([' ', '\t', '\n', '\x0C', '\r']);
    match text.split('.').position(white) {
        _ if text.is_empty() => Err(SubjectError::Empty),
        Some(index) => Err(SubjectError::WhiteSpace { subject: text.to_owned(), token: index + 1 }),
        None => Ok(()),
    }
}

/// The rules that subjects and filters share.
fn check(text: &str) -> Result<(), SubjectError> {
    check_line(text)?;
    let last = text.split('.').count();
    for (index, part) in text.split('.').enumerate() {
        let (subject, token) = (|| text.to_owned(), index + 1);
        if part.is_empty() {
            return Err(SubjectError::EmptyToken { subject: subject(), token });
        }
        if part == ">" && token != last {
            return Err(SubjectError::FullWildcardNotLast { subject: subject(), token });
        }
    }
    Ok(())
}

macro_rules! text_form {
    ($($kind:ident),*) => {$(
        impl fmt::Display for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $kind {
            type Err = SubjectError;
            fn from_str(text: &str) -> Result<Self, SubjectError> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $kind {
            type Error = SubjectError;
            fn try_from(text: String) -> Result<Self, SubjectError> {
                Self::parse(&text)
            }
        }

        impl From<$kind> for String {
            fn from(value: $kind) -> String {
                value.0.as_ref().to_owned()
            }
        }
    )*};
}
text_form!(Subject, Filter);
