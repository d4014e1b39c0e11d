//! What a consumer may be: the server's checks and defaults (`consumer.go`, `setConsumerConfigDefaults`,
//! `checkConsumerCfg`, `checkNewConsumerConfig`).

use super::config::{LONGEST_NAME, is_name};
use super::error::{
    BACKOFF, CONSUMER_CREATE, CONSUMER_NAME, CONSUMER_NAME_TOO_LONG, DELIVER_CYCLE, DELIVER_POLICY,
    DELIVER_TO_WILDCARDS, FILTER_NOT_SUBSET, HEARTBEAT_NEEDS_PUSH, MAX_PENDING_NEEDS_ACKS, MAXIMUM_CONSUMERS,
    PULL_NEEDS_ACKS, PUSH_MAX_WAITING, SMALL_HEARTBEAT, WORK_QUEUE_NEEDS_EXPLICIT, WORK_QUEUE_NOT_ALL,
    WORK_QUEUE_OVERLAP, WORK_QUEUE_UNFILTERED, because, refusal,
};
use super::overlap::{has_wildcard, is_within};
use crate::message::{AckPolicy, ApiError, ConsumerConfig, DeliverPolicy, Retention, StreamConfig};
use crate::sim::time::Span;

const ACK_WAIT: Span = Span::from_secs(30);
const MAX_ACK_PENDING: u32 = 1_000;
const MAX_WAITING: u32 = 512;
const SHORTEST_HEARTBEAT: Span = Span::from_millis(100);

/// The configuration with the server's defaults filled in.
pub(super) fn complete(config: &ConsumerConfig) -> ConsumerConfig {
    let mut config = config.clone();
    config.max_waiting = config.max_waiting.filter(|&most| most > 0);
    config.max_ack_pending = config.max_ack_pending.filter(|&most| most > 0);
    config.max_deliver = config.max_deliver.filter(|&most| most > 0);
    config.max_batch = config.max_batch.filter(|&most| most > 0);
    config.ack_wait = config.ack_wait.filter(|&wait| wait > Span::ZERO);
    config.idle_heartbeat = config.idle_heartbeat.filter(|&beat| beat > Span::ZERO);
    if config.deliver_subject.is_none() {
        config.max_waiting = config.max_waiting.or(Some(MAX_WAITING));
    }
    if config.ack_policy != AckPolicy::None {
        config.ack_wait = config.ack_wait.or(Some(ACK_WAIT));
        config.max_ack_pending = config.max_ack_pending.or(Some(MAX_ACK_PENDING));
    }
    if let Some(&first) = config.backoff.first() {
        config.ack_wait = Some(first);
    }
    config
}

/// Whether a stream may have such a consumer, both with their defaults.
///
/// # Errors
/// As the server refuses it.
pub(super) fn check(config: &ConsumerConfig, stream: &StreamConfig) -> Result<(), ApiError> {
    check_backoff(config)?;
    match &config.deliver_subject {
        Some(subject) => check_push(config, subject.as_str(), stream)?,
        None if config.ack_policy == AckPolicy::None && stream.retention == Retention::Workqueue => {
            return Err(refusal(PULL_NEEDS_ACKS));
        }
        None if config.idle_heartbeat.is_some() => return Err(refusal(HEARTBEAT_NEEDS_PUSH)),
        None => {}
    }
    if let Some(filter) = &config.filter_subject {
        let (filter, wide) = (filter.as_str(), has_wildcard(filter.as_str()));
        let fits = |subject: &str| is_within(filter, subject) || wide && is_within(subject, filter);
        if !stream.subjects.iter().any(|subject| fits(subject.as_str())) {
            return Err(refusal(FILTER_NOT_SUBSET));
        }
    }
    match config.deliver_policy {
        DeliverPolicy::LastPerSubject if config.filter_subject.is_none() => Err(because(
            DELIVER_POLICY,
            "consumer delivery policy is deliver last per subject, but optional filter subject is not set",
        )),
        DeliverPolicy::ByStartSequence(0) => Err(because(
            DELIVER_POLICY,
            "consumer delivery policy is deliver by start sequence, but optional start sequence is not set",
        )),
        _ => Ok(()),
    }
}

fn check_backoff(config: &ConsumerConfig) -> Result<(), ApiError> {
    let enough = |most: u32| most as usize > config.backoff.len();
    if config.backoff.is_empty() || config.max_deliver.is_some_and(enough) {
        return Ok(());
    }
    Err(refusal(BACKOFF))
}

fn check_push(config: &ConsumerConfig, to: &str, stream: &StreamConfig) -> Result<(), ApiError> {
    if has_wildcard(to) {
        return Err(refusal(DELIVER_TO_WILDCARDS));
    }
    if stream.subjects.iter().any(|subject| is_within(to, subject.as_str())) {
        return Err(refusal(DELIVER_CYCLE));
    }
    if config.max_waiting.is_some() {
        return Err(refusal(PUSH_MAX_WAITING));
    }
    if config.max_ack_pending.is_some() && config.ack_policy == AckPolicy::None {
        return Err(refusal(MAX_PENDING_NEEDS_ACKS));
    }
    if config.idle_heartbeat.is_some_and(|beat| beat < SHORTEST_HEARTBEAT) {
        return Err(refusal(SMALL_HEARTBEAT));
    }
    Ok(())
}

/// Whether a stream that has consumers with these filters may have this one more.
///
/// # Errors
/// As the server refuses it.
pub(super) fn check_beside<'a>(
    config: &ConsumerConfig,
    stream: &StreamConfig,
    others: impl ExactSizeIterator<Item = &'a ConsumerConfig> + Clone,
) -> Result<(), ApiError> {
    if stream.max_consumers.is_some_and(|most| others.len() >= most as usize) {
        return Err(refusal(MAXIMUM_CONSUMERS));
    }
    if stream.retention == Retention::Workqueue {
        check_on_work_queue(config, others)?;
    }
    if config.name.len() > LONGEST_NAME {
        let reason = format!("consumer name is too long, maximum allowed is {LONGEST_NAME}");
        return Err(because(CONSUMER_NAME_TOO_LONG, reason));
    }
    if is_name(&config.name) { Ok(()) } else { Err(refusal(CONSUMER_NAME)) }
}

fn check_on_work_queue<'a>(
    config: &ConsumerConfig,
    mut others: impl ExactSizeIterator<Item = &'a ConsumerConfig>,
) -> Result<(), ApiError> {
    if config.ack_policy != AckPolicy::Explicit {
        return Err(refusal(WORK_QUEUE_NEEDS_EXPLICIT));
    }
    if others.len() > 0 {
        let Some(filter) = &config.filter_subject else { return Err(refusal(WORK_QUEUE_UNFILTERED)) };
        let touches = |other: &ConsumerConfig| {
            let Some(other) = &other.filter_subject else { return true };
            is_within(filter.as_str(), other.as_str()) || is_within(other.as_str(), filter.as_str())
        };
        if others.any(touches) {
            return Err(refusal(WORK_QUEUE_OVERLAP));
        }
    }
    if config.deliver_policy == DeliverPolicy::All { Ok(()) } else { Err(refusal(WORK_QUEUE_NOT_ALL)) }
}

/// Whether a consumer may become `new`, both with their defaults. `is_bound` says whether somebody listens where it
/// pushes to now.
///
/// # Errors
/// As the server refuses it.
pub(super) fn check_update(
    old: &ConsumerConfig,
    new: &ConsumerConfig,
    is_bound: impl FnOnce() -> bool,
) -> Result<(), ApiError> {
    let fixed = |reason: &str| Err(because(CONSUMER_CREATE, reason));
    if old == new {
        return Ok(());
    }
    match (old.deliver_policy, new.deliver_policy) {
        // The server compares where the moments are kept, and not the moments.
        (DeliverPolicy::ByStartTime(_), DeliverPolicy::ByStartTime(_)) => {
            return fixed("start time can not be updated");
        }
        (DeliverPolicy::ByStartSequence(was), DeliverPolicy::ByStartSequence(is)) if was != is => {
            return fixed("start sequence can not be updated");
        }
        (was, is) if std::mem::discriminant(&was) != std::mem::discriminant(&is) => {
            return fixed("deliver policy can not be updated");
        }
        _ => {}
    }
    if old.ack_policy != new.ack_policy {
        return fixed("ack policy can not be updated");
    }
    if old.idle_heartbeat != new.idle_heartbeat {
        return fixed("heart beats can not be updated");
    }
    if old.max_waiting != new.max_waiting {
        return fixed("max waiting can not be updated");
    }
    if old.deliver_subject != new.deliver_subject {
        if old.deliver_subject.is_none() {
            return fixed("can not update pull consumer to push based");
        }
        if new.deliver_subject.is_none() {
            return fixed("can not update push consumer to pull based");
        }
        if is_bound() {
            return Err(because(CONSUMER_IN_USE, "consumer name already in use"));
        }
    }
    check_backoff(new)
}

const CONSUMER_IN_USE: u16 = 10013;
