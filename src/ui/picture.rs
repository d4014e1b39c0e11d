//! From a session to its picture: what the view is asked, and what comes back for the still layer.

use super::session::Session;
use crate::message::ComponentId;
use crate::painter::svg;
use crate::view::{self, Pace, Preferences, Rect, Size, Spot};
use leptos::prelude::*;

/// The still layer of a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// The drawing, with all text escaped.
    pub svg: String,
    /// Where the components are, in reading order.
    pub spots: Vec<Spot>,
    /// 1 if every message is drawn, otherwise N for one in N.
    pub shown_one_in: u32,
}

impl Picture {
    /// Where a component is.
    pub fn place(&self, component: ComponentId) -> Option<Rect> {
        self.spots.iter().find(|spot| spot.component == component).map(|spot| spot.rect)
    }
}

/// Hands the stage of this moment to `read`. Nothing of the run is tracked; language, theme and selection are.
pub fn with_stage<T>(session: Session, size: Size, read: impl FnOnce(&view::Stage<'_>) -> T) -> T {
    let preferences = Preferences { lang: session.lang.get(), reduced_motion: session.reduced_motion.get() };
    let (selection, followed) = (session.selected.get(), session.spotlight.get());
    let version = session.live.version();
    session.with(|run| {
        let pace =
            if session.is_stepping() { Pace::EXACT } else { Pace::from_thousandths(run.speed().as_thousandths()) };
        read(&view::Stage {
            roster: run.roster(),
            board: &run.known().board,
            recent: run.recent(),
            now: run.now(),
            pace,
            size,
            preferences,
            selection,
            followed,
            server: session.is_real(run).then_some(version.as_str()),
        })
    })
}

/// The still layer, drawn again at each look; none before the stage has a size.
pub fn picture(session: Session, size: Signal<Size>) -> Memo<Option<Picture>> {
    let look = session.look_count();
    Memo::new(move |_| {
        look.track();
        let size = size.get();
        if size.width < 1.0 || size.height < 1.0 {
            return None;
        }
        let scene = with_stage(session, size, view::scene);
        let svg = svg::still(&scene);
        Some(Picture { svg, spots: scene.spots, shown_one_in: scene.shown_one_in })
    })
}
