//! Where everything that moves is: a pure function of the recent records, the moment and the pace.
//!
//! A hop takes at least [`HOP`] before the screen, however short it was in the run, and the next one begins when it has
//! ended. So a message may still glide towards a buffer from which it has been taken already: the numbers are ahead,
//! and it catches up. What waits in a buffer is drawn when its glide has ended.

mod clock;
mod draw;
mod journeys;
mod messages;
mod streams;
#[cfg(test)]
mod tests;
mod waiting;

use super::follow::Family;
use super::layout::Layout;
use super::{Figure, Ink, Mark, Stage};
use crate::message::MessageId;
use crate::sim::time::Span;
use clock::Clock;
use draw::Drawn;
use journeys::Journeys;

/// The shortest time before the screen that a hop takes.
pub const HOP: Span = Span::from_millis(300);

/// How long a lost message falls, before the screen.
pub const FALL: Span = Span::from_millis(600);

/// How many moving messages are drawn at most, about; of more, one in N.
pub const MOST_MOVING: usize = 2_000;

/// The moving layer.
pub(super) struct Moving {
    /// Each mark with the message that it stands for, if it stands for one.
    pub(super) marks: Vec<(Option<MessageId>, Mark)>,
    pub(super) shown_one_in: u32,
}

/// How much is left of the marks of other messages while one is followed.
const ASIDE: f64 = 0.3;

pub(super) fn moving(stage: &Stage<'_>, layout: &Layout) -> Moving {
    let clock = Clock::new(stage);
    let journeys = Journeys::read(stage, clock.horizon());
    let mut drawn = Drawn::new(stage, layout, clock);
    let mut marks = Vec::new();
    waiting::draw(&mut drawn, &journeys, &mut marks);
    streams::draw(&drawn, &mut marks);
    messages::draw(&mut drawn, &journeys);
    let Drawn { family, moving, .. } = drawn;
    let (moving, shown_one_in) = thin_out(moving, &family);
    marks.extend(moving);
    ring_typed(&mut marks);
    if !family.is_empty() {
        stand_out(&mut marks, &family);
    }
    Moving { marks, shown_one_in }
}

/// What a person typed has a ring around it, whatever has become of it.
fn ring_typed(marks: &mut Vec<(Option<MessageId>, Mark)>) {
    let has_none = |figure: Figure| {
        !matches!(figure, Figure::RingedDisc { .. } | Figure::Ring { .. } | Figure::Bar { .. } | Figure::Hollow { .. })
    };
    let typed = marks.iter().filter(|(message, mark)| {
        message.is_some_and(MessageId::is_typed) && mark.ink != Ink::Dead && has_none(mark.figure)
    });
    let ring = |(message, mark): &(Option<MessageId>, Mark)| {
        let figure = Figure::Ring { radius: mark.figure.reach() + 2.5, width: 1.5, share: 1.0 };
        (*message, Mark { figure, ink: Ink::Typed, ..*mark })
    };
    let rings: Vec<_> = typed.map(ring).collect();
    marks.extend(rings);
}

/// The rest steps back, and the family of the followed message is drawn above it, each with a halo.
fn stand_out(marks: &mut Vec<(Option<MessageId>, Mark)>, family: &Family) {
    let is_of_it = |message: &Option<MessageId>| message.is_some_and(|message| family.contains(message));
    let (followed, mut rest): (Vec<_>, Vec<_>) = marks.drain(..).partition(|(message, _)| is_of_it(message));
    rest.iter_mut().filter(|(message, _)| message.is_some()).for_each(|(_, mark)| mark.opacity *= ASIDE);
    let halo = |(message, mark): &(Option<MessageId>, Mark)| {
        let figure = Figure::Ring { radius: mark.figure.reach() + 4.0, width: 2.5, share: 1.0 };
        (*message, Mark { figure, ink: Ink::Accent, ..*mark })
    };
    let is_message = |(_, mark): &&(Option<MessageId>, Mark)| !matches!(mark.figure, Figure::Bar { .. });
    let halos: Vec<_> = followed.iter().filter(is_message).map(halo).collect();
    marks.extend(rest.into_iter().chain(halos).chain(followed));
}

/// Above the cap, one message in N, always the same ones so that nothing flickers; typed and followed ones always.
fn thin_out(moving: Vec<(MessageId, Mark)>, family: &Family) -> (Vec<(Option<MessageId>, Mark)>, u32) {
    let mut one_in: u32 = 1;
    while moving.len() / one_in as usize > MOST_MOVING {
        one_in *= 2;
    }
    let shown = |message: MessageId| message.number().is_multiple_of(one_in);
    // On top what a person typed or follows: they look for it.
    let is_sought = |message: MessageId| message.is_typed() || family.contains(message);
    let (sought, others): (Vec<_>, Vec<_>) = moving.into_iter().partition(|(message, _)| is_sought(*message));
    let kept = others.into_iter().filter(|&(message, _)| shown(message)).chain(sought);
    (kept.map(|(message, mark)| (Some(message), mark)).collect(), one_in)
}
