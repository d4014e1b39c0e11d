//! How to start a server that fits: for each system three lines for a shell, each with the button that copies it.

use super::browser;
use super::segmented::{Choice, Segmented};
use super::session::use_session;
use super::shell_line::ShellLine;
use super::words::use_saying;
use crate::i18n::Said;
use crate::i18n::live_tools as texts;
use crate::live::guide::{CHECKOUT, System};
use leptos::prelude::*;

/// The guide. It remembers nothing.
#[component]
pub fn LiveGuide() -> impl IntoView {
    let (session, saying) = (use_session(), use_saying());
    let chosen = RwSignal::new(0_usize);
    let choices = System::ALL.iter().enumerate().map(|(value, system)| Choice {
        value,
        name: Signal::stored(system.name()),
        face: None,
        lang: Some("en"),
        key: None,
    });
    let step = move |about: Said, line: String| {
        view! {
            <li>
                <p>{saying(about)}</p>
                <ShellLine line=Signal::stored(line) />
            </li>
        }
    };
    let steps = move || {
        let system = System::ALL.get(chosen.get()).copied().unwrap_or(System::Debian);
        let about = if system == System::Debian { texts::INSTALL_DEBIAN } else { texts::INSTALL };
        let install = system.install().map(|line| (about, line.to_owned()));
        let rest = [(texts::WRITE, system.write(&browser::origin())), (texts::START, system.start())];
        install.into_iter().chain(rest).map(|(about, line)| step(about, line)).collect_view()
    };
    view! {
        <section class="live-guide" data-guide="" aria-labelledby=session.id("guide")>
            <h2 class="panel-heading" id=session.id("guide")>{saying(texts::GUIDE)}</h2>
            <p>{saying(texts::GUIDE_LEAD)}</p>
            <Segmented
                label=saying(texts::SYSTEM)
                choices=choices.collect()
                chosen=chosen
                choose=move |value| chosen.set(value)
            />
            <ol class="live-guide-steps">{steps}</ol>
            <p>{saying(texts::FROM_CHECKOUT)}</p>
            <ShellLine line=Signal::stored(CHECKOUT.to_owned()) />
        </section>
    }
}
