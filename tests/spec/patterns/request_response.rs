//! request-response: what its texts claim.
//!
//! Claims nothing: Ask three more. In which order do the answers come this time? Would a longer timeout help? What
//! becomes
//! of the 503?

use super::lesson::Lesson;
use super::{pattern, with};
use crate::stage::Transcript;
use queue_playground::message::{Message, MessageId};
use queue_playground::patterns::Pattern;
use queue_playground::sim::chance::Seed;
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{FailureReason, Kind, Outcome, Record};
use std::collections::BTreeMap;
use std::sync::Arc;

fn run(done: &[&str]) -> Transcript {
    Transcript::of(&with("request-response", done), "40s")
}

/// What todo-web asked, when.
fn asked(records: &[Record]) -> BTreeMap<MessageId, (Time, Arc<Message>)> {
    let asked = records.iter().filter_map(|record| match &record.kind {
        Kind::Published { message } if message.reply.is_some() => Some((message.id, (record.at, Arc::clone(message)))),
        _ => None,
    });
    asked.collect()
}

/// What todo-web took as an answer to what, and whether it was too late, in order.
fn received(records: &[Record]) -> Vec<(MessageId, bool)> {
    let received = records.iter().filter_map(|record| match record.kind {
        Kind::Received { request, late, .. } => Some((request, late)),
        _ => None,
    });
    received.collect()
}

/// How long after its question each record came that `pick` finds.
fn after(transcript: &Transcript, pick: impl Fn(&Kind) -> Option<MessageId>) -> Vec<Span> {
    let asked = asked(&transcript.records);
    transcript.all(|record| Some(record.at.since(asked[&pick(&record.kind)?].0)))
}

fn refused(kind: &Kind) -> Option<MessageId> {
    match *kind {
        Kind::NotConfirmed { message, reason: FailureReason::NoResponders } => Some(message),
        _ => None,
    }
}

fn timed_out(kind: &Kind) -> Option<MessageId> {
    match *kind {
        Kind::TimedOut(request) => Some(request),
        _ => None,
    }
}

fn done(transcript: &Transcript) -> Vec<MessageId> {
    transcript.all(|record| match record.kind {
        Kind::Finished { delivery, outcome: Outcome::Done } => Some(delivery.message),
        _ => None,
    })
}

/// todo-web asks todo-count how many items of a list are open, and waits for one answer.
/// A request is a message with a reply subject: a place in todo-web's inbox.
/// It goes to one todo-count, which works on it and publishes the answer there.
/// Each question has a reply subject of its own, so todo-web can tell which answer is whose.
/// A question goes to one of them, at random.
/// How long todo-count works on a question.
#[test]
fn request_response_every_question_has_an_inbox_subject_of_its_own() {
    let transcript = run(&[]);
    let asked = asked(&transcript.records);
    let inbox = transcript.all(|record| match &record.kind {
        Kind::Subscribed { filter, .. } if record.component == transcript.component("todo-web") => Some(filter.clone()),
        _ => None,
    });
    assert_eq!(inbox.len(), 1, "one subscription for all answers");
    let places: BTreeMap<_, _> =
        asked.values().map(|(_, message)| (message.reply.clone().expect("a place"), message.id)).collect();
    assert_eq!(places.len(), asked.len());
    assert!(places.keys().all(|place| inbox[0].matches(place)));

    let mut both = BTreeMap::new();
    for (message, who) in transcript.receivers() {
        if asked.contains_key(&message) {
            assert_eq!(who.len(), 1);
            *both.entry(who[0].clone()).or_insert(0) += 1;
        }
    }
    assert!(both.len() == 2 && both.values().all(|&number| number > 10), "{both:?}");
    let answers = transcript.published().into_iter().filter(|message| message.parent.is_some());
    for answer in answers.inspect(|answer| assert!(done(&transcript).contains(&answer.parent.expect("a question")))) {
        assert_eq!(Some(places[&answer.subject]), answer.parent);
    }
    let in_time = received(&transcript.records).iter().filter(|(_, late)| !late).count();
    assert!(in_time >= 35, "{in_time} of {} in time", asked.len());
}

/// Three questions at once, and their answers may come in another order.
#[test]
fn request_response_answers_come_in_another_order() {
    let lesson = pattern("request-response");
    let another: Vec<bool> = (40..60).map(|seed| answers_in_another_order(lesson, seed)).collect();
    assert!(another[2], "in the lesson as it is");
    let often = another.iter().filter(|&&one| one).count();
    assert!((8..20).contains(&often), "{often} of 20 times");
}

/// Whether the three questions of the second beat are answered in another order.
fn answers_in_another_order(pattern: &'static Pattern, seed: u64) -> bool {
    let mut lesson = Lesson::of(pattern);
    lesson.run.reseed(Seed(seed)).expect("a scenario that can be run");
    (0..2).for_each(|beat| lesson.go_on(beat));
    let end = lesson.run.now() + Span::from_secs(4);
    lesson.run.seek(end);
    let records: Vec<_> = lesson.run.recent().iter().cloned().collect();
    let mut asked: Vec<_> = asked(&records).into_iter().map(|(id, (at, _))| (at, id)).collect();
    asked.sort();
    let at_once = asked.windows(3).find(|three| three[2].0.since(three[0].0) == Span::from_millis(20));
    let three: Vec<MessageId> = at_once.expect("three at once").iter().map(|(_, id)| *id).collect();
    let answered: Vec<_> = received(&records).into_iter().map(|(id, _)| id).filter(|id| three.contains(id)).collect();
    assert_eq!(answered.len(), 3);
    answered != three
}

/// It may come in time, too late, or never; or there is nobody to ask.
/// Now the work takes three seconds on average, and todo-web waits two.
/// It gives up.
/// The answer still comes, too late, and is ignored: the work was for nothing.
/// An answer that takes longer is ignored.
#[test]
fn request_response_a_late_answer_is_ignored() {
    let transcript = run(&["5s:set:service:3s"]);
    let given_up = after(&transcript, timed_out);
    assert!(given_up.len() > 5 && given_up.iter().all(|&span| span == Span::from_secs(2)));
    let asked = asked(&transcript.records);
    let gone = transcript.all(|record| timed_out(&record.kind));
    let done = done(&transcript);
    let late: Vec<_> = received(&transcript.records).into_iter().filter(|(_, late)| *late).collect();
    assert!(late.len() > 5);
    for (request, _) in &late {
        assert!(gone.contains(request) && done.contains(request) && asked.contains_key(request));
    }
    for at in transcript.all(|record| match record.kind {
        Kind::Received { request, late, .. } => Some((record.at.since(asked[&request].0), late)),
        _ => None,
    }) {
        assert_eq!(at.0 > Span::from_secs(2), at.1);
    }
}

/// After a timeout it asks again, once.
/// That makes matters worse: todo-count works on both.
/// How many times it asks again: at once after a timeout, a quarter of a second after a 503.
#[test]
fn request_response_asking_again_doubles_the_work() {
    let (mut requests, mut good) = ([0, 0], [0, 0]);
    for seed in 0..20 {
        for (index, retries) in ["5s:set:retries:0", "5s:set:retries:1"].into_iter().enumerate() {
            let mut scenario = with("request-response", &["5s:set:service:3s", retries]);
            scenario.seed = Seed(seed);
            let transcript = Transcript::of(&scenario, "40s");
            requests[index] += asked(&transcript.records).len();
            good[index] += received(&transcript.records).iter().filter(|(_, late)| !late).count();
        }
    }
    assert!(requests[1] * 10 > requests[0] * 17, "{requests:?}");
    assert!(good[1] < good[0], "{good:?} answered in time");

    let again = run(&["5s:set:service:3s", "5s:set:retries:1"]);
    let done = done(&again);
    let pairs = again.all(|record| match record.kind {
        Kind::Retried { message, again, attempt } => Some((message, again, attempt)),
        _ => None,
    });
    assert!(pairs.iter().all(|(.., attempt)| *attempt == 2));
    assert!(pairs.iter().any(|(first, second, _)| done.contains(first) && done.contains(second)));
}

/// todo-web cannot see whether the first question is lost or only slow.
/// Both todo-count crash, and their subscriptions are gone.
/// The server says so at once: 503, no responders, after two milliseconds.
/// todo-web waits in vain only for the questions that they held.
#[test]
fn request_response_nobody_there_is_no_timeout() {
    let crash = ["5s:set:service:3s", "15.5s:crash:todo-count.1", "15.5s:crash:todo-count.2"];
    let transcript = run(&crash);
    let told = after(&transcript, refused);
    assert!(told.len() >= 23 && told.iter().all(|&span| span == Span::from_millis(2)), "{told:?}");
    let lost = transcript.all(|record| match record.kind {
        Kind::Lost { delivery, .. } => Some(delivery.message),
        _ => None,
    });
    assert!(!lost.is_empty());
    let asked = asked(&transcript.records);
    let crashed: Time = "15.5s".parse().expect("a moment");
    let waited: Vec<_> =
        transcript.all(|record| timed_out(&record.kind).filter(|_| record.at > crashed + Span::from_millis(2)));
    assert!(!waited.is_empty() && waited.iter().all(|request| lost.contains(request)), "only what they held");
    assert!(waited.iter().all(|request| asked[request].0 < crashed));
    let given_up = after(&transcript, timed_out);
    assert!(given_up.iter().all(|&span| span == Span::from_secs(2)), "lost or slow, it looks the same");
}

/// audit only listens and never replies.
/// With one of them the server sees somebody who listens, and sends no 503.
#[test]
fn request_response_a_listener_takes_the_503_away() {
    let gone = ["5s:crash:todo-count.1", "5s:crash:todo-count.2"];
    let transcript = run(&[&gone[..], &["20s:set:listeners:1"]].concat());
    let listens: Time = "20.01s".parse().expect("a moment");
    let late = |pick: fn(&Kind) -> Option<MessageId>| {
        let moments = transcript.all(|record| pick(&record.kind).map(|_| record.at));
        moments.into_iter().filter(|&at| at > listens).count()
    };
    assert_eq!((late(refused), late(timed_out)), (0, 18));
    let audit = transcript.component("audit.1");
    assert!(transcript.published().iter().all(|message| message.id.origin() != audit));
}

/// With up to ten retries a question outlives a restart.
/// It hears 503, waits a quarter of a second, and asks again, until somebody is back.
#[test]
fn request_response_a_question_outlives_a_restart() {
    let gone = ["5s:set:retries:10", "5.5s:crash:todo-count.1", "5.5s:crash:todo-count.2"];
    let back = ["7.5s:restart:todo-count.1", "7.5s:restart:todo-count.2"];
    let transcript = run(&[&gone[..], &back].concat());
    let answered = received(&transcript.records);
    let asked = asked(&transcript.records);
    let (crashed, restarted): (Time, Time) = ("5.5s".parse().expect("a moment"), "7.5s".parse().expect("a moment"));
    let heard = |pick: fn(&Kind) -> Option<MessageId>| transcript.all(|record| pick(&record.kind).map(|_| record.at));
    let (refusals, timeouts) = (heard(refused), heard(timed_out));
    let mut answers: BTreeMap<MessageId, (usize, usize)> = BTreeMap::new();
    for (first, again, at) in transcript.all(|record| match record.kind {
        Kind::Retried { message, again, .. } => Some((message, again, record.at)),
        _ => None,
    }) {
        let paused = refusals.iter().any(|&heard| at.since(heard) == Span::from_millis(250));
        assert!(paused || timeouts.contains(&at), "a quarter of a second, or at once");
        if (crashed..restarted).contains(&asked[&first].0) {
            let (times, good) = answers.entry(first).or_default();
            *times += 1;
            *good += usize::from(answered.contains(&(again, false)));
        }
    }
    // They were asked at 6 s and at 7 s.
    assert_eq!(answers.into_values().collect::<Vec<_>>(), [(6, 1), (2, 1)]);
}
