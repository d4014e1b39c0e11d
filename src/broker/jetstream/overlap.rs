//! How filters lie to each other: inside, across, apart.

/// Whether everything that `inner` matches is matched by `outer`, too (`sublist.go`, `subjectIsSubsetMatch`).
pub(super) fn is_within(inner: &str, outer: &str) -> bool {
    let mut tokens = inner.split('.');
    for wanted in outer.split('.') {
        match (wanted, tokens.next()) {
            (">", Some(_)) => return true,
            ("*", Some(token)) if token != ">" => {}
            (literal, Some(token)) if literal == token => {}
            _ => return false,
        }
    }
    tokens.next().is_none()
}

/// Whether there is a subject that both match (`SubjectsCollide`).
pub(super) fn collide(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.split('.'), other.split('.'));
    loop {
        match (one.next(), other.next()) {
            (None, None) | (Some(">"), Some(_)) | (Some(_), Some(">")) => return true,
            (Some(a), Some(b)) if a == b || a == "*" || b == "*" => {}
            _ => return false,
        }
    }
}

/// Whether a filter has wildcards.
pub(super) fn has_wildcard(filter: &str) -> bool {
    filter.split('.').any(|token| token == "*" || token == ">")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_lies_within_another_if_it_asks_for_nothing_else() {
        for (inner, outer) in [("a.b", "a.*"), ("a.*", "a.>"), ("a.b.c", "a.>"), ("a.*", "*.*"), ("a.>", "a.>")] {
            assert!(is_within(inner, outer), "{inner} {outer}");
        }
        for (inner, outer) in [("a.*", "a.b"), ("a.>", "a.*"), ("a", "a.>"), ("a.b", "a"), (">", "*"), ("b.a", "a.>")] {
            assert!(!is_within(inner, outer), "{inner} {outer}");
        }
    }

    #[test]
    fn filters_collide_if_a_subject_matches_both() {
        for (one, other) in [("a.*", "*.b"), ("a.>", "a.b.c"), (">", "x"), ("a", "a"), ("a.*.c", "a.b.>")] {
            assert!(collide(one, other) && collide(other, one), "{one} {other}");
        }
        for (one, other) in [("a.*", "b.*"), ("a", "a.>"), ("a.b", "a.b.c"), ("a.*", "a.b.c")] {
            assert!(!collide(one, other) && !collide(other, one), "{one} {other}");
        }
    }
}
