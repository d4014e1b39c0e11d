//! Queue groups: one member for each message.

use crate::stage::{Play, Transcript, scaling_handlers};
use queue_playground::transcript::Kind;
use std::collections::BTreeSet;

#[test]
fn each_message_reaches_exactly_one_member_of_a_queue_group() {
    let transcript = Play::new().rate("20/s").group("save", 5, "10ms").run("30s");
    let receivers = transcript.receivers();
    assert!(receivers.len() >= 599);
    assert!(receivers.values().all(|members| members.len() == 1));
}

#[test]
fn every_member_gets_about_its_share_but_not_in_turn() {
    let transcript = Play::new().rate("100/s").group("save", 3, "1ms").run("30s");
    let order: Vec<String> = transcript.receivers().into_values().flatten().collect();
    for member in ["save.1", "save.2", "save.3"] {
        let share = order.iter().filter(|name| *name == member).count();
        // 3,000 messages, a third each: standard deviation 26; four of them.
        assert!(share.abs_diff(order.len() / 3) < 104, "{member} got {share}");
    }
    let repeats = order.windows(2).filter(|pair| pair[0] == pair[1]).count();
    assert!(repeats > order.len() / 4, "a broker that goes round never repeats itself; this one did {repeats} times");
}

#[test]
fn the_broker_does_not_spare_a_member_that_is_behind() {
    // Two members, one of them far too slow for its half: it still gets its half.
    let transcript = Play::new().rate("10/s").group("save", 2, "2s").run("60s");
    let queued = transcript.deliveries_at("save.1", |kind| match kind {
        Kind::Delivered { delivery } => Some(*delivery),
        _ => None,
    });
    assert!(queued.len() > 240, "{}", queued.len());
}

#[test]
fn two_groups_each_get_every_message() {
    let transcript = Play::new().group("save", 3, "10ms").group("audit", 2, "10ms").run("20s");
    for members in transcript.receivers().values() {
        let groups: BTreeSet<&str> = members.iter().filter_map(|name| name.split('.').next()).collect();
        assert_eq!((members.len(), groups), (2, BTreeSet::from(["audit", "save"])));
    }
}

#[test]
fn who_gets_a_message_does_not_depend_on_how_long_the_work_takes() {
    let receivers = |service: &str| {
        let mut scenario = scaling_handlers(3);
        scenario.set("service", service).expect("a service time in range");
        Transcript::of(&scenario, "30s").receivers()
    };
    assert_eq!(receivers("100ms"), receivers("1s"));
}
