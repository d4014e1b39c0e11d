//! The same picture in words: one sentence for each component, for those who listen to it.

use super::board::{Member, State, Statement};
use super::scene::rate;
use super::{Board, Stage};
use crate::i18n::{Caption, name};
use crate::message::ComponentId;
use crate::scenario::Role;

/// What a component is and how it is, as a sentence: `save-handler 2: working, 5 pending, 31 done`.
pub fn describe(component: ComponentId, stage: &Stage<'_>) -> String {
    let lang = stage.preferences.lang;
    let name = name::component(lang, component, stage.roster);
    let Some(part) = stage.roster.part(component) else { return name };
    let captions = match (&part.role, &part.profile) {
        (Some(Role::Publisher(config)), _) => vec![
            Caption::Publisher,
            Caption::Rate(rate(stage, component.part, config.rate)),
            Caption::Published(stage.board.member(component).map_or(0, |member| member.counters.published)),
        ],
        (Some(Role::Handler(_)), _) => stage.board.member(component).map_or(vec![Caption::Gone], handler),
        (Some(Role::Database(config)), _) => database(component, stage.board, config.connection_limit),
        (None, _) => broker(component, stage.board),
    };
    let said: Vec<String> = captions.iter().map(|caption| caption.say(lang)).collect();
    format!("{name}: {}", said.join(", "))
}

fn handler(member: &Member) -> Vec<Caption<'static>> {
    let not_done = member.counters.lost + member.counters.failed;
    let mut captions = match (member.state, &member.work) {
        (State::Crashed { at, held }, _) => vec![Caption::CrashedAt(at), Caption::LostWithIt(u64::from(held))],
        (State::Draining, _) => vec![Caption::Draining, Caption::Pending(member.pending_count())],
        (State::Up, Some(work)) if work.statement == Some(Statement::Queued) => {
            vec![Caption::WaitsForConnection, Caption::Pending(member.pending_count())]
        }
        (State::Up, Some(_)) => vec![Caption::Working, Caption::Pending(member.pending_count())],
        (State::Up, None) => vec![Caption::Idle],
    };
    captions.push(Caption::Done(member.counters.done));
    if not_done > 0 && member.is_up() {
        captions.push(Caption::NotDone(not_done));
    }
    captions
}

fn database(component: ComponentId, board: &Board, limit: u16) -> Vec<Caption<'static>> {
    let database = board.database(component);
    let (total, open, peak, waiting) = database.map_or((0, 0, 0, 0), |database| {
        (database.total, database.sessions.len(), database.peak, database.waiting.len())
    });
    let mut captions = vec![
        Caption::Saved(total),
        Caption::Connections(open as u64),
        Caption::PeakAndLimit { peak: peak as u64, limit: u64::from(limit) },
    ];
    if waiting > 0 {
        captions.push(Caption::Queued(waiting as u64));
    }
    captions
}

fn broker(component: ComponentId, board: &Board) -> Vec<Caption<'static>> {
    let lanes = board.broker(component).map(|broker| broker.lanes.values().chain([&broker.others]));
    let (arrived, unheard) = lanes
        .into_iter()
        .flatten()
        .fold((0, 0), |(arrived, unheard), lane| (arrived + lane.arrived, unheard + lane.unheard));
    let mut captions =
        vec![Caption::CoreSimulated, Caption::NatsVersion, Caption::Routed(arrived), Caption::KeepsNothing];
    if unheard > 0 {
        captions.push(Caption::Unheard(unheard));
    }
    captions
}
