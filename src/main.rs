//! Mounts the page, nothing else.

use queue_playground::ui;
use wasm_bindgen::JsCast;

fn main() {
    let document = leptos::prelude::document();
    let host = document.get_element_by_id("app").and_then(|host| host.dyn_into().ok()).or_else(|| document.body());
    if let Some(host) = host {
        ui::mount_app(host);
    }
}
