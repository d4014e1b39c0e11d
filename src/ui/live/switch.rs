//! The switch: simulated, live, or watched; or why there is none.

use super::Mode;
use super::run::LiveCommand;
use crate::i18n::{Said, live as texts};
use crate::live::run::NoLive;
use crate::ui::command::{Command, use_dispatch};
use crate::ui::opened::Opened;
use crate::ui::segmented::{Choice, Segmented};
use crate::ui::session::use_session;
use crate::ui::uniform::{flag, told};
use crate::ui::words::use_saying;
use leptos::prelude::*;

/// Three positions; for a pattern that cannot leave the page, a sentence instead.
#[component]
pub fn ModeSwitch() -> impl IntoView {
    let (session, dispatch, saying) = (use_session(), use_dispatch(), use_saying());
    let choice = move |mode, key, said: Said| Choice {
        value: Some(mode),
        name: saying(said),
        face: None,
        lang: None,
        key: Some(key),
    };
    // What is replayed from a file and happened on a server is none of the three.
    let chosen = Signal::derive(move || {
        let is_replayed = session.opened.with(|opened| opened.as_ref().is_some_and(Opened::is_real));
        (!is_replayed).then(|| session.live.mode.get())
    });
    let choices = move || {
        vec![
            choice(Mode::Simulated, "mode-simulated", texts::SIMULATED),
            choice(Mode::Live, "mode-live", texts::LIVE),
            choice(Mode::Watch, "mode-watch", texts::WATCH),
        ]
    };
    let label = saying(texts::MODE);
    let choose = move |mode: Option<Mode>| {
        if let Some(mode) = mode {
            dispatch(Command::Live(LiveCommand::Switch(mode)));
        }
    };
    let no_live = session.no_live();
    let why = told(move || {
        let said = match no_live.get() {
            Some(NoLive::Redis) => texts::NO_LIVE_REDIS,
            Some(NoLive::Direct) => texts::NO_LIVE_DIRECT,
            Some(NoLive::Watched) | None => return String::new(),
        };
        said.to(session.lang.get()).to_owned()
    });
    let has_none = flag(move || no_live.get().is_some());
    view! {
        <div class="mode-switch" hidden=has_none>
            <Segmented label choices=choices() chosen choose />
        </div>
        {move || has_none.get().then(|| view! { <p class="no-live" data-no-live="">{why}</p> })}
    }
}
