//! What `docker compose logs --tail=1` would print at a moment, one line for each container that has logged anything.

use crate::stage::{Play, Transcript, scaling_handlers};
use queue_playground::commands::logs::last_lines;
use queue_playground::message::{ComponentId, MessageId};
use queue_playground::transcript::Kind;
use serde_json::json;

fn printed(transcript: &Transcript, part: &str, members: u16) -> Vec<String> {
    let part = transcript.roster.find_part(part).expect("a part of this name");
    let members: Vec<ComponentId> = (1..=members).map(|member| ComponentId { part, member }).collect();
    let published = transcript.published();
    let text = |message: MessageId| {
        let found = published.iter().find(|one| one.id == message)?;
        Some(found.payload.text().into_owned())
    };
    last_lines(&members, &transcript.roster, transcript.records.iter(), &text)
}

#[test]
fn every_member_prints_the_row_that_it_saved_last() {
    let transcript = Transcript::of(&scaling_handlers(42), "30s");
    let printed = printed(&transcript, "save-handler", 3);
    assert_eq!(printed.len(), 3);
    for (member, line) in (1_u16..).zip(&printed) {
        let client = transcript.component(&format!("save-handler.{member}"));
        let rows = transcript.all(|record| match record.kind {
            Kind::Saved { client: by, row, .. } if by == client => Some(row),
            _ => None,
        });
        let row = rows.last().expect("it saved something");
        assert!(line.starts_with(&format!("save-handler-{member}  | saved \"")), "{line}");
        assert!(line.ends_with(&format!("\" as row {row}")), "{line}");
    }
}

#[test]
fn names_stand_in_a_column_and_silent_containers_print_nothing() {
    let transcript = Play::new().rate("1/s").group("save", 10, "10ms").run("1500ms");
    let printed = printed(&transcript, "save", 10);
    assert_eq!(printed.len(), 1, "only one has handled anything: {printed:?}");
    assert!(printed[0].contains(" | handled \"order\""), "{printed:?}");
    assert_eq!(printed[0].find(" | "), Some("save-10 ".len()), "{printed:?}");
}

#[test]
fn a_failure_and_a_publication_are_logged_too() {
    let poisoned = json!({ "filter": "orders.*", "service_time": { "constant": "10ms" }, "poison": "order" });
    let transcript = Play::new().handlers("save", 1, &poisoned).run("3s");
    assert_eq!(printed(&transcript, "save", 1), ["save-1  | failed on \"order\""]);
    assert_eq!(printed(&transcript, "web", 1), ["web-1  | published \"order\" to orders.new"]);
}
