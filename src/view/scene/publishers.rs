//! The card of one who publishes or asks: how often, how much it has, and what came back.

use super::class::Class;
use super::sketch::{Line, Sketch};
use super::{Form, Icon};
use crate::i18n::Caption;
use crate::scenario::{Parameter, Value};
use crate::sim::time::Rate;
use crate::view::board::State;
use crate::view::layout::Card;
use crate::view::{Point, Stage};

pub(super) fn draw(sketch: &mut Sketch<'_>, card: &Card, initial: Rate, asks: bool) {
    let rect = card.rect;
    let member = sketch.stage.board.member(card.component);
    let crashed_at = member.and_then(|member| match member.state {
        State::Crashed { at, .. } => Some(at),
        State::Up | State::Draining => None,
    });
    sketch.ground(card, Class::Publisher, crashed_at.map(|_| Class::Crashed));
    let name = sketch.name(card.component);
    let first = Point::new(rect.x + 12.0, rect.y + rect.height * 0.33);
    sketch.add(Form::Icon { at: first.moved(0.0, -12.5), icon: Icon::Publisher }, &[Class::Icon]);
    sketch.line(Line::start(first.moved(22.0, 0.0), rect.width - 44.0, 14), &name, &[Class::Strong]);
    let rate = rate(sketch.stage, card.component.part, initial);
    let counters = member.map(|member| member.counters).unwrap_or_default();
    let second = if let Some(at) = crashed_at {
        sketch.say(&Caption::CrashedAt(at))
    } else if member.is_some_and(|member| member.is_cut_off) {
        sketch.say(&Caption::CutOff)
    } else if asks {
        let words = [Caption::Asked(counters.published), Caption::Replies(counters.done)];
        words.map(|caption| sketch.say(&caption)).join(" · ")
    } else {
        sketch.say(&Caption::Published(counters.published))
    };
    let lines = [sketch.say(&Caption::Rate(rate)), second];
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
