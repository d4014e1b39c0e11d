//! Little's law, exactly: over a run that begins and ends empty, the times that customers spent in the system add up to
//! the integral of how many were there, to the nanosecond. The same for the queue alone and for the work alone.
//!
//! Nothing is estimated here: one side is added up customer by customer, the other along the transcript.

use super::play::{closing, handler, on_core_nats, publisher, run};
use queue_playground::message::{DeliveryId, MessageId};
use queue_playground::sim::time::Time;
use queue_playground::transcript::{Fold, Kind, Measures, Record};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Both sides of the law for one part of the way, in customer-nanoseconds.
#[derive(Default)]
struct Law {
    /// The integral so far, and how many are there since when.
    integral: u128,
    present: u64,
    since: u64,
    /// The sum over customers so far.
    stays: u128,
}

impl Law {
    fn step(&mut self, now: u64) {
        self.integral += u128::from(self.present) * u128::from(now - self.since);
        self.since = now;
    }

    fn enter(&mut self, now: u64) {
        self.step(now);
        self.present += 1;
    }

    fn leave(&mut self, now: u64, entered: u64) {
        self.step(now);
        self.present -= 1;
        self.stays += u128::from(now - entered);
    }

    fn holds(&self) -> bool {
        self.present == 0 && self.stays > 0 && self.stays == self.integral
    }
}

/// The whole system, its queue and its servers.
#[derive(Default)]
struct Laws {
    system: Law,
    queue: Law,
    service: Law,
    published: BTreeMap<MessageId, u64>,
    delivered: BTreeMap<DeliveryId, u64>,
    started: BTreeMap<DeliveryId, u64>,
}

impl Laws {
    fn see(&mut self, record: &Record) {
        let now = record.at.as_nanos();
        match &record.kind {
            Kind::Published { message } => {
                self.published.insert(message.id, now);
                self.system.enter(now);
            }
            Kind::Delivered { delivery } => {
                self.delivered.insert(*delivery, now);
                self.queue.enter(now);
            }
            Kind::Started { delivery, .. } => {
                self.queue.leave(now, self.delivered[delivery]);
                self.started.insert(*delivery, now);
                self.service.enter(now);
            }
            Kind::Finished { delivery, .. } => {
                self.service.leave(now, self.started[delivery]);
                self.system.leave(now, self.published[&delivery.message]);
            }
            _ => {}
        }
    }
}

/// Runs two thousand seconds of arrivals, and then until everybody has left.
fn laws(cast: &[String]) -> (Laws, Measures) {
    let scenario = closing(&on_core_nats(cast), "web", "2000s");
    let (mut laws, mut measures) = (Laws::default(), Measures::default());
    run(&scenario, 42, |record| {
        laws.see(record);
        measures.feed(record);
        ControlFlow::Continue(())
    });
    (laws, measures)
}

#[test]
fn littles_law_holds_to_the_nanosecond() {
    for (rate, handlers, service) in [
        ("0.8", 1, r#""service_time": {"exponential": "1s"}"#),
        ("2.5", 3, r#""group": "save", "service_time": {"exponential": "1s"}"#),
        ("30", 4, r#""group": "save", "failure": "10%", "service_time": {"constant": "130ms"}"#),
    ] {
        let (laws, measures) = laws(&[publisher("web", rate, "poisson"), handler("save", handlers, service)]);
        assert!(laws.system.holds(), "system, {handlers} handlers");
        assert!(laws.queue.holds(), "queue, {handlers} handlers");
        assert!(laws.service.holds(), "service, {handlers} handlers");
        // What the page shows as working time is the same integral.
        let end = Time::END;
        let busy: u128 = measures.utilisation(end).map(|(_, work)| u128::from(work.busy.as_nanos())).sum();
        assert_eq!(busy, laws.service.integral);
    }
}
