//! Rails: a broker with its subjects as lanes, so that routing can be seen.

use super::class::Class;
use super::sketch::{Line, Sketch};
use crate::i18n::{Caption, profile};
use crate::message::StreamId;
use crate::message::subject::Subject;
use crate::ordered::Map;
use crate::view::board::{Consumer, INBOX, Interest};
use crate::view::layout::{Flow, Lane, LaneName, Rail};
use crate::view::{Point, Rect, Stage, text};

/// From one line in a lane to the next.
const LINE: f64 = 15.0;

pub(super) fn draw_grounds(sketch: &mut Sketch<'_>) {
    let layout = sketch.layout;
    for rail in &layout.rails {
        let selected = sketch.stage.selection == Some(rail.broker);
        let classes: &[Class] = if selected { &[Class::Rail, Class::Selected] } else { &[Class::Rail] };
        sketch.rect(rail.rect, 18.0, classes);
    }
}

/// Lanes and words, above the links that lead to them.
pub(super) fn draw_lanes(sketch: &mut Sketch<'_>) {
    let layout = sketch.layout;
    for rail in &layout.rails {
        draw_heading(sketch, rail);
        for lane in &rail.lanes {
            draw_lane(sketch, rail, lane);
        }
        draw_foot(sketch, rail);
    }
}

fn draw_heading(sketch: &mut Sketch<'_>, rail: &Rail) {
    let profile = sketch.stage.roster.part(rail.broker).and_then(|part| part.profile.as_ref());
    let lang = sketch.lang();
    let kind = profile.map_or("", |profile| profile::kind(lang, profile));
    let version = profile.map_or("", |profile| profile::reference(lang, profile));
    let name = sketch.name(rail.broker);
    let heading = rail.heading;
    let room = heading.width - 16.0;
    let (place, top): (fn(Point, f64, u8) -> Line, Point) = match sketch.layout.flow {
        Flow::Right => (Line::middle, Point::new(heading.center().x, heading.y + 28.0)),
        Flow::Down => (Line::start, Point::new(heading.x + 12.0, heading.center().y - 18.0)),
    };
    sketch.line(place(top, room, 14), &name, &[Class::Strong]);
    sketch.line(place(top.moved(0.0, 18.0), room, 12), kind, &[Class::Soft]);
    // Where there is little room, the number of the version stands below the product.
    let number = version.find(|letter: char| letter.is_ascii_digit()).filter(|_| sketch.layout.flow == Flow::Down);
    let (product, number) = version.split_at(number.unwrap_or(version.len()));
    sketch.line(place(top.moved(0.0, 34.0), room, 11), product.trim_end(), &[Class::Soft]);
    sketch.line(place(top.moved(0.0, 48.0), room, 11), number, &[Class::Soft]);
}

fn draw_lane(sketch: &mut Sketch<'_>, rail: &Rail, lane: &Lane) {
    match &lane.name {
        LaneName::Subject(subject) => draw_subject(sketch, rail, lane.rect, subject),
        LaneName::Stream { id, name, .. } => draw_stream(sketch, rail, lane.rect, *id, name),
    }
}

fn draw_subject(sketch: &mut Sketch<'_>, rail: &Rail, rect: Rect, subject: &Subject) {
    let counts = sketch.stage.board.broker(rail.broker).and_then(|broker| broker.lanes.get(subject));
    let counts = counts.copied().unwrap_or_default();
    // Nobody asked for any of it: a lane that leads nowhere.
    let unheard = counts.unheard > 0 && counts.copies + counts.stored == 0;
    let classes: &[Class] = if unheard { &[Class::Lane, Class::Unheard] } else { &[Class::Lane] };
    sketch.rect(rect, 10.0, classes);
    let mut lines = if subject.as_str() == INBOX {
        vec![(sketch.say(&Caption::Inboxes), 12, Class::Strong)]
    } else {
        strong_lines(subject.as_str(), rect)
    };
    let (count, class) = match (counts.refused, counts.unheard) {
        (0, 0) => (Caption::Routed(counts.arrived), Class::Soft),
        (0, unheard) => (Caption::Unheard(unheard), Class::Warning),
        (refused, _) => (Caption::Refused(refused), Class::Warning),
    };
    lines.push((sketch.say(&count), 11, class));
    let receivers = who_gets_it(sketch.stage, rail, subject);
    lines.extend(receivers.map(|caption| (sketch.say(&caption), 11, Class::Soft)));
    write_lines(sketch, rect, lines);
}

/// A stream keeps its messages: how many, and of these, how many its consumers have still to deliver.
fn draw_stream(sketch: &mut Sketch<'_>, rail: &Rail, rect: Rect, id: StreamId, name: &str) {
    sketch.rect(rect, 10.0, &[Class::Lane, Class::Stream]);
    let board = sketch.stage.board;
    let held = board.stream(rail.broker, id).map_or(0, |stream| stream.messages);
    let mut lines = strong_lines(name, rect);
    lines.push((sketch.say(&Caption::Held(held)), 11, Class::Soft));
    let sum = |read: fn(&Consumer) -> u64| {
        let consumers = board.consumers(rail.broker).filter(|(_, consumer)| consumer.stream == id);
        consumers.map(|(_, consumer)| read(consumer)).sum::<u64>()
    };
    if board.consumers(rail.broker).any(|(_, consumer)| consumer.stream == id) {
        lines.push((sketch.say(&Caption::Pending(sum(Consumer::pending))), 11, Class::Soft));
    }
    let (outstanding, again) = (sum(Consumer::outstanding), sum(|consumer| consumer.ledger.awaiting_redelivery));
    let exhausted = sum(|consumer| consumer.ledger.exhausted);
    if exhausted > 0 {
        lines.push((sketch.say(&Caption::Exhausted(exhausted)), 11, Class::Warning));
    }
    if again > 0 {
        lines.push((sketch.say(&Caption::Again(again)), 11, Class::Soft));
    }
    if outstanding > 0 {
        lines.push((sketch.say(&Caption::Unacknowledged(outstanding)), 11, Class::Soft));
    }
    write_lines(sketch, rect, lines);
}

/// A line of words, the size of its type, and what it is.
type Words = (String, u8, Class);

fn strong_lines(name: &str, rect: Rect) -> Vec<Words> {
    let lines = text::subject_lines(name, 12, (rect.width - 12.0) / text::BOLD).into_iter();
    lines.map(|line| (line, 12, Class::Strong)).collect()
}

/// As many as there is room for, one below the other in the middle.
fn write_lines(sketch: &mut Sketch<'_>, rect: Rect, mut lines: Vec<Words>) {
    lines.truncate(((rect.height - 4.0) / LINE).max(1.0) as usize);
    let top = rect.center().y - LINE * (lines.len() as f64 - 1.0) / 2.0 + 4.0;
    for ((line, size, class), number) in lines.iter().zip(0_u32..) {
        let at = Point::new(rect.center().x, top + LINE * f64::from(number));
        sketch.line(Line::middle(at, rect.width - 12.0, *size), line, &[*class]);
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

/// What is special about where this broker keeps messages, and how many subjects there was no room for.
fn draw_foot(sketch: &mut Sketch<'_>, rail: &Rail) {
    if sketch.layout.flow == Flow::Down {
        return;
    }
    let foot = Rect::new(rail.rect.x, rail.rect.bottom() - 40.0, rail.rect.width, 40.0);
    let room = foot.width - 16.0;
    if rail.hidden > 0 {
        let more = sketch.say(&Caption::MoreSubjects(rail.hidden as u64));
        sketch.line(Line::middle(foot.center().moved(0.0, -10.0), room, 11), &more, &[Class::Soft]);
    }
    if sketch.stage.board.streams(rail.broker).next().is_none() {
        let words = sketch.say(&Caption::KeepsNothing);
        sketch.line(Line::middle(foot.center().moved(0.0, 8.0), room, 11), &words, &[Class::Soft]);
    }
}
