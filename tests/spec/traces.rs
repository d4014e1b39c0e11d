//! One short run, record by record: what a message goes through. `UPDATE_EXPECT=1 cargo test` writes it anew.

use crate::stage::Play;
use expect_test::{Expect, expect};
use queue_playground::i18n::{self, Lang};

fn check(play: &Play, until: &str, expected: &Expect) {
    let transcript = play.run(until);
    let lines = transcript.records.iter().map(|record| {
        let cause = record.cause.map_or_else(String::new, |cause| format!("← {cause}"));
        let words = i18n::record(Lang::En, record, &transcript.roster);
        format!("{:03} {:>7} {:<5} {words}\n", record.index, record.at.to_string(), cause)
    });
    expected.assert_eq(&lines.collect::<String>());
}

#[test]
fn a_typed_item_is_published_routed_handled_and_saved() {
    let play = Play::new().rate("0/s").database(4, "20ms").storing_group("save", 1, "300ms");
    check(
        &play.publish("1s", "Buy milk"),
        "2s",
        &expect![[r#"
            000      0s       web starts.
            001      0s       db starts.
            002      0s       save 1 starts.
            003     1ms ← 0   web is connected to NATS (connection 1).
            004     1ms ← 2   save 1 is connected to NATS (connection 2).
            005     1ms ← 2   save 1 subscribes to orders.* as a member of the queue group save.
            006      1s       web publishes your item 1 to orders.new: “Buy milk”.
            007  1.001s ← 6   NATS routes your item 1: 1 copy goes out.
            008  1.001s ← 7   NATS sends your item 1 to save 1.
            009  1.002s ← 8   your item 1 arrives and is pending at save 1.
            010  1.002s ← 9   save 1 takes up your item 1, for 300 ms of work.
            011  1.303s ← 10  db opens a connection for save 1.
            012  1.303s ← 11  db begins to save your item 1 for save 1.
            013  1.323s ← 12  db has saved your item 1 as row 1.
            014  1.324s ← 13  save 1 is done with your item 1.
        "#]],
    );
}

#[test]
fn a_crash_takes_the_buffer_with_it() {
    let play = Play::new().rate("4/s").group("save", 1, "1s").crash("900ms", "save.1").restart("1100ms", "save.1");
    check(
        &play,
        "1300ms",
        &expect![[r#"
            000      0s       web starts.
            001      0s       save 1 starts.
            002     1ms ← 0   web is connected to NATS (connection 1).
            003     1ms ← 1   save 1 is connected to NATS (connection 2).
            004     1ms ← 1   save 1 subscribes to orders.* as a member of the queue group save.
            005   250ms ← 0   web publishes #1 to orders.new: “order”.
            006   251ms ← 5   NATS routes web #1: 1 copy goes out.
            007   251ms ← 6   NATS sends web #1 to save 1.
            008   252ms ← 7   web #1 arrives and is pending at save 1.
            009   252ms ← 8   save 1 takes up web #1, for 1 s of work.
            010   500ms ← 5   web publishes #2 to orders.new: “order”.
            011   501ms ← 10  NATS routes web #2: 1 copy goes out.
            012   501ms ← 11  NATS sends web #2 to save 1.
            013   502ms ← 12  web #2 arrives and is pending at save 1.
            014   750ms ← 10  web publishes #3 to orders.new: “order”.
            015   751ms ← 14  NATS routes web #3: 1 copy goes out.
            016   751ms ← 15  NATS sends web #3 to save 1.
            017   752ms ← 16  web #3 arrives and is pending at save 1.
            018   900ms       save 1 crashes with 3 messages in its hands.
            019   900ms ← 18  web #1, in work at save 1, is lost: the process crashed.
            020   900ms ← 18  web #2, pending at save 1, is lost: the process crashed.
            021   900ms ← 18  web #3, pending at save 1, is lost: the process crashed.
            022   901ms ← 18  NATS notices that connection 2 of save 1 has ended, and drops its subscriptions.
            023      1s ← 14  web publishes #4 to orders.new: “order”.
            024  1.001s ← 23  Nobody asks for web #4: NATS forgets it.
            025    1.1s       save 1 runs again, with empty hands.
            026  1.101s ← 25  save 1 is connected to NATS (connection 3).
            027  1.101s ← 25  save 1 subscribes to orders.* as a member of the queue group save.
            028   1.25s ← 23  web publishes #5 to orders.new: “order”.
            029  1.251s ← 28  NATS routes web #5: 1 copy goes out.
            030  1.251s ← 29  NATS sends web #5 to save 1.
            031  1.252s ← 30  web #5 arrives and is pending at save 1.
            032  1.252s ← 31  save 1 takes up web #5, for 1 s of work.
        "#]],
    );
}
