//! Waiting for a condition, never for a time.

use std::time::{Duration, Instant};

use crate::Outcome;

/// Long enough for a busy machine; a test that passes never waits for it.
const DEADLINE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(25);

/// Asks again and again until there is an answer, or fails with what was waited for.
pub async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Outcome<Option<T>>) -> Outcome<T> {
    let started = Instant::now();
    loop {
        if let Some(answer) = ask().await? {
            return Ok(answer);
        }
        if started.elapsed() > DEADLINE {
            return Err(format!("waited {} s in vain until {what}", DEADLINE.as_secs()).into());
        }
        tokio::time::sleep(PAUSE).await;
    }
}
