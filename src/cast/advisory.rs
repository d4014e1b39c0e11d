//! Advisories, as far as a dead-letter handler reads them: which message a consumer gave up.
//!
//! An advisory is a JSON object. The page reads no other JSON, and a reader for four of its fields is a fraction of a
//! general one.

use std::sync::Arc;

/// What an advisory says, as far as it matters here. Everything else in it is left unread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Advisory {
    pub(super) stream: Arc<str>,
    pub(super) consumer: Arc<str>,
    pub(super) stream_seq: u64,
    pub(super) deliveries: u64,
}

impl Advisory {
    /// Reads a payload; none if it is no advisory.
    pub(super) fn read(payload: &[u8]) -> Option<Advisory> {
        let mut json = Json(std::str::from_utf8(payload).ok()?);
        let (mut stream, mut consumer, mut stream_seq, mut deliveries) = (None, None, None, None);
        json.mark('{')?;
        loop {
            let name = json.text()?;
            json.mark(':')?;
            match name.as_str() {
                "stream" => stream = Some(json.text()?),
                "consumer" => consumer = Some(json.text()?),
                "stream_seq" => stream_seq = Some(json.number()?),
                "deliveries" => deliveries = Some(json.number()?),
                _ => json.pass_over()?,
            }
            match json.next()? {
                ',' => {}
                '}' => break,
                _ => return None,
            }
        }
        json.0.trim().is_empty().then_some(())?;
        let (stream, consumer) = (stream?.into(), consumer?.into());
        Some(Advisory { stream, consumer, stream_seq: stream_seq?, deliveries: deliveries? })
    }
}

/// What is left to read.
struct Json<'a>(&'a str);

impl Json<'_> {
    /// The next character behind white space.
    fn next(&mut self) -> Option<char> {
        self.0 = self.0.trim_start_matches([' ', '\t', '\n', '\r']);
        self.letter()
    }

    fn letter(&mut self) -> Option<char> {
        let letter = self.0.chars().next()?;
        self.0 = &self.0[letter.len_utf8()..];
        Some(letter)
    }

    fn mark(&mut self, mark: char) -> Option<()> {
        (self.next()? == mark).then_some(())
    }

    fn number(&mut self) -> Option<u64> {
        self.0 = self.0.trim_start();
        let end = self.0.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(self.0.len());
        let (digits, rest) = self.0.split_at(end);
        self.0 = rest;
        digits.parse().ok()
    }

    fn text(&mut self) -> Option<String> {
        self.mark('"')?;
        self.text_behind_its_quote()
    }

    fn text_behind_its_quote(&mut self) -> Option<String> {
        let mut text = String::new();
        loop {
            match self.letter()? {
                '"' => return Some(text),
                '\\' => text.push(self.escaped()?),
                letter if letter < ' ' => return None,
                letter => text.push(letter),
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        Some(match self.letter()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{C}',
            'u' => self.code_point()?,
            letter @ ('"' | '\\' | '/') => letter,
            _ => return None,
        })
    }

    /// Four hexadecimal digits, or twice four for what is beyond the first 65,536.
    fn code_point(&mut self) -> Option<char> {
        let first = self.unit()?;
        if !(0xD800..0xDC00).contains(&first) {
            return char::from_u32(first);
        }
        self.0 = self.0.strip_prefix("\\u")?;
        let second = self.unit()?.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
        char::from_u32(0x10000 + ((first - 0xD800) << 10) + second)
    }

    fn unit(&mut self) -> Option<u32> {
        let (digits, rest) = self.0.split_at_checked(4)?;
        self.0 = rest;
        u32::from_str_radix(digits, 16).ok()
    }

    /// Any value, to the mark behind it.
    fn pass_over(&mut self) -> Option<()> {
        let mut depth = 0_u32;
        loop {
            match self.next()? {
                '"' => drop(self.text_behind_its_quote()?),
                '{' | '[' => depth += 1,
                '}' | ']' => depth = depth.checked_sub(1)?,
                _ => {}
            }
            let behind = self.0.trim_start();
            if depth == 0 && (behind.is_empty() || behind.starts_with([',', '}'])) {
                return Some(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Advisory;

    fn read(payload: &str) -> Option<(String, String, u64, u64)> {
        let advisory = Advisory::read(payload.as_bytes())?;
        Some((advisory.stream.to_string(), advisory.consumer.to_string(), advisory.stream_seq, advisory.deliveries))
    }

    #[test]
    fn what_the_server_writes_is_read() {
        let payload = "{\"type\":\"io.nats.jetstream.advisory.v1.max_deliver\",\"id\":\"42\",\
                       \"timestamp\":\"1970-01-01T00:00:02Z\",\"stream\":\"JOBS\",\"consumer\":\"worker\",\
                       \"stream_seq\":7,\"deliveries\":3}";
        assert_eq!(read(payload), Some(("JOBS".to_owned(), "worker".to_owned(), 7, 3)));
    }

    #[test]
    fn other_fields_are_passed_over_and_escapes_are_undone() {
        let payload = " { \"more\" : [1, {\"stream\": \"no\"}, \"},\"], \"none\": null, \"stream_seq\": 1,\n\
                       \"stream\":\"a\\\"\\\\\\u0001\\ud83c\\udf89\", \"consumer\":\"b\\n\", \"deliveries\" :2 } ";
        assert_eq!(read(payload), Some(("a\"\\\u{1}🎉".to_owned(), "b\n".to_owned(), 1, 2)));
    }

    #[test]
    fn what_is_no_advisory_is_none() {
        let whole = "{\"stream\":\"a\",\"consumer\":\"b\",\"stream_seq\":1,\"deliveries\":2}";
        assert!(read(whole).is_some());
        assert!((0..whole.len()).all(|end| read(&whole[..end]).is_none()), "cut anywhere");
        for wrong in ["", "milk", "{}", "[]", "{\"stream\":1}", "{\"stream\":\"\\ud800\"}", &format!("{whole}x")] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(Advisory::read(&[0xFF]), None);
    }
}
