//! Messages under way: each on the hop it is on, or falling away from where it was lost.

use super::clock::Glide;
use super::draw::Drawn;
use super::journeys::{Fate, Journey, Journeys, Trip};
use crate::message::subject::Subject;
use crate::message::{ComponentId, DeliveryId, MessageId};
use crate::sim::time::Time;
use crate::transcript::{LossReason, Outcome, Stage as Where};
use crate::view::kind::Looks;
use crate::view::layout::{Density, Flow, Link, Route};
use crate::view::{Figure, Ink, Mark, Point};

/// How many of the messages that a crashed process held are seen falling.
const MOST_FALLING: usize = 24;
const LOST: Figure = Figure::Hollow { radius: 6.0 };
const FAILED: Figure = Figure::Cross { radius: 6.0 };

pub(super) fn draw(drawn: &mut Drawn<'_>, journeys: &Journeys) {
    for (&message, trip) in &journeys.trips {
        draw_trip(drawn, message, trip);
    }
    for (&delivery, journey) in &journeys.copies {
        draw_copy(drawn, delivery, journey, journeys.trip(delivery));
    }
}

fn draw_trip(drawn: &mut Drawn<'_>, message: MessageId, trip: &Trip) {
    let publisher = message.origin();
    let lane = broker_of(drawn, publisher).and_then(|broker| drawn.layout.lane_number(broker, &trip.subject));
    let Some(link) = lane.and_then(|lane| drawn.layout.link(Route::Publish { publisher, lane })) else { return };
    let (looks, glide) = (Looks { message, attempt: 1, kind: trip.kind }, drawn.clock.publish(trip));
    match trip.end {
        Some((_, Fate::Lost)) => lose_midway(drawn, looks, link, glide),
        Some((_, Fate::Unheard)) => {
            drawn.glide(looks, &link.track, glide);
            drawn.fade(message, link.track.at(1.0), drawn.clock.fall(glide.end));
        }
        Some((_, Fate::Routed)) | None => drawn.glide(looks, &link.track, glide),
    }
}

fn lose_midway(drawn: &mut Drawn<'_>, looks: Looks, link: &Link, glide: Glide) {
    let half = glide.first_half();
    drawn.glide_part(looks, &link.track, half, 0.5);
    drawn.fall(looks.message, link.track.at(0.5), drawn.clock.fall(half.end), LOST);
}

fn draw_copy(drawn: &mut Drawn<'_>, delivery: DeliveryId, journey: &Journey, trip: Option<&Trip>) {
    let Some(handler) = journey.to else { return };
    let message = delivery.message;
    let attempt = delivery.attempt;
    let known = trip.map(|trip| Looks { message, attempt, kind: trip.kind });
    let looks = known.unwrap_or_else(|| Looks::of(drawn.stage, message, attempt));
    let arriving = drawn.clock.deliver(journey, trip);
    if let (Some(glide), Some(link)) = (arriving, deliver_link(drawn, handler, message, journey, trip)) {
        match journey.lost {
            Some((_, Where::OnTheWay, LossReason::Link)) => return lose_midway(drawn, looks, link, glide),
            Some((_, Where::OnTheWay, _)) => {
                drawn.glide(looks, &link.track, glide);
                return drawn.fall(message, link.track.at(1.0), drawn.clock.fall(glide.end), LOST);
            }
            _ => match place_of(drawn, handler, journey) {
                Some(place) => drawn.glide_into(looks, &link.track, glide, place),
                None => drawn.glide(looks, &link.track, glide),
            },
        }
    }
    let arrived = arriving.map_or(Time::ZERO, |glide| glide.end);
    if let Some((at, stage, _)) = journey.lost {
        return drop_held(drawn, handler, journey, stage, at.max(arrived), message);
    }
    if let Some((at, Outcome::Failed)) = journey.finished {
        let end = drawn.clock.work(journey, trip).map_or(at, |work| at.max(work.end));
        if let Some(card) = drawn.layout.card(handler) {
            drawn.fall(message, card.handler().ring, drawn.clock.fall(end), FAILED);
        }
    }
    draw_storing(drawn, handler, looks, journey, trip);
}

/// Where in its card a message will be when it has arrived: at work, or behind those that wait. None where its way
/// would lead across words: it ends at the edge of the card.
fn place_of(drawn: &Drawn<'_>, handler: ComponentId, journey: &Journey) -> Option<Point> {
    let card = drawn.layout.card(handler)?;
    let is_up = drawn.stage.board.member(handler)?.is_up();
    // A reply is taken at the edge: who asked has neither ring nor buffer.
    let is_handler = drawn.layout.frame(handler.part).is_some();
    if drawn.layout.flow == Flow::Down || card.density == Density::Chip || !is_up || !is_handler {
        return None;
    }
    let waiting = drawn.waiting.get(&handler).copied().unwrap_or(0);
    let inside = card.handler();
    Some(if journey.started.is_some() { inside.ring } else { inside.buffer.goal(waiting) })
}

/// What a dead process held falls out of its card.
fn drop_held(
    drawn: &mut Drawn<'_>,
    handler: ComponentId,
    journey: &Journey,
    stage: Where,
    at: Time,
    message: MessageId,
) {
    let Some(card) = drawn.layout.card(handler) else { return };
    if journey.lost_before < MOST_FALLING && drawn.layout.frame(handler.part).is_some() {
        let inside = card.handler();
        let held = if stage == Where::InWork { inside.ring } else { inside.buffer.place(journey.lost_before, 1) };
        drawn.fall(message, Point::new(held.x, card.rect.bottom()), drawn.clock.fall(at), LOST);
    }
}

fn draw_storing(drawn: &mut Drawn<'_>, handler: ComponentId, looks: Looks, journey: &Journey, trip: Option<&Trip>) {
    let Some((_, database)) = journey.statement else { return };
    let link = drawn.layout.link(Route::Store { handler, database });
    if let (Some(glide), Some(link)) = (drawn.clock.store(journey, trip), link) {
        drawn.glide(looks, &link.track, glide);
    }
    let shining = drawn.clock.shine(journey, trip).is_some_and(|shine| shine.share(drawn.clock.now).is_some());
    if let (true, Some((at, figure))) = (shining, socket(drawn, handler, looks.message, database)) {
        drawn.moving.push((looks.message, Mark { at, figure, ink: Ink::Done, opacity: 1.0 }));
    }
}

/// The socket over which a client stores a message, as the mark that lights it.
fn socket(
    drawn: &Drawn<'_>,
    client: ComponentId,
    message: MessageId,
    database: ComponentId,
) -> Option<(Point, Figure)> {
    let known = drawn.stage.board.database(database)?;
    let index = known.place(client, message)?;
    let socket = *drawn.layout.card(database)?.database().sockets(known.sessions.len()).get(index)?;
    // Within its edge, if that leaves anything.
    let [width, height] = [socket.width, socket.height].map(|length| (length - 2.0).max(length / 2.0));
    Some((socket.center(), Figure::Bar { width, height }))
}

fn deliver_link<'a>(
    drawn: &Drawn<'a>,
    handler: ComponentId,
    message: MessageId,
    journey: &Journey,
    trip: Option<&Trip>,
) -> Option<&'a Link> {
    let broker = broker_of(drawn, handler)?;
    let lane = match journey.stream {
        Some(stream) => drawn.layout.stream_lane(broker, stream)?,
        None => {
            let known: Option<&Subject> = trip.map(|trip| &trip.subject);
            let subject = known.or_else(|| drawn.stage.board.message(message).map(|facts| &facts.message.subject))?;
            drawn.layout.lane_number(broker, subject)?
        }
    };
    drawn.layout.link(Route::Deliver { lane, handler })
}

fn broker_of(drawn: &Drawn<'_>, component: ComponentId) -> Option<u16> {
    drawn.stage.roster.part(component)?.broker
}
