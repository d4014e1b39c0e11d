//! The one place that looks at a clock, and the one that prints: both are the host's.

/// Seconds since some moment.
#[cfg(not(target_arch = "wasm32"))]
pub fn seconds() -> f64 {
    #[allow(clippy::disallowed_types, reason = "a benchmark measures real time")]
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed().as_secs_f64()
}

/// Seconds since some moment.
#[cfg(target_arch = "wasm32")]
pub fn seconds() -> f64 {
    let performance = web_sys::window().and_then(|window| window.performance()).expect("a window");
    performance.now() / 1e3
}

/// A line of the outcome.
#[cfg(not(target_arch = "wasm32"))]
pub fn print(line: &str) {
    println!("{line}");
}

/// A line of the outcome.
#[cfg(target_arch = "wasm32")]
pub fn print(line: &str) {
    wasm_bindgen_test::console_log!("{line}");
}
