//! The moving layer on a canvas: every mark where the scene says, in the colour that its ink has.

mod read;

use super::Palette;
use crate::view::{Figure, Mark, Scene};
use std::f64::consts::{FRAC_PI_2, TAU};
use web_sys::CanvasRenderingContext2d;

/// The width of the lines of hollow shapes, in pixels.
const LINE: f64 = 2.0;

/// Paints the scene's marks over whatever was there before. The canvas is `device_pixel_ratio` times as large as the
/// scene; colours are those of `palette`.
pub fn paint(context: &CanvasRenderingContext2d, scene: &Scene, palette: &Palette, device_pixel_ratio: f64) {
    // Setting a plain scale cannot fail for a finite number.
    let _ = context.set_transform(device_pixel_ratio, 0.0, 0.0, device_pixel_ratio, 0.0, 0.0);
    context.clear_rect(0.0, 0.0, scene.size.width, scene.size.height);
    context.set_line_cap("round");
    let mut last = None;
    for mark in &scene.moving {
        // Changing a colour is dear, and most marks have the one of the mark before.
        if last != Some(mark.ink) {
            let colour = palette.ink(mark.ink);
            context.set_fill_style_str(colour);
            context.set_stroke_style_str(colour);
            last = Some(mark.ink);
        }
        context.set_global_alpha(mark.opacity);
        figure(context, mark);
    }
    context.set_global_alpha(1.0);
}

fn figure(context: &CanvasRenderingContext2d, mark: &Mark) {
    let (x, y) = (mark.at.x, mark.at.y);
    match mark.figure {
        Figure::Disc { radius } => {
            circle(context, x, y, radius);
            context.fill();
        }
        Figure::Hollow { radius } => {
            circle(context, x, y, radius);
            stroke(context, LINE);
        }
        Figure::RingedDisc { radius } => {
            circle(context, x, y, radius * 0.55);
            context.fill();
            circle(context, x, y, radius);
            stroke(context, LINE);
        }
        Figure::Diamond { radius } => {
            polygon(context, &[(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]);
        }
        Figure::Square { radius } => {
            polygon(
                context,
                &[
                    (x - radius, y - radius),
                    (x + radius, y - radius),
                    (x + radius, y + radius),
                    (x - radius, y + radius),
                ],
            );
        }
        Figure::Letter { radius } => {
            let (left, right, top, bottom) = (x - radius, x + radius, y - radius, y + radius);
            context.begin_path();
            context.move_to(left, top);
            for (x, y) in [(right, top), (right, bottom), (left, bottom), (left, top), (right, bottom)] {
                context.line_to(x, y);
            }
            context.move_to(right, top);
            context.line_to(left, bottom);
            stroke(context, (radius * 0.34).clamp(1.0, LINE));
        }
        Figure::Triangle { radius } => {
            let (side, down) = (radius * 0.87, radius * 0.5);
            polygon(context, &[(x, y - radius), (x + side, y + down), (x - side, y + down)]);
        }
        Figure::Cross { radius } => {
            let arm = radius * 0.71;
            context.begin_path();
            context.move_to(x - arm, y - arm);
            context.line_to(x + arm, y + arm);
            context.move_to(x + arm, y - arm);
            context.line_to(x - arm, y + arm);
            stroke(context, LINE);
        }
        Figure::Ring { radius, width, share } => {
            context.begin_path();
            let _ = context.arc(x, y, radius, -FRAC_PI_2, TAU * share - FRAC_PI_2);
            stroke(context, width);
        }
        Figure::Bar { width, height } => {
            context.begin_path();
            let _ = context.round_rect_with_f64(x - width / 2.0, y - height / 2.0, width, height, height / 2.0);
            context.fill();
        }
    }
}

fn circle(context: &CanvasRenderingContext2d, x: f64, y: f64, radius: f64) {
    context.begin_path();
    // Fails only for a negative radius, and the view makes none.
    let _ = context.arc(x, y, radius, 0.0, TAU);
}

fn polygon(context: &CanvasRenderingContext2d, corners: &[(f64, f64)]) {
    context.begin_path();
    for (index, &(x, y)) in corners.iter().enumerate() {
        if index == 0 { context.move_to(x, y) } else { context.line_to(x, y) }
    }
    context.close_path();
    context.fill();
}

fn stroke(context: &CanvasRenderingContext2d, width: f64) {
    context.set_line_width(width);
    context.stroke();
}
