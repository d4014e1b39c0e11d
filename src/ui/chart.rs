//! A chart over the time of the run: lines, the end of the axis as a text, the moment, what stood out, and the same
//! numbers as a table.

use super::drawing::{HEIGHT, Shows, draw, rows};
use super::session::use_session;
use super::uniform::told;
use super::words::use_saying;
use crate::i18n::instruments;
use leptos::prelude::*;

/// A chart with its caption.
#[component]
pub fn Chart(#[prop(into)] caption: Signal<&'static str>, shows: Shows) -> impl IntoView {
    let (session, saying) = (use_session(), use_saying());
    let lang = session.lang;
    let drawn = session.look(move |run| draw(run, lang.get(), shows));
    let path = |(class, d): (String, String)| {
        view! { <path class=class d=d vector-effect="non-scaling-stroke" /> }
    };
    let fact = |(class, name, value): (String, String, String)| {
        view! { <div class=class><dt>{name}</dt><dd>{value}</dd></div> }
    };
    let open = RwSignal::new(false);
    let table = move || open.get().then(|| view! { <Numbers caption shows /> });
    let view_box = format!("0 -2 1000 {}", HEIGHT + 4);
    view! {
        <figure class="chart" data-chart=shows.key>
            <figcaption class="chart-caption">
                <span class="panel-heading">{caption}</span>
                <span class="chart-top">{told(move || drawn.with(|drawn| drawn.top.clone()))}</span>
            </figcaption>
            <svg class="chart-drawing" viewBox=view_box preserveAspectRatio="none" aria-hidden="true" focusable="false">
                {move || drawn.with(|drawn| drawn.lines.clone()).into_iter().map(path).collect_view()}
                <path
                    class="chart-now"
                    d=told(move || drawn.with(|drawn| drawn.now.clone()))
                    vector-effect="non-scaling-stroke"
                />
            </svg>
            <p class="chart-times" aria-hidden="true">
                <span>"0"</span>
                <span>{told(move || drawn.with(|drawn| drawn.end.clone()))}</span>
            </p>
            <dl class="chart-facts">
                {move || drawn.with(|drawn| drawn.facts.clone()).into_iter().map(fact).collect_view()}
            </dl>
            <details
                class="chart-table"
                on:toggle=move |event| open.set(event_target::<web_sys::Element>(&event).has_attribute("open"))
            >
                <summary>{saying(instruments::AS_TABLE)}</summary>
                {table}
            </details>
        </figure>
    }
}

/// The numbers of a chart, a dozen rows at most.
#[component]
fn Numbers(caption: Signal<&'static str>, shows: Shows) -> impl IntoView {
    let (session, saying) = (use_session(), use_saying());
    let lang = session.lang;
    let rows = session.look(move |run| rows(run, lang.get(), shows));
    let cells = |cells: Vec<String>| cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view();
    let body = move || {
        let rows = rows.get().1;
        let row = |(moment, values)| view! { <tr><th scope="row">{moment}</th>{cells(values)}</tr> };
        rows.into_iter().map(row).collect_view()
    };
    let heads = move || rows.get().0.into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect_view();
    view! {
        <table class="facts chart-numbers">
            <caption class="unseen">{caption}</caption>
            <thead><tr><th scope="col">{saying(instruments::MOMENT)}</th>{heads}</tr></thead>
            <tbody>{body}</tbody>
        </table>
    }
}
