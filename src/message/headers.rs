//! Headers: names and values beside a payload, in the order in which they were added.

use std::sync::Arc;

/// Header lines. A name may occur more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(Option<Arc<Vec<Line>>>);

/// A name and its value.
type Line = (Arc<str>, Arc<str>);

impl Headers {
    /// The same headers and one more line.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Headers {
        Arc::make_mut(self.0.get_or_insert_default()).push((name.into(), value.into()));
        self
    }

    /// The first value under `name`; names are case-sensitive, as in NATS.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find_map(|(key, value)| (key == name).then_some(value))
    }

    /// How many bytes they take on the wire, with the lines that begin and end them; 0 if there are none.
    pub fn size(&self) -> u64 {
        const FRAME: usize = "NATS/1.0\r\n\r\n".len();
        let lines: usize = self.iter().map(|(name, value)| name.len() + ": ".len() + value.len() + "\r\n".len()).sum();
        if lines == 0 { 0 } else { (FRAME + lines) as u64 }
    }

    /// All lines in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|lines| lines.iter()).map(|(name, value)| (&**name, &**value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_found_by_its_exact_name() {
        let headers = Headers::default().with("Nats-Msg-Id", "7");
        assert_eq!(headers.get("Nats-Msg-Id"), Some("7"));
        assert_eq!(headers.get("nats-msg-id"), None);
    }

    #[test]
    fn only_headers_that_are_there_take_bytes() {
        assert_eq!(Headers::default().size(), 0);
        let block = "NATS/1.0\r\nA: 1\r\nBcd: \r\n\r\n";
        assert_eq!(Headers::default().with("A", "1").with("Bcd", "").size(), block.len() as u64);
    }
}
