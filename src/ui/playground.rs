//! One playground: the stage with what is under it, and the panel beside it.

use super::alerts::Alerts;
use super::ledger_bar::LedgerBar;
use super::lesson::Lesson;
use super::panel::Panel;
use super::session::Session;
use super::stage::Stage;
use super::transport::Transport;
use crate::embed::Theme;
use leptos::prelude::*;

/// All that is drawn for one session.
#[component]
pub fn Playground(session: Session) -> impl IntoView {
    provide_context(session);
    let painted = RwSignal::new(false);
    let theme = move || Some(session.theme.get()).filter(|theme| *theme != Theme::System).map(Theme::name);
    // For the report of a panic, which can ask nobody.
    let seed = session.look(|run| run.seed().0.to_string());
    let now = session.look(|run| run.now().to_string());
    view! {
        <div
            class="playground"
            data-playground=""
            data-theme=theme
            data-ready=move || painted.get().then_some("")
            data-seed=seed
            data-now=now
            lang=move || session.lang.get().tag()
        >
            <div class="middle">
                <Alerts />
                <Lesson />
                <Stage painted />
                <LedgerBar />
                <Transport />
            </div>
            <Panel />
        </div>
    }
}
