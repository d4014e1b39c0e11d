//! Measures how busy the page keeps the browser; `cargo xtask bench --page` builds the page before and calls this.

#[tokio::main(flavor = "current_thread")]
async fn main() -> e2e::Outcome {
    e2e::busy::measure_all().await
}
