//! Where things stand, and where they must not.

use super::*;
use crate::view::tests::{Run, TALL, WIDE};
use crate::view::{Point, Size};

const SIZES: [Size; 7] = [
    WIDE,
    TALL,
    Size::new(620.0, 480.0),
    Size::new(1_280.0, 720.0),
    Size::new(390.0, 640.0),
    Size::new(360.0, 700.0),
    Size::new(768.0, 900.0),
];

/// The run with this many handlers.
fn handlers(count: u16) -> Run {
    let mut scenario = Run::new(&[]).0.scenario().clone();
    scenario.cast.iter_mut().filter(|part| part.id == "save-handler").for_each(|part| part.replicas = count);
    scenario.knobs.clear();
    let mut run = Run::of(scenario);
    run.at(3_000);
    run
}

fn layout(run: &Run, size: Size) -> Layout {
    Layout::new(run.0.roster(), run.board(), size)
}

pub(in crate::view) fn check_cards(layout: &Layout, what: &str) {
    let solid: Vec<(String, Rect)> = layout
        .cards
        .iter()
        .map(|card| (format!("{:?}", card.component), card.rect))
        .chain(layout.rails.iter().map(|rail| ("rail".to_owned(), rail.rect)))
        .collect();
    for (index, (name, rect)) in solid.iter().enumerate() {
        assert!(layout.size.area().encloses(rect), "{what}: {name} at {rect:?} leaves the picture");
        assert!(rect.width > 20.0 && rect.height > 10.0, "{what}: {name} at {rect:?} cannot be seen");
        for (other, place) in solid.iter().skip(index + 1) {
            assert!(!rect.overlaps(place), "{what}: {name} at {rect:?} covers {other} at {place:?}");
        }
    }
    for frame in &layout.frames {
        let members = layout.cards.iter().filter(|card| card.component.part == frame.part);
        members.for_each(|card| assert!(frame.rect.inset(-0.01).encloses(&card.rect), "{what}: {card:?} {frame:?}"));
        let others = layout.cards.iter().filter(|card| card.component.part != frame.part);
        others.for_each(|card| assert!(!frame.rect.overlaps(&card.rect), "{what}: {card:?} {frame:?}"));
    }
    for rail in &layout.rails {
        rail.lanes.iter().for_each(|lane| assert!(rail.rect.encloses(&lane.rect), "{what}: {lane:?}"));
    }
}

pub(in crate::view) fn check_links(layout: &Layout, what: &str) {
    for link in &layout.links {
        for card in &layout.cards {
            let inside = card.rect.inset(0.5);
            let crossed = link.curve.points().into_iter().find(|&point| inside.contains(point));
            assert_eq!(crossed, None, "{what}: {:?} crosses {:?}", link.route, card.component);
        }
        let picture = layout.size.area();
        assert!(link.curve.points().into_iter().all(|point| picture.contains(point)), "{what}: {:?}", link.route);
    }
}

#[test]
fn one_to_ten_cards_never_overlap_and_stay_inside() {
    for count in 1..=10 {
        let run = handlers(count);
        for size in SIZES {
            let layout = layout(&run, size);
            assert_eq!(layout.cards.len(), usize::from(count) + 2);
            check_cards(&layout, &format!("{count} handlers in {size:?}"));
            assert!(layout.cards.iter().all(|card| card.density != Density::Chip), "{count} handlers in {size:?}");
        }
    }
}

#[test]
fn a_hundred_handlers_become_chips_rather_than_overflow() {
    for count in [11, 14, 20, 33, 50, 100] {
        let run = handlers(count);
        for size in [WIDE, Size::new(390.0, 640.0), Size::new(1_280.0, 720.0)] {
            check_cards(&layout(&run, size), &format!("{count} handlers in {size:?}"));
        }
    }
}

#[test]
fn links_cross_no_card() {
    for count in [1, 2, 3, 4, 5, 7, 10, 30] {
        let run = handlers(count);
        for size in SIZES {
            check_links(&layout(&run, size), &format!("{count} handlers in {size:?}"));
        }
    }
}

#[test]
fn several_brokers_groups_and_databases_find_their_places() {
    let mut run = Run::crowded();
    run.at(3_000);
    for size in [WIDE, Size::new(1_280.0, 720.0), Size::new(390.0, 700.0)] {
        let layout = layout(&run, size);
        check_cards(&layout, &format!("{size:?}"));
        check_links(&layout, &format!("{size:?}"));
        assert_eq!(layout.frames.iter().filter(|frame| frame.shares.is_some()).count(), 2);
    }
}

#[test]
fn every_handler_is_reached_from_its_subject_and_reaches_its_database() {
    for count in [1, 3, 10, 40] {
        let run = handlers(count);
        for size in [WIDE, TALL] {
            let layout = layout(&run, size);
            let database = run.component("todo-db");
            for member in 1..=count {
                let handler = run.component(&format!("save-handler.{member}"));
                let coming = layout.link(Route::Deliver { lane: 0, handler }).unwrap();
                let going = layout.link(Route::Store { handler, database }).unwrap();
                let lane = layout.lane(0).unwrap().rect.inset(-1.0);
                assert!(lane.contains(coming.curve.start));
                assert!(layout.card(database).unwrap().rect.inset(-1.0).contains(going.curve.end()));
            }
        }
    }
}

#[test]
fn a_wide_picture_flows_right_and_a_tall_one_down() {
    let run = handlers(3);
    let ends = |size| {
        let layout = layout(&run, size);
        let middle = |name| layout.card(run.component(name)).unwrap().rect.center();
        (layout.flow, middle("todo-web"), middle("todo-db"))
    };
    let (flow, from, to): (Flow, Point, Point) = ends(WIDE);
    assert!(flow == Flow::Right && from.x < to.x);
    let (flow, from, to) = ends(TALL);
    assert!(flow == Flow::Down && from.y < to.y);
}

#[test]
fn a_crew_that_was_scaled_away_leaves_its_frame() {
    let run = handlers(0);
    let layout = layout(&run, WIDE);
    assert_eq!((layout.frames.len(), layout.cards.len()), (1, 2));
    check_cards(&layout, "no handlers");
}

#[test]
fn streams_are_lanes_and_whoever_fetches_from_them_or_replies_is_linked_to_its_own() {
    let mut streams = Run::streams();
    let mut questions = Run::questions();
    streams.at(6_000);
    questions.at(6_000);
    for (run, sizes) in [(&streams, [WIDE, Size::new(1_280.0, 720.0)]), (&questions, [WIDE, TALL])] {
        for size in sizes {
            let layout = layout(run, size);
            check_cards(&layout, &format!("{size:?}"));
            check_links(&layout, &format!("{size:?}"));
        }
    }
    let (run, layout) = (&streams, layout(&streams, WIDE));
    let nats = run.component("nats").part;
    let names: Vec<&str> = layout.rails[0]
        .lanes
        .iter()
        .map(|lane| match &lane.name {
            LaneName::Stream { name, .. } => name.as_str(),
            LaneName::Subject(subject) => subject.as_str(),
            LaneName::Others(_) => "others",
        })
        .collect();
    // Each near those who use it. Somebody hears jobs.save without the stream; log.tick only goes to its stream.
    assert_eq!(names, ["JOBS", "ADVISORIES", "jobs.save", "LOG", "DLQ"]);
    let link = |route| layout.link(route).is_some();
    let lane = |stream| layout.stream_lane(nats, StreamId(stream)).unwrap();
    let of = |name: &str| run.component(name);
    assert!(link(Route::Deliver { lane: lane(1), handler: of("save-handler.3") }));
    assert!(link(Route::Deliver { lane: lane(3), handler: of("undertaker") }));
    assert!(link(Route::Publish { publisher: of("undertaker"), lane: lane(4) }));
    assert!(link(Route::Publish { publisher: of("clock"), lane: lane(2) }));
    assert!(link(Route::Deliver { lane: 2, handler: of("logger.1") }));
    assert!(!link(Route::Deliver { lane: lane(1), handler: of("logger.1") }));
}

#[test]
fn replies_go_back_through_the_lane_of_the_inboxes() {
    let mut run = Run::questions();
    run.at(3_000);
    for size in [WIDE, TALL] {
        let layout = layout(&run, size);
        let inbox = layout.lane_number(0, &Subject::parse("_INBOX.shop.1.7").unwrap()).unwrap();
        let ends = |route| layout.link(route).map(|link| (link.curve.start, link.curve.end())).unwrap();
        let card = |name: &str| layout.card(run.component(name)).unwrap().rect.inset(-1.0);
        let lane = layout.lane(inbox).unwrap().rect.inset(-1.0);
        let (from, to) = ends(Route::Publish { publisher: run.component("price.2"), lane: inbox });
        assert!(card("price.2").contains(from) && lane.contains(to), "{size:?}");
        let (from, to) = ends(Route::Deliver { lane: inbox, handler: run.component("shop") });
        assert!(lane.contains(from) && card("shop").contains(to), "{size:?}");
    }
}
