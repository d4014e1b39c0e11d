//! Texts of the page with something put into them.

use super::Lang;
use super::korean::{Particle, attach};
use super::number;
use crate::sim::time::Rate;

/// Who publishes what is typed, and under which subject.
pub fn publishes_to(lang: Lang, publisher: &str, subject: &str) -> String {
    match lang {
        Lang::En => format!("{publisher} publishes it to {subject}."),
        Lang::Ko => format!("{} {subject}에 발행합니다.", attach(publisher, Particle::Subject)),
    }
}

/// The speed that was reached, when more was asked for than this machine can do.
pub fn running_at(lang: Lang, speed: &str) -> String {
    match lang {
        Lang::En => format!("Running at {speed}: this machine can do no more."),
        Lang::Ko => format!("{speed}로 실행 중입니다. 이 기기로는 더 빠르게 할 수 없습니다."),
    }
}

/// One message is drawn for so many.
pub fn showing_one_in(lang: Lang, many: u64) -> String {
    match lang {
        Lang::En => format!("Showing 1 in {many} messages"),
        Lang::Ko => format!("메시지 {many}개마다 1개 표시"),
    }
}

/// A moment on the timeline, and its end.
pub fn moment_of(lang: Lang, now: &str, end: &str) -> String {
    match lang {
        Lang::En => format!("{now} of {end}"),
        Lang::Ko => format!("전체 {end} 중 {now}"),
    }
}

/// Which sentence of how many.
pub fn number_of(lang: Lang, number: usize, all: usize) -> String {
    match lang {
        Lang::En => format!("{number} of {all}"),
        Lang::Ko => format!("{all}개 중 {number}번째"),
    }
}

/// A list that shows its newest rows only.
pub fn newest_of(lang: Lang, shown: usize, all: &str) -> String {
    match lang {
        Lang::En => format!("The newest {shown} of {all}"),
        Lang::Ko => format!("전체 {all}개 중 최근 {shown}개"),
    }
}

/// The heading over what a database saved.
pub fn saved_in(lang: Lang, database: &str) -> String {
    match lang {
        Lang::En => format!("Saved in {database}"),
        Lang::Ko => format!("{database}에 저장된 항목"),
    }
}

/// A number with its unit of rows.
pub fn rows(lang: Lang, count: &str) -> String {
    match (lang, count) {
        (Lang::En, "1") => "1 item".to_owned(),
        (Lang::En, _) => format!("{count} items"),
        (Lang::Ko, _) => format!("{count}개"),
    }
}

/// A typed item that is longer than a message may be, in bytes.
pub fn item_too_long(lang: Lang, size: usize, limit: usize) -> String {
    let (size, limit) = (number::count(size as u64), number::count(limit as u64));
    match lang {
        Lang::En => format!("That is too long: {size} bytes. At most {limit} travel in one message here."),
        Lang::Ko => format!("너무 깁니다({size}바이트). 여기서는 메시지 하나에 {limit}바이트까지 보낼 수 있습니다."),
    }
}

/// Where a knob stands, between its ends.
pub fn between(lang: Lang, min: &str, max: &str) -> String {
    match lang {
        Lang::En => format!("{min} to {max}"),
        Lang::Ko => format!("{min} ~ {max}"),
    }
}

/// What the page went through before it stopped, for a report.
pub fn stopped_at(lang: Lang, seed: &str, moment: &str) -> String {
    match lang {
        Lang::En => format!("Seed {seed}, at {moment}."),
        Lang::Ko => format!("시드 {seed}, 시각 {moment}."),
    }
}

/// A rate of messages.
pub fn per_second(lang: Lang, rate: Rate) -> String {
    let number = number::rate(rate);
    match lang {
        Lang::En => number,
        Lang::Ko => format!("초당 {}건", number.trim_end_matches("/s")),
    }
}
