//! Who takes part in a random scenario.

use super::Flavour;
use super::dice::Dice;
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
pub(super) fn random(flavour: Flavour, brokers: &[Value], dice: &mut Dice) -> Vec<Value> {
    let databases = dice.pick(&[0, 1, 1, 2]);
    let publishers = (1..=dice.between(1, 3)).map(|number| publisher(flavour, number, some(brokers, dice), dice));
    let publishers = publishers.collect::<Vec<_>>();
    let stores = (1..=databases).map(|number| database(number, dice)).collect::<Vec<_>>();
    let handlers =
        (1..=dice.between(1, 4)).map(|number| handler(flavour, number, some(brokers, dice), databases, dice));
    let handlers = handlers.collect::<Vec<_>>();
    // Redis knows no replies.
    let numbers = if flavour == Flavour::Redis { [0, 0, 0, 0] } else { [0, 0, 1, 2] };
    let asking = (1..=dice.pick(&numbers)).map(|number| asking(number, some(brokers, dice), dice));
    let asking = asking.collect::<Vec<_>>();
    let burying = brokers.iter().filter_map(|broker| dead_letter_handler(broker, dice)).collect::<Vec<_>>();
    let administrators = brokers.iter().filter_map(|broker| administrator(broker, dice)).collect();
    [publishers, stores, handlers, asking, burying, administrators].concat()
}

fn some<'a>(brokers: &'a [Value], dice: &mut Dice) -> &'a Value {
    &brokers[if brokers.len() > 1 && dice.one_in(2) { 1 } else { 0 }]
}

/// The consumers of a broker, each with its stream's name.
fn consumers(broker: &Value) -> Vec<(&Value, &Value)> {
    let streams = broker["profile"]["jet_stream"]["streams"].as_array().into_iter().flatten();
    let of = |stream| {
        let stream: &Value = stream;
        stream["consumers"].as_array().into_iter().flatten().map(move |consumer| (&stream["name"], consumer))
    };
    streams.flat_map(of).collect()
}

/// Where a server catches what was given up, somebody may see to it.
fn dead_letter_handler(broker: &Value, dice: &mut Dice) -> Option<Value> {
    let (stream, consumer) = consumers(broker).into_iter().find(|(stream, _)| *stream == "GIVEN_UP")?;
    let pull = json!({
        "stream": stream, "consumer": consumer["name"], "batch": dice.between(1, 3), "expires": dice.span_text(50, 900),
    });
    let role = json!({ "dead_letter_handler": { "advisories": pull, "delete": dice.one_in(2) } });
    let id = format!("burying-{}", broker["id"].as_str().expect("a name"));
    (!dice.one_in(4)).then(|| json!({ "id": id, "broker": broker["id"], "role": role }))
}

/// Where there is a stream of dead letters, somebody may look after it.
fn administrator(broker: &Value, dice: &mut Dice) -> Option<Value> {
    let streams = broker["profile"]["jet_stream"]["streams"].as_array()?;
    let stream = if streams.iter().any(|stream| stream["name"] == "DLQ") { "DLQ" } else { "JOBS" };
    let id = format!("admin-{}", broker["id"].as_str().expect("a name"));
    let role = json!({ "administrator": { "dead_letters": stream } });
    (!dice.one_in(3)).then(|| json!({ "id": id, "broker": broker["id"], "role": role }))
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

fn publisher(flavour: Flavour, number: u32, broker: &Value, dice: &mut Dice) -> Value {
    let mut role = publishing(7, dice);
    if flavour != Flavour::Redis && dice.one_in(if flavour == Flavour::JetStream { 2 } else { 8 }) {
        role["confirm"] = json!({
            "timeout": dice.span_text(1, 600),
            "retries": dice.pick(&[0, 1, 3]),
            "message_id": dice.one_in(2),
            "expect_last_sequence": dice.one_in(4),
        });
    }
    json!({ "id": format!("web-{number}"), "broker": broker["id"], "role": { "publisher": role } })
}

/// A requester or a gatherer.
fn asking(number: u32, broker: &Value, dice: &mut Dice) -> Value {
    let mut role = publishing(4, dice);
    let name = if dice.one_in(2) {
        role["timeout"] = json!(dice.span_text(1, 800));
        role["retries"] = json!(dice.pick(&[0, 0, 1, 3]));
        if dice.one_in(3) {
            role["dead_letter"] = json!("dlq");
        }
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
    json!({ "id": format!("{name}-{number}"), "broker": broker["id"], "role": { name: role } })
}

fn database(number: u32, dice: &mut Dice) -> Value {
    let limit = dice.between(1, 3);
    json!({
        "id": format!("db-{number}"),
        "role": { "database": { "connection_limit": limit, "statement_time": dice.span_text(0, 60) } },
    })
}

fn handler(flavour: Flavour, number: u32, broker: &Value, databases: u32, dice: &mut Dice) -> Value {
    let filter = dice.pick(if flavour == Flavour::Redis { &PATTERNS } else { &FILTERS });
    let mut role = json!({ "filter": filter, "service_time": service_time(dice) });
    if matches!(flavour, Flavour::Core | Flavour::JetStream) && !dice.one_in(3) {
        role["group"] = json!(dice.pick(&GROUPS));
    }
    let consumers = consumers(broker);
    if !consumers.is_empty() && !dice.one_in(4) {
        let place = dice.between(1, u32::try_from(consumers.len()).expect("few consumers")) as usize - 1;
        consume(&mut role, consumers[place], dice);
    }
    spice(flavour, &mut role, filter, dice);
    if databases > 0 && dice.one_in(2) {
        role["database"] = json!(format!("db-{}", dice.between(1, databases)));
        role["pool"] = json!(dice.pick(&[1, 1, 2, 4]));
    }
    json!({
        "id": format!("handler-{number}"),
        "broker": broker["id"],
        "replicas": dice.pick(&[0, 1, 1, 2, 3, 5]),
        "role": { "handler": role },
    })
}

/// Lets a handler hear of a consumer, and answer it in some way.
fn consume(role: &mut Value, (stream, consumer): (&Value, &Value), dice: &mut Dice) {
    role["group"] = consumer["deliver_group"].clone();
    if consumer["deliver_subject"].is_string() {
        role["filter"] = consumer["deliver_subject"].clone();
    } else {
        role["filter"] = Value::Null;
        role["pull"] = json!({
            "stream": stream, "consumer": consumer["name"],
            "batch": dice.pick(&[1, 1, 2, 5, 20]), "expires": dice.span_text(50, 1_500),
        });
    }
    let after = json!({ "nak_after": dice.span_text(0, 300) });
    let failing = [json!("silence"), json!("nak"), after, json!("term")];
    let moment = dice.pick(&["after_work", "after_work", "after_work", "on_receipt", "never"]);
    role["acks"] = json!({
        "when": moment, "on_failure": failing[dice.between(0, 3) as usize], "double": dice.one_in(5),
    });
    if dice.one_in(4) {
        role["acks"]["in_progress_every"] = json!(dice.span_text(5, 200));
    }
    if dice.one_in(5) {
        role["dead_letter"] = json!({ "prefix": "dlq", "max_deliver": dice.between(1, 4) });
    }
}

/// What a handler may be told besides.
fn spice(flavour: Flavour, role: &mut Value, filter: &str, dice: &mut Dice) {
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
    if flavour != Flavour::Redis && dice.one_in(2) {
        role["reply"] = json!("done");
    }
    // What hears everything would hear itself for ever.
    if flavour != Flavour::Redis && dice.one_in(6) && filter.contains("orders") {
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
