//! Interest: which subscriptions ask for a subject. A tree by token, so that what does not match costs nothing.

use crate::message::subject::{Filter, Subject};
use crate::message::{ConnectionId, Sid};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A subscription as the broker knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Subscription {
    pub(super) connection: ConnectionId,
    pub(super) sid: Sid,
    pub(super) group: Option<Arc<str>>,
}

/// The subscriptions that a message goes to, found by its subject.
#[derive(Clone, Debug, Default)]
pub(super) struct Matches {
    /// Subscriptions without a group: each gets a copy.
    pub(super) plain: Vec<Subscription>,
    /// Members by queue group, whatever their filters: one of each group gets a copy.
    pub(super) groups: BTreeMap<Arc<str>, Vec<Subscription>>,
}

/// All interest of one broker.
#[derive(Clone, Debug)]
pub(super) struct Interest {
    root: Node,
}

#[derive(Clone, Debug, Default)]
struct Node {
    /// Children by token; a `*` or `>` of a filter is a child like any other.
    children: BTreeMap<Box<str>, Node>,
    subscriptions: Vec<Subscription>,
}

impl Interest {
    pub(super) const fn new() -> Interest {
        Interest { root: Node { children: BTreeMap::new(), subscriptions: Vec::new() } }
    }

    pub(super) fn insert(&mut self, filter: &Filter, subscription: Subscription) {
        let leaf = filter.tokens().fold(&mut self.root, |node, token| node.children.entry(token.into()).or_default());
        leaf.subscriptions.push(subscription);
    }

    pub(super) fn remove(&mut self, filter: &Filter, connection: ConnectionId, sid: Sid) {
        let tokens: Vec<&str> = filter.tokens().collect();
        self.root.remove(&tokens, connection, sid);
    }

    pub(super) fn matches(&self, subject: &Subject) -> Matches {
        let tokens: Vec<&str> = subject.tokens().collect();
        let mut matches = Matches::default();
        self.root.collect(&tokens, &mut matches);
        matches
    }
}

impl Node {
    fn collect(&self, tokens: &[&str], matches: &mut Matches) {
        let Some((first, rest)) = tokens.split_first() else {
            matches.add(&self.subscriptions);
            return;
        };
        // `>` stands for one token or more, so it matches wherever at least one is left.
        if let Some(full) = self.children.get(">") {
            matches.add(&full.subscriptions);
        }
        for name in ["*", first] {
            if let Some(child) = self.children.get(name) {
                child.collect(rest, matches);
            }
        }
    }

    /// Takes the subscription out and prunes branches that have become empty.
    fn remove(&mut self, tokens: &[&str], connection: ConnectionId, sid: Sid) {
        let Some((first, rest)) = tokens.split_first() else {
            self.subscriptions.retain(|one| (one.connection, one.sid) != (connection, sid));
            return;
        };
        if let Some(child) = self.children.get_mut(*first) {
            child.remove(rest, connection, sid);
            if child.children.is_empty() && child.subscriptions.is_empty() {
                self.children.remove(*first);
            }
        }
    }
}

impl Matches {
    fn add(&mut self, subscriptions: &[Subscription]) {
        for subscription in subscriptions {
            match &subscription.group {
                None => self.plain.push(subscription.clone()),
                Some(group) => self.groups.entry(Arc::clone(group)).or_default().push(subscription.clone()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tokens(alphabet: &'static [&'static str]) -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(alphabet), 1..5).prop_map(|tokens| tokens.join("."))
    }

    proptest! {
        #[test]
        fn the_tree_finds_exactly_the_filters_that_match(
            filters in prop::collection::vec(tokens(&["a", "b", "*", ">"]), 0..20),
            removed in 0_usize..20,
            subject in tokens(&["a", "b", "c"]),
        ) {
            let filters: Vec<Filter> = filters.iter().filter_map(|text| Filter::parse(text).ok()).collect();
            let subject = Subject::parse(&subject).unwrap();
            let mut interest = Interest::new();
            for (number, filter) in (0..).zip(&filters) {
                interest.insert(filter, Subscription { connection: ConnectionId(1), sid: Sid(number), group: None });
            }
            if let Some(filter) = filters.get(removed) {
                interest.remove(filter, ConnectionId(1), Sid(u32::try_from(removed).unwrap()));
            }
            let mut found: Vec<u32> = interest.matches(&subject).plain.iter().map(|one| one.sid.0).collect();
            found.sort_unstable();
            let expected: Vec<u32> = (0..)
                .zip(&filters)
                .filter(|&(number, filter)| number as usize != removed && filter.matches(&subject))
                .map(|(number, _)| number)
                .collect();
            prop_assert_eq!(found, expected);
        }
    }
}
