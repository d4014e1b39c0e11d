//! The page's icons: outlines on a 24-pixel grid, in the colour of the text around them, silent to screen readers.

use leptos::prelude::*;

/// A sign on a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Play,
    Pause,
    StepForward,
    StepBack,
    Reset,
    More,
    Fewer,
    Next,
    Previous,
    Close,
    Light,
    Dark,
    System,
    Warning,
    Follow,
    Crash,
    Slow,
    Fast,
    Cut,
    Link,
    Lose,
    Poison,
    Lines,
    Wire,
    Copy,
    Menu,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Icon::Play => "M8 5.5v13l10.5-6.5z",
            Icon::Pause => "M8 5.5v13M16 5.5v13",
            Icon::StepForward => "M6 5.5v13l9-6.5zM18.5 5.5v13",
            Icon::StepBack => "M18 5.5v13L9 12zM5.5 5.5v13",
            Icon::Reset => "M4.5 4.5v5h5M5 9.2A7.5 7.5 0 1 1 4.5 12.5",
            Icon::More => "M12 5v14M5 12h14",
            Icon::Fewer => "M5 12h14",
            Icon::Next => "M9 5l7 7-7 7",
            Icon::Previous => "M15 5l-7 7 7 7",
            Icon::Close => "M6 6l12 12M18 6L6 18",
            Icon::Light => {
                "M12 8.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2\
                 M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"
            }
            Icon::Dark => "M20 14.2A8.2 8.2 0 0 1 9.8 4 8.2 8.2 0 1 0 20 14.2z",
            Icon::System => "M3.5 5h17v11h-17zM9 20h6M12 16v4",
            Icon::Follow => "M12 5.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM12 2.5v5M12 16.5v5M2.5 12h5M16.5 12h5",
            Icon::Crash => "M13 3L5 13.5h6L10 21l9-11.5h-6z",
            Icon::Slow => "M12 4.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM12 8v4.5l3 2",
            Icon::Fast => "M4.5 6l7 6-7 6zM12.5 6l7 6-7 6z",
            Icon::Cut => "M10.5 6.5l2-2a4.2 4.2 0 0 1 6 6l-2 2M13.5 17.5l-2 2a4.2 4.2 0 0 1-6-6l2-2M5 5l14 14",
            Icon::Link => "M9.5 14.5l5-5M10.5 6.5l2-2a4.2 4.2 0 0 1 6 6l-2 2M13.5 17.5l-2 2a4.2 4.2 0 0 1-6-6l2-2",
            Icon::Lose => "M12 5.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM9.5 9.5l5 5M14.5 9.5l-5 5",
            Icon::Poison => "M12 3.5a7 7 0 0 0-4 12.7V20h8v-3.8a7 7 0 0 0-4-12.7zM9.3 10.5v1M14.7 10.5v1M12 17.5V20",
            Icon::Lines => "M8 6.5h12M8 12h12M8 17.5h12M4 6.5h.5M4 12h.5M4 17.5h.5",
            Icon::Wire => "M4 8.5h15M15 4.5l4 4-4 4M20 15.5H5M9 11.5l-4 4 4 4",
            Icon::Copy => "M9 9h11v11H9zM15 9V4H4v11h5",
            Icon::Menu => "M4 6.5h16M4 12h16M4 17.5h16",
            Icon::Warning => "M12 4L2.8 19.5h18.4zM12 10v4.5M12 17.2v.3",
        }
    }

    const fn is_filled(self) -> bool {
        matches!(self, Icon::Play | Icon::StepForward | Icon::StepBack)
    }

    const fn class(self) -> &'static str {
        if self.is_filled() { "icon icon-filled" } else { "icon" }
    }

    /// The drawing of a sign that changes.
    pub fn draw_changing(icon: Signal<Icon>) -> impl IntoView {
        let class = Signal::derive(move || icon.get().class());
        let path = Signal::derive(move || icon.get().path());
        view! {
            <svg class=class viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
                <path d=path />
            </svg>
        }
    }

    /// The drawing.
    pub fn draw(self) -> impl IntoView {
        let class = self.class();
        view! {
            <svg class=class viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
                <path d=self.path() />
            </svg>
        }
    }
}
