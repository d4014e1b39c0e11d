//! Reading JSON into values.

/// How deep lists and objects may lie in each other. What is deeper is not read: a reader that calls itself must end.
const DEEPEST: u32 = 128;

/// A value that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A number as it is written: no digit is lost.
    Number(Box<str>),
    /// A text, its escapes undone.
    Text(Box<str>),
    /// A list.
    List(Vec<Value>),
    /// Names and values in the order in which they stand.
    Object(Vec<(Box<str>, Value)>),
}

impl Value {
    /// Reads a text that is one value and nothing else; none if it is not, or if it is nested deeper than 128 times.
    pub fn parse(text: &str) -> Option<Value> {
        let mut rest = Rest(text);
        let value = rest.value(DEEPEST)?;
        rest.0.trim_start_matches(WHITE).is_empty().then_some(value)
    }

    /// What stands under this name in an object; the last one if there are several.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let Value::Object(members) = self else { return None };
        members.iter().rfind(|(key, _)| **key == *name).map(|(_, value)| value)
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        if let Value::Text(text) = self { Some(text) } else { None }
    }

    /// The number, if it is a whole one from 0 to 2⁶⁴ − 1, written without a fraction and an exponent.
    pub fn number(&self) -> Option<u64> {
        if let Value::Number(digits) = self { digits.parse().ok() } else { None }
    }

    /// Whether it is `true`; none if it is neither `true` nor `false`.
    pub fn flag(&self) -> Option<bool> {
        if let Value::Flag(flag) = self { Some(*flag) } else { None }
    }

    /// What is in the list; nothing if it is none.
    pub fn list(&self) -> &[Value] {
        if let Value::List(values) = self { values } else { &[] }
    }
}

/// What JSON takes for white space; Unicode has more of it.
const WHITE: [char; 4] = [' ', '\t', '\n', '\r'];

/// What is left to read.
struct Rest<'a>(&'a str);

impl Rest<'_> {
    fn value(&mut self, depth: u32) -> Option<Value> {
        self.0 = self.0.trim_start_matches(WHITE);
        Some(match self.0.chars().next()? {
            '"' => Value::Text(self.text()?),
            '{' => {
                let mut members = Vec::new();
                self.between('}', |rest| {
                    let name = rest.text()?;
                    rest.mark(':')?;
                    members.push((name, rest.value(depth.checked_sub(1)?)?));
                    Some(())
                })?;
                Value::Object(members)
            }
            '[' => {
                let mut values = Vec::new();
                self.between(']', |rest| {
                    values.push(rest.value(depth.checked_sub(1)?)?);
                    Some(())
                })?;
                Value::List(values)
            }
            'n' => self.word("null", Value::Null)?,
            't' => self.word("true", Value::Flag(true))?,
            'f' => self.word("false", Value::Flag(false))?,
            _ => Value::Number(self.number()?),
        })
    }

    /// What stands between the mark that comes next and the one that ends it, item by item.
    fn between(&mut self, end: char, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.letter()?;
        if self.mark(end).is_some() {
            return Some(());
        }
        loop {
            item(self)?;
            if self.mark(',').is_none() {
                return self.mark(end);
            }
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        self.0 = self.0.strip_prefix(word)?;
        Some(value)
    }

    fn letter(&mut self) -> Option<char> {
        let letter = self.0.chars().next()?;
        self.0 = &self.0[letter.len_utf8()..];
        Some(letter)
    }

    /// The mark, if it comes next behind white space; else nothing of it is read.
    fn mark(&mut self, mark: char) -> Option<()> {
        self.0 = self.0.trim_start_matches(WHITE).strip_prefix(mark)?;
        Some(())
    }

    /// A sign, digits without a leading zero, a fraction, an exponent.
    fn number(&mut self) -> Option<Box<str>> {
        let begin = self.0;
        self.0 = begin.strip_prefix('-').unwrap_or(begin);
        if let Some(rest) = self.0.strip_prefix('0') {
            self.0 = rest;
        } else {
            self.digits()?;
        }
        if let Some(rest) = self.0.strip_prefix('.') {
            self.0 = rest;
            self.digits()?;
        }
        if let Some(rest) = self.0.strip_prefix(['e', 'E']) {
            self.0 = rest.strip_prefix(['+', '-']).unwrap_or(rest);
            self.digits()?;
        }
        Some(begin[..begin.len() - self.0.len()].into())
    }

    fn digits(&mut self) -> Option<()> {
        let rest = self.0.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let some = rest.len() < self.0.len();
        self.0 = rest;
        some.then_some(())
    }

    fn text(&mut self) -> Option<Box<str>> {
        self.mark('"')?;
        let mut text = String::new();
        loop {
            match self.letter()? {
                '"' => return Some(text.into()),
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
        // Rust would take a sign as well.
        digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value as Theirs;

    /// What serde_json makes of a value of ours, to compare.
    fn same(ours: &Value, theirs: &Theirs) -> bool {
        match (ours, theirs) {
            (Value::Null, Theirs::Null) => true,
            (Value::Flag(ours), Theirs::Bool(theirs)) => ours == theirs,
            (Value::Number(ours), Theirs::Number(theirs)) => **ours == *theirs.to_string(),
            (Value::Text(ours), Theirs::String(theirs)) => **ours == **theirs,
            (Value::List(ours), Theirs::Array(theirs)) => {
                ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| same(ours, theirs))
            }
            (Value::Object(members), Theirs::Object(theirs)) => {
                let known = |name: &str| ours.get(name).zip(theirs.get(name)).is_some_and(|pair| same(pair.0, pair.1));
                members.len() == theirs.len() && theirs.keys().all(|name| known(name))
            }
            _ => false,
        }
    }

    fn values() -> impl Strategy<Value = Theirs> {
        let leaf = prop_oneof![
            Just(Theirs::Null),
            any::<bool>().prop_map(Theirs::from),
            any::<u64>().prop_map(Theirs::from),
            any::<i64>().prop_map(Theirs::from),
            any::<f64>().prop_map(Theirs::from),
            any::<String>().prop_map(Theirs::from),
        ];
        leaf.prop_recursive(6, 60, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Theirs::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|members| Theirs::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn whatever_serde_json_writes_is_read_as_it_was(value in values()) {
            for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
                let read = Value::parse(&text).unwrap();
                prop_assert!(same(&read, &value), "{text}: {read:?}");
                let cut = text.char_indices().map(|(at, _)| &text[..at]).filter(|cut| Value::parse(cut).is_some());
                prop_assert!(cut.into_iter().all(|cut| value.is_number() && cut.len() < text.len()), "cut anywhere");
            }
        }

        #[test]
        fn what_is_json_and_what_is_none_is_judged_as_serde_json_does(
            text in "[\\[\\]{}:,\"\\\\ntrufalse0-9.eE+\\- \n\u{a0}u]{0,12}",
        ) {
            let theirs = serde_json::from_str::<Theirs>(&text).ok();
            let ours = Value::parse(&text);
            // A number beyond what a float can hold is one for us: we keep its digits.
            prop_assert!(theirs.is_none() || ours.is_some(), "{text}");
            let huge = |value: &Value| format!("{value:?}").contains(['e', 'E']);
            prop_assert!(ours.as_ref().is_none_or(|ours| theirs.is_some() || huge(ours)), "{text}: {ours:?}");
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in any::<String>()) {
            let _ = Value::parse(&text);
        }
    }

    #[test]
    fn a_value_tells_only_what_it_is() {
        let value = Value::parse(r#" {"a": 18446744073709551615, "b": [true, "x", -1], "a ": null, "c": 1, "c": 2} "#);
        let value = value.unwrap();
        assert_eq!(value.get("a").and_then(Value::number), Some(u64::MAX), "to the last digit");
        assert_eq!(value.get("c").and_then(Value::number), Some(2), "the last of its name");
        let list = value.get("b").unwrap().list();
        assert_eq!((list[0].flag(), list[1].text(), list[2].number()), (Some(true), Some("x"), None));
        assert_eq!((list[0].text(), list[1].flag(), list[1].number(), list[0].get("a")), (None, None, None, None));
        assert!(value.list().is_empty() && value.get("d").is_none());
    }

    #[test]
    fn what_is_nested_without_end_is_not_read() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(Value::parse(&nested(DEEPEST as usize)).is_some());
        assert!(Value::parse(&nested(1_000_000)).is_none());
        assert!(Value::parse(&"{\"a\":".repeat(1_000_000)).is_none());
    }

    #[test]
    fn what_is_no_json_is_none() {
        for wrong in
            ["", " ", "01", "1.", ".5", "+1", "1e", "-", "[1,]", "{\"a\":1,}", "{a:1}", "nul", "nullx", "\"\n\""]
        {
            assert_eq!(Value::parse(wrong), None, "{wrong}");
        }
        for wrong in ["\"\\u+123\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\x\"", "\"", "'a'", "\u{a0}1", "1 2"] {
            assert_eq!(Value::parse(wrong), None, "{wrong}");
        }
    }
}
