//! Random scripts: a stream, its consumers, and what clients may do with them, drawn from a seed. Left out is what
//! nats-server counts in odd ways: consumers of the last message of each subject, which the scripts by hand have.

use super::script::{Script, Step};
use super::simulated;
use super::write::*;
use queue_playground::message::{
    AckKind, AckPolicy, Api, ConsumerConfig, DeliverPolicy, Discard, Fetch, Retention, StreamConfig,
};
use queue_playground::sim::chance::{Draw, Purpose, Seed};
use queue_playground::sim::time::{Span, Time};

const SUBJECTS: [&str; 3] = ["s.a", "s.b", "s.a.b"];
const FILTERS: [&str; 4] = ["s.>", "s.*", "s.a", "s.a.>"];
/// Moments are drawn far enough apart that few scripts hang on a millisecond.
const WAITS: [u64; 4] = [90, 210, 330, 510];
const ACK_WAITS: [u64; 3] = [240, 370, 630];
const EXPIRIES: [u64; 3] = [170, 290, 550];

/// The script of a seed: the first one that does not hang on a few milliseconds.
pub fn script_of(seed: u64) -> Script {
    let scripts = (0..).map(|attempt| Author::write(Seed(seed).draw(Purpose::Payload, &[attempt])));
    scripts.into_iter().find(|script| is_robust(script, seed)).expect("there is no last attempt")
}

/// Whether everybody hears the same if each step comes up to 40 ms later, as on a busy computer.
pub fn is_robust(script: &Script, seed: u64) -> bool {
    let (moments, outcome) = (script.moments(), simulated::run(script));
    (0..6).all(|trial| {
        let mut draw = Seed(seed).draw(Purpose::Arrival, &[trial]);
        let mut last = Time::ZERO;
        let delayed = moments.iter().map(|&moment| {
            last = last.max(moment + draw.uniform(Span::ZERO, ms(40)));
            last
        });
        simulated::run_at(script, &delayed.collect::<Vec<_>>()).says_the_same_as(&outcome)
    })
}

struct Author {
    draw: Draw,
    steps: Vec<Step>,
    consumers: Vec<ConsumerConfig>,
}

impl Author {
    fn write(draw: Draw) -> Script {
        let mut author = Author { draw, steps: Vec::new(), consumers: Vec::new() };
        let config = author.stream();
        let retention = config.retention;
        author.steps.push(stream(config));
        author.publications();
        for (name, sid) in [("C", 1), ("D", 2)] {
            let config = author.consumer(name, retention);
            if let Some(to) = &config.deliver_subject {
                author.steps.push(subscribe(sid, to.as_str(), None).by(2));
            }
            author.steps.push(consumer(config.clone()));
            author.consumers.push(config);
        }
        for _ in 0..18 {
            let step = author.step();
            author.steps.push(step);
        }
        author.steps.extend([wait(330), stream_info("S"), consumer_info("S.C"), consumer_info("S.D")]);
        script(author.steps)
    }

    fn one_in(&mut self, many: u32) -> bool {
        self.draw.below(many) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.draw.below(u32::try_from(from.len()).expect("a short list")) as usize]
    }

    fn stream(&mut self) -> StreamConfig {
        let retention = self.pick(&[Retention::Limits, Retention::Interest, Retention::Workqueue]);
        StreamConfig {
            retention,
            discard: self.pick(&[Discard::Old, Discard::Old, Discard::New]),
            max_msgs: self.one_in(5).then_some(4),
            max_bytes: self.one_in(8).then_some(130),
            max_msgs_per_subject: self.one_in(6).then_some(2),
            max_age: self.one_in(8).then_some(ms(700)),
            duplicate_window: self.one_in(5).then_some(ms(430)),
            ..s()
        }
    }

    fn consumer(&mut self, name: &str, retention: Retention) -> ConsumerConfig {
        use AckPolicy::{All, Explicit, None};
        use DeliverPolicy::{ByStartSequence, Last, New};
        let mut config = ConsumerConfig {
            deliver_policy: self.pick(&[
                DeliverPolicy::All,
                DeliverPolicy::All,
                DeliverPolicy::All,
                Last,
                New,
                ByStartSequence(2),
            ]),
            ack_policy: self.pick(&[Explicit, Explicit, Explicit, Explicit, All, None]),
            ack_wait: Some(ms(self.pick(&ACK_WAITS))),
            max_deliver: self.pick(&[Option::None, Some(1), Some(2), Some(3)]),
            max_ack_pending: self.pick(&[Option::None, Option::None, Some(1), Some(2)]),
            ..filtered(name, self.pick(&FILTERS))
        };
        if self.one_in(5) {
            (config.ack_wait, config.max_deliver, config.backoff) = (Option::None, Some(4), vec![ms(170), ms(430)]);
        }
        if self.one_in(5) {
            config.deliver_subject = pushing(name, &format!("push.{name}")).deliver_subject;
        }
        if retention == Retention::Workqueue {
            (config.deliver_policy, config.ack_policy) = (DeliverPolicy::All, Explicit);
            config.filter_subject = Some(filter(if name == "C" { "s.*" } else { "s.a.b" }));
        }
        config
    }

    fn publications(&mut self) {
        for _ in 0..self.draw.below(5) {
            let step = self.publication();
            self.steps.push(step);
        }
    }

    fn publication(&mut self) -> Step {
        let mut step = publish(self.pick(&SUBJECTS)).by(self.pick(&[0, 1]));
        if self.one_in(5) {
            step = step.with("Nats-Msg-Id", self.pick(&["1", "2"]));
        }
        if self.one_in(12) {
            step = step.with("Nats-Expected-Last-Sequence", self.pick(&["1", "2", "3"]));
        }
        if self.one_in(5) {
            step = step.sized(30);
        }
        if self.one_in(8) { step.unconfirmed() } else { step }
    }

    fn step(&mut self) -> Step {
        let of = self.pick(&["S.C", "S.C", "S.D"]);
        match self.draw.below(40) {
            0..=9 => self.publication(),
            10..=17 => self.fetch(of),
            18..=29 => self.acknowledgement(),
            30..=34 => wait(self.pick(&WAITS)),
            35 | 36 => consumer_info(of),
            37 => self.administration(),
            38 => stream_info("S"),
            _ => gone(self.pick(&[1, 3])),
        }
    }

    fn fetch(&mut self, of: &str) -> Step {
        let mut fetch = Fetch::of(self.pick(&[1, 1, 2, 3, 5]));
        match self.draw.below(8) {
            0 | 1 => fetch.no_wait = true,
            2 => fetch.max_bytes = Some(110),
            3 => {}
            _ => fetch.expires = Some(ms(self.pick(&EXPIRIES))),
        }
        if fetch.expires == Some(ms(550)) && self.one_in(2) {
            fetch.heartbeat = Some(ms(210));
        }
        fetch_as(of, fetch).by(self.pick(&[1, 3]))
    }

    /// About one of the deliveries that the simulator made so far.
    fn acknowledgement(&mut self) -> Step {
        let tokens = simulated::deliveries(&script(self.steps.clone()));
        let Ok(count @ 1..) = u32::try_from(tokens.len()) else { return wait(90) };
        let token = &tokens[self.draw.below(count) as usize];
        let kind = match self.draw.below(10) {
            0..=3 => AckKind::Ack,
            4 | 5 => AckKind::Nak(None),
            6 => AckKind::Nak(Some(ms(310))),
            7 => AckKind::InProgress,
            8 => AckKind::Term,
            _ => AckKind::Next(Fetch { expires: Some(ms(290)), ..Fetch::of(1) }),
        };
        let step = say(kind, &format!("{}.{}", token.stream, token.consumer), token.consumer_sequence);
        let step = step.by(self.pick(&[1, 3]));
        if self.one_in(4) { step.confirmed() } else { step }
    }

    fn administration(&mut self) -> Step {
        match self.draw.below(6) {
            0 => purge("S", None, None, None),
            1 => purge("S", Some("s.a"), None, None),
            2 => delete("S", u64::from(self.draw.below(5) + 1)),
            3 => get("S", u64::from(self.draw.below(5) + 1)),
            4 => ask(Api::DeleteConsumer { stream: "S".into(), consumer: "D".into() }),
            _ => {
                let config = self.consumers[0].clone();
                consumer(ConsumerConfig { max_deliver: Some(4), ..config })
            }
        }
    }
}
