//! Interest: which subscriptions ask for a subject. A tree by token, so that what does not match costs nothing.

use crate::message::subject::{Filter, Subject};
use crate::message::{ConnectionId, Sid};
use crate::ordered::Map;
use crate::sim::chance::key_of;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// A subscription as the broker knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Subscription {
    pub(super) connection: ConnectionId,
    pub(super) sid: Sid,
    pub(super) group: Option<Arc<str>>,
}

/// Where what is said under a subject goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Matches {
    /// Subscriptions without a group: each gets a copy.
    pub(super) plain: Vec<(ConnectionId, Sid)>,
    /// Queue groups in the order of their names: one member of each gets a copy.
    pub(super) groups: Vec<Group>,
}

/// A queue group, whatever its members' filters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) name: Arc<str>,
    /// The number of its name, by which its luck is drawn.
    pub(super) key: u64,
    pub(super) members: Vec<(ConnectionId, Sid)>,
}

/// All interest of one broker.
#[derive(Clone, Debug)]
pub(super) struct Interest {
    root: Node,
    /// Where subjects go that were asked for more than once since the interest changed. nats-server keeps such a table,
    /// too, for as many subjects (`sublist.go`, `slCacheMax`).
    known: Map<Subject, Arc<Matches>>,
    /// The subjects that were not known of late. Inboxes come once and never again: to keep those would be a waste.
    missed: VecDeque<Subject>,
}

/// How many subjects are known at most.
const MOST_KNOWN: usize = 1_024;
/// How many subjects are noted as not known.
const MOST_MISSED: usize = 8;

/// What is asked for below some tokens.
#[derive(Clone, Debug, Default)]
struct Node {
    /// By the next token, taken literally.
    named: BTreeMap<Box<str>, Node>,
    /// Behind a `*`.
    any: Option<Box<Node>>,
    /// Those whose filter goes on with `>`, which is its end.
    below: Vec<Subscription>,
    /// Those whose filter ends here.
    here: Vec<Subscription>,
}

impl Interest {
    pub(super) const fn new() -> Interest {
        let root = Node { named: BTreeMap::new(), any: None, below: Vec::new(), here: Vec::new() };
        Interest { root, known: Map::new(), missed: VecDeque::new() }
    }

    pub(super) fn insert(&mut self, filter: &Filter, subscription: Subscription) {
        self.known.clear();
        let mut node = &mut self.root;
        for token in filter.tokens() {
            node = match token {
                // The last token, as in every valid filter.
                ">" => return node.below.push(subscription),
                "*" => node.any.get_or_insert_default(),
                name => node.named.entry(name.into()).or_default(),
            };
        }
        node.here.push(subscription);
    }

    pub(super) fn remove(&mut self, filter: &Filter, connection: ConnectionId, sid: Sid) {
        self.known.clear();
        self.root.remove(Some(filter.as_str()), connection, sid);
    }

    /// Where what is said under this subject goes, if possible as it was found before.
    pub(super) fn look_up(&mut self, subject: &Subject) -> Arc<Matches> {
        if let Some(matches) = self.known.get(subject) {
            return Arc::clone(matches);
        }
        let matches = Arc::new(self.matches(subject));
        if self.missed.contains(subject) {
            if self.known.len() >= MOST_KNOWN {
                self.known.clear();
            }
            self.known.insert(subject.clone(), Arc::clone(&matches));
        } else {
            self.missed.truncate(MOST_MISSED - 1);
            self.missed.push_front(subject.clone());
        }
        matches
    }

    /// Whether anybody asks for the subject.
    pub(super) fn is_heard(&self, subject: &Subject) -> bool {
        let is_empty = |matches: &Matches| matches.plain.is_empty() && matches.groups.is_empty();
        !self.known.get(subject).map_or_else(|| is_empty(&self.matches(subject)), |known| is_empty(known))
    }

    /// Which subscriptions ask for the subject. One with an empty token is asked for by nobody, not even by `>`.
    pub(super) fn matches(&self, subject: &Subject) -> Matches {
        let mut matches = Matches::default();
        if subject.tokens().all(|token| !token.is_empty()) {
            self.root.collect(Some(subject.as_str()), &mut matches);
        }
        matches.groups.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        matches
    }
}

impl Node {
    /// `rest` is what is left of the subject; none at its end.
    fn collect(&self, rest: Option<&str>, matches: &mut Matches) {
        let Some(rest) = rest else { return matches.add(&self.here) };
        // `>` stands for one token or more, so it matches wherever at least one is left.
        matches.add(&self.below);
        let (token, rest) = split(rest);
        if let Some(any) = &self.any {
            any.collect(rest, matches);
        }
        // A `*` or `>` that somebody published is a token like any other, and no filter has it as a name.
        if let Some(named) = self.named.get(token) {
            named.collect(rest, matches);
        }
    }

    /// Takes the subscription out and prunes branches that have become empty.
    fn remove(&mut self, rest: Option<&str>, connection: ConnectionId, sid: Sid) {
        let other = |one: &Subscription| (one.connection, one.sid) != (connection, sid);
        match rest.map(split) {
            None => self.here.retain(other),
            Some((">", _)) => self.below.retain(other),
            Some(("*", rest)) => {
                if let Some(any) = &mut self.any {
                    any.remove(rest, connection, sid);
                }
                self.any.take_if(|any| any.is_empty());
            }
            Some((name, rest)) => {
                let Some(named) = self.named.get_mut(name) else { return };
                named.remove(rest, connection, sid);
                if named.is_empty() {
                    self.named.remove(name);
                }
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.named.is_empty() && self.any.is_none() && self.below.is_empty() && self.here.is_empty()
    }
}

/// The first token and what follows it.
fn split(subject: &str) -> (&str, Option<&str>) {
    subject.split_once('.').map_or((subject, None), |(token, rest)| (token, Some(rest)))
}

impl Matches {
    fn add(&mut self, subscriptions: &[Subscription]) {
        for Subscription { connection, sid, group } in subscriptions {
            let members = match group {
                None => &mut self.plain,
                Some(name) => self.members(name),
            };
            members.push((*connection, *sid));
        }
    }

    /// The members of a group so far. There are few groups.
    fn members(&mut self, name: &Arc<str>) -> &mut Vec<(ConnectionId, Sid)> {
        let place = self.groups.iter().position(|group| group.name == *name).unwrap_or_else(|| {
            self.groups.push(Group { name: Arc::clone(name), key: key_of(name), members: Vec::new() });
            self.groups.len() - 1
        });
        &mut self.groups[place].members
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
            subject in tokens(&["a", "b", "c", "*", ">", ""]),
        ) {
            let filters: Vec<Filter> = filters.iter().filter_map(|text| Filter::parse(text).ok()).collect();
            // As it may come over the wire.
            let Ok(subject) = Subject::from_wire(&subject) else { return Ok(()) };
            let mut interest = Interest::new();
            for (number, filter) in (0..).zip(&filters) {
                interest.insert(filter, Subscription { connection: ConnectionId(1), sid: Sid(number), group: None });
            }
            // What is remembered must not outlive a change.
            for _ in 0..3 {
                let _ = interest.look_up(&subject);
            }
            if let Some(filter) = filters.get(removed) {
                interest.remove(filter, ConnectionId(1), Sid(u32::try_from(removed).unwrap()));
            }
            let mut found: Vec<u32> = interest.matches(&subject).plain.iter().map(|(_, sid)| sid.0).collect();
            found.sort_unstable();
            let expected: Vec<u32> = (0..)
                .zip(&filters)
                .filter(|&(number, filter)| number as usize != removed && filter.matches(&subject))
                .map(|(number, _)| number)
                .collect();
            prop_assert_eq!(found, expected);
            for _ in 0..3 {
                prop_assert_eq!(&*interest.look_up(&subject), &interest.matches(&subject));
                prop_assert_eq!(interest.is_heard(&subject), !interest.matches(&subject).plain.is_empty());
            }
        }
    }
}
