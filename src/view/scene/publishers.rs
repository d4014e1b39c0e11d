//! A publisher's card: how often it publishes, and how much it has.

use super::class::Class;
use super::sketch::{Line, Sketch};
use super::{Form, Icon};
use crate::i18n::Caption;
use crate::scenario::{Parameter, Value};
use crate::sim::time::Rate;
use crate::view::layout::Card;
use crate::view::{Point, Stage};

pub(super) fn draw(sketch: &mut Sketch<'_>, card: &Card, initial: Rate) {
    let rect = card.rect;
    sketch.ground(card, Class::Publisher, None);
    let name = sketch.name(card.component);
    let first = Point::new(rect.x + 12.0, rect.y + rect.height * 0.33);
    sketch.add(Form::Icon { at: first.moved(0.0, -12.5), icon: Icon::Publisher }, &[Class::Icon]);
    sketch.line(Line::start(first.moved(22.0, 0.0), rect.width - 44.0, 14), &name, &[Class::Strong]);
    let rate = rate(sketch.stage, card.component.part, initial);
    let published = sketch.stage.board.member(card.component).map_or(0, |member| member.counters.published);
    let lines = [sketch.say(&Caption::Rate(rate)), sketch.say(&Caption::Published(published))];
    for (line, share) in lines.iter().zip([0.60, 0.83]) {
        let at = Point::new(first.x, rect.y + rect.height * share);
        sketch.line(Line::start(at, rect.width - 24.0, 12), line, &[Class::Soft]);
    }
}

/// How many messages a publisher generates per second now: as its knob was last turned, or as it started.
pub(in crate::view) fn rate(stage: &Stage<'_>, part: u16, initial: Rate) -> Rate {
    let knobs = stage.roster.parts().find(|(position, _)| *position == part).map(|(_, part)| part.knobs.iter());
    let turned =
        knobs.into_iter().flatten().filter(|(_, parameter)| *parameter == Parameter::Rate).find_map(|(id, _)| {
            match Parameter::Rate.parse(stage.board.knob(id)?) {
                Ok(Value::Rate(rate)) => Some(rate),
                _ => None,
            }
        });
    turned.unwrap_or(initial)
}
