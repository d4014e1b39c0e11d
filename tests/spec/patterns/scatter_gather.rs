//! scatter-gather: what its texts claim.
//!
//! Claims nothing: Are two replies enough, perhaps? Does its reply still come in time? A mistake: Ask again. Is it the
//! same shop that replies? Open the shops again.

use super::{pattern, with};
use crate::stage::Transcript;
use queue_playground::message::MessageId;
use queue_playground::scenario::Role;
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{GatherStop, Kind};
use std::collections::{BTreeMap, BTreeSet};

fn run(done: &[&str]) -> Transcript {
    Transcript::of(&with("scatter-gather", done), "60s")
}

fn asked(transcript: &Transcript) -> BTreeMap<MessageId, Time> {
    let asked = transcript.all(|record| match &record.kind {
        Kind::Published { message } if message.reply.is_some() => Some((message.id, record.at)),
        _ => None,
    });
    asked.into_iter().collect()
}

/// How each gathering of somebody ended: how many milliseconds after the question, with how many replies, and why.
fn gathered(transcript: &Transcript, who: &str) -> Vec<(u64, u32, GatherStop)> {
    let (asked, who) = (asked(transcript), transcript.component(who));
    transcript.all(|record| match record.kind {
        Kind::Gathered { request, replies, stop } if record.component == who => {
            Some((record.at.since(asked[&request]).as_millis(), replies, stop))
        }
        _ => None,
    })
}

/// Asserts that from so many gatherings on, and how many follow at least, all ended like this.
fn all_end(gathered: &[(u64, u32, GatherStop)], from: usize, like: (u64, u32, GatherStop)) {
    let rest = &gathered[from..];
    assert!(rest.len() > 5 && rest.iter().all(|one| *one == like), "{rest:?}");
}

/// How many milliseconds after its question each reply came that was too late.
fn late(transcript: &Transcript) -> Vec<u64> {
    let asked = asked(transcript);
    transcript.all(|record| match record.kind {
        Kind::Received { request, late: true, .. } => Some(record.at.since(asked[&request]).as_millis()),
        _ => None,
    })
}

/// buyer asks many shops at once and gathers their replies.
/// buyer asks once.
/// Each shop has its own subscription, gets the question and replies to buyer's inbox.
/// With the third reply, after 1.4 seconds, buyer has enough and stops.
/// buyer stops when it has this many.
/// shop-a takes 0.2 seconds, shop-b 0.6.
/// Every one goes to shop-a, shop-b and shop-c.
#[test]
fn scatter_gather_buyer_stops_with_the_third_reply() {
    let transcript = run(&[]);
    all_end(&gathered(&transcript, "buyer"), 0, (1_404, 3, GatherStop::Count));
    let shops: Vec<_> = ["shop-a.1", "shop-b.1", "shop-c.1"].map(str::to_owned).into();
    let asked = asked(&transcript);
    let receivers = transcript.receivers();
    assert!(asked.keys().filter_map(|question| receivers.get(question)).all(|who| *who == shops));
    let services: BTreeSet<_> = transcript
        .all(|record| match record.kind {
            Kind::Started { service, .. } => Some((transcript.roster.name(record.component), service.as_millis())),
            _ => None,
        })
        .into_iter()
        .collect();
    let expected = [("shop-a.1", 200), ("shop-b.1", 600), ("shop-c.1", 1_400)];
    assert_eq!(services, expected.map(|(shop, service)| (shop.to_owned(), service)).into());
    let inbox = transcript
        .published()
        .iter()
        .filter(|message| message.parent.is_some())
        .all(|message| message.subject.as_str().starts_with("_INBOX."));
    assert!(inbox);
    all_end(&gathered(&run(&["0s:set:wanted:2"]), "buyer"), 0, (604, 2, GatherStop::Count));
}

/// Now its deadline is one second.
/// shop-c takes longer, so buyer stops with two replies.
/// The third comes late and is ignored.
/// Then buyer stops, however many replies it has.
#[test]
fn scatter_gather_a_deadline_leaves_the_slow_one_out() {
    let transcript = run(&["5s:set:deadline:1s"]);
    all_end(&gathered(&transcript, "buyer"), 2, (1_000, 2, GatherStop::Deadline));
    let late = late(&transcript);
    assert!(late.len() > 20 && late.iter().all(|&after| after == 1_404), "{late:?}");
}

/// The server does not say how many will come, so buyer needs a rule for when to stop.
/// shop-c crashes.
/// buyer does not learn of it. It still wants three replies, gets two, and each time waits until its deadline, now two
/// seconds.
#[test]
fn scatter_gather_without_a_deadline_it_would_wait_for_ever() {
    let transcript = run(&["5s:crash:shop-c.1"]);
    all_end(&gathered(&transcript, "buyer"), 2, (2_000, 2, GatherStop::Deadline));

    let mut scenario = with("scatter-gather", &["5s:crash:shop-c.1"]);
    scenario.knobs.clear();
    for part in &mut scenario.cast {
        if let Role::Gatherer(config) = &mut part.role {
            (config.deadline, config.stall) = (Span::from_secs(3_600), None);
        }
    }
    let transcript = Transcript::of(&scenario, "60s");
    assert_eq!((asked(&transcript).len(), gathered(&transcript, "buyer").len()), (30, 1));
}

/// A stall limit is quicker: when half a second passes without another reply, buyer stops.
/// With two shops that is after 1.1 seconds.
/// A slower shop is left out.
/// Bring shop-c back.
/// buyer stops when no further reply comes for this long. The first reply may take longer.
#[test]
fn scatter_gather_a_silence_ends_it_sooner() {
    let stall = ["5s:set:stall:500ms", "5s:crash:shop-c.1"];
    let transcript = run(&stall);
    all_end(&gathered(&transcript, "buyer"), 2, (1_104, 2, GatherStop::Stall));

    let transcript = run(&[&stall[..], &["30.5s:restart:shop-c.1"]].concat());
    all_end(&gathered(&transcript, "buyer"), 2, (1_104, 2, GatherStop::Stall));
    let late = late(&transcript);
    assert!(late.len() > 10 && late.iter().all(|&after| after == 1_404), "shop-c is too slow for it: {late:?}");

    let first = run(&["5s:set:stall:100ms"]);
    all_end(&gathered(&first, "buyer"), 2, (304, 1, GatherStop::Stall));
}

/// the three shops that buyer-2 asks share one queue group.
/// One of them gets the question, the others never see it.
/// So one reply comes, never three.
#[test]
fn scatter_gather_a_queue_group_gives_one_reply() {
    let members = pattern("scatter-gather").scenario().expect("a scenario").cast;
    assert_eq!(members.iter().find(|part| part.id == "offers").map(|part| part.replicas), Some(3));
    let mut who = BTreeSet::new();
    for seed in 0..20 {
        let deeds = ["1s", "4s", "7s", "10s", "13s", "16s"].map(|at| format!("{at}:publish:buyer-2:A%20hat"));
        let mut scenario = with("scatter-gather", &deeds.each_ref().map(String::as_str));
        scenario.seed = queue_playground::sim::chance::Seed(seed);
        let transcript = Transcript::of(&scenario, "30s");
        all_end(&gathered(&transcript, "buyer-2"), 0, (2_000, 1, GatherStop::Deadline));
        let buyer = transcript.component("buyer-2");
        let asked = asked(&transcript);
        let receivers = transcript.receivers();
        for question in asked.keys().filter(|question| question.origin() == buyer) {
            assert_eq!(receivers[question].len(), 1);
            who.extend(receivers[question].clone());
        }
    }
    assert_eq!(who.len(), 3, "now this one, now that one");
}

/// shop-a and shop-b crash, too.
/// Nobody listens to buyer any more, and the server says so at once: 503.
/// No deadline is waited for.
#[test]
fn scatter_gather_with_nobody_there_it_ends_at_once() {
    let transcript = run(&["5.9s:crash:shop-c.1", "5.9s:crash:shop-a.1", "5.9s:crash:shop-b.1"]);
    all_end(&gathered(&transcript, "buyer"), 2, (2, 0, GatherStop::NoResponders));
}
