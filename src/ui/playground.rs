//! One playground: the stage with what is under it, and the panel beside it.

use super::alerts::Alerts;
use super::ledger_bar::LedgerBar;
use super::legend::Legend;
use super::live::{LiveBar, LivePanel};
use super::panel::Panel;
use super::session::Session;
use super::stage::Stage;
use super::transport::Transport;
use super::uniform::{flag, told};
use super::watch::watch_visibility;
use leptos::html;
use leptos::prelude::*;

/// All that is drawn for one session.
#[component]
pub fn Playground(session: Session) -> impl IntoView {
    provide_context(session);
    session.listen_for_live();
    let painted = RwSignal::new(false);
    let theme = told(move || session.theme.get().name().to_owned());
    // For the report of a panic, which can ask nobody.
    let seed = session.told(|run| run.seed().0.to_string());
    let now = session.told(|run| run.now().to_string());
    // Any part of it counts, not only the stage: on a phone a person types with the stage out of sight.
    let root: NodeRef<html::Div> = NodeRef::new();
    let seen = RwSignal::new(false);
    root.on_load(move |element| {
        let visible = watch_visibility(&element);
        Effect::new(move |_| seen.set(visible.get()));
    });
    let asking = flag(move || session.live.is_asking());
    view! {
        <div
            node_ref=root
            class="playground"
            data-playground=""
            data-theme=theme
            data-ready=move || painted.get().then_some("")
            data-seed=seed
            data-now=now
            lang=told(move || session.lang.get().tag().to_owned())
        >
            <div class="middle" class:is-asking=asking>
                <Alerts />
                <LiveBar />
                <div class="scene">
                    <Stage painted seen />
                    {session.live.parts.drawn(|parts| (parts.remarks)())}
                    <LivePanel />
                </div>
                <Legend />
                <div class="foot">
                    <LedgerBar />
                    <Transport />
                </div>
            </div>
            <Panel />
        </div>
    }
}
