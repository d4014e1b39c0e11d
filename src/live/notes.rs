//! What a run has made on a server, noted so that it can be found again after its tab was closed without cleaning up.
//!
//! No credentials, ever: only the run, the address, and the names of streams.

/// What the names under which notes are stored begin with.
const STORED_AS: &str = "queue-playground.left.";
/// What every stream of ours is called; nothing else is ever removed.
const OURS: &str = "QP_";
/// More names than any run makes; what somebody else wrote there is not believed beyond.
const MOST: usize = 64;

/// What one run has made and not removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The run.
    pub run: String,
    /// Where.
    pub address: String,
    /// The names of its streams on that server.
    pub streams: Vec<String>,
}

impl Note {
    /// The name under which the note of this run is stored.
    pub fn key(run: &str) -> String {
        format!("{STORED_AS}{run}")
    }

    /// The name of the lock that a tab holds while this run is its own.
    pub fn lock(run: &str) -> String {
        format!("queue-playground-run-{run}")
    }

    /// The text to store: the address, and a name on each line after it.
    pub fn to_text(&self) -> String {
        let mut text = self.address.clone();
        for stream in &self.streams {
            text.push('\n');
            text.push_str(stream);
        }
        text
    }

    /// Reads what was stored under a name; none if it is no note of ours, or names nothing of ours.
    pub fn read(key: &str, text: &str) -> Option<Note> {
        let run = key.strip_prefix(STORED_AS).filter(|run| !run.is_empty())?;
        let mut lines = text.lines();
        let address = lines.next().filter(|address| !address.is_empty())?;
        let streams: Vec<String> = lines.filter(|name| is_ours(name)).take(MOST).map(ToOwned::to_owned).collect();
        (!streams.is_empty()).then(|| Note { run: run.to_owned(), address: address.to_owned(), streams })
    }
}

/// Whether a stream's name is one that this page gives, and one that a server can have.
pub fn is_ours(stream: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    stream.len() <= 255 && stream.strip_prefix(OURS).is_some_and(|rest| !rest.is_empty() && rest.chars().all(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note() -> Note {
        let streams = vec!["QP_k3x9_TODO".to_owned(), "QP_k3x9_DLQ".to_owned()];
        Note { run: "k3x9".to_owned(), address: "ws://127.0.0.1:9222".to_owned(), streams }
    }

    #[test]
    fn a_note_is_read_as_it_was_written() {
        assert_eq!(Note::read(&Note::key("k3x9"), &note().to_text()), Some(note()));
    }

    #[test]
    fn a_note_names_only_what_is_ours() {
        let text = "ws://127.0.0.1:9222\nQP_k3x9_TODO\nORDERS\nQP_\nQP_a.b\nQP_a>\n";
        let read = Note::read(&Note::key("k3x9"), text).unwrap();
        assert_eq!(read.streams, ["QP_k3x9_TODO"]);
        assert_eq!(Note::read(&Note::key("k3x9"), "ws://127.0.0.1:9222\nORDERS"), None);
    }

    #[test]
    fn what_is_stored_beside_it_is_no_note() {
        assert_eq!(Note::read("queue-playground.lang", "ko"), None);
        assert_eq!(Note::read(&Note::key(""), &note().to_text()), None);
    }
}
