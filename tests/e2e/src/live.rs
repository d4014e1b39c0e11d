//! A page and a real server that lets it in: where every live test begins, and how it must end.

use crate::Outcome;
use crate::nats::{Configuration, Server};
use crate::observer::Observer;
use crate::page::Page;
use crate::until::until;
use crate::visit::Visit;

/// What the browser says when a connection is refused or breaks; a test in which that is meant does not mind.
const BROKEN_WIRE: &str = "WebSocket connection to ";

/// What every stream of a run begins with.
const STREAM: &str = "QP_";

/// What stands before the names of the streams and consumers of a run.
pub fn mark(run: &str) -> String {
    format!("{}_", run.replace("qp.", STREAM))
}

/// The page, its browser, and a nats-server of its own.
pub struct Live {
    /// What the person sees.
    pub page: Page,
    /// The browser.
    pub visit: Visit,
    /// The server.
    pub server: Server,
}

impl Live {
    /// Opens the page at a fragment, beside a server that is set up for it and then like this.
    pub async fn beside(fragment: &str, set_up: impl FnOnce(Configuration) -> Configuration) -> Outcome<Self> {
        let visit = Visit::begin("/").await?;
        let server = Server::start(set_up(Configuration::for_origin(&visit.origin()))).await?;
        let page = visit.open(fragment).await?;
        Ok(Self { page, visit, server })
    }

    /// The same with an ordinary server.
    pub async fn open(fragment: &str) -> Outcome<Self> {
        Self::beside(fragment, |configuration| configuration).await
    }

    /// The same where the page's own server passes on the monitoring, as `cargo xtask serve --live` does.
    pub async fn passed_on(fragment: &str) -> Outcome<Self> {
        let mut server = Server::start(Configuration::for_origin("http://127.0.0.1")).await?;
        let visit = Visit::begin_beside("/", Some(server.monitoring().port())).await?;
        // Only now is it known from where the page comes.
        server.restart_as(Configuration::for_origin(&visit.origin())).await?;
        let page = visit.open(fragment).await?;
        Ok(Self { page, visit, server })
    }

    /// Connects, waits until the cast is on the server, and answers with what stands before the run's subjects.
    pub async fn run(&self) -> Outcome<String> {
        self.run_at(&self.server.address()).await
    }

    /// The same, at another address, as of a proxy.
    pub async fn run_at(&self, address: &str) -> Outcome<String> {
        self.page.connect_to(address).await?;
        self.page.until_live("running").await?;
        self.page.play().await?;
        self.page.run().await
    }

    /// Somebody else on the same server.
    pub async fn observer(&self) -> Outcome<Observer> {
        Observer::connect(&self.server).await
    }

    /// Presses Stop, and waits until nothing of the run is left: no connection, no stream, and no complaint.
    pub async fn end(&self) -> Outcome {
        self.stop().await?;
        self.no_complaints_but(&[]).await
    }

    /// The same for a run whose connection was broken on purpose.
    pub async fn end_after_a_break(&self) -> Outcome {
        self.stop().await?;
        self.no_complaints_but(&[BROKEN_WIRE]).await
    }

    /// Presses Stop, and waits until nothing of the run is left on the server.
    pub async fn stop(&self) -> Outcome {
        self.page.act("stop-live").await?;
        self.page.until_live("over").await?;
        self.nothing_is_left().await
    }

    /// Waits until nobody but observers is connected, and the server has no stream of a run.
    pub async fn nothing_is_left(&self) -> Outcome {
        until("nothing of the run is left on the server", async || {
            let has_streams = self.server.streams()?.iter().any(|(name, _)| name.starts_with(STREAM));
            Ok((self.server.connections()?.is_empty() && !has_streams).then_some(()))
        })
        .await
    }

    /// Fails if the browser complained about anything else since it was asked last.
    pub async fn no_complaints_but(&self, expected: &[&str]) -> Outcome {
        let complaints = self.visit.complaints().await?;
        let foreign = complaints.iter().filter(|line| !expected.iter().any(|words| line.contains(words)));
        let foreign: Vec<&String> = foreign.collect();
        if foreign.is_empty() { Ok(()) } else { Err(format!("the browser complained: {foreign:#?}").into()) }
    }

    /// Fails if anything but a broken connection was complained about.
    pub async fn no_complaints_but_a_broken_wire(&self) -> Outcome {
        self.no_complaints_but(&[BROKEN_WIRE]).await
    }

    /// Waits until the server names these connections of a part of the run, and no others of it.
    pub async fn until_connected(&self, run: &str, part: &str, names: &[String]) -> Outcome {
        let beginning = format!("{run} {part}");
        let expected: Vec<String> = names.iter().map(|name| format!("{run} {name}")).collect();
        let mut last = Vec::new();
        until(&format!("/connz names {expected:?}"), async || {
            last = self.server.connections()?;
            last.retain(|name| name.starts_with(&beginning));
            Ok((last == expected).then_some(()))
        })
        .await
        .map_err(|error| format!("{error}; it names {last:?}").into())
    }
}
