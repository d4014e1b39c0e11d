//! What `docker compose logs --tail=1` would print: the last line of log of each container of a service.

use crate::message::{ComponentId, MessageId};
use crate::scenario::{Role, Roster};
use crate::transcript::{Kind, Outcome, Record};

/// Of a text, so many characters are logged.
const LOGGED: usize = 60;

/// The last line of each of these members that has logged anything, as `docker compose logs --tail=1` prints it.
///
/// `records` are read from their end; `text` knows what messages say.
pub fn last_lines<'a>(
    members: &[ComponentId],
    roster: &Roster,
    records: impl DoubleEndedIterator<Item = &'a Record>,
    text: &dyn Fn(MessageId) -> Option<String>,
) -> Vec<String> {
    let mut found: Vec<Option<String>> = vec![None; members.len()];
    for record in records.rev() {
        let Some((member, line)) = logged(record, roster, text) else { continue };
        if let Some(place) = members.iter().position(|one| *one == member) {
            found[place].get_or_insert(line);
        }
        if found.iter().all(Option::is_some) {
            break;
        }
    }
    let names: Vec<String> = members.iter().map(|&member| service(member, roster)).collect();
    // Compose sets the names in a column.
    let width = names.iter().map(String::len).max().unwrap_or(0) + 1;
    let printed = names.iter().zip(found).filter_map(|(name, line)| Some(format!("{name:width$} | {}", line?)));
    printed.collect()
}

/// Whose log a record adds a line to, and the line.
fn logged(
    record: &Record,
    roster: &Roster,
    text: &dyn Fn(MessageId) -> Option<String>,
) -> Option<(ComponentId, String)> {
    let quoted = |message| {
        let text = text(message).unwrap_or_else(|| "…".to_owned());
        let shown: String = text.chars().take(LOGGED).collect();
        format!("{shown:?}{}", if text.chars().nth(LOGGED).is_some() { "…" } else { "" })
    };
    let stores = |component| {
        let role = roster.part(component).and_then(|part| part.role.as_ref());
        matches!(role, Some(Role::Handler(handler)) if handler.database.is_some())
    };
    let at = record.component;
    Some(match &record.kind {
        Kind::Saved { client, message, row } => (*client, format!("saved {} as row {row}", quoted(*message))),
        // One that stores has said so before.
        Kind::Finished { outcome: Outcome::Done, .. } if stores(at) => return None,
        Kind::Finished { delivery, outcome: Outcome::Done } => (at, format!("handled {}", quoted(delivery.message))),
        Kind::Finished { delivery, outcome: Outcome::Failed } => {
            (at, format!("failed on {}", quoted(delivery.message)))
        }
        Kind::Published { message } => (at, format!("published {} to {}", quoted(message.id), message.subject)),
        Kind::Received { delivery, late: false, .. } => (at, format!("received {}", quoted(delivery.message))),
        Kind::Received { delivery, late: true, .. } => (at, format!("ignored {}, too late", quoted(delivery.message))),
        Kind::TimedOut(request) => (at, format!("no answer to {} in time", quoted(*request))),
        _ => return None,
    })
}

/// The container's name in a log: service and number.
fn service(member: ComponentId, roster: &Roster) -> String {
    let name = roster.part(member).map_or("", |part| part.name.as_str());
    format!("{name}-{}", member.member.max(1))
}
