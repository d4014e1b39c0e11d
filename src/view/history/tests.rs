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
