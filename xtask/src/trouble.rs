//! The one error of this program: a sentence for the person, who is a developer in a terminal.

use std::fmt;

/// Why a verb stopped.
#[derive(Debug)]
pub struct Trouble {
    sentence: String,
    told: bool,
}

impl Trouble {
    /// A sentence that names what is wrong, where, and what would be right.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), told: false }
    }

    /// For a failure that was already worded on the screen, as a failed test run is: only the exit code remains.
    pub fn told(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), told: true }
    }

    /// Whether the person has read about it already.
    pub fn is_told(&self) -> bool {
        self.told
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence)
    }
}

impl std::error::Error for Trouble {}

/// Adds what was being attempted to an error of the operating system.
pub trait Attempting<T> {
    /// `attempt` completes the sentence "cannot …".
    fn attempting(self, attempt: impl FnOnce() -> String) -> Result<T, Trouble>;
}

impl<T, E: fmt::Display> Attempting<T> for Result<T, E> {
    fn attempting(self, attempt: impl FnOnce() -> String) -> Result<T, Trouble> {
        self.map_err(|error| Trouble::new(format!("cannot {}: {error}", attempt())))
    }
}
