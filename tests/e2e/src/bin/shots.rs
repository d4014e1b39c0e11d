//! Takes the pictures of the documentation; `cargo xtask shots` builds the page before and calls this.

#[tokio::main(flavor = "current_thread")]
async fn main() -> e2e::Outcome {
    e2e::shots::take_all().await
}
