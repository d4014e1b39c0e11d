//! What a server means when it says that something is wrong (`-ERR`).

use super::Refusal;

/// A complaint after which the connection stays open, in the server's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Complaint {
    /// It may not publish there.
    Publish(String),
    /// It may not subscribe to that.
    Subscribe(String),
    /// Something else.
    Other(String),
}

/// What it leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The connection goes on.
    Complaint(Complaint),
    /// The server closes the connection now, and this is why.
    End(Refusal),
}

/// How the sentences begin after which nats-server closes, in small letters: it writes them in several ways.
const LAST_WORDS: [&str; 11] = [
    "stale connection",
    "slow consumer",
    "maximum payload",
    "maximum control line",
    "maximum connections",
    "maximum account active connections",
    "unknown protocol operation",
    "parser error",
    "server shutdown",
    "secure connection",
    "no responders requires headers",
];

/// What an error means on a connection that the server knows.
pub(super) fn meaning(words: &str) -> Meaning {
    let small = words.to_ascii_lowercase();
    if is_about_authorization(&small) || LAST_WORDS.iter().any(|beginning| small.starts_with(beginning)) {
        return Meaning::End(refusal(words));
    }
    Meaning::Complaint(complaint(words))
}

/// What an error means to who wants to connect: it does not.
pub(super) fn refusal(words: &str) -> Refusal {
    let about_authorization = is_about_authorization(&words.to_ascii_lowercase());
    (if about_authorization { Refusal::Authorization } else { Refusal::Server })(words.to_owned())
}

/// Authorization Violation, Authentication Timeout, User Authentication Expired, User Authentication Revoked, Account
/// Authentication Expired.
fn is_about_authorization(small: &str) -> bool {
    ["authorization", "authentication", "user authentication", "account authentication"]
        .iter()
        .any(|beginning| small.starts_with(beginning))
}

fn complaint(words: &str) -> Complaint {
    let quoted = |kind: &str| words.strip_prefix("Permissions Violation for ")?.strip_prefix(kind)?.strip_suffix('"');
    if let Some(subject) = quoted("Publish to \"") {
        return Complaint::Publish(subject.to_owned());
    }
    quoted("Subscription to \"").map_or_else(
        || Complaint::Other(words.to_owned()),
        |subject| {
            let (subject, _) = subject.split_once("\" using queue \"").unwrap_or((subject, ""));
            Complaint::Subscribe(subject.to_owned())
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permission_that_is_missing_is_named_by_its_subject() {
        let told = |words| complaint(words);
        let subject = |text: &str| text.to_owned();
        assert_eq!(told("Permissions Violation for Publish to \"a.b\""), Complaint::Publish(subject("a.b")));
        assert_eq!(told("Permissions Violation for Subscription to \">\""), Complaint::Subscribe(subject(">")));
        let group = "Permissions Violation for Subscription to \"a\" using queue \"q\"";
        assert_eq!(told(group), Complaint::Subscribe(subject("a")));
        for other in
            ["Invalid Subject", "Permissions Violation for Publish with Reply of \"a\"", "Permissions Violation"]
        {
            assert_eq!(meaning(other), Meaning::Complaint(Complaint::Other(subject(other))));
        }
    }

    #[test]
    fn after_some_errors_the_server_closes_and_they_are_the_reason() {
        let server = |words: &str| Meaning::End(Refusal::Server(words.to_owned()));
        for words in [
            "Stale Connection",
            "Slow Consumer",
            "Maximum Payload Violation",
            "maximum control line exceeded",
            "maximum connections exceeded",
            "Unknown Protocol Operation",
            "Parser Error",
            "Server Shutdown",
            "Unknown Protocol Operation - \"PUBLISH\"",
            "no responders requires headers support",
        ] {
            assert_eq!(meaning(words), server(words));
        }
        let who = |words: &str| Meaning::End(Refusal::Authorization(words.to_owned()));
        for words in [
            "Authorization Violation",
            "Authentication Timeout",
            "User Authentication Expired",
            "User Authentication Revoked",
            "Account Authentication Expired",
            "authorization violation",
        ] {
            assert_eq!(meaning(words), who(words));
        }
    }
}
