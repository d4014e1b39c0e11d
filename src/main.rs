//! Mounts the page, nothing else.

fn main() {
    leptos::mount::mount_to_body(|| leptos::view! { <p>"Queue Playground"</p> });
}
