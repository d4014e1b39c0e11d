//! Small tables of a name and a number each.

use super::uniform::flag;
use leptos::prelude::*;

/// A row: what it is, and how much.
#[derive(Clone, PartialEq, Eq)]
pub struct Fact {
    /// For scripts.
    pub key: &'static str,
    /// For people.
    pub name: &'static str,
    /// Its value, worded.
    pub value: String,
}

/// A caption and its rows; nothing where there are none.
#[component]
pub fn Facts(#[prop(into)] caption: Signal<&'static str>, #[prop(into)] facts: Signal<Vec<Fact>>) -> impl IntoView {
    let row = |fact: Fact| {
        view! {
            <tr data-fact=fact.key>
                <th scope="row">{fact.name}</th>
                <td>{fact.value}</td>
            </tr>
        }
    };
    view! {
        <table class="facts" hidden=flag(move || facts.with(Vec::is_empty))>
            <caption class="panel-heading">{caption}</caption>
            <tbody>{move || facts.get().into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}
