//! A run as a file: saved, opened again without a server, and refused where it is none.

use crate::host::{Host, scaling};
use crate::waiting::{until, until_true};
use queue_playground::embed::Options;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Blob, DataTransfer, Event, File, HtmlInputElement};

/// At ten seconds, held.
fn held() -> Options {
    Options { at: Some("10s".parse().expect("a moment")), ..scaling() }
}

/// Gives the page a file, as the browser's own dialog would.
fn choose(host: &Host, name: &str, content: &JsValue) {
    let file = File::new_with_blob_sequence(&js_sys::Array::of1(content), name).expect("a file");
    let transfer = DataTransfer::new().expect("a transfer");
    transfer.items().add_with_file(&file).expect("a place for it");
    let field: HtmlInputElement = host.find("[name='transcript']").expect("the field").unchecked_into();
    field.set_files(transfer.files().as_ref());
    field.dispatch_event(&Event::new("change").expect("an event")).expect("an event");
}

/// What the page offers to be saved while something is done.
async fn offered(host: &Host) -> Blob {
    let caught = Rc::new(RefCell::new(None));
    let original = js_sys::Reflect::get(&js_sys::global(), &"URL".into()).expect("URL");
    let create = js_sys::Reflect::get(&original, &"createObjectURL".into()).expect("a function");
    let (keep, real) = (Rc::clone(&caught), create.clone().unchecked_into::<js_sys::Function>());
    let receiver = original.clone();
    let catch = Closure::<dyn FnMut(Blob) -> JsValue>::new(move |blob: Blob| {
        *keep.borrow_mut() = Some(blob.clone());
        real.call1(&receiver, &blob).expect("an address")
    });
    js_sys::Reflect::set(&original, &"createObjectURL".into(), catch.as_ref()).expect("ours for a moment");
    host.click("[data-action='save-transcript']").await;
    let blob = until("a file is offered", || caught.borrow_mut().take()).await;
    js_sys::Reflect::set(&original, &"createObjectURL".into(), &create).expect("the browser's own again");
    blob
}

#[wasm_bindgen_test]
async fn a_saved_run_is_opened_and_replayed_until_it_is_closed() {
    let host = Host::mount(held()).await;
    let (done, hash) = (host.term("done"), {
        host.open_tab("measures").await;
        host.text("[data-hash]")
    });
    assert!(done > 0);
    host.open_tab("log").await;
    let blob = offered(&host).await;
    // Somebody else, somewhere else.
    let other = Host::mount(Options::default()).await;
    other.open_tab("log").await;
    choose(&other, "mine.transcript", &blob);
    until_true("it is told what is replayed", || other.text("[data-replaying]").contains("mine.transcript")).await;
    until_true("and so it is beside the switch", || other.text(".live-state").contains("mine.transcript")).await;
    until_true("it has the moments of the run", || other.find("[name='moment']").is_some()).await;
    other.seek(10_000);
    until_true("it is at the same moment", || other.now() == "10s" && other.term("done") == done).await;
    other.open_tab("measures").await;
    until_true("it is the same run", || other.text("[data-hash]") == hash).await;
    assert!(other.find("[name='seed']:disabled").is_some(), "what is replayed had the luck that it had");
    other.click("[data-action='reset']").await;
    until_true("it is at its beginning again", || other.term("done") < done).await;
    other.open_tab("log").await;
    assert!(other.text("[data-replaying]").contains("mine.transcript"), "and still the same file");
    other.click("[data-action='close-transcript']").await;
    other.open_tab("log").await;
    until_true("nothing is replayed any more", || other.text("[data-replaying]").is_empty()).await;
}

#[wasm_bindgen_test]
async fn what_is_no_transcript_is_refused_in_place_and_changes_nothing() {
    let host = Host::mount(held()).await;
    let done = host.term("done");
    host.open_tab("log").await;
    choose(&host, "notes.txt", &JsValue::from_str("buy milk\n"));
    until_true("it is told why", || host.text("[data-transcript-trouble]").contains("no transcript")).await;
    assert_eq!((host.now().as_str(), host.term("done")), ("10s", done));
    assert!(host.text("[data-replaying]").is_empty());
}
