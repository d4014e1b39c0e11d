//! A script on the simulated broker, asked directly: the script has no time in it.

use crate::outcome::Outcome;
use crate::real::MAX_PAYLOAD;
use crate::script::{Prefix, Step, group};
use queue_playground::broker::nats::{Config, Nats};
use queue_playground::broker::{ConnectionOptions, Effect, Request};
use queue_playground::message::subject::{Filter, Subject};
use queue_playground::message::{Answer, ComponentId, ConnectionId, Headers, Message, MessageId, Payload, Sid};
use queue_playground::sim::chance::Seed;
use queue_playground::sim::time::Time;
use queue_playground::transcript::ExpulsionReason;
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn run(steps: &[Step], prefix: Prefix) -> Outcome {
    let mut outcome = Outcome::default();
    play(steps, prefix, |client, effect| match effect {
        Effect::Send { delivery, .. } => {
            let (sid, position) = (delivery.id.sid.0, delivery.id.message.number() as usize);
            outcome.delivered(group(steps, client, sid), client, sid, position);
        }
        Effect::Answer { to, answer: Answer::NoResponders(_), .. } => {
            outcome.refused.entry(client).or_default().push(to.to_string());
        }
        Effect::Complain { complaint, .. } => {
            outcome.errors.entry(client).or_default().push(complaint.to_string());
        }
        Effect::Expel { reason: ExpulsionReason::MaximumPayload, .. } => outcome.closed.push(client),
        Effect::Record(_) => {}
        other => panic!("core NATS does not do {other:?}"),
    });
    outcome
}

/// Which client got each message, in order.
pub fn members(steps: &[Step]) -> Vec<u32> {
    let mut members = Vec::new();
    play(steps, "", |client, effect| {
        if let Effect::Send { .. } = effect {
            members.push(client);
        }
    });
    members
}

/// Plays the script; `heard` is told of every effect and the client whose connection it is on.
fn play(steps: &[Step], prefix: Prefix, mut heard: impl FnMut(u32, &Effect)) {
    let mut nats = Nats::new(ComponentId { part: 0, member: 0 }, Seed::default(), &Config::default());
    let (mut connections, mut owners) = (BTreeMap::new(), BTreeMap::new());
    let mut effects = Vec::new();
    for (position, &step) in steps.iter().enumerate() {
        let client = step.client();
        let next = ConnectionId(u32::try_from(owners.len() + 1).expect("few connections"));
        let connection = *connections.entry(client).or_insert_with(|| {
            owners.insert(next, client);
            let options = if let Step::Connect(_, options) = step { options } else { ConnectionOptions::default() };
            nats.handle(Time::ZERO, next, Request::Connect(options), &mut effects);
            next
        });
        if let Some(request) = request(step, position, prefix) {
            nats.handle(Time::ZERO, connection, request, &mut effects);
        }
        let expelled = |effect: &Effect| matches!(effect, Effect::Expel { .. });
        if matches!(step, Step::Disconnect(_)) || effects.iter().any(expelled) {
            connections.remove(&client);
        }
        for effect in effects.drain(..) {
            let on = match &effect {
                Effect::Send { delivery, .. } => delivery.id.connection,
                _ => connection,
            };
            heard(owners[&on], &effect);
        }
    }
}

fn request(step: Step, position: usize, prefix: Prefix) -> Option<Request> {
    let subject = |text: &str| Subject::from_wire(&format!("{prefix}{text}")).expect("what can stand in a line");
    let publish = |text, reply: Option<&str>, payload: Payload| {
        let number = u32::try_from(position).expect("a short script");
        let id = MessageId::generated(ComponentId { part: 1, member: 1 }, number);
        let (subject, reply) = (subject(text), reply.map(subject));
        let message = Message { id, parent: None, subject, reply, headers: Headers::default(), payload };
        Some(Request::Publish(Arc::new(message)))
    };
    let payload = || Payload::from(position.to_string().as_str());
    match step {
        Step::Connect(..) => None,
        Step::Subscribe(_, sid, filter, group) => {
            let filter = Filter::from_wire(&format!("{prefix}{filter}")).expect("what can stand in a line");
            Some(Request::Subscribe { sid: Sid(sid), filter, group: group.map(Arc::from) })
        }
        Step::Unsubscribe(_, sid, max) => Some(Request::Unsubscribe { sid: Sid(sid), max }),
        Step::Publish(_, subject) => publish(subject, None, payload()),
        Step::Request(_, subject, reply) => publish(subject, Some(reply), payload()),
        Step::PublishTooMuch(_, subject) => publish(subject, None, Payload::from(&[0; MAX_PAYLOAD + 1][..])),
        Step::Disconnect(_) => Some(Request::Close),
    }
}
