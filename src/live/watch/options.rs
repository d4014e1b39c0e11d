//! What is watched, and what is refused.

use crate::live::client::Credentials;
use crate::message::subject::{Filter, Subject};
use crate::sim::chance::Seed;
use std::fmt;

/// The most messages that are recorded per second.
pub const MOST_RATE: u32 = 1_000;
/// The most messages that are recorded in all.
pub const MOST_MESSAGES: u32 = 100_000;
/// The most bytes that are kept of a payload, and the same of its headers.
pub const MOST_BYTES: usize = 4_096;

/// What is watched, and how much of it.
#[derive(Clone, Debug)]
pub struct WatchOptions {
    /// Which messages.
    pub filter: Filter,
    /// Who the page says it is.
    pub credentials: Credentials,
    /// What the jitter of its reconnects hangs from.
    pub seed: Seed,
    /// How many messages are recorded per second, 1 to [`MOST_RATE`]; of one second more may come at once.
    pub rate: u32,
    /// How many messages are recorded in all, 1 to [`MOST_MESSAGES`].
    pub most: u32,
    /// How many bytes of a payload are kept, up to [`MOST_BYTES`]; as many of its headers.
    pub payload: usize,
    /// Whether a person asked for everything: only then a filter may consist of wildcards.
    pub everything: bool,
}

impl WatchOptions {
    /// The usual bounds: 50 messages per second, 10,000 messages in all, 4,096 bytes of each.
    pub fn new(filter: Filter, credentials: Credentials, seed: Seed) -> WatchOptions {
        let (rate, most, payload) = (50, 10_000, MOST_BYTES);
        WatchOptions { filter, credentials, seed, rate, most, payload, everything: false }
    }

    /// # Errors
    /// [`Refused`] if the filter is none, or asks for everything without a word, or a bound is beyond its own bounds.
    pub(super) fn check(&self) -> Result<(), Refused> {
        if !self.filter.is_valid() {
            return Err(Refused::Invalid(self.filter.clone()));
        }
        if is_everything(&self.filter) && !self.everything {
            return Err(Refused::Everything(self.filter.clone()));
        }
        if !(1..=MOST_RATE).contains(&self.rate) {
            return Err(Refused::Rate(self.rate));
        }
        if !(1..=MOST_MESSAGES).contains(&self.most) {
            return Err(Refused::Most(self.most));
        }
        if self.payload > MOST_BYTES { Err(Refused::Payload(self.payload)) } else { Ok(()) }
    }
}

/// Why something is not watched. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is no filter: an empty token, or a `>` that is not last.
    Invalid(Filter),
    /// It consists of wildcards only, so it names nothing: `>`, `*`, `*.>`. A person has to ask for everything.
    Everything(Filter),
    /// So many messages per second are none, or more than [`MOST_RATE`].
    Rate(u32),
    /// So many messages in all are none, or more than [`MOST_MESSAGES`].
    Most(u32),
    /// So many bytes of a payload are more than [`MOST_BYTES`].
    Payload(usize),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::Invalid(filter) => write!(
                f,
                "“{filter}” is no filter; write tokens separated by dots, each a name or *, with > only as \
                 the last one"
            ),
            Refused::Everything(filter) => write!(
                f,
                "“{filter}” names no subject and asks for everything; name at least one token, such as orders.>, or \
                 say that everything is wanted"
            ),
            Refused::Rate(rate) => write!(f, "{rate} messages per second are not between 1 and {MOST_RATE}"),
            Refused::Most(most) => write!(f, "{most} messages in all are not between 1 and {MOST_MESSAGES}"),
            Refused::Payload(bytes) => write!(f, "{bytes} bytes of a payload are more than {MOST_BYTES}"),
        }
    }
}

impl std::error::Error for Refused {}

/// Whether a filter names nothing: all its tokens are wildcards.
fn is_everything(filter: &Filter) -> bool {
    filter.tokens().all(|token| token == "*" || token == ">")
}

/// Whether a first token belongs to the server itself or to somebody's replies: `$SYS`, `$JS`, `_INBOX`, and all that
/// begin like them. Clients may choose another beginning for their inboxes; that cannot be known.
fn is_hidden(first: &str) -> bool {
    first.starts_with('$') || first.starts_with("_INBOX")
}

/// Whether a filter asks by name for what is hidden otherwise.
pub(super) fn asks_for_hidden(filter: &Filter) -> bool {
    filter.tokens().next().is_some_and(is_hidden)
}

/// Whether a message is hidden unless somebody [asks for such by name](asks_for_hidden).
pub(super) fn hides(subject: &Subject) -> bool {
    subject.tokens().next().is_some_and(is_hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(filter: &str) -> WatchOptions {
        WatchOptions::new(Filter::from_wire(filter).unwrap(), Credentials::default(), Seed::default())
    }

    #[test]
    fn a_filter_has_to_name_something_unless_everything_is_wanted() {
        for wildcards in [">", "*", "*.*", "*.>", "*.*.>"] {
            let mut options = options(wildcards);
            assert_eq!(options.check(), Err(Refused::Everything(options.filter.clone())), "{wildcards}");
            options.everything = true;
            assert_eq!(options.check(), Ok(()), "{wildcards}");
        }
        for named in ["orders.>", "orders.*", "*.created", "orders", "$SYS.>", "$JS.EVENT.>", "_INBOX.>"] {
            assert_eq!(options(named).check(), Ok(()), "{named}");
        }
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        for wrong in ["orders..new", ">.orders", ".orders", "orders."] {
            assert!(matches!(options(wrong).check(), Err(Refused::Invalid(_))), "{wrong}");
        }
    }

    #[test]
    fn bounds_have_bounds() {
        for rate in [0, 1_001] {
            assert_eq!(WatchOptions { rate, ..options("a") }.check(), Err(Refused::Rate(rate)));
        }
        for most in [0, 100_001] {
            assert_eq!(WatchOptions { most, ..options("a") }.check(), Err(Refused::Most(most)));
        }
        assert_eq!(WatchOptions { payload: 4_097, ..options("a") }.check(), Err(Refused::Payload(4_097)));
        let widest = WatchOptions { rate: 1_000, most: 100_000, payload: 0, ..options("a") };
        assert_eq!(widest.check(), Ok(()));
    }

    #[test]
    fn what_servers_and_clients_keep_to_themselves_is_hidden() {
        for hidden in ["$SYS.ACCOUNT.A.CONNECT", "$JS.API.INFO", "_INBOX.abc.1", "_INBOX_app.abc", "$KV.settings.a"] {
            assert!(hides(&Subject::parse(hidden).unwrap()), "{hidden}");
        }
        for shown in ["orders.$SYS", "INBOX.a", "_orders", "orders._INBOX"] {
            assert!(!hides(&Subject::parse(shown).unwrap()), "{shown}");
        }
        for (filter, asks) in [("$SYS.>", true), ("_INBOX.>", true), ("orders.>", false), (">", false), ("*.a", false)]
        {
            assert_eq!(asks_for_hidden(&Filter::parse(filter).unwrap()), asks, "{filter}");
        }
    }
}
