//! Bytes as they are shown: as text where they are text, escaped where they would move the cursor or the reading order.

use std::fmt::Write;

/// The most characters of one payload that are shown. Its true length stands in the line before it.
pub const SHOWN: usize = 200;

/// All of it, escaped as in Rust and C: `\r\n`, `\u{1b}`, `\xff`.
pub(super) fn whole(bytes: &[u8]) -> String {
    upto(bytes, usize::MAX)
}

/// A payload: at most [`SHOWN`] characters of it, and an ellipsis for the rest.
pub(super) fn payload(bytes: &[u8]) -> String {
    upto(bytes, SHOWN)
}

pub(super) fn upto(bytes: &[u8], most: usize) -> String {
    let (mut out, mut left) = (String::new(), most);
    for chunk in bytes.utf8_chunks() {
        for letter in chunk.valid().chars() {
            if left == 0 {
                out.push('…');
                return out;
            }
            left -= 1;
            put(&mut out, letter);
        }
        for byte in chunk.invalid() {
            if left == 0 {
                out.push('…');
                return out;
            }
            left -= 1;
            // Writing to a String cannot fail.
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

fn put(out: &mut String, letter: char) {
    match letter {
        '\r' => out.push_str("\\r"),
        '\n' => out.push_str("\\n"),
        '\t' => out.push_str("\\t"),
        '\\' => out.push_str("\\\\"),
        _ if hides(letter) => {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\u{{{:x}}}", u32::from(letter));
        }
        _ => out.push(letter),
    }
}

/// Whether a character shows nothing of itself but hides others, breaks the line, or turns the reading order.
pub(super) fn hides(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(letter, '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_move_the_cursor_is_escaped_and_nothing_is_markup() {
        assert_eq!(whole(b"<b>\r\n\x1b[2J\\\xff\xc2\x85</b>"), "<b>\\r\\n\\u{1b}[2J\\\\\\xff\\u{85}</b>");
        assert_eq!(whole("a\u{202e}b\u{200b}촬영".as_bytes()), "a\\u{202e}b\\u{200b}촬영");
    }

    #[test]
    fn a_long_payload_is_cut_between_characters() {
        let long = "촬".repeat(SHOWN + 1);
        assert_eq!(payload(long.as_bytes()), "촬".repeat(SHOWN) + "…");
        assert_eq!(payload(&long.as_bytes()[3..]), "촬".repeat(SHOWN));
    }
}
