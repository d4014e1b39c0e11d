//! Moving marks as SVG, for files: the page paints them on a canvas.

use super::writer::Writer;
use crate::view::{Figure, Ink, Mark};

pub(super) fn write(mark: &Mark, writer: &mut Writer) {
    let (x, y) = (mark.at.x, mark.at.y);
    match mark.figure {
        Figure::Disc { radius } => circle(mark, radius, "", writer),
        Figure::Hollow { radius } => circle(mark, radius, " qp-lines", writer),
        Figure::RingedDisc { radius } => {
            circle(mark, radius * 0.55, "", writer);
            circle(mark, radius, " qp-lines", writer);
        }
        Figure::Diamond { radius } => {
            polygon(mark, &[(0.0, -radius), (radius, 0.0), (0.0, radius), (-radius, 0.0)], writer);
        }
        Figure::Square { radius } => {
            polygon(mark, &[(-radius, -radius), (radius, -radius), (radius, radius), (-radius, radius)], writer);
        }
        Figure::Letter { radius } => {
            begin("path", mark, " qp-lines", writer);
            writer.number("stroke-width", (radius * 0.34).clamp(1.0, 2.0));
            let path = |writer: &mut Writer| {
                let (left, right, top, bottom) = (x - radius, x + radius, y - radius, y + radius);
                writer.command('M', &[left, top]).command('L', &[right, top]).command('L', &[right, bottom]);
                writer.command('L', &[left, bottom]).command('Z', &[]).command('L', &[right, bottom]);
                writer.command('M', &[right, top]).command('L', &[left, bottom]);
            };
            writer.path("d", path).empty();
        }
        Figure::Triangle { radius } => {
            polygon(mark, &[(0.0, -radius), (radius * 0.87, radius * 0.5), (-radius * 0.87, radius * 0.5)], writer);
        }
        Figure::Cross { radius } => {
            begin("path", mark, " qp-lines", writer);
            let arm = radius * 0.71;
            let path = |writer: &mut Writer| {
                writer.command('M', &[x - arm, y - arm]).command('L', &[x + arm, y + arm]);
                writer.command('M', &[x + arm, y - arm]).command('L', &[x - arm, y + arm]);
            };
            writer.path("d", path).empty();
        }
        Figure::Ring { radius, width, share } => {
            begin("circle", mark, " qp-lines", writer);
            writer.number("cx", x).number("cy", y).number("r", radius).number("stroke-width", width);
            writer.number("pathLength", 100.0).numbers("stroke-dasharray", &[share * 100.0, 100.0]);
            writer.path("transform", |writer| {
                writer.text("rotate(").command(' ', &[-90.0, x, y]).text(")");
            });
            writer.empty();
        }
        Figure::Bar { width, height } => {
            begin("rect", mark, "", writer);
            writer.number("x", x - width / 2.0).number("y", y - height / 2.0);
            writer.number("width", width).number("height", height).number("rx", height / 2.0).empty();
        }
    }
}

fn begin(element: &'static str, mark: &Mark, more: &str, writer: &mut Writer) {
    writer.open(element).attribute("class", &format!("{}{more}", ink(mark.ink)));
    if mark.opacity < 1.0 {
        writer.number("opacity", mark.opacity);
    }
}

fn circle(mark: &Mark, radius: f64, more: &str, writer: &mut Writer) {
    begin("circle", mark, more, writer);
    writer.number("cx", mark.at.x).number("cy", mark.at.y).number("r", radius).empty();
}

fn polygon(mark: &Mark, corners: &[(f64, f64)], writer: &mut Writer) {
    begin("path", mark, "", writer);
    let path = |writer: &mut Writer| {
        for (index, (right, down)) in corners.iter().enumerate() {
            writer.command(if index == 0 { 'M' } else { 'L' }, &[mark.at.x + right, mark.at.y + down]);
        }
        writer.command('Z', &[]);
    };
    writer.path("d", path).empty();
}

/// The class of an ink.
pub(super) const fn ink(ink: Ink) -> &'static str {
    match ink {
        Ink::Event => "qp-ink-event",
        Ink::Typed => "qp-ink-typed",
        Ink::Request => "qp-ink-request",
        Ink::Reply => "qp-ink-reply",
        Ink::Redelivery => "qp-ink-redelivery",
        Ink::Dead => "qp-ink-dead",
        Ink::Done => "qp-ink-done",
        Ink::Accent => "qp-ink-accent",
        Ink::Line => "qp-ink-line",
        Ink::Text => "qp-ink-text",
        Ink::Soft => "qp-ink-soft",
        Ink::Card => "qp-ink-card",
    }
}
