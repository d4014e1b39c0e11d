//! Every error that a person can meet, made through the surface where they would meet it, in both languages.

use super::{error, file_error, subject_error, unsaveable};
use crate::i18n::Lang;
use crate::message::ComponentId;
use crate::message::subject::Subject;
use crate::patterns;
use crate::player::{Recording, Simulation};
use crate::scenario::link::Link;
use crate::scenario::{Action, Roster, Scenario, ScenarioError};
use crate::sim::time::Time;
use crate::transcript::file::{self, FileError, Flaw, Header, SourceKind, Unsaveable};
use crate::transcript::{Kind, Record, TranscriptHash};
use expect_test::{Expect, expect};

/// The built-in pattern `scaling-handlers`, as it would stand in a file.
const TODO: &str = include_str!("../../../tests/scenarios/todo.json");

fn check(errors: impl IntoIterator<Item = ScenarioError>, expected: &Expect) {
    let worded: Vec<String> =
        errors.into_iter().flat_map(|one| Lang::ALL.map(|lang| error(lang, &one) + "\n")).collect();
    expected.assert_eq(&worded.concat());
}

/// What is said of the built-in scenario after a piece of its text has been replaced.
fn spoilt(from: &str, to: &str) -> ScenarioError {
    let source = TODO;
    assert!(source.contains(from), "{from}");
    Scenario::from_json(&source.replacen(from, to, 1)).unwrap_err()
}

#[test]
fn a_scenario_that_cannot_be_run_is_explained() {
    check(
        [
            spoilt("\"brokers\": [{ \"id\": \"nats\", \"profile\": { \"nats_core\": {} } }]", "\"brokers\": []"),
            spoilt("\"broker\": \"nats\"", "\"broker\": \"rabbit\""),
            spoilt("      \"broker\": \"nats\",\n", ""),
            spoilt("\"id\": \"save-handler\"", "\"id\": \"save handler\""),
            spoilt("\"id\": \"save-handler\"", "\"id\": \"todo-web\""),
            spoilt("\"replicas\": 3", "\"replicas\": 300"),
            spoilt("\"connection_limit\": 16", "\"connection_limit\": 0"),
            spoilt("\"database\": \"todo-db\"", "\"database\": \"redis\""),
            spoilt("\"rate\": \"6/s\"", "\"rate\": \"20000/s\""),
            spoilt("\"replicas\": 3", "\"replicas\": three"),
        ],
        &expect![[r#"
            There is no broker; brokers needs at least one, such as {"id": "nats", "profile": {"nats_core": {}}}.
            브로커가 없습니다. brokers에 하나 이상 적어 주세요. 예: {"id": "nats", "profile": {"nats_core": {}}}.
            todo-web.broker: there is no broker “rabbit”; there is nats.
            todo-web.broker: 브로커 “rabbit”을 찾을 수 없습니다. 쓸 수 있는 이름: nats.
            todo-web does not say which broker it talks to; add "broker": one of nats.
            todo-web의 브로커가 정해지지 않았습니다. "broker"를 추가해 주세요. 쓸 수 있는 이름: nats.
            “save handler” is no name for a member of the cast; use letters, digits, dashes and underscores, at most 40.
            “save handler”는 참여자 이름으로 쓸 수 없습니다. 영문자, 숫자, -, _ 만으로 40자 이내로 지어 주세요.
            The name “todo-web” is taken; every broker, member of the cast and knob needs its own, and no knob is called v, seed, t, lang, theme or do.
            이름 “todo-web”은 쓸 수 없습니다. 브로커, 참여자, 조절값은 저마다 이름이 달라야 하고, v, seed, t, lang, theme, live, do는 조절값 이름으로 쓸 수 없습니다.
            save-handler.replicas is 300, the limit is 100.
            save-handler.replicas가 300입니다. 한도는 100입니다.
            todo-db.connection_limit: 0 is out of range; it takes at least 1.
            todo-db.connection_limit: 0이 범위를 벗어났습니다. 올바른 값: 1 이상.
            save-handler.database: there is no database “redis”; there is todo-db.
            save-handler.database: 데이터베이스 “redis”를 찾을 수 없습니다. 쓸 수 있는 이름: todo-db.
            todo-web.rate: 20000/s is out of range; it takes at most 10000/s.
            todo-web.rate: 20000/s가 범위를 벗어났습니다. 올바른 값: 10000/s 이하.
            Line 23, column 20: expected ident.
            23행 20열을 읽을 수 없습니다. 원인: “expected ident”.
        "#]],
    );
}

#[test]
fn a_knob_or_an_action_that_does_not_fit_is_explained() {
    let mut scenario = patterns::find("scaling-handlers").unwrap().scenario().unwrap();
    let mut turned = |knob: &str, value: &str| scenario.set(knob, value).unwrap_err();
    let knobs = [turned("speed", "1"), turned("handlers", "eleven"), turned("handlers", "11"), turned("rate", "fast")];
    let roster = Roster::new(&scenario);
    let asked = |action| scenario.check_action(&roster, &action, "action").unwrap_err();
    let actions = [
        asked(Action::Crash { component: "todo-db".to_owned() }),
        asked(Action::Restart { component: "save-handler".to_owned() }),
        asked(Action::Publish { component: "todo-web".to_owned(), text: "a".repeat(1_001) }),
    ];
    check(
        knobs.into_iter().chain(actions),
        &expect![[r#"
            There is no knob “speed”; there is handlers, rate, service, failure.
            조절값 “speed”를 찾을 수 없습니다. 쓸 수 있는 이름: handlers, rate, service, failure.
            handlers cannot be “eleven”; it takes a whole number, such as 3.
            handlers에 “eleven”을 쓸 수 없습니다. 올바른 값: 3과 같은 정수.
            handlers cannot be “11”; it takes a value between 1 and 10.
            handlers에 “11”을 쓸 수 없습니다. 올바른 값: 1 이상 10 이하.
            rate cannot be “fast”; it takes a rate per second with at most three decimals, such as 6/s or 2.5/s.
            rate에 “fast”를 쓸 수 없습니다. 올바른 값: 6/s, 2.5/s처럼 초당 횟수, 소수점 아래 세 자리까지.
            todo-db cannot crash.
            todo-db는 비정상 종료시킬 수 없습니다.
            action: there is no component “save-handler”; there is nats, todo-web, save-handler.1, todo-db.
            action: 컴포넌트 “save-handler”를 찾을 수 없습니다. 쓸 수 있는 이름: nats, todo-web, save-handler.1, todo-db.
            action: the length of the text in bytes is 1001, the limit is 1000.
            action: 텍스트 길이(바이트)가 1001입니다. 한도는 1000입니다.
        "#]],
    );
}

#[test]
fn a_link_that_cannot_be_read_is_explained() {
    let read = |fragment| Link::parse(fragment).unwrap_err();
    let errors = [read("#/x?seed=abc"), read("#/x?v=9"), read("#/x?t=12"), read("#/x?do=3s"), read("#/x?do=3s:eat:me")];
    check(
        errors.into_iter().chain(patterns::find("nowhere").err()),
        &expect![[r#"
            In the link, seed=abc cannot be read; it takes a whole number from 0 to 18446744073709551615.
            링크의 “seed=abc”를 읽을 수 없습니다. 올바른 값: 0부터 18446744073709551615까지의 정수.
            In the link, v=9 cannot be read; it takes 1, the only version this page knows.
            링크의 “v=9”를 읽을 수 없습니다. 올바른 값: 이 페이지가 아는 버전인 1.
            In the link, t=12 cannot be read; it takes a moment with its unit, such as 12.4s.
            링크의 “t=12”를 읽을 수 없습니다. 올바른 값: 12.4s처럼 단위를 붙인 시각.
            In the link, do=3s cannot be read; it takes a moment, a verb and its arguments, such as 3s:crash:save-handler.2.
            링크의 “do=3s”를 읽을 수 없습니다. 올바른 값: 3s:crash:save-handler.2처럼 시각, 동작, 대상 순서.
            In the link, do=3s:eat:me cannot be read; it takes set:knob:value, publish:component:text, crash:component, restart:component, pause:component, unpause:component, slow:component, speed-up:component, scale:part:members, partition:component, heal:component, lose-next:component, poison-next:component or replay:component:number:text.
            링크의 “do=3s:eat:me”를 읽을 수 없습니다. 올바른 값: set:이름:값, publish:컴포넌트:텍스트, crash:컴포넌트, restart:컴포넌트, pause:컴포넌트, unpause:컴포넌트, slow:컴포넌트, speed-up:컴포넌트, scale:이름:개수, partition:컴포넌트, heal:컴포넌트, lose-next:컴포넌트, poison-next:컴포넌트, replay:컴포넌트:번호:텍스트.
            There is no pattern “nowhere”; there is direct-or-queue, channel, todo-event, nobody-listens, message-handler, the-buffer, scaling-handlers, new-feature, second-door, publish-subscribe, request-response, fire-and-forget, scatter-gather, dead-letter-queue, how-many-handlers.
            패턴 “nowhere”를 찾을 수 없습니다. 쓸 수 있는 이름: direct-or-queue, channel, todo-event, nobody-listens, message-handler, the-buffer, scaling-handlers, new-feature, second-door, publish-subscribe, request-response, fire-and-forget, scatter-gather, dead-letter-queue, how-many-handlers.
        "#]],
    );
}

#[test]
fn a_text_that_is_no_subject_is_explained() {
    let mut text = String::new();
    for subject in ["", "a..b", "a b.c", "a.>.b", "a.*"] {
        let wrong = Subject::parse(subject).unwrap_err();
        text.extend(Lang::ALL.map(|lang| subject_error(lang, &wrong) + "\n"));
    }
    expect![[r#"
        A subject cannot be empty; write tokens separated by dots, such as events.todo.newitem.
        서브젝트가 비어 있습니다. 토큰을 점으로 이어 적어 주세요. 예: events.todo.newitem.
        “a..b” has nothing in token 2; every token between dots needs at least one character.
        “a..b”의 2번째 토큰이 비어 있습니다. 점과 점 사이에는 한 글자 이상 있어야 합니다.
        “a b.c” has white space in token 1; use a dot, a dash or an underscore instead.
        “a b.c”의 1번째 토큰에 공백이 있습니다. 공백 대신 점, 대시, 밑줄을 써 주세요.
        “a.>.b” has > in token 2; it can only be the last token.
        “a.>.b”의 2번째 토큰이 >입니다. >는 마지막 토큰에만 쓸 수 있습니다.
        “a.*” has the wildcard * in token 2; a message is published under a subject without wildcards.
        “a.*”의 2번째 토큰이 와일드카드 *입니다. 발행할 서브젝트에는 와일드카드를 쓸 수 없습니다.
    "#]]
    .assert_eq(&text);
}

#[test]
fn what_the_broker_does_not_know_is_explained() {
    let ungrouped = |broker: &str, filter: &str| {
        let source = TODO.replace("nats_core", broker);
        let source = source
            .replace("\"group\": \"save-handler\",", "")
            .replace("\"filter\": \"events.todo.newitem\"", &format!("\"filter\": {filter}"));
        Scenario::from_json(&source).unwrap_err()
    };
    check(
        [
            spoilt("nats_core", "redis"),
            spoilt("nats_core", "direct"),
            ungrouped("redis", "\"events.>\""),
            ungrouped("redis", "\">\""),
        ],
        &expect![[r#"
            save-handler.group: Redis Pub/Sub has no queue groups, every subscriber gets a copy; leave it out, or talk to NATS.
            save-handler.group: Redis Pub/Sub에는 큐 그룹이 없어 모든 서브스크라이버가 사본을 받습니다. group을 지우거나 NATS를 브로커로 쓰세요.
            save-handler.group: a direct call has no queue groups, it goes to one of those who serve its subject; leave it out.
            save-handler.group: 직접 호출에는 큐 그룹이 없습니다. 요청은 그 서브젝트를 맡은 프로세스 하나로 갑니다. group을 지워 주세요.
            save-handler.filter: for Redis > is a character like any other; write events.*, since its * stands for any text.
            save-handler.filter: Redis에서 >는 보통 글자입니다. 어떤 글자열이든 뜻하는 *를 써서 events.*로 적어 주세요.
            save-handler.filter: for Redis > is a character like any other; write *, since its * stands for any text.
            save-handler.filter: Redis에서 >는 보통 글자입니다. 어떤 글자열이든 뜻하는 *를 써서 *로 적어 주세요.
        "#]],
    );
}

#[test]
fn what_a_member_of_the_cast_cannot_be_told_is_explained() {
    let handler = "\"filter\": \"events.todo.newitem\",\n          \"group\": \"save-handler\",";
    let pull = |more: &str| format!("\"pull\": {{ \"stream\": \"TODO\", \"consumer\": \"save\"{more} }},");
    let redis = |from: &str, to: &str| {
        let source = TODO.replace("nats_core", "redis");
        Scenario::from_json(&source.replace(handler, "\"filter\": \"events\",").replacen(from, to, 1)).unwrap_err()
    };
    let list = |moments: &str| format!("\"rate\": \"0/s\", \"arrivals\": {{ \"list\": [{moments}] }}");
    let arrivals = "\"rate\": \"6/s\",\n          \"arrivals\": \"poisson\"";
    check(
        [
            spoilt(handler, ""),
            spoilt(handler, &pull("")),
            spoilt(handler, &pull(", \"batch\": 0")),
            spoilt(arrivals, &list("\"2s\", \"1s\"")),
            spoilt("\"arrivals\": \"poisson\"", "\"arrivals\": { \"list\": [\"1s\"] }"),
            spoilt("{ \"exponential\": \"400ms\" }", "{ \"uniform\": { \"low\": \"2s\", \"high\": \"1s\" } }"),
            spoilt("{ \"exponential\": \"400ms\" }", "{ \"lognormal\": { \"mean\": \"1s\", \"sigma\": \"9\" } }"),
            spoilt("\"failure\": \"0%\"", "\"concurrency\": 0"),
            redis("\"failure\": \"0%\"", "\"reply\": \"saved\""),
            redis("\"failure\": \"0%\"", "\"forward\": \"saved.items\""),
        ],
        &expect![[r#"
            save-handler needs one source: either a filter, with a group or without, or a consumer to pull from.
            save-handler의 메시지 출처를 하나만 정해 주세요. filter(group은 선택) 또는 pull 중 하나를 쓸 수 있습니다.
            save-handler.pull.stream: there is no stream “TODO”; there is none.
            save-handler.pull.stream: 스트림 “TODO”를 찾을 수 없습니다. 쓸 수 있는 이름이 없습니다.
            save-handler.pull.batch: 0 is out of range; it takes a value between 1 and 10000.
            save-handler.pull.batch: 0이 범위를 벗어났습니다. 올바른 값: 1 이상 10000 이하.
            todo-web.arrivals.list: 1s is out of range; it takes moments in order, the earliest first.
            todo-web.arrivals.list: 1s가 범위를 벗어났습니다. 올바른 값: 이른 시각부터 차례대로.
            todo-web.rate: 6/s is out of range; it takes no rate, since arrivals lists the moments.
            todo-web.rate: 6/s가 범위를 벗어났습니다. 올바른 값: 없음. arrivals에 시각 목록이 있으면 빈도는 쓰지 않습니다.
            save-handler.service_time.uniform.low: 2s is out of range; it takes at most 1s.
            save-handler.service_time.uniform.low: 2s가 범위를 벗어났습니다. 올바른 값: 1s 이하.
            Line 28, column 71: “9” is not a number from 0 to 3 with at most three decimals, such as 0.8.
            28행 71열을 읽을 수 없습니다. 원인: ““9” is not a number from 0 to 3 with at most three decimals,…”.
            save-handler.concurrency: 0 is out of range; it takes a value between 1 and 1000.
            save-handler.concurrency: 0이 범위를 벗어났습니다. 올바른 값: 1 이상 1000 이하.
            save-handler.reply: a message on Redis Pub/Sub names no place to reply to; leave it out, or talk to NATS.
            save-handler.reply: Redis Pub/Sub 메시지에는 답을 받을 곳이 없습니다. 지우거나 NATS를 브로커로 쓰세요.
            save-handler.forward: a client that subscribes on Redis may not publish on that connection; leave it out, or talk to NATS.
            save-handler.forward: Redis에서 구독 중인 클라이언트는 같은 커넥션으로 발행할 수 없습니다. 지우거나 NATS를 브로커로 쓰세요.
        "#]],
    );
}

#[test]
fn what_a_recording_or_a_real_server_does_not_let_us_do_is_explained() {
    let scenario = patterns::find("fire-and-forget").unwrap().scenario().unwrap();
    let recording = Recording::default();
    let mut run = Simulation::<TranscriptHash>::recorded(scenario, recording.clone()).unwrap();
    let live = run.turn("loss", "5%").unwrap_err();
    recording.end();
    let over = run.turn("loss", "5%").unwrap_err();
    check(
        [live, over],
        &expect![[r#"
        “loss” works in simulation only: a page cannot change how the links of a real server lose and delay, and cannot restart it.
        “loss”는 시뮬레이션에서만 쓸 수 있습니다. 실제 서버에서는 이 페이지가 링크의 유실과 지연을 바꾸거나 서버를 재시작할 수 없습니다.
        The run is over, and this is its recording; nothing more can be done in it.
        이미 끝난 실행의 기록입니다. 이 실행에서는 더 이상 아무것도 바꿀 수 없습니다.
    "#]],
    );
}

#[test]
fn what_is_wrong_with_a_transcripts_file_is_explained() {
    let header = Header { link: "#/x".into(), source: SourceKind::Live, until: Time::ZERO, names: vec![] };
    let record = Record { index: 1, at: Time::ZERO, cause: None, component: ComponentId::PERSON, kind: Kind::Joined };
    let whole = file::write(&header, [&record, &record].into_iter());
    let spoilt = |from: &str, to: &str| {
        let at = whole.windows(from.len()).position(|bytes| bytes == from.as_bytes()).unwrap();
        file::read(&[&whole[..at], to.as_bytes(), &whole[at + from.len()..]].concat()).unwrap_err()
    };
    let (none, tail) = (whole.windows(8).position(|bytes| bytes == b"records ").unwrap(), "records 1\nhash ");
    let mut tag = [&whole[..none], tail.as_bytes(), b"0000000000000000\n\n", &whole[whole.len() - 22..]].concat();
    let hash = file::read(&tag).unwrap_err();
    *tag.last_mut().unwrap() = 255;
    let errors = [
        file::read(b"{}").unwrap_err(),
        spoilt("transcript 1", "transcript 9"),
        spoilt("link", "lnk"),
        spoilt("records 2", "records 999999"),
        spoilt("records 2", "records 3"),
        spoilt("records 2", "records 0"),
        file::read(&tag).unwrap_err(),
        hash,
        FileError::Record { record: 3, offset: 400, flaw: Flaw::Text },
        FileError::Record { record: 3, offset: 400, flaw: Flaw::Subject },
    ];
    let worded = errors.iter().flat_map(|one| Lang::ALL.map(|lang| file_error(lang, one) + "\n"));
    let unsaveables = [Unsaveable::Dropped(20_000), Unsaveable::TooLong];
    let refused = unsaveables.into_iter().flat_map(|one| Lang::ALL.map(|lang| unsaveable(lang, one) + "\n"));
    expect![[r#"
        The file is no transcript of this playground; the first line of one is “queue-playground transcript 1”.
        이 페이지의 기록 파일이 아닙니다. 기록 파일의 첫 줄은 “queue-playground transcript 1”입니다.
        The transcript has version 9, and only version 1 can be read here.
        기록 파일의 버전이 “9”입니다. 여기서는 버전 1만 읽을 수 있습니다.
        Line 2: here should stand “link #/PATTERN?…”.
        2행을 읽을 수 없습니다. 올바른 형식: “link #/PATTERN?…”.
        The file is too large; a transcript has at most 128 MiB, 1000 names and 500000 records.
        파일이 너무 큽니다. 기록 파일의 한도는 128 MiB, 이름 1,000개, 기록 500,000건입니다.
        Byte 115, at record 1: the record there is out of order.
        1번 기록의 115바이트 위치를 읽을 수 없습니다. 기록의 순서가 맞지 않습니다.
        Byte 93, at record 0: something stands behind the last record.
        0번 기록의 93바이트 위치를 읽을 수 없습니다. 마지막 기록 뒤에 다른 내용이 있습니다.
        Byte 114, at record 0: a number stands there that means nothing.
        0번 기록의 114바이트 위치를 읽을 수 없습니다. 뜻이 정해지지 않은 숫자입니다.
        The file was changed: its records have the hash 40c65d10d3074215, and its header says 0000000000000000.
        저장한 뒤에 파일이 바뀌었습니다. 파일에 적힌 해시는 0000000000000000이고, 실제 해시는 40c65d10d3074215입니다.
        Byte 400, at record 3: a text there is not UTF-8.
        3번 기록의 400바이트 위치를 읽을 수 없습니다. UTF-8 텍스트가 아닙니다.
        Byte 400, at record 3: a subject there is empty or has white space.
        3번 기록의 400바이트 위치를 읽을 수 없습니다. 서브젝트가 비어 있거나 공백이 들어 있습니다.
        The first 20000 records of this run are not kept any more, and without them nothing can be known of the rest.
        이 실행의 처음 기록 20,000건이 더 이상 남아 있지 않아 저장할 수 없습니다. 시작이 없으면 나머지도 해석할 수 없습니다.
        This run has more than 500000 records, which is the most that a file can have.
        기록이 500,000건을 넘어 파일 하나에 저장할 수 없습니다.
    "#]].assert_eq(&worded.chain(refused).collect::<String>());
}
