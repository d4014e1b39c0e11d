//! Rails: a broker with its subjects and streams as lanes, so that routing can be seen.

use super::Form;
use super::class::Class;
use super::lanes;
use super::sketch::{Line, Sketch};
use crate::i18n::{Caption, profile};
use crate::view::layout::{Flow, LaneName, Rail};
use crate::view::{Curve, Point, text};

/// How far a way from lane to lane reaches beyond them.
const RIM: f64 = 9.0;

/// A heading at least as wide as this has room for everything in one line.
const ACROSS: f64 = 250.0;

/// A heading of several lines at least as high as this has room for the kind of broker, and for its version.
const KIND: f64 = 40.0;
const VERSION: f64 = 64.0;

/// A foot at least as high as this has room for words.
const FOOT: f64 = 20.0;

pub(super) fn draw_grounds(sketch: &mut Sketch<'_>) {
    let layout = sketch.layout;
    for rail in layout.rails.iter().filter(|rail| !rail.is_direct) {
        let selected = sketch.stage.selection == Some(rail.broker);
        let mut classes = vec![Class::Rail];
        classes.extend(is_down(sketch, rail).then_some(Class::Crashed));
        classes.extend(selected.then_some(Class::Selected));
        sketch.rect(rail.rect, 18.0, &classes);
    }
}

fn is_down(sketch: &Sketch<'_>, rail: &Rail) -> bool {
    sketch.stage.board.broker(rail.broker).is_some_and(|broker| broker.is_down)
}

/// Lanes and words, above the links that lead to them.
pub(super) fn draw_lanes(sketch: &mut Sketch<'_>) {
    let layout = sketch.layout;
    for rail in &layout.rails {
        if rail.is_direct {
            lanes::draw_ties(sketch, rail);
            continue;
        }
        draw_heading(sketch, rail);
        draw_ways_within(sketch, rail);
        for lane in &rail.lanes {
            match &lane.name {
                LaneName::Subject(subject) => lanes::draw_subject(sketch, rail, lane.rect, subject),
                LaneName::Stream { id, name, .. } => lanes::draw_stream(sketch, rail, lane, *id, name),
                LaneName::Others(subjects) => lanes::draw_others(sketch, rail, lane.rect, *subjects),
            }
        }
        draw_foot(sketch, rail);
    }
}

/// What one lane keeps of another: along the rim of the rail, from lane to lane.
fn draw_ways_within(sketch: &mut Sketch<'_>, rail: &Rail) {
    for to in &rail.lanes {
        for from in rail.lanes.iter().filter(|from| to.name.keeps(&from.name)) {
            let curve = match sketch.layout.flow {
                Flow::Right => Curve::around(from.rect.left_middle(), to.rect.left_middle(), -RIM, 0.0),
                Flow::Down => Curve::around(from.rect.bottom_middle(), to.rect.bottom_middle(), 0.0, RIM),
            };
            sketch.add(Form::Path(curve), &[Class::Link, Class::Within]);
        }
    }
}

fn draw_heading(sketch: &mut Sketch<'_>, rail: &Rail) {
    let profile = sketch.stage.roster.part(rail.broker).and_then(|part| part.profile.as_ref());
    let lang = sketch.lang();
    let (kind, version) = match (profile, sketch.stage.server) {
        (Some(profile), None) => (profile::kind(lang, profile), profile::reference(lang, profile).to_owned()),
        (Some(profile), Some(server)) => (profile::real_kind(lang, profile), profile::server(server)),
        (None, _) => ("", String::new()),
    };
    let version = version.as_str();
    let (name, heading) = (sketch.name(rail.broker), rail.heading);
    // While it is stopped, or out of reach, that is all there is to say.
    let away = match is_down(sketch, rail) {
        true => Some(sketch.say(&Caption::Stopped)),
        false => sketch.stage.is_out_of_reach(rail.broker).then(|| sketch.say(&Caption::OutOfReach)),
    };
    let (kind, class) = away.as_deref().map_or((kind, Class::Soft), |away| (away, Class::Warning));
    let room = heading.width - 16.0;
    // As much as there is room for; all of it is said aloud.
    let fits = |words: &&str| text::width(words, 10) <= room;
    let short = [kind, kind.split(',').next().unwrap_or(kind)].into_iter().find(fits).unwrap_or("");
    match sketch.layout.flow {
        Flow::Right => {
            let top = Point::new(heading.center().x, heading.y + (heading.height * 0.2 + 12.0).min(26.0));
            sketch.line(Line::middle(top, room, 14), &name, &[Class::Strong]);
            if heading.height >= KIND {
                sketch.line(Line::middle(top.moved(0.0, 17.0), room, 12), short, &[class]);
            }
            if heading.height >= VERSION && fits(&version) {
                sketch.line(Line::middle(top.moved(0.0, 32.0), room, 11), version, &[Class::Soft]);
            }
        }
        Flow::Down if heading.width >= ACROSS => {
            let left = Point::new(heading.x + 12.0, heading.y + 18.0);
            sketch.line(Line::start(left, room * 0.35, 13), &name, &[Class::Strong]);
            let taken = text::width(&name, 13) * text::BOLD + 8.0;
            sketch.line(Line::start(left.moved(taken, 0.0), room * 0.62 - taken, 11), kind, &[class]);
            let right = Point::new(heading.right() - 12.0, left.y);
            sketch.line(Line::end(right, room * 0.38, 11), version, &[Class::Soft]);
        }
        Flow::Down => {
            let top = Point::new(heading.x + 10.0, heading.y + 15.0);
            sketch.line(Line::start(top, room, 13), &name, &[Class::Strong]);
            sketch.line(Line::start(top.moved(0.0, 13.0), room, 11), short, &[class]);
            if fits(&version) {
                sketch.line(Line::start(top.moved(0.0, 25.0), room, 11), version, &[Class::Soft]);
            }
        }
    }
}

/// What is special about where this broker keeps messages, and how many subjects there was no room for.
fn draw_foot(sketch: &mut Sketch<'_>, rail: &Rail) {
    let foot = rail.foot;
    if foot.height < FOOT {
        return;
    }
    let (room, last) = (foot.width - 16.0, Point::new(foot.center().x, foot.bottom() - 10.0));
    let keeps = sketch.stage.board.streams(rail.broker).next().is_some();
    if rail.hidden > 0 {
        let up = if keeps { -4.0 } else { -16.0 };
        let more = sketch.say(&Caption::MoreSubjects(rail.hidden as u64));
        sketch.line(Line::middle(last.moved(0.0, up), room, 11), &more, &[Class::Soft]);
    }
    // What a server that is watched keeps is not known.
    if !keeps && !sketch.stage.roster.is_watched(rail.broker) {
        let words = sketch.say(&Caption::KeepsNothing);
        sketch.line(Line::middle(last, room, 11), &words, &[Class::Soft]);
    }
}
