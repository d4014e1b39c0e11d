//! What a menu offers: the verbs of the one table, each with its sign and its help, in groups.

use super::icons::Icon;
use super::session::Run;
use crate::i18n::{Said, Text, instruments};
use crate::message::ComponentId;
use crate::scenario::{Condition, Role, Verb, verbs};

/// Something that a menu offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// Something that can be done to the component.
    Verb(Verb),
    /// The log, with the component's lines only.
    Log,
    /// The protocol lines of the component's connection.
    Wire,
}

/// How an item is shown.
#[derive(Clone, Copy)]
pub struct Shown {
    /// For scripts.
    pub key: &'static str,
    pub icon: Icon,
    pub label: Label,
    /// What it does, in one sentence; none where the label says it all.
    pub help: Option<Text>,
    /// Items of one group stand together.
    pub group: u8,
}

/// The words on an item.
#[derive(Clone, Copy)]
pub enum Label {
    Text(Text),
    Said(Said),
}

/// What can be done now to this component, and what can be read of it.
pub fn items(run: &Run, component: ComponentId) -> Vec<Item> {
    let Some(part) = run.roster().part(component) else { return Vec::new() };
    let can = run.capabilities();
    let is_possible = |verb: &Verb| match verb {
        Verb::LoseNext => can.links,
        Verb::RestartBroker => can.restart_broker,
        _ => can.acts && can.faults,
    };
    let verbs = verbs(part, condition(run, component)).filter(is_possible).map(Item::Verb);
    let talks = part.broker.is_some() && !matches!(part.role, Some(Role::Database(_)));
    verbs.chain([Item::Log]).chain(talks.then_some(Item::Wire)).collect()
}

fn condition(run: &Run, component: ComponentId) -> Condition {
    let (board, members) = (&run.known().board, run.members(component.part));
    let Some(member) = board.member(component) else {
        let crashed = board.broker(component).is_some_and(|broker| broker.is_down);
        return Condition { crashed, members, ..Condition::default() };
    };
    Condition {
        crashed: !member.is_up(),
        cut_off: member.is_cut_off,
        paused: member.is_paused,
        slowed: member.slowdown > 1,
        members,
    }
}

/// How an item is shown.
pub const fn shown(item: Item) -> Shown {
    let (key, icon, label, help, group) = match item {
        Item::Verb(Verb::Crash) => ("crash", Icon::Crash, Text::Crash, Text::CrashHelp, 0),
        Item::Verb(Verb::Restart) => ("restart", Icon::Reset, Text::Restart, Text::RestartHelp, 0),
        Item::Verb(Verb::Pause) => ("pause", Icon::Pause, Text::PauseProcess, Text::PauseProcessHelp, 0),
        Item::Verb(Verb::Unpause) => ("unpause", Icon::Play, Text::UnpauseProcess, Text::UnpauseProcessHelp, 0),
        Item::Verb(Verb::SlowDown) => ("slow", Icon::Slow, Text::SlowDown, Text::SlowDownHelp, 0),
        Item::Verb(Verb::SpeedUp) => ("speed-up", Icon::Fast, Text::SpeedUp, Text::SpeedUpHelp, 0),
        Item::Verb(Verb::ScaleUp) => ("scale-up", Icon::More, Text::ScaleUp, Text::ScaleUpHelp, 1),
        Item::Verb(Verb::ScaleDown) => ("scale-down", Icon::Fewer, Text::ScaleDown, Text::ScaleDownHelp, 1),
        Item::Verb(Verb::Partition) => ("partition", Icon::Cut, Text::Partition, Text::PartitionHelp, 2),
        Item::Verb(Verb::Heal) => ("heal", Icon::Link, Text::Heal, Text::HealHelp, 2),
        Item::Verb(Verb::LoseNext) => ("lose-next", Icon::Lose, Text::LoseNext, Text::LoseNextHelp, 2),
        Item::Verb(Verb::PoisonNext) => ("poison-next", Icon::Poison, Text::PoisonNext, Text::PoisonNextHelp, 3),
        Item::Verb(Verb::RestartBroker) => {
            ("restart-broker", Icon::Reset, Text::RestartBroker, Text::RestartBrokerHelp, 0)
        }
        Item::Log => return reading("its-log", Icon::Lines, instruments::ITS_LOG),
        Item::Wire => return reading("its-wire", Icon::Wire, instruments::ITS_WIRE),
    };
    Shown { key, icon, label: Label::Text(label), help: Some(help), group }
}

const fn reading(key: &'static str, icon: Icon, label: Said) -> Shown {
    Shown { key, icon, label: Label::Said(label), help: None, group: 4 }
}
