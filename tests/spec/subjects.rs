//! Subjects and filters, by the rules of nats-server 2.9.10.

use proptest::prelude::*;
use queue_playground::message::subject::{Filter, Subject, SubjectError};

fn matches(filter: &str, subject: &str) -> bool {
    Filter::parse(filter).expect("a filter").matches(&Subject::parse(subject).expect("a subject"))
}

#[test]
fn a_wildcard_stands_for_whole_tokens() {
    for (filter, subject, expected) in [
        ("events.todo.newitem", "events.todo.newitem", true),
        ("events.todo.newitem", "events.todo.newItem", false),
        ("events.*.newitem", "events.todo.newitem", true),
        ("events.*", "events.todo.newitem", false),
        ("*.*", "events.todo", true),
        ("*", "events.todo", false),
        ("events.>", "events.todo.newitem", true),
        ("events.>", "events", false),
        (">", "events", true),
        ("*.>", "events", false),
        ("foo*", "foobar", false),
        ("foo*", "foo*", true),
        ("foo.**", "foo.**", true),
        (">bar", ">bar", true),
        ("foo.>>", "foo.>>", true),
        ("주문.*", "주문.신규", true),
    ] {
        assert_eq!(matches(filter, subject), expected, "{filter} and {subject}");
    }
}

#[test]
fn what_is_no_subject_is_refused_with_the_token_at_fault() {
    let empty = |subject: &str, token| SubjectError::EmptyToken { subject: subject.to_owned(), token };
    assert_eq!(Filter::parse(""), Err(SubjectError::Empty));
    assert_eq!(Filter::parse("."), Err(empty(".", 1)));
    assert_eq!(Filter::parse("a..b"), Err(empty("a..b", 2)));
    assert_eq!(Filter::parse("a."), Err(empty("a.", 2)));
    for white in [' ', '\t', '\n', '\r', '\x0C'] {
        let subject = format!("a.b{white}c");
        assert_eq!(Filter::parse(&subject), Err(SubjectError::WhiteSpace { subject: subject.clone(), token: 2 }));
        assert!(Subject::parse(&subject).is_err());
    }
    assert_eq!(Filter::parse(">.a"), Err(SubjectError::FullWildcardNotLast { subject: ">.a".to_owned(), token: 1 }));
    assert_eq!(
        Subject::parse("a.*.b"),
        Err(SubjectError::Wildcard { subject: "a.*.b".to_owned(), token: 2, wildcard: "*" })
    );
    assert!(matches!(Subject::parse("a.>"), Err(SubjectError::Wildcard { wildcard: ">", .. })));
}

proptest! {
    #[test]
    fn every_subject_is_a_filter_that_matches_itself(text in "[a-z*>]{1,3}(\\.[a-z*>]{1,3}){0,4}") {
        if let Ok(subject) = Subject::parse(&text) {
            prop_assert!(Filter::parse(&text).unwrap().matches(&subject));
            prop_assert!(Filter::parse(">").unwrap().matches(&subject));
            prop_assert_eq!(subject.to_string(), text);
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in ".{0,60}") {
        let _ = Subject::parse(&text);
        let _ = Filter::parse(&text);
    }
}
