//! Quoting what comes from outside: a payload, a value, a name that somebody typed.

/// The longest text, in characters, that a sentence carries.
const LONGEST: usize = 60;

/// The text in quotation marks, cut after 60 characters. Characters that would break or turn the line are shown as `�`.
pub(super) fn quote(text: &str) -> String {
    let mut letters = text.chars().map(|letter| if disturbs(letter) { '�' } else { letter });
    let shown: String = letters.by_ref().take(LONGEST).collect();
    let rest = if letters.next().is_some() { "…" } else { "" };
    format!("“{shown}{rest}”")
}

/// Control characters, line separators, and marks that change the direction of what follows.
fn disturbs(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_at_a_character_not_at_a_byte() {
        let long = "홍".repeat(100);
        assert_eq!(quote(&long), format!("“{}…”", "홍".repeat(60)));
        assert_eq!(quote("홍보 비디오 촬영"), "“홍보 비디오 촬영”");
    }

    #[test]
    fn what_would_break_or_turn_the_line_is_shown_as_a_sign() {
        assert_eq!(quote("one\ntwo\u{202E}three"), "“one�two�three”");
    }
}
