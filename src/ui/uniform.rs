//! One type for what many places show. The framework is compiled once for each type that a view holds, and every
//! closure is a type of its own: told as a signal of a text or a flag, a hundred closures share one copy.

use leptos::prelude::*;

/// A text that follows what it reads.
pub fn told(read: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(read)
}

/// A flag that follows what it reads, as attributes such as `aria-pressed` spell it.
pub fn spelled(read: impl Fn() -> bool + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(move || read().to_string())
}

/// A flag that follows what it reads, for classes.
pub fn flag(read: impl Fn() -> bool + Send + Sync + 'static) -> Signal<bool> {
    Signal::derive(read)
}

/// A length as style sheets write it, to a tenth of a pixel.
#[allow(clippy::cast_possible_truncation, reason = "no page is that large, and a cast of a float saturates")]
pub fn pixels(length: f64) -> String {
    let tenths = (length.max(0.0) * 10.0).round() as u64;
    format!("{}.{}px", tenths / 10, tenths % 10)
}
