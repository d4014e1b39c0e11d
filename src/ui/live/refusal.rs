//! Why there is no connection: what is known, and what is likely with its remedy, in one calm list.

use super::words;
use crate::i18n::{Lang, live_refusal as texts};
use crate::live::client::Refusal as Refused;
use crate::live::engine::{Failure, Phase};
use crate::live::socket::OpenError;
use crate::live::source::Report;
use crate::ui::browser;
use crate::ui::session::use_session;
use crate::ui::uniform::told;
use leptos::html;
use leptos::prelude::*;

/// A cause, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Cause {
    key: &'static str,
    what: String,
    remedy: String,
}

/// The list, if the last attempt failed. It takes the focus when it comes.
#[component]
pub fn Refusal() -> impl IntoView {
    let session = use_session();
    let live = session.live;
    let failure = Memo::new(move |_| live.report.with(|report| report.as_ref().and_then(failure)));
    move || failure.get().map(|(failure, unopened)| view! { <Causes failure unopened /> })
}

fn failure(report: &Report) -> Option<(Failure, Option<OpenError>)> {
    match &report.status.phase {
        Phase::Failed(failure) => Some((failure.clone(), report.unopened)),
        _ => None,
    }
}

/// Whether the server did not take the credentials.
pub(super) fn turned_down(report: &Report) -> bool {
    matches!(&report.status.phase, Phase::Failed(Failure::Refused(Refused::Authorization(_))))
}

#[component]
fn Causes(failure: Failure, unopened: Option<OpenError>) -> impl IntoView {
    let session = use_session();
    let (lang, address) = (session.lang, session.live.fields.address);
    let head: NodeRef<html::P> = NodeRef::new();
    head.on_load(|head| {
        // Once it is laid out.
        request_animation_frame(move || drop(head.focus()));
    });
    let is_open_question = failure == Failure::Refused(Refused::Unreachable) && unopened.is_none();
    let (told_failure, listed) = (failure.clone(), failure);
    let title = told(move || match unopened {
        Some(OpenError::Forbidden) => texts::FORBIDDEN.to(lang.get()).to_owned(),
        Some(OpenError::Unreadable) => texts::UNREADABLE.to(lang.get()).to_owned(),
        None => words::failed(lang.get(), &told_failure),
    });
    let lead = told(move || if is_open_question { texts::CAUSES.to(lang.get()).to_owned() } else { String::new() });
    let row = |Cause { key, what, remedy }| {
        view! {
            <li data-cause=key>
                <strong>{what}</strong>
                " "
                {remedy}
            </li>
        }
    };
    let rows =
        move || causes(lang.get(), &listed, &address.get_untracked(), unopened).into_iter().map(row).collect_view();
    view! {
        <div class="live-refusal" data-live-refusal="" role="alert">
            <p node_ref=head class="live-refusal-head" tabindex="-1">{title}</p>
            <p>{lead}</p>
            <ol>{rows}</ol>
        </div>
    }
}

fn causes(lang: Lang, failure: &Failure, address: &str, unopened: Option<OpenError>) -> Vec<Cause> {
    let cause = |key, what: String, remedy: String| Cause { key, what, remedy };
    let words = |words: &str| texts::in_its_words(lang, words);
    let is_encrypted = address.trim_start().get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("wss:"));
    let mixed = (browser::is_secure_page() && !is_encrypted).then_some((
        "mixed-content",
        texts::CAUSE_MIXED,
        texts::REMEDY_MIXED,
    ));
    let refusal = match failure {
        Failure::Refused(refusal) => refusal,
        Failure::NoJetStream => {
            return vec![cause("jetstream", String::new(), texts::NO_JETSTREAM_HINT.to(lang).to_owned())];
        }
        Failure::NotMade { .. } | Failure::NoAnswer | Failure::MayNotSubscribe(_) => return Vec::new(),
    };
    match refusal {
        Refused::Authorization(said) => {
            return vec![cause("authorization", words(said), texts::UNAUTHORIZED_HINT.to(lang).to_owned())];
        }
        Refused::Server(said) => return vec![cause("server", words(said), String::new())],
        Refused::Protocol(error) => return vec![cause("protocol", error.to_string(), String::new())],
        Refused::NoHeaders | Refused::Silent => return Vec::new(),
        Refused::Unreachable => {}
    }
    let said = |(key, what, remedy): (_, crate::i18n::Said, crate::i18n::Said)| {
        cause(key, what.to(lang).to_owned(), remedy.to(lang).to_owned())
    };
    if unopened.is_some() {
        return mixed.into_iter().map(said).collect();
    }
    let guarded = (!browser::is_local_page()).then_some(("local", texts::CAUSE_LOCAL, texts::REMEDY_LOCAL));
    let origin =
        cause("origin", texts::cause_origin(lang, &browser::origin()), texts::REMEDY_ORIGIN.to(lang).to_owned());
    let nobody = said(("nobody", texts::CAUSE_NOBODY, texts::REMEDY_NOBODY));
    let tls = said(("tls", texts::CAUSE_TLS, texts::REMEDY_TLS));
    // A server that somebody tries out hardly ever has a certificate.
    let mut listed = if is_encrypted { vec![tls, nobody, origin] } else { vec![nobody, origin, tls] };
    if has_port_of_programs(address) {
        listed.insert(0, said(("port", texts::CAUSE_PORT, texts::REMEDY_PORT)));
    }
    listed.extend(mixed.into_iter().chain(guarded).map(said));
    listed.push(said(("authorization", texts::CAUSE_AUTHORIZATION, texts::REMEDY_AUTHORIZATION)));
    listed
}

/// Whether an address names the port at which a server listens to programs, unless it is told otherwise.
fn has_port_of_programs(address: &str) -> bool {
    let (_, authority) = address.split_once("//").unwrap_or_default();
    authority.split(['/', '?']).next().unwrap_or_default().trim_end().ends_with(":4222")
}
