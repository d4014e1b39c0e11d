//! What the server tells about itself over HTTP: who is connected, how busy it is, what its streams hold.

use super::ask::ask;
use super::monitor_tables::{ConnectionTable, ServerTable};
use super::session::use_session;
use super::shell_line::ShellLine;
use super::uniform::{flag, told};
use super::watch::watch_visibility;
use super::words::use_saying;
use crate::commands::shell;
use crate::i18n::live_tools as texts;
use crate::live::monitor::{self, Connections, Server, Streams};
use leptos::html;
use leptos::prelude::*;
use std::time::Duration;

/// How often it is asked.
const EVERY: Duration = Duration::from_secs(2);
/// Under which name `cargo xtask serve --live` passes it on, beside the page.
const PASSED_ON: &str = "monitor";
/// Where a server of this machine usually tells it.
const USUAL: &str = "http://127.0.0.1:8222";

/// What every monitoring address begins with; a page may ask for no other.
const HTTP: &str = concat!("http:", "//");

/// What was told last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) server: Option<Server>,
    pub(super) connections: Option<Connections>,
    pub(super) streams: Option<Streams>,
}

/// What is asked, and what came of it. After a failure nothing is asked until a person says so.
#[derive(Clone, Copy)]
struct Asking {
    told: RwSignal<Told>,
    is_silent: RwSignal<bool>,
    is_busy: RwSignal<bool>,
    /// The address that answered.
    found: RwSignal<Option<String>>,
    /// The address that a person typed; empty for the usual ones.
    typed: RwSignal<String>,
    own: Signal<String>,
}

impl Asking {
    /// A person wants it asked again. Their field stays until something comes.
    fn anew(self) {
        self.found.set(None);
        self.told.set(Told::default());
        self.begin();
    }

    fn round(self) {
        if !self.is_silent.get_untracked() {
            self.begin();
        }
    }

    fn begin(self) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        let typed = address(&self.typed.get_untracked());
        let places = match (self.found.get_untracked(), typed) {
            (Some(found), _) => vec![found],
            (None, Some(typed)) => vec![typed],
            (None, None) => vec![USUAL.to_owned(), PASSED_ON.to_owned()],
        };
        self.try_next(places);
    }

    /// Asks at the last of these places, and at the others if nothing comes from there.
    fn try_next(self, mut places: Vec<String>) {
        let Some(place) = places.pop() else {
            // The component may be gone by now; then there is nothing to tell.
            self.is_silent.try_set(true);
            self.is_busy.try_set(false);
            return;
        };
        ask(&format!("{place}/varz"), move |answer| match answer.as_deref().and_then(monitor::server) {
            None => self.try_next(places),
            Some(server) => {
                self.is_silent.try_set(false);
                self.told.try_update(|told| told.server = Some(server));
                self.found.try_set(Some(place.clone()));
                self.rest(&place);
            }
        });
    }

    fn rest(self, place: &str) {
        let streams = format!("{place}/jsz");
        ask(&format!("{place}/connz"), move |answer| {
            let own = self.own.try_get_untracked().unwrap_or_default();
            let connections = answer.and_then(|answer| monitor::connections(&answer, &own));
            self.told.try_update(|told| told.connections = connections);
            ask(&streams, move |answer| {
                let streams = answer.as_deref().and_then(monitor::streams);
                self.told.try_update(|told| told.streams = streams);
                self.is_busy.try_set(false);
            });
        });
    }
}

/// The address that a person means; none if they typed nothing.
fn address(typed: &str) -> Option<String> {
    let typed = typed.trim().trim_end_matches('/');
    let rest = typed.strip_prefix("http:").unwrap_or(typed).trim_start_matches('/');
    (!rest.is_empty()).then(|| format!("{HTTP}{rest}"))
}

/// Whether an address is of this machine; the page's policy allows no other.
fn is_here(address: &str) -> bool {
    ["http://127.0.0.1", "http://localhost"]
        .iter()
        .any(|here| address.strip_prefix(here).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/'])))
}

/// The server's own numbers, folded away until somebody wants them. Connections whose names begin with `own` are
/// marked.
#[component]
pub fn Monitor(#[prop(into)] own: Signal<String>) -> impl IntoView {
    let saying = use_saying();
    let asking = Asking {
        told: RwSignal::default(),
        is_silent: RwSignal::new(false),
        is_busy: RwSignal::new(false),
        found: RwSignal::new(None),
        typed: RwSignal::default(),
        own,
    };
    let is_open = RwSignal::new(false);
    let is_seen = RwSignal::new(false);
    let fold: NodeRef<html::Details> = NodeRef::new();
    fold.on_load(move |element| {
        let visible = watch_visibility(&element);
        Effect::new(move |_| is_seen.set(visible.get()));
    });
    Effect::new(move |_| {
        if is_open.get() && is_seen.get() {
            asking.round();
            if let Ok(timer) = set_interval_with_handle(move || asking.round(), EVERY) {
                on_cleanup(move || timer.clear());
            }
        }
    });
    let toggled = move |event| is_open.set(event_target::<web_sys::Element>(&event).has_attribute("open"));
    // Or that it is silent once more would take the field from under the person's fingers.
    let is_silent = flag(move || asking.is_silent.get());
    let is_told = flag(move || asking.told.with(|told| told.server.is_some()));
    let content = move || {
        if is_silent.get() {
            view! { <Silence asking /> }.into_any()
        } else if is_told.get() {
            view! {
                <ServerTable told=asking.told.into() />
                <ConnectionTable told=asking.told.into() />
            }
            .into_any()
        } else {
            view! { <p>{saying(texts::MONITOR_ASKING)}</p> }.into_any()
        }
    };
    view! {
        <details node_ref=fold class="monitor" data-monitor-fold="" on:toggle=toggled>
            <summary class="panel-heading">{saying(texts::MONITOR)}</summary>
            <div class="monitor-content">
                <p class="monitor-note">{saying(texts::MONITOR_LEAD)}</p>
                {move || is_open.get().then_some(content)}
            </div>
        </details>
    }
}

/// Why nothing may have come, and where else to ask.
#[component]
fn Silence(asking: Asking) -> impl IntoView {
    let (session, saying) = (use_session(), use_saying());
    let asked = move || asking.typed.with(|typed| address(typed)).unwrap_or_else(|| USUAL.to_owned());
    let line = told(move || format!("curl {}", shell::word(&format!("{}/connz", asked()))));
    let is_elsewhere = flag(move || !is_here(&asked()));
    let again = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        asking.anew();
    };
    view! {
        <div class="monitor-silence" data-monitor-silent="" role="status">
            <p>{saying(texts::MONITOR_SILENT)}</p>
            <p hidden=is_elsewhere>{saying(texts::MONITOR_WHY)}</p>
            <ul>
                <li hidden=is_elsewhere>{saying(texts::MONITOR_OFF)}</li>
                <li hidden=is_elsewhere>{saying(texts::MONITOR_CORS)}</li>
                <li hidden=flag(move || !is_elsewhere.get())>{saying(texts::MONITOR_ELSEWHERE)}</li>
            </ul>
        </div>
        <p>{saying(texts::MONITOR_SHELL)}</p>
        <ShellLine line />
        <form class="monitor-form" novalidate on:submit=again>
            <label for=session.id("monitor")>{saying(texts::MONITOR_ADDRESS)}</label>
            <input
                class="input"
                id=session.id("monitor")
                name="monitor"
                autocomplete="off"
                spellcheck="false"
                placeholder=USUAL
                prop:value=asking.typed
                on:input=move |event| asking.typed.set(event_target_value(&event))
            />
            <button type="submit" class="button" data-action="ask-again">{saying(texts::ASK_AGAIN)}</button>
            <span role="status" hidden=flag(move || !asking.is_busy.get())>{saying(texts::MONITOR_ASKING)}</span>
        </form>
    }
}
