//! JSON, as far as servers speak it: a text as it is written, and whatever they say read into a [`Value`]. A general
//! writer and reader would weigh many times as much in the page.

mod value;

pub use value::Value;

use std::fmt::Write;

/// The text in double quotes, escaped.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Writing to a String cannot fail.
            '\0'..'\u{20}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(letter));
            }
            _ => out.push(letter),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_text_is_read_back_as_it_was(text in any::<String>()) {
            prop_assert_eq!(serde_json::from_str::<String>(&quoted(&text)).unwrap(), text.clone());
            prop_assert_eq!(Value::parse(&quoted(&text)), Some(Value::Text(text.into())));
        }
    }

    #[test]
    fn what_json_cannot_hold_as_it_is_is_escaped() {
        assert_eq!(quoted("a \"b\"\\\n\u{1}촬영"), r#""a \"b\"\\\n\u0001촬영""#);
    }
}
