//! Redis patterns, matched by trying everything.

/// Whether a channel's whole name fits the pattern. Redis does not look at patterns for an empty name.
pub(crate) fn fits(pattern: &[u8], name: &[u8]) -> bool {
    if name.is_empty() { pattern.is_empty() } else { rest_fits(pattern, name) }
}

fn rest_fits(pattern: &[u8], name: &[u8]) -> bool {
    match pattern {
        [] => name.is_empty(),
        [b'*', rest @ ..] => (0..=name.len()).any(|run| rest_fits(rest, &name[run..])),
        [b'?', rest @ ..] => !name.is_empty() && rest_fits(rest, &name[1..]),
        [b'[', set @ ..] => {
            let Some(&byte) = name.first() else { return false };
            let (holds, rest) = look_up(set, byte);
            holds && rest_fits(rest, &name[1..])
        }
        [b'\\', byte, rest @ ..] | [byte, rest @ ..] => name.first() == Some(byte) && rest_fits(rest, &name[1..]),
    }
}

/// Whether a set holds the byte, and what stands behind the set.
fn look_up(set: &[u8], byte: u8) -> (bool, &[u8]) {
    let (negated, mut set) = set.strip_prefix(b"^").map_or((false, set), |set| (true, set));
    let mut found = false;
    loop {
        let (low, high, rest) = match set {
            [] => return (found != negated, set),
            [b']', rest @ ..] => return (found != negated, rest),
            [b'\\', one, rest @ ..] => (*one, *one, rest),
            [low, b'-', high, rest @ ..] => (*low.min(high), *low.max(high), rest),
            [one, rest @ ..] => (*one, *one, rest),
        };
        found |= (low..=high).contains(&byte);
        set = rest;
    }
}

/// Whether a client's library would take it for a pattern.
pub(crate) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '[', '\\'])
}
