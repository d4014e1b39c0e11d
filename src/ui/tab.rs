//! The tabs of the panel.

use crate::i18n::Text;

/// A tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// What happens here, beat by beat.
    Lesson,
    /// The knobs, and what can be typed and mended.
    Controls,
    /// Numbers.
    Measures,
    /// The transcript in words.
    Log,
    /// Lines for a shell.
    Commands,
    /// Lines of the protocol.
    Wire,
}

impl Tab {
    /// Every tab, in order.
    pub const ALL: [Tab; 6] = [Tab::Lesson, Tab::Controls, Tab::Measures, Tab::Log, Tab::Commands, Tab::Wire];

    /// Its name.
    pub const fn name(self) -> Text {
        match self {
            Tab::Lesson => Text::Lesson,
            Tab::Controls => Text::Controls,
            Tab::Measures => Text::Measures,
            Tab::Log => Text::Log,
            Tab::Commands => Text::Commands,
            Tab::Wire => Text::Wire,
        }
    }

    /// Its name for scripts.
    pub const fn key(self) -> &'static str {
        match self {
            Tab::Lesson => "lesson",
            Tab::Controls => "controls",
            Tab::Measures => "measures",
            Tab::Log => "log",
            Tab::Commands => "commands",
            Tab::Wire => "wire",
        }
    }

    /// The place of the tab that a key leads to.
    pub fn by_key(self, key: &str) -> Option<usize> {
        let place = Tab::ALL.iter().position(|tab| *tab == self)?;
        match key {
            "ArrowRight" => Some((place + 1) % Tab::ALL.len()),
            "ArrowLeft" => Some((place + Tab::ALL.len() - 1) % Tab::ALL.len()),
            "Home" => Some(0),
            "End" => Some(Tab::ALL.len() - 1),
            _ => None,
        }
    }
}
