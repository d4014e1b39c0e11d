//! The one place where text becomes markup: a drawing of our own painter, who escapes every text in it.

use leptos::prelude::*;

/// A drawing of the painter, in its own coordinates. Whoever listens is told elsewhere what it shows.
#[component]
pub fn Still(
    class: &'static str,
    #[prop(into)] view_box: Signal<String>,
    #[prop(into)] drawing: Signal<String>,
) -> impl IntoView {
    view! { <svg class=class viewBox=view_box aria-hidden="true" focusable="false" inner_html=drawing></svg> }
}
