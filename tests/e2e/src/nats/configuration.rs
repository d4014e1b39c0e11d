//! What a nats-server is told before it starts: its configuration file, as text.

use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

/// The observer's name and password on a server that asks for them.
pub const OBSERVER: &str = "observer";

/// How a server is set up. By default anybody may do anything, it has JetStream, and no limit is its own.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// The origins of pages that may connect, such as `http://127.0.0.1:8080`.
    pub origins: Vec<String>,
    /// Who may do what.
    pub access: Access,
    /// Whether it has JetStream, with files in its own folder.
    pub jetstream: bool,
    /// How many bytes may wait for a slow client.
    pub max_pending: Option<u64>,
    /// How long a write to a slow client may take.
    pub write_deadline: Option<Duration>,
}

/// Who may do what on a server.
#[derive(Clone, Debug)]
pub enum Access {
    /// Anybody, anything.
    Open,
    /// Who knows the token, anything.
    Token(String),
    /// Only these, and the observer, who may do anything.
    Users(Vec<User>),
}

/// Somebody whom a server knows.
#[derive(Clone, Debug)]
pub struct User {
    /// Without quotation marks.
    pub name: String,
    /// Without quotation marks.
    pub password: String,
    /// Subjects to publish to; all, if there is no list.
    pub publish: Option<Vec<String>>,
    /// Subjects to subscribe to; all, if there is no list.
    pub subscribe: Option<Vec<String>>,
}

impl Configuration {
    /// A server for pages of one origin.
    pub fn for_origin(origin: &str) -> Self {
        Self {
            origins: vec![origin.to_owned()],
            access: Access::Open,
            jetstream: true,
            max_pending: None,
            write_deadline: None,
        }
    }

    /// The file. A port that is not known yet is `-1`: the server takes a free one and says which.
    pub(super) fn text(&self, folder: &Path, ports: [i32; 3]) -> String {
        let [clients, websockets, monitor] = ports;
        let origins = quoted(&self.origins);
        // Thirty seconds is the shortest that the server takes; with few clients it is done much sooner.
        let mut text = format!(
            "listen: \"127.0.0.1:{clients}\"\nhttp: \"127.0.0.1:{monitor}\"\n\
             lame_duck_duration: \"30s\"\nlame_duck_grace_period: \"1s\"\n\
             websocket {{ listen: \"127.0.0.1:{websockets}\", no_tls: true, allowed_origins: {origins} }}\n"
        );
        if self.jetstream {
            let store = folder.join("store");
            let limits = "max_memory_store: 64MB, max_file_store: 256MB";
            let _ = writeln!(text, "jetstream {{ store_dir: \"{}\", {limits} }}", store.display());
        }
        if let Some(bytes) = self.max_pending {
            let _ = writeln!(text, "max_pending: {bytes}");
        }
        if let Some(deadline) = self.write_deadline {
            let _ = writeln!(text, "write_deadline: \"{}ms\"", deadline.as_millis());
        }
        match &self.access {
            Access::Open => {}
            Access::Token(token) => {
                let _ = writeln!(text, "authorization {{ token: \"{token}\" }}");
            }
            Access::Users(users) => {
                let users: String = users.iter().map(User::line).collect();
                let observer = User::with_any_subject(OBSERVER, OBSERVER).line();
                let _ = writeln!(text, "authorization {{ users: [\n{users}{observer}] }}");
            }
        }
        text
    }
}

impl User {
    /// Who may publish and subscribe to anything.
    pub fn with_any_subject(name: &str, password: &str) -> Self {
        Self { name: name.to_owned(), password: password.to_owned(), publish: None, subscribe: None }
    }

    fn line(&self) -> String {
        let list = |what: &str, subjects: &Option<Vec<String>>| match subjects {
            Some(subjects) => format!("{what}: {}, ", quoted(subjects)),
            None => String::new(),
        };
        let permissions = [list("publish", &self.publish), list("subscribe", &self.subscribe)].concat();
        let permissions =
            if permissions.is_empty() { permissions } else { format!(", permissions: {{ {permissions}}}") };
        format!("  {{ user: \"{}\", password: \"{}\"{permissions} }}\n", self.name, self.password)
    }
}

fn quoted(words: &[String]) -> String {
    format!("[{}]", words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", "))
}
