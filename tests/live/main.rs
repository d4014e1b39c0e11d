//! Live engines on real servers, over TCP.

mod beginnings;
mod cast;
mod denied;
mod driver;
mod ends;
mod faults;
mod forgetting;
mod giving_up;
mod late;
mod limits;
mod meeting;
mod outside;
mod proxy;
mod scenes;
mod server;
mod streams;
mod watching;
mod wires;
