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

/// Publishers, then databases, then handlers.
pub(super) fn random(flavour: Flavour, brokers: usize, dice: &mut Dice) -> Vec<Value> {
    let databases = dice.pick(&[0, 1, 1, 2]);
    let publishers = (1..=dice.between(1, 3)).map(|number| publisher(number, brokers, dice)).collect::<Vec<_>>();
    let stores = (1..=databases).map(|number| database(number, dice)).collect::<Vec<_>>();
    let handlers = (1..=dice.between(1, 4)).map(|number| handler(flavour, number, brokers, databases, dice)).collect();
    [publishers, stores, handlers].concat()
}

fn some_broker(brokers: usize, dice: &mut Dice) -> String {
    broker_name(if brokers > 1 && dice.one_in(2) { 1 } else { 0 })
}

fn publisher(number: u32, brokers: usize, dice: &mut Dice) -> Value {
    let rate = format!("{}/s", dice.pick(&["0", "2.5", "5", "10", "20", "25", "40"]));
    let items = ["Buy milk", "홍보 비디오 촬영", "", "Pay the rent"];
    let kinds = dice.between(1, 4) as usize;
    json!({
        "id": format!("web-{number}"),
        "broker": some_broker(brokers, dice),
        "role": { "publisher": {
            "subject": dice.pick(&SUBJECTS),
            "rate": rate,
            "arrivals": arrivals(dice),
            "items": items[..kinds],
        }},
    })
}

fn arrivals(dice: &mut Dice) -> Value {
    json!(dice.pick(&["constant", "poisson"]))
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
    if dice.one_in(3) {
        role["failure"] = json!(dice.pick(&["5%", "30%", "100%"]));
    }
    if databases > 0 && dice.one_in(2) {
        role["database"] = json!(format!("db-{}", dice.between(1, databases)));
    }
    json!({
        "id": format!("handler-{number}"),
        "broker": some_broker(brokers, dice),
        "replicas": dice.pick(&[0, 1, 1, 2, 3, 5]),
        "role": { "handler": role },
    })
}

fn service_time(dice: &mut Dice) -> Value {
    let shape = dice.pick(&["constant", "exponential"]);
    json!({ shape: dice.span_text(0, 300) })
}
