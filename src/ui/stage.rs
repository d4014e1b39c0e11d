//! The stage: the still picture, the canvas of moving messages above it, and a button over every component.

use super::command::{Command, use_dispatch};
use super::component_buttons::ComponentButtons;
use super::component_menu::ComponentMenu;
use super::frames::on_each_frame;
use super::moving_layer::MovingLayer;
use super::picture::{picture, with_stage};
use super::session::use_session;
use super::spoken::Spoken;
use super::still::Still;
use super::uniform::told;
use super::watch::{watch_media, watch_size};
use super::words::use_words;
use crate::i18n::{Text, phrases};
use crate::view::{Point, Size, message_at};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The picture of the run, which runs while it is `seen`. Sets `painted` once it has been on the screen.
#[component]
pub fn Stage(painted: RwSignal<bool>, #[prop(into)] seen: Signal<bool>) -> impl IntoView {
    let session = use_session();
    let (words, dispatch) = (use_words(), use_dispatch());
    let frame: NodeRef<html::Div> = NodeRef::new();
    let canvas: NodeRef<html::Canvas> = NodeRef::new();
    let size = RwSignal::new(Size::default());
    let picture = picture(session, size.into());
    let layer = StoredValue::new_local(None::<MovingLayer>);

    frame.on_load(move |element| {
        watch_size(&element, move |width, height| size.set(Size::new(width, height)));
    });
    canvas.on_load(move |element| layer.set_value(MovingLayer::on(&element)));

    let playing = session.look(|run| run.is_playing());
    let running = Signal::derive(move || playing.get() && seen.get());
    let paint =
        move || layer.with_value(|layer| layer.as_ref().map(|layer| layer.paint(session, size.get_untracked())));
    on_each_frame(running, move |elapsed| {
        session.advance(elapsed);
        paint();
    });
    // While it rests there is no frame: then it is painted whenever something changed.
    Effect::new(move |_| {
        if picture.with(Option::is_some) && !running.get() {
            session.look_count().track();
            paint();
        }
        if picture.with(Option::is_some) && !painted.get_untracked() {
            request_animation_frame(move || {
                painted.try_set(true);
            });
        }
    });

    // Other colours, once the style sheet has them.
    let dark = watch_media("(prefers-color-scheme: dark)");
    let forced = watch_media("(forced-colors: active)");
    Effect::new(move |_| {
        session.theme.track();
        dark.track();
        forced.track();
        request_animation_frame(move || {
            layer.try_with_value(|layer| layer.as_ref().map(|layer| layer.paint(session, size.get_untracked())));
        });
    });

    let still = told(move || picture.with(|picture| picture.as_ref().map_or(String::new(), |drawn| drawn.svg.clone())));
    let view_box = told(move || format!("0 0 {} {}", size.get().width, size.get().height));
    let one_in = Memo::new(move |_| picture.with(|picture| picture.as_ref().map_or(1, |drawn| drawn.shown_one_in)));
    let sample = told(move || match one_in.get() {
        0 | 1 => String::new(),
        one_in => phrases::showing_one_in(session.lang.get(), one_in.into()),
    });
    // Before the buttons hear of it: a message may wait in a card, and then it is the message that was meant.
    let follow = move |event: web_sys::MouseEvent| {
        let Some(stage) = frame.get_untracked() else { return };
        let inside = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let in_menu = inside.is_some_and(|inside| inside.closest(".menu").is_ok_and(|menu| menu.is_some()));
        // A click that a keyboard made has no place.
        if in_menu || event.detail() == 0 {
            return;
        }
        let corner = stage.get_bounding_client_rect();
        let point = Point::new(f64::from(event.client_x()) - corner.left(), f64::from(event.client_y()) - corner.top());
        let found = untrack(|| with_stage(session, size.get(), |stage| message_at(stage, point)));
        if let Some(message) = found {
            event.stop_propagation();
            dispatch(Command::Follow(Some(message)));
        }
    };
    let spoken = session.id("spoken");
    view! {
        <div
            node_ref=frame
            class="stage"
            role="group"
            aria-label=words(Text::Stage)
            aria-describedby=spoken
            on:click:capture=follow
        >
            <Still class="stage-still" view_box drawing=still />
            <canvas node_ref=canvas class="stage-moving" aria-hidden="true"></canvas>
            <ComponentButtons picture size=size.into() />
            <ComponentMenu picture size=size.into() stage=frame />
            <p class="stage-sample">{sample}</p>
            <Spoken size=size.into() picture />
        </div>
    }
}
