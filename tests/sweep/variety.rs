//! Random runs are worth watching: everything that can happen does happen in some of them.

use crate::random::END;
use crate::run::scenario;
use queue_playground::world::World;
use std::collections::BTreeMap;

/// What needs more than random scenarios have: administrators, and real servers, of which a client does not see all.
const ELSEWHERE: [&str; 6] =
    ["StreamDeleted", "ConsumerDeleted", "ConsumerChanged", "NotVisible", "CameToLight", "Forgotten"];

/// The kinds of records, as `transcript::Kind` names them.
fn kinds() -> Vec<&'static str> {
    let source = include_str!("../../src/transcript/kind.rs");
    let (_, body) = source.split_once("pub enum Kind {").expect("the enum of kinds");
    let variant = |line: &'static str| line.strip_prefix("    ").filter(|line| line.starts_with(char::is_uppercase));
    let name = |line: &'static str| line.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or(line);
    body.lines().take_while(|line| *line != "}").filter_map(variant).map(name).collect()
}

#[test]
fn every_kind_of_record_occurs() {
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for seed in 0..800 {
        let scenario = scenario(seed);
        let mut world = World::new(&scenario).expect("a scenario that can be run");
        while let Some(record) = world.next_record(END, &scenario.entries) {
            let said = format!("{:?}", record.kind);
            let name = said.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
            *seen.entry(name.to_owned()).or_default() += 1;
        }
    }
    let kinds = kinds();
    assert!(kinds.len() > 40, "{kinds:?}");
    let missing: Vec<_> =
        kinds.into_iter().filter(|kind| !seen.contains_key(*kind) && !ELSEWHERE.contains(kind)).collect();
    assert!(missing.is_empty(), "nothing of this happens: {missing:?}; this does: {seen:?}");
}
