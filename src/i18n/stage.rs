//! The words in the picture, and those that say the same aloud. Short: they stand on cards.

use super::Lang;
use super::number::{count, rate};
use super::profile;
use super::time::moment;
use crate::scenario::Profile;
use crate::sim::time::{Rate, Time};

/// Something that is written in the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caption<'a> {
    /// Whose rules a broker follows.
    Rules(&'a Profile),
    /// Which server a real broker is: its kind and its version.
    Server(&'a Profile, &'a str),
    /// A broker that keeps no message.
    KeepsNothing,
    /// Subjects that there was no room for.
    MoreSubjects(u64),
    /// The subjects under which replies and fetched messages are awaited.
    Inboxes,
    /// Messages of a subject that reached the broker.
    Routed(u64),
    /// Messages that came here from a server that is watched.
    Seen(u64),
    /// Messages of a subject that came here from a server that is watched.
    SeenOf {
        /// The subject.
        subject: &'a str,
        /// How many.
        seen: u64,
    },
    /// Messages that were not taken.
    Refused(u64),
    /// Messages that a stream holds.
    Held(u64),
    /// Messages that were delivered, and nothing is heard about them.
    Unacknowledged(u64),
    /// Messages that are to be delivered again.
    Again(u64),
    /// Messages that a consumer gave up.
    Exhausted(u64),
    /// Fetches that wait for messages.
    Fetches(u64),
    /// The consumer that a crew fetches from.
    Consumer(&'a str),
    /// A stream.
    Stream(&'a str),
    /// What a subscriber asks for, in words.
    AsksFor(&'a str),
    /// Messages that nobody asked for.
    Unheard(u64),
    /// Each message goes to one of so many members of a queue group.
    OneOf(u64),
    /// Each message goes out so many times.
    CopiesEach(u64),
    /// The frame around a queue group.
    QueueGroup(&'a str),
    /// A crew without members.
    NobodyHere,
    /// A component that publishes.
    Publisher,
    /// A component that asks, and waits for one reply.
    Requester,
    /// A component that asks everybody, and collects replies.
    Gatherer,
    /// How many requests it has sent.
    Asked(u64),
    /// How many replies it has got.
    Replies(u64),
    /// How many requests and publications nobody has answered yet.
    Awaits(u64),
    /// How many requests came to nothing.
    Unanswered(u64),
    /// How many callers wait for a service at this moment.
    OpenCalls(u64),
    /// In the legend: a message that was published.
    KindEvent,
    /// In the legend: one that a person typed.
    KindTyped,
    /// In the legend: one that asks for an answer.
    KindRequest,
    /// In the legend: the answer to one.
    KindReply,
    /// In the legend: one that is delivered again.
    KindRedelivery,
    /// In the legend: a copy of one that was set aside.
    KindDeadLetter,
    /// In the legend: one that is lost.
    KindLost,
    /// In the legend: one on which the work failed.
    KindFailed,
    /// How many messages a publisher generates.
    Rate(Rate),
    /// How many requests it makes.
    AskingRate(Rate),
    /// How many it has published.
    Published(u64),
    /// A handler at work.
    Working,
    /// A handler at work on so many messages at once, 2 or more.
    WorkingOn(u64),
    /// A member whose link is cut.
    CutOff,
    /// A process that is frozen.
    Paused,
    /// Messages that were sent to it and wait on the way.
    HeldUp(u64),
    /// A handler that takes so many times as long.
    Slowed(u64),
    /// A broker whose process has ended.
    Stopped,
    /// A real server to which nobody is connected any more.
    OutOfReach,
    /// What next travels on its link gets lost.
    NextIsLost,
    /// What it publishes next nobody can handle.
    NextIsPoison,
    /// A handler without work.
    Idle,
    /// A handler that finishes what it holds and leaves.
    Draining,
    /// A member that has left.
    Gone,
    /// A handler whose statement waits for a connection.
    WaitsForConnection,
    /// What waits in a buffer.
    Pending(u64),
    /// What was handled.
    Done(u64),
    /// What was delivered and lost, or failed.
    NotDone(u64),
    /// What was delivered and will be delivered again, as the first attempts came to nothing.
    Returned(u64),
    /// When a process died.
    CrashedAt(Time),
    /// What was lost with it.
    LostWithIt(u64),
    /// What it held and will be delivered again.
    ComesAgain(u64),
    /// Rows in a database.
    Saved(u64),
    /// Open connections of a database.
    Connections(u64),
    /// The most connections at once, and how many are allowed.
    PeakAndLimit {
        /// The most at once.
        peak: u64,
        /// How many are allowed.
        limit: u64,
    },
    /// Statements that wait for a connection.
    Queued(u64),
}

impl Caption<'_> {
    /// The words in a language.
    pub fn say(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.english(),
            Lang::Ko => self.korean(),
        }
    }

    /// The words where there is little room: what a lane's neighbours would say the same of is left out.
    pub fn say_briefly(&self, lang: Lang) -> String {
        match (*self, lang) {
            (Caption::OneOf(members), Lang::En) => format!("1 of {}", count(members)),
            (Caption::OneOf(members), Lang::Ko) => format!("{}개 중 1", count(members)),
            (Caption::CopiesEach(1), Lang::En) => "1 copy".to_owned(),
            (Caption::CopiesEach(copies), Lang::En) => format!("{} copies", count(copies)),
            (Caption::CopiesEach(copies), Lang::Ko) => format!("사본 {}개", count(copies)),
            (Caption::MoreSubjects(number), Lang::En) => format!("{} more", count(number)),
            (Caption::MoreSubjects(number), Lang::Ko) => format!("{}개 더", count(number)),
            (Caption::Inboxes, Lang::En) => "inbox".to_owned(),
            (Caption::Rate(Rate::ZERO) | Caption::AskingRate(Rate::ZERO), Lang::En) => "what you type".to_owned(),
            (Caption::Routed(number) | Caption::Unheard(number) | Caption::Refused(number), _)
            | (Caption::Seen(number), _) => count(number),
            _ => self.say(lang),
        }
    }

    fn english(&self) -> String {
        match *self {
            Caption::Rules(rules) => profile::rules(Lang::En, rules),
            Caption::Server(kind, version) => profile::real(Lang::En, kind, version),
            Caption::KeepsNothing => "keeps no messages".to_owned(),
            Caption::MoreSubjects(1) => "1 more subject".to_owned(),
            Caption::MoreSubjects(number) => format!("{} more subjects", count(number)),
            Caption::Inboxes => "inboxes".to_owned(),
            Caption::Routed(number) => format!("{} routed", count(number)),
            Caption::Seen(number) => format!("{} seen", count(number)),
            Caption::SeenOf { subject, seen } => format!("{subject} {}", Caption::Seen(seen).english()),
            Caption::Refused(number) => format!("{} refused", count(number)),
            Caption::Held(1) => "1 message".to_owned(),
            Caption::Held(number) => format!("{} messages", count(number)),
            Caption::Unacknowledged(number) => format!("{} without ack", count(number)),
            Caption::Again(number) => format!("{} to redeliver", count(number)),
            Caption::Exhausted(number) => format!("{} exhausted", count(number)),
            Caption::Fetches(1) => "1 fetch waits".to_owned(),
            Caption::Fetches(number) => format!("{} fetches wait", count(number)),
            Caption::Consumer(name) => format!("consumer {name}"),
            Caption::Stream(name) => format!("stream {name}"),
            Caption::Unheard(number) => format!("{} unheard", count(number)),
            Caption::OneOf(1) => "to the only member".to_owned(),
            Caption::OneOf(members) => format!("1 of {} at random", count(members)),
            Caption::CopiesEach(1) => "1 copy of each".to_owned(),
            Caption::CopiesEach(copies) => format!("{} copies of each", count(copies)),
            Caption::QueueGroup(group) => format!("queue group {group}"),
            Caption::NobodyHere => "nobody here".to_owned(),
            Caption::Publisher => "publisher".to_owned(),
            Caption::Requester => "requester".to_owned(),
            Caption::Gatherer => "gatherer".to_owned(),
            Caption::Asked(number) => format!("{} asked", count(number)),
            Caption::Replies(1) => "1 reply".to_owned(),
            Caption::Replies(number) => format!("{} replies", count(number)),
            Caption::KindEvent => "message".to_owned(),
            Caption::KindTyped => "your own".to_owned(),
            Caption::KindRequest => "request".to_owned(),
            Caption::KindReply => "reply".to_owned(),
            Caption::KindRedelivery => "redelivery".to_owned(),
            Caption::KindDeadLetter => "dead letter".to_owned(),
            Caption::KindLost => "lost".to_owned(),
            Caption::KindFailed => "failed".to_owned(),
            Caption::Awaits(1) => "1 waits for its answer".to_owned(),
            Caption::Awaits(number) => format!("{} wait for their answer", count(number)),
            Caption::Unanswered(number) => format!("{} unanswered", count(number)),
            Caption::OpenCalls(0) => "no call open".to_owned(),
            Caption::OpenCalls(1) => "1 call open".to_owned(),
            Caption::OpenCalls(number) => format!("{} calls open", count(number)),
            Caption::AskingRate(Rate::ZERO) => "asks what you type".to_owned(),
            Caption::AskingRate(value) => {
                let requests = if value == Rate::per_second(1) { "request" } else { "requests" };
                format!("{} {requests}/s", rate(value).trim_end_matches("/s"))
            }
            Caption::Rate(Rate::ZERO) => "publishes what you type".to_owned(),
            Caption::Rate(value) => {
                let items = if value == Rate::per_second(1) { "item" } else { "items" };
                format!("{} {items}/s", rate(value).trim_end_matches("/s"))
            }
            Caption::Published(number) => format!("{} published", count(number)),
            Caption::Working => "working".to_owned(),
            Caption::WorkingOn(number) => format!("working on {}", count(number)),
            Caption::AsksFor(filter) => format!("subscribes to {filter}"),
            Caption::CutOff => "link cut".to_owned(),
            Caption::Paused => "paused".to_owned(),
            Caption::HeldUp(1) => "1 waits on the link".to_owned(),
            Caption::HeldUp(number) => format!("{} wait on the link", count(number)),
            Caption::Slowed(factor) => format!("{factor}× as long"),
            Caption::Stopped => "stopped".to_owned(),
            Caption::OutOfReach => "no connection".to_owned(),
            Caption::NextIsLost => "the next gets lost".to_owned(),
            Caption::NextIsPoison => "the next is poison".to_owned(),
            Caption::Idle => "idle".to_owned(),
            Caption::Draining => "draining".to_owned(),
            Caption::Gone => "gone".to_owned(),
            Caption::WaitsForConnection => "waits for SQL".to_owned(),
            Caption::Pending(number) => format!("{} pending", count(number)),
            Caption::Done(number) => format!("{} done", count(number)),
            Caption::NotDone(number) => format!("{} not done", count(number)),
            Caption::Returned(1) => "1 failed attempt".to_owned(),
            Caption::Returned(number) => format!("{} failed attempts", count(number)),
            Caption::CrashedAt(at) => format!("crashed at {}", moment(Lang::En, at)),
            Caption::LostWithIt(number) => format!("{} lost", count(number)),
            Caption::ComesAgain(number) => format!("{} to come again", count(number)),
            Caption::Saved(number) => format!("{} saved", count(number)),
            Caption::Connections(1) => "1 connection".to_owned(),
            Caption::Connections(number) => format!("{} connections", count(number)),
            Caption::PeakAndLimit { peak, limit } => format!("peak {} · limit {}", count(peak), count(limit)),
            Caption::Queued(number) => format!("{} waiting", count(number)),
        }
    }

    fn korean(&self) -> String {
        match *self {
            Caption::Rules(rules) => profile::rules(Lang::Ko, rules),
            Caption::Server(kind, version) => profile::real(Lang::Ko, kind, version),
            Caption::KeepsNothing => "메시지 보관 안 함".to_owned(),
            Caption::MoreSubjects(number) => format!("서브젝트 {}개 더", count(number)),
            Caption::Inboxes => "인박스".to_owned(),
            Caption::Routed(number) => format!("라우팅 {}건", count(number)),
            Caption::Seen(number) => format!("수신 {}건", count(number)),
            Caption::SeenOf { subject, seen } => format!("{subject} {}", Caption::Seen(seen).korean()),
            Caption::Refused(number) => format!("거부 {}건", count(number)),
            Caption::Held(number) => format!("메시지 {}개", count(number)),
            Caption::Unacknowledged(number) => format!("ack 대기 {}건", count(number)),
            Caption::Again(number) => format!("재전달 대기 {}건", count(number)),
            Caption::Exhausted(number) => format!("전달 포기 {}건", count(number)),
            Caption::Fetches(number) => format!("페치 대기 {}건", count(number)),
            Caption::Consumer(name) => format!("컨슈머 {name}"),
            Caption::Stream(name) => format!("스트림 {name}"),
            Caption::Unheard(number) => format!("구독 없음 {}건", count(number)),
            Caption::OneOf(1) => "멤버 하나에게".to_owned(),
            Caption::OneOf(members) => format!("{}개 중 무작위", count(members)),
            Caption::CopiesEach(copies) => format!("메시지마다 사본 {}개", count(copies)),
            Caption::QueueGroup(group) => format!("큐 그룹 {group}"),
            Caption::NobodyHere => "멤버 없음".to_owned(),
            Caption::Publisher => "퍼블리셔".to_owned(),
            Caption::Requester => "요청자".to_owned(),
            Caption::Gatherer => "수집자".to_owned(),
            Caption::Asked(number) => format!("요청 {}건", count(number)),
            Caption::Replies(number) => format!("응답 {}건", count(number)),
            Caption::KindEvent => "메시지".to_owned(),
            Caption::KindTyped => "직접 입력".to_owned(),
            Caption::KindRequest => "요청".to_owned(),
            Caption::KindReply => "응답".to_owned(),
            Caption::KindRedelivery => "재전달".to_owned(),
            Caption::KindDeadLetter => "데드 레터".to_owned(),
            Caption::KindLost => "유실".to_owned(),
            Caption::KindFailed => "처리 실패".to_owned(),
            Caption::Awaits(number) => format!("응답 대기 {}건", count(number)),
            Caption::Unanswered(number) => format!("무응답 {}건", count(number)),
            Caption::OpenCalls(0) => "열린 호출 없음".to_owned(),
            Caption::OpenCalls(number) => format!("열린 호출 {}건", count(number)),
            Caption::AskingRate(Rate::ZERO) => "입력한 것만 요청".to_owned(),
            Caption::AskingRate(value) => format!("초당 요청 {}건", rate(value).trim_end_matches("/s")),
            Caption::Rate(Rate::ZERO) => "입력한 것만 발행".to_owned(),
            Caption::Rate(value) => format!("초당 {}건", rate(value).trim_end_matches("/s")),
            Caption::Published(number) => format!("발행 {}건", count(number)),
            Caption::Working => "처리 중".to_owned(),
            Caption::WorkingOn(number) => format!("{}건 처리 중", count(number)),
            Caption::AsksFor(filter) => format!("{filter} 구독"),
            Caption::CutOff => "링크 단절".to_owned(),
            Caption::Paused => "일시 정지".to_owned(),
            Caption::HeldUp(number) => format!("링크에서 대기 {}건", count(number)),
            Caption::Slowed(factor) => format!("{factor}배 느림"),
            Caption::Stopped => "중지됨".to_owned(),
            Caption::OutOfReach => "연결 없음".to_owned(),
            Caption::NextIsLost => "다음 메시지 유실".to_owned(),
            Caption::NextIsPoison => "다음은 포이즌 메시지".to_owned(),
            Caption::Idle => "쉬는 중".to_owned(),
            Caption::Draining => "드레인 중".to_owned(),
            Caption::Gone => "종료됨".to_owned(),
            Caption::WaitsForConnection => "SQL 커넥션 대기".to_owned(),
            Caption::Pending(number) => format!("대기 {}건", count(number)),
            Caption::Done(number) => format!("완료 {}건", count(number)),
            Caption::NotDone(number) => format!("실패·유실 {}건", count(number)),
            Caption::Returned(number) => format!("실패한 시도 {}건", count(number)),
            Caption::CrashedAt(at) => format!("{} 비정상 종료", moment(Lang::Ko, at)),
            Caption::LostWithIt(number) => format!("유실 {}건", count(number)),
            Caption::ComesAgain(number) => format!("재전달 예정 {}건", count(number)),
            Caption::Saved(number) => format!("저장 {}건", count(number)),
            Caption::Connections(number) => format!("커넥션 {}개", count(number)),
            Caption::PeakAndLimit { peak, limit } => format!("최대 {} · 한도 {}", count(peak), count(limit)),
            Caption::Queued(number) => format!("커넥션 대기 {}건", count(number)),
        }
    }
}
