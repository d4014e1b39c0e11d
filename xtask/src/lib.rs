//! `cargo xtask`: set up, build, serve, test and photograph the playground with one command each.
//!
//! In reading order: [`arguments`] is what a person types, [`setup`] fetches the tools that are missing, [`page`] turns
//! the sources into `dist/`, [`site`] serves it, [`suite`] is the list of everything that is tested. [`places`],
//! [`process`], [`say`] and [`trouble`] are what they stand on.
//!
//! It is a library as well as a program because the end-to-end tests serve the page with the very same [`site`].

pub mod arguments;
pub mod bench;
/// The configuration of a nats-server that fits the page: the very file that the page itself is compiled from.
#[path = "../../src/live/server.rs"]
pub mod configuration;
pub mod conform;
pub mod fuzz;
mod monitor;
pub mod nats;
pub mod page;
pub mod places;
pub mod process;
pub mod say;
pub mod serve;
pub mod setup;
pub mod shots;
pub mod site;
pub mod suite;
pub mod sweep;
pub mod trouble;
