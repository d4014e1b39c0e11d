//! What a run calls things on a server that others use, too: its subjects under a prefix of their own, its streams and
//! consumers with its mark in their names, its messages with their identity in a header.
//!
//! | in the scenario | on the server |
//! |---|---|
//! | `events.todo.newitem` | `qp.k3f9x2.events.todo.newitem` |
//! | stream `JOBS`, consumer `worker` | `QP_k3f9x2_JOBS`, `QP_k3f9x2_worker` |
//! | inbox `_INBOX.todo-web.1.7` | `_INBOX.qp_k3f9x2.todo-web.1.7` |
//! | message 12 of `todo-web` | header `Qp-Id: k3f9x2.0001000100000000c` |
//!
//! With several brokers, each has a token of its own behind the run's, as on a real server they are one. Plain
//! subjects, for meeting other programs, have no prefix; everything else stays as it is.

use crate::message::MessageId;
use crate::message::subject::{Filter, Subject};
use std::sync::Arc;

/// The header that says which message of the run it is.
pub const MARK: &str = "Qp-Id";
/// What every stream and consumer that a run makes begins with.
pub const STREAM_MARK: &str = "QP_";
/// The root of subjects, if no other was asked for.
pub const ROOT: &str = "qp";

/// The name of a stream or a consumer without what any run puts before it.
pub fn without_run(name: &str) -> &str {
    let of_run = name.strip_prefix(STREAM_MARK).and_then(|name| name.split_once('_'));
    of_run.map_or(name, |(_, name)| name)
}

const INBOX: &str = "_INBOX.";
const SYSTEM: &str = "$";
const ADVISORY: &str = "$JS.EVENT.ADVISORY.";

/// What one run calls things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    run: Arc<str>,
    /// What stands before the scenario's subjects, with the dot; empty for plain subjects.
    prefix: String,
    inbox: String,
    mark: String,
}

impl Names {
    /// Names of the run of this name, letters and digits only, under a root that is a valid subject.
    pub fn under(root: &Subject, run: &str) -> Names {
        Names::with_prefix(run, format!("{root}.{run}."))
    }

    /// The scenario's subjects as they are, to meet other programs.
    pub fn plain(run: &str) -> Names {
        Names::with_prefix(run, String::new())
    }

    fn with_prefix(run: &str, prefix: String) -> Names {
        let (inbox, mark) = (format!("{INBOX}{ROOT}_{run}."), format!("{STREAM_MARK}{run}_"));
        Names { run: run.into(), prefix, inbox, mark }
    }

    /// The same run, at one of several brokers: its subjects have the broker's token behind the run's. Plain subjects
    /// stay plain.
    #[must_use]
    pub fn at(&self, broker: &str) -> Names {
        let prefix = if self.is_plain() { String::new() } else { format!("{}{broker}.", self.prefix) };
        Names { prefix, ..self.clone() }
    }

    /// The run's own name.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// Whether the scenario's subjects are used as they are.
    pub const fn is_plain(&self) -> bool {
        self.prefix.is_empty()
    }

    /// What stands before the scenario's subjects, without the dot; empty for plain subjects.
    pub fn prefix(&self) -> &str {
        self.prefix.strip_suffix('.').unwrap_or_default()
    }

    /// What the names of the run's connections begin with.
    pub fn shown_as(&self) -> String {
        if self.is_plain() { self.run.to_string() } else { self.prefix().to_owned() }
    }

    /// A subject as the server knows it.
    pub fn subject(&self, subject: &Subject) -> Subject {
        self.to_server(subject.as_str(), Subject::from_wire).unwrap_or_else(|| subject.clone())
    }

    /// A filter as the server knows it.
    pub fn filter(&self, filter: &Filter) -> Filter {
        self.to_server(filter.as_str(), Filter::from_wire).unwrap_or_else(|| filter.clone())
    }

    fn to_server<T, E>(&self, text: &str, read: impl Fn(&str) -> Result<T, E>) -> Option<T> {
        let on_server = if let Some(rest) = text.strip_prefix(INBOX) {
            format!("{}{rest}", self.inbox)
        } else if text.starts_with(ADVISORY) {
            self.advisory(text, |name| self.name(name))
        } else if text.starts_with(SYSTEM) {
            text.to_owned()
        } else {
            format!("{}{text}", self.prefix)
        };
        read(&on_server).ok()
    }

    /// A subject as the scenario knows it; none if it is not one of the run's, or cannot be one at all.
    pub fn read(&self, on_server: &str) -> Option<Subject> {
        let text = if let Some(rest) = on_server.strip_prefix(&self.inbox) {
            format!("{INBOX}{rest}")
        } else if on_server.starts_with(ADVISORY) {
            self.advisory(on_server, |name| self.read_name(name).to_owned())
        } else if on_server.starts_with(SYSTEM) || on_server.starts_with(INBOX) {
            on_server.to_owned()
        } else {
            on_server.strip_prefix(&self.prefix)?.to_owned()
        };
        Subject::from_wire(&text).ok()
    }

    /// The subject of an advisory with its stream and its consumer called otherwise.
    fn advisory(&self, text: &str, rename: impl Fn(&str) -> String) -> String {
        let is_name = |place: usize, token: &str| place >= 5 && token != "*" && token != ">";
        let tokens = text.split('.').enumerate();
        let renamed = tokens.map(|(place, token)| if is_name(place, token) { rename(token) } else { token.to_owned() });
        renamed.collect::<Vec<_>>().join(".")
    }

    /// The name of a stream or a consumer as the server knows it. One that is of the server already stays.
    pub fn name(&self, name: &str) -> String {
        if name.starts_with(&self.mark) { name.to_owned() } else { format!("{}{name}", self.mark) }
    }

    /// The name of a stream or a consumer as the scenario knows it; another's stays.
    pub fn read_name<'a>(&self, on_server: &'a str) -> &'a str {
        on_server.strip_prefix(&self.mark).unwrap_or(on_server)
    }

    /// The value of the header of a message.
    pub fn message(&self, message: MessageId) -> String {
        format!("{}.{:016x}", self.run, message.key())
    }

    /// Which message of this run a header speaks of; none if it is no message of this run.
    pub fn read_message(&self, value: &str) -> Option<MessageId> {
        let digits = value.strip_prefix(&*self.run)?.strip_prefix('.').filter(|digits| digits.len() == 16)?;
        let digits = Some(digits).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
        u64::from_str_radix(digits, 16).ok().map(MessageId::from_key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::ComponentId;

    fn names() -> Names {
        Names::under(&Subject::parse("qp").unwrap(), "k3")
    }

    #[test]
    fn everything_of_a_run_is_called_so_on_the_server_and_read_back() {
        for (scenario, server) in [
            ("events.todo", "qp.k3.events.todo"),
            ("_INBOX.web.1.7", "_INBOX.qp_k3.web.1.7"),
            (
                "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.JOBS.worker",
                "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.QP_k3_JOBS.QP_k3_worker",
            ),
            ("$JS.API.INFO", "$JS.API.INFO"),
        ] {
            let subject = Subject::from_wire(scenario).unwrap();
            assert_eq!(names().subject(&subject).as_str(), server);
            assert_eq!(names().read(server), Some(subject));
        }
        let advisories = Filter::from_wire("$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.JOBS.*").unwrap();
        let on_server = names().filter(&advisories);
        assert_eq!(on_server.as_str(), "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.QP_k3_JOBS.*");
        assert_eq!((names().name("JOBS").as_str(), names().name("QP_k3_JOBS").as_str()), ("QP_k3_JOBS", "QP_k3_JOBS"));
        assert_eq!((names().read_name("QP_k3_JOBS"), names().read_name("QP_x_JOBS")), ("JOBS", "QP_x_JOBS"));
        assert_eq!(names().read("events.todo"), None, "what is not under the prefix is not the run's");
        assert_eq!(names().read("qp.k4.events.todo"), None);
    }

    #[test]
    fn plain_subjects_stay_and_brokers_are_kept_apart() {
        let subject = Subject::parse("events.todo").unwrap();
        assert_eq!(Names::plain("k3").subject(&subject), subject);
        assert_eq!(Names::plain("k3").at("east").read("events.todo"), Some(subject.clone()));
        assert_eq!(names().at("east").subject(&subject).as_str(), "qp.k3.east.events.todo");
        assert_eq!(names().at("east").read("qp.k3.events.todo"), None);
    }

    #[test]
    fn a_header_names_a_message_of_its_run_and_of_no_other() {
        let id = MessageId::typed(ComponentId { part: 3, member: 2 }, 12);
        let value = names().message(id);
        assert_eq!(names().read_message(&value), Some(id));
        for wrong in ["", "k3", "k3.", "k4.0003000280000000", "k3.12", "k3.zzzzzzzzzzzzzzzz", "k3.+000000000000012"] {
            assert_eq!(names().read_message(wrong), None, "{wrong}");
        }
    }
}
