//! A button over every component, at the place of its card: what the picture shows can be reached by pointer and by
//! key.

use super::command::{Command, use_dispatch};
use super::picture::{Picture, with_stage};
use super::session::use_session;
use super::uniform::{pixels, spelled, told};
use crate::i18n::name;
use crate::message::ComponentId;
use crate::view::{Rect, Size, describe};
use leptos::prelude::*;

/// The buttons, keyed by component, so that one that has the focus keeps it while the run goes on.
#[component]
pub fn ComponentButtons(picture: Memo<Option<Picture>>, size: Signal<Size>) -> impl IntoView {
    let components = Memo::new(move |_| {
        picture.with(|picture| {
            let spots = picture.iter().flat_map(|picture| &picture.spots);
            spots.map(|spot| spot.component).collect::<Vec<_>>()
        })
    });
    view! {
        <For each=move || components.get() key=|component| component.key() let:component>
            <ComponentButton component picture size />
        </For>
    }
}

#[component]
fn ComponentButton(component: ComponentId, picture: Memo<Option<Picture>>, size: Signal<Size>) -> impl IntoView {
    let session = use_session();
    let dispatch = use_dispatch();
    let place = Memo::new(move |_| {
        picture.with(|picture| picture.as_ref().and_then(|picture| picture.place(component)).unwrap_or_default())
    });
    let pixels = move |read: fn(Rect) -> f64| told(move || pixels(read(place.get())));
    let key = session.with(|run| run.roster().name(component));
    let called = told(move || session.with(|run| name::component(session.lang.get(), component, run.roster())));
    let state = told(move || {
        picture.track();
        with_stage(session, size.get(), |stage| describe(component, stage))
    });
    let describing = session.id(&format!("state-{}", component.key()));
    let is_open = spelled(move || session.selected.get() == Some(component));
    view! {
        <button
            type="button"
            class="component"
            data-component=key
            aria-label=called
            aria-describedby=describing.clone()
            aria-haspopup="dialog"
            aria-expanded=is_open
            style:left=pixels(|place| place.x)
            style:top=pixels(|place| place.y)
            style:width=pixels(|place| place.width)
            style:height=pixels(|place| place.height)
            on:click=move |_| dispatch(Command::Select(Some(component)))
        ></button>
        <span class="unseen" id=describing>{state}</span>
    }
}
