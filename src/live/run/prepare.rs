//! What a run makes on the server before its cast begins, and removes when it ends; and the advisories it listens to.

use super::evidence::{Heard, Listener};
use super::plan::bounded;
use super::{Due, Run};
use crate::crew::Troupe;
use crate::live::client::{Event, State};
use crate::live::engine::{Failure, Phase};
use crate::live::protocol::{self, jetstream};
use crate::message::json::Value;
use crate::message::subject::{Filter, Subject};
use crate::message::{
    ComponentId, ConnectionId, ConsumerConfig, ConsumerId, ConsumerMessage, Headers, Payload, Sid, StreamConfig,
    StreamId,
};
use crate::scenario::Profile;
use crate::sim::time::{Span, Time};
use crate::transcript::Kind;
use std::collections::{BTreeMap, VecDeque};

/// Where answers come in on the first connection, and from where on advisories do.
const ANSWERS: Sid = Sid(1);
const ADVISORIES: Sid = Sid(2);
/// How long the server has for one answer.
const PATIENCE: Span = Span::from_secs(5);
/// Of what a run wants to hear: that a message was given up, returned, or terminated.
const EVENTS: [&str; 3] = ["MAX_DELIVERIES", "MSG_NAKED", "MSG_TERMINATED"];

/// What is to be made, what was made, and what is being removed.
#[derive(Debug, Default)]
pub(super) struct Preparation {
    steps: VecDeque<Step>,
    /// The names on the server of the streams that were made, or may have been: it was asked and has not refused.
    made: Vec<String>,
    /// The questions that are not answered, by number.
    questions: BTreeMap<u32, Question>,
    /// How many questions were asked; the last one's answer is awaited.
    asked: u32,
    /// When the cast began.
    pub(super) began: Option<Time>,
    failure: Option<Failure>,
}

/// Something to be made, with its broker.
#[derive(Clone, Debug)]
enum Step {
    Stream(u16, StreamId, StreamConfig),
    Consumer(u16, ConsumerId, StreamId, String, ConsumerConfig),
}

/// What the server was asked for.
#[derive(Clone, Debug)]
enum Question {
    Make(Step),
    /// To remove the stream that it calls so.
    Remove(String),
}

impl Preparation {
    /// What was made and not removed.
    pub(super) fn left(&self) -> Vec<String> {
        self.made.clone()
    }
}

impl Run {
    /// Something happened on the first connection.
    pub(super) fn hear_first(&mut self, event: Event) {
        match event {
            Event::Connected if self.phase == Phase::Connecting => self.prepare(),
            Event::Connected if self.phase == Phase::CleaningUp => self.remove_all(),
            Event::Connected => {
                // It is another server, or the same one anew.
                self.lame_duck = false;
                self.let_in();
            }
            Event::Message(message) if message.sid == ANSWERS => self.hear_answered(&message),
            Event::Message(message) => self.hear_advisory(&message),
            Event::Ended => {
                let refused = match self.lines.first.client.state() {
                    State::Refused(refusal) => Some(Failure::Refused(refusal.clone())),
                    _ => None,
                };
                if !matches!(self.phase, Phase::Over | Phase::Failed(_)) {
                    self.end(refused);
                }
            }
            Event::Flushed(_) | Event::Disconnected | Event::Complained(_) | Event::LameDuck => {}
        }
    }

    fn answers(&self) -> String {
        format!("_INBOX.qp_{}.first", self.plan.names.run())
    }

    fn prepare(&mut self) {
        self.phase = Phase::Preparing;
        let wants = |profile: &Profile| matches!(profile, Profile::JetStream(_));
        let has = self.lines.first.client.server().is_some_and(|server| server.jetstream);
        if self.plan.scenario.brokers.iter().any(|broker| wants(&broker.profile)) && !has {
            return self.give_up(Failure::NoJetStream);
        }
        if let Ok(answers) = Filter::from_wire(&format!("{}.*", self.answers())) {
            self.lines.administer().subscribe(ANSWERS, &answers, None);
        }
        let mut sid = ADVISORIES;
        for broker in 0..u16::try_from(self.plan.scenario.brokers.len()).unwrap_or(u16::MAX) {
            let streams: Vec<(StreamId, StreamConfig)> =
                self.plan.streams(broker).map(|(id, config)| (id, config.clone())).collect();
            for (id, config) in streams {
                let name = self.plan.names.name(&config.name);
                for event in EVENTS {
                    let filter = Filter::from_wire(&format!("$JS.EVENT.ADVISORY.CONSUMER.{event}.{name}.*"));
                    if let Ok(filter) = filter {
                        self.lines.administer().subscribe(sid, &filter, None);
                        sid = Sid(sid.0 + 1);
                    }
                }
                self.preparation.steps.push_back(Step::Stream(broker, id, config.clone()));
                let consumers = self.plan.consumers(broker).filter(|(_, stream, _)| *stream == id);
                let consumers = consumers.map(|(number, _, consumer)| {
                    Step::Consumer(broker, number, id, config.name.clone(), consumer.clone())
                });
                self.preparation.steps.extend(consumers);
            }
        }
        self.make_next();
    }

    /// Asks for the next thing to be made, or lets the cast begin.
    fn make_next(&mut self) {
        let Some(step) = self.preparation.steps.pop_front() else { return self.begin() };
        let (subject, says) = match &step {
            Step::Stream(broker, _, config) => {
                let names = self.plan.names_of(*broker);
                let name = names.name(&config.name);
                let own = if config.subjects.is_empty() { vec![config.name.clone()] } else { Vec::new() };
                let subjects = config.subjects.iter().map(|filter| names.filter(filter).to_string());
                let subjects: Vec<String> = subjects.chain(own).collect();
                let says = jetstream::stream(&bounded(config), &name, &subjects);
                self.preparation.made.push(name.clone());
                (format!("STREAM.CREATE.{name}"), says)
            }
            Step::Consumer(broker, _, _, stream, config) => {
                let names = self.plan.names_of(*broker);
                let (stream, name) = (names.name(stream), names.name(&config.name));
                let filter = config.filter_subject.as_ref().map(|filter| names.filter(filter));
                let deliver = config.deliver_subject.as_ref().map(|subject| names.subject(subject));
                let filter = filter.as_ref().map(Filter::as_str);
                let deliver = deliver.as_ref().map(Subject::as_str);
                let says = jetstream::consumer(config, &stream, &name, filter, deliver);
                (format!("CONSUMER.DURABLE.CREATE.{stream}.{name}"), says)
            }
        };
        self.ask_server(&subject, &says, Question::Make(step));
        self.schedule(PATIENCE, Due::Patience(self.preparation.asked));
    }

    fn ask_server(&mut self, subject: &str, says: &str, question: Question) {
        self.preparation.asked += 1;
        self.preparation.questions.insert(self.preparation.asked, question);
        let reply = Subject::from_wire(&format!("{}.{}", self.answers(), self.preparation.asked)).ok();
        if let Ok(subject) = Subject::from_wire(&format!("$JS.API.{subject}")) {
            let said = Payload::from(says);
            // The first connection is there: it has just said something.
            let _ = self.lines.administer().publish(&subject, reply.as_ref(), &Headers::default(), &said);
        }
    }

    fn hear_answered(&mut self, message: &protocol::Message) {
        let number = message.subject.rsplit('.').next().and_then(|number| number.parse().ok());
        match number.and_then(|number: u32| self.preparation.questions.remove(&number)) {
            Some(Question::Make(step)) if self.phase == Phase::Preparing => self.hear_made(step, message),
            Some(Question::Remove(name)) => self.hear_removed(&name, message),
            Some(Question::Make(_)) | None => {}
        }
    }

    fn hear_made(&mut self, step: Step, message: &protocol::Message) {
        let refusal = match jetstream::answer(&message.payload.text()) {
            Some(Ok(_)) => None,
            Some(Err(error)) => Some(error.to_string()),
            None => Some(message.status.as_ref().map_or_else(String::new, |status| status.code.to_string())),
        };
        let at = |broker| ComponentId { part: broker, member: 0 };
        match (step, refusal) {
            (Step::Stream(broker, stream, config), None) => {
                self.record(at(broker), Kind::StreamCreated { stream, name: config.name.as_str().into() }, None);
            }
            (Step::Consumer(broker, consumer, stream, _, config), None) => {
                let (name, filter) = (config.name.as_str().into(), config.filter_subject);
                let kind = Kind::ConsumerCreated { consumer, stream, name, filter, pending: 0 };
                self.record(at(broker), kind, None);
            }
            (Step::Stream(.., StreamConfig { name, .. }), Some(why)) => {
                let name = self.plan.names.name(&name);
                self.preparation.made.retain(|made| *made != name);
                return self.give_up(Failure::NotMade { name, why });
            }
            (Step::Consumer(.., ConsumerConfig { name, .. }), Some(why)) => {
                let name = self.plan.names.name(&name);
                return self.give_up(Failure::NotMade { name, why });
            }
        }
        self.make_next();
    }

    /// The cast begins: from here on time is counted.
    fn begin(&mut self) {
        self.phase = Phase::Running;
        self.preparation.began = Some(self.now);
        self.hush();
        for crew in 0..self.crews.len() {
            self.man(crew, None);
        }
        self.let_speak();
        for action in std::mem::take(&mut self.early) {
            self.apply(&action);
        }
        self.pace();
    }

    /// A moment in the run's own time: 0 until the cast begins.
    pub(super) fn in_run(&self, moment: Time) -> Time {
        Time::ZERO + self.preparation.began.map_or(Span::ZERO, |began| moment.since(began))
    }

    /// The server has not answered in time; if it has, this is about an earlier question.
    pub(super) fn lose_patience(&mut self, asked: u32) {
        match self.phase {
            Phase::Preparing if asked == self.preparation.asked => self.give_up(Failure::NoAnswer),
            Phase::CleaningUp if asked == self.preparation.asked => self.end(None),
            _ => {}
        }
    }

    /// The server does not permit to ask for what is to be made, or to be removed.
    pub(super) fn may_not_ask(&mut self, subject: &str) {
        if self.phase == Phase::Preparing {
            if let Some(name) = subject.strip_prefix("$JS.API.STREAM.CREATE.") {
                self.preparation.made.retain(|made| made != name);
            }
            let why = format!("Permissions Violation for Publish to \"{subject}\"");
            self.give_up(Failure::NotMade { name: subject.to_owned(), why });
        } else if let Some(name) = subject.strip_prefix("$JS.API.STREAM.DELETE.") {
            self.preparation.questions.retain(|_, of| !matches!(of, Question::Remove(asked) if asked == name));
            self.end_if_removed();
        }
    }

    /// A moment of the run in the time of whoever drives it.
    pub(super) fn moment_of(&self, in_run: Time) -> Time {
        self.preparation.began.unwrap_or(self.told) + in_run.since(Time::ZERO)
    }

    fn give_up(&mut self, failure: Failure) {
        self.preparation.failure = Some(failure);
        self.clean_up();
    }

    /// Ends the cast's connections, removes what was made, and ends the first connection.
    pub(super) fn clean_up(&mut self) {
        if matches!(self.phase, Phase::CleaningUp | Phase::Over | Phase::Failed(_)) {
            return;
        }
        self.phase = Phase::CleaningUp;
        self.dismiss_all();
        self.preparation.steps.clear();
        self.remove_all();
    }

    /// Removes what was made. A server that is away is looked for once more; then it is named what is left.
    fn remove_all(&mut self) {
        let now = self.now;
        self.preparation.questions.clear();
        match self.lines.first.client.state() {
            _ if self.preparation.made.is_empty() => return self.end(None),
            State::Connected => {
                // The server does one after the other: what it is still making is there by then.
                for name in self.preparation.made.clone() {
                    self.ask_server(&format!("STREAM.DELETE.{name}"), "", Question::Remove(name));
                }
            }
            State::Connecting | State::Reconnecting { .. } => self.lines.administer().connect(now),
            State::Idle | State::Refused(_) | State::Closed => return self.end(None),
        }
        self.schedule(PATIENCE, Due::Patience(self.preparation.asked));
    }

    /// Nothing can be removed while the server is away.
    pub(super) fn stop_looking(&mut self) {
        if self.phase == Phase::CleaningUp && matches!(self.lines.first.client.state(), State::Reconnecting { .. }) {
            self.end(None);
        }
    }

    /// Ends every connection of the cast. What became of what it published last will not show any more.
    fn dismiss_all(&mut self) {
        for connection in self.lines.all() {
            self.close(connection, None);
        }
        for message in self.evidence.open() {
            self.overlook(message);
        }
        self.agenda.clear();
    }

    fn hear_removed(&mut self, name: &str, message: &protocol::Message) {
        let gone = match jetstream::answer(&message.payload.text()) {
            Some(Ok(said)) => said.get("success").and_then(Value::flag).unwrap_or(false),
            // Somebody else has removed it, or it was never made.
            Some(Err(error)) => error.code == 404,
            None => false,
        };
        if gone {
            self.preparation.made.retain(|made| made != name);
        }
        self.end_if_removed();
    }

    fn end_if_removed(&mut self) {
        if self.phase == Phase::CleaningUp && self.preparation.questions.is_empty() {
            self.end(None);
        }
    }

    /// It is over.
    fn end(&mut self, refused: Option<Failure>) {
        self.dismiss_all();
        let failure = refused.or_else(|| self.preparation.failure.take());
        self.phase = failure.map_or(Phase::Over, Phase::Failed);
        self.lines.administer().close();
    }

    /// An advisory about one of the run's consumers, heard by whomever: that it gave a message up is known from then
    /// on. The broker it came from.
    pub(super) fn note_advisory(&mut self, subject: &str, payload: &Payload) -> Option<u16> {
        let said = Value::parse(&payload.text())?;
        let text = |name: &str| said.get(name).and_then(Value::text).unwrap_or_default();
        let number = |name: &str| said.get(name).and_then(Value::number);
        let (broker, stream) = self.plan.stream_called(text("stream"))?;
        let of = number("stream_seq").and_then(|sequence| {
            let message = self.evidence.lies(broker, stream, sequence)?;
            let consumer = self.plan.consumer_called(broker, text("stream"), text("consumer"))?;
            Some(ConsumerMessage { message, consumer, sequence })
        });
        if let Some(of) = of
            && subject.contains(".MAX_DELIVERIES.")
            && self.evidence.give_up(of, self.lines.latest)
        {
            let deliveries = number("deliveries").and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
            self.record(ComponentId { part: broker, member: 0 }, Kind::Exhausted { of, deliveries }, None);
        }
        Some(broker)
    }

    /// An advisory came on the first connection.
    fn hear_advisory(&mut self, message: &protocol::Message) {
        let Some(broker) = self.note_advisory(&message.subject, &message.payload) else { return };
        // The server publishes it whether anybody listens or not; it is drawn if a stream of the run keeps it.
        let Some(subject) = self.plan.names_of(broker).read(&message.subject) else { return };
        if self.stream_of(broker, &subject).is_some() {
            let (headers, payload) = (message.headers.clone(), message.payload.clone());
            let heard = Heard { subject, reply: None, elsewhere: false, headers, payload };
            self.identify(broker, heard, Listener::Subscription(ConnectionId(0), message.sid.0));
        }
    }
}
