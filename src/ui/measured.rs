//! The numbers of the measures, worded.

use super::session::Run;
use super::tables::Fact;
use crate::i18n::{Lang, Text, number, text, time};
use crate::message::ComponentId;
use crate::scenario::Role;
use crate::sim::time::Span;

/// The percentiles that are shown, with their names.
pub const PERCENTILES: [(&str, f64); 3] = [("p50", 50.0), ("p95", 95.0), ("p99", 99.0)];

/// The percentiles of time in system and of waiting: names, and a value for each of [`PERCENTILES`].
pub fn percentiles(run: &Run, lang: Lang) -> [(Text, [String; 3]); 2] {
    let measures = &run.known().measures;
    // The histogram's finest is a microsecond: what it says of less is nothing.
    let exact = |span: Span| if span.as_nanos() <= 1_000 { Span::ZERO } else { span };
    let worded = |span: Option<Span>| span.map_or("–".to_owned(), |span| time::span(lang, exact(span)));
    [
        (Text::TimeInSystem, PERCENTILES.map(|(_, percent)| worded(measures.time_in_system(percent)))),
        (Text::WaitingTime, PERCENTILES.map(|(_, percent)| worded(measures.waiting_time(percent)))),
    ]
}

/// Working time in thousandths of the time up, for each handler that is there.
pub fn utilisation(run: &Run) -> Vec<(ComponentId, u64)> {
    let is_handler = |component: ComponentId| {
        let part = run.roster().part(component);
        matches!(part.and_then(|part| part.role.as_ref()), Some(Role::Handler(_)))
    };
    let known = run.known();
    let all = known.measures.utilisation(run.now());
    let handlers = all.filter(|&(component, _)| is_handler(component) && known.board.member(component).is_some());
    // To a whole per cent, as it is shown.
    handlers.map(|(component, utilisation)| (component, (utilisation.per_mille() + 5) / 10 * 10)).collect()
}

/// Each database's connections.
pub fn connections(run: &Run, lang: Lang) -> Vec<Fact> {
    let databases = run.roster().parts().filter_map(|(part, known)| match &known.role {
        Some(Role::Database(config)) => Some((ComponentId { part, member: 1 }, config.connection_limit)),
        _ => None,
    });
    let facts = |(component, limit)| {
        let database = run.known().board.database(component);
        let (now, peak) = database.map_or((0, 0), |database| (database.sessions.len(), database.peak));
        let fact = |key, name, value| Fact { key, name: text(lang, name), value: number::count(value) };
        [
            fact("connections", Text::ConnectionsNow, now as u64),
            fact("connections-peak", Text::ConnectionsPeak, peak as u64),
            fact("connections-limit", Text::ConnectionsLimit, u64::from(limit)),
        ]
    };
    databases.flat_map(facts).collect()
}

/// What a ledger's table shows: its name for scripts, its name for people, its number, and whether it is there even
/// when there is none of it.
type Line = (&'static str, Text, u64, bool);

/// Obligations and publications, term by term. What can only come from streams is left out where there are none.
pub fn ledgers(run: &Run, lang: Lang) -> (Vec<Fact>, Vec<Fact>) {
    let streams = run.roster().has_streams();
    let owed = &run.known().obligations;
    let obligations = [
        ("created", Text::Created, owed.created, true),
        ("done", Text::Done, owed.done, true),
        ("failed", Text::Failed, owed.failed, true),
        ("on-the-way", Text::OnTheWay, owed.on_the_way, true),
        ("pending", Text::Pending, owed.pending, true),
        ("pending-at-broker", Text::PendingAtBroker, owed.pending_at_broker, streams),
        ("in-work", Text::InWork, owed.in_work, true),
        ("awaiting-ack", Text::AwaitingAck, owed.awaiting_ack, streams),
        ("awaiting-redelivery", Text::AwaitingRedelivery, owed.awaiting_redelivery, streams),
        ("exhausted", Text::Exhausted, owed.exhausted, streams),
        ("lost-crash", Text::LostInCrash, owed.lost.crash, true),
        ("lost-closed", Text::LostConnectionClosed, owed.lost.connection_closed, true),
        ("lost-link", Text::LostOnLink, owed.lost.link, true),
        ("lost-buffer", Text::LostBufferFull, owed.lost.buffer_full, false),
        ("lost-slow", Text::LostSlowConsumer, owed.lost.slow_consumer, false),
        ("lost-removed", Text::LostRemoved, owed.lost.removed, streams),
    ];
    let sent = &run.known().publications;
    let publications = [
        ("published", Text::Published, sent.published, true),
        ("routed", Text::Routed, sent.routed, true),
        ("stored-only", Text::StoredOnly, sent.stored_only, streams),
        ("duplicate", Text::Duplicate, sent.duplicate, streams),
        ("refused", Text::Refused, sent.refused, streams),
        ("no-interest", Text::NoInterest, sent.no_interest, true),
        ("not-visible", Text::NotVisible, sent.not_visible, false),
        ("lost-on-link", Text::LostOnLink, sent.lost_on_link, true),
        ("to-broker", Text::OnTheWay, sent.on_the_way, true),
    ];
    (facts(lang, &obligations), facts(lang, &publications))
}

fn facts(lang: Lang, lines: &[Line]) -> Vec<Fact> {
    let shown = lines.iter().filter(|(_, _, count, always)| *always || *count > 0);
    shown.map(|&(key, name, count, _)| Fact { key, name: text(lang, name), value: number::count(count) }).collect()
}
