//! A person at the page: the harness of the end-to-end tests, the camera of the screenshots, and a stopwatch.
//!
//! In reading order: [`page`] is the page in the words of its users, [`visit`] is one browser looking at one page,
//! [`cut`] finds texts that are cut off, [`driver`] is the chromedriver process, [`until`] waits for a condition,
//! [`shots`] is the list of pictures, [`busy`] measures what the page costs. For live runs there are [`nats`], a real server; [`observer`], somebody else who
//! uses it; [`proxy`], the network between it and the page; [`hostile`], a server that means no good; and [`live`], page
//! and server together.

pub mod busy;
mod cut;
pub mod driver;
pub mod hostile;
pub mod live;
pub mod nats;
pub mod observer;
pub mod page;
pub mod proxy;
pub mod shots;
pub mod until;
pub mod visit;

/// What can go wrong in a browser is of many kinds, and a test only reports it.
pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
