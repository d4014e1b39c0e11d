//! A place on the page with one playground in it, used as a person would: by what it shows and by its buttons.

use crate::waiting::{until, until_true};
use queue_playground::embed::Options;
use queue_playground::ui::{Mounted, mount_playground};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent, KeyboardEventInit};

/// What the page looks like; without it nothing has a size.
const STYLE: &str = concat!(
    include_str!("../../style/tokens.css"),
    include_str!("../../style/page.css"),
    include_str!("../../style/button.css"),
    include_str!("../../style/stage.css"),
    include_str!("../../style/lesson.css"),
    include_str!("../../style/live.css"),
    include_str!("../../style/menu.css"),
);

/// The scaled handlers of the to-do application, whatever comes first in the list of patterns.
pub(crate) fn scaling() -> Options {
    Options { pattern: "scaling-handlers", ..Options::default() }
}

/// A mounted playground. Dropping it takes it off the page.
pub(crate) struct Host {
    element: HtmlElement,
    mounted: Option<Mounted>,
}

impl Host {
    /// Mounts a playground of these options over the whole window, and waits until its picture is there.
    pub(crate) async fn mount(options: Options) -> Host {
        Host::mount_at("0", "100%", options).await
    }

    /// Mounts one between `left` and `left + width` of the window, as CSS lengths.
    pub(crate) async fn mount_at(left: &str, width: &str, options: Options) -> Host {
        let document = web_sys::window().and_then(|window| window.document()).expect("a document");
        let element: HtmlElement = document.create_element("div").expect("an element").unchecked_into();
        // Always on the screen, whatever the test runner has written above: what cannot be seen does not run.
        let style = format!("position: fixed; top: 0; left: {left}; width: {width}; height: 100%; overflow: auto;");
        element.set_attribute("style", &style).expect("an attribute");
        let sheet = document.create_element("style").expect("an element");
        sheet.set_text_content(Some(STYLE));
        let inner: HtmlElement = document.create_element("div").expect("an element").unchecked_into();
        element.append_child(&sheet).expect("a child");
        element.append_child(&inner).expect("a child");
        document.body().expect("a body").append_child(&element).expect("a child");
        let mounted = Some(mount_playground(inner, options));
        let host = Host { element, mounted };
        until_true("the picture is there", || host.find("[data-ready]").is_some()).await;
        host
    }

    /// The first element of a CSS selector, if there is one.
    pub(crate) fn find(&self, selector: &str) -> Option<HtmlElement> {
        self.element.query_selector(selector).expect("a selector").map(JsCast::unchecked_into)
    }

    /// All elements of a CSS selector.
    pub(crate) fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.element.query_selector_all(selector).expect("a selector");
        (0..found.length()).filter_map(|index| found.get(index)).map(JsCast::unchecked_into).collect()
    }

    /// The text of the first element of a selector; empty if there is none.
    pub(crate) fn text(&self, selector: &str) -> String {
        self.find(selector).and_then(|element| element.text_content()).unwrap_or_default()
    }

    /// An attribute of the first element of a selector; empty if there is none.
    pub(crate) fn attribute(&self, selector: &str, name: &str) -> String {
        self.find(selector).and_then(|element| element.get_attribute(name)).unwrap_or_default()
    }

    /// The moment that is shown, as it is written in links.
    pub(crate) fn now(&self) -> String {
        self.attribute("[data-playground]", "data-now")
    }

    /// A count of the ledger.
    pub(crate) fn term(&self, key: &str) -> u64 {
        let count = self.text(&format!("[data-term='{key}'] dd")).replace(',', "");
        count.parse().unwrap_or_else(|_| panic!("the ledger has no {key}"))
    }

    /// Clicks the first element of a selector, as soon as there is one.
    pub(crate) async fn click(&self, selector: &str) {
        until(selector, || self.find(selector)).await.click();
    }

    /// Moves the focus to the first element of a selector and does what Enter does there, provided that it took the
    /// focus: Enter on a button is a click.
    pub(crate) async fn enter(&self, selector: &str) {
        let element = until(selector, || self.find(selector)).await;
        element.focus().expect("a focus");
        assert!(self.has_focus(selector), "{selector} cannot be reached by keyboard");
        element.click();
    }

    /// Presses a key where the focus is.
    pub(crate) fn press(&self, key: &str) {
        let how = KeyboardEventInit::new();
        how.set_key(key);
        how.set_bubbles(true);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &how).expect("an event");
        focused().expect("a focus").dispatch_event(&event).expect("an event");
    }

    /// Whether the focus is on the first element of a selector.
    pub(crate) fn has_focus(&self, selector: &str) -> bool {
        self.find(selector).is_some_and(|element| focused() == Some(element.unchecked_into()))
    }

    /// Types an item into the form beside the lesson and adds it.
    pub(crate) async fn add(&self, item: &str) {
        self.open_tab("lesson").await;
        let field: HtmlInputElement = self.find("[name='item']").expect("the field").unchecked_into();
        field.set_value(item);
        self.click("[data-action='add']").await;
    }

    /// Types into the field of this name, in place of what stood there.
    pub(crate) async fn fill(&self, name: &str, text: &str) {
        let selector = format!("[name='{name}']");
        let field: HtmlInputElement = until(&selector, || self.find(&selector)).await.unchecked_into();
        field.set_value(text);
        field.dispatch_event(&Event::new("input").expect("an event")).expect("an event");
    }

    /// What stands in the field of this name.
    pub(crate) fn typed(&self, name: &str) -> String {
        let field = self.find(&format!("[name='{name}']"));
        field.map(|field| field.unchecked_into::<HtmlInputElement>().value()).unwrap_or_default()
    }

    /// Moves the slider of the timeline to a moment, in milliseconds.
    pub(crate) fn seek(&self, milliseconds: u64) {
        let slider: HtmlInputElement = self.find("[name='moment']").expect("the timeline").unchecked_into();
        slider.set_value(&milliseconds.to_string());
        slider.dispatch_event(&Event::new("input").expect("an event")).expect("an event");
    }

    /// Opens a tab of the panel.
    pub(crate) async fn open_tab(&self, tab: &str) {
        self.click(&format!("[data-tab='{tab}']")).await;
        until_true("the tab is open", || {
            self.find(&format!("[data-page='{tab}']:not(:has([data-waiting]))")).is_some()
        })
        .await;
    }

    /// What the database saved, as the list shows it in the tab with the controls.
    pub(crate) fn saved(&self) -> Vec<String> {
        self.all("[data-list='saved'] .saved-text").iter().filter_map(|text| text.text_content()).collect()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.mounted.take();
        self.element.remove();
    }
}

fn focused() -> Option<Element> {
    web_sys::window()?.document()?.active_element()
}
