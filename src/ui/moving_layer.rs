//! The canvas above the still picture: sized to the screen's own pixels, painted with the colours of the style sheet.

use super::picture::with_stage;
use super::session::Session;
use crate::painter::{Palette, paint};
use crate::view::{Size, scene};
use leptos::prelude::{untrack, window};
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Frames after which the colours are read again, because the system may have changed them without telling.
const PALETTE_FRAMES: u32 = 32;

/// A canvas and what it is painted with.
pub struct MovingLayer {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    palette: RefCell<Option<Palette>>,
    frames: Cell<u32>,
}

impl MovingLayer {
    /// The layer on a canvas; none if the browser can draw no picture.
    pub fn on(canvas: &HtmlCanvasElement) -> Option<MovingLayer> {
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        Some(MovingLayer { canvas: canvas.clone(), context, palette: RefCell::default(), frames: Cell::new(0) })
    }

    /// Paints the moment.
    pub fn paint(&self, session: Session, size: Size) {
        let ratio = window().device_pixel_ratio().max(1.0);
        self.fit(size, ratio);
        let scene = untrack(|| with_stage(session, size, scene));
        let resting = !session.with(|run| run.is_playing());
        let frames = self.frames.replace(self.frames.get().wrapping_add(1));
        if resting || frames.is_multiple_of(PALETTE_FRAMES) {
            self.palette.replace(Some(Palette::read(&self.canvas)));
        }
        if let Some(palette) = &*self.palette.borrow() {
            paint(&self.context, &scene, palette, ratio);
        }
    }

    /// Gives the canvas as many pixels as the screen has under it. Setting the size clears it, so only when it changed.
    fn fit(&self, size: Size, ratio: f64) {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a canvas is at most some thousand pixels"
        )]
        let [width, height] = [size.width, size.height].map(|length| (length * ratio).round().max(0.0) as u32);
        if self.canvas.width() != width {
            self.canvas.set_width(width);
        }
        if self.canvas.height() != height {
            self.canvas.set_height(height);
        }
    }
}
