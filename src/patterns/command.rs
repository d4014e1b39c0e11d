//! The commands that do the same for real, with the knobs filled in.

use crate::i18n::Said;

/// A line for a shell.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    /// What it is for.
    pub about: Said,
    /// The line. `{handlers}` stands for the value of that knob, `{rate:gap}` for the time between two messages at that
    /// rate, `{patience:seconds}` for the time of that knob without its unit, `{text}` for what was typed last, quoted
    /// for a shell.
    pub line: &'static str,
    /// The part whose last line of log, one for each member, is what the command prints.
    pub logs: Option<&'static str>,
}

/// Replaces every `{name}` of a line by its value; one that has none stays as it is.
pub fn fill(line: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::new();
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once('{') {
        filled.push_str(before);
        let found = behind.split_once('}').and_then(|(name, rest)| Some((value(name)?, rest)));
        match found {
            Some((value, after)) => {
                filled.push_str(&value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = behind;
            }
        }
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_value_is_filled_in_and_the_rest_stays() {
        let value = |name: &str| (name == "handlers").then(|| "3".to_owned());
        assert_eq!(fill("up --scale save={handlers} -d", value), "up --scale save=3 -d");
        assert_eq!(fill("-d '{\"item\": {x}}' {handlers}", value), "-d '{\"item\": {x}}' 3");
    }
}
