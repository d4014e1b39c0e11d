//! A payload as a person may read it: as text, as JSON or as bytes. Never as markup, never more than a few pages.

use super::shown::{hides, whole};
use crate::message::json::{Value, quoted};
use std::fmt::Write;

/// The most bytes of one payload that are shown.
pub const SHOWN: usize = 4_096;
/// The most bytes that indentation may make of them; what needs more is shown as it came.
const INDENTED: usize = 4 * SHOWN;
/// How many bytes stand in one line.
const IN_A_LINE: usize = 16;

/// A way to show a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As letters, escaped where they would move the cursor or the reading order.
    Text,
    /// As JSON, a line for each value.
    Json,
    /// As bytes, in hexadecimal, with their letters beside them.
    Hex,
}

/// What is shown of a payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Lines of text.
    pub text: String,
    /// How many bytes are not shown.
    pub more: usize,
}

impl Form {
    /// Every form, in the order of the switch.
    pub const ALL: [Form; 3] = [Form::Text, Form::Json, Form::Hex];

    /// The form that suits the payload best.
    pub fn of(bytes: &[u8]) -> Form {
        let begin = beginning(bytes);
        match std::str::from_utf8(begin) {
            Ok(text) if text.contains('\0') => Form::Hex,
            Ok(_) if json(bytes).is_some() => Form::Json,
            Ok(_) => Form::Text,
            Err(_) => Form::Hex,
        }
    }

    /// Whether the payload can be shown so; only JSON cannot always.
    pub fn fits(self, bytes: &[u8]) -> bool {
        self != Form::Json || json(bytes).is_some()
    }
}

/// The payload in this form; as text if it is no JSON after all.
pub fn shown(bytes: &[u8], form: Form) -> Shown {
    if let (Form::Json, Some(text)) = (form, json(bytes)) {
        return Shown { text, more: 0 };
    }
    let begin = if form == Form::Hex { &bytes[..bytes.len().min(SHOWN)] } else { beginning(bytes) };
    let text = if form == Form::Hex { hex(begin) } else { lines(begin) };
    Shown { text, more: bytes.len() - begin.len() }
}

/// One line of a text from outside, such as a name that somebody chose: escaped as in [`Form::Text`].
pub fn escaped(text: &str) -> String {
    whole(text.as_bytes())
}

/// As much as is shown, but no half letter at its end.
fn beginning(bytes: &[u8]) -> &[u8] {
    let Some(begin) = bytes.get(..SHOWN) else { return bytes };
    match std::str::from_utf8(begin) {
        Err(error) if error.error_len().is_none() => &begin[..error.valid_up_to()],
        _ => begin,
    }
}

/// Breaks lines where the text does, and escapes everything else that is no letter.
fn lines(bytes: &[u8]) -> String {
    bytes.split(|byte| *byte == b'\n').map(whole).collect::<Vec<_>>().join("\n")
}

fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 5);
    for (row, line) in bytes.chunks(IN_A_LINE).enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(out, "{:04x} ", row * IN_A_LINE);
        for place in 0..IN_A_LINE {
            let _ = match line.get(place) {
                Some(byte) => write!(out, " {byte:02x}"),
                None => write!(out, "   "),
            };
        }
        out.push_str("  ");
        out.extend(line.iter().map(|byte| if matches!(byte, b' '..=b'~') { char::from(*byte) } else { '.' }));
        out.push('\n');
    }
    out
}

/// An object or a list with a line for each of its values; none if it is neither, or too long to be shown whole.
fn json(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes)
        .ok()
        .filter(|text| text.len() <= SHOWN && text.trim_start().starts_with(['{', '[']))?;
    let mut out = String::new();
    indent(&Value::parse(text)?, 1, &mut out)?;
    Some(out)
}

fn indent(value: &Value, depth: usize, out: &mut String) -> Option<()> {
    let (open, close) = if matches!(value, Value::List(_)) { ('[', ']') } else { ('{', '}') };
    let values: Vec<(Option<&str>, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(name, value)| (Some(&**name), value)).collect(),
        Value::List(values) => values.iter().map(|value| (None, value)).collect(),
        Value::Null => return plain("null", out),
        Value::Flag(flag) => return plain(if *flag { "true" } else { "false" }, out),
        Value::Number(digits) => return plain(digits, out),
        Value::Text(text) => return plain(&visible(text), out),
    };
    out.push(open);
    for (place, (name, value)) in values.iter().enumerate() {
        out.push_str(if place > 0 { ",\n" } else { "\n" });
        out.extend(std::iter::repeat_n("  ", depth));
        if let Some(name) = name {
            out.push_str(&visible(name));
            out.push_str(": ");
        }
        indent(value, depth + 1, out)?;
    }
    if !values.is_empty() {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth - 1));
    }
    out.push(close);
    (out.len() <= INDENTED).then_some(())
}

fn plain(text: &str, out: &mut String) -> Option<()> {
    out.push_str(text);
    (out.len() <= INDENTED).then_some(())
}

/// A text as JSON writes it, with what would hide or turn others written out.
fn visible(text: &str) -> String {
    let mut out = String::new();
    for letter in quoted(text).chars() {
        if hides(letter) {
            // Writing to a String cannot fail. None of them needs two units of UTF-16.
            let _ = write!(out, "\\u{:04x}", u32::from(letter));
        } else {
            out.push(letter);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(bytes: &[u8], form: Form) -> String {
        shown(bytes, form).text
    }

    #[test]
    fn the_form_follows_from_the_payload() {
        for (payload, form) in [
            (&b"buy milk"[..], Form::Text),
            (b"", Form::Text),
            (b"42", Form::Text),
            (b"\"quoted\"", Form::Text),
            (b" {\"id\": 1}", Form::Json),
            (b"[1, 2]", Form::Json),
            (b"{broken", Form::Text),
            ("촬영".as_bytes(), Form::Text),
            (b"\x1b[31mred", Form::Text),
            (b"\xff\xd8\xff", Form::Hex),
            (b"a\0b", Form::Hex),
        ] {
            assert_eq!(Form::of(payload), form, "{payload:?}");
        }
    }

    #[test]
    fn json_has_a_line_for_each_value_and_loses_no_digit() {
        let payload = br#"{"id":12345678901234567890.10,"tags":["a",null,true],"none":{},"empty":[]}"#;
        let lines = "{\n  \"id\": 12345678901234567890.10,\n  \"tags\": [\n    \"a\",\n    null,\n    true\n  ],\n  \
                     \"none\": {},\n  \"empty\": []\n}";
        assert_eq!(text(payload, Form::Json), lines);
    }

    #[test]
    fn what_is_no_json_is_shown_as_text_all_the_same() {
        assert_eq!(text(b"{broken", Form::Json), "{broken");
        assert!(!Form::Json.fits(b"{broken") && Form::Text.fits(b"\xff") && Form::Hex.fits(b""));
    }

    #[test]
    fn nothing_moves_the_cursor_or_the_reading_order() {
        assert_eq!(text("a\u{202e}b\r\n\x1b[2J".as_bytes(), Form::Text), "a\\u{202e}b\\r\n\\u{1b}[2J");
        let json = "[\"a\u{202e}b\",\"\\u202e\",\"\\u0007\",\"<b>\"]";
        assert_eq!(
            text(json.as_bytes(), Form::Json),
            "[\n  \"a\\u202eb\",\n  \"\\u202e\",\n  \"\\u0007\",\n  \"<b>\"\n]"
        );
        assert_eq!(escaped("qp\u{200b}\n"), "qp\\u{200b}\\n");
    }

    #[test]
    fn bytes_stand_beside_their_letters() {
        let expected = "0000  00 41 42 ff 20 7e 7f 0a 30 31 32 33 34 35 36 37  .AB. ~..01234567\n\
                        0010  38                                               8\n";
        assert_eq!(text(b"\x00AB\xff ~\x7f\n012345678", Form::Hex), expected);
    }

    #[test]
    fn a_long_payload_is_cut_between_letters_and_says_how_much_is_left() {
        let long = "촬".repeat(2_000);
        let Shown { text, more } = shown(long.as_bytes(), Form::Text);
        assert_eq!((text.as_str(), more), (&*"촬".repeat(1_365), 6_000 - 4_095));
        assert_eq!(shown(&[0xff; 5_000], Form::Hex).more, 904);
        let list = format!("[{}]", "1,".repeat(3_000) + "1");
        assert_eq!((Form::of(list.as_bytes()), shown(list.as_bytes(), Form::Json).more), (Form::Text, 6_003 - 4_096));
        let deep = format!("{}{}{}", "[".repeat(100), "1,".repeat(1_000) + "1", "]".repeat(100));
        assert_eq!(Form::of(deep.as_bytes()), Form::Text, "indented, it would fill many pages");
    }

    proptest! {
        #[test]
        fn no_bytes_can_break_out_or_grow_without_bound(bytes in prop::collection::vec(any::<u8>(), 0..6_000)) {
            for form in Form::ALL {
                let Shown { text, more } = shown(&bytes, form);
                prop_assert!(text.chars().all(|letter| letter == '\n' || !hides(letter)));
                prop_assert!(text.len() <= 8 * SHOWN && more <= bytes.len());
            }
        }
    }
}
