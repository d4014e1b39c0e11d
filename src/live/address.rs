//! The address of a server's WebSocket: checked before anything is opened, so that what is wrong can be named.
//!
//! A browser says nearly nothing about why a WebSocket fails. What can be known before is said before.

use std::fmt;

/// The port on which this page's own configuration lets a server listen.
const SUGGESTED: &str = "ws://127.0.0.1:9222";

/// An address that may be opened. Its text is what was typed, without spaces around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(String);

/// Why an address is not opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing was typed.
    #[error("type the address of a server, such as {SUGGESTED}")]
    Empty,
    /// It does not begin with `ws:` or `wss:`, and two slashes.
    #[error("“{0}” does not begin with ws: or wss:, which is all that a page can speak, such as {SUGGESTED}")]
    Scheme(String),
    /// There is no host in it, or one that no host can have.
    #[error("“{0}” names no host, such as {SUGGESTED}")]
    Host(String),
    /// Its port is no number from 1 to 65,535.
    #[error("“{0}” is no port; a port is a number from 1 to 65535")]
    Port(String),
    /// It carries a user or a password, which would end up in logs.
    #[error("leave user and password out of the address; they have their own fields")]
    Credentials,
    /// It carries a fragment, which no WebSocket may have.
    #[error("leave out what begins with #; an address has no such part")]
    Fragment,
    /// The page came encrypted, and the browser lets it speak to other hosts only encrypted.
    #[error("this page came over https, so the browser lets it reach {0} only over wss:")]
    MixedContent(String),
}

impl Address {
    /// Reads what a person typed. `page_is_secure` says whether the page itself came over https.
    ///
    /// # Errors
    /// [`AddressError`], with the part that is wrong.
    pub fn parse(text: &str, page_is_secure: bool) -> Result<Address, AddressError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        let split = text.split_once(':').and_then(|(scheme, rest)| Some((scheme, rest.strip_prefix("//")?)));
        let (scheme, rest) = split.ok_or_else(|| AddressError::Scheme(shorten(text)))?;
        let is_encrypted = scheme.eq_ignore_ascii_case("wss");
        if !is_encrypted && !scheme.eq_ignore_ascii_case("ws") {
            return Err(AddressError::Scheme(shorten(text)));
        }
        if rest.contains('#') {
            return Err(AddressError::Fragment);
        }
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(AddressError::Credentials);
        }
        let host = host(authority, text)?;
        if page_is_secure && !is_encrypted && !is_loopback(host) {
            return Err(AddressError::MixedContent(host.to_owned()));
        }
        Ok(Address(text.to_owned()))
    }

    /// The text to open.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The host of `host`, `host:port` or `[address]:port`, once both are found to be possible.
fn host<'a>(authority: &'a str, whole: &str) -> Result<&'a str, AddressError> {
    let (host, behind) = match authority.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
        Some((address, behind)) => (address, behind),
        None => authority.find(':').map_or((authority, ""), |colon| authority.split_at(colon)),
    };
    let possible = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | ':');
    if host.is_empty() || !host.chars().all(possible) {
        return Err(AddressError::Host(shorten(whole)));
    }
    let port = match behind.strip_prefix(':') {
        Some(port) => port,
        None if behind.is_empty() => return Ok(host),
        None => return Err(AddressError::Host(shorten(whole))),
    };
    let is_number = port.chars().all(|letter| letter.is_ascii_digit());
    match port.parse::<u16>() {
        Ok(1..) if is_number => Ok(host),
        _ => Err(AddressError::Port(shorten(port))),
    }
}

/// Whether the host is this machine, which browsers trust without encryption.
fn is_loopback(host: &str) -> bool {
    let numbers: Vec<Option<u8>> = host.split('.').map(|number| number.parse().ok()).collect();
    let is_ipv4 = matches!(numbers[..], [Some(127), Some(_), Some(_), Some(_)]);
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    is_ipv4 || host == "::1" || name == "localhost" || name.ends_with(".localhost")
}

fn shorten(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn open(text: &str) -> Result<String, AddressError> {
        Address::parse(text, false).map(|address| address.to_string())
    }

    /// An address with this scheme.
    fn over(scheme: &str, rest: &str) -> String {
        format!("{scheme}://{rest}")
    }

    #[test]
    fn addresses_that_a_server_can_have_are_taken_as_they_are() {
        for (scheme, rest) in [
            ("ws", "127.0.0.1:9222"),
            ("ws", "localhost:9222"),
            ("WS", "localhost"),
            ("wss", "broker.example:443/nats?x=1"),
            ("ws", "[::1]:9222"),
            ("wss", "브로커.한국:1"),
        ] {
            assert_eq!(open(&over(scheme, rest)), Ok(over(scheme, rest)));
        }
        assert_eq!(open("  ws://localhost:9222\n"), Ok("ws://localhost:9222".to_owned()));
    }

    #[test]
    fn what_is_not_a_web_socket_is_named() {
        for text in ["127.0.0.1:9222".to_owned(), over("nats", "127.0.0.1:4222"), "javascript:alert()".to_owned()] {
            assert_eq!(open(&text), Err(AddressError::Scheme(text)));
        }
        assert_eq!(open("  "), Err(AddressError::Empty));
    }

    #[test]
    fn what_is_wrong_behind_the_scheme_is_named() {
        let port = |text: &str| AddressError::Port(text.to_owned());
        let cases = [
            ("host:", port("")),
            ("host:0", port("0")),
            ("host:65536", port("65536")),
            ("host:+80", port("+80")),
            ("host:80:80", port("80:80")),
            ("user:secret@host:9222", AddressError::Credentials),
            ("host:9222/#top", AddressError::Fragment),
        ];
        for (rest, expected) in cases {
            assert_eq!(open(&over("ws", rest)), Err(expected), "{rest}");
        }
        for rest in ["", ":9222", "/nats", "a b:9222", "[::1]9222"] {
            let whole = over("ws", rest);
            assert_eq!(open(&whole), Err(AddressError::Host(whole.clone())));
        }
    }

    #[test]
    fn a_secure_page_reaches_other_hosts_only_encrypted() {
        let secure = |scheme, rest| Address::parse(&over(scheme, rest), true).map(drop);
        assert_eq!(secure("wss", "other:9222"), Ok(()));
        for rest in ["localhost:9222", "127.8.9.1:9222", "[::1]:1", "a.localhost"] {
            assert_eq!(secure("ws", rest), Ok(()), "{rest}");
        }
        for (rest, host) in [("other:9222", "other"), ("127.0.0.1.nip:9222", "127.0.0.1.nip")] {
            assert_eq!(secure("ws", rest), Err(AddressError::MixedContent(host.to_owned())));
        }
    }

    #[test]
    fn a_secret_in_an_address_is_not_repeated() {
        let error = open(&over("ws", "user:secret@host")).unwrap_err();
        assert!(!error.to_string().contains("secret"));
    }

    proptest! {
        #[test]
        fn any_text_is_taken_or_refused(rest in ".*", secure: bool) {
            if let Ok(address) = Address::parse(&over("ws", &rest), secure) {
                let authority = address.as_str()[5..].split(['/', '?']).next().unwrap_or_default();
                prop_assert!(!authority.is_empty() && !authority.contains('@'));
                prop_assert!(!address.as_str().contains('#'));
            }
        }
    }
}
