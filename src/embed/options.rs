//! The options of a mount: read from attributes or from a link, checked, with what is wrong beside what is right.

use crate::i18n::Lang;
use crate::patterns::{self, Pattern};
use crate::scenario::link::Link;
use crate::scenario::{Entry, Expected, Scenario, ScenarioError};
use crate::sim::chance::Seed;
use crate::sim::time::Time;
use std::str::FromStr;

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Dark ink on light ground.
    Light,
    /// Light ink on dark ground.
    Dark,
}

impl Theme {
    /// Every theme, in the order of the switch.
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// Its name in attributes, links and storage.
    pub const fn name(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme of this name.
    pub fn find(name: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.name() == name)
    }
}

/// What a mount is asked to show. What is not stated is left to the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The pattern's name, one that there is.
    pub pattern: &'static str,
    /// The luck; the pattern's own if none.
    pub seed: Option<Seed>,
    /// The language; the page's own if none.
    pub lang: Option<Lang>,
    /// The theme; the page's own if none.
    pub theme: Option<Theme>,
    /// Knobs and their values, in order, unchecked.
    pub knobs: Vec<(String, String)>,
    /// The moment to show, paused; the start, playing, if none.
    pub at: Option<Time>,
    /// What is done in the run, unchecked.
    pub entries: Vec<Entry>,
    /// What the field for a server's address holds at first; it is never opened by itself.
    pub live_address: Option<String>,
}

impl Default for Options {
    /// The first pattern as it stands.
    fn default() -> Options {
        let Link { seed, knobs, at, entries, .. } = Link::default();
        Options {
            pattern: patterns::ALL[0].name,
            seed,
            lang: None,
            theme: None,
            knobs,
            at,
            entries,
            live_address: None,
        }
    }
}

impl Options {
    /// Reads attributes: `data-pattern`, `data-seed`, `data-lang`, `data-theme`, `data-t`, `data-live-address`; any
    /// other name is a knob. The `data-` may be left out. What cannot be read is left as if it were not there, and
    /// comes back beside the rest.
    pub fn from_attributes<'a>(
        attributes: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> (Options, Vec<ScenarioError>) {
        let mut options = Options::default();
        let mut errors = Vec::new();
        for (attribute, value) in attributes {
            let name = attribute.strip_prefix("data-").unwrap_or(attribute);
            let wrong =
                |expected| ScenarioError::KnobValue { knob: attribute.to_owned(), value: shorten(value), expected };
            let read = match name {
                "pattern" => patterns::find(value).map(|pattern| options.pattern = pattern.name),
                "seed" => put(value.parse().map(Seed), &mut options.seed).ok_or_else(|| wrong(Expected::Seed)),
                "live-address" => {
                    options.live_address = Some(shorten(value));
                    Ok(())
                }
                "t" => put(value.parse(), &mut options.at).ok_or_else(|| wrong(Expected::Moment)),
                "lang" => put(Lang::from_str(value), &mut options.lang).ok_or_else(|| wrong(Expected::Lang)),
                "theme" => put(Theme::find(value).ok_or(()), &mut options.theme).ok_or_else(|| wrong(Expected::Theme)),
                _ => {
                    options.knobs.push((name.to_owned(), value.to_owned()));
                    Ok(())
                }
            };
            errors.extend(read.err());
        }
        (options, errors)
    }

    /// Reads what a link says. What cannot be used is left as if it were not there, and comes back beside the rest.
    pub fn from_link(link: Link) -> (Options, Vec<ScenarioError>) {
        let mut options = Options::default();
        let mut errors = Vec::new();
        if let Some(name) = &link.pattern {
            match patterns::find(name) {
                Ok(pattern) => options.pattern = pattern.name,
                Err(error) => errors.push(error),
            }
        }
        let wrong = |name: &str, value: &str, expected| ScenarioError::Link {
            name: name.to_owned(),
            value: shorten(value),
            expected,
        };
        if let Some(tag) = &link.lang {
            let read = put(Lang::from_str(tag), &mut options.lang);
            errors.extend(read.is_none().then(|| wrong("lang", tag, Expected::Lang)));
        }
        if let Some(name) = &link.theme {
            let read = put(Theme::find(name).ok_or(()), &mut options.theme);
            errors.extend(read.is_none().then(|| wrong("theme", name, Expected::Theme)));
        }
        options.live_address = link.live.as_deref().map(shorten);
        (Options { seed: link.seed, knobs: link.knobs, at: link.at, entries: link.entries, ..options }, errors)
    }

    /// The pattern.
    pub fn pattern(&self) -> &'static Pattern {
        patterns::find(self.pattern).unwrap_or(patterns::ALL[0])
    }

    /// The pattern's scenario with seed, knobs and entries as asked for. What does not fit is left out, and comes back
    /// beside it.
    ///
    /// # Errors
    /// If the pattern itself cannot be run, which its tests rule out.
    pub fn scenario(&self) -> Result<(Scenario, Vec<ScenarioError>), ScenarioError> {
        let mut scenario = self.pattern().scenario()?;
        scenario.seed = self.seed.unwrap_or(scenario.seed);
        let turned = self.knobs.iter().map(|(knob, value)| scenario.set(knob, value).map(drop));
        let mut errors: Vec<_> = turned.filter_map(Result::err).collect();
        for entry in &self.entries {
            scenario.entries.push(entry.clone());
            if let Err(error) = scenario.validate() {
                scenario.entries.pop();
                errors.push(error);
            }
        }
        Ok((scenario, errors))
    }
}

/// Puts what was read in its place.
fn put<T, E>(read: Result<T, E>, place: &mut Option<T>) -> Option<()> {
    *place = Some(read.ok()?);
    Some(())
}

fn shorten(value: &str) -> String {
    value.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_say_pattern_seed_language_theme_and_knobs() {
        let attributes = [
            ("data-pattern", "scaling-handlers"),
            ("data-seed", "7"),
            ("data-lang", "ko"),
            ("data-theme", "dark"),
            ("data-handlers", "5"),
        ];
        let (options, errors) = Options::from_attributes(attributes);
        assert_eq!(errors, []);
        assert_eq!((options.seed, options.lang, options.theme), (Some(Seed(7)), Some(Lang::Ko), Some(Theme::Dark)));
        let (scenario, errors) = options.scenario().unwrap();
        assert_eq!((scenario.cast[1].replicas, scenario.seed, errors), (5, Seed(7), Vec::new()));
    }

    #[test]
    fn a_wrong_attribute_is_named_and_the_rest_still_counts() {
        let attributes =
            [("data-pattern", "nowhere"), ("data-seed", "many"), ("data-theme", "pink"), ("data-rate", "9/s")];
        let (options, errors) = Options::from_attributes(attributes);
        assert_eq!(errors.len(), 3);
        assert!(errors[1].to_string().contains("data-seed cannot be “many”"), "{}", errors[1]);
        assert_eq!(options.pattern, patterns::ALL[0].name);
        assert_eq!(options.knobs, [("rate".to_owned(), "9/s".to_owned())]);
    }

    #[test]
    fn knobs_that_do_not_fit_are_left_out_and_told() {
        let link = Link::parse("#/scaling-handlers?v=1&seed=7&handlers=99&wings=2&rate=12/s").unwrap();
        let (options, errors) = Options::from_link(link);
        assert_eq!(errors, []);
        let (scenario, errors) = options.scenario().unwrap();
        assert_eq!(errors.len(), 2);
        assert_eq!((scenario.cast[1].replicas, scenario.seed), (3, Seed(7)));
    }

    #[test]
    fn an_entry_that_cannot_be_is_left_out_and_told() {
        let link = Link::parse("#/scaling-handlers?do=1s:crash:todo-db;2s:crash:save-handler.2").unwrap();
        let (scenario, errors) = Options::from_link(link).0.scenario().unwrap();
        assert_eq!((scenario.entries.len(), errors.len()), (1, 1));
    }
}
