//! What stays where it is and changes all the same: buffers and rings of work.

use super::draw::{Drawn, Looks};
use super::journeys::Journeys;
use crate::message::{ComponentId, DeliveryId};
use crate::ordered::Map;
use crate::view::board::Member;
use crate::view::layout::{Card, SINGLE};
use crate::view::{Figure, Ink, Mark, Point};

/// The backlog at which the bar of a buffer is half full.
const HALF_A_BAR: f64 = 60.0;

pub(super) fn draw(drawn: &mut Drawn<'_>, journeys: &Journeys, marks: &mut Vec<Mark>) {
    let gliding = gliding_to(drawn, journeys);
    let rings = recent_work(drawn, journeys);
    // Only handlers have a buffer that is drawn, and a ring.
    for card in drawn.layout.cards.iter().filter(|card| drawn.layout.frame(card.component.part).is_some()) {
        let Some(member) = drawn.stage.board.member(card.component).filter(|member| member.is_up()) else { continue };
        let on_the_way = gliding.get(&card.component).copied().unwrap_or(0);
        let waiting = member.pending.len().saturating_sub(on_the_way);
        drawn.waiting.insert(card.component, waiting);
        draw_buffer(drawn, journeys, card, member, waiting, marks);
        draw_ring(drawn, card, rings.get(&card.component).copied(), marks);
    }
}

/// Whether a delivery has not ended its glide.
fn is_gliding(drawn: &Drawn<'_>, journeys: &Journeys, delivery: DeliveryId) -> bool {
    let journey = journeys.copies.get(&delivery);
    let glide = journey.and_then(|journey| drawn.clock.deliver(journey, journeys.trip(delivery)));
    glide.is_some_and(|glide| drawn.clock.now < glide.end)
}

/// How many pending deliveries of each member have not ended their glide.
fn gliding_to(drawn: &Drawn<'_>, journeys: &Journeys) -> Map<ComponentId, usize> {
    let mut gliding = Map::new();
    for (&delivery, journey) in &journeys.copies {
        let taken = journey.started.is_some() || journey.received || journey.lost.is_some();
        let pending = journey.delivered.is_some() && !taken;
        if let Some(to) = journey.to.filter(|_| pending && is_gliding(drawn, journeys, delivery)) {
            *gliding.or_default(to) += 1;
        }
    }
    gliding
}

fn draw_buffer(
    drawn: &Drawn<'_>,
    journeys: &Journeys,
    card: &Card,
    member: &Member,
    waiting: usize,
    marks: &mut Vec<Mark>,
) {
    let buffer = card.handler().buffer;
    if waiting > SINGLE {
        let bar = buffer.bar();
        let share = waiting as f64 / (waiting as f64 + HALF_A_BAR);
        let piece = |width: f64, ink| Mark {
            at: Point::new(bar.x + width / 2.0, bar.center().y),
            figure: Figure::Bar { width, height: bar.height },
            ink,
            opacity: 1.0,
        };
        marks.extend([piece(bar.width, Ink::Line), piece(bar.width * share, Ink::Event)]);
        return;
    }
    let arrived = member.pending.iter().filter(|waiting| !is_gliding(drawn, journeys, waiting.delivery));
    marks.extend(arrived.take(SINGLE).enumerate().map(|(index, one)| {
        let message = one.delivery.message;
        let is_reply = drawn.stage.board.message(message).is_some_and(|facts| facts.message.parent.is_some());
        let looks = Looks { message, attempt: one.delivery.attempt, is_reply };
        looks.mark(buffer.place(index, waiting), buffer.dot_radius())
    }));
}

/// How full each member's ring is; none where nothing is to be seen of work.
fn recent_work(drawn: &Drawn<'_>, journeys: &Journeys) -> Map<ComponentId, f64> {
    let mut rings: Map<ComponentId, (bool, f64)> = Map::new();
    for (&delivery, journey) in &journeys.copies {
        let Some((handler, work)) = journey.to.zip(drawn.clock.work(journey, journeys.trip(delivery))) else {
            continue;
        };
        let current = journey.finished.is_none() && journey.lost.is_none();
        // Work in progress stays full until its result is stored.
        let full = (current && drawn.clock.now >= work.end).then_some(1.0);
        let Some(share) = work.share(drawn.clock.now).or(full) else { continue };
        let ring = rings.or_insert(handler, (current, share));
        if current && !ring.0 {
            *ring = (current, share);
        }
    }
    rings.into_iter().map(|(handler, (_, share))| (handler, share)).collect()
}

fn draw_ring(drawn: &Drawn<'_>, card: &Card, share: Option<f64>, marks: &mut Vec<Mark>) {
    let inside = card.handler();
    let Some(share) = share.filter(|_| inside.radius > 0.0) else { return };
    // In steps, where nothing shall glide.
    let share = if drawn.stage.preferences.reduced_motion { (share * 4.0).floor() / 4.0 } else { share };
    let (radius, width) = (inside.radius, (inside.radius * 0.38).min(5.0));
    let figure = Figure::Ring { radius, width, share };
    marks.push(Mark { at: inside.ring, figure, ink: Ink::Done, opacity: 1.0 });
}
