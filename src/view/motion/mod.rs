//! Where everything that moves is: a pure function of the recent records, the moment and the pace.
//!
//! A hop takes at least [`HOP`] before the screen, however short it was in the run, and the next one begins when it has
//! ended. So a message may still glide towards a buffer from which it has been taken already: the numbers are ahead,
//! and it catches up. What waits in a buffer is drawn when its glide has ended.

mod clock;
mod draw;
mod journeys;
mod messages;
#[cfg(test)]
mod tests;
mod waiting;

use super::layout::Layout;
use super::{Mark, Stage};
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
    pub(super) marks: Vec<Mark>,
    pub(super) shown_one_in: u32,
}

pub(super) fn moving(stage: &Stage<'_>, layout: &Layout) -> Moving {
    let clock = Clock::new(stage);
    let journeys = Journeys::read(stage, clock.horizon());
    let mut drawn = Drawn::new(stage, layout, clock);
    let mut marks = Vec::new();
    waiting::draw(&mut drawn, &journeys, &mut marks);
    messages::draw(&mut drawn, &journeys);
    let (moving, shown_one_in) = thin_out(drawn.moving);
    marks.extend(moving);
    Moving { marks, shown_one_in }
}

/// Above the cap, one message in N, always the same ones so that nothing flickers; typed ones always.
fn thin_out(moving: Vec<(MessageId, Mark)>) -> (Vec<Mark>, u32) {
    let mut one_in: u32 = 1;
    while moving.len() / one_in as usize > MOST_MOVING {
        one_in *= 2;
    }
    let shown = |message: MessageId| message.number().is_multiple_of(one_in);
    // On top what a person typed: they look for it.
    let (typed, generated): (Vec<_>, Vec<_>) = moving.into_iter().partition(|(message, _)| message.is_typed());
    let kept = generated.into_iter().filter(|&(message, _)| shown(message)).chain(typed);
    (kept.map(|(_, mark)| mark).collect(), one_in)
}
