//! The picture of a moment as a file of its own: both layers, with their style.

use queue_playground::i18n::Lang;
use queue_playground::message::MessageId;
use queue_playground::painter::{Palette, svg};
use queue_playground::player::Simulation;
use queue_playground::scenario::link::Link;
use queue_playground::scenario::{Entry, Scenario, ScenarioError};
use queue_playground::sim::time::{Span, Time};
use queue_playground::view::{Known, Pace, Preferences, Size, Stage, scene};

/// What a picture is to show, besides its scenario.
pub struct Wanted {
    /// How far the run has come.
    pub at: Span,
    /// How large the picture is.
    pub size: Size,
    /// The language of its words.
    pub lang: Lang,
    /// Whether it has light shapes on dark ground.
    pub dark: bool,
    /// What is done in the run, besides what the scenario does.
    pub entries: Vec<Entry>,
    /// Whose how-many-eth message is followed.
    pub followed: Option<(String, u32)>,
}

impl Default for Wanted {
    fn default() -> Wanted {
        let (at, size) = (Span::from_secs(10), Size::new(900.0, 560.0));
        Wanted { at, size, lang: Lang::En, dark: false, entries: Vec::new(), followed: None }
    }
}

/// The picture as SVG.
///
/// # Errors
/// A sentence if the scenario cannot be run, the entries do not fit it, or nobody of that name publishes.
pub fn render(mut scenario: Scenario, wanted: Wanted) -> Result<String, String> {
    scenario.entries.extend(wanted.entries);
    let mut run = Simulation::<Known>::new(scenario).map_err(|error| error.to_string())?;
    run.seek(Time::ZERO + wanted.at);
    let message = |(name, number): (String, u32)| match run.roster().find(&name) {
        Some(component) => Ok(MessageId::generated(component, number)),
        None => Err(format!("--follow: nobody is called “{name}”")),
    };
    let followed = wanted.followed.map(message).transpose()?;
    let scene = scene(&Stage {
        roster: run.roster(),
        board: &run.known().board,
        recent: run.recent(),
        now: run.now(),
        pace: Pace::default(),
        size: wanted.size,
        preferences: Preferences { lang: wanted.lang, reduced_motion: false },
        selection: None,
        followed,
        server: None,
    });
    let palette = if wanted.dark { Palette::DARK } else { Palette::LIGHT };
    Ok(svg::document(&scene, &palette) + "\n")
}

/// Reads `900x560`; the problem, if it is none.
///
/// # Errors
/// A sentence that says what would be right.
pub fn size(text: &str) -> Result<Size, String> {
    let side = |text: &str| text.parse::<u16>().ok().filter(|side| (200..=4_000).contains(side)).map(f64::from);
    let sides = text.split_once('x').and_then(|(width, height)| Some(Size::new(side(width)?, side(height)?)));
    sides.ok_or_else(|| {
        format!("--size takes width and height in pixels, each from 200 to 4000, such as 900x560, not “{text}”")
    })
}

/// Reads whose how-many-eth message is followed: `todo-web:12`.
///
/// # Errors
/// A sentence that says what would be right.
pub fn message(text: &str) -> Result<(String, u32), String> {
    let parts = text.rsplit_once(':').and_then(|(name, number)| Some((name.to_owned(), number.parse().ok()?)));
    parts.ok_or_else(|| format!("--follow takes a name and a number, such as todo-web:12, not “{text}”"))
}

/// Reads what is done in the run, as it stands in a link behind `do=`.
///
/// # Errors
/// [`ScenarioError`] that names what cannot be read.
pub fn entries(text: &str) -> Result<Vec<Entry>, ScenarioError> {
    // In a link these would end the entries, and no shell keeps them out.
    let fragment = text.replace('&', "%26").replace('#', "%23");
    Link::parse(&format!("#/?do={fragment}")).map(|link| link.entries)
}
