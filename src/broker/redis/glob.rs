//! Redis globs: patterns over the bytes of a whole channel name, as Redis 7.0 reads them (`src/util.c`,
//! `stringmatchlen`).
//!
//! `*` stands for any run of bytes, dots and slashes among them; `?` for one byte, so not for `é`; `[ae]` for one of
//! these, `[^e]` for any other, `[a-c]` for a range, whichever way round; `\` takes the next byte as it is. What is
//! not closed counts as closed at the end. A pattern that says anything at all matches no empty name, not even `*`.

use std::fmt;
use std::sync::Arc;

/// A pattern, read once and matched often.
#[derive(Clone)]
pub struct Glob {
    text: Arc<[u8]>,
    items: Arc<[Item]>,
}

/// What one piece of a pattern stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    /// Any run of bytes, also none.
    Run,
    /// One byte of these.
    One(Bytes),
}

/// A set of bytes: one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bytes([u64; 4]);

impl Glob {
    /// Reads a pattern. Every text is one.
    pub fn parse(text: &[u8]) -> Glob {
        let (mut items, mut rest) = (Vec::new(), text);
        while let Some((&first, behind)) = rest.split_first() {
            let item = match (first, behind) {
                (b'*', _) => Item::Run,
                (b'?', _) => Item::One(Bytes::NONE.inverse()),
                (b'[', _) => {
                    let (class, after) = class(behind);
                    rest = after;
                    items.push(Item::One(class));
                    continue;
                }
                (b'\\', [escaped, after @ ..]) => {
                    rest = after;
                    items.push(Item::One(Bytes::NONE.with(*escaped)));
                    continue;
                }
                (byte, _) => Item::One(Bytes::NONE.with(byte)),
            };
            rest = behind;
            items.push(item);
        }
        items.dedup_by(|later, earlier| *later == Item::Run && *earlier == Item::Run);
        Glob { text: text.into(), items: items.into() }
    }

    /// Whether a text would be read differently as a pattern than as a channel's name.
    pub fn is_pattern(text: &[u8]) -> bool {
        text.iter().any(|byte| b"*?[\\".contains(byte))
    }

    /// The pattern as it was written.
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// Whether the whole name fits.
    pub fn matches(&self, name: &[u8]) -> bool {
        // Redis does not begin to read a pattern when there is nothing to compare it with.
        if name.is_empty() {
            return self.items.is_empty();
        }
        // Where to go on when a try fails: behind the last run, with one byte more in it. Earlier runs need not grow:
        // a longer one would only leave less for what follows.
        let (mut item, mut byte, mut retry) = (0, 0, None);
        loop {
            match self.items.get(item) {
                Some(Item::Run) => {
                    item += 1;
                    retry = Some((item, byte));
                    continue;
                }
                Some(Item::One(set)) if name.get(byte).is_some_and(|&byte| set.contains(byte)) => {
                    (item, byte) = (item + 1, byte + 1);
                    continue;
                }
                None if byte == name.len() => return true,
                _ => {}
            }
            let Some((after, start)) = retry.filter(|&(_, start)| start < name.len()) else { return false };
            retry = Some((after, start + 1));
            (item, byte) = (after, start + 1);
        }
    }
}

/// Reads what stands behind a `[`, and what follows the `]`.
fn class(text: &[u8]) -> (Bytes, &[u8]) {
    let (negated, mut rest) = text.strip_prefix(b"^").map_or((false, text), |rest| (true, rest));
    let mut set = Bytes::NONE;
    loop {
        rest = match rest {
            [] => break,
            [b'\\', escaped, after @ ..] => {
                set = set.with(*escaped);
                after
            }
            [b']', after @ ..] => {
                rest = after;
                break;
            }
            // Whatever ends a range is taken as it is, a `]` too.
            [from, b'-', to, after @ ..] => {
                set = set.with_range(*from, *to);
                after
            }
            [byte, after @ ..] => {
                set = set.with(*byte);
                after
            }
        };
    }
    (if negated { set.inverse() } else { set }, rest)
}

impl Bytes {
    const NONE: Bytes = Bytes([0; 4]);

    const fn contains(self, byte: u8) -> bool {
        self.0[byte as usize / 64] & (1 << (byte % 64)) != 0
    }

    const fn with(mut self, byte: u8) -> Bytes {
        self.0[byte as usize / 64] |= 1 << (byte % 64);
        self
    }

    /// Redis compares bytes as C's `char`: on the reference machine, x86-64, those above 127 come before 0.
    fn with_range(self, from: u8, to: u8) -> Bytes {
        let (from, to) = (from.cast_signed(), to.cast_signed());
        (from.min(to)..=from.max(to)).fold(self, |set, byte| set.with(byte.cast_unsigned()))
    }

    const fn inverse(self) -> Bytes {
        let [a, b, c, d] = self.0;
        Bytes([!a, !b, !c, !d])
    }
}

impl fmt::Debug for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Glob({})", self.text.escape_ascii())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn matches(pattern: &str, name: &str) -> bool {
        Glob::parse(pattern.as_bytes()).matches(name.as_bytes())
    }

    #[test]
    fn a_star_stands_for_any_run_with_separators_in_it() {
        assert!(matches("a.*", "a.b.c") && matches("a.*", "a.") && matches("*", "a/b") && matches("a**c", "abc"));
        assert!(!matches("a.*", "a") && !matches("A.*", "a.b"));
        assert!(matches("*a*b", "xaxbxaxb") && !matches("*a*b", "xaxbx"));
    }

    #[test]
    fn only_a_pattern_that_says_nothing_matches_the_empty_name() {
        assert!(matches("", ""));
        assert!(!matches("*", "") && !matches("**", "") && !matches("?", "") && !matches("", "a"));
    }

    #[test]
    fn a_question_mark_stands_for_one_byte() {
        assert!(matches("h?llo", "hello") && !matches("h?llo", "hllo"));
        assert!(!matches("h?llo", "héllo") && matches("h??llo", "héllo"));
    }

    #[test]
    fn brackets_hold_bytes_and_ranges_whichever_way_round() {
        assert!(matches("h[ae]llo", "hallo") && !matches("h[ae]llo", "hillo"));
        assert!(matches("h[^e]llo", "hallo") && !matches("h[^e]llo", "hello"));
        assert!(matches("[a-c]", "b") && matches("[c-a]", "b") && !matches("[a-c]", "d"));
        assert!(!matches("[]", "]") && matches("[^]", "]") && matches("[a\\]]", "]"));
        assert!(matches("[a-]", "]") && matches("[a-]", "^") && !matches("[a-]", "-"), "a range from a down to ]");
    }

    #[test]
    fn what_is_not_closed_counts_as_closed() {
        assert!(matches("[abc", "c") && !matches("[abc", "d") && matches("[^", "x") && !matches("[", "["));
        assert!(matches("a\\", "a\\") && matches("[\\", "\\"));
    }

    #[test]
    fn a_backslash_takes_the_next_byte_as_it_is() {
        assert!(matches("h\\?llo", "h?llo") && !matches("h\\?llo", "hello"));
        assert!(matches("\\a", "a") && !matches("\\*", "a"));
    }

    /// What a glob says, said in the shortest way: try everything.
    fn naive(items: &[Item], name: &[u8]) -> bool {
        match (items.split_first(), name.split_first()) {
            (None, None) => true,
            (Some((Item::Run, rest)), _) => (0..=name.len()).any(|length| naive(rest, &name[length..])),
            (Some((Item::One(set), rest)), Some((byte, after))) => set.contains(*byte) && naive(rest, after),
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn a_match_is_found_if_there_is_one(pattern in "[ab*?]{1,9}", name in "[abc]{1,12}") {
            let glob = Glob::parse(pattern.as_bytes());
            prop_assert_eq!(glob.matches(name.as_bytes()), naive(&glob.items, name.as_bytes()));
        }

        #[test]
        fn any_bytes_are_a_pattern(pattern in prop::collection::vec(any::<u8>(), 0..30)) {
            let _ = Glob::parse(&pattern).matches(b"a channel");
        }

        #[test]
        fn an_escaped_name_matches_itself_and_nothing_else(name in prop::collection::vec(any::<u8>(), 1..12)) {
            let escaped: Vec<u8> = name.iter().flat_map(|&byte| [b'\\', byte]).collect();
            let glob = Glob::parse(&escaped);
            prop_assert!(glob.matches(&name));
            prop_assert!(!glob.matches(&[&name[..], b"x"].concat()) && !glob.matches(&name[1..]));
        }
    }
}
