//! The shapes that patterns can have, each a scenario in `tests/shapes/`, and the patterns that there are: looked at as a
//! person would, in both flows and both languages.

use super::Run;
use crate::i18n::Lang;
use crate::scenario::Scenario;
use crate::view::describe::called;
use crate::view::layout::tests::{check_cards, check_links};
use crate::view::layout::{Card, Density, Layout};
use crate::view::{Anchor, Class, Form, Rect, Shape, Size, scene, text};

const SHAPES: [(&str, &str); 13] = [
    ("a-new-feature", include_str!("../../../tests/shapes/a-new-feature.json")),
    ("a-second-door", include_str!("../../../tests/shapes/a-second-door.json")),
    ("channel", include_str!("../../../tests/shapes/channel.json")),
    ("dead-letters", include_str!("../../../tests/shapes/dead-letters.json")),
    ("direct-or-queue", include_str!("../../../tests/shapes/direct-or-queue.json")),
    ("fire-and-forget", include_str!("../../../tests/shapes/fire-and-forget.json")),
    ("how-many-handlers", include_str!("../../../tests/shapes/how-many-handlers.json")),
    ("nobody-listens", include_str!("../../../tests/shapes/nobody-listens.json")),
    ("publish-subscribe", include_str!("../../../tests/shapes/publish-subscribe.json")),
    ("request-response", include_str!("../../../tests/shapes/request-response.json")),
    ("scatter-gather", include_str!("../../../tests/shapes/scatter-gather.json")),
    ("the-buffer", include_str!("../../../tests/shapes/the-buffer.json")),
    ("three-brokers", include_str!("../../../tests/shapes/three-brokers.json")),
];

/// A projector, laptops with the panel open, and two phones.
const SIZES: [Size; 9] = [
    Size::new(1_280.0, 720.0),
    Size::new(900.0, 560.0),
    Size::new(744.0, 600.0),
    Size::new(720.0, 485.0),
    Size::new(720.0, 420.0),
    Size::new(700.0, 500.0),
    Size::new(390.0, 640.0),
    Size::new(366.0, 520.0),
    // A window of common size at 200 %.
    Size::new(640.0, 576.0),
];

/// Calls `look` with each shape before anything happened, early, and when all that can happen has.
fn each(mut look: impl FnMut(&str, &Run)) {
    let shapes = SHAPES.map(|(name, source)| (name.to_owned(), Scenario::from_json(source).unwrap()));
    for (name, scenario) in shapes.into_iter().chain(Run::patterns()) {
        let mut run = Run::of(scenario);
        for millisecond in [0, 1_500, 12_000, 45_000] {
            run.at(millisecond);
            look(&format!("{name} at {millisecond} ms"), &run);
        }
    }
}

fn each_picture(look: impl Fn(&str, &[Shape], Size)) {
    each(|name, run| {
        for size in SIZES {
            for lang in [Lang::En, Lang::Ko] {
                let mut stage = run.stage(size);
                stage.preferences.lang = lang;
                look(&format!("{name}, {lang:?} in {size:?}"), &scene(&stage).still, size);
            }
        }
    });
}

/// The place of a text, a little smaller than it is taken to be.
fn place(shape: &Shape) -> Option<(Rect, &str)> {
    let Form::Text { at, anchor, text } = &shape.form else { return None };
    let sizes =
        [(Class::Size14, 14), (Class::Size13, 13), (Class::Size12, 12), (Class::Size11, 11), (Class::Size10, 10)];
    let size = sizes.into_iter().find(|(class, _)| shape.classes.contains(class)).map_or(10, |(_, size)| size);
    let width = text::width(text, size) * 0.94;
    let left = match anchor {
        Anchor::Start => at.x,
        Anchor::Middle => at.x - width / 2.0,
        Anchor::End => at.x - width,
    };
    let height = f64::from(size) * 0.72;
    Some((Rect::new(left, at.y - height, width, height), text))
}

#[test]
fn nothing_covers_anything_and_no_link_crosses_a_card() {
    each(|name, run| {
        for size in SIZES {
            let layout = Layout::new(run.0.roster(), run.board(), size);
            let what = format!("{name} in {size:?}");
            check_cards(&layout, &what);
            check_links(&layout, &what);
        }
    });
}

#[test]
fn every_word_is_inside_the_picture_and_covers_no_other() {
    each_picture(|name, still, size| {
        let places: Vec<(Rect, &str)> = still.iter().filter_map(place).collect();
        for (index, (rect, word)) in places.iter().enumerate() {
            assert!(size.area().encloses(rect), "{name}: {word} at {rect:?}");
            let covered = places.iter().skip(index + 1).find(|(other, _)| other.overlaps(rect));
            assert_eq!(covered, None, "{name}: {word} at {rect:?}");
        }
    });
}

#[test]
fn each_of_a_few_handlers_has_a_card_with_its_name() {
    for (name, scenario) in Run::patterns() {
        let mut run = Run::of(scenario);
        run.at(3_000);
        for size in SIZES {
            let (layout, still) = (Layout::new(run.0.roster(), run.board(), size), run.scene(size).still);
            for frame in &layout.frames {
                let crew: Vec<&Card> = layout.cards.iter().filter(|card| card.component.part == frame.part).collect();
                for card in crew.iter().filter(|_| crew.len() <= 3) {
                    let what = format!("{name} in {size:?}: {card:?}");
                    assert!(card.density != Density::Chip && card.rect.height >= 28.0, "{what}");
                    let words = still.iter().filter_map(place).filter(|(place, _)| card.rect.overlaps(place));
                    let words: String = words.map(|(_, word)| word).collect();
                    // In a narrow picture, the number alone inside a frame with their name.
                    let short = size.width < 700.0 && crew.len() > 1 && frame.shares.is_some();
                    let called = called(card.component, &run.stage(size));
                    let number = card.component.member.to_string();
                    let names = words.starts_with(&called) || short && words.starts_with(&number);
                    assert!(names, "{what} says {words}");
                }
            }
        }
    }
}

#[test]
fn no_word_is_cut() {
    each_picture(|name, still, _| {
        let words = still.iter().filter_map(place).map(|(_, word)| word);
        let cut: Vec<&str> = words.filter(|word| word.contains('…')).collect();
        assert!(cut.is_empty(), "{name}: {cut:?}");
    });
}
