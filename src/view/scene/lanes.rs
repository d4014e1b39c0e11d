//! Lanes: what reaches a subject and what becomes of it, what a stream keeps and for whom, and how callers are tied to
//! a service.

use super::class::Class;
use super::sketch::{Line, Sketch};
use crate::i18n::{Caption, number, profile};
use crate::message::StreamId;
use crate::message::subject::Subject;
use crate::ordered::Map;
use crate::view::board::{Consumer, INBOX, Interest};
use crate::view::layout::{Flow, Lane, LaneName, Rail};
use crate::view::{Point, Rect, Stage, text};

/// From one line in a lane to the next.
const LINE: f64 = 15.0;

pub(super) fn draw_subject(sketch: &mut Sketch<'_>, rail: &Rail, rect: Rect, subject: &Subject) {
    let counts = sketch.stage.board.broker(rail.broker).and_then(|broker| broker.lanes.get(subject));
    let counts = counts.copied().unwrap_or_default();
    // Nobody asked for any of it: a lane that leads nowhere.
    let unheard = counts.unheard > 0 && counts.copies + counts.stored == 0;
    let classes: &[Class] = if unheard { &[Class::Lane, Class::Unheard] } else { &[Class::Lane] };
    sketch.rect(rect, 10.0, classes);
    let watched = sketch.stage.roster.is_watched(rail.broker);
    let (count, class) = match (counts.refused, counts.unheard) {
        _ if watched => (Caption::Seen(counts.arrived), Class::Soft),
        (0, 0) => (Caption::Routed(counts.arrived), Class::Soft),
        (0, unheard) => (Caption::Unheard(unheard), Class::Warning),
        (refused, _) => (Caption::Refused(refused), Class::Warning),
    };
    let room = rect.width - 8.0;
    let mut more = vec![(sketch.say_in(&count, room), 11, class)];
    // Who else gets it from a server that is watched is not known.
    let receivers = if watched { None } else { who_gets_it(sketch.stage, rail, subject) };
    more.extend(receivers.map(|caption| (sketch.say_in(&caption, room), 11, Class::Soft)));
    more.retain(|(words, ..)| !words.is_empty());
    let mut lines = if subject.as_str() == INBOX {
        vec![(sketch.say_in(&Caption::Inboxes, room / text::BOLD), 12, Class::Strong)]
    } else {
        let name = |others| strong_lines(subject.as_str(), rect, others);
        // A whole name is worth more than who else gets it.
        let is_cut = |lines: &[Words]| lines.iter().any(|(line, ..)| line.ends_with('…'));
        let most = more.len();
        if is_cut(&name(most)) && !is_cut(&name(most.min(1))) {
            more.truncate(1);
        }
        name(more.len())
    };
    lines.extend(more);
    write_lines(sketch, rect, lines);
}

/// The subjects of a server that is watched that have no lane of their own.
pub(super) fn draw_others(sketch: &mut Sketch<'_>, rail: &Rail, rect: Rect, subjects: usize) {
    sketch.rect(rect, 10.0, &[Class::Lane]);
    let own: Vec<&Subject> = rail.lanes.iter().filter_map(|lane| lane.name.subject()).collect();
    let broker = sketch.stage.board.broker(rail.broker);
    let lanes = broker.into_iter().flat_map(|broker| {
        let others = broker.lanes.iter().filter(|(subject, _)| !own.contains(subject));
        others.map(|(_, lane)| lane.arrived).chain([broker.others.arrived])
    });
    let seen = Caption::Seen(lanes.sum());
    let (subjects, room) = (Caption::MoreSubjects(subjects as u64), rect.width - 8.0);
    let subjects = sketch.say_in(&subjects, room / text::BOLD);
    let lines = [(subjects, 12, Class::Strong), (sketch.say_in(&seen, room), 11, Class::Soft)];
    write_lines(sketch, rect, lines.to_vec());
}

/// A stream keeps its messages: how many, and for each consumer how many it has still to deliver. The messages
/// themselves are drawn by the moving layer.
pub(super) fn draw_stream(sketch: &mut Sketch<'_>, rail: &Rail, lane: &Lane, id: StreamId, name: &str) {
    sketch.rect(lane.rect, 10.0, &[Class::Lane, Class::Stream]);
    let board = sketch.stage.board;
    let inside = lane.stream(board.consumers(rail.broker).filter(|(_, consumer)| consumer.stream == id).count());
    let held = board.stream(rail.broker, id).map_or(0, |stream| stream.messages);
    let held = sketch.say(&Caption::Held(held));
    let wide = text::width(&held, 11);
    let both = text::width(name, 12) * text::BOLD + wide + 8.0;
    if both <= inside.heading.width || inside.rows.is_empty() {
        let end = Point::new(inside.heading.right(), inside.heading.y);
        sketch.line(Line::end(end, wide, 11), &held, &[Class::Soft]);
        let room = inside.heading.width - wide - 6.0;
        sketch.line(Line::start(inside.heading_start(), room, 12), name, &[Class::Strong]);
    } else {
        sketch.line(Line::start(inside.heading_start(), inside.heading.width, 12), name, &[Class::Strong]);
    }
    let consumers = board.consumers(rail.broker).filter(|(_, consumer)| consumer.stream == id);
    for ((_, consumer), row) in consumers.zip(&inside.rows) {
        let pending = number::count(consumer.pending());
        let (left, right) = (Point::new(row.x, row.y + 11.0), Point::new(row.right(), row.y + 11.0));
        let room = text::width(&pending, 12) * text::BOLD;
        sketch.line(Line::end(right, room + 2.0, 12), &pending, &[Class::Strong]);
        let (words, class) = doing(sketch, consumer, row.width - room - 6.0);
        // Half a name says less than the link to its crew.
        if text::width(&words, 10) <= row.width - room - 6.0 {
            sketch.line(Line::start(left, row.width - room - 6.0, 11), &words, &[class]);
        }
    }
}

/// The name of a consumer, and the worst that can be said about its messages if there is room for both.
fn doing(sketch: &Sketch<'_>, consumer: &Consumer, room: f64) -> (String, Class) {
    let ledger = &consumer.ledger;
    let worst = match (ledger.exhausted, ledger.awaiting_redelivery, consumer.outstanding()) {
        (0, 0, 0) => return (consumer.name.to_string(), Class::Soft),
        (0, 0, outstanding) => (Caption::Unacknowledged(outstanding), Class::Soft),
        (0, again, _) => (Caption::Again(again), Class::Soft),
        (exhausted, ..) => (Caption::Exhausted(exhausted), Class::Warning),
    };
    let both = format!("{} · {}", consumer.name, sketch.say(&worst.0));
    if text::width(&both, 10) <= room { (both, worst.1) } else { (consumer.name.to_string(), worst.1) }
}

/// Where callers meet the service that they need: how many wait, and how many did in vain. Whoever calls is tied to who
/// is called, and nobody stands between.
pub(super) fn draw_ties(sketch: &mut Sketch<'_>, rail: &Rail) {
    let callers = || {
        let members = sketch.stage.board.members();
        let is_caller = |part: u16| {
            sketch.stage.roster.parts().any(|(position, one)| position == part && one.broker == Some(rail.broker.part))
        };
        members.filter(move |(id, _)| is_caller(id.part)).map(|(_, member)| member)
    };
    let open: usize = callers().map(|member| member.questions().unanswered()).sum();
    let unanswered: u64 = callers().map(|member| member.counters.unanswered).sum();
    let profile = sketch.stage.roster.part(rail.broker).and_then(|part| part.profile.as_ref());
    let rules = profile.map_or(String::new(), |rules| profile::rules(sketch.lang(), rules));
    if sketch.layout.flow == Flow::Right {
        let above = rail.rect.top_middle().moved(0.0, -8.0);
        // There is nothing beside it but links.
        sketch.line(Line::middle(above, rail.rect.width + 32.0, 11), &rules, &[Class::Soft]);
    }
    for lane in rail.lanes.iter().filter(|lane| !lane.name.is_inbox()) {
        let LaneName::Subject(subject) = &lane.name else { continue };
        let mut classes = vec![Class::Lane, Class::Tie];
        if sketch.stage.selection == Some(rail.broker) {
            classes.push(Class::Selected);
        }
        sketch.rect(lane.rect, lane.rect.height / 2.0, &classes);
        let mut more = vec![(sketch.say(&Caption::OpenCalls(open as u64)), 12, Class::Text)];
        if unanswered > 0 {
            more.push((sketch.say(&Caption::Unanswered(unanswered)), 11, Class::Warning));
        }
        let mut lines = strong_lines(subject.as_str(), lane.rect.inset(6.0), more.len());
        lines.truncate(1);
        if sketch.layout.flow == Flow::Down {
            lines.push((rules.clone(), 10, Class::Soft));
        }
        lines.extend(more);
        write_lines(sketch, lane.rect, lines);
    }
}

/// A line of words, the size of its type, and what it is.
type Words = (String, u8, Class);

/// A subject in as many lines as there is room for above `others` more.
fn strong_lines(name: &str, rect: Rect, others: usize) -> Vec<Words> {
    let room = (rect.width - 12.0) / text::BOLD;
    let most = (room_for_lines(rect).saturating_sub(others)).clamp(1, 3);
    let size = if text::subject_lines(name, 12, room, most).iter().any(|line| line.ends_with('…')) { 10 } else { 12 };
    let lines = text::subject_lines(name, size, room, most).into_iter();
    lines.map(|line| (line, size, Class::Strong)).collect()
}

fn room_for_lines(rect: Rect) -> usize {
    ((rect.height - 2.0) / 13.0).max(1.0) as usize
}

/// As many as there is room for, one below the other in the middle.
fn write_lines(sketch: &mut Sketch<'_>, rect: Rect, mut lines: Vec<Words>) {
    lines.truncate(room_for_lines(rect));
    let step = ((rect.height - 6.0) / lines.len().max(1) as f64).min(LINE);
    let top = rect.center().y - step * (lines.len() as f64 - 1.0) / 2.0 + 4.0;
    for ((line, size, class), number) in lines.iter().zip(0_u32..) {
        let at = Point::new(rect.center().x, top + step * f64::from(number));
        sketch.line(Line::middle(at, rect.width - 8.0, *size), line, &[*class]);
    }
}

/// Who gets a message of this subject, as the broker knows them now.
fn who_gets_it(stage: &Stage<'_>, rail: &Rail, subject: &Subject) -> Option<Caption<'static>> {
    let members =
        stage.board.members().filter(|(_, member)| member.connection.is_some_and(|(broker, _)| broker == rail.broker));
    let interests = members.flat_map(|(_, member)| member.subscriptions.values());
    let mut copies: Map<Option<&str>, u64> = Map::new();
    let hears = |interest: &&Interest| stage.roster.matches(rail.broker.part, &interest.filter, subject);
    for interest in interests.filter(hears) {
        *copies.or_default(interest.group.as_deref()) += 1;
    }
    let plain = copies.remove(&None).unwrap_or(0);
    match (plain, copies.len(), copies.values().next()) {
        (0, 1, Some(&members)) => Some(Caption::OneOf(members)),
        (0, 0, _) => None,
        (plain, groups, _) => Some(Caption::CopiesEach(plain + groups as u64)),
    }
}
