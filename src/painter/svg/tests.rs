//! What the SVG may contain.

use super::*;
use crate::view::{Anchor, Class, Figure, Form, Ink, Mark, Point, Rect, Shape, Size};

const HOSTILE: &str = "<script>alert(1)</script> & \"quotes\" ' ]]> \0 </text><a href='x'>";

fn scene(still: Vec<Shape>, moving: Vec<Mark>) -> Scene {
    Scene { size: Size::new(100.0, 50.0), still, moving, spots: Vec::new(), shown_one_in: 1 }
}

fn words(text: &str) -> Shape {
    let form = Form::Text { at: Point::new(1.0, 2.0), anchor: Anchor::Middle, text: text.to_owned() };
    Shape { form, classes: vec![Class::Text, Class::Size12] }
}

#[test]
fn words_are_never_markup() {
    let svg = still(&scene(vec![words(HOSTILE)], Vec::new()));
    assert_eq!(svg.matches('<').count(), 2, "{svg}");
    assert_eq!(svg.matches('"').count() % 2, 0, "{svg}");
    assert!(
        svg.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot; &#39; ]]&gt; \u{FFFD} &lt;/text")
    );
}

#[test]
fn a_hostile_palette_stays_inside_the_style_sheet() {
    let palette = Palette { event: HOSTILE.to_owned().into(), ..Palette::LIGHT };
    let svg = document(&scene(Vec::new(), Vec::new()), &palette);
    assert_eq!(svg.matches("<script").count(), 0);
    assert_eq!(svg.matches("</style>").count(), 1);
}

#[test]
fn the_still_layer_has_classes_and_no_styles() {
    let rect = Shape {
        form: Form::Rect { rect: Rect::new(1.0, 2.005, 3.25, f64::NAN), radius: -0.0 },
        classes: vec![Class::Card, Class::Handler],
    };
    let svg = still(&scene(vec![rect, words("a")], Vec::new()));
    assert_eq!(
        svg,
        "<rect class=\"qp-card qp-handler\" x=\"1\" y=\"2.01\" width=\"3.25\" height=\"0\" rx=\"0\"/>\
         <text class=\"qp-text qp-size-12\" x=\"1\" y=\"2\" text-anchor=\"middle\">a</text>"
    );
}

#[test]
fn a_document_has_a_rule_for_every_class_and_every_ink() {
    let marks =
        Ink::ALL.map(|ink| Mark { at: Point::new(5.0, 5.0), figure: Figure::Disc { radius: 2.0 }, ink, opacity: 1.0 });
    let svg = document(&scene(vec![words("a")], marks.to_vec()), &Palette::DARK);
    for ink in Ink::ALL {
        assert!(svg.contains(&format!(".{}{{", marks::ink(ink))), "{ink:?}");
    }
    // These say only whose card it is; a reader's own style sheet may care.
    let roles = [Class::Publisher, Class::Handler, Class::Database];
    for class in Class::ALL.into_iter().filter(|class| !roles.contains(class)) {
        assert!(svg.contains(&format!(".{}", class.name())), "{class:?}");
    }
}

#[test]
fn a_sample_for_a_legend_is_small_and_has_a_class_and_no_style() {
    use crate::patterns;
    use crate::scenario::Roster;
    for pattern in patterns::ALL {
        for key in crate::view::legend(&Roster::new(&pattern.scenario().unwrap())) {
            assert!(key.figure.reach() <= 8.0, "{key:?}");
            let svg = sample(key.figure, key.ink);
            assert!(svg.starts_with('<') && svg.contains(marks::ink(key.ink)) && !svg.contains("style"), "{svg}");
        }
    }
}
