//! Words for a POSIX shell: whatever a text holds, the shell hands it on as it is, and runs none of it.

/// The text as one word. What needs no quotes gets none; single quotes keep everything else but themselves.
///
/// A NUL, which no argument of a program can hold, is left out.
pub fn word(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:=@%+,".contains(letter);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    quoted(text)
}

/// The text as one word in single quotes.
///
/// A NUL, which no argument of a program can hold, is left out.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\0', "").replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::process::Command;

    /// What a real shell makes of each word, between marks that no word has.
    fn read_by_sh(words: &[String]) -> Vec<String> {
        let script = format!("printf '%s\\036' {}", words.join(" "));
        let output = Command::new("sh").arg("-c").arg(script).output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        let said = String::from_utf8(output.stdout).unwrap();
        said.split_terminator('\u{1e}').map(ToOwned::to_owned).collect()
    }

    #[test]
    fn what_a_person_types_is_never_run() {
        let nasty = [
            "Buy milk",
            "it's",
            "'; rm -rf ~ #",
            "$(id) `id` $HOME",
            "a\nb\r\n",
            "\\",
            "!!",
            "-n",
            "",
            "*",
            "~",
            "{a,b}",
            "#x",
            "a=b",
            "촬영 🎬",
            "'\\''",
            "\u{7f}\u{1b}[2J",
            "%s",
        ];
        let words: Vec<String> = nasty.iter().flat_map(|text| [word(text), quoted(text)]).collect();
        let expected: Vec<&str> = nasty.iter().flat_map(|text| [*text, *text]).collect();
        assert_eq!(read_by_sh(&words), expected);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_real_shell_reads_every_text_back_as_it_was(
            texts in prop::collection::vec("[^\0\u{1e}]{0,40}|['\"$`\\\\\n !#&|;<>(){}*?~=-]{0,20}", 1..20)
        ) {
            let words: Vec<String> = texts.iter().flat_map(|text| [word(text), quoted(text)]).collect();
            let expected: Vec<String> = texts.iter().flat_map(|text| [text.clone(), text.clone()]).collect();
            prop_assert_eq!(read_by_sh(&words), expected);
        }
    }
}
