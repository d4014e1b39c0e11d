//! How an administrator publishes a dead letter again from a shell.

use super::publish::guard;
use super::shell::{quoted, word};

/// Reads under which subject the original of a letter was published, publishes the letter there, mended if there is a
/// text for that, waits for the answer, and deletes the letter. What servers keep is read in base 64.
pub(super) fn replay(stream: &str, sequence: u64, text: Option<&str>) -> String {
    let letter = format!("{} {sequence}", word(stream));
    let field = |name: &str| format!("nats stream get --json {letter} | jq -r .{name} | base64 -d");
    let said = text.map_or_else(|| format!("\"$({})\"", field("data")), quoted);
    let options = text.map_or_else(String::new, guard);
    format!(
        "subject=$({} | tr -d '\\r' | sed -n 's/^Dlq-Subject: //p')\n\
         nats request{options} \"$subject\" {said}\n\
         nats stream rmm --force {letter}",
        field("hdrs")
    )
}
