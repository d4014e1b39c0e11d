//! To follow a message: it and its family stand out, wherever they are, and so do the links of their journey so far.
//!
//! A family is a message with what it led to (replies, copies, dead letters) and what it came from. It is found in what
//! is at hand: the recent records, what streams keep, and what is in flight.

use super::layout::{Layout, Route};
use super::motion::moving;
use super::{Point, Stage};
use crate::message::{ComponentId, Message, MessageId};
use crate::ordered::Map;
use crate::transcript::Kind;

/// How near to the middle of a message one has to point, in pixels.
const REACH: f64 = 14.0;

/// The family of the followed message; nobody if none is followed.
#[derive(Clone, Debug, Default)]
pub(super) struct Family(Map<MessageId, ()>);

impl Family {
    pub(super) fn of(stage: &Stage<'_>) -> Family {
        let mut family = Family::default();
        let Some(followed) = stage.followed else { return family };
        let mut parents: Map<MessageId, MessageId> = Map::new();
        let mut note = |message: &Message| {
            if let Some(parent) = message.parent {
                parents.insert(message.id, parent);
            }
        };
        for record in stage.recent {
            if let Kind::Published { message } = &record.kind {
                note(message);
            }
        }
        stage.board.messages().for_each(|facts| note(&facts.message));
        let brokers = stage.roster.parts().filter(|(_, part)| part.role.is_none());
        for broker in brokers.map(|(part, _)| ComponentId { part, member: 0 }) {
            stage.board.streams(broker).flat_map(|(_, stream)| stream.kept()).for_each(|(_, message)| note(message));
        }
        let root = |message: MessageId| {
            // No message is its own ancestor; the bound is for a server that says so.
            (0..64).try_fold(message, |at, _| parents.get(&at).copied().ok_or(at)).unwrap_or_else(|root| root)
        };
        let first = root(followed);
        family.0.extend([(first, ()), (followed, ())]);
        family.0.extend(parents.keys().filter(|&&message| root(message) == first).map(|&message| (message, ())));
        family
    }

    pub(super) fn contains(&self, message: MessageId) -> bool {
        self.0.contains_key(&message)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The routes that the family has taken, as far as the recent records tell.
    pub(super) fn routes(&self, stage: &Stage<'_>, layout: &Layout) -> Map<Route, ()> {
        let mut routes = Map::new();
        if self.is_empty() {
            return routes;
        }
        let broker_of = |component| stage.roster.part(component).and_then(|part| part.broker);
        for record in stage.recent.iter().take_while(|record| record.at <= stage.now) {
            let route = match &record.kind {
                Kind::Published { message } if self.contains(message.id) => {
                    let lane =
                        broker_of(record.component).and_then(|broker| layout.lane_number(broker, &message.subject));
                    lane.map(|lane| Route::Publish { publisher: record.component, lane })
                }
                Kind::Sent { delivery, to, .. } if self.contains(delivery.message) => {
                    let consumer = stage.board.consumer(record.component, delivery.consumer);
                    let lane = match consumer {
                        Some(consumer) => layout.stream_lane(record.component.part, consumer.stream),
                        None => stage
                            .subject(delivery.message)
                            .and_then(|subject| layout.lane_number(record.component.part, subject)),
                    };
                    lane.map(|lane| Route::Deliver { lane, handler: *to })
                }
                Kind::StatementStarted { client, message } if self.contains(*message) => {
                    Some(Route::Store { handler: *client, database: record.component })
                }
                _ => None,
            };
            routes.extend(route.map(|route| (route, ())));
        }
        routes
    }
}

/// The message at this place of the picture, moving or waiting; of several the nearest one.
pub fn message_at(stage: &Stage<'_>, point: Point) -> Option<MessageId> {
    let layout = Layout::new(stage.roster, stage.board, stage.size);
    let marks = moving(stage, &layout).marks.into_iter();
    let near = marks.filter_map(|(message, mark)| Some((mark.at.distance(point), message?)));
    let nearest = near.filter(|(distance, _)| *distance <= REACH).min_by(|one, other| one.0.total_cmp(&other.0));
    nearest.map(|(_, message)| message)
}
