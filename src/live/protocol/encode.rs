//! What a client writes. Subjects and filters are checked types, so nothing can break out of a line.

use crate::message::subject::{Filter, Subject};
use crate::message::{Headers, Payload, Sid, json};
use std::fmt;

/// What a client asks of a server.
#[derive(Clone, Debug)]
pub enum ClientOperation<'a> {
    /// The client introduces itself.
    Connect {
        /// The name that the server's list of connections shows.
        name: &'a str,
        /// Whether it hears what it publishes itself.
        echo: bool,
        /// Who it says it is.
        login: Login<'a>,
    },
    /// Are you there?
    Ping,
    /// The answer to the server's ping.
    Pong,
    /// Ask for messages.
    Subscribe {
        /// What it asks for.
        filter: &'a Filter,
        /// The queue group. Its name, like a subject, has no white space.
        group: Option<&'a Subject>,
        /// The subscription's number.
        sid: Sid,
    },
    /// End a subscription, at once or after `max` deliveries counted from its creation.
    Unsubscribe {
        /// The subscription's number.
        sid: Sid,
        /// After how many deliveries; none for at once.
        max: Option<u32>,
    },
    /// Publish a message.
    Publish {
        /// What it is about.
        subject: &'a Subject,
        /// Where an answer is awaited.
        reply: Option<&'a Subject>,
        /// Names and values; a line break in one becomes a space.
        headers: &'a Headers,
        /// What it says.
        payload: &'a Payload,
    },
}

/// Who a client says it is; what is empty is not sent. `Debug` does not show it.
#[derive(Clone, Copy, Default)]
pub struct Login<'a> {
    /// A token.
    pub token: &'a str,
    /// A user's name, sent with the password.
    pub user: &'a str,
    /// The user's password.
    pub password: &'a str,
}

impl fmt::Debug for Login<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login")
    }
}

impl Login<'_> {
    /// As members of the JSON of CONNECT, each with a comma behind it.
    fn members(self) -> String {
        let mut members = String::new();
        if !self.token.is_empty() {
            members.extend(["\"auth_token\":", &json::quoted(self.token), ","]);
        }
        if !self.user.is_empty() {
            let (user, password) = (json::quoted(self.user), json::quoted(self.password));
            members.extend(["\"user\":", &user, ",\"pass\":", &password, ","]);
        }
        members
    }
}

impl ClientOperation<'_> {
    /// Appends the operation as it goes over the wire.
    pub fn encode(&self, out: &mut Vec<u8>) {
        match self {
            ClientOperation::Connect { name, echo, login } => {
                let (name, version, login) = (json::quoted(name), env!("CARGO_PKG_VERSION"), login.members());
                let hello = format!(
                    "CONNECT {{\"verbose\":false,\"pedantic\":false,{login}\"name\":{name},\"lang\":\"rust\",\
                     \"version\":\"{version}\",\"protocol\":1,\"echo\":{echo},\"headers\":true,\"no_responders\":true}}"
                );
                line(out, &hello);
            }
            ClientOperation::Ping => line(out, "PING"),
            ClientOperation::Pong => line(out, "PONG"),
            ClientOperation::Subscribe { filter, group: None, sid } => line(out, &format!("SUB {filter} {}", sid.0)),
            ClientOperation::Subscribe { filter, group: Some(group), sid } => {
                line(out, &format!("SUB {filter} {group} {}", sid.0));
            }
            ClientOperation::Unsubscribe { sid, max: None } => line(out, &format!("UNSUB {}", sid.0)),
            ClientOperation::Unsubscribe { sid, max: Some(max) } => line(out, &format!("UNSUB {} {max}", sid.0)),
            ClientOperation::Publish { subject, reply, headers, payload } => {
                publish(out, subject, *reply, headers, payload);
            }
        }
    }
}

fn publish(out: &mut Vec<u8>, subject: &Subject, reply: Option<&Subject>, headers: &Headers, payload: &Payload) {
    let reply = reply.map_or_else(String::new, |reply| format!("{reply} "));
    if headers.iter().next().is_none() {
        line(out, &format!("PUB {subject} {reply}{}", payload.len()));
    } else {
        let mut block = "NATS/1.0\r\n".to_owned();
        for (name, value) in headers.iter() {
            block.extend([&one_line(name), ": ", &one_line(value), "\r\n"]);
        }
        block.push_str("\r\n");
        line(out, &format!("HPUB {subject} {reply}{} {}", block.len(), block.len() + payload.len()));
        out.extend_from_slice(block.as_bytes());
    }
    out.extend_from_slice(payload.bytes());
    out.extend_from_slice(b"\r\n");
}

fn line(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
    out.extend_from_slice(b"\r\n");
}

fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(operation: &ClientOperation<'_>) -> String {
        let mut out = Vec::new();
        operation.encode(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_message_is_written_with_its_size_in_bytes() {
        let subject = Subject::parse("events.todo.newitem").unwrap();
        let (reply, payload) = (Subject::parse("_INBOX.1").unwrap(), Payload::from("촬영"));
        let publish = |reply, headers: &Headers| {
            written(&ClientOperation::Publish { subject: &subject, reply, headers, payload: &payload })
        };
        assert_eq!(publish(None, &Headers::default()), "PUB events.todo.newitem 6\r\n촬영\r\n");
        assert_eq!(publish(Some(&reply), &Headers::default()), "PUB events.todo.newitem _INBOX.1 6\r\n촬영\r\n");
        let headers = Headers::default().with("Qp-Id", "7\r\nX: y");
        assert_eq!(
            publish(None, &headers),
            "HPUB events.todo.newitem 28 34\r\nNATS/1.0\r\nQp-Id: 7  X: y\r\n\r\n촬영\r\n"
        );
    }

    #[test]
    fn a_client_introduces_itself_in_json_whatever_its_name() {
        let name = "a \"b\"\r\nPING";
        let line = written(&ClientOperation::Connect { name, echo: true, login: Login::default() });
        let said: serde_json::Value = serde_json::from_str(line.strip_prefix("CONNECT ").unwrap()).unwrap();
        assert_eq!((&said["name"], &said["echo"]), (&"a \"b\"\r\nPING".into(), &true.into()));
        assert_eq!((&said["verbose"], &said["protocol"]), (&false.into(), &1.into()));
        assert_eq!((&said["headers"], &said["no_responders"]), (&true.into(), &true.into()));
        assert_eq!(line.matches('\n').count(), 1, "nothing breaks out of the line");
        assert!(["auth_token", "user", "pass"].iter().all(|name| said.get(name).is_none()), "nobody in particular");
    }

    #[test]
    fn who_a_client_says_it_is_goes_into_its_introduction_and_nowhere_else() {
        let login = Login { token: "s\"3", user: "bob\r\n", password: "p\\w" };
        let connect = ClientOperation::Connect { name: "a", echo: false, login };
        let line = written(&connect);
        let said: serde_json::Value = serde_json::from_str(line.strip_prefix("CONNECT ").unwrap()).unwrap();
        assert_eq!((&said["auth_token"], &said["user"]), (&"s\"3".into(), &"bob\r\n".into()));
        assert_eq!((&said["pass"], &said["echo"]), (&"p\\w".into(), &false.into()));
        let shown = format!("{connect:?}");
        assert!(!shown.contains("bob") && !shown.contains("s\\\"3"), "{shown}");
    }

    #[test]
    fn a_subscription_is_written_with_and_without_a_group() {
        let (filter, group) = (Filter::parse("events.>").unwrap(), Subject::parse("save-handler").unwrap());
        let subscribe = |group| written(&ClientOperation::Subscribe { filter: &filter, group, sid: Sid(3) });
        assert_eq!(subscribe(None), "SUB events.> 3\r\n");
        assert_eq!(subscribe(Some(&group)), "SUB events.> save-handler 3\r\n");
        assert_eq!(written(&ClientOperation::Unsubscribe { sid: Sid(3), max: Some(5) }), "UNSUB 3 5\r\n");
    }
}
