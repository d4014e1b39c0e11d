//! Still shapes as SVG.

use super::writer::Writer;
use crate::view::{Anchor, Curve, Form, Icon, Shape};

pub(super) fn write(shape: &Shape, writer: &mut Writer) {
    let names: Vec<&str> = shape.classes.iter().map(|class| class.name()).collect();
    let classes = names.join(" ");
    match &shape.form {
        Form::Rect { rect, radius } => {
            writer.open("rect").attribute("class", &classes).number("x", rect.x).number("y", rect.y);
            writer.number("width", rect.width).number("height", rect.height).number("rx", *radius).empty();
        }
        Form::Circle { center, radius } => {
            writer.open("circle").attribute("class", &classes).number("cx", center.x).number("cy", center.y);
            writer.number("r", *radius).empty();
        }
        Form::Path(curve) => {
            writer.open("path").attribute("class", &classes).path("d", |writer| write_curve(curve, writer)).empty();
        }
        Form::Icon { at, icon } => {
            writer.open("path").attribute("class", &classes);
            writer.path("transform", |writer| {
                writer.text("translate(").command(' ', &[at.x, at.y]).text(")");
            });
            writer.attribute("d", drawing(*icon)).empty();
        }
        Form::Text { at, anchor, text } => {
            writer.open("text").attribute("class", &classes).number("x", at.x).number("y", at.y);
            match anchor {
                Anchor::Start => {}
                Anchor::Middle => _ = writer.attribute("text-anchor", "middle"),
                Anchor::End => _ = writer.attribute("text-anchor", "end"),
            }
            writer.inside().text(text).close("text");
        }
    }
}

fn write_curve(curve: &Curve, writer: &mut Writer) {
    writer.command('M', &[curve.start.x, curve.start.y]);
    for bend in &curve.bends {
        let points = [bend.leaving, bend.arriving, bend.end];
        writer.command('C', &points.map(|point| [point.x, point.y]).concat());
    }
}

/// A symbol in a square of 16, to be stroked.
const fn drawing(icon: Icon) -> &'static str {
    match icon {
        // A sheet that leaves to the right.
        Icon::Publisher => "M6 2.5H3.5a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1H6M6.5 8h7M10.5 5l3 3-3 3",
        // Two bars.
        Icon::Paused => "M5.5 3.5v9M10.5 3.5v9",
        // A clock.
        Icon::Slow => "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM8 5v3.2l2.2 1.3",
        // A line with a gap.
        Icon::Loss => "M1.5 8h4M10.5 8h4M6 4.5l1.4 7M8.8 4.5l1.4 7",
        // A skull.
        Icon::Poison => {
            "M8 2a5 5 0 0 0-5 5c0 1.9.9 3 2 3.8V13.5h6v-2.7c1.1-.8 2-1.9 2-3.8a5 5 0 0 0-5-5z\
             M6 7v.6M10 7v.6M8 11v2.5"
        }
        // A cylinder.
        Icon::Database => {
            "M3 4.2c0-1.2 2.2-2 5-2s5 .8 5 2-2.2 2-5 2-5-.8-5-2z\
             M3 4.2v7.6c0 1.2 2.2 2 5 2s5-.8 5-2V4.2M3 8c0 1.2 2.2 2 5 2s5-.8 5-2"
        }
    }
}
