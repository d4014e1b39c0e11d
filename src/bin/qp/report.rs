//! What a run came to: the ledgers, the measures and the transcript's hash, for people and as JSON.

use queue_playground::i18n::{Lang, profile};
use queue_playground::message::ComponentId;
use queue_playground::player::Simulation;
use queue_playground::scenario::{Broker, Role, Scenario};
use queue_playground::sim::time::Span;
use queue_playground::transcript::file::SourceKind;
use queue_playground::transcript::{Measures, Obligations, Publications, TranscriptHash, Utilisation};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// What is known at the end of a run.
pub type Known = ((Publications, Obligations), (Measures, TranscriptHash));

/// Whose rules each broker follows, a line each.
pub fn brokers(scenario: &Scenario) -> String {
    let line = |broker: &Broker| format!("    {}: {}\n", broker.id, profile::rules(Lang::En, &broker.profile));
    scenario.brokers.iter().map(line).collect()
}

/// How busy each handler was, by name.
fn handlers(simulation: &Simulation<Known>) -> impl Iterator<Item = (String, Utilisation)> + '_ {
    let (_, (measures, _)) = simulation.known();
    let roster = simulation.roster();
    let is_handler = move |component: ComponentId| {
        matches!(roster.part(component).and_then(|part| part.role.as_ref()), Some(Role::Handler(_)))
    };
    let all = measures.utilisation(simulation.now()).filter(move |&(component, _)| is_handler(component));
    all.map(|(component, utilisation)| (roster.name(component), utilisation))
}

const PERCENTILES: [(&str, f64); 3] = [("p50", 50.0), ("p95", 95.0), ("p99", 99.0)];

/// One place of a ledger: its name, how many are there, and whether it is named even when nobody is.
type Place = (&'static str, u64, bool);

fn publications(known: &Publications, streams: bool) -> [Place; 8] {
    [
        ("routed", known.routed, true),
        ("stored only", known.stored_only, streams),
        ("duplicate", known.duplicate, streams),
        ("refused", known.refused, streams),
        ("no interest", known.no_interest, true),
        ("lost on a link", known.lost_on_link, true),
        ("not visible", known.not_visible, known.not_visible > 0),
        ("on the way", known.on_the_way, true),
    ]
}

fn obligations(known: &Obligations, streams: bool) -> [Place; 9] {
    [
        ("done", known.done, true),
        ("failed", known.failed, true),
        ("on the way", known.on_the_way, true),
        ("pending", known.pending, true),
        ("in work", known.in_work, true),
        ("awaiting ack", known.awaiting_ack, streams),
        ("awaiting redelivery", known.awaiting_redelivery, streams),
        ("exhausted", known.exhausted, streams),
        ("lost", known.lost.total(), true),
    ]
}

fn losses(known: &Obligations, streams: bool) -> [Place; 6] {
    [
        ("in a crash", known.lost.crash, true),
        ("connection closed", known.lost.connection_closed, true),
        ("on a link", known.lost.link, true),
        ("buffer full", known.lost.buffer_full, false),
        ("slow consumer", known.lost.slow_consumer, false),
        ("removed from a stream", known.lost.removed, streams),
    ]
}

/// The places with what is in them, but for those that need not be named.
fn named(places: &[Place], between: &str) -> String {
    let shown = places.iter().filter(|(_, count, always)| *always || *count > 0);
    shown.map(|(name, count, _)| format!("{name} {count}")).collect::<Vec<_>>().join(between)
}

/// Every place under its name in JSON, and whether they add up.
fn places_json(total: (&str, u64), places: &[Place], balances: bool) -> Map<String, Value> {
    let key = |name: &str| name.replace(" a ", " ").replace(' ', "_");
    let all = places.iter().map(|(name, count, _)| (key(name), json!(count)));
    let ends = [(total.0.to_owned(), json!(total.1)), ("balances".to_owned(), json!(balances))];
    all.chain(ends).collect()
}

/// The report for people, about a run of which the records come from there.
pub fn report(simulation: &Simulation<Known>, source: &SourceKind) -> String {
    let happened = match source {
        SourceKind::Simulated => "simulated",
        SourceKind::Live => "on a real server",
        SourceKind::Watch(_) => "watched on a real server",
    };
    let ((p, o), (measures, hash)) = simulation.known();
    let streams = simulation.roster().has_streams();
    let mut text = format!(
        "{}, seed {}, {} {happened}, {} records\n",
        simulation.scenario().name,
        simulation.seed().0,
        simulation.now(),
        simulation.position(),
    );
    text.push_str(&brokers(simulation.scenario()));
    let at_broker = match o.pending_at_broker {
        0 => String::new(),
        waiting => format!("; of those pending, {waiting} at the broker"),
    };
    let _ = write!(
        text,
        "\npublications  published {} = {}\nobligations   created {} = {}{at_broker}\nlost          {}\n\n",
        p.published,
        named(&publications(p, streams), " + "),
        o.created,
        named(&obligations(o, streams), " + "),
        named(&losses(o, streams), ", "),
    );
    let shown =
        |span: Option<Span>| span.map_or_else(|| "none yet".to_owned(), |span| format!("{} ms", span.as_millis()));
    for (name, percent) in PERCENTILES {
        let (system, waiting) = (measures.time_in_system(percent), measures.waiting_time(percent));
        let _ = writeln!(text, "{name}           in system {}, waiting {}", shown(system), shown(waiting));
    }
    let _ = writeln!(text, "peak pending  {}", measures.peak_pending());
    for (name, utilisation) in handlers(simulation) {
        let share = utilisation.per_mille();
        let _ = writeln!(text, "busy          {name} {}.{} %", share / 10, share % 10);
    }
    let _ = writeln!(text, "\ntranscript    {hash}");
    text
}

/// The report as one JSON object.
pub fn report_json(simulation: &Simulation<Known>) -> String {
    let ((p, o), (measures, hash)) = simulation.known();
    let percentiles = |of: &dyn Fn(f64) -> Option<Span>| -> Value {
        PERCENTILES
            .map(|(name, percent)| (name.to_owned(), json!(of(percent).map(Span::as_nanos))))
            .into_iter()
            .collect()
    };
    let busy: Value = handlers(simulation).map(|(name, share)| (name, json!(share.per_mille()))).collect();
    let mut owed = places_json(("created", o.created), &obligations(o, true), o.balances());
    owed.insert("pending_at_broker".to_owned(), json!(o.pending_at_broker));
    owed.insert(
        "lost".to_owned(),
        json!({
            "crash": o.lost.crash, "connection_closed": o.lost.connection_closed, "link": o.lost.link,
            "buffer_full": o.lost.buffer_full, "slow_consumer": o.lost.slow_consumer, "removed": o.lost.removed,
        }),
    );
    let report = json!({
        "scenario": simulation.scenario().name,
        "seed": simulation.seed().0,
        "until_ns": simulation.now().as_nanos(),
        "records": simulation.position(),
        "publications": places_json(("published", p.published), &publications(p, true), p.balances()),
        "obligations": owed,
        "measures": {
            "time_in_system_ns": percentiles(&|percent| measures.time_in_system(percent)),
            "waiting_time_ns": percentiles(&|percent| measures.waiting_time(percent)),
            "peak_pending": measures.peak_pending(),
            "busy_per_mille": busy,
        },
        "transcript": hash.to_string(),
    });
    format!("{report:#}\n")
}
