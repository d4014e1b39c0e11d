//! The palette: a colour for every ink. The page reads its own from the style sheet; pictures for files bring theirs
//! along.

use crate::view::Ink;
use std::borrow::Cow;

/// A colour as CSS writes it.
pub type Colour = Cow<'static, str>;

/// A colour for every ink, and for the grounds of a picture that stands alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette {
    /// [`Ink::Event`], in style sheets `--event`.
    pub event: Colour,
    /// [`Ink::Typed`], `--typed`.
    pub typed: Colour,
    /// [`Ink::Request`], `--request`.
    pub request: Colour,
    /// [`Ink::Reply`], `--reply`.
    pub reply: Colour,
    /// [`Ink::Redelivery`], `--redelivery`.
    pub redelivery: Colour,
    /// [`Ink::Dead`], `--dead`.
    pub dead: Colour,
    /// [`Ink::Done`], `--ok`.
    pub done: Colour,
    /// [`Ink::Accent`], `--accent`.
    pub accent: Colour,
    /// [`Ink::Line`], `--line`.
    pub line: Colour,
    /// [`Ink::Text`], `--ink`.
    pub text: Colour,
    /// [`Ink::Soft`], `--soft`.
    pub soft: Colour,
    /// [`Ink::Card`], `--surface`.
    pub card: Colour,
    /// The ground of a rail, `--sunken`.
    pub rail: Colour,
    /// Lines that must be seen, such as a socket's, `--edge`.
    pub edge: Colour,
    /// The ground of everything, `--ground`.
    pub ground: Colour,
}

impl Palette {
    /// Dark shapes on light ground.
    pub const LIGHT: Palette = Palette {
        event: Cow::Borrowed("#0072b2"),
        typed: Cow::Borrowed("#a3417f"),
        request: Cow::Borrowed("#6a3fb5"),
        reply: Cow::Borrowed("#00805d"),
        redelivery: Cow::Borrowed("#a86a00"),
        dead: Cow::Borrowed("#c04300"),
        done: Cow::Borrowed("#0f7a52"),
        accent: Cow::Borrowed("#3150c4"),
        line: Cow::Borrowed("#d6dce6"),
        text: Cow::Borrowed("#17202c"),
        soft: Cow::Borrowed("#545f70"),
        card: Cow::Borrowed("#ffffff"),
        rail: Cow::Borrowed("#eceff5"),
        edge: Cow::Borrowed("#7c8798"),
        ground: Cow::Borrowed("#f5f7fa"),
    };

    /// Light shapes on dark ground.
    pub const DARK: Palette = Palette {
        event: Cow::Borrowed("#56b4e9"),
        typed: Cow::Borrowed("#f09bcb"),
        request: Cow::Borrowed("#c3a6ff"),
        reply: Cow::Borrowed("#3ddc97"),
        redelivery: Cow::Borrowed("#f0b83d"),
        dead: Cow::Borrowed("#ff9860"),
        done: Cow::Borrowed("#3ddc97"),
        accent: Cow::Borrowed("#a3b6ff"),
        line: Cow::Borrowed("#2c3745"),
        text: Cow::Borrowed("#e8edf4"),
        soft: Cow::Borrowed("#a3afc0"),
        card: Cow::Borrowed("#161d27"),
        rail: Cow::Borrowed("#1d2632"),
        edge: Cow::Borrowed("#75839a"),
        ground: Cow::Borrowed("#0e131a"),
    };

    /// Each colour's custom property in the style sheet, and the colour.
    pub fn properties(&mut self) -> [(&'static str, &mut Colour); 15] {
        [
            ("--event", &mut self.event),
            ("--typed", &mut self.typed),
            ("--request", &mut self.request),
            ("--reply", &mut self.reply),
            ("--redelivery", &mut self.redelivery),
            ("--dead", &mut self.dead),
            ("--ok", &mut self.done),
            ("--accent", &mut self.accent),
            ("--line", &mut self.line),
            ("--ink", &mut self.text),
            ("--soft", &mut self.soft),
            ("--surface", &mut self.card),
            ("--sunken", &mut self.rail),
            ("--edge", &mut self.edge),
            ("--ground", &mut self.ground),
        ]
    }

    /// The colour of an ink.
    pub fn ink(&self, ink: Ink) -> &str {
        match ink {
            Ink::Event => &self.event,
            Ink::Typed => &self.typed,
            Ink::Request => &self.request,
            Ink::Reply => &self.reply,
            Ink::Redelivery => &self.redelivery,
            Ink::Dead => &self.dead,
            Ink::Done => &self.done,
            Ink::Accent => &self.accent,
            Ink::Line => &self.line,
            Ink::Text => &self.text,
            Ink::Soft => &self.soft,
            Ink::Card => &self.card,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_for_files_have_the_colours_of_the_page() {
        let tokens = include_str!("../../style/tokens.css");
        let (mut light, mut dark) = (Palette::LIGHT, Palette::DARK);
        for ((name, light), (_, dark)) in light.properties().into_iter().zip(dark.properties()) {
            let line = format!("{name}: light-dark({light}, {dark});");
            assert!(tokens.contains(&line), "style/tokens.css has no {line}");
        }
    }
}
