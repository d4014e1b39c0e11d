//! The link codec: a pattern, its seed, its knobs, what was done and the moment, in the fragment of an address.
//!
//! `#/scaling-handlers?v=1&seed=7&handlers=3&t=12.4s&do=3s:crash:save-handler.2;5s:publish:todo-web:Buy%20milk`
//!
//! Unknown parameters are knobs; `v`, `seed`, `t`, `lang`, `theme`, `live` and `do` are taken. What is done is written
//! as moment, verb and its arguments, divided by colons, one after the other divided by semicolons.

use super::{Action, Entry, Expected, Knob, Measured, Scenario, ScenarioError, Verb, limits};
use crate::sim::chance::Seed;
use crate::sim::time::Time;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::fmt;

/// What a link says. Whether its knobs and entries fit its pattern is for the scenario to check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// The pattern's name; none in a link that names none.
    pub pattern: Option<String>,
    /// The seed, if it is stated.
    pub seed: Option<Seed>,
    /// Knobs and their values, in order.
    pub knobs: Vec<(String, String)>,
    /// The moment to show, paused.
    pub at: Option<Time>,
    /// The language's tag.
    pub lang: Option<String>,
    /// The theme's name.
    pub theme: Option<String>,
    /// The address of a server's WebSocket, to be filled in and no more. It carries no secrets.
    pub live: Option<String>,
    /// What is done in the run.
    pub entries: Vec<Entry>,
}

/// The version that this page writes, and the only one it reads.
const VERSION: &str = "1";

/// Parameters with a meaning of their own, which no knob can be called.
pub const TAKEN: [&str; 7] = ["v", "seed", "t", "lang", "theme", "live", "do"];

/// What takes a component and nothing else.
const WORDS: [(&str, Verb); 10] = [
    ("crash", Verb::Crash),
    ("restart", Verb::Restart),
    ("pause", Verb::Pause),
    ("unpause", Verb::Unpause),
    ("slow", Verb::SlowDown),
    ("speed-up", Verb::SpeedUp),
    ("partition", Verb::Partition),
    ("heal", Verb::Heal),
    ("lose-next", Verb::LoseNext),
    ("poison-next", Verb::PoisonNext),
];

/// Left as they are: what needs no escape in a fragment and has no meaning of its own here.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

impl Link {
    /// The link to a scenario as it begins: its seed, and the knobs that stand otherwise than in the pattern.
    pub fn of(pattern: &str, original: &Scenario, scenario: &Scenario) -> Link {
        let turned = |knob: &Knob| {
            let value = scenario.initial(knob)?;
            (original.initial(knob) != Some(value)).then(|| (knob.id.clone(), value.to_string()))
        };
        let knobs = scenario.knobs.iter().filter_map(turned).collect();
        Link { pattern: Some(pattern.to_owned()), seed: Some(scenario.seed), knobs, ..Link::default() }
    }

    /// Reads the fragment of an address, with or without its `#`.
    ///
    /// # Errors
    /// [`ScenarioError::Link`] that names the parameter, its value and what would be right.
    pub fn parse(fragment: &str) -> Result<Link, ScenarioError> {
        let (link, errors) = Link::read_what_can_be_read(fragment);
        errors.into_iter().next().map_or(Ok(link), Err)
    }

    /// Reads the fragment of an address. What cannot be read is left as if it were not there, and comes back beside the
    /// rest.
    pub fn read_what_can_be_read(fragment: &str) -> (Link, Vec<ScenarioError>) {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        if fragment.len() > limits::LINK {
            let (size, limit) = (fragment.len().to_string(), limits::LINK.to_string());
            return (Link::default(), vec![ScenarioError::TooLarge { what: Measured::Link, size, limit }]);
        }
        let (path, query) = fragment.split_once('?').unwrap_or((fragment, ""));
        let name = decode(path.trim_matches('/'));
        let mut link = Link { pattern: (!name.is_empty()).then_some(name), ..Link::default() };
        let mut errors = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            errors.extend(link.read(&decode(name), value).err());
        }
        (link, errors)
    }

    fn read(&mut self, name: &str, raw: &str) -> Result<(), ScenarioError> {
        let value = decode(raw);
        let error = |expected| wrong(name, &value, expected);
        match name {
            "v" if value == VERSION => {}
            "v" => return Err(error(Expected::Version)),
            "seed" => self.seed = Some(Seed(value.parse().map_err(|_| error(Expected::Seed))?)),
            "t" => self.at = Some(value.parse().map_err(|_| error(Expected::Moment))?),
            "lang" => self.lang = Some(value),
            "theme" => self.theme = Some(value),
            // A secret in it is not repeated.
            "live" if value.contains('@') => return Err(wrong(name, "…@…", Expected::Address)),
            "live" => self.live = Some(value),
            "do" => {
                self.entries =
                    raw.split(';').filter(|one| !one.is_empty()).map(read_entry).collect::<Result<_, _>>()?;
            }
            _ => self.knobs.push((name.to_owned(), value)),
        }
        Ok(())
    }
}

/// Reads what is done at a moment, as `do=` says it: `3s:crash:save-handler.2`.
///
/// # Errors
/// [`ScenarioError::Link`] that says what would be right.
pub fn read_entry(raw: &str) -> Result<Entry, ScenarioError> {
    let fields: Vec<String> = raw.split(':').map(decode).collect();
    let error = |expected| wrong("do", &decode(raw), expected);
    let [at, verb, arguments @ ..] = &fields[..] else {
        return Err(error(Expected::Entry));
    };
    let at = at.parse().map_err(|_| error(Expected::Entry))?;
    let action = match (verb.as_str(), arguments) {
        ("set", [knob, value]) => Action::Set { knob: knob.clone(), value: value.clone() },
        ("publish", [component, text]) => Action::Publish { component: component.clone(), text: text.clone() },
        ("scale", [component, members]) => {
            let members = members.parse().map_err(|_| error(Expected::Verb))?;
            Action::Scale { component: component.clone(), members }
        }
        ("replay", [component, sequence, text @ ..]) if text.len() <= 1 => {
            let sequence = sequence.parse().map_err(|_| error(Expected::Verb))?;
            Action::Replay { component: component.clone(), sequence, text: text.first().cloned() }
        }
        (verb, [component]) => match WORDS.iter().find(|(word, _)| *word == verb) {
            Some((_, verb)) => verb.on(component.clone(), 0),
            None => return Err(error(Expected::Verb)),
        },
        _ => return Err(error(Expected::Verb)),
    };
    Ok(Entry { at, action })
}

impl fmt::Display for Link {
    /// The fragment with its `#`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#/{}?v={VERSION}", encode(self.pattern.as_deref().unwrap_or_default()))?;
        let seed = self.seed.map(|seed| seed.0.to_string());
        let at = self.at.map(|at| at.to_string());
        write_pair(f, "seed", seed.as_deref())?;
        for (knob, value) in &self.knobs {
            write_pair(f, &encode(knob).to_string(), Some(value))?;
        }
        write_pair(f, "t", at.as_deref())?;
        write_pair(f, "lang", self.lang.as_deref())?;
        write_pair(f, "theme", self.theme.as_deref())?;
        write_pair(f, "live", self.live.as_deref())?;
        for (index, entry) in self.entries.iter().enumerate() {
            f.write_str(if index == 0 { "&do=" } else { ";" })?;
            write_entry(f, entry)?;
        }
        Ok(())
    }
}

fn write_pair(f: &mut fmt::Formatter<'_>, name: &str, value: Option<&str>) -> fmt::Result {
    value.map_or(Ok(()), |value| write!(f, "&{name}={}", encode(value)))
}

fn write_entry(f: &mut fmt::Formatter<'_>, entry: &Entry) -> fmt::Result {
    write!(f, "{}:", encode(&entry.at.to_string()))?;
    match &entry.action {
        Action::Set { knob, value } => write!(f, "set:{}:{}", encode(knob), encode(value)),
        Action::Publish { component, text } => write!(f, "publish:{}:{}", encode(component), encode(text)),
        Action::Scale { component, members } => write!(f, "scale:{}:{members}", encode(component)),
        Action::Replay { component, sequence, text } => {
            write!(f, "replay:{}:{sequence}", encode(component))?;
            text.as_ref().map_or(Ok(()), |text| write!(f, ":{}", encode(text)))
        }
        other => {
            let Some((verb, component)) = other.verb() else { return Ok(()) };
            let word = WORDS.iter().find(|(_, one)| *one == verb).map_or("", |(word, _)| word);
            write!(f, "{word}:{}", encode(component))
        }
    }
}

fn wrong(name: &str, value: &str, expected: Expected) -> ScenarioError {
    let shown: String = value.chars().take(80).collect();
    ScenarioError::Link { name: name.to_owned(), value: shown, expected }
}

fn encode(text: &str) -> impl fmt::Display + '_ {
    utf8_percent_encode(text, KEPT)
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_link_says_what_a_person_would_read_in_it() {
        let link = Link::parse("#/scaling-handlers?v=1&seed=7&handlers=3&rate=6/s&t=12.4s&do=3s:crash:save-handler.2")
            .unwrap();
        assert_eq!(link.pattern.as_deref(), Some("scaling-handlers"));
        assert_eq!(link.seed, Some(Seed(7)));
        assert_eq!(link.knobs, [("handlers".to_owned(), "3".to_owned()), ("rate".to_owned(), "6/s".to_owned())]);
        assert_eq!(link.at, Some(Time::from_nanos(12_400_000_000)));
        assert_eq!(link.entries[0].action, Action::Crash { component: "save-handler.2".to_owned() });
    }

    #[test]
    fn an_empty_link_says_nothing() {
        for fragment in ["", "#", "#/", "#/?"] {
            assert_eq!(Link::parse(fragment).unwrap(), Link::default());
        }
    }

    #[test]
    fn a_link_that_cannot_be_read_names_the_parameter_and_the_remedy() {
        for (fragment, name, remedy) in [
            ("#/x?seed=abc", "seed=abc", "whole number"),
            ("#/x?v=9", "v=9", "1"),
            ("#/x?t=12", "t=12", "12.4s"),
            ("#/x?live=ws:%2F%2Fme:secret@127.0.0.1:9222", "live=…@…", "without user and password"),
            ("#/x?do=3s", "do=3s", "a verb"),
            ("#/x?do=3s:eat:me", "do=3s:eat:me", "crash:component"),
        ] {
            let error = Link::parse(fragment).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains(remedy), "{error}");
        }
        assert!(Link::parse(&"x".repeat(limits::LINK + 1)).is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(text in ".{0,40}", value in ".{0,20}", seed: u64, at: u64) {
            let publish = Action::Publish { component: "todo-web".to_owned(), text };
            let set = Action::Set { knob: "rate".to_owned(), value: value.clone() };
            let link = Link {
                pattern: Some("scaling-handlers".to_owned()),
                seed: Some(Seed(seed)),
                knobs: vec![("rate".to_owned(), value)],
                at: Some(Time::from_nanos(at)),
                lang: Some("ko".to_owned()),
                theme: None,
                live: Some("ws://127.0.0.1:9222".to_owned()),
                entries: [publish, set].map(|action| Entry { at: Time::from_nanos(at), action }).to_vec(),
            };
            prop_assert_eq!(Link::parse(&link.to_string()).unwrap(), link);
        }

        #[test]
        fn whatever_can_be_done_fits_in_a_link(
            component in "[a-z.:;]{1,9}", members: u16, sequence: u64, text in ".{0,9}",
        ) {
            let verbs = Verb::ALL.into_iter().map(|verb| verb.on(component.clone(), members));
            let replay = |text| Action::Replay { component: component.clone(), sequence, text };
            let entries = verbs.chain([replay(None), replay(Some(text))]);
            let entries = entries.map(|action| Entry { at: Time::ZERO, action }).collect();
            let link = Link { entries, ..Link::default() };
            prop_assert_eq!(Link::parse(&link.to_string()).unwrap(), link);
        }

        #[test]
        fn no_fragment_makes_the_reader_panic(fragment in ".{0,200}") {
            let _ = Link::parse(&fragment);
        }
    }
}
