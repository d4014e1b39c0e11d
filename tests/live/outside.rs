//! Another program, by a client that is not ours.

use async_nats::{Client, HeaderMap};
use futures_util::StreamExt;
use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tokio::runtime::Runtime;

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// A connection of somebody else.
pub struct Outside {
    runtime: Runtime,
    client: Client,
}

impl Outside {
    pub fn connect(address: SocketAddr) -> Outside {
        Outside::with(address, async_nats::ConnectOptions::new())
    }

    pub fn with(address: SocketAddr, options: async_nats::ConnectOptions) -> Outside {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let client = runtime.block_on(options.connect(address.to_string())).expect("a connection");
        Outside { runtime, client }
    }

    /// Publishes, and waits until it is sent.
    pub fn publish(&self, subject: &str, payload: &[u8]) {
        self.publish_all(subject, [payload]);
    }

    /// Publishes many, and waits until they are sent.
    pub fn publish_all<'a>(&self, subject: &str, payloads: impl IntoIterator<Item = &'a [u8]>) {
        self.runtime.block_on(async {
            for payload in payloads {
                let payload = payload.to_vec().into();
                self.client.publish(subject.to_owned(), payload).await.expect("published");
            }
            self.client.flush().await.expect("flushed");
        });
    }

    /// Publishes with a header.
    pub fn publish_with(&self, subject: &str, (name, value): (&str, &str), payload: &[u8]) {
        let mut headers = HeaderMap::new();
        headers.insert(name, value);
        self.runtime.block_on(async {
            let payload = payload.to_vec().into();
            self.client.publish_with_headers(subject.to_owned(), headers, payload).await.expect("published");
            self.client.flush().await.expect("flushed");
        });
    }

    /// Asks, answers itself, and gives back what it heard.
    pub fn ask_itself(&self, subject: &str, question: &[u8], answer: &[u8]) -> Vec<u8> {
        self.runtime.block_on(async {
            let mut service = self.client.subscribe(subject.to_owned()).await.expect("subscribed");
            let serve = async {
                let request = service.next().await.expect("a request");
                let reply = request.reply.expect("where to reply to");
                self.client.publish(reply, answer.to_vec().into()).await.expect("published");
            };
            let ask = self.client.request(subject.to_owned(), question.to_vec().into());
            let both = tokio::time::timeout(PATIENCE, async { tokio::join!(serve, ask).1 });
            both.await.expect("in time").expect("an answer").payload.to_vec()
        })
    }

    /// Asks, and gives back what it heard.
    pub fn ask(&self, subject: &str, question: &[u8]) -> Vec<u8> {
        let ask = self.client.request(subject.to_owned(), question.to_vec().into());
        self.runtime.block_on(ask).expect("an answer").payload.to_vec()
    }

    /// Asks for a reply at this subject, and waits until the question is sent.
    pub fn ask_for(&self, subject: &str, reply: &str, question: &[u8]) {
        self.runtime.block_on(async {
            let (subject, reply) = (subject.to_owned(), reply.to_owned());
            self.client.publish_with_reply(subject, reply, question.to_vec().into()).await.expect("published");
            self.client.flush().await.expect("flushed");
        });
    }
}

/// What another program heard.
#[derive(Debug)]
pub struct Heard {
    pub subject: String,
    pub text: String,
    headers: Option<HeaderMap>,
}

impl Heard {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.as_ref()?.get(name).map(async_nats::HeaderValue::as_str)
    }
}

/// Listens on a connection of its own, in a group or alone, and answers if it has an answer. It does so already when
/// this returns, and ends with the connection.
pub fn listen(
    address: SocketAddr,
    subject: &'static str,
    group: Option<&'static str>,
    answer: Option<&'static str>,
) -> Receiver<Heard> {
    let ((ready, is_ready), (teller, heard)) = (channel(), channel());
    std::thread::spawn(move || {
        let outside = Outside::connect(address);
        outside.runtime.block_on(async {
            let client = &outside.client;
            let mut messages = match group {
                Some(group) => client.queue_subscribe(subject, group.to_owned()).await.expect("subscribed"),
                None => client.subscribe(subject).await.expect("subscribed"),
            };
            let barrier = settle(client).await;
            ready.send(()).expect("somebody waits");
            while let Some(message) = messages.next().await {
                if message.subject.as_str() == barrier {
                    continue;
                }
                if let (Some(answer), Some(reply)) = (answer, message.reply) {
                    client.publish(reply, answer.into()).await.expect("published");
                    client.flush().await.expect("flushed");
                }
                let text = String::from_utf8_lossy(&message.payload).into_owned();
                let told = teller.send(Heard { subject: message.subject.to_string(), text, headers: message.headers });
                if told.is_err() {
                    return;
                }
            }
        });
    });
    is_ready.recv_timeout(PATIENCE).expect("a subscription");
    heard
}

/// Waits until the server has done what it was asked for on this connection, one thing after the other: a flush of this
/// client waits only until it is sent. It takes a message to this inbox.
async fn settle(client: &Client) -> String {
    let inbox = client.new_inbox();
    let mut back = client.subscribe(inbox.clone()).await.expect("subscribed");
    client.publish(inbox.clone(), "".into()).await.expect("published");
    back.next().await.expect("a message to itself");
    inbox
}

/// The next thing that was heard.
pub fn next(heard: &Receiver<Heard>) -> Heard {
    heard.recv_timeout(PATIENCE).expect("a message")
}
