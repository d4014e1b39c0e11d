//! The card of one who publishes or asks: how often, how much it has, and what came back.

use super::class::Class;
use super::sketch::{Line, Sketch};
use super::{Form, Icon};
use crate::i18n::Caption;
use crate::scenario::{Parameter, Value};
use crate::sim::time::Rate;
use crate::view::board::State;
use crate::view::describe::states;
use crate::view::layout::Card;
use crate::view::{Point, Stage, text};

/// A card at least as high as this has room for a name and two lines.
const THREE_LINES: f64 = 46.0;

pub(super) fn draw(sketch: &mut Sketch<'_>, card: &Card, initial: Rate, asks: bool) {
    let rect = card.rect;
    let member = sketch.stage.board.member(card.component);
    let crashed_at = member.and_then(|member| match member.state {
        State::Crashed { at, .. } => Some(at),
        State::Up | State::Draining => None,
    });
    let paused = member.is_some_and(|member| member.is_paused).then_some(Class::Paused);
    sketch.ground(card, Class::Publisher, crashed_at.map(|_| Class::Crashed).or(paused));
    if let Some(member) = member {
        sketch.signs(card, member);
    }
    let name = sketch.name(card.component);
    let first = Point::new(rect.x + 12.0, rect.y + rect.height * 0.33);
    // The name is worth more than the symbol.
    let symbol = if text::width(&name, 11) * text::BOLD <= rect.width - 42.0 { 22.0 } else { 0.0 };
    if symbol > 0.0 {
        sketch.add(Form::Icon { at: first.moved(0.0, -12.5), icon: Icon::Publisher }, &[Class::Icon]);
    }
    let room = rect.width - 18.0 - symbol;
    sketch.line(Line::start(first.moved(symbol, 0.0), room, 14), &name, &[Class::Strong]);
    let rate = rate(sketch.stage, card.component.part, initial);
    let counters = member.map(|member| member.counters).unwrap_or_default();
    let rate = if asks { Caption::AskingRate(rate) } else { Caption::Rate(rate) };
    let rate = sketch.say_in(&rate, rect.width - 24.0);
    let (mut first_words, mut class) = (rate.clone(), Class::Soft);
    let second = if let Some(at) = crashed_at {
        sketch.say(&Caption::CrashedAt(at))
    } else if let Some(state) = member.and_then(|member| states(member).into_iter().next()) {
        class = Class::Warning;
        sketch.say(&state)
    } else if asks {
        let both = |one: String, other: &Caption<'_>| {
            let words = format!("{one} · {}", sketch.say(other));
            if text::width(&words, 10) <= rect.width - 24.0 { words } else { one }
        };
        first_words = both(first_words, &Caption::Asked(counters.asked));
        let replies = sketch.say(&Caption::Replies(counters.done));
        if counters.unanswered > 0 {
            class = Class::Warning;
            both(sketch.say(&Caption::Unanswered(counters.unanswered)), &Caption::Replies(counters.done))
        } else {
            replies
        }
    } else {
        sketch.say(&Caption::Published(counters.published))
    };
    let mut lines = vec![(first_words, 0.60, Class::Soft), (second, 0.83, class)];
    if rect.height < THREE_LINES {
        // How it fares is worth more than how often.
        lines.remove(0);
    }
    for (line, share, class) in lines {
        let at = Point::new(first.x, rect.y + rect.height * share);
        sketch.line(Line::start(at, rect.width - 24.0, 12), &line, &[class]);
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
