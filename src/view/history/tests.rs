//! What the history remembers.

use super::*;
use crate::message::{ComponentId, ConnectionId, ConsumerId, DeliveryId, MessageId, Sid};
use crate::transcript::Stage;

const HANDLER: ComponentId = ComponentId { part: 2, member: 1 };

fn delivery(number: u32) -> DeliveryId {
    let message = MessageId::generated(ComponentId { part: 1, member: 1 }, number);
    DeliveryId { message, connection: ConnectionId(1), sid: Sid(1), attempt: 1, consumer: ConsumerId::NONE }
}

fn feed(history: &mut History, millisecond: u64, kind: Kind) {
    let at = Time::ZERO + Span::from_millis(millisecond);
    history.feed(&Record { index: 0, at, cause: None, component: HANDLER, kind });
}

#[test]
fn a_day_takes_no_more_room_than_a_minute() {
    let mut history = History::default();
    for second in 0..86_400 {
        feed(&mut history, second * 1_000, Kind::Finished { delivery: delivery(1), outcome: Outcome::Done });
    }
    assert!((MOST_SLICES / 2..=MOST_SLICES).contains(&history.slices().len()), "{}", history.slices().len());
    assert_eq!(history.slices().iter().map(|slice| slice.done).sum::<u64>(), 86_400);
    let rates: Vec<f64> = history.done_per_second(Time::ZERO + Span::from_secs(86_400)).map(|(_, rate)| rate).collect();
    assert!(rates[..rates.len() - 1].iter().all(|rate| (rate - 1.0).abs() < 0.01), "{rates:?}");
}

#[test]
fn a_quiet_time_keeps_the_backlog_it_began_with() {
    let mut history = History::default();
    for number in 0..5 {
        feed(&mut history, 100, Kind::Delivered { delivery: delivery(number) });
    }
    feed(&mut history, 1_100, Kind::Joined);
    let pending: Vec<u64> = history.pending_over_time().map(|(_, pending)| pending).collect();
    assert_eq!(pending, [5, 5, 5, 5, 5]);
}

#[test]
fn the_timeline_shows_where_the_backlog_grew_and_where_something_was_lost() {
    let mut history = History::default();
    feed(&mut history, 0, Kind::Joined);
    for number in 0..5 {
        feed(&mut history, 300, Kind::Delivered { delivery: delivery(number) });
    }
    let lost = |number| Kind::Lost { delivery: delivery(number), stage: Stage::Pending, reason: LossReason::Crash };
    feed(&mut history, 600, Kind::Crashed { held: 1 });
    feed(&mut history, 600, lost(0));
    let at = |millisecond| Time::ZERO + Span::from_millis(millisecond);
    let health: Vec<_> = history.health(at(2_000)).iter().map(|piece| (piece.to, piece.health)).collect();
    let expected = [(250, Health::Calm), (500, Health::Growing), (750, Health::Losing), (2_000, Health::Calm)];
    assert_eq!(health, expected.map(|(to, health)| (at(to), health)));
    assert_eq!(history.marks(), [Mark { at: at(600), event: Event::Crashed(HANDLER) }]);
}

fn at(millisecond: u64) -> Time {
    Time::ZERO + Span::from_millis(millisecond)
}

#[test]
fn working_time_is_counted_in_the_slice_that_it_passed_in() {
    let mut history = History::default();
    let filter = crate::message::subject::Filter::parse("jobs").unwrap();
    let subscribed = Kind::Subscribed { connection: ConnectionId(1), sid: Sid(1), filter, group: None };
    feed(&mut history, 100, subscribed);
    feed(&mut history, 150, Kind::Started { delivery: delivery(1), service: Span::from_millis(400) });
    // A second one at the same time makes it no busier.
    feed(&mut history, 300, Kind::Started { delivery: delivery(2), service: Span::from_millis(100) });
    feed(&mut history, 400, Kind::Finished { delivery: delivery(2), outcome: Outcome::Done });
    feed(&mut history, 550, Kind::Finished { delivery: delivery(1), outcome: Outcome::Done });
    feed(&mut history, 900, Kind::Started { delivery: delivery(3), service: Span::from_secs(1) });
    let times = |now| -> Vec<(u64, u64)> {
        let shares = history.utilisation_over_time(at(now));
        shares.map(|(_, share)| (share.busy.as_millis(), share.up.as_millis())).collect()
    };
    assert_eq!(times(950), [(100, 150), (250, 250), (50, 250), (50, 200)]);
    assert_eq!(times(1_000), [(100, 150), (250, 250), (50, 250), (100, 250)]);
    // A dead process does nothing, and is not up.
    feed(&mut history, 1_000, Kind::Crashed { held: 1 });
    feed(&mut history, 1_250, Kind::Restarted);
    feed(&mut history, 1_400, Kind::Left);
    let last: Vec<_> = history.utilisation_over_time(at(1_500)).skip(4).map(|(_, share)| share).collect();
    let expected =
        [(0, 0), (0, 150)].map(|(busy, up)| Utilisation { busy: Span::from_millis(busy), up: Span::from_millis(up) });
    assert_eq!(last, expected);
}

/// One message, from its publication to the end of the work on it so many milliseconds later.
fn life(number: u32, took: u64) -> Vec<(u64, Kind)> {
    let id = delivery(number).message;
    let message = std::sync::Arc::new(crate::message::Message {
        id,
        parent: None,
        subject: crate::message::subject::Subject::parse("jobs").unwrap(),
        reply: None,
        headers: crate::message::Headers::default(),
        payload: "a".into(),
    });
    vec![
        (0, Kind::Published { message }),
        (0, Kind::Routed { message: id, copies: 1 }),
        (0, Kind::Delivered { delivery: delivery(number) }),
        (0, Kind::Started { delivery: delivery(number), service: Span::from_millis(took) }),
        (took, Kind::Finished { delivery: delivery(number), outcome: Outcome::Done }),
    ]
}

#[test]
fn a_slice_knows_how_long_what_was_done_in_it_took() {
    let mut known = crate::view::Known::default();
    let mut all: Vec<(u64, u64)> = Vec::new();
    for number in 1..=40_u32 {
        let start = u64::from(number) * 100;
        let took = u64::from(number * 37 % 23) * 10 + 5;
        for (millisecond, kind) in life(number, took) {
            known.feed(&Record { index: 0, at: at(start + millisecond), cause: None, component: HANDLER, kind });
        }
        all.push((start + took, took));
    }
    let history = &known.history;
    for percent in [50.0, 95.0, 99.0] {
        for (from, found) in history.percentile_over_time(percent) {
            let to = from + history.width();
            let mut exact: Vec<u64> =
                all.iter().filter(|(end, _)| (from..to).contains(&at(*end))).map(|(_, took)| *took).collect();
            exact.sort_unstable();
            let Some(found) = found else {
                assert!(exact.is_empty(), "{from}: {exact:?}");
                continue;
            };
            let place = (percent / 100.0 * exact.len() as f64).ceil() as usize;
            let exact = Span::from_millis(exact[place - 1]);
            let most = exact.as_nanos() + exact.as_nanos() / 16;
            assert!(found >= exact && found.as_nanos() <= most, "p{percent} at {from}: {found} for {exact}");
        }
    }
}

#[test]
fn percentiles_in_pieces_are_those_of_all_that_was_done_in_a_piece() {
    let mut history = History::default();
    for number in 0..16 {
        feed(&mut history, number * 250 + 1, Kind::Finished { delivery: delivery(1), outcome: Outcome::Done });
        history.note(Span::from_millis(100 * (number + 1)));
    }
    let pieces = history.percentiles_in_pieces(&[50.0, 100.0], Span::from_secs(2));
    let tenths = |span: Option<Span>| span.map(|span| span.as_nanos() / 100_000_000);
    let medians: Vec<_> = pieces[0].iter().map(|&span| tenths(span)).collect();
    assert_eq!(medians, [[Some(4); 8], [Some(12); 8]].concat());
    assert_eq!(tenths(pieces[1][0]), Some(8));
    assert_eq!(tenths(pieces[1][15]), Some(16));
}

#[test]
fn the_timeline_shows_who_was_frozen_or_slow_and_when_a_broker_was_away() {
    let mut history = History::default();
    let moments = [
        Kind::Paused,
        Kind::Unpaused,
        Kind::Slowed { factor: 4 },
        Kind::Slowed { factor: 1 },
        Kind::BrokerStopped,
        Kind::BrokerStarted,
    ];
    for (second, kind) in (1..).zip(moments) {
        feed(&mut history, second * 1_000, kind);
    }
    let events: Vec<Event> = history.marks().iter().map(|mark| mark.event.clone()).collect();
    let expected = [Event::Hindered, Event::Relieved, Event::Hindered, Event::Relieved, Event::Stopped, Event::Started];
    assert_eq!(events, expected.map(|event| event(HANDLER)));
}
