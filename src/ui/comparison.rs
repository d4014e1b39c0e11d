//! Measured waiting times beside what theory says of them, for the pattern about numbers.

use super::session::{Run, use_session};
use super::uniform::{flag, told};
use super::words::use_saying;
use crate::i18n::{Lang, Said, instruments, number, phrases, time};
use crate::patterns::Chapter;
use crate::scenario::{Comparison, CrewKind, comparisons};
use crate::sim::time::Span;
use leptos::prelude::*;

/// A column for each crew: its name, and what stands in each row of [`ROWS`].
type Column = (String, Vec<String>);

const ROWS: [Said; 7] = [
    instruments::CREW_QUEUE,
    instruments::CREW_HANDLERS,
    instruments::CREW_ARRIVALS,
    instruments::CREW_UTILISATION,
    instruments::CREW_EXPECTED,
    instruments::CREW_MEASURED,
    instruments::CREW_SAMPLES,
];

/// The table, where the pattern is about numbers.
#[component]
pub fn MeasuredBesideFormula() -> impl IntoView {
    let (session, saying) = (use_session(), use_saying());
    let is_absent = flag(move || session.pattern().chapter != Chapter::Numbers);
    let columns = session.look(move |run| if is_absent.get() { Vec::new() } else { columns(run, session.lang.get()) });
    let heads = move || columns.get().into_iter().map(|(name, _)| view! { <th scope="col">{name}</th> }).collect_view();
    let rows = move || {
        let row = |(place, head): (usize, Said)| {
            let cells = columns.get().into_iter().filter_map(|(_, cells)| cells.into_iter().nth(place));
            let cells = cells.map(|cell| view! { <td>{cell}</td> }).collect_view();
            view! { <tr><th scope="row">{saying(head)}</th>{cells}</tr> }
        };
        ROWS.into_iter().enumerate().map(row).collect_view()
    };
    let note = told(move || instruments::CREW_NOTE.to(session.lang.get()).to_owned());
    view! {
        <div class="comparison" data-comparison="" hidden=is_absent>
            <table class="facts">
                <caption class="panel-heading">{saying(instruments::BESIDE_FORMULA)}</caption>
                <thead><tr><td></td>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
            <p class="log-note">{note}</p>
        </div>
    }
}

fn columns(run: &Run, lang: Lang) -> Vec<Column> {
    let Ok(scenario) = run.standing() else { return Vec::new() };
    let column = |one: Comparison| {
        let part = run.roster().parts().find(|(part, _)| *part == one.part);
        let queue = match one.kind {
            CrewKind::Pull => instruments::ONE_QUEUE,
            CrewKind::Split => instruments::QUEUE_EACH,
        };
        let span = |span: Span| time::span(lang, span);
        let too_much = one.utilisation.is_some_and(|share| share >= 1_000);
        let cells = vec![
            queue.to(lang).to_owned(),
            number::count(one.handlers.into()),
            phrases::per_second(lang, one.arrival_rate),
            one.utilisation.map_or("–".to_owned(), number::percent),
            match one.expected {
                Some(expected) => span(expected),
                None if too_much => instruments::WITHOUT_END.to(lang).to_owned(),
                None => instruments::DOES_NOT_HOLD.to(lang).to_owned(),
            },
            one.measured.map_or("–".to_owned(), |(mean, _)| span(mean)),
            number::count(one.measured.map_or(0, |(_, messages)| messages)),
        ];
        (part.map_or(String::new(), |(_, part)| part.name.clone()), cells)
    };
    comparisons(&scenario, run.known().measures.waits()).into_iter().map(column).collect()
}
