//! Who asks for a subject: every subscription is looked at, and matched token by token.

use queue_playground::message::{ConnectionId, Sid};
use std::sync::Arc;

#[derive(Clone)]
pub(crate) struct Subscription {
    pub(crate) connection: ConnectionId,
    pub(crate) sid: Sid,
    pub(crate) filter: String,
    pub(crate) group: Option<Arc<str>>,
    pub(crate) received: u32,
    pub(crate) maximum: Option<u32>,
}

/// Whether a subject is one that the filter asks for.
pub(crate) fn asks(filter: &str, subject: &str) -> bool {
    fn rest_asks(filter: &[&str], subject: &[&str]) -> bool {
        match (filter, subject) {
            ([], []) | ([">"], [_, ..]) => true,
            (["*", filter @ ..], [_, subject @ ..]) => rest_asks(filter, subject),
            ([name, filter @ ..], [token, subject @ ..]) => name == token && rest_asks(filter, subject),
            _ => false,
        }
    }
    let (filter, subject): (Vec<&str>, Vec<&str>) = (filter.split('.').collect(), subject.split('.').collect());
    !subject.contains(&"") && rest_asks(&filter, &subject)
}

/// Everyone who asks for the subject, in the order in which the broker serves them: token by token `>` comes before
/// `*` and `*` before a name; of the same filter, who came first.
pub(crate) fn all_who_ask<'a>(subscriptions: &'a [Subscription], subject: &str) -> Vec<&'a Subscription> {
    let mut found: Vec<&Subscription> = subscriptions.iter().filter(|one| asks(&one.filter, subject)).collect();
    found.sort_by_key(|one| one.filter.split('.').map(width).collect::<Vec<u8>>());
    found
}

fn width(token: &str) -> u8 {
    match token {
        ">" => 0,
        "*" => 1,
        _ => 2,
    }
}
