//! Somebody else on the server: `async-nats`, which is not ours. What it hears, the page has really sent.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use async_nats::{Client, ConnectOptions, HeaderMap, Message, Subscriber, jetstream};
use futures_util::{StreamExt, TryStreamExt};
use tokio::task::AbortHandle;

use crate::Outcome;
use crate::nats::{Access, OBSERVER, Server};
use crate::until::until;

/// How often a flood comes in waves, so that its rate is even.
const WAVE: Duration = Duration::from_millis(10);

/// A client over TCP that may do anything.
pub struct Observer {
    client: Client,
    jetstream: jetstream::Context,
}

/// What somebody has heard so far; it listens until it is dropped.
pub struct Heard {
    messages: Arc<Mutex<Vec<Message>>>,
    task: AbortHandle,
}

/// Somebody who publishes without end or mercy, in a thread of its own.
pub struct Flood {
    published: Arc<AtomicU64>,
    is_enough: Arc<AtomicBool>,
    thread: Option<JoinHandle<Outcome>>,
}

impl Observer {
    /// Connects, with the credentials that the server's configuration gives an observer.
    pub async fn connect(server: &Server) -> Outcome<Self> {
        let client = connect(server).await?;
        Ok(Self { jetstream: jetstream::new(client.clone()), client })
    }

    /// Publishes, and waits until the server has it.
    pub async fn publish(&self, subject: &str, text: &str) -> Outcome {
        self.client.publish(subject.to_owned(), text.to_owned().into()).await?;
        self.settle().await
    }

    /// Publishes into a stream, and waits until it is stored there: its sequence number.
    pub async fn store(&self, subject: &str, text: &str) -> Outcome<u64> {
        Ok(self.jetstream.publish(subject.to_owned(), text.to_owned().into()).await?.await?.sequence)
    }

    /// Asks, and waits for the first answer.
    pub async fn request(&self, subject: &str, text: &str) -> Outcome<String> {
        Ok(read(&self.client.request(subject.to_owned(), text.to_owned().into()).await?))
    }

    /// Listens, and is known to the server before this returns.
    pub async fn subscribe(&self, filter: &str) -> Outcome<Heard> {
        let subscriber = self.client.subscribe(filter.to_owned()).await?;
        self.listen(subscriber, |_| None).await
    }

    /// Listens as one more member of a queue group.
    pub async fn join(&self, filter: &str, group: &str) -> Outcome<Heard> {
        let subscriber = self.client.queue_subscribe(filter.to_owned(), group.to_owned()).await?;
        self.listen(subscriber, |_| None).await
    }

    /// Listens, and answers every request with what it is and a few words before it.
    pub async fn answer(&self, filter: &str, with: &str) -> Outcome<Heard> {
        let subscriber = self.client.subscribe(filter.to_owned()).await?;
        let with = with.to_owned();
        self.listen(subscriber, move |asked| Some(format!("{with} {}", read(asked)))).await
    }

    async fn listen(
        &self,
        mut subscriber: Subscriber,
        answer: impl Fn(&Message) -> Option<String> + Send + 'static,
    ) -> Outcome<Heard> {
        self.settle().await?;
        let messages = Arc::<Mutex<Vec<Message>>>::default();
        let (kept, client) = (Arc::clone(&messages), self.client.clone());
        let task = tokio::spawn(async move {
            while let Some(message) = subscriber.next().await {
                if let (Some(reply), Some(answer)) = (&message.reply, answer(&message)) {
                    // If the connection is gone, whoever asked finds out.
                    let _ = client.publish(reply.clone(), answer.into()).await;
                }
                kept.lock().unwrap_or_else(PoisonError::into_inner).push(message);
            }
        });
        Ok(Heard { messages, task: task.abort_handle() })
    }

    /// Waits until the server has done what it was asked for on this connection, one thing after the other: a flush
    /// of this client waits only until it is sent.
    async fn settle(&self) -> Outcome {
        let inbox = self.client.new_inbox();
        let mut back = self.client.subscribe(inbox.clone()).await?;
        self.client.publish(inbox, "".into()).await?;
        back.next().await.map(drop).ok_or_else(|| "the observer's connection has ended".into())
    }

    /// The names of all streams, as JetStream itself lists them.
    pub async fn streams(&self) -> Outcome<Vec<String>> {
        Ok(self.jetstream.stream_names().try_collect().await?)
    }

    /// The names of a stream's consumers.
    pub async fn consumers(&self, stream: &str) -> Outcome<Vec<String>> {
        Ok(self.jetstream.get_stream(stream).await?.consumer_names().try_collect().await?)
    }

    /// How many messages a stream holds.
    pub async fn stored(&self, stream: &str) -> Outcome<u64> {
        Ok(self.jetstream.get_stream(stream).await?.get_info().await?.state.messages)
    }

    /// Makes a stream on these subjects, stored in files.
    pub async fn make_file_stream(&self, name: &str, subjects: &[&str]) -> Outcome {
        let subjects = subjects.iter().map(ToString::to_string).collect();
        let storage = jetstream::stream::StorageType::File;
        let config = jetstream::stream::Config { name: name.to_owned(), subjects, storage, ..Default::default() };
        self.jetstream.create_stream(config).await?;
        Ok(())
    }

    /// Publishes with a header.
    pub async fn publish_with_header(&self, subject: &str, header: (&str, &str), text: &str) -> Outcome {
        let mut headers = HeaderMap::new();
        headers.insert(header.0, header.1);
        self.client.publish_with_headers(subject.to_owned(), headers, text.to_owned().into()).await?;
        self.settle().await
    }
}

impl Heard {
    /// Everything so far, in order.
    pub fn messages(&self) -> Vec<Message> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The texts so far, in order.
    pub fn texts(&self) -> Vec<String> {
        self.messages().iter().map(read).collect()
    }

    /// How many so far.
    pub fn count(&self) -> usize {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Waits for a message whose text contains this.
    pub async fn until_heard(&self, text: &str) -> Outcome<Message> {
        until(&format!("the observer hears `{text}`"), async || {
            Ok(self.messages().into_iter().find(|message| read(message).contains(text)))
        })
        .await
    }

    /// Waits for so many messages.
    pub async fn until_count(&self, most: usize) -> Outcome {
        let what = format!("the observer has heard {most} messages");
        until(&what, async || Ok((self.count() >= most).then_some(()))).await
    }
}

impl Drop for Heard {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Flood {
    /// Publishes `rate` messages in a second, evenly, until there were `count`. Each is its number.
    pub fn start(server: &Server, subject: &str, rate: u32, count: u64) -> Outcome<Self> {
        let (options, address) = (options(server), server.clients().to_string());
        let (subject, published) = (subject.to_owned(), Arc::<AtomicU64>::default());
        let (done, is_enough) = (Arc::clone(&published), Arc::<AtomicBool>::default());
        let enough = Arc::clone(&is_enough);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async move {
                let client = options.connect(address).await?;
                let mut waves = tokio::time::interval(WAVE);
                let in_a_wave = (u128::from(rate) * WAVE.as_millis() / 1000) as u64;
                while done.load(Ordering::Relaxed) < count && !enough.load(Ordering::Relaxed) {
                    waves.tick().await;
                    for _ in 0..in_a_wave {
                        let number = done.fetch_add(1, Ordering::Relaxed);
                        client.publish(subject.clone(), number.to_string().into()).await?;
                    }
                }
                Ok(client.flush().await?)
            })
        });
        Ok(Self { published, is_enough, thread: Some(thread) })
    }

    /// How many messages it has given to its client.
    pub fn published(&self) -> u64 {
        self.published.load(Ordering::Relaxed)
    }

    /// Whether it is through.
    pub fn is_over(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Ends it early.
    pub fn stop(self) -> Outcome {
        self.is_enough.store(true, Ordering::Relaxed);
        self.end()
    }

    /// Waits for its end, and how that went.
    pub fn end(mut self) -> Outcome {
        let thread = self.thread.take().ok_or("it was ended before")?;
        thread.join().map_err(|_| "the flood panicked")?
    }
}

impl Drop for Flood {
    fn drop(&mut self) {
        self.is_enough.store(true, Ordering::Relaxed);
    }
}

fn options(server: &Server) -> ConnectOptions {
    let options = match &server.configuration().access {
        Access::Open => ConnectOptions::new(),
        Access::Token(token) => ConnectOptions::with_token(token.clone()),
        Access::Users(_) => ConnectOptions::with_user_and_password(OBSERVER.to_owned(), OBSERVER.to_owned()),
    };
    options.name(OBSERVER)
}

async fn connect(server: &Server) -> Outcome<Client> {
    Ok(options(server).connect(server.clients().to_string()).await?)
}

/// A payload as text.
pub fn read(message: &Message) -> String {
    String::from_utf8_lossy(&message.payload).into_owned()
}
