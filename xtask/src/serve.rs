//! The verb `serve`: the page, current, on this computer.

use crate::page;
use crate::places::Places;
use crate::say;
use crate::site::Site;
use crate::trouble::Trouble;

/// Builds what changed and serves until interrupted.
pub fn run(places: &Places, port: u16) -> Result<(), Trouble> {
    // Before minutes of building: that the port is taken can be said at once. The listener is opened anew below,
    // because until then there is nothing to serve.
    drop(Site::serve(&places.dist(), "/", port)?);
    page::ensure(places)?;
    let site = Site::serve(&places.dist(), "/", port)?;
    say::result(&format!("Queue Playground is at {}   (Ctrl+C stops it)", site.address()));
    site.wait();
    Ok(())
}
