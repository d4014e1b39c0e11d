//! The watch is watched: true transcripts into which something wrong was put, and the invariant that must notice.

use crate::invariants::Watch;
use crate::random::END;
use crate::run::scenario;
use queue_playground::message::{ConsumerId, DeliveryId};
use queue_playground::scenario::Scenario;
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{Kind, Outcome, Record};
use queue_playground::world::World;

/// A true transcript, before or after it was doctored.
pub(crate) struct Transcript {
    scenario: Scenario,
    pub(crate) records: Vec<Record>,
}

impl Transcript {
    fn of(seed: u64) -> Transcript {
        let scenario = scenario(seed);
        let mut world = World::new(&scenario).expect("a scenario that can be run");
        let records = std::iter::from_fn(|| world.next_record(END, &scenario.entries)).collect();
        Transcript { scenario, records }
    }

    pub(crate) fn position(&self, wanted: impl Fn(&Kind) -> bool) -> Option<usize> {
        self.records.iter().position(|record| wanted(&record.kind))
    }

    /// Leaves a record out, as if nobody had written it.
    pub(crate) fn remove(&mut self, position: usize) -> Option<()> {
        let gone = self.records.remove(position).index;
        for record in &mut self.records[position..] {
            record.index -= 1;
            record.cause = record.cause.map(|cause| if cause >= gone { cause.saturating_sub(1) } else { cause });
        }
        Some(())
    }

    /// Says the same thing a second time, changed a little.
    pub(crate) fn repeat(&mut self, position: usize, change: impl FnOnce(&mut Kind)) -> Option<()> {
        let mut again = self.records[position].clone();
        change(&mut again.kind);
        again.cause = Some(position as u64);
        self.records.insert(position + 1, again);
        for record in &mut self.records[position + 1..] {
            record.index += 1;
            record.cause = record.cause.map(|cause| if cause > position as u64 { cause + 1 } else { cause });
        }
        Some(())
    }

    fn judged(&self) -> Option<&'static str> {
        let mut watch = Watch::new(&self.scenario);
        let breach = self.records.iter().find_map(|record| watch.check(record).err());
        breach.or_else(|| watch.end(END, 0).err()).map(|breach| breach.invariant)
    }
}

/// Doctors the first transcript that has something for `doctor` to change, and asks who noticed.
#[track_caller]
pub(crate) fn notices(invariant: &str, doctor: impl Fn(&mut Transcript) -> Option<()>) {
    for seed in 0..500 {
        let mut transcript = Transcript::of(seed);
        if doctor(&mut transcript).is_some() {
            assert_eq!(transcript.judged(), Some(invariant), "seed {seed}");
            return;
        }
    }
    panic!("no transcript could be doctored");
}

const fn delivered(kind: &Kind) -> Option<DeliveryId> {
    match kind {
        Kind::Delivered { delivery } => Some(*delivery),
        _ => None,
    }
}

#[test]
fn a_gap_in_the_numbers_a_step_back_in_time_and_a_cause_to_come_are_noticed() {
    notices("order", |transcript| {
        transcript.records[5].index += 1;
        Some(())
    });
    notices("order", |transcript| {
        let last = transcript.records.last_mut().filter(|last| last.at > Time::ZERO)?;
        last.at = Time::ZERO;
        Some(())
    });
    notices("order", |transcript| {
        transcript.records[7].cause = Some(7);
        Some(())
    });
    notices("order", |transcript| {
        let position = transcript.position(|kind| matches!(kind, Kind::Routed { .. }))?;
        transcript.records[position].cause = None;
        Some(())
    });
}

#[test]
fn what_happens_twice_or_out_of_nowhere_does_not_balance() {
    notices("ledgers", |transcript| {
        let position = transcript.position(|kind| matches!(kind, Kind::Finished { .. }))?;
        transcript.repeat(position, |_| ())
    });
    notices("ledgers", |transcript| {
        let position = transcript.position(|kind| delivered(kind).is_some())?;
        transcript.repeat(position, |_| ())
    });
    notices("ledgers", |transcript| {
        let position = transcript.position(|kind| matches!(kind, Kind::Published { .. }))?;
        transcript.remove(position)
    });
}

#[test]
fn a_second_member_of_one_group_with_the_same_message_is_noticed() {
    notices("routing", |transcript| {
        let joins = |record: &Record| match &record.kind {
            Kind::Subscribed { connection, sid, group: Some(group), .. } => Some((*connection, *sid, group.clone())),
            _ => None,
        };
        let members: Vec<_> = transcript.records.iter().filter_map(joins).collect();
        let sent = |kind: &Kind| match kind {
            Kind::Sent { delivery, .. } => Some((delivery.connection, delivery.sid)),
            _ => None,
        };
        let position =
            transcript.position(|kind| sent(kind).is_some_and(|to| members.iter().any(|m| (m.0, m.1) == to)))?;
        let to = sent(&transcript.records[position].kind)?;
        let group = members.iter().find(|member| (member.0, member.1) == to)?.2.clone();
        let other = members.iter().find(|member| member.2 == group && (member.0, member.1) != to)?.clone();
        transcript.repeat(position, |kind| {
            if let Kind::Sent { delivery, .. } = kind {
                (delivery.connection, delivery.sid) = (other.0, other.1);
            }
        });
        Some(())
    });
}

#[test]
fn a_copy_that_is_announced_and_never_sent_is_noticed() {
    notices("routing", |transcript| {
        let last_copy = |pair: &[Record]| {
            let arrives = delivered(&pair[1].kind).is_some() || matches!(pair[1].kind, Kind::Lost { .. });
            // What a consumer delivers again was announced by nobody.
            let routed = matches!(pair[0].kind, Kind::Sent { delivery, .. } if delivery.consumer == ConsumerId::NONE);
            routed && pair[1].at > pair[0].at && !arrives
        };
        let position = transcript.records.windows(2).position(last_copy)?;
        transcript.remove(position)
    });
    notices("routing", |transcript| {
        let position = transcript.position(|kind| matches!(kind, Kind::Routed { .. }))?;
        if let Kind::Routed { copies, .. } = &mut transcript.records[position].kind {
            *copies += 1;
        }
        Some(())
    });
}

#[test]
fn a_message_forgotten_although_somebody_asked_is_noticed() {
    notices("routing", |transcript| {
        let position = transcript.position(|kind| matches!(kind, Kind::Routed { .. }))?;
        if let Kind::Routed { message, .. } = transcript.records[position].kind {
            transcript.records[position].kind = Kind::NoInterest { message };
        }
        Some(())
    });
}

#[test]
fn an_arrival_out_of_order_is_noticed() {
    notices("arrival", |transcript| {
        let arrivals: Vec<(usize, DeliveryId)> =
            (0..).zip(&transcript.records).filter_map(|(n, record)| Some((n, delivered(&record.kind)?))).collect();
        // Both are on the way at the time of the first: they were sent before it.
        let sent = |delivery: DeliveryId| {
            transcript.position(|kind| matches!(kind, Kind::Sent { delivery: sent, .. } if *sent == delivery))
        };
        let latency = transcript.scenario.links.latency;
        let swapped = arrivals.iter().zip(arrivals.iter().skip(1)).find(|((first, a), (second, b))| {
            let line = |one: &DeliveryId| (one.connection, one.sid, one.message.origin(), one.consumer, one.attempt);
            let same = line(a) == line(b) && a.attempt == 1;
            let at = transcript.records[*first].at;
            let between = &transcript.records[first + 1..*second];
            let taken_up = |one: &Record| matches!(one.kind, Kind::Started { delivery, .. } if delivery == *a);
            same && !between.iter().any(taken_up)
                && sent(*b).is_some_and(|sent| sent < *first && transcript.records[sent].at + latency <= at)
        });
        let (&(first, a), &(second, b)) = swapped?;
        transcript.records[first].kind = Kind::Delivered { delivery: b };
        transcript.records[second].kind = Kind::Delivered { delivery: a };
        Some(())
    });
}

#[test]
fn an_arrival_faster_than_the_link_is_noticed() {
    notices("arrival", |transcript| {
        let latency = transcript.scenario.links.latency;
        transcript.scenario.links.latency = latency + transcript.scenario.links.jitter + Span::from_nanos(1);
        transcript.position(|kind| delivered(kind).is_some()).map(|_| ())
    });
}

#[test]
fn a_connection_that_outlives_its_process_is_noticed() {
    notices("closing", |transcript| {
        let closed = transcript.position(|kind| matches!(kind, Kind::Disconnected { .. }))?;
        // Its process lives on if it was the broker that closed it.
        (transcript.position(|kind| matches!(kind, Kind::Expelled { .. })).is_none()).then_some(())?;
        let later = transcript.records[closed].at + Span::from_millis(500);
        let quiet = |record: &Record| !matches!(record.kind, Kind::Sent { .. } | Kind::Routed { .. });
        (transcript.records.last()?.at > later && transcript.records[closed..].iter().all(quiet)).then_some(())?;
        transcript.remove(closed)
    });
}

#[test]
fn work_by_a_process_that_crashed_is_noticed() {
    notices("membership", |transcript| {
        let crash = transcript.position(|kind| matches!(kind, Kind::Crashed { held: 0 }))?;
        let who = transcript.records[crash].component;
        let position = transcript.records[..crash].iter().rposition(|record| {
            record.component == who && matches!(record.kind, Kind::Finished { .. } | Kind::Started { .. })
        })?;
        let kind = transcript.records[position].kind.clone();
        transcript.repeat(crash, |again| *again = kind)
    });
}

#[test]
fn a_member_too_few_is_noticed() {
    notices("membership", |transcript| {
        let position = transcript.position(|kind| matches!(kind, Kind::Scaled { .. }))?;
        if let Kind::Scaled { members } = &mut transcript.records[position].kind {
            *members += 1;
        }
        (position + 1 < transcript.records.len()).then_some(())
    });
}

#[test]
fn work_beyond_concurrency_out_of_turn_or_of_another_length_is_noticed() {
    notices("work", |transcript| {
        // The second of two that wait is taken up as well.
        let (started, waiting) = transcript.records.windows(2).enumerate().find_map(|(n, pair)| {
            let (Kind::Started { .. }, second) = (&pair[0].kind, delivered(&pair[1].kind)?) else { return None };
            (pair[0].component == pair[1].component).then_some((n, second))
        })?;
        let again = transcript.records[started].kind.clone();
        transcript.repeat(started + 1, |kind| *kind = again);
        if let Kind::Started { delivery, .. } = &mut transcript.records[started + 2].kind {
            *delivery = waiting;
        }
        Some(())
    });
    notices("work", |transcript| {
        let done = |kind: &Kind| matches!(kind, Kind::Finished { outcome: Outcome::Done, .. });
        transcript.position(done)?;
        let position = transcript.position(|kind| matches!(kind, Kind::Started { .. }))?;
        if let Kind::Started { service, .. } = &mut transcript.records[position].kind {
            *service += Span::from_secs(1);
        }
        let who = transcript.records[position].component;
        transcript.records[position..].iter().any(|one| one.component == who && done(&one.kind)).then_some(())
    });
    notices("work", |transcript| {
        let position = transcript.position(|kind| matches!(kind, Kind::Crashed { .. }))?;
        if let Kind::Crashed { held } = &mut transcript.records[position].kind {
            *held += 1;
        }
        Some(())
    });
}

#[test]
fn a_handler_that_is_idle_while_something_waits_is_noticed() {
    notices("work", |transcript| {
        let position = transcript.position(|kind| matches!(kind, Kind::Started { .. }))?;
        let next = transcript.records.get(position + 1)?;
        (next.at > transcript.records[position].at && !matches!(next.kind, Kind::Finished { .. })).then_some(())?;
        transcript.remove(position)
    });
}

#[test]
fn a_row_a_connection_or_a_statement_too_many_is_noticed() {
    notices("storage", |transcript| {
        let position = transcript.position(|kind| matches!(kind, Kind::Saved { .. }))?;
        if let Kind::Saved { row, .. } = &mut transcript.records[position].kind {
            *row += 1;
        }
        Some(())
    });
    for twice in [
        |kind: &Kind| matches!(kind, Kind::SessionOpened { .. }),
        |kind: &Kind| matches!(kind, Kind::StatementStarted { .. }),
        |kind: &Kind| matches!(kind, Kind::Saved { .. }),
    ] {
        notices("storage", |transcript| {
            let position = transcript.position(twice)?;
            transcript.repeat(position, |_| ())
        });
    }
}

#[test]
fn a_true_transcript_is_left_alone() {
    for seed in 0..50 {
        assert_eq!(Transcript::of(seed).judged(), None, "seed {seed}");
    }
}
