//! What would help where nats-server refuses a stream or a consumer, by its error numbers.

use crate::message::ApiError;

/// What to do about it.
pub(super) fn remedy(error: &ApiError) -> &'static str {
    match error.err_code {
        10026 => "raise max_consumers of the stream, or leave a consumer out",
        10052 => stream_remedy(&error.description),
        10058 => "give each stream a name of its own",
        10065 => "each subject belongs to one stream; take it from one of them, or narrow a wildcard",
        10079 => "name one subject without wildcards",
        10080 => "leave max_waiting out; nobody fetches from a consumer with a deliver_subject",
        10081 => "deliver to a subject that the stream itself does not keep",
        10082 => "leave max_ack_pending out, or wait for acks",
        10083 => "let at least 100ms pass between two heartbeats",
        10084 | 10098 => "a work queue removes what is acknowledged; set ack_policy to explicit",
        10088 => "leave idle_heartbeat out, or add a deliver_subject",
        10093 => "filter_subject can only ask for what the stream's subjects include",
        10094 => "add what the deliver_policy asks for",
        10099 | 10100 => {
            "in a work queue each message belongs to one consumer; let workers share that consumer, or give each \
             consumer a filter_subject of its own"
        }
        10101 => "a work queue delivers everything; leave deliver_policy out",
        10012 | 10102 | 10103 => "give each consumer of a stream a name of its own, without dots, wildcards and spaces",
        10116 => "set max_deliver to more than the number of backoff steps",
        _ => "change it as the server says",
    }
}

/// One number stands for everything that can be wrong with a stream alone.
fn stream_remedy(description: &str) -> &'static str {
    match description {
        said if said.starts_with("stream name") => "use letters, digits, dashes and underscores",
        said if said.starts_with("max age") => "keep messages for at least 100ms, or leave max_age out",
        said if said.starts_with("duplicates window") => {
            "set duplicate_window between 100ms and max_age, or leave it out"
        }
        said if said.starts_with("discard new") => "set discard to new, and max_msgs_per_subject",
        said if said.starts_with("duplicate subjects") => "name each subject once",
        said if said.starts_with("subject ") => "name one of the two, or narrow a wildcard",
        said if said.starts_with("subjects overlap") => "leave $JS.API to the server",
        _ => "change it as the server says",
    }
}
