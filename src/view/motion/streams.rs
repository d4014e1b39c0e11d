//! What a stream keeps, drawn where it is: for each consumer what it gave up, what it is to deliver again, and what it
//! has not delivered even once.

use super::draw::Drawn;
use super::waiting::bar;
use crate::message::{MessageId, StreamId};
use crate::view::board::{Consumer, Stream};
use crate::view::kind::Looks;
use crate::view::layout::{Buffer, Lane, LaneName, Rail, SINGLE};
use crate::view::{Figure, Ink, Mark};

/// How many places of a row show what was given up, and how many what is to be delivered again, at most.
const SET_ASIDE: usize = 4;

type Marks = Vec<(Option<MessageId>, Mark)>;

pub(super) fn draw(drawn: &Drawn<'_>, marks: &mut Marks) {
    for rail in &drawn.layout.rails {
        for lane in &rail.lanes {
            if let LaneName::Stream { id, .. } = lane.name {
                draw_lane(drawn, rail, lane, id, marks);
            }
        }
    }
}

fn draw_lane(drawn: &Drawn<'_>, rail: &Rail, lane: &Lane, id: StreamId, marks: &mut Marks) {
    let board = drawn.stage.board;
    let Some(stream) = board.stream(rail.broker, id) else { return };
    let consumers: Vec<&Consumer> =
        board.consumers(rail.broker).map(|(_, consumer)| consumer).filter(|one| one.stream == id).collect();
    let inside = lane.stream(consumers.len());
    for (number, consumer) in consumers.iter().enumerate() {
        if let Some(buffer) = inside.buffer(number) {
            draw_backlog(drawn, &buffer, stream, consumer, marks);
        }
    }
    if let (true, Some(buffer)) = (consumers.is_empty(), inside.buffer(0)) {
        let kept: Vec<MessageId> = stream.kept().map(|(_, message)| message.id).take(SINGLE + 1).collect();
        draw_waiting(drawn, &buffer, 0, &kept, stream.messages, marks);
    }
}

fn draw_backlog(drawn: &Drawn<'_>, buffer: &Buffer, stream: &Stream, consumer: &Consumer, marks: &mut Marks) {
    let radius = buffer.dot_radius();
    let mut place = 0;
    for message in consumer.given_up().take(SET_ASIDE) {
        let at = buffer.place(place, SINGLE);
        marks.push((Some(message), Mark { at, figure: Figure::Cross { radius }, ink: Ink::Dead, opacity: 1.0 }));
        place += 1;
    }
    for message in consumer.again().take(SET_ASIDE) {
        let looks = Looks::of(drawn.stage, message, 2);
        marks.push((Some(message), looks.mark(buffer.place(place, SINGLE), radius)));
        place += 1;
    }
    let waiting: Vec<MessageId> = consumer.waiting(stream).take(SINGLE + 1).collect();
    draw_waiting(drawn, buffer, place, &waiting, consumer.pending(), marks);
}

/// One by one from this place on, or as a bar where they are too many or nobody remembers which.
fn draw_waiting(drawn: &Drawn<'_>, buffer: &Buffer, from: usize, known: &[MessageId], count: u64, marks: &mut Marks) {
    if count > (SINGLE - from) as u64 || count > known.len() as u64 {
        return marks.extend(bar(buffer, from, count).map(|mark| (None, mark)));
    }
    for (number, &message) in known.iter().enumerate() {
        let looks = Looks::of(drawn.stage, message, 1);
        marks.push((Some(message), looks.mark(buffer.place(from + number, SINGLE), buffer.dot_radius())));
    }
}
