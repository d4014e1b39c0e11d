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
    let progress = history.until(at(86_400_000));
    assert!((MOST_SLICES / 2..=MOST_SLICES).contains(&progress.slices().len()), "{}", progress.slices().len());
    assert_eq!(progress.slices().iter().map(|slice| slice.done).sum::<u64>(), 86_400);
    let rates = progress.done_per_second(progress.width());
    assert!(rates.iter().all(|rate| rate.as_thousandths().abs_diff(1_000) < 10), "{rates:?}");
}

#[test]
fn a_quiet_time_keeps_the_backlog_it_began_with() {
    let mut history = History::default();
    for number in 0..5 {
        feed(&mut history, 100, Kind::Delivered { delivery: delivery(number) });
    }
    feed(&mut history, 1_100, Kind::Joined);
    let progress = history.until(at(1_100));
    let pending: Vec<u64> = progress.slices().iter().map(|slice| slice.most_pending).collect();
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
        let progress = history.until(at(now));
        let times = |slice: &Slice| (slice.busy.as_millis(), slice.up.as_millis());
        progress.slices().iter().map(times).collect()
    };
    assert_eq!(times(950), [(100, 150), (250, 250), (50, 250), (50, 200)]);
    assert_eq!(times(1_000), [(100, 150), (250, 250), (50, 250), (100, 250)]);
    // A dead process does nothing, and is not up.
    feed(&mut history, 1_000, Kind::Crashed { held: 1 });
    feed(&mut history, 1_250, Kind::Restarted);
    feed(&mut history, 1_400, Kind::Left);
    let progress = history.until(at(1_500));
    let last = progress.slices()[4..].iter().map(|slice| (slice.busy.as_millis(), slice.up.as_millis()));
    assert_eq!(last.collect::<Vec<_>>(), [(0, 0), (0, 150)]);
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
    let progress = known.history.until(at(4_300));
    let percents = [50.0, 95.0, 99.0];
    for (percent, all_found) in percents.into_iter().zip(progress.percentiles(&percents, progress.width())) {
        assert_eq!(all_found.len(), progress.slices().len());
        for (slice, found) in (0..).zip(all_found) {
            let from = Time::ZERO + progress.width().times(slice);
            let to = from + progress.width();
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
    let pieces = history.until(at(4_000)).percentiles(&[50.0, 100.0], Span::from_secs(2));
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

#[test]
fn where_nothing_happens_time_goes_on_all_the_same() {
    let mut history = History::default();
    let filter = crate::message::subject::Filter::parse("jobs").unwrap();
    feed(&mut history, 0, Kind::Subscribed { connection: ConnectionId(1), sid: Sid(1), filter, group: None });
    // Four a second for ten seconds, each of which takes half the time there is, and three that nobody takes up.
    for number in 0..40 {
        let start = u64::from(number) * 250;
        feed(&mut history, start, Kind::Started { delivery: delivery(number), service: Span::from_millis(125) });
        feed(&mut history, start + 125, Kind::Finished { delivery: delivery(number), outcome: Outcome::Done });
        history.note(Span::from_millis(125));
    }
    for number in 40..43 {
        feed(&mut history, 9_900, Kind::Delivered { delivery: delivery(number) });
    }
    let over = Span::from_secs(4);
    let last = |millisecond| {
        let progress = history.until(at(millisecond));
        let width = progress.width().as_millis();
        let end = progress.slices().len() as u64 * width;
        assert!((end - width..=end).contains(&millisecond) && progress.slices().len() <= MOST_SLICES);
        let rate = progress.done_per_second(over).last().unwrap().as_thousandths();
        let median = progress.last_percentiles(&[50.0], over)[0].map(Span::as_millis);
        assert_eq!(progress.slices().last().unwrap().most_pending, 3);
        (rate, progress.utilisation(over).last().unwrap().per_mille(), median, progress.pending())
    };
    let close = |(rate, busy, median, pending): (u64, u64, Option<u64>, u64), expected: (u64, u64)| {
        assert!(rate.abs_diff(expected.0) <= 250 && busy.abs_diff(expected.1) <= 30, "{rate} {busy} {expected:?}");
        assert!(median.is_some_and(|median| (125..133).contains(&median)) && pending == 3);
    };
    close(last(10_000), (4_000, 500));
    // Half of the time that the mean is over was quiet.
    close(last(12_000), (2_000, 250));
    for quiet in [15_000, 43_000, 59_999, 60_000, 61_000, 7_200_000] {
        assert_eq!(last(quiet), (0, 0, None, 3), "at {quiet} ms");
    }
    // Looking ahead changes nothing.
    close(last(10_000), (4_000, 500));
}

#[test]
fn a_slice_that_has_just_begun_makes_no_mean_of_its_own() {
    let mut history = History::default();
    for second in 0..=3_600 {
        feed(&mut history, second * 1_000, Kind::Finished { delivery: delivery(1), outcome: Outcome::Done });
    }
    let progress = history.until(at(3_600_000));
    assert!(progress.width() > Span::from_secs(5));
    let last = progress.done_per_second(Span::from_secs(5)).last().unwrap().as_thousandths();
    assert!((900..=1_100).contains(&last), "{last}");
}
