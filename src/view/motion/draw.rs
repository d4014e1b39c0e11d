//! Drawing one thing: how a message looks, how it glides and how it falls.

use super::clock::{Clock, Glide};
use crate::message::{ComponentId, MessageId};
use crate::ordered::Map;
use crate::view::curve::Track;
use crate::view::follow::Family;
use crate::view::kind::Looks;
use crate::view::layout::Layout;
use crate::view::{Figure, Ink, Mark, Point, Stage};

/// The radius of a moving message.
const RADIUS: f64 = 7.0;
/// How far a lost message falls.
const DEPTH: f64 = 64.0;

/// What is needed to draw, and the moving messages drawn so far.
pub(super) struct Drawn<'a> {
    pub(super) stage: &'a Stage<'a>,
    pub(super) layout: &'a Layout,
    pub(super) clock: Clock,
    pub(super) family: Family,
    pub(super) moving: Vec<(MessageId, Mark)>,
    /// How many waiting messages are drawn, by member.
    pub(super) waiting: Map<ComponentId, usize>,
}

impl<'a> Drawn<'a> {
    pub(super) fn new(stage: &'a Stage<'a>, layout: &'a Layout, clock: Clock) -> Drawn<'a> {
        Drawn { stage, layout, clock, family: Family::of(stage), moving: Vec::new(), waiting: Map::new() }
    }

    /// A message that glides along the whole of a track.
    pub(super) fn glide(&mut self, looks: Looks, track: &Track, glide: Glide) {
        self.glide_part(looks, track, glide, 1.0);
    }

    /// A message that glides along a track and straight on to a place inside the card at its end.
    pub(super) fn glide_into(&mut self, looks: Looks, track: &Track, glide: Glide, place: Point) {
        if self.stage.preferences.reduced_motion {
            return self.glide(looks, track, glide);
        }
        let Some(share) = glide.share(self.clock.now) else { return };
        let end = track.at(1.0);
        let (length, inside) = (track.length().max(1.0), end.distance(place));
        let covered = slowing(share) * (length + inside);
        let at = if covered < length {
            track.at(covered / length)
        } else {
            end.towards(place, (covered - length) / inside.max(1.0))
        };
        self.moving.push((looks.message, looks.mark(at, RADIUS)));
    }

    /// A message that glides along the first part of a track.
    pub(super) fn glide_part(&mut self, looks: Looks, track: &Track, glide: Glide, part: f64) {
        let Some(share) = glide.share(self.clock.now) else { return };
        let share = if self.stage.preferences.reduced_motion { 0.5 } else { slowing(share) };
        self.moving.push((looks.message, looks.mark(track.at(share * part), RADIUS)));
    }

    /// A message that falls away from where it was lost.
    pub(super) fn fall(&mut self, message: MessageId, from: Point, glide: Glide, figure: Figure) {
        let Some(share) = glide.share(self.clock.now) else { return };
        let (at, opacity) = if self.stage.preferences.reduced_motion {
            (from, 0.7)
        } else {
            // Each a little to its own side, so that several can be told apart; always the same.
            let side = f64::from(message.number() % 13 * 7 % 13) - 6.0;
            (from.moved(side * 2.0 * share, DEPTH * share * share), 1.0 - share * share)
        };
        self.moving.push((message, Mark { at, figure, ink: Ink::Dead, opacity }));
    }

    /// A message that nobody asked for: it fades where it stands.
    pub(super) fn fade(&mut self, message: MessageId, at: Point, glide: Glide) {
        let Some(share) = glide.share(self.clock.now) else { return };
        let still = self.stage.preferences.reduced_motion;
        let (radius, opacity) = if still { (RADIUS, 0.7) } else { (RADIUS * (1.0 + share * 0.6), 1.0 - share) };
        self.moving.push((message, Mark { at, figure: Figure::Hollow { radius }, ink: Ink::Dead, opacity }));
    }
}

/// Slowing at the goal: twice as fast as the mean at the start, standing at the end.
fn slowing(share: f64) -> f64 {
    share * (2.0 - share)
}
