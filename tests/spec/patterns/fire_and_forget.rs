//! fire-and-forget: what its texts claim.
//!
//! Claims nothing:
//! Let the link lose half of all messages: does todo-web slow down, or send one again?
//! whoever must know has to ask for a reply.

use super::with;
use crate::stage::Transcript;
use queue_playground::message::MessageId;
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{Fold, Kind, LossReason, Outcome, Publications, Stage};
use std::collections::BTreeSet;

fn run(done: &[&str], until: &str) -> Transcript {
    Transcript::of(&with("fire-and-forget", done), until)
}

/// What a member notices itself: not what the link does behind its back.
fn notices(transcript: &Transcript, name: &str) -> Vec<(Time, Kind)> {
    let mut noticed = transcript.at(name);
    noticed.retain(|(_, kind)| !matches!(kind, Kind::LostOnLink(_) | Kind::LossArmed));
    noticed
}

fn publications(transcript: &Transcript) -> Publications {
    let mut publications = Publications::default();
    transcript.records.iter().for_each(|record| publications.feed(record));
    publications
}

fn done(transcript: &Transcript) -> BTreeSet<MessageId> {
    let done = transcript.all(|record| match record.kind {
        Kind::Finished { delivery, outcome: Outcome::Done } => Some(delivery.message),
        _ => None,
    });
    done.into_iter().collect()
}

/// When todo-web sent each command.
fn sent(transcript: &Transcript) -> Vec<(Time, MessageId)> {
    transcript.all(|record| match &record.kind {
        Kind::Published { message } => Some((record.at, message.id)),
        _ => None,
    })
}

/// todo-web commands: send this mail. It asks for no reply and waits for none. All that it ever knows is that it sent.
///
/// Two commands a second go to mail-handler. Each keeps it busy for 300 ms. todo-web does not wait for that: its next
/// command leaves on time.
///
/// Evenly spaced, besides what you type.
#[test]
fn fire_and_forget_the_sender_waits_for_nothing() {
    let (usual, slow) = (run(&[], "20s"), run(&["0s:slow:mail-handler.1"], "20s"));
    let commands = sent(&usual);
    assert_eq!(commands.len(), 40);
    assert!(commands.windows(2).all(|pair| pair[1].0.since(pair[0].0) == Span::from_millis(500)));
    let busy = usual.all(|record| match record.kind {
        Kind::Started { service, .. } => Some(service),
        _ => None,
    });
    assert!(busy.len() > 38 && busy.iter().all(|service| *service == Span::from_millis(300)));
    assert_eq!(notices(&usual, "todo-web"), notices(&slow, "todo-web"));
    assert!(usual.published().iter().all(|message| message.reply.is_none()));
    for (at, kind) in usual.at("todo-web") {
        assert!(matches!(kind, Kind::Joined | Kind::Connected { .. } | Kind::Published { .. }), "{at}: {kind:?}");
    }
}

/// The link has just lost one. Nobody is told: not todo-web, which goes on as if nothing had happened, and not
/// mail-handler. Only the ledger counts it.
#[test]
fn fire_and_forget_a_loss_on_the_link_is_silent() {
    let (whole, lossy) = (run(&[], "10s"), run(&["3200ms:lose-next:todo-web"], "10s"));
    assert_eq!(notices(&whole, "todo-web"), notices(&lossy, "todo-web"));
    assert_eq!(publications(&lossy).lost_on_link, 1);
    let lost = lossy.all(|record| match record.kind {
        Kind::LostOnLink(message) => Some((record.at, message)),
        _ => None,
    });
    assert_eq!(lost, [(Time::ZERO + Span::from_millis(3500), sent(&lossy)[6].1)]);
    let about = |at: &str| {
        let noticed = lossy.at(at).into_iter().map(|(_, kind)| kind);
        noticed.filter(|kind| matches!(kind, Kind::Delivered { delivery } if delivery.message == lost[0].1)).count()
    };
    assert_eq!(about("mail-handler.1"), 0);
    let half = run(&["3200ms:set:loss:50%25"], "20s");
    assert_eq!(notices(&run(&[], "20s"), "todo-web"), notices(&half, "todo-web"), "nothing is slower or sent again");
    assert!((5..=28).contains(&publications(&half).lost_on_link), "{:?}", publications(&half));
}

/// mail-handler is down. NATS finds nobody who asks for the commands and forgets them as they come. todo-web keeps its
/// pace of two a second.
///
/// mail-handler is back and carries out what comes from now on. The commands in between are never carried out: [...]
#[test]
fn fire_and_forget_what_was_sent_while_nobody_listened_is_never_carried_out() {
    let transcript = run(&["3400ms:crash:mail-handler.1", "7200ms:restart:mail-handler.1"], "20s");
    assert_eq!(notices(&transcript, "todo-web"), notices(&run(&[], "20s"), "todo-web"));
    let (done, moment) = (done(&transcript), |text: &str| text.parse::<Time>().expect("a moment"));
    let mut between = 0;
    for (at, command) in sent(&transcript).into_iter().filter(|(at, _)| *at < moment("19s")) {
        let unheard = moment("3400ms") < at && at < moment("7200ms");
        assert_eq!(done.contains(&command), !unheard, "{at}");
        between += u64::from(unheard);
    }
    assert_eq!((between, publications(&transcript).no_interest), (8, 8));
}

/// Neither todo-web nor NATS hears of a failed command.
#[test]
fn fire_and_forget_nobody_hears_of_a_failure() {
    let (well, badly) = (run(&[], "10s"), run(&["0s:set:failure:100%25"], "10s"));
    assert!(!done(&well).is_empty() && done(&badly).is_empty());
    for name in ["todo-web", "nats"] {
        assert_eq!(well.at(name), badly.at(name));
    }
}

/// Stands for what is lost when a connection breaks. A link that is only cut for a while loses nothing, because TCP
/// sends again.
#[test]
fn fire_and_forget_a_broken_connection_loses_what_is_on_it_and_a_cut_link_nothing() {
    // A command has just left NATS for mail-handler, whose end breaks the connection.
    let broken = run(&["3001ms:crash:mail-handler.1"], "20s");
    let on_it = broken.count(|kind| {
        let (stage, reason) = (Stage::OnTheWay, LossReason::ConnectionClosed);
        matches!(kind, Kind::Lost { stage: at, reason: why, .. } if (*at, *why) == (stage, reason))
    });
    assert_eq!(on_it, 1);
    let cut = run(&["3s:partition:todo-web", "5s:heal:todo-web"], "20s");
    assert_eq!((publications(&cut).lost_on_link, publications(&cut).routed), (0, 39));
}
