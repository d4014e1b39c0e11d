//! The simulated broker against a real nats-server: the same script, the same deliveries.
//!
//! What the server leaves open is not compared: which member of a queue group gets a message (only that exactly one
//! does), and the order between subscriptions.

mod outcome;
mod real;
mod script;
mod simulated;

use outcome::Outcome;
use queue_playground::sim::chance::{Draw, Purpose, Seed};
use real::Server;
use script::{Script, Step};

/// Runs a script on both and compares.
fn agree(server: &Server, script: &Script) {
    let (real, simulated) = (real::run(server, script), simulated::run(script));
    assert_eq!(simulated, real, "the simulator (left) and nats-server (right) differ on\n{script}");
}

fn check(steps: &[Step]) -> Outcome {
    let script = Script::new(steps.to_vec());
    let server = Server::start();
    agree(&server, &script);
    real::run(&server, &script)
}

use Step::{Disconnect, Publish, Request, Subscribe, Unsubscribe};

#[test]
fn overlapping_subscriptions_each_get_a_copy() {
    let outcome = check(&[
        Subscribe(1, 1, "a.b", None),
        Subscribe(1, 2, "a.*", None),
        Subscribe(1, 3, "a.>", None),
        Subscribe(1, 4, ">", None),
        Subscribe(1, 5, "a.b.>", None),
        Publish(0, "a.b"),
    ]);
    assert_eq!(outcome.plain.values().map(Vec::len).sum::<usize>(), 4);
}

#[test]
fn one_queue_name_is_one_group_whatever_the_filters() {
    let outcome = check(&[
        Subscribe(1, 1, "a.b", Some("q")),
        Subscribe(2, 1, "a.*", Some("q")),
        Subscribe(2, 2, "a.>", Some("q")),
        Subscribe(3, 1, "a.b", Some("other")),
        Publish(0, "a.b"),
        Publish(0, "a.b"),
        Publish(0, "a.c"),
    ]);
    assert_eq!(outcome.groups["q"].len(), 3);
    assert_eq!(outcome.groups["other"].len(), 2);
}

#[test]
fn what_is_published_before_anyone_subscribes_is_lost() {
    let outcome = check(&[Publish(0, "a"), Subscribe(1, 1, "a", None), Publish(0, "a")]);
    assert_eq!(outcome.plain[&(1, 1)].len(), 1);
}

#[test]
fn a_subscriber_that_is_gone_hears_nothing_and_its_group_goes_on() {
    let outcome = check(&[
        Subscribe(1, 1, "a", Some("q")),
        Subscribe(2, 1, "a", Some("q")),
        Disconnect(1),
        Publish(0, "a"),
        Publish(0, "a"),
    ]);
    assert_eq!(outcome.groups["q"].len(), 2);
}

#[test]
fn no_responders_is_told_at_once_and_a_tap_counts_as_a_responder() {
    let outcome = check(&[
        Subscribe(0, 1, "_INBOX.me.*", None),
        Request(0, "help", "_INBOX.me.1"),
        Publish(0, "help"),
        Subscribe(1, 1, ">", None),
        Request(0, "help", "_INBOX.me.2"),
    ]);
    assert_eq!(outcome.refused, [0]);
}

#[test]
fn a_request_whose_sender_does_not_listen_for_the_reply_is_not_refused() {
    let outcome = check(&[Request(0, "help", "_INBOX.me.1")]);
    assert!(outcome.refused.is_empty());
}

#[test]
fn a_requester_that_awaits_the_reply_in_a_queue_group_is_not_refused() {
    let outcome = check(&[Subscribe(0, 1, "_INBOX.me.*", Some("q")), Request(0, "help", "_INBOX.me.1")]);
    assert!(outcome.refused.is_empty());
}

#[test]
fn a_maximum_counts_from_the_creation_of_the_subscription() {
    let mut steps = vec![Subscribe(1, 1, "a", None)];
    steps.extend([Publish(0, "a"); 5]);
    steps.push(Unsubscribe(1, 1, Some(8)));
    steps.extend([Publish(0, "a"); 5]);
    assert_eq!(check(&steps).plain[&(1, 1)].len(), 8);
    let late =
        [Subscribe(1, 1, "a", None), Publish(0, "a"), Publish(0, "a"), Unsubscribe(1, 1, Some(1)), Publish(0, "a")];
    assert_eq!(check(&late).plain[&(1, 1)].len(), 2);
}

#[test]
fn a_number_that_is_taken_is_ignored_and_one_that_is_free_can_be_used_again() {
    let outcome = check(&[
        Subscribe(1, 1, "a", None),
        Subscribe(1, 1, "b", None),
        Publish(0, "b"),
        Unsubscribe(1, 1, None),
        Unsubscribe(1, 9, None),
        Subscribe(1, 1, "b", None),
        Publish(0, "a"),
        Publish(0, "b"),
    ]);
    assert_eq!(outcome.plain[&(1, 1)].len(), 1);
}

#[test]
fn a_client_hears_what_it_publishes_itself() {
    let outcome = check(&[Subscribe(0, 1, "a", None), Publish(0, "a")]);
    assert_eq!(outcome.plain[&(0, 1)].len(), 1);
}

#[test]
fn a_member_is_picked_at_random_and_not_in_turn() {
    let mut steps =
        vec![Subscribe(1, 1, "a", Some("q")), Subscribe(2, 1, "a", Some("q")), Subscribe(3, 1, "a", Some("q"))];
    steps.extend([Publish(0, "a"); 900]);
    let script = Script::new(steps);
    let server = Server::start();
    for (who, members) in
        [("nats-server", real::members(&server, &script)), ("the simulator", simulated::members(&script))]
    {
        for member in 1..=3 {
            let share = members.iter().filter(|one| **one == member).count();
            // 900 messages, a third each: standard deviation 14; six of them, since the server draws anew in every run.
            assert!(share.abs_diff(300) < 85, "{who}: member {member} got {share}");
        }
        let repeats = members.windows(2).filter(|pair| pair[0] == pair[1]).count();
        assert!(repeats.abs_diff(300) < 85, "{who} gave the same member the next message {repeats} times of 899");
    }
}

#[test]
fn random_scripts_come_out_the_same() {
    let server = Server::start();
    for seed in 0..60 {
        agree(&server, &random_script(&mut Seed(seed).draw(Purpose::Payload, &[])));
    }
}

fn random_script(draw: &mut Draw) -> Script {
    const FILTERS: [&str; 9] = ["a", "a.b", "a.*", "*.b", "a.>", ">", "*", "b.c.d", "b.*.d"];
    const SUBJECTS: [&str; 6] = ["a", "a.b", "a.c", "b", "b.c.d", "a.b.c"];
    /// By the subscription's number, so that a delivery tells its group.
    const GROUPS: [Option<&str>; 4] = [None, None, Some("p"), Some("q")];
    let steps = (0..40).map(|_| {
        let (client, sid) = (draw.below(4), draw.below(4));
        let mut pick = |count: usize| draw.below(u32::try_from(count).expect("a short list")) as usize;
        match pick(20) {
            0..=6 => Subscribe(client, sid, FILTERS[pick(FILTERS.len())], GROUPS[sid as usize]),
            7 => Unsubscribe(client, sid, None),
            // Not for members of a group: who reaches its maximum first there is left to chance.
            8 => Unsubscribe(client, sid % 2, Some(u32::try_from(pick(5)).expect("a digit"))),
            9 => Disconnect(client),
            10..=12 => Request(client, SUBJECTS[pick(SUBJECTS.len())], "a.b"),
            _ => Publish(client, SUBJECTS[pick(SUBJECTS.len())]),
        }
    });
    Script::new(steps.collect())
}
