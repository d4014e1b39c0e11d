//! Who takes part in a random scenario.

use super::dice::Dice;
use super::{Flavour, broker_name};
use serde_json::{Value, json};

/// What is published; the filters below match all, some and none of them.
const SUBJECTS: [&str; 6] = ["orders", "orders.new", "orders.paid", "orders.new.eu", "events.todo.newitem", "audit"];
const FILTERS: [&str; 12] = [
    "orders",
    "orders.new",
    "orders.*",
    "orders.>",
    "orders.*.eu",
    "*.new",
    "*.*",
    "*.todo.*",
    "events.>",
    ">",
    "audit",
    "nobody.publishes.this",
];
/// Redis means any text by `*`, and a character by `>`.
const PATTERNS: [&str; 12] = [
    "orders",
    "orders.new",
    "orders*",
    "orders.*",
    "*",
    "o*",
    "[eo]*[ms]",
    "[^o]*",
    "orders?new",
    "*.new*",
    "orders.[a-nx]*",
    "nobody.publishes.this",
];
const GROUPS: [&str; 3] = ["save", "mail", "bill"];

/// Publishers, then databases, handlers, and those who ask.
pub(super) fn random(flavour: Flavour, brokers: usize, dice: &mut Dice) -> Vec<Value> {
    let databases = dice.pick(&[0, 1, 1, 2]);
    let publishers = (1..=dice.between(1, 3)).map(|number| publisher(number, brokers, dice)).collect::<Vec<_>>();
    let stores = (1..=databases).map(|number| database(number, dice)).collect::<Vec<_>>();
    let handlers = (1..=dice.between(1, 4)).map(|number| handler(flavour, number, brokers, databases, dice));
    let handlers = handlers.collect::<Vec<_>>();
    let asking = (1..=dice.pick(&[0, 0, 1, 2])).map(|number| asking(number, brokers, dice)).collect();
    [publishers, stores, handlers, asking].concat()
}

fn some_broker(brokers: usize, dice: &mut Dice) -> String {
    broker_name(if brokers > 1 && dice.one_in(2) { 1 } else { 0 })
}

/// What publishers, requesters and gatherers have in common.
fn publishing(most: usize, dice: &mut Dice) -> Value {
    let items = ["Buy milk", "홍보 비디오 촬영", "", "Pay the rent"];
    let kinds = dice.between(1, 4) as usize;
    let rates = ["0/s", "2.5/s", "5/s", "10/s", "20/s", "25/s", "40/s"];
    let mut role = json!({ "subject": dice.pick(&SUBJECTS), "items": items[..kinds] });
    if dice.one_in(8) {
        let mut moments: Vec<_> = (0..dice.between(0, 12)).map(|_| dice.span(0, 2_000)).collect();
        moments.sort_unstable();
        role["arrivals"] = json!({ "list": moments });
    } else {
        role["rate"] = json!(dice.pick(&rates[..most]));
        role["arrivals"] = match dice.between(1, 5) {
            1 | 2 => json!("constant"),
            3 | 4 => json!("poisson"),
            _ => json!({ "burst": { "size": dice.pick(&[1, 2, 10]) } }),
        };
    }
    role
}

fn publisher(number: u32, brokers: usize, dice: &mut Dice) -> Value {
    let role = publishing(7, dice);
    json!({ "id": format!("web-{number}"), "broker": some_broker(brokers, dice), "role": { "publisher": role } })
}

/// A requester or a gatherer.
fn asking(number: u32, brokers: usize, dice: &mut Dice) -> Value {
    let mut role = publishing(4, dice);
    let name = if dice.one_in(2) {
        role["timeout"] = json!(dice.span_text(1, 800));
        role["retries"] = json!(dice.pick(&[0, 0, 1, 3]));
        "requester"
    } else {
        role["deadline"] = json!(dice.span_text(1, 800));
        if dice.one_in(2) {
            role["count"] = json!(dice.between(1, 5));
        }
        if dice.one_in(2) {
            role["stall"] = json!(dice.span_text(1, 300));
        }
        "gatherer"
    };
    json!({ "id": format!("{name}-{number}"), "broker": some_broker(brokers, dice), "role": { name: role } })
}

fn database(number: u32, dice: &mut Dice) -> Value {
    let limit = dice.between(1, 3);
    json!({
        "id": format!("db-{number}"),
        "role": { "database": { "connection_limit": limit, "statement_time": dice.span_text(0, 60) } },
    })
}

fn handler(flavour: Flavour, number: u32, brokers: usize, databases: u32, dice: &mut Dice) -> Value {
    let filter = dice.pick(if flavour == Flavour::Redis { &PATTERNS } else { &FILTERS });
    let mut role = json!({ "filter": filter, "service_time": service_time(dice) });
    if flavour == Flavour::Core && !dice.one_in(3) {
        role["group"] = json!(dice.pick(&GROUPS));
    }
    spice(&mut role, filter, dice);
    if databases > 0 && dice.one_in(2) {
        role["database"] = json!(format!("db-{}", dice.between(1, databases)));
        role["pool"] = json!(dice.pick(&[1, 1, 2, 4]));
    }
    json!({
        "id": format!("handler-{number}"),
        "broker": some_broker(brokers, dice),
        "replicas": dice.pick(&[0, 1, 1, 2, 3, 5]),
        "role": { "handler": role },
    })
}

/// What a handler may be told besides.
fn spice(role: &mut Value, filter: &str, dice: &mut Dice) {
    if dice.one_in(3) {
        role["failure"] = json!(dice.pick(&["5%", "30%", "100%"]));
    }
    if dice.one_in(8) {
        role["poison"] = json!("milk");
    }
    if dice.one_in(4) {
        role["concurrency"] = json!(dice.pick(&[2, 3, 10]));
    }
    if dice.one_in(6) {
        role["pending_limit"] = json!(dice.pick(&[0, 1, 3]));
    }
    if dice.one_in(2) {
        role["reply"] = json!("done");
    }
    // What hears everything would hear itself for ever.
    if dice.one_in(6) && filter.contains("orders") {
        role["forward"] = json!("passed.on.to.nobody");
    }
}

fn service_time(dice: &mut Dice) -> Value {
    match dice.between(1, 6) {
        1 | 2 => json!({ "constant": dice.span_text(0, 300) }),
        3 | 4 => json!({ "exponential": dice.span_text(0, 300) }),
        5 => json!({ "uniform": { "low": dice.span_text(0, 50), "high": dice.span_text(50, 300) } }),
        _ => json!({ "lognormal": { "mean": dice.span_text(1, 100), "sigma": dice.pick(&["0", "0.8", "2"]) } }),
    }
}
