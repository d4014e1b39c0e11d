//! THE PAGE: Leptos, one component per file. Reads signals, writes through one dispatch.
//!
//! [`session::Session`] is all state of one mount. Components read slices of it ([`session::Session::look`]) and write
//! by sending a [`command::Command`]. Only [`app`] touches location, title, language of the document, storage and
//! global keys.

pub mod app;
pub mod command;
pub mod course;
pub mod session;

mod alerts;
mod ask;
mod browser;
mod chart;
mod charted;
mod commands;
mod comparison;
mod component_buttons;
mod component_menu;
mod component_select;
mod controls;
mod dead_letters;
mod drawing;
mod followed;
mod frames;
mod header;
mod icons;
mod item_form;
mod keys;
mod knob_words;
mod ledger_bar;
mod legend;
mod lesson;
mod lesson_words;
mod live;
mod live_guide;
mod log;
mod measured;
mod measures;
mod menu_items;
mod menu_place;
mod monitor;
mod monitor_tables;
mod moving_layer;
mod opened;
mod pages;
mod panel;
mod panic_note;
mod part;
mod payload;
mod picture;
mod playground;
mod rail;
mod saved_list;
mod scale;
mod seed_field;
mod segmented;
mod shell_line;
mod side_by_side;
mod slider;
mod speed_select;
mod spoken;
mod spotlight;
mod stage;
mod stepper;
mod still;
mod tab;
mod tables;
mod timeline;
mod track;
mod transcript_file;
mod transcripts;
mod transport;
mod uniform;
mod watch;
mod wire;
mod words;

pub use app::mount_app;
pub use live_guide::LiveGuide;
pub use monitor::Monitor;
pub use payload::PayloadView;
pub use playground::Playground;
pub use side_by_side::SideBySide;

use crate::embed::Options;
use crate::i18n::Lang;
use leptos::prelude::*;
use session::Session;
use web_sys::HtmlElement;

/// A mounted playground; dropping it takes the playground off the page.
pub struct Mounted {
    session: Session,
    _view: Box<dyn std::any::Any>,
}

impl Mounted {
    /// The playground's state, to look at and to command from outside.
    pub const fn session(&self) -> Session {
        self.session
    }
}

/// Puts a playground into `host`, paused. Any number of them live on one page and know nothing of each other.
#[allow(clippy::needless_pass_by_value, reason = "a host hands its options over")]
pub fn mount_playground(host: HtmlElement, options: Options) -> Mounted {
    let owner = Owner::new();
    let session = owner.with(|| {
        let lang = Signal::stored(options.lang.unwrap_or_default());
        let theme = Signal::stored(options.theme.unwrap_or_default());
        Session::new(&options, lang, theme)
    });
    // Under the mount's own owner, from which everything that is drawn later inherits the session.
    let view = leptos::mount::mount_to(host, move || view! { <Playground session/> });
    Mounted { session, _view: Box::new((view, owner)) }
}

/// The language that the browser prefers among ours.
fn preferred_lang() -> Lang {
    browser::languages().iter().find_map(|tag| tag.parse().ok()).unwrap_or_default()
}
