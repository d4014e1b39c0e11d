//! The menu of a component: how it is, what can be done to it, from the one table of actions, and what can be read of
//! it.

use super::command::{Command, use_dispatch};
use super::icons::Icon;
use super::menu_items::{Item, Label, items, shown};
use super::menu_place::{beside, focus_by_key, focus_first, focus_on};
use super::picture::{Picture, with_stage};
use super::session::use_session;
use super::tab::Tab;
use super::uniform::{pixels, told};
use super::words::use_words;
use crate::i18n::{Text, name, text};
use crate::message::ComponentId;
use crate::view::{Size, describe};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The menu of the selected component, if one is selected.
#[component]
pub fn ComponentMenu(picture: Memo<Option<Picture>>, size: Signal<Size>, stage: NodeRef<html::Div>) -> impl IntoView {
    let selected = use_session().selected;
    move || selected.get().map(|component| view! { <Menu component picture size stage /> })
}

#[component]
fn Menu(
    component: ComponentId,
    picture: Memo<Option<Picture>>,
    size: Signal<Size>,
    stage: NodeRef<html::Div>,
) -> impl IntoView {
    let (session, dispatch, words) = (use_session(), use_dispatch(), use_words());
    let menu: NodeRef<html::Div> = NodeRef::new();
    let height = RwSignal::new(0.0);
    menu.on_load(move |element| {
        height.set(f64::from(element.offset_height()));
        focus_first(&element);
    });
    let key = session.with(|run| run.roster().name(component));
    let close = StoredValue::new(move || {
        dispatch(Command::Select(None));
        // Back to where it was opened, so that a keyboard is not lost.
        if let Some(stage) = stage.get_untracked() {
            focus_on(&stage, &format!("[data-component='{key}']"));
        }
    });
    let close = move || close.with_value(|close| close());
    let show = move |tab: Tab| {
        dispatch(Command::Show(tab, component));
        // The keyboard goes where the eye goes.
        let tab = document().get_element_by_id(&session.id(tab.key()));
        if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
            drop(tab.focus());
        }
    };
    let act = Callback::new(move |item: Item| match item {
        Item::Verb(verb) => {
            close();
            dispatch(Command::Act(verb, component));
        }
        Item::Log => show(Tab::Log),
        Item::Wire => show(Tab::Wire),
    });
    let place = Memo::new(move |_| {
        let card = picture.with(|picture| picture.as_ref().and_then(|picture| picture.place(component)));
        beside(card.unwrap_or_default(), size.get(), height.get())
    });
    let sentence = told(move || {
        picture.track();
        with_stage(session, size.get(), |stage| describe(component, stage))
    });
    let title = told(move || session.with(|run| name::component(session.lang.get(), component, run.roster())));
    let offered = session.look(move |run| items(run, component));
    // What the item under the focus or the pointer does.
    let explained = RwSignal::new(None::<Text>);
    let help = told(move || explained.get().map_or("", |help| text(session.lang.get(), help)).to_owned());
    let list = move || {
        let mut before = None;
        let grouped = offered.get().into_iter().map(|item| {
            let group = shown(item).group;
            (item, before.replace(group).is_some_and(|before| before != group))
        });
        let item = |(item, begins)| view! { <MenuItem item begins explained act /> };
        grouped.collect::<Vec<_>>().into_iter().map(item).collect_view()
    };
    let left = move |event: web_sys::FocusEvent| {
        let goal = event.related_target().and_then(|goal| goal.dyn_into::<web_sys::Node>().ok());
        let inside = menu.get_untracked().is_some_and(|menu| menu.contains(goal.as_ref()));
        if !inside && session.selected.get_untracked() == Some(component) {
            dispatch(Command::Select(None));
        }
    };
    let pressed = move |event: web_sys::KeyboardEvent| {
        let moved = menu.get_untracked().is_some_and(|menu| focus_by_key(&menu, &event.key()));
        if event.key() == "Escape" {
            close();
        } else if !moved {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <div
            node_ref=menu
            class="menu"
            role="dialog"
            aria-label=title
            tabindex="-1"
            style:left=told(move || pixels(place.get().0))
            style:top=told(move || pixels(place.get().1))
            on:keydown=pressed
            on:focusout=left
        >
            <div class="menu-head">
                <p class="menu-sentence">{sentence}</p>
                <button
                    type="button"
                    class="button button-quiet"
                    aria-label=words(Text::Close)
                    on:click=move |_| close()
                >
                    {Icon::Close.draw()}
                </button>
            </div>
            <div class="menu-items">{list}</div>
            <p class="menu-help" id=session.id("menu-help")>{help}</p>
        </div>
    }
}

/// One item; under the focus or the pointer it is explained.
#[component]
fn MenuItem(item: Item, begins: bool, explained: RwSignal<Option<Text>>, act: Callback<Item>) -> impl IntoView {
    let session = use_session();
    let shown = shown(item);
    let label = told(move || match shown.label {
        Label::Text(label) => text(session.lang.get(), label).to_owned(),
        Label::Said(label) => label.to(session.lang.get()).to_owned(),
    });
    let explain = move || explained.set(shown.help);
    view! {
        <button
            type="button"
            class="menu-item"
            class:begins-group=begins
            data-verb=shown.key
            aria-describedby=session.id("menu-help")
            on:focus=move |_| explain()
            on:pointerenter=move |_| explain()
            on:click=move |_| act.run(item)
        >
            {shown.icon.draw()}
            <span>{label}</span>
        </button>
    }
}
