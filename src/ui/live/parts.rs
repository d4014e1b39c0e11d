//! What live mode needs, and transcripts as files: what most visitors never use, and what is loaded when somebody does.

use super::{bar, panel, tools};
use crate::i18n::Lang;
use crate::live::trace::Said;
use crate::ui::opened::Trouble;
use crate::ui::part::Fetching;
use crate::ui::session::Session;
use crate::ui::transcripts;
use crate::wire::{self, Exchange};
use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

/// The way to everything that is loaded later.
pub struct Parts {
    /// Begins a run on a server, or to watch one, with the fields as they stand.
    pub connect: fn(Session),
    /// Removes what closed tabs left.
    pub sweep: fn(Session),
    /// What stands where the picture is until there is a connection.
    pub panel: fn() -> AnyView,
    /// How the run stands, and its buttons.
    pub standing: fn() -> AnyView,
    /// What else there is to say of it.
    pub remarks: fn() -> AnyView,
    /// What stands beside its measures.
    pub tools: fn() -> AnyView,
    /// What stands where the lesson is while others are watched.
    pub watched: fn() -> AnyView,
    /// The command that shows what it is about.
    pub on_server: fn() -> AnyView,
    /// A line of what really went over the wire.
    pub exchange: fn(&Said) -> Exchange,
    /// Hands the run to the browser as a file.
    pub save: fn(Session) -> Result<(), Trouble>,
    /// Replays a file of this name and content.
    pub open: fn(Session, &str, &[u8]) -> Result<(), Trouble>,
    /// Why a file was not saved or opened.
    pub tell: fn(Lang, &Trouble) -> String,
}

static PARTS: Parts = Parts {
    connect: Session::connect,
    sweep: Session::sweep,
    panel: panel::form,
    standing: bar::standing,
    remarks: bar::remarks,
    tools: tools::tools,
    watched: tools::watched,
    on_server: tools::on_server,
    exchange: wire::exchange,
    save: transcripts::save,
    open: transcripts::open,
    tell: transcripts::tell,
};

/// The only call into the module that is loaded, and so what tells the build where to cut.
#[cfg(feature = "split")]
#[leptos::wasm_split::wasm_split(live, wasm_split_path = ::leptos::wasm_split, fallible)]
fn parts() -> Result<&'static Parts, SplitLoaderError> {
    Ok(&PARTS)
}

/// The same where it is all one module.
#[cfg(not(feature = "split"))]
async fn parts() -> Result<&'static Parts, SplitLoaderError> {
    Ok(&PARTS)
}

/// Asks for them.
pub fn fetching() -> Fetching<Parts> {
    Box::pin(async { parts().await.ok() })
}
