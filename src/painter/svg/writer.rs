//! The only place where SVG is put together: names are ours, values are escaped here.

use std::fmt::Write;

/// A growing text.
#[derive(Debug, Default)]
pub(super) struct Writer(String);

impl Writer {
    /// Begins an element; [`Writer::empty`] or [`Writer::inside`] ends its first tag.
    pub(super) fn open(&mut self, name: &'static str) -> &mut Self {
        self.0.push('<');
        self.0.push_str(name);
        self
    }

    pub(super) fn attribute(&mut self, name: &'static str, value: &str) -> &mut Self {
        self.0.push(' ');
        self.0.push_str(name);
        self.0.push_str("=\"");
        self.escape(value);
        self.0.push('"');
        self
    }

    pub(super) fn number(&mut self, name: &'static str, value: f64) -> &mut Self {
        self.numbers(name, &[value])
    }

    pub(super) fn numbers(&mut self, name: &'static str, values: &[f64]) -> &mut Self {
        let _ = write!(self.0, " {name}=\"");
        for (index, &value) in values.iter().enumerate() {
            if index > 0 {
                self.0.push(' ');
            }
            self.length(value);
        }
        self.0.push('"');
        self
    }

    /// An attribute of commands and numbers, such as a path.
    pub(super) fn path(&mut self, name: &'static str, write: impl FnOnce(&mut Self)) -> &mut Self {
        let _ = write!(self.0, " {name}=\"");
        write(self);
        self.0.push('"');
        self
    }

    /// A command in a path and its numbers.
    pub(super) fn command(&mut self, command: char, values: &[f64]) -> &mut Self {
        self.0.push(command);
        for (index, &value) in values.iter().enumerate() {
            if index > 0 {
                self.0.push(' ');
            }
            self.length(value);
        }
        self
    }

    /// Ends an element without contents.
    pub(super) fn empty(&mut self) {
        self.0.push_str("/>");
    }

    /// Ends the first tag of an element with contents.
    pub(super) fn inside(&mut self) -> &mut Self {
        self.0.push('>');
        self
    }

    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.escape(text);
        self
    }

    pub(super) fn close(&mut self, name: &'static str) {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    pub(super) fn finish(self) -> String {
        self.0
    }

    /// A length to the hundredth, without idle zeros. A value that is no number becomes 0. In whole numbers: what can
    /// write any float is a hundred times as much code.
    #[allow(clippy::cast_possible_truncation, reason = "no picture is that large, and a cast of a float saturates")]
    fn length(&mut self, value: f64) {
        let hundredths = if value.is_finite() { (value * 100.0).round() as i64 } else { 0 };
        let sign = if hundredths < 0 { "-" } else { "" };
        let (whole, rest) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
        // Writing to a String cannot fail.
        let _ = match (rest / 10, rest % 10) {
            (0, 0) => write!(self.0, "{sign}{whole}"),
            (tenths, 0) => write!(self.0, "{sign}{whole}.{tenths}"),
            (tenths, hundredths) => write!(self.0, "{sign}{whole}.{tenths}{hundredths}"),
        };
    }

    /// What would be markup is written as a reference; what XML does not allow at all becomes a replacement character.
    fn escape(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\t' | '\n' | '\r' => self.0.push(' '),
                '\0'..='\x1F' | '\u{FFFE}' | '\u{FFFF}' => self.0.push('\u{FFFD}'),
                _ => self.0.push(character),
            }
        }
    }
}
