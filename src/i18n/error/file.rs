//! What is wrong with a transcript's file, in Korean.

use crate::i18n::number::count;
use crate::i18n::quote::quote;
use crate::transcript::file::{FileError, Flaw, MOST_BYTES, MOST_NAMES, MOST_RECORDS, Unsaveable};

pub(super) fn sentence(error: &FileError) -> String {
    match error {
        FileError::TooLarge => format!(
            "파일이 너무 큽니다. 기록 파일의 한도는 {} MiB, 이름 {}개, 기록 {}건입니다.",
            MOST_BYTES >> 20,
            count(MOST_NAMES as u64),
            count(MOST_RECORDS as u64)
        ),
        FileError::Foreign => {
            "이 페이지의 기록 파일이 아닙니다. 기록 파일의 첫 줄은 “queue-playground transcript 1”입니다.".to_owned()
        }
        FileError::Version(version) => {
            format!("기록 파일의 버전이 {}입니다. 여기서는 버전 1만 읽을 수 있습니다.", quote(version))
        }
        FileError::Line { line, expected } => {
            let form = quote(&expected.to_string());
            format!("{line}행을 읽을 수 없습니다. 올바른 형식: {form}.")
        }
        FileError::Record { record, offset, flaw } => {
            let (record, offset) = (count(*record as u64), count(*offset as u64));
            format!("{record}번 기록의 {offset}바이트 위치를 읽을 수 없습니다. {}", why(*flaw))
        }
        FileError::Hash { said, found } => format!(
            "저장한 뒤에 파일이 바뀌었습니다. 파일에 적힌 해시는 {said:016x}이고, 실제 해시는 {found:016x}입니다."
        ),
    }
}

pub(super) fn unsaveable(why: Unsaveable) -> String {
    match why {
        Unsaveable::Dropped(dropped) => format!(
            "이 실행의 처음 기록 {}건이 더 이상 남아 있지 않아 저장할 수 없습니다. 시작이 없으면 나머지도 해석할 수 없습니다.",
            count(dropped)
        ),
        Unsaveable::TooLong => {
            format!("기록이 {}건을 넘어 파일 하나에 저장할 수 없습니다.", count(MOST_RECORDS as u64))
        }
    }
}

const fn why(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::Short => "기록 중간에서 파일이 끝났습니다.",
        Flaw::Unknown => "뜻이 정해지지 않은 숫자입니다.",
        Flaw::Text => "UTF-8 텍스트가 아닙니다.",
        Flaw::Subject => "서브젝트가 비어 있거나 공백이 들어 있습니다.",
        Flaw::Order => "기록의 순서가 맞지 않습니다.",
        Flaw::Surplus => "마지막 기록 뒤에 다른 내용이 있습니다.",
    }
}
