//! A script on the simulated broker, asked directly: the script has no time in it.

use crate::outcome::Outcome;
use crate::script::{Script, Step};
use queue_playground::broker::nats::Nats;
use queue_playground::broker::{ConnectionOptions, Effect, Request};
use queue_playground::message::subject::{Filter, Subject};
use queue_playground::message::{ComponentId, ConnectionId, Headers, Message, MessageId, Payload, Sid};
use queue_playground::sim::chance::Seed;
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn run(script: &Script) -> Outcome {
    let mut outcome = Outcome::default();
    play(script, |client, effect| match effect {
        Effect::Send(delivery) => {
            let (sid, position) = (delivery.id.sid.0, delivery.id.message.number() as usize);
            outcome.delivered(script.group(client, sid), client, sid, position);
        }
        Effect::NoResponders { .. } => outcome.refused.push(client),
        Effect::Record(_) => {}
    });
    outcome.refused.sort_unstable();
    outcome
}

/// Which client got each message, in order.
pub fn members(script: &Script) -> Vec<u32> {
    let mut members = Vec::new();
    play(script, |client, effect| {
        if let Effect::Send(_) = effect {
            members.push(client);
        }
    });
    members
}

/// Plays the script; `heard` is told of every effect and the client whose connection it is on.
fn play(script: &Script, mut heard: impl FnMut(u32, &Effect)) {
    let mut nats = Nats::new(ComponentId { part: 0, member: 0 }, Seed::default());
    let (mut connections, mut owners) = (BTreeMap::new(), BTreeMap::new());
    let mut effects = Vec::new();
    for (position, step) in script.steps.iter().enumerate() {
        let client = step.client();
        let next = ConnectionId(u32::try_from(owners.len() + 1).expect("few connections"));
        let connection = *connections.entry(client).or_insert_with(|| {
            owners.insert(next, client);
            nats.handle(next, Request::Connect(ConnectionOptions::default()), &mut effects);
            next
        });
        nats.handle(connection, request(*step, position), &mut effects);
        if let Step::Disconnect(_) = step {
            connections.remove(&client);
        }
        for effect in effects.drain(..) {
            let on = match &effect {
                Effect::Send(delivery) => delivery.id.connection,
                _ => connection,
            };
            heard(owners[&on], &effect);
        }
    }
}

fn request(step: Step, position: usize) -> Request {
    let subject = |text: &str| Subject::parse(text).expect("a subject");
    let publish = |text, reply: Option<&str>| {
        let id =
            MessageId::generated(ComponentId { part: 1, member: 1 }, u32::try_from(position).expect("a short script"));
        let (headers, payload) = (Headers::default(), Payload::from(position.to_string().as_str()));
        let message = Message { id, parent: None, subject: subject(text), reply: reply.map(subject), headers, payload };
        Request::Publish(Arc::new(message))
    };
    match step {
        Step::Subscribe(_, sid, filter, group) => {
            let filter = Filter::parse(filter).expect("a filter");
            Request::Subscribe { sid: Sid(sid), filter, group: group.map(Arc::from) }
        }
        Step::Unsubscribe(_, sid, max) => Request::Unsubscribe { sid: Sid(sid), max },
        Step::Publish(_, subject) => publish(subject, None),
        Step::Request(_, subject, reply) => publish(subject, Some(reply)),
        Step::Disconnect(_) => Request::Close,
    }
}
