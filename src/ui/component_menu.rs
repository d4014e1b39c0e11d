//! The menu of a component: how it is, and what can be done to it, from the one table of actions.

use super::command::{Command, use_dispatch};
use super::icons::Icon;
use super::menu_place::{beside, focus_first, focus_on};
use super::picture::{Picture, with_stage};
use super::session::use_session;
use super::uniform::{pixels, told};
use super::words::use_words;
use crate::i18n::{Text, name, text};
use crate::message::ComponentId;
use crate::scenario::{Condition, Verb, verbs};
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
    menu.on_load(|element| focus_first(&element));
    let key = session.with(|run| run.roster().name(component));
    let close = move || {
        dispatch(Command::Select(None));
        // Back to where it was opened, so that a keyboard is not lost.
        if let Some(stage) = stage.get_untracked() {
            focus_on(&stage, &format!("[data-component='{key}']"));
        }
    };
    let close = StoredValue::new(close);
    let act = move |verb| {
        close.with_value(|close| close());
        dispatch(Command::Act(verb, component));
    };
    let place = Memo::new(move |_| {
        let card = picture.with(|picture| picture.as_ref().and_then(|picture| picture.place(component)));
        beside(card.unwrap_or_default(), size.get())
    });
    let sentence = told(move || {
        picture.track();
        with_stage(session, size.get(), |stage| describe(component, stage))
    });
    let title = told(move || session.with(|run| name::component(session.lang.get(), component, run.roster())));
    let offered = session.look(move |run| verbs_of(run, component));
    let item = move |verb: Verb| {
        let (key, label, help) = match verb {
            Verb::Crash => ("crash", Text::Crash, Text::CrashHelp),
            Verb::Restart => ("restart", Text::Restart, Text::RestartHelp),
            Verb::Partition => ("partition", Text::Partition, Text::PartitionHelp),
            Verb::Heal => ("heal", Text::Heal, Text::HealHelp),
            Verb::Pause => ("pause", Text::PauseProcess, Text::PauseProcessHelp),
            Verb::Unpause => ("unpause", Text::UnpauseProcess, Text::UnpauseProcessHelp),
            Verb::SlowDown => ("slow", Text::SlowDown, Text::SlowDownHelp),
            Verb::SpeedUp => ("speed-up", Text::SpeedUp, Text::SpeedUpHelp),
            Verb::ScaleUp => ("scale-up", Text::ScaleUp, Text::ScaleUpHelp),
            Verb::ScaleDown => ("scale-down", Text::ScaleDown, Text::ScaleDownHelp),
            Verb::LoseNext => ("lose-next", Text::LoseNext, Text::LoseNextHelp),
            Verb::PoisonNext => ("poison-next", Text::PoisonNext, Text::PoisonNextHelp),
            Verb::RestartBroker => ("restart-broker", Text::RestartBroker, Text::RestartBrokerHelp),
        };
        view! {
            <button type="button" class="button menu-item" data-verb=key on:click=move |_| act(verb)>
                {words(label)}
            </button>
            <p class="menu-help">{words(help)}</p>
        }
    };
    let nothing = told(move || match offered.with(Vec::is_empty) {
        true => text(session.lang.get(), Text::NoVerbs).to_owned(),
        false => String::new(),
    });
    let left = move |event: web_sys::FocusEvent| {
        let goal = event.related_target().and_then(|goal| goal.dyn_into::<web_sys::Node>().ok());
        let inside = menu.get_untracked().is_some_and(|menu| menu.contains(goal.as_ref()));
        if !inside && session.selected.get_untracked() == Some(component) {
            dispatch(Command::Select(None));
        }
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
            on:keydown=move |event| if event.key() == "Escape" { close.with_value(|close| close()) }
            on:focusout=left
        >
            <div class="menu-head">
                <p class="menu-sentence">{sentence}</p>
                <button
                    type="button"
                    class="button button-quiet"
                    aria-label=words(Text::Close)
                    on:click=move |_| close.with_value(|close| close())
                >
                    {Icon::Close.draw()}
                </button>
            </div>
            {move || offered.get().into_iter().map(item).collect_view()}
            <p class="menu-help">{nothing}</p>
        </div>
    }
}

fn verbs_of(run: &super::session::Run, component: ComponentId) -> Vec<Verb> {
    let Some(part) = run.roster().part(component) else { return Vec::new() };
    let (board, members) = (&run.known().board, run.members(component.part));
    let is_down = board.broker(component).is_some_and(|broker| broker.is_down);
    let condition =
        board.member(component).map_or(Condition { crashed: is_down, members, ..Condition::default() }, |member| {
            Condition {
                crashed: !member.is_up(),
                cut_off: member.is_cut_off,
                paused: member.is_paused,
                slowed: member.slowdown > 1,
                members,
            }
        });
    verbs(part, condition).collect()
}
