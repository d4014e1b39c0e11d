//! The same picture in words: one sentence for each component, for those who listen to it.

use super::board::{Consumer, Member, State};
use super::scene::rate;
use super::{Board, Stage};
use crate::i18n::{Caption, name};
use crate::message::ComponentId;
use crate::scenario::{Parameter, Profile, Role, Roster, RosterPart};
use crate::sim::time::Rate;

/// What a component is and how it is, as a sentence: `save-handler 2: working, 5 pending, 31 done`.
pub fn describe(component: ComponentId, stage: &Stage<'_>) -> String {
    let lang = stage.preferences.lang;
    let name = called(component, stage);
    let Some(part) = stage.roster.part(component) else { return name };
    let captions = match (&part.role, &part.profile) {
        (Some(role @ (Role::Publisher(_) | Role::Requester(_) | Role::Gatherer(_))), _) => {
            publisher(component, role, stage)
        }
        (Some(Role::Handler(_) | Role::DeadLetterHandler(_) | Role::Administrator(_)), _) => {
            stage.board.member(component).map_or(vec![Caption::Gone], |member| {
                if stage.roster.is_watched(component) {
                    return looking_on(component, member, stage.roster);
                }
                let mut captions = handler(member);
                captions.extend(held_up(component, member, stage.board));
                captions
            })
        }
        (Some(Role::Database(config)), _) => database(component, stage.board, config.connection_limit),
        (None, profile) => broker(component, stage, profile.as_ref()),
    };
    let said: Vec<String> = captions.iter().map(|caption| caption.say(lang)).collect();
    format!("{name}: {}", said.join(", "))
}

/// What a component is called in the picture. The only member of its crew, that nobody can give company with a knob,
/// needs no number.
pub(super) fn called(component: ComponentId, stage: &Stage<'_>) -> String {
    let of_crew = stage.board.members().filter(|(member, _)| member.part == component.part).count();
    let is_scaled = |part: &RosterPart| part.knobs.iter().any(|(_, parameter)| *parameter == Parameter::Replicas);
    match stage.roster.part(component) {
        Some(part) if part.numbered && component.member == 1 && of_crew == 1 && !is_scaled(part) => part.name.clone(),
        _ => name::component(stage.preferences.lang, component, stage.roster),
    }
}

fn publisher(component: ComponentId, role: &Role, stage: &Stage<'_>) -> Vec<Caption<'static>> {
    let counters = stage.board.member(component).map(|member| member.counters).unwrap_or_default();
    let initial = role.publishes().map_or(Rate::ZERO, |published| published.rate);
    let rate = rate(stage, component.part, initial);
    let rate = if matches!(role, Role::Publisher(_)) { Caption::Rate(rate) } else { Caption::AskingRate(rate) };
    let mut captions = match role {
        Role::Requester(_) => vec![Caption::Requester, rate, Caption::Asked(counters.asked)],
        Role::Gatherer(_) => vec![Caption::Gatherer, rate, Caption::Asked(counters.asked)],
        _ => vec![Caption::Publisher, rate, Caption::Published(counters.published)],
    };
    if !matches!(role, Role::Publisher(_)) {
        captions.push(Caption::Replies(counters.done));
    }
    let waits = stage.board.member(component).map_or(0, |member| member.questions().unanswered());
    if waits > 0 {
        captions.push(Caption::Awaits(waits as u64));
    }
    if counters.unanswered > 0 {
        captions.push(Caption::Unanswered(counters.unanswered));
    }
    let states = stage.board.member(component).into_iter().flat_map(states);
    captions.splice(1..1, states);
    captions
}

/// How many messages cannot reach a member that is frozen or cut off, if there are any.
pub(super) fn held_up(component: ComponentId, member: &Member, board: &Board) -> Option<Caption<'static>> {
    let waits = if member.is_paused || member.is_cut_off { board.on_the_way_to(component) } else { 0 };
    (waits > 0).then_some(Caption::HeldUp(waits))
}

/// What was done to a member, the gravest first.
pub(super) fn states(member: &Member) -> Vec<Caption<'static>> {
    let states = [
        (member.is_paused, Caption::Paused),
        (member.is_cut_off, Caption::CutOff),
        (member.slowdown > 1, Caption::Slowed(u64::from(member.slowdown))),
        (member.loss_armed, Caption::NextIsLost),
        (member.poison_armed, Caption::NextIsPoison),
    ];
    states.into_iter().filter(|(holds, _)| *holds).map(|(_, caption)| caption).collect()
}

/// The page that watches a real server: it works on nothing.
fn looking_on<'a>(page: ComponentId, member: &'a Member, roster: &Roster) -> Vec<Caption<'a>> {
    let filters = member.subscriptions.values().map(|interest| Caption::AsksFor(interest.filter.as_str()));
    filters.chain([done(page, member.counters.done, roster)]).collect()
}

/// What a member has done: who watches has seen it.
pub(super) fn done(component: ComponentId, number: u64, roster: &Roster) -> Caption<'static> {
    if roster.is_watched(component) { Caption::Seen(number) } else { Caption::Done(number) }
}

fn handler(member: &Member) -> Vec<Caption<'_>> {
    let not_done = member.counters.lost + member.counters.failed;
    let mut captions = match member.state {
        State::Crashed { at, held, kept } => {
            let mut captions = vec![Caption::CrashedAt(at), Caption::LostWithIt(u64::from(held - kept))];
            captions.extend((kept > 0).then_some(Caption::ComesAgain(u64::from(kept))));
            captions
        }
        State::Draining => vec![Caption::Draining, Caption::Pending(member.pending_count())],
        State::Up if member.waits_for_connection() => {
            vec![Caption::WaitsForConnection, Caption::Pending(member.pending_count())]
        }
        State::Up if member.work.is_empty() => vec![Caption::Idle],
        State::Up => vec![working(member), Caption::Pending(member.pending_count())],
    };
    captions.splice(0..0, states(member));
    captions.extend(member.wildcard().map(|filter| Caption::AsksFor(filter.as_str())));
    captions.push(Caption::Done(member.counters.done));
    if not_done > 0 && member.is_up() {
        captions.push(Caption::NotDone(not_done));
    }
    if member.counters.returned > 0 && member.is_up() {
        captions.push(Caption::Returned(member.counters.returned));
    }
    captions
}

fn working(member: &Member) -> Caption<'static> {
    match member.work.len() {
        1 => Caption::Working,
        several => Caption::WorkingOn(several as u64),
    }
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

fn broker<'a>(component: ComponentId, stage: &Stage<'a>, profile: Option<&'a Profile>) -> Vec<Caption<'a>> {
    let board = stage.board;
    let lanes = board.broker(component).map(|broker| broker.lanes.values().chain([&broker.others]));
    let (arrived, unheard) = lanes
        .into_iter()
        .flatten()
        .fold((0, 0), |(arrived, unheard), lane| (arrived + lane.arrived, unheard + lane.unheard));
    let rules = profile.map(|profile| match stage.server {
        Some(version) => Caption::Server(profile, version),
        None => Caption::Rules(profile),
    });
    let mut captions: Vec<Caption<'a>> = rules.into_iter().collect();
    captions.extend(stage.is_out_of_reach(component).then_some(Caption::OutOfReach));
    if profile == Some(&Profile::Watched) {
        captions.push(Caption::Seen(arrived));
        captions.extend(seen(component, board));
        return captions;
    }
    captions.extend(board.broker(component).is_some_and(|broker| broker.is_down).then_some(Caption::Stopped));
    captions.push(Caption::Routed(arrived));
    if board.streams(component).next().is_none() {
        captions.push(Caption::KeepsNothing);
    }
    if unheard > 0 {
        captions.push(Caption::Unheard(unheard));
    }
    for (id, stream) in board.streams(component) {
        captions.extend([Caption::Stream(&stream.name), Caption::Held(stream.messages)]);
        let consumers = board.consumers(component).filter(|(_, consumer)| consumer.stream == id);
        captions.extend(consumers.flat_map(|(_, consumer)| consumer_captions(consumer)));
    }
    captions
}

/// The subjects of a server that is watched, as they were found; of many, the first ones.
fn seen(server: ComponentId, board: &Board) -> Vec<Caption<'_>> {
    const MOST: usize = 12;
    let lanes = board.broker(server).into_iter().flat_map(|broker| broker.lanes.iter());
    let mut lanes: Vec<(u32, &str, u64)> =
        lanes.map(|(subject, lane)| (lane.place, subject.as_str(), lane.arrived)).collect();
    lanes.sort_unstable();
    let more = lanes.len().saturating_sub(MOST);
    let of = lanes.iter().take(MOST).map(|&(_, subject, seen)| Caption::SeenOf { subject, seen });
    of.chain((more > 0).then_some(Caption::MoreSubjects(more as u64))).collect()
}

/// Where a consumer's messages are; what there is none of is left out, but for those that wait.
fn consumer_captions(consumer: &Consumer) -> Vec<Caption<'_>> {
    let counts = [
        Caption::Unacknowledged(consumer.outstanding()),
        Caption::Again(consumer.ledger.awaiting_redelivery),
        Caption::Exhausted(consumer.ledger.exhausted),
        Caption::Fetches(consumer.fetches.len() as u64),
    ];
    let some = |caption: &Caption<'_>| {
        !matches!(caption, Caption::Unacknowledged(0) | Caption::Again(0) | Caption::Exhausted(0) | Caption::Fetches(0))
    };
    let first = [Caption::Consumer(&consumer.name), Caption::Pending(consumer.pending())];
    first.into_iter().chain(counts.into_iter().filter(some)).collect()
}
