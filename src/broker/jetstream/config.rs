//! What a stream may be: the server's checks and defaults (`stream.go`, `checkStreamCfg`, `configUpdateCheck`).

use super::error::{STREAM_CONFIG, because};
use super::overlap::{collide, is_within};
use crate::message::subject::Filter;
use crate::message::{ApiError, Discard, StreamConfig};
use crate::sim::time::Span;

const SHORTEST: Span = Span::from_millis(100);
const DUPLICATE_WINDOW: Span = Span::from_secs(120);
/// The longest name of a stream or a consumer, in bytes.
pub(super) const LONGEST_NAME: usize = 255;

fn wrong(reason: impl Into<String>) -> ApiError {
    because(STREAM_CONFIG, reason)
}

/// Whether a stream or consumer can have this name (`jetstream_api.go`, `isValidName`).
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains([' ', '\t', '\r', '\n', '\x0C', '.', '*', '>'])
}

/// The configuration with the server's defaults filled in, and what limits nothing left out.
///
/// # Errors
/// As the server refuses it.
pub(super) fn complete(config: &StreamConfig) -> Result<StreamConfig, ApiError> {
    if !is_name(&config.name) {
        return Err(wrong("stream name is required and can not contain '.', '*', '>'"));
    }
    if config.name.len() > LONGEST_NAME {
        return Err(wrong(format!("stream name is too long, maximum allowed is {LONGEST_NAME}")));
    }
    let mut config = StreamConfig { consumers: Vec::new(), ..config.clone() };
    let some = |limit: &mut Option<u64>| *limit = limit.filter(|&limit| limit > 0);
    [&mut config.max_msgs, &mut config.max_bytes, &mut config.max_msgs_per_subject].into_iter().for_each(some);
    config.max_msg_size = config.max_msg_size.filter(|&limit| limit > 0);
    config.max_consumers = config.max_consumers.filter(|&limit| limit > 0);
    config.max_age = config.max_age.filter(|&age| age > Span::ZERO);
    let window = config.duplicate_window.filter(|&window| window > Span::ZERO);
    let window = window.unwrap_or_else(|| config.max_age.unwrap_or(DUPLICATE_WINDOW).min(DUPLICATE_WINDOW));
    config.duplicate_window = Some(window);
    check_times(&config, window)?;
    if config.discard_new_per_subject {
        if config.discard != Discard::New {
            return Err(wrong("discard new per subject requires discard new policy to be set"));
        }
        if config.max_msgs_per_subject.is_none() {
            return Err(wrong("discard new per subject requires max msgs per subject > 0"));
        }
    }
    complete_subjects(&mut config)?;
    Ok(config)
}

fn check_times(config: &StreamConfig, window: Span) -> Result<(), ApiError> {
    if config.max_age.is_some_and(|age| age < SHORTEST) {
        return Err(wrong("max age needs to be >= 100ms"));
    }
    if config.max_age.is_some_and(|age| window > age) {
        return Err(wrong("duplicates window can not be larger then max age"));
    }
    if window < SHORTEST {
        return Err(wrong("duplicates window needs to be >= 100ms"));
    }
    Ok(())
}

fn complete_subjects(config: &mut StreamConfig) -> Result<(), ApiError> {
    if config.subjects.is_empty() {
        // A name without dots, wildcards and white space is always a filter.
        config.subjects.extend(Filter::parse(&config.name));
        return Ok(());
    }
    for (position, subject) in config.subjects.iter().enumerate() {
        if config.subjects[..position].contains(subject) {
            return Err(wrong("duplicate subjects detected"));
        }
        if is_within(subject.as_str(), "$JS.API.>") {
            return Err(wrong("subjects overlap with jetstream api"));
        }
        if !subject.is_valid() {
            return Err(wrong("invalid subject"));
        }
    }
    for subject in &config.subjects {
        let other = config.subjects.iter().find(|other| *other != subject && collide(other.as_str(), subject.as_str()));
        if let Some(other) = other {
            return Err(wrong(format!("subject \"{subject}\" overlaps with \"{other}\"")));
        }
    }
    Ok(())
}

/// Whether a stream may become `new`, both with their defaults.
///
/// # Errors
/// As the server refuses it.
pub(super) fn check_update(old: &StreamConfig, new: &StreamConfig) -> Result<(), ApiError> {
    if old.max_consumers != new.max_consumers {
        return Err(wrong("stream configuration update can not change MaxConsumers"));
    }
    if old.retention != new.retention {
        return Err(wrong("stream configuration update can not change retention policy"));
    }
    Ok(())
}
