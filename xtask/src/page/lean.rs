//! What a browser does not need of a text: comments and indentation.

/// A style sheet without comments, indentation and empty lines.
pub(super) fn style(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, behind)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = behind.split_once("*/").map_or("", |(_comment, after)| after);
    }
    kept.push_str(rest);
    lines(kept.lines().map(str::trim))
}

/// A script without comments of their own lines, indentation and empty lines. One with a text of several lines, in
/// which white space would count, is left as it is.
pub(super) fn script(source: &str) -> String {
    if source.lines().any(|line| !line.matches('`').count().is_multiple_of(2)) {
        return source.to_owned();
    }
    let mut in_comment = false;
    lines(source.lines().map(str::trim).filter(|line| {
        let opens = line.starts_with("/*");
        let is_comment = in_comment || opens || line.starts_with("//");
        in_comment = (in_comment || opens) && !line.ends_with("*/");
        !is_comment
    }))
}

fn lines<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for line in lines.filter(|line| !line.is_empty()) {
        joined.push_str(line);
        joined.push('\n');
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::{script, style};

    #[test]
    fn a_style_sheet_keeps_its_rules_and_nothing_else() {
        let css = "/* One\n   of two lines. */\n.a {\n  content: \"+\" / \"\"; /* signs */\n\n  gap: 1rem;\n}\n";
        assert_eq!(style(css), ".a {\ncontent: \"+\" / \"\";\ngap: 1rem;\n}\n");
    }

    #[test]
    fn a_script_keeps_its_statements_and_nothing_else() {
        let source = "/**\n * @returns {number}\n */\nf() {\n    // why\n    return `a b`; // so\n}\n/* one */\n";
        assert_eq!(script(source), "f() {\nreturn `a b`; // so\n}\n");
    }

    #[test]
    fn a_script_with_a_text_of_several_lines_is_left_alone() {
        let source = "const text = `one\n    two`;\n";
        assert_eq!(script(source), source);
    }
}
