//! The pages of the panel that are behind the lesson. A visitor who only reads and watches never opens them: they are
//! loaded when somebody does, or is about to.

use super::commands::Commands;
use super::controls::Controls;
use super::dead_letters::DeadLetters;
use super::log::Log;
use super::measures::Measures;
use super::part::Fetching;
use super::saved_list::SavedList;
use super::session::use_session;
use super::wire::Wire;
use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

/// The way to each of them.
pub struct Pages {
    /// What can be turned, typed and mended.
    pub controls: fn() -> AnyView,
    /// Numbers.
    pub measures: fn() -> AnyView,
    /// The transcript in words.
    pub log: fn() -> AnyView,
    /// Lines for a shell.
    pub commands: fn() -> AnyView,
    /// Lines of the protocol.
    pub wire: fn() -> AnyView,
}

static PAGES: Pages = Pages {
    controls: || view! { <Controls /> <DeadLetters /> <SavedList /> }.into_any(),
    measures: || {
        let tools = use_session().live.parts.drawn(|parts| (parts.tools)());
        view! { {tools} <Measures /> }.into_any()
    },
    log: || view! { <Log /> }.into_any(),
    commands: || view! { <Commands /> }.into_any(),
    wire: || view! { <Wire /> }.into_any(),
};

/// The only call into the module that is loaded, and so what tells the build where to cut.
#[cfg(feature = "split")]
#[leptos::wasm_split::wasm_split(pages, wasm_split_path = ::leptos::wasm_split, fallible)]
fn pages() -> Result<&'static Pages, SplitLoaderError> {
    Ok(&PAGES)
}

/// The same where it is all one module.
#[cfg(not(feature = "split"))]
async fn pages() -> Result<&'static Pages, SplitLoaderError> {
    Ok(&PAGES)
}

/// Asks for them.
pub fn fetching() -> Fetching<Pages> {
    Box::pin(async { pages().await.ok() })
}
