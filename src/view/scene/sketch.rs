//! The sketch: shapes as they are added, and the few ways in which they are.

use super::class::Class;
use super::{Anchor, Form, Icon, Shape, databases, handlers, publishers};
use crate::i18n::{Caption, Lang};
use crate::message::ComponentId;
use crate::scenario::Role;
use crate::sim::time::Rate;
use crate::view::board::Member;
use crate::view::describe::called;
use crate::view::layout::{Card, Layout};
use crate::view::{Point, Rect, Stage, text};

/// A picture in the making.
pub(super) struct Sketch<'a> {
    pub(super) stage: &'a Stage<'a>,
    pub(super) layout: &'a Layout,
    shapes: Vec<Shape>,
}

/// Where a line of words stands, and how much room it has.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) at: Point,
    pub(super) anchor: Anchor,
    pub(super) room: f64,
    /// The largest size of type.
    pub(super) size: u8,
}

impl Line {
    pub(super) const fn start(at: Point, room: f64, size: u8) -> Line {
        Line { at, anchor: Anchor::Start, room, size }
    }

    pub(super) const fn middle(at: Point, room: f64, size: u8) -> Line {
        Line { at, anchor: Anchor::Middle, room, size }
    }

    pub(super) const fn end(at: Point, room: f64, size: u8) -> Line {
        Line { at, anchor: Anchor::End, room, size }
    }
}

impl<'a> Sketch<'a> {
    pub(super) const fn new(stage: &'a Stage<'a>, layout: &'a Layout) -> Sketch<'a> {
        Sketch { stage, layout, shapes: Vec::new() }
    }

    pub(super) fn finish(self) -> Vec<Shape> {
        self.shapes
    }

    pub(super) const fn lang(&self) -> Lang {
        self.stage.preferences.lang
    }

    pub(super) fn name(&self, component: ComponentId) -> String {
        called(component, self.stage)
    }

    pub(super) fn say(&self, caption: &Caption<'_>) -> String {
        caption.say(self.lang())
    }

    /// The words, or fewer if they do not fit into so much room, or none if those do not either.
    pub(super) fn say_in(&self, caption: &Caption<'_>, room: f64) -> String {
        let words = [self.say(caption), caption.say_briefly(self.lang())];
        words.into_iter().find(|words| text::width(words, 10) <= room).unwrap_or_default()
    }

    pub(super) fn add(&mut self, form: Form, classes: &[Class]) {
        self.shapes.push(Shape { form, classes: classes.to_vec() });
    }

    pub(super) fn rect(&mut self, rect: Rect, radius: f64, classes: &[Class]) {
        self.add(Form::Rect { rect, radius }, classes);
    }

    /// A line of words in the largest size that fits, cut if none does.
    pub(super) fn line(&mut self, line: Line, words: &str, classes: &[Class]) {
        // Bold type is wider.
        let room = if classes.contains(&Class::Strong) { line.room / text::BOLD } else { line.room };
        let (text, size) = text::fit(words, line.size, room);
        if text.is_empty() {
            return;
        }
        let mut all = vec![Class::Text, Class::of_size(size)];
        all.extend_from_slice(classes);
        let form = Form::Text { at: line.at, anchor: line.anchor, text };
        self.shapes.push(Shape { form, classes: all });
    }

    /// A component's card: its ground, and what its role puts on it.
    pub(super) fn card(&mut self, card: &Card) {
        match self.stage.roster.part(card.component).and_then(|part| part.role.as_ref()) {
            Some(role @ (Role::Publisher(_) | Role::Requester(_) | Role::Gatherer(_))) => {
                let rate = role.publishes().map_or(Rate::ZERO, |published| published.rate);
                publishers::draw(self, card, rate, !matches!(role, Role::Publisher(_)));
            }
            Some(Role::Handler(_) | Role::DeadLetterHandler(_) | Role::Administrator(_)) => handlers::draw(self, card),
            Some(Role::Database(config)) => databases::draw(self, card, config.connection_limit),
            None => {}
        }
    }

    /// The signs of what was done to a member, side by side in the upper right corner of its card.
    pub(super) fn signs(&mut self, card: &Card, member: &Member) {
        let signs = [
            (member.is_paused, Icon::Paused),
            (member.slowdown > 1, Icon::Slow),
            (member.loss_armed, Icon::Loss),
            (member.poison_armed, Icon::Poison),
        ];
        let mut right = card.rect.right() - 6.0;
        for (_, icon) in signs.into_iter().filter(|(holds, _)| *holds && card.rect.height >= 26.0) {
            right -= 16.0;
            let at = Point::new(right, card.rect.y + (card.rect.height * 0.5 - 8.0).min(5.0));
            self.add(Form::Icon { at, icon }, &[Class::Icon, Class::Warning]);
            right -= 2.0;
        }
    }

    /// The ground of a card.
    pub(super) fn ground(&mut self, card: &Card, role: Class, state: Option<Class>) {
        let mut classes = vec![Class::Card, role];
        classes.extend(state);
        if self.stage.selection == Some(card.component) {
            classes.push(Class::Selected);
        }
        let radius = (card.rect.height * 0.2).min(14.0);
        self.rect(card.rect, radius, &classes);
    }
}
