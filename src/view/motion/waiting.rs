//! What stays where it is and changes all the same: buffers and rings of work.

use super::draw::Drawn;
use super::journeys::Journeys;
use crate::message::{ComponentId, DeliveryId, MessageId};
use crate::ordered::Map;
use crate::view::board::Member;
use crate::view::kind::Looks;
use crate::view::layout::{Buffer, Card, SINGLE};
use crate::view::{Figure, Ink, Mark, Point};

/// The backlog at which the bar of a buffer is half full.
const HALF_A_BAR: f64 = 60.0;

pub(super) fn draw(drawn: &mut Drawn<'_>, journeys: &Journeys, marks: &mut Vec<(Option<MessageId>, Mark)>) {
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
    marks: &mut Vec<(Option<MessageId>, Mark)>,
) {
    let buffer = card.handler().buffer;
    if waiting > SINGLE {
        return marks.extend(bar(&buffer, 0, waiting as u64).map(|mark| (None, mark)));
    }
    let arrived = member.pending.iter().filter(|waiting| !is_gliding(drawn, journeys, waiting.delivery));
    marks.extend(arrived.take(SINGLE).enumerate().map(|(index, one)| {
        let message = one.delivery.message;
        let looks = Looks::of(drawn.stage, message, one.delivery.attempt);
        (Some(message), looks.mark(buffer.place(index, waiting), buffer.dot_radius()))
    }));
}

/// A bar in the places of a buffer from this one on, for so many messages.
pub(super) fn bar(buffer: &Buffer, from: usize, waiting: u64) -> [Mark; 2] {
    let whole = buffer.bar();
    let left = if from == 0 { whole.x } else { buffer.place(from, SINGLE).x - buffer.dot_radius() };
    let room = (whole.right() - left).max(4.0);
    let share = waiting as f64 / (waiting as f64 + HALF_A_BAR);
    let piece = |width: f64, ink| Mark {
        at: Point::new(left + width / 2.0, whole.center().y),
        figure: Figure::Bar { width, height: whole.height },
        ink,
        opacity: 1.0,
    };
    [piece(room, Ink::Line), piece(room * share, Ink::Event)]
}

/// How full each member's ring is; none where nothing is to be seen of work.
fn recent_work(drawn: &Drawn<'_>, journeys: &Journeys) -> Map<ComponentId, (MessageId, f64)> {
    let mut rings: Map<ComponentId, (bool, (MessageId, f64))> = Map::new();
    for (&delivery, journey) in &journeys.copies {
        let Some((handler, work)) = journey.to.zip(drawn.clock.work(journey, journeys.trip(delivery))) else {
            continue;
        };
        let current = journey.finished.is_none() && journey.lost.is_none();
        // Work in progress stays full until its result is stored.
        let member = drawn.stage.board.member(handler);
        // Nothing goes on in a frozen process.
        let now = member.filter(|member| member.is_paused).map_or(drawn.clock.now, |member| member.paused_at);
        let full = (current && now >= work.end).then_some(1.0);
        let Some(share) = work.share(now).or(full) else { continue };
        let found = (current, (delivery.message, share));
        let ring = rings.or_insert(handler, found);
        // What is followed goes before what is not, and what is in work before what was.
        let is_followed = drawn.family.contains(delivery.message);
        if current && (!ring.0 || is_followed) {
            *ring = found;
        }
    }
    rings.into_iter().map(|(handler, (_, share))| (handler, share)).collect()
}

fn draw_ring(
    drawn: &Drawn<'_>,
    card: &Card,
    work: Option<(MessageId, f64)>,
    marks: &mut Vec<(Option<MessageId>, Mark)>,
) {
    let inside = card.handler();
    let Some((message, share)) = work.filter(|_| inside.radius > 0.0) else { return };
    // In steps, where nothing shall glide.
    let share = if drawn.stage.preferences.reduced_motion { (share * 4.0).floor() / 4.0 } else { share };
    let (radius, width) = (inside.radius, (inside.radius * 0.38).min(5.0));
    let figure = Figure::Ring { radius, width, share };
    marks.push((Some(message), Mark { at: inside.ring, figure, ink: Ink::Done, opacity: 1.0 }));
}
