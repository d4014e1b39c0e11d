//! Core NATS against nats-server.
//!
//! What the server leaves open is not compared: which member of a queue group gets a message (only that exactly one
//! does), and the order between subscriptions.

use crate::outcome::Outcome;
use crate::script::{self, Step, text};
use crate::server::Server;
use crate::shorten::shorten;
use crate::{ours, real, seeds, simulated};
use Step::{Connect, Disconnect, Publish, PublishTooMuch, Request, Subscribe, Unsubscribe};
use queue_playground::broker::ConnectionOptions;
use queue_playground::sim::chance::{Purpose, Seed};

/// Plays a script on a server of its own and on the simulator, and compares; our own client plays it, too, on another.
fn check(steps: &[Step]) -> Outcome {
    let (real, simulated) = (real::run(&Server::start(), steps, ""), simulated::run(steps, ""));
    assert_eq!(simulated, real, "the simulator (left) and nats-server (right) differ on\n{}", text(steps));
    ours::check(&Server::start(), steps, "");
    real
}

const NO_ECHO: ConnectionOptions = ConnectionOptions { echo: false, pedantic: false, no_responders: true };
const PEDANTIC: ConnectionOptions = ConnectionOptions { echo: true, pedantic: true, no_responders: true };

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
fn a_filter_that_is_none_is_refused_and_the_connection_goes_on() {
    let outcome = check(&[
        Subscribe(1, 1, "a..b", None),
        Subscribe(1, 2, ".a", None),
        Subscribe(1, 3, "a.", None),
        Subscribe(1, 4, "a.>.b", None),
        // The number is still free, unless it is taken: then nobody looks at the filter.
        Subscribe(1, 1, "a", None),
        Subscribe(1, 1, "a.", None),
        Publish(0, "a"),
    ]);
    assert_eq!(outcome.errors[&1], ["Invalid Subject"; 4]);
    assert_eq!(outcome.plain[&(1, 1)].len(), 1);
}

#[test]
fn a_wildcard_is_one_only_as_a_whole_token() {
    let filters = ["foo*", "*bar", "foo.**", ">bar", "foo.>>", "é.*"];
    let subjects = ["foo*", "foobar", "*bar", "foo.**", "foo.a", ">bar", "foo.>>", "foo.a.b", "é.ü", "e.u"];
    let subscribe = (1..).zip(filters).map(|(sid, filter)| Subscribe(1, sid, filter, None));
    let outcome = check(&subscribe.chain(subjects.map(|subject| Publish(0, subject))).collect::<Vec<_>>());
    assert_eq!(outcome.plain.values().map(Vec::len).collect::<Vec<_>>(), [1; 6]);
}

#[test]
fn what_is_published_under_a_wildcard_is_taken_literally() {
    let filters = ["foo.*", "foo.>", "foo.bar", "foo.*.*", "*.*"];
    let subscribe = (1..).zip(filters).map(|(sid, filter)| Subscribe(1, sid, filter, None));
    let publish = ["foo.*", "foo.>", "*.bar", "foo.*.bar"].map(|subject| Publish(0, subject));
    let outcome = check(&subscribe.chain(publish).collect::<Vec<_>>());
    let heard = |sid| outcome.plain.get(&(1, sid)).map_or(0, Vec::len);
    assert_eq!([1, 2, 3, 4, 5].map(heard), [2, 3, 0, 1, 3]);
}

#[test]
fn a_message_under_an_empty_token_reaches_nobody() {
    let subjects = ["foo..bar", ".foo", "foo.", "."];
    let outcome = check(&[&[Subscribe(1, 1, ">", None)][..], &subjects.map(|subject| Publish(0, subject))].concat());
    assert!(outcome.plain.is_empty() && outcome.errors.is_empty());
}

#[test]
fn a_pedantic_client_is_told_of_a_bad_subject_and_its_message_is_delivered_all_the_same() {
    let outcome = check(&[
        Connect(0, PEDANTIC),
        Subscribe(1, 1, ">", None),
        Publish(0, "foo.*"),
        Publish(0, "foo.>"),
        Publish(0, "foo..bar"),
        Publish(0, "foo.bar"),
    ]);
    assert_eq!(outcome.errors[&0], ["Invalid Publish Subject"; 3]);
    assert_eq!(outcome.plain[&(1, 1)].len(), 3);
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
        Disconnect(1),
        Subscribe(1, 1, "help", Some("q")),
        Request(0, "help", "_INBOX.me.3"),
    ]);
    assert_eq!(outcome.refused[&0], ["_INBOX.me.1"]);
}

#[test]
fn only_a_client_that_wants_to_know_and_listens_for_the_reply_is_refused() {
    let deaf = ConnectionOptions { no_responders: false, ..ConnectionOptions::default() };
    let outcome = check(&[
        Request(0, "help", "_INBOX.me.1"),
        // Awaited in a queue group: that does not count.
        Subscribe(1, 1, "_INBOX.me.*", Some("q")),
        Request(1, "help", "_INBOX.me.1"),
        Connect(2, deaf),
        Subscribe(2, 1, "_INBOX.me.*", None),
        Request(2, "help", "_INBOX.me.1"),
        Subscribe(3, 1, "_INBOX.me.1", None),
        Unsubscribe(3, 1, Some(1)),
        Request(3, "help", "_INBOX.me.1"),
        Request(3, "help", "_INBOX.me.1"),
    ]);
    assert_eq!(outcome.refused.into_keys().collect::<Vec<_>>(), [3]);
}

#[test]
fn one_wildcard_inbox_takes_the_replies_of_all_requests() {
    let outcome = check(&[
        Subscribe(0, 1, "_INBOX.me.*", None),
        Subscribe(1, 1, "help", None),
        Subscribe(2, 1, "help", None),
        Request(0, "help", "_INBOX.me.1"),
        Publish(1, "_INBOX.me.1"),
        Publish(2, "_INBOX.me.1"),
        Request(0, "help", "_INBOX.me.2"),
        Publish(1, "_INBOX.me.2"),
    ]);
    assert_eq!(outcome.plain[&(0, 1)], [4, 5, 7], "the client tells which is first; the server does not care");
}

#[test]
fn without_echo_a_client_does_not_hear_itself_and_does_not_count_as_a_listener() {
    let outcome = check(&[
        Connect(0, NO_ECHO),
        Subscribe(0, 1, "a", None),
        Subscribe(0, 2, "inbox.*", None),
        Request(0, "a", "inbox.1"),
        Publish(1, "a"),
        Subscribe(0, 3, "b", Some("q")),
        Request(0, "b", "inbox.2"),
        Subscribe(1, 3, "b", Some("q")),
        Request(0, "b", "inbox.3"),
        Publish(0, "b"),
    ]);
    assert_eq!(outcome.refused[&0], ["inbox.1", "inbox.2"]);
    assert_eq!((outcome.plain[&(0, 1)].len(), outcome.groups["q"].len()), (1, 2));
}

#[test]
fn a_client_hears_what_it_publishes_itself() {
    let outcome = check(&[Subscribe(0, 1, "a", None), Publish(0, "a")]);
    assert_eq!(outcome.plain[&(0, 1)].len(), 1);
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
fn the_rest_of_the_group_takes_over_from_a_member_that_had_its_maximum() {
    let mut steps = vec![Subscribe(1, 1, "a", Some("q")), Subscribe(2, 1, "a", Some("q")), Unsubscribe(1, 1, Some(2))];
    steps.extend([Publish(0, "a"); 100]);
    assert_eq!(check(&steps).groups["q"].len(), 100);
    let had = |members: Vec<u32>| members.iter().filter(|member| **member == 1).count();
    assert_eq!(had(real::members(&Server::start(), &steps)), 2);
    assert_eq!(had(simulated::members(&steps)), 2);
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
fn a_message_that_is_too_large_costs_its_sender_the_connection() {
    let outcome = check(&[
        Subscribe(0, 1, "a", None),
        Subscribe(1, 1, "a", None),
        PublishTooMuch(0, "a"),
        Publish(2, "a"),
        Publish(0, "a"),
    ]);
    assert_eq!(
        (&outcome.errors[&0][..], &outcome.closed[..]),
        (&["Maximum Payload Violation".to_owned()][..], &[0][..])
    );
    assert_eq!(outcome.plain.into_iter().collect::<Vec<_>>(), [((1, 1), vec![3, 4])]);
}

#[test]
fn a_member_is_picked_at_random_and_not_in_turn() {
    let mut steps =
        vec![Subscribe(1, 1, "a", Some("q")), Subscribe(2, 1, "a", Some("q")), Subscribe(3, 1, "a", Some("q"))];
    steps.extend([Publish(0, "a"); 900]);
    let server = Server::start();
    for (who, members) in
        [("nats-server", real::members(&server, &steps)), ("the simulator", simulated::members(&steps))]
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
    let differs = |steps: &[Step]| {
        let prefix = server.fresh_prefix();
        real::run(&server, steps, &prefix) != simulated::run(steps, &prefix)
    };
    seeds::timed("core NATS", seeds::asked(300), |seeds| {
        for seed in seeds {
            let steps = script::random(&mut Seed(seed).draw(Purpose::Payload, &[]));
            if differs(&steps) {
                let steps = shorten(&steps, differs);
                let (real, simulated) = (real::run(&server, &steps, "s."), simulated::run(&steps, "s."));
                panic!("seed {seed}:\n{}simulator:   {simulated:?}\nnats-server: {real:?}", text(&steps));
            }
        }
    });
}

#[test]
fn random_scripts_come_out_the_same_by_our_own_client() {
    let server = Server::start();
    seeds::timed("core NATS by our client", seeds::asked(100), |seeds| {
        for seed in seeds {
            let steps = script::random(&mut Seed(seed).draw(Purpose::Payload, &[]));
            ours::check(&server, &steps, &server.fresh_prefix());
        }
    });
}
