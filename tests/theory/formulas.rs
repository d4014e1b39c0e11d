//! The formulas that the page shows beside what it measures, against the same table.

use super::table::{Row, parameter, rows};
use queue_playground::queueing::Load;
use queue_playground::sim::time::{Rate, Span};

/// What the formulas say of a row; none for what they say nothing of.
fn said(row: &Row) -> Option<f64> {
    let number = |name| parameter(&[row], name);
    let servers = number("c").or_else(|| number("N")).unwrap_or(1.0);
    let mu = number("mu")?;
    let lambda = number("lambda").or_else(|| Some(number("rho")? * servers * mu))?;
    let service = Span::from_nanos((1e9 / mu) as u64);
    let load = Load { arrivals: Rate::from_thousandths((lambda * 1e3).round() as u64), service };
    let servers = servers as u16;
    let seconds = |span: Span| span.as_nanos() as f64 / 1e9;
    let wait = match row.model.as_str() {
        "M/M/1" | "M/M/c" | "central queue M/M/N (lower bound)" => load.wait_in_one_queue(servers)?,
        "random split to 10 x M/M/1" => load.wait_when_split(servers)?,
        model if model.starts_with("M/M/3") => load.wait_in_one_queue(servers)?,
        _ => return None,
    };
    match row.quantity.as_str() {
        "utilisation" => Some(load.utilisation(servers)? as f64 / 1e3),
        "P_wait" => load.probability_of_waiting(servers),
        "Wq" => Some(seconds(wait)),
        "W" => Some(seconds(wait) + seconds(service)),
        "Lq" => Some(seconds(wait) * lambda),
        "L" => Some(seconds(wait) * lambda + load.offered()),
        _ => None,
    }
}

#[test]
fn the_formulas_of_the_page_are_those_of_the_table() {
    let mut compared = 0;
    for row in rows() {
        if let Some(said) = said(&row) {
            assert!(
                (said / row.value - 1.0).abs() < 1e-6,
                "{} {}: {} and not {said}",
                row.case,
                row.quantity,
                row.value
            );
            compared += 1;
        }
    }
    assert_eq!(compared, 18 + 18 + 3 + 4);
}
