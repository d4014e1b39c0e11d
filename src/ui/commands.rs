//! The commands that do the same for real, with the knobs as they stand.

use super::session::use_session;
use super::words::use_words;
use crate::i18n::Text;
use crate::patterns::{self, Command};
use leptos::prelude::*;

/// Every command of the pattern, with what it is for.
#[component]
pub fn Commands() -> impl IntoView {
    let session = use_session();
    let words = use_words();
    let row = move |command: &'static Command| {
        let line = session.told(move |run| {
            patterns::fill(command.line, |name| {
                let knob = run.scenario().knobs.iter().find(|knob| knob.id == name)?;
                run.value(knob).map(|value| value.to_string())
            })
        });
        view! {
            <li class="command">
                <p>{move || command.about.to(session.lang.get())}</p>
                <code class="command-line">{line}</code>
            </li>
        }
    };
    view! {
        <section class="commands" aria-label=words(Text::Commands)>
            <p>{words(Text::CommandsLead)}</p>
            <ol>{move || session.pattern().commands.iter().map(row).collect_view()}</ol>
        </section>
    }
}
