//! The panel that stands where the picture is until there is a connection: what is asked for, and why it failed.

use super::fields::Field;
use super::refusal::{Refusal, turned_down};
use super::run::LiveCommand;
use super::{Mode, fields::Wrong};
use crate::i18n::{Said, live as texts};
use crate::ui::command::{Command, use_dispatch};
use crate::ui::live_guide::LiveGuide;
use crate::ui::session::use_session;
use crate::ui::uniform::{flag, spelled, told};
use crate::ui::words::use_saying;
use leptos::html;
use leptos::prelude::*;

/// What a line of the form is: its name for scripts, its label, its hint, and what kind of text is typed.
#[derive(Clone, Copy)]
struct Line {
    name: &'static str,
    label: Said,
    hint: Option<Said>,
    kind: Kind,
    field: Field,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Secret,
}

/// The panel, while it is asked for.
#[component]
pub fn LivePanel() -> impl IntoView {
    let session = use_session();
    let live = session.live;
    let is_shown = Memo::new(move |_| live.is_asking());
    let panel = live.parts.drawn_or_waited_for("live-panel", |parts| (parts.panel)());
    move || is_shown.get().then(&panel)
}

/// What is asked for.
pub fn form() -> AnyView {
    let live = use_session().live;
    let watches = Memo::new(move |_| live.mode.get() == Mode::Watch);
    (move || view! { <Form watches=watches.get() /> }).into_any()
}

#[component]
fn Form(watches: bool) -> impl IntoView {
    let (session, dispatch, saying) = (use_session(), use_dispatch(), use_saying());
    let live = session.live;
    let form: NodeRef<html::Form> = NodeRef::new();
    let secrets: NodeRef<html::Details> = NodeRef::new();
    let is_turned_down = Memo::new(move |_| live.report.with(|report| report.as_ref().is_some_and(turned_down)));
    Effect::new(move |_| {
        if let (true, Some(secrets)) = (is_turned_down.get(), secrets.get()) {
            secrets.set_open(true);
        }
    });
    let connect = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        dispatch(Command::Live(LiveCommand::Connect));
        // What is wrong is under the eyes, and under the fingers.
        if let (Some(Wrong { field, .. }), Some(form)) = (live.fields.wrong.get_untracked(), form.get_untracked()) {
            // What is folded away takes no focus.
            if let Ok(Some(fold)) = form.query_selector(&format!("details:has([name='{field}'])")) {
                drop(fold.set_attribute("open", ""));
            }
            crate::ui::menu_place::focus_on(&form, &format!("[name='{field}']"));
        }
    };
    let fields = live.fields;
    let line = |name, label, hint, kind, field| view! { <TextLine line=Line { name, label, hint, kind, field } /> };
    let check = move |name: &'static str, label: Said, hint: Said, checked: RwSignal<bool>| {
        let hint_id = session.id(&format!("{name}-hint"));
        view! {
            <label class="live-check">
                <input
                    type="checkbox"
                    name=name
                    aria-describedby=hint_id.clone()
                    prop:checked=checked
                    on:change=move |event| checked.set(event_target_checked(&event))
                />
                {saying(label)}
            </label>
            <p class="live-hint" id=hint_id>{saying(hint)}</p>
        }
    };
    let lead = if watches { texts::WATCH_LEAD } else { texts::LIVE_LEAD };
    let is_on = flag(move || live.is_on());
    let asked = if watches {
        view! {
            {line("filter", texts::FILTER, Some(texts::FILTER_HINT), Kind::Text, fields.filter)}
            <details class="live-more">
                <summary>{saying(texts::LIMITS)}</summary>
                {line("cap", texts::CAP, Some(texts::WATCH_CAP_HINT), Kind::Number, fields.cap)}
                {line("most", texts::MOST, Some(texts::MOST_HINT), Kind::Number, fields.most)}
                {line("bytes", texts::BYTES, Some(texts::BYTES_HINT), Kind::Number, fields.bytes)}
                {check("everything", texts::EVERYTHING, texts::EVERYTHING_HINT, fields.everything)}
            </details>
        }
        .into_any()
    } else {
        view! {
            <details class="live-more">
                <summary>{saying(texts::ADVANCED)}</summary>
                {line("root", texts::ROOT, Some(texts::ROOT_HINT), Kind::Text, fields.root)}
                {line("cap", texts::CAP, Some(texts::CAP_HINT), Kind::Number, fields.cap)}
                {check("plain", texts::PLAIN, texts::PLAIN_HINT, fields.plain)}
            </details>
        }
        .into_any()
    };
    view! {
        <section class="live-panel" data-live-panel="">
            <div class="live-columns">
                <form node_ref=form class="live-form" novalidate autocomplete="off" on:submit=connect>
                    <p>{saying(lead)}</p>
                    <Refusal />
                    {line("address", texts::ADDRESS, Some(texts::ADDRESS_HINT), Kind::Text, fields.address)}
                    <details node_ref=secrets class="live-more">
                        <summary>{saying(texts::CREDENTIALS)}</summary>
                        {line("token", texts::TOKEN, None, Kind::Secret, fields.token)}
                        <div class="live-pair">
                            {line("user", texts::USER, None, Kind::Text, fields.user)}
                            {line("password", texts::PASSWORD, None, Kind::Secret, fields.password)}
                        </div>
                        <p class="live-hint">{saying(texts::CREDENTIALS_HINT)}</p>
                    </details>
                    {asked}
                    {(!watches).then(|| view! { <Reality /> })}
                    <button
                        type="submit"
                        class="button button-accent"
                        data-action="connect"
                        aria-disabled=spelled(move || is_on.get())
                    >
                        {saying(texts::CONNECT)}
                    </button>
                </form>
                <LiveGuide />
            </div>
        </section>
    }
}

/// What a run on a server is made of.
#[component]
fn Reality() -> impl IntoView {
    let saying = use_saying();
    let facts = [texts::REAL_CAST, texts::REAL_STREAMS, texts::REAL_ANSWERS, texts::REAL_UNSEEN, texts::REAL_REST];
    view! {
        <details class="live-more live-reality" data-reality="">
            <summary>{saying(texts::REALITY)}</summary>
            <ul>{facts.map(|fact| view! { <li>{saying(fact)}</li> }).collect_view()}</ul>
        </details>
    }
}

#[component]
fn TextLine(line: Line) -> impl IntoView {
    let (session, saying) = (use_session(), use_saying());
    let wrong = session.live.fields.wrong;
    let Line { name, label, hint, kind, field } = line;
    let (id, hint_id) = (session.id(name), session.id(&format!("{name}-hint")));
    let is_wrong = move || wrong.with(|wrong| wrong.as_ref().is_some_and(|wrong| wrong.field == name));
    let said = told(move || {
        let lang = session.lang.get();
        let why =
            wrong.with(|wrong| wrong.as_ref().filter(|wrong| wrong.field == name).map(|wrong| wrong.why.to(lang)));
        why.or_else(|| hint.map(|hint| hint.to(lang).to_owned())).unwrap_or_default()
    });
    let (input_type, mode) = match kind {
        Kind::Secret => ("password", "text"),
        Kind::Number => ("text", "numeric"),
        Kind::Text => ("text", "text"),
    };
    view! {
        <div class="live-field">
            <label for=id.clone()>{saying(label)}</label>
            <input
                id=id
                class="input"
                type=input_type
                inputmode=mode
                name=name
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                aria-describedby=hint_id.clone()
                aria-invalid=spelled(is_wrong)
                prop:value=field
                on:input=move |event| {
                    field.set(event_target_value(&event));
                    if is_wrong() {
                        wrong.set(None);
                    }
                }
            />
            <p class="live-hint" class:is-wrong=flag(is_wrong) id=hint_id>{said}</p>
        </div>
    }
}
