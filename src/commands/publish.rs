//! How a person publishes from a shell what they typed: by the broker, and by who asks.

use super::shell::{quoted, word};
use crate::cast::{GathererConfig, PublisherConfig, RequesterConfig};
use crate::message::subject::Subject;
use crate::message::{ComponentId, json};
use crate::scenario::{Profile, Role, Roster};
use crate::sim::time::Span;

/// The command that publishes `text` as `component` does; none if it publishes nothing.
pub(super) fn publish(component: &str, text: &str, roster: &Roster) -> Option<String> {
    let part = roster.part(roster.find(component)?)?;
    let (role, broker) = (part.role.as_ref()?, part.broker?);
    let subject = role.publishes()?.subject;
    match roster.part(ComponentId { part: broker, member: 0 })?.profile.as_ref()? {
        Profile::NatsCore(_) | Profile::JetStream(_) | Profile::Watched => nats(role, subject, text),
        // redis-cli takes everything behind the command as it is.
        Profile::Redis(_) => Some(format!("redis-cli PUBLISH {} {}", word(subject.as_str()), quoted(text))),
        Profile::Direct(_) => Some(curl(broker, subject, text, roster)),
    }
}

fn nats(role: &Role, subject: &Subject, text: &str) -> Option<String> {
    let (command, options) = match role {
        Role::Publisher(PublisherConfig { confirm, .. }) => {
            ("pub", if confirm.is_some() { " --jetstream".to_owned() } else { String::new() })
        }
        Role::Requester(RequesterConfig { timeout, .. }) => ("request", format!(" --timeout={}", go(*timeout))),
        Role::Gatherer(GathererConfig { count, deadline, stall, .. }) => {
            let deadline = go(*deadline);
            // Without a number it waits until the time is over, whatever comes.
            let pause = count.map(|_| stall.map_or_else(|| deadline.clone(), go));
            let pause = pause.map_or_else(String::new, |pause| format!(" --reply-timeout={pause}"));
            ("request", format!(" --replies={}{pause} --timeout={deadline}", count.unwrap_or(0)))
        }
        Role::Handler(_) | Role::DeadLetterHandler(_) | Role::Administrator(_) | Role::Database(_) => return None,
    };
    Some(format!("nats {command}{options}{} {} {}", guard(text), word(subject.as_str()), quoted(text)))
}

/// What keeps `nats` from taking a text for something else: a template, or an option.
pub(super) fn guard(text: &str) -> String {
    let templates = if text.contains("{{") { " --no-templates" } else { "" };
    let end = if text.starts_with('-') { " --" } else { "" };
    format!("{templates}{end}")
}

/// A duration as Go reads it. Spans are written in the same units.
fn go(span: Span) -> String {
    span.to_string()
}

/// A call to the service that serves the subject, with the text as the item of a JSON object.
fn curl(broker: u16, subject: &Subject, text: &str, roster: &Roster) -> String {
    let serves = |role: &Option<Role>| match role {
        Some(Role::Handler(handler)) => handler.filter.as_ref().is_some_and(|filter| filter.matches(subject)),
        _ => false,
    };
    let mut parts = roster.parts().filter(|(_, part)| part.broker == Some(broker) && serves(&part.role));
    let service = parts.next().map_or("localhost", |(_, part)| part.name.as_str());
    let body = format!("{{\"item\": {}}}", json::quoted(text));
    let address = format!("{service}/{}", subject.as_str().replace('.', "/"));
    format!("curl -H 'Content-Type: application/json' -d {} {}", quoted(&body), word(&address))
}
