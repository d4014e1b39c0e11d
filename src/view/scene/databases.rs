//! A database's card: rows saved, a socket for each connection, and how many of those there were and may be.

use super::class::Class;
use super::sketch::{Line, Sketch};
use super::{Form, Icon};
use crate::i18n::Caption;
use crate::view::board::Database;
use crate::view::layout::{Card, DatabaseAnatomy};
use crate::view::{Point, text};

pub(super) fn draw(sketch: &mut Sketch<'_>, card: &Card, limit: u16) {
    sketch.ground(card, Class::Database, None);
    let inside = card.database();
    let empty = Database::default();
    let database = sketch.stage.board.database(card.component).unwrap_or(&empty);
    draw_heading(sketch, card, &inside, database.total);
    let open = database.sessions.len();
    for (index, rect) in inside.sockets(open).into_iter().enumerate() {
        // Before anybody connects, a place for the first one.
        let classes: &[Class] = if index < open { &[Class::Socket] } else { &[Class::Socket, Class::Off] };
        sketch.rect(rect, (rect.height / 3.0).min(5.0), classes);
    }
    if card.rect.width < 240.0 && card.rect.height < 140.0 {
        return draw_narrow_captions(sketch, &inside, database, limit);
    }
    let mut lines = vec![
        (Caption::Connections(open as u64), Class::Soft),
        (Caption::PeakAndLimit { peak: database.peak as u64, limit: u64::from(limit) }, Class::Soft),
    ];
    if !database.waiting.is_empty() {
        lines.push((Caption::Queued(database.waiting.len() as u64), Class::Warning));
    }
    let captions = inside.captions;
    let mut y = captions.center().y - 16.0 * (lines.len() as f64 - 1.0) / 2.0 + 4.0;
    for (caption, class) in lines {
        let words = sketch.say(&caption);
        let at = Point::new(captions.center().x, y);
        sketch.line(Line::middle(at, captions.width - 12.0, 11), &words, &[class]);
        y += 16.0;
    }
}

/// In one line, with a warning instead of what is usual.
fn draw_narrow_captions(sketch: &mut Sketch<'_>, inside: &DatabaseAnatomy, database: &Database, limit: u16) {
    let captions = inside.captions;
    let (caption, class) = match database.waiting.len() {
        0 => (Caption::PeakAndLimit { peak: database.peak as u64, limit: u64::from(limit) }, Class::Soft),
        waiting => (Caption::Queued(waiting as u64), Class::Warning),
    };
    let words = sketch.say(&caption);
    sketch.line(
        Line::start(Point::new(captions.x + 12.0, captions.y + 12.0), captions.width - 24.0, 11),
        &words,
        &[class],
    );
}

/// Symbol and name side by side in the middle, the number of rows below.
fn draw_heading(sketch: &mut Sketch<'_>, card: &Card, inside: &DatabaseAnatomy, rows: u64) {
    let heading = inside.heading;
    if heading.height < 40.0 {
        // All in one line.
        let (first, name) = (Point::new(heading.x + 12.0, heading.y + 21.0), sketch.name(card.component));
        let saved = sketch.say(&Caption::Saved(rows));
        let words = text::width(&saved, 11);
        sketch.add(Form::Icon { at: first.moved(0.0, -12.5), icon: Icon::Database }, &[Class::Icon]);
        sketch.line(Line::start(first.moved(20.0, 0.0), heading.width - 48.0 - words, 13), &name, &[Class::Strong]);
        return sketch.line(Line::end(Point::new(heading.right() - 12.0, first.y), words, 11), &saved, &[Class::Soft]);
    }
    let (name, size) = text::fit(&sketch.name(card.component), 14, (heading.width - 36.0) / text::BOLD);
    let width = text::width(&name, size) * text::BOLD;
    let (center, top) = (heading.center().x, heading.center().y - 4.0);
    sketch.add(
        Form::Icon { at: Point::new(center - width / 2.0 - 9.0, top - 13.0), icon: Icon::Database },
        &[Class::Icon],
    );
    let room = heading.width - 24.0;
    sketch.line(Line::middle(Point::new(center + 10.0, top), room, size), &name, &[Class::Strong]);
    let saved = sketch.say(&Caption::Saved(rows));
    sketch.line(Line::middle(Point::new(center, top + 19.0), heading.width - 12.0, 12), &saved, &[Class::Soft]);
}
