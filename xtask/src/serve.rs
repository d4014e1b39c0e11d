//! The verb `serve`: the page, current, on this computer, and a nats-server beside it if that is asked for.

use crate::nats::{self, Nats};
use crate::page;
use crate::places::Places;
use crate::say;
use crate::setup::{self, Need};
use crate::site::Site;
use crate::trouble::Trouble;

/// Builds what changed and serves until interrupted.
pub fn run(places: &Places, port: u16) -> Result<(), Trouble> {
    check(places, port)?;
    page::ensure(places)?;
    let site = Site::serve(&places.dist(), "/", port)?;
    say::result(&format!("Queue Playground is at {}   (Ctrl+C stops it)", site.address()));
    site.wait();
    Ok(())
}

/// The same beside a nats-server of its own, whose port for programs is named. Until interrupted, or until the server
/// ends.
pub fn live(places: &Places, port: u16, clients: u16) -> Result<(), Trouble> {
    check(places, port)?;
    nats::free_ports(clients)?;
    setup::ensure(places, &[Need::NatsServer])?;
    page::ensure(places)?;
    // Once more, because minutes may have passed; and because Debian's package starts a server of its own.
    let ports = nats::free_ports(clients)?;
    let site = Site::serve_with_monitor(&places.dist(), "/", port, Some(ports.monitoring))?;
    let server = Nats::start(places, port, ports)?;
    say::result(&format!("Queue Playground is at {}   (Ctrl+C stops both)", site.address()));
    say::result(&format!(
        "nats-server is at ws://127.0.0.1:{} for the page and at nats://127.0.0.1:{} for programs",
        ports.websocket, ports.clients
    ));
    Err(server.wait())
}

/// Before minutes of building: that the port is taken can be said at once. The listener is opened anew later, because
/// until then there is nothing to serve.
fn check(places: &Places, port: u16) -> Result<(), Trouble> {
    Site::serve(&places.dist(), "/", port).map(drop)
}
