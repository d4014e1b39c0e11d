//! The app shell: the only part that touches location, title, language of the document, storage and global keys.

use super::command::Command;
use super::header::Header;
use super::playground::Playground;
use super::rail::Rail;
use super::session::Session;
use super::watch::watch_media;
use super::{browser, keys, panic_note};
use crate::embed::{Options, Theme};
use crate::i18n::Lang;
use crate::scenario::ScenarioError;
use crate::scenario::link::Link;
use leptos::html;
use leptos::prelude::*;
use std::time::Duration;
use web_sys::HtmlElement;

/// How long after the last change the location follows.
const SETTLED: Duration = Duration::from_millis(300);
/// Where there is room for the rail beside the stage.
const WIDE: &str = "(min-width: 72rem) and (min-height: 36rem)";
/// Under what names the two switches are stored.
const LANG: &str = "queue-playground.lang";
const THEME: &str = "queue-playground.theme";

/// Puts the whole page into `host`, with the options of its attributes and of the location.
pub fn mount_app(host: HtmlElement) {
    panic_note::install();
    let attributes = browser::data_attributes(&host);
    let attributes = attributes.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let (given, mut troubles) = Options::from_attributes(attributes);
    let (options, more) = read_location(&given);
    troubles.extend(more);
    host.set_text_content(None);
    leptos::mount::mount_to(host, move || view! { <App given options troubles /> }).forget();
}

/// Header and playground, and what ties them to the browser's own furniture.
#[component]
fn App(given: Options, options: Options, troubles: Vec<ScenarioError>) -> impl IntoView {
    let stored_lang = || browser::stored(LANG).and_then(|tag| tag.parse().ok());
    let stored_theme = || browser::stored(THEME).and_then(|name| Theme::find(&name));
    let lang = RwSignal::new(options.lang.or_else(stored_lang).unwrap_or_else(super::preferred_lang));
    let theme = RwSignal::new(options.theme.or_else(stored_theme).unwrap_or_default());
    let session = Session::new(&options, lang.into(), theme.into());
    session.troubles.update(|shown| shown.splice(0..0, troubles).for_each(drop));
    session.begin(&options);
    let shown = session.title();
    furnish(shown, lang, theme);
    follow_location(session, lang, theme, given);
    keys::listen(session);
    let pattern = Signal::derive(move || session.pattern());
    let title: NodeRef<html::H1> = NodeRef::new();
    let wide = watch_media(WIDE);
    let rail = RwSignal::new(false);
    Effect::new(move |_| rail.set(wide.get()));
    let left = Callback::new(move |()| {
        if !wide.get_untracked() {
            // The list folds away under the person's hands: the focus goes to what they chose.
            rail.set(false);
            if let Some(title) = title.get_untracked() {
                drop(title.focus());
                title.scroll_into_view();
            }
        }
    });
    // Who cannot see the page is told that it shows something else.
    let announced = RwSignal::new(String::new());
    Effect::new(move |before: Option<&'static str>| {
        let shown = pattern.get();
        if before.is_some_and(|before| before != shown.name) {
            announced.set(shown.title.to(lang.get_untracked()).to_owned());
        }
        shown.name
    });
    view! {
        <Header lang theme shown rail title />
        <p class="unseen" role="status" data-announced="">{announced}</p>
        <div class="below">
            <Rail lang=lang.into() open=rail shown=pattern left />
            <main>
                <Playground session />
            </main>
        </div>
    }
}

/// Title, language and theme of the document; what a person chose is remembered.
fn furnish(title: Memo<String>, lang: RwSignal<Lang>, theme: RwSignal<Theme>) {
    Effect::new(move |_| title.with(|title| document().set_title(&format!("{title} · Queue Playground"))));
    Effect::new(move |before: Option<Lang>| {
        let lang = lang.get();
        browser::set_root_attribute("lang", Some(lang.tag()));
        if before.is_some_and(|before| before != lang) {
            browser::store(LANG, lang.tag());
        }
        lang
    });
    Effect::new(move |before: Option<Theme>| {
        let theme = theme.get();
        browser::set_root_attribute("data-theme", (theme != Theme::System).then_some(theme.name()));
        if before.is_some_and(|before| before != theme) {
            browser::store(THEME, theme.name());
        }
        theme
    });
}

/// The location follows seed and knobs, without an entry of its own in the history; a link that somebody opens here, or
/// goes back to, is followed. To choose a pattern is to follow a link, so the browser adds to its history by itself.
fn follow_location(session: Session, lang: RwSignal<Lang>, theme: RwSignal<Theme>, given: Options) {
    let link = session.link();
    let mut write = debounce(SETTLED, move |fragment: String| browser::replace_fragment(&fragment));
    Effect::new(move |before: Option<Link>| {
        let link = link.get();
        // Not at the start: what stands in the location then is what was asked for, wrong parts and all.
        if before.is_some_and(|before| before != link) {
            write(link.to_string());
        }
        link
    });
    let seen = move || (lang.get_untracked(), theme.get_untracked());
    let asked = StoredValue::new(seen());
    let listener = window_event_listener_untyped("hashchange", move |_| {
        let (options, troubles) = read_location(&given);
        // What a person chose by hand stays, also when they go back to a link that had asked for something else.
        if asked.get_value() == seen() {
            lang.set(options.lang.unwrap_or_else(|| lang.get_untracked()));
            theme.set(options.theme.unwrap_or_else(|| theme.get_untracked()));
            asked.set_value(seen());
        }
        if options.live_address != given.live_address {
            session.live.fill(options.live_address.as_deref().unwrap_or_default());
        }
        session.handle(Command::Open(Box::new(options)));
        session.troubles.update(|shown| shown.splice(0..0, troubles).for_each(drop));
    });
    on_cleanup(move || listener.remove());
}

/// What the location asks for; where it says nothing, what the attributes of the host said.
fn read_location(given: &Options) -> (Options, Vec<ScenarioError>) {
    let (link, mut troubles) = Link::read_what_can_be_read(&browser::fragment());
    let names_pattern = link.pattern.is_some();
    let (mut options, more) = Options::from_link(link);
    troubles.extend(more);
    if !names_pattern {
        options.pattern = given.pattern;
    }
    options.lang = options.lang.or(given.lang);
    options.theme = options.theme.or(given.theme);
    options.live_address = options.live_address.or_else(|| given.live_address.clone());
    // What the attributes say of a run, they say of their own pattern.
    if options.pattern == given.pattern {
        options.seed = options.seed.or(given.seed);
        options.at = options.at.or(given.at);
        // The link's knobs come later and win.
        options.knobs.splice(0..0, given.knobs.iter().cloned());
    }
    (options, troubles)
}
