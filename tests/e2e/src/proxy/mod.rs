//! The network between a page and its server, as bad as a test wants it: a TCP proxy that can be told while it runs.
//!
//! It never reorders anything: TCP does not, either.

mod frames;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::thread::JoinHandle;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, tcp};
use tokio::sync::watch;

use crate::Outcome;
use frames::Cutter;

/// What becomes of the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    /// They are passed on as they come.
    Fair,
    /// They are held, both ways, also of new connections.
    Stalled,
    /// New connections end at once.
    Closed,
}

/// How the bytes are cut on their way to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// As they come.
    No,
    /// Each byte in a write of its own.
    Bytes,
    /// Each byte in a WebSocket message of its own.
    Messages,
}

/// What the proxy's connections are told.
#[derive(Clone, Copy, Debug)]
struct Told {
    weather: Weather,
    /// How often all connections were ended.
    drops: u64,
    over: bool,
}

/// A running proxy, ended when dropped.
pub struct Proxy {
    address: SocketAddr,
    told: watch::Sender<Told>,
    thread: Option<JoinHandle<()>>,
}

impl Proxy {
    /// Starts one to a server, in fair weather.
    pub fn to(server: SocketAddr, cut: Cut) -> Outcome<Self> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let (told, hears) = watch::channel(Told { weather: Weather::Fair, drops: 0, over: false });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let thread = std::thread::spawn(move || {
            // Without a listener every connection is refused, and the test says so.
            let _ = runtime.block_on(accept(listener, server, cut, hears));
        });
        Ok(Self { address, told, thread: Some(thread) })
    }

    /// Where it listens.
    pub fn listens(&self) -> SocketAddr {
        self.address
    }

    /// What a person types into the page.
    pub fn address(&self) -> String {
        format!("ws://{}", self.address)
    }

    /// Changes the weather, for what is on its way, too.
    pub fn set(&self, weather: Weather) {
        self.told.send_modify(|told| told.weather = weather);
    }

    /// Ends all connections at once, on both sides and without a farewell. What was held is lost.
    pub fn drop_all(&self) {
        self.told.send_modify(|told| told.drops += 1);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.told.send_modify(|told| told.over = true);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn accept(
    listener: std::net::TcpListener,
    server: SocketAddr,
    cut: Cut,
    hears: watch::Receiver<Told>,
) -> std::io::Result<()> {
    let mut ends = hears.clone();
    let listener = TcpListener::from_std(listener)?;
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let (page, _) = accepted?;
                if hears.borrow().weather == Weather::Closed {
                    page.set_zero_linger()?;
                } else {
                    // What goes wrong with one connection ends that one.
                    tokio::spawn(carry(page, server, cut, hears.clone()));
                }
            }
            over = ends.wait_for(|told| told.over) => return over.map(drop).map_err(std::io::Error::other),
        }
    }
}

/// One connection and its counterpart, until either ends or all are dropped.
async fn carry(
    mut page: TcpStream,
    server: SocketAddr,
    cut: Cut,
    mut hears: watch::Receiver<Told>,
) -> std::io::Result<()> {
    let drops = hears.borrow().drops;
    let mut server = TcpStream::connect(server).await?;
    page.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let dropped = {
        let ((from_page, to_page), (from_server, to_server)) = (page.split(), server.split());
        tokio::select! {
            _ = pump(from_page, to_server, Cut::No, hears.clone()) => false,
            _ = pump(from_server, to_page, cut, hears.clone()) => false,
            _ = hears.wait_for(|told| told.drops != drops || told.over) => true,
        }
    };
    if dropped {
        page.set_zero_linger()?;
        server.set_zero_linger()?;
    }
    Ok(())
}

/// One way, until its end.
async fn pump(
    mut from: tcp::ReadHalf<'_>,
    mut to: tcp::WriteHalf<'_>,
    cut: Cut,
    mut hears: watch::Receiver<Told>,
) -> std::io::Result<()> {
    let (mut buffer, mut cutter) = ([0; 16_384], Cutter::default());
    loop {
        let length = from.read(&mut buffer).await?;
        // An end is held, too: in a network that stands still, nobody hears of it.
        hears.wait_for(|told| told.weather != Weather::Stalled).await.map_err(std::io::Error::other)?;
        let bytes = &buffer[..length];
        match cut {
            _ if bytes.is_empty() => return Ok(()),
            Cut::No => to.write_all(bytes).await?,
            Cut::Messages => to.write_all(&cutter.cut(bytes)).await?,
            Cut::Bytes => {
                for byte in bytes {
                    to.write_all(&[*byte]).await?;
                }
            }
        }
    }
}
