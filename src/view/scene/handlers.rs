//! A handler's card and the frame of its queue group. Ring and buffer move, so only their places are still.

use super::Form;
use super::class::Class;
use super::sketch::{Line, Sketch};
use crate::i18n::{Caption, number};
use crate::message::ComponentId;
use crate::sim::time::Time;
use crate::view::board::{Member, State};
use crate::view::describe::{done, held_up, states};
use crate::view::layout::{Card, Density, Shared};
use crate::view::{Point, Rect, text};

pub(super) fn draw_frames(sketch: &mut Sketch<'_>) {
    let layout = sketch.layout;
    for frame in &layout.frames {
        let name = match &frame.shares {
            Some(Shared::Group(group)) => Caption::QueueGroup(group),
            Some(Shared::Consumer(consumer)) => Caption::Consumer(consumer),
            None => continue,
        };
        sketch.rect(frame.rect, 18.0, &[Class::Frame]);
        let at = Point::new(frame.rect.x + 14.0, frame.rect.y + 20.0);
        let (words, room) = (sketch.say(&name), frame.rect.width - 24.0);
        // Better its own name alone than a name of which nothing is left.
        let (Caption::QueueGroup(own) | Caption::Consumer(own)) = name else { continue };
        let words = if text::width(&words, 10) <= room { words } else { own.to_owned() };
        sketch.line(Line::start(at, room, 12), &words, &[Class::Accent, Class::Halo]);
        if !layout.cards.iter().any(|card| card.component.part == frame.part) {
            let words = sketch.say(&Caption::NobodyHere);
            sketch.line(
                Line::middle(frame.rect.center().moved(0.0, 10.0), frame.rect.width - 24.0, 12),
                &words,
                &[Class::Soft],
            );
        }
    }
}

pub(super) fn draw(sketch: &mut Sketch<'_>, card: &Card) {
    let Some(member) = sketch.stage.board.member(card.component) else { return };
    let state = match member.state {
        State::Up if member.is_paused => Some(Class::Paused),
        State::Up => None,
        State::Draining => Some(Class::Draining),
        State::Crashed { .. } => Some(Class::Crashed),
    };
    sketch.ground(card, Class::Handler, state);
    if card.density == Density::Chip {
        return draw_chip(sketch, card, member);
    }
    let inside = card.handler();
    let name = sketch.name(card.component);
    let size = if card.rect.height >= 60.0 { 14 } else { 12 };
    if let State::Crashed { at, held, kept } = member.state {
        return draw_crashed(sketch, card, &name, at, [held - kept, kept]);
    }
    sketch.signs(card, member);
    draw_name(sketch, card, &name, size);
    draw_filter(sketch, card, &name, member);
    sketch.add(Form::Circle { center: inside.ring, radius: inside.radius }, &[Class::Ring]);
    if !member.pending.is_empty() {
        let count = number::count(member.pending_count());
        sketch.line(Line::end(inside.count, 34.0, 13), &count, &[Class::Strong]);
    }
    let line = inside.line.map(|at| (at, card.rect.right() - 10.0 - at.x));
    // Without a line of their own the words stand where nothing waits.
    let buffer = inside.buffer.rect;
    let spare = member.pending.is_empty().then(|| (Point::new(buffer.x, inside.count.y), inside.count.x - buffer.x));
    if let Some((at, room)) = line.or(spare) {
        let words = doing(sketch, card.component, member, room);
        sketch.line(Line::start(at, room, 11), &words, &[Class::Soft]);
    }
}

/// In two lines where one is too short; in a crew that has a name, the number alone rather than half a name.
fn draw_name(sketch: &mut Sketch<'_>, card: &Card, name: &str, size: u8) {
    let inside = card.handler();
    let room = inside.name_room / text::BOLD;
    if text::width(name, 10) <= room {
        return sketch.line(Line::start(inside.name, inside.name_room, size), name, &[Class::Strong]);
    }
    let is_one_of_many = sketch.layout.cards.iter().filter(|one| one.component.part == card.component.part).count() > 1;
    let broken =
        |size| if card.density == Density::Full { text::name_lines(name, size, room) } else { vec![name.to_owned()] };
    let lines = [broken(11), broken(10)].into_iter().find(|lines| lines.iter().all(|line| !line.ends_with('…')));
    let lines = lines.unwrap_or_else(|| broken(10));
    if is_one_of_many && sketch.layout.frame(card.component.part).is_some_and(|frame| frame.shares.is_some()) {
        let number = card.component.member.to_string();
        return sketch.line(Line::start(inside.name, inside.name_room, size), &number, &[Class::Strong]);
    }
    let up = if lines.len() > 1 { 4.0 } else { 0.0 };
    for (line, number) in lines.iter().zip(0_u32..) {
        let at = inside.name.moved(0.0, 12.0 * f64::from(number) - up);
        sketch.line(Line::start(at, inside.name_room, 11), line, &[Class::Strong]);
    }
}

/// What a subscriber asks for, at the other end of the line with its name or where nothing waits, if there is room and
/// nothing more urgent.
fn draw_filter(sketch: &mut Sketch<'_>, card: &Card, name: &str, member: &Member) {
    let Some(filter) = member.wildcard().filter(|_| states(member).is_empty()) else { return };
    let inside = card.handler();
    let beside_name = inside.name_room - text::width(name, 14) * text::BOLD - 10.0;
    let beside_ring = inside.count.x - inside.buffer.rect.x;
    let spare = inside.line.is_some() && member.pending.is_empty();
    let places = [
        (true, inside.name.moved(inside.name_room, 0.0), beside_name),
        (spare, inside.count.moved(0.0, -1.0), beside_ring),
    ];
    let fits = |&(is_free, _, room): &(bool, Point, f64)| is_free && text::width(filter.as_str(), 11) <= room;
    if let Some((_, at, room)) = places.into_iter().find(fits) {
        sketch.line(Line::end(at, room, 12), filter.as_str(), &[Class::Accent]);
    }
}

/// What the line at the foot of a card says.
fn doing(sketch: &Sketch<'_>, component: ComponentId, member: &Member, room: f64) -> String {
    let held_up = held_up(component, member, sketch.stage.board);
    // Beside what it has done; what cannot reach it is worth more.
    let done = done(component, member.counters.done, sketch.stage.roster);
    let done = sketch.say(&held_up.unwrap_or(done));
    let state = states(member).into_iter().next();
    let first = match member.state {
        State::Draining => Some(Caption::Draining),
        _ if state.is_some() => state,
        _ if member.waits_for_connection() => Some(Caption::WaitsForConnection),
        _ if member.counters.lost + member.counters.failed > 0 => {
            Some(Caption::NotDone(member.counters.lost + member.counters.failed))
        }
        _ if member.counters.returned > 0 => Some(Caption::Returned(member.counters.returned)),
        _ => None,
    };
    let first = first.map_or_else(String::new, |first| sketch.say(&first));
    if first.is_empty() {
        return if text::width(&done, 10) <= room { done } else { String::new() };
    }
    let both = format!("{first} · {done}");
    [both, first, done].into_iter().find(|words| text::width(words, 10) <= room).unwrap_or_default()
}

/// No ring and no buffer: what became of them takes their place.
fn draw_crashed(sketch: &mut Sketch<'_>, card: &Card, name: &str, at: Time, [lost, kept]: [u32; 2]) {
    let (rect, name_class) = (card.rect, [Class::Strong, Class::Off]);
    let crashed = sketch.say(&Caption::CrashedAt(at));
    // What a consumer delivers again is not lost.
    let lost = match (lost, kept) {
        (0, 1..) => sketch.say(&Caption::ComesAgain(u64::from(kept))),
        (lost, 0) => sketch.say(&Caption::LostWithIt(u64::from(lost))),
        (lost, kept) => {
            let words = [Caption::LostWithIt(u64::from(lost)), Caption::ComesAgain(u64::from(kept))];
            words.map(|caption| sketch.say(&caption)).join(" · ")
        }
    };
    let (left, room) = (rect.x + 10.0, rect.width - 20.0);
    let mut line = |share: f64, size: u8, words: &str, classes: &[Class]| {
        let at = Point::new(left, rect.y + rect.height * share);
        sketch.line(Line::start(at, room, size), words, classes);
    };
    if card.density == Density::Full {
        line(0.25, 14, name, &name_class);
        line(0.56, 12, &crashed, &[Class::Warning]);
        return line(0.8, 12, &lost, &[Class::Soft]);
    }
    line(0.8, 11, &crashed, &[Class::Warning]);
    let first = Point::new(left, rect.y + rect.height * 0.42);
    sketch.line(Line::end(first.moved(room, 0.0), room * 0.36, 11), &lost, &[Class::Soft]);
    sketch.line(Line::start(first, room * 0.62, 12), name, &name_class);
}

/// A number, or a name where it fits, and how many wait.
fn draw_chip(sketch: &mut Sketch<'_>, card: &Card, member: &Member) {
    let Rect { x, y, width, height } = card.rect;
    let name = sketch.name(card.component);
    let fits = text::width(&name, 10) * text::BOLD <= width - 46.0;
    let name = if fits { name } else { card.component.member.to_string() };
    let classes: &[Class] = if member.is_up() { &[Class::Strong] } else { &[Class::Strong, Class::Off] };
    let baseline = y + (height * 0.5 + 1.0).clamp(9.0, 12.0);
    sketch.line(Line::start(Point::new(x + 4.0, baseline), width - 8.0, 10), &name, classes);
    if width >= 60.0 && member.is_up() && !member.pending.is_empty() {
        let count = number::count(member.pending_count());
        sketch.line(Line::end(Point::new(x + width - 14.0, baseline), width - 34.0, 10), &count, &[Class::Soft]);
    }
}
