//! Just enough HTML to rewrite the start tags of our own `index.html` and to find what a strict policy forbids.

/// A start tag: where it stands and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) name: String,
    attributes: Vec<(String, Option<String>)>,
}

impl Tag {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).and_then(|(_, value)| value.as_deref())
    }

    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.attributes.retain(|(key, _)| key != name);
        self.attributes.push((name.to_owned(), Some(value.to_owned())));
    }

    pub(super) fn attribute_names(&self) -> impl Iterator<Item = &str> {
        self.attributes.iter().map(|(name, _)| name.as_str())
    }
}

impl std::fmt::Display for Tag {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "<{}", self.name)?;
        for (name, value) in &self.attributes {
            match value {
                Some(value) => write!(formatter, " {name}=\"{}\"", value.replace('"', "&quot;"))?,
                None => write!(formatter, " {name}")?,
            }
        }
        write!(formatter, ">")
    }
}

/// All start tags in order. Comments, end tags and the doctype are passed over.
pub(super) fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(start) = html[at..].find('<').map(|offset| at + offset) {
        let rest = &html[start..];
        if rest.starts_with("<!--") {
            at = rest.find("-->").map_or(html.len(), |offset| start + offset + 3);
        } else if rest[1..].starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            let tag = read(html, start);
            at = tag.end;
            tags.push(tag);
        } else {
            at = start + 1;
        }
    }
    tags
}

/// The page with each tag replaced by what `change` makes of it; nothing where it makes nothing.
pub(super) fn rewrite(html: &str, mut change: impl FnMut(Tag) -> Option<Tag>) -> String {
    let mut out = String::with_capacity(html.len());
    let mut at = 0;
    for tag in tags(html) {
        let (start, end, before) = (tag.start, tag.end, tag.clone());
        out.push_str(&html[at..start]);
        match change(tag) {
            // An untouched tag keeps its own spelling.
            Some(after) if after == before => out.push_str(&html[start..end]),
            Some(after) => out.push_str(&after.to_string()),
            None => {}
        }
        at = end;
    }
    out.push_str(&html[at..]);
    out
}

/// What the content security policy would block: scripts and styles that are not files, and handlers in attributes.
pub(super) fn inline_code(html: &str) -> Vec<String> {
    tags(html)
        .into_iter()
        .filter(|tag| {
            (tag.name == "script" && tag.get("src").is_none())
                || tag.name == "style"
                || tag.attribute_names().any(|name| name == "style" || name.starts_with("on"))
        })
        .map(|tag| tag.to_string())
        .collect()
}

fn read(html: &str, start: usize) -> Tag {
    let (name, mut rest) = split_while(&html[start + 1..], is_name);
    let mut attributes = Vec::new();
    loop {
        let (key, after) = split_while(rest.trim_start_matches(is_gap), is_name);
        rest = after;
        if key.is_empty() {
            break;
        }
        let value = rest.strip_prefix('=').map(|text| {
            let (value, after) = value(text);
            rest = after;
            value.to_owned()
        });
        attributes.push((key.to_ascii_lowercase(), value));
    }
    let end = html.len() - rest.strip_prefix('>').unwrap_or(rest).len();
    Tag { start, end, name: name.to_ascii_lowercase(), attributes }
}

fn value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    split_while(text, |letter| !letter.is_whitespace() && letter != '>')
}

fn split_while(text: &str, keep: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|letter| !keep(letter)).unwrap_or(text.len()))
}

fn is_name(letter: char) -> bool {
    !letter.is_whitespace() && !matches!(letter, '=' | '>' | '/')
}

fn is_gap(letter: char) -> bool {
    letter.is_whitespace() || letter == '/'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_with_their_attributes() {
        let found = tags("<!DOCTYPE html><!-- <b> --><p>한국어</p><link rel=\"icon\" href='a b' async data-x=1/>");
        assert_eq!(found.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["p", "link"]);
        assert_eq!(found[1].get("href"), Some("a b"));
        assert_eq!(found[1].attribute_names().collect::<Vec<_>>(), ["rel", "href", "async", "data-x"]);
    }

    #[test]
    fn untouched_tags_keep_their_spelling_and_the_rest_is_changed() {
        let html = "<a href='x'>1</a><link rel=\"old\"><link rel=\"gone\">";
        let changed = rewrite(html, |mut tag| match tag.get("rel") {
            Some("gone") => None,
            Some(_) => {
                tag.set("rel", "new");
                Some(tag)
            }
            None => Some(tag),
        });
        assert_eq!(changed, "<a href='x'>1</a><link rel=\"new\">");
    }

    #[test]
    fn inline_code_is_found() {
        let html =
            "<script src=\"a.js\"></script><script>1</script><p style=\"color:red\" ONCLICK=x>a</p><style>b</style>";
        let found = inline_code(html);
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(found[0], "<script>");
    }

    #[test]
    fn broken_markup_ends() {
        for html in ["<", "<a", "<a b=\"", "<!--", "<a ==>", "a < b"] {
            tags(html);
        }
    }
}
