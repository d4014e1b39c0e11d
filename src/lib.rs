//! Queue Playground: a page in which people play with message queues and see what really happens.

pub mod broker;
pub mod cast;
pub mod embed;
pub mod i18n;
pub mod live;
pub mod message;
pub mod painter;
pub mod patterns;
pub mod player;
pub mod scenario;
pub mod sim;
pub mod transcript;
#[cfg(feature = "web")]
pub mod ui;
pub mod view;
pub mod world;
