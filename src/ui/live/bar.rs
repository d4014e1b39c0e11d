//! The bar over the picture: the switch, how the run on a server stands, and the buttons that always work.

use super::run::LiveCommand;
use super::switch::ModeSwitch;
use super::{Mode, words};
use crate::i18n::{live as texts, live_tools, number, time};
use crate::live::names::Names;
use crate::live::source::Report;
use crate::patterns::Ledger;
use crate::scenario::Profile;
use crate::sim::time::Span;
use crate::ui::command::{Command, use_dispatch};
use crate::ui::session::use_session;
use crate::ui::uniform::{flag, spelled, told};
use crate::ui::words::use_saying;
use leptos::html;
use leptos::prelude::*;
use std::time::Duration;

/// Whoever is no further behind than this sees what happens now.
const PRESENT: Span = Span::from_millis(1_000);
/// How often it is told how far behind a picture is that is held.
const TICK: Duration = Duration::from_secs(1);

/// The switch at one end, state and buttons at the other.
#[component]
pub fn LiveBar() -> impl IntoView {
    let (live, saying) = (use_session().live, use_saying());
    view! {
        <section class="live-bar" class:is-on=flag(move || live.is_on()) aria-label=saying(texts::MODE)>
            <ModeSwitch />
            {live.parts.drawn(|parts| (parts.standing)())}
        </section>
    }
}

/// How the run stands, and the buttons.
pub fn standing() -> AnyView {
    let (session, dispatch, saying) = (use_session(), use_dispatch(), use_saying());
    let (live, lang) = (session.live, session.lang);
    let is_away = flag(move || live.mode.get() == Mode::Simulated);
    let opened = session.opened;
    // What is replayed from a file is no simulation, though nothing runs anywhere.
    let is_silent = flag(move || is_away.get() && opened.with(Option::is_none));
    let state = Memo::new(move |_| live.state());
    let address = live.fields.address;
    let standing = told(move || {
        if let Some(replayed) = opened.with(|opened| opened.as_ref().map(|opened| opened.told(lang.get()))) {
            return replayed;
        }
        live.report
            .with(|report| words::standing(lang.get(), report.as_ref(), &address.get(), live.mode.get() == Mode::Watch))
    });
    let spoken = Memo::new(move |_| {
        let watches = live.mode.get() == Mode::Watch;
        live.report.with(|report| words::spoken(lang.get(), state.get(), report.as_ref(), &address.get(), watches))
    });
    let run_name = told(move || live.names.with(|names| names.as_ref().map_or("", |names| names.prefix()).to_owned()));
    let has_streams =
        session.look(|run| run.scenario().brokers.iter().any(|broker| matches!(broker.profile, Profile::JetStream(_))));
    let names = told(move || {
        let named = |names: &Names| words::names(lang.get(), names, has_streams.get());
        live.names.with(|names| names.as_ref().map(named)).unwrap_or_default()
    });
    let has_names = flag(move || live.names.with(Option::is_some) && live.has_tape.get());
    let playing = session.look(|run| run.is_playing());
    let is_on = Memo::new(move |_| live.is_on());
    // A picture that is held asks for no frame: then a clock tells how far behind it is.
    Effect::new(move |before: Option<Option<IntervalHandle>>| {
        if let Some(Some(before)) = before {
            before.clear();
        }
        let is_held = is_on.get() && !playing.get();
        is_held.then(|| set_interval_with_handle(move || live.turn(), TICK).ok()).flatten()
    });
    let behind = Memo::new(move |_| {
        live.report.track();
        session.look_count().track();
        session.with(|run| run.behind_head())
    });
    let is_behind = flag(move || is_on.get() && live.has_tape.get() && behind.get() > PRESENT);
    let how_far = told(move || {
        let seconds = Span::from_secs(behind.get().as_millis() / 1_000);
        texts::behind(lang.get(), &time::span(lang.get(), seconds))
    });
    let stop: NodeRef<html::Button> = NodeRef::new();
    // The fields go away under the person's hands once it runs: the focus goes to what ends it.
    Effect::new(move |before: Option<bool>| {
        let is_asking = live.is_asking();
        if let (Some(true), false, true, Some(stop)) = (before, is_asking, is_on.get_untracked(), stop.get_untracked())
        {
            drop(stop.focus());
        }
        is_asking
    });
    let again: NodeRef<html::Button> = NodeRef::new();
    // What ends it goes away, too, once it has ended: then the focus goes to what begins it again.
    let is_stopped = StoredValue::new(false);
    Effect::new(move |before: Option<bool>| {
        let is_on = is_on.get();
        if before == Some(true) && !is_on && is_stopped.get_value() {
            is_stopped.set_value(false);
            request_animation_frame(move || {
                let is_free = document().active_element().is_none_or(|focused| focused.tag_name() == "BODY");
                if let (Some(again), true) = (again.try_get_untracked().flatten(), is_free) {
                    drop(again.focus());
                }
            });
        }
        is_on
    });
    let is_ended = flag(move || !is_on.get() && live.has_tape.get());
    view! {
        <div class="live-standing" hidden=is_silent>
            <p class="live-state" data-live-state=move || state.get()>
                <span class="live-sign" aria-hidden="true"></span>
                <span>{standing}</span>
            </p>
            <p class="live-names" data-live-names="" data-run=run_name hidden=flag(move || !has_names.get())>
                {names}
            </p>
        </div>
        <p class="unseen" role="status">{move || spoken.get()}</p>
        <div class="live-buttons" hidden=is_away>
            <span class="live-behind" hidden=flag(move || !is_behind.get())>{how_far}</span>
            <button
                type="button"
                class="button"
                data-action="go-live"
                hidden=flag(move || !is_behind.get())
                on:click=move |_| dispatch(Command::Live(LiveCommand::GoLive))
            >
                {saying(texts::GO_LIVE)}
            </button>
            <button
                type="button"
                class="button button-quiet"
                data-action="settings"
                aria-expanded=spelled(move || live.is_set.get())
                hidden=flag(move || !is_ended.get())
                on:click=move |_| dispatch(Command::Live(LiveCommand::Set(!live.is_set.get_untracked())))
            >
                {saying(texts::SETTINGS)}
            </button>
            <button
                node_ref=again
                type="button"
                class="button"
                data-action="again"
                hidden=flag(move || !is_ended.get())
                on:click=move |_| dispatch(Command::Live(LiveCommand::Connect))
            >
                {saying(texts::CONNECT_AGAIN)}
            </button>
            <button
                node_ref=stop
                type="button"
                class="button live-stop"
                data-action="stop-live"
                hidden=flag(move || !is_on.get())
                on:click=move |_| {
                    is_stopped.set_value(true);
                    dispatch(Command::Live(LiveCommand::Stop));
                }
            >
                {saying(texts::STOP)}
            </button>
        </div>
    }
    .into_any()
}

/// What else there is to say of the run, under the picture, where it covers nothing.
pub fn remarks() -> AnyView {
    let (session, dispatch, saying) = (use_session(), use_dispatch(), use_saying());
    let (live, lang) = (session.live, session.lang);
    let dark = session.look(|run| run.known().publications.not_visible);
    let reopened = session.look(|run| run.known().obligations.reopened);
    let (watches, is_quiet) = (session.watches(), session.look(|run| run.known().publications.published == 0));
    let remarks = Memo::new(move |_| {
        let said = |report: &Report| words::remarks(lang.get(), report);
        // Of a run that is over nothing is said beside the fields of the next one.
        let mut said = match live.is_set.get() {
            true => Vec::new(),
            false => live.report.with(|report| report.as_ref().map_or(Vec::new(), said)),
        };
        // The sum under the picture tells it where it is about publications.
        if dark.get() > 0 && session.pattern().ledger == Ledger::Obligations && !live.is_set.get() {
            said.push(("not-visible", live_tools::not_visible(lang.get(), &number::count(dark.get()))));
        }
        if reopened.get() > 0 && !live.is_set.get() {
            said.push(("reopened", live_tools::reopened(lang.get(), &number::count(reopened.get()))));
        }
        if let Some(filter) = watches.get().filter(|_| is_quiet.get() && live.state() == "running") {
            said.push(("quiet", live_tools::quiet(lang.get(), &filter)));
        }
        if live.is_deaf.get() {
            said.push(("deaf", texts::CONNECT_FIRST.to(lang.get()).to_owned()));
        }
        said
    });
    let unrecorded = told(move || {
        live.report.with(|report| report.as_ref().map_or(0, |report| report.status.unrecorded)).to_string()
    });
    let left = told(move || {
        let streams = live.leftovers.with(|notes| notes.iter().map(|note| note.streams.len()).sum::<usize>());
        if streams == 0 { String::new() } else { texts::leftovers(lang.get(), &streams.to_string()) }
    });
    // Counts change all the time, and are not read out each time they do.
    let spoken = Memo::new(move |_| {
        let said = remarks.get().into_iter().filter(|(kind, _)| !words::COUNTS.contains(kind)).map(|(_, said)| said);
        said.chain(Some(left.get())).collect::<Vec<_>>().join(" ")
    });
    let line = |(kind, said): (&'static str, String)| view! { <p class="live-remark" data-remark=kind>{said}</p> };
    let has_left = flag(move || !left.with(String::is_empty));
    view! {
        <div class="live-remarks" data-unrecorded=unrecorded>
            <p class="unseen" role="status">{move || spoken.get()}</p>
            {move || remarks.get().into_iter().map(line).collect_view()}
            <p class="live-remark" data-remark="leftovers" hidden=flag(move || !has_left.get())>
                {left}
                " "
                <button
                    type="button"
                    class="button"
                    data-action="sweep-leftovers"
                    on:click=move |_| dispatch(Command::Live(LiveCommand::Sweep))
                >
                    {saying(texts::SWEEP)}
                </button>
            </p>
        </div>
    }
    .into_any()
}
