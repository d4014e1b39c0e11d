//! Rails: a broker with its subjects as lanes, so that routing can be seen.

use super::class::Class;
use super::sketch::{Line, Sketch};
use crate::i18n::Caption;
use crate::scenario::Profile;
use crate::view::board::Lane as Counts;
use crate::view::layout::{Flow, Lane, Rail};
use crate::view::{Point, Rect, text};

pub(super) fn draw(sketch: &mut Sketch<'_>) {
    let layout = sketch.layout;
    for rail in &layout.rails {
        let selected = sketch.stage.selection == Some(rail.broker);
        let classes: &[Class] = if selected { &[Class::Rail, Class::Selected] } else { &[Class::Rail] };
        sketch.rect(rail.rect, 18.0, classes);
        draw_heading(sketch, rail);
        for lane in &rail.lanes {
            let counts = sketch.stage.board.broker(rail.broker).and_then(|broker| broker.lanes.get(&lane.subject));
            draw_lane(sketch, lane, counts.copied().unwrap_or_default());
        }
        draw_foot(sketch, rail);
    }
}

fn draw_heading(sketch: &mut Sketch<'_>, rail: &Rail) {
    let profile = sketch.stage.roster.part(rail.broker).and_then(|part| part.profile.as_ref());
    let (kind, version) = match profile {
        Some(Profile::NatsCore(_)) | None => (Caption::CoreSimulated, Caption::NatsVersion),
    };
    let lines = [sketch.name(rail.broker), sketch.say(&kind), sketch.say(&version)];
    let heading = rail.heading;
    let room = heading.width - 16.0;
    let (place, top): (fn(Point, f64, u8) -> Line, Point) = match sketch.layout.flow {
        Flow::Right => (Line::middle, Point::new(heading.center().x, heading.y + 28.0)),
        Flow::Down => (Line::start, Point::new(heading.x + 12.0, heading.center().y - 13.0)),
    };
    let [name, kind, version] = lines;
    sketch.line(place(top, room, 14), &name, &[Class::Strong]);
    sketch.line(place(top.moved(0.0, 18.0), room, 12), &kind, &[Class::Soft]);
    sketch.line(place(top.moved(0.0, 34.0), room, 11), &version, &[Class::Soft]);
}

fn draw_lane(sketch: &mut Sketch<'_>, lane: &Lane, counts: Counts) {
    let rect = lane.rect;
    // Nobody asked for any of it: a lane that leads nowhere.
    let unheard = counts.unheard > 0 && counts.copies == 0;
    let classes: &[Class] = if unheard { &[Class::Lane, Class::Unheard] } else { &[Class::Lane] };
    sketch.rect(rect, 10.0, classes);
    let room = rect.width - 10.0;
    let size = if text::width(lane.subject.as_str(), 12) > 2.0 * room { 11 } else { 12 };
    let lines = text::subject_lines(lane.subject.as_str(), size, room);
    let shown = if rect.height >= 44.0 { lines.len() + 1 } else { lines.len().min((rect.height / 15.0) as usize) };
    let center = rect.center();
    let mut y = center.y - 15.0 * (shown.max(1) as f64 - 1.0) / 2.0 + 4.0;
    for line in lines.iter().take(shown.max(1)) {
        sketch.line(Line::middle(Point::new(center.x, y), room, size), line, &[Class::Strong]);
        y += 15.0;
    }
    if shown > lines.len() {
        let (caption, class) = if counts.unheard > 0 {
            (Caption::Unheard(counts.unheard), Class::Warning)
        } else {
            (Caption::Routed(counts.arrived), Class::Soft)
        };
        let words = sketch.say(&caption);
        sketch.line(Line::middle(Point::new(center.x, y + 1.0), room, 11), &words, &[class]);
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
    let words = sketch.say(&Caption::KeepsNothing);
    sketch.line(Line::middle(foot.center().moved(0.0, 8.0), room, 11), &words, &[Class::Soft]);
}
