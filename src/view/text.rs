//! How wide a text is, roughly, and how to make it fit. There is no font to ask: the picture must be the same
//! everywhere.

/// Sizes of type in the picture, largest first, in pixels.
const SIZES: [u8; 5] = [14, 13, 12, 11, 10];

/// How much wider bold type is, at most, in common system fonts.
pub(super) const BOLD: f64 = 1.14;

/// The estimated width of `text` in pixels, a little on the generous side.
pub(super) fn width(text: &str, size: u8) -> f64 {
    text.chars().map(advance).sum::<f64>() * f64::from(size)
}

/// How far a character moves the pen, in units of the type size, for common system fonts.
fn advance(character: char) -> f64 {
    match character {
        '\u{1100}'.. if is_wide(character) => 0.96,
        'i' | 'j' | 'l' | '.' | ',' | '\'' | ':' | ';' | '|' | '!' => 0.31,
        'f' | 'r' | 't' | ' ' | '·' | '(' | ')' | '-' => 0.40,
        'm' | 'w' | 'M' | 'W' | '…' => 0.90,
        '0'..='9' => 0.60,
        'A'..='Z' => 0.68,
        _ => 0.58,
    }
}

/// Whether the character takes a full square: Hangul, Chinese, Japanese, full-width forms, pictographs.
fn is_wide(character: char) -> bool {
    matches!(character, '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF00}'..='\u{FF60}' | '\u{1F300}'..)
}

/// The text and the largest size, at most `largest`, in which it fits; cut short if even the smallest does not do.
pub(super) fn fit(text: &str, largest: u8, room: f64) -> (String, u8) {
    let sizes = SIZES.into_iter().filter(|&size| size <= largest);
    if let Some(size) = sizes.into_iter().find(|&size| width(text, size) <= room) {
        return (text.to_owned(), size);
    }
    let smallest = SIZES[SIZES.len() - 1];
    (cut(text, smallest, room), smallest)
}

/// As much of the beginning as fits, and an ellipsis; the whole text if it fits.
pub(super) fn cut(text: &str, size: u8, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut left = room - width("…", size);
    let kept = text.chars().take_while(|&character| {
        left -= advance(character) * f64::from(size);
        left >= 0.0
    });
    kept.chain(['…']).collect()
}

/// A subject in at most so many lines, each begun with a dot but the first, and each of which fits.
pub(super) fn subject_lines(subject: &str, size: u8, room: f64, most: usize) -> Vec<String> {
    broken(subject, '.', size, room, most)
}

/// A name in at most two lines, broken behind a dash.
pub(super) fn name_lines(name: &str, size: u8, room: f64) -> Vec<String> {
    let lines = broken(name, '-', size, room, 2);
    match &lines[..] {
        // The dash stays with what is before it.
        [first, second] if second.starts_with('-') => {
            vec![format!("{first}-"), second[1..].to_owned()]
        }
        _ => lines,
    }
}

/// Broken before a mark as late as possible, and cut where a piece alone is too long.
fn broken(text: &str, before: char, size: u8, room: f64, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = text;
    while width(rest, size) > room && lines.len() + 1 < most {
        let mut breaks = rest.match_indices(before).map(|(position, _)| position).filter(|&position| position > 0);
        let Some(position) = breaks.rfind(|&position| width(&rest[..position], size) <= room) else { break };
        lines.push(rest[..position].to_owned());
        rest = &rest[position..];
    }
    lines.push(cut(rest, size, room));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_subject_breaks_before_a_dot() {
        assert_eq!(subject_lines("events.todo.newitem", 12, 80.0, 2), ["events.todo", ".newitem"]);
        assert_eq!(subject_lines("a.b", 12, 80.0, 2), ["a.b"]);
    }

    #[test]
    fn where_there_is_less_room_there_are_more_lines() {
        assert_eq!(subject_lines("events.todo.newitem", 10, 50.0, 3), ["events", ".todo", ".newitem"]);
        assert_eq!(name_lines("save-handler", 10, 50.0), ["save-", "handler"]);
        assert_eq!(name_lines("save-handler", 10, 100.0), ["save-handler"]);
    }

    #[test]
    fn a_text_that_fits_in_no_size_is_cut_between_characters() {
        let (text, size) = fit("아주아주아주 긴 이름입니다", 14, 60.0);
        assert!(text.ends_with('…') && width(&text, size) <= 60.0, "{text}");
        assert_eq!(fit("short", 14, 60.0), ("short".to_owned(), 14));
    }
}
