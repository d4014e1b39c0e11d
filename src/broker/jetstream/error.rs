//! Why JetStream refuses: the server's numbers and its own words (`server/errors.json`, as of nats-server 2.9.10).

use crate::message::ApiError;

/// The refusal of this number, in the server's words. A number that stands for many reasons is made by
/// [`because`].
pub(super) fn refusal(err_code: u16) -> ApiError {
    because(err_code, fixed_words(err_code))
}

/// The refusal of this number, for the reason that is given.
pub(super) fn because(err_code: u16, reason: impl Into<String>) -> ApiError {
    ApiError { code: code(err_code), err_code, description: reason.into() }
}

/// The code as of HTTP that goes with a number.
const fn code(err_code: u16) -> u16 {
    match err_code {
        NO_MESSAGE | NO_STREAM | NO_CONSUMER => 404,
        CONSUMER_CREATE | STREAM_CONFIG | PURGE => 500,
        STORE => 503,
        _ => 400,
    }
}

pub(super) const BAD_REQUEST: u16 = 10003;
pub(super) const CONSUMER_CREATE: u16 = 10012;
pub(super) const NO_CONSUMER: u16 = 10014;
pub(super) const MAXIMUM_CONSUMERS: u16 = 10026;
pub(super) const NO_MESSAGE: u16 = 10037;
pub(super) const NO_SEQUENCE: u16 = 10043;
pub(super) const STREAM_CONFIG: u16 = 10052;
pub(super) const MESSAGE_TOO_LARGE: u16 = 10054;
pub(super) const STREAM_NAME_TAKEN: u16 = 10058;
pub(super) const NO_STREAM: u16 = 10059;
pub(super) const OTHER_STREAM: u16 = 10060;
pub(super) const SUBJECTS_TAKEN: u16 = 10065;
pub(super) const WRONG_LAST_ID: u16 = 10070;
pub(super) const WRONG_LAST_SEQUENCE: u16 = 10071;
pub(super) const STORE: u16 = 10077;
pub(super) const DELIVER_TO_WILDCARDS: u16 = 10079;
pub(super) const PUSH_MAX_WAITING: u16 = 10080;
pub(super) const DELIVER_CYCLE: u16 = 10081;
pub(super) const MAX_PENDING_NEEDS_ACKS: u16 = 10082;
pub(super) const SMALL_HEARTBEAT: u16 = 10083;
pub(super) const PULL_NEEDS_ACKS: u16 = 10084;
pub(super) const HEARTBEAT_NEEDS_PUSH: u16 = 10088;
pub(super) const FILTER_NOT_SUBSET: u16 = 10093;
pub(super) const DELIVER_POLICY: u16 = 10094;
pub(super) const WORK_QUEUE_NEEDS_EXPLICIT: u16 = 10098;
pub(super) const WORK_QUEUE_UNFILTERED: u16 = 10099;
pub(super) const WORK_QUEUE_OVERLAP: u16 = 10100;
pub(super) const WORK_QUEUE_NOT_ALL: u16 = 10101;
pub(super) const CONSUMER_NAME_TOO_LONG: u16 = 10102;
pub(super) const CONSUMER_NAME: u16 = 10103;
pub(super) const PURGE: u16 = 10110;
pub(super) const BACKOFF: u16 = 10116;

const fn fixed_words(err_code: u16) -> &'static str {
    match err_code {
        BAD_REQUEST => "bad request",
        NO_CONSUMER => "consumer not found",
        MAXIMUM_CONSUMERS => "maximum consumers limit reached",
        NO_MESSAGE => "no message found",
        MESSAGE_TOO_LARGE => "message size exceeds maximum allowed",
        STREAM_NAME_TAKEN => "stream name already in use with a different configuration",
        NO_STREAM => "stream not found",
        OTHER_STREAM => "expected stream does not match",
        SUBJECTS_TAKEN => "subjects overlap with an existing stream",
        DELIVER_TO_WILDCARDS => "consumer deliver subject has wildcards",
        PUSH_MAX_WAITING => "consumer in push mode can not set max waiting",
        DELIVER_CYCLE => "consumer deliver subject forms a cycle",
        MAX_PENDING_NEEDS_ACKS => "consumer requires ack policy for max ack pending",
        SMALL_HEARTBEAT => "consumer idle heartbeat needs to be >= 100ms",
        PULL_NEEDS_ACKS => "consumer in pull mode requires ack policy",
        HEARTBEAT_NEEDS_PUSH => "consumer idle heartbeat requires a push based consumer",
        FILTER_NOT_SUBSET => "consumer filter subject is not a valid subset of the interest subjects",
        WORK_QUEUE_NEEDS_EXPLICIT => "workqueue stream requires explicit ack",
        WORK_QUEUE_UNFILTERED => "multiple non-filtered consumers not allowed on workqueue stream",
        WORK_QUEUE_OVERLAP => "filtered consumer not unique on workqueue stream",
        WORK_QUEUE_NOT_ALL => "consumer must be deliver all on workqueue stream",
        CONSUMER_NAME => "durable name can not contain '.', '*', '>'",
        BACKOFF => "max deliver is required to be > length of backoff values",
        _ => "",
    }
}
