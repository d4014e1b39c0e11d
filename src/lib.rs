//! Queue Playground: a page in which people play with message queues and see what really happens.
//!
//! Everything that happens is a [`transcript::Record`]; everything that is seen, heard or exported is a fold over
//! records. In reading order:
//!
//! | module | what it is | what it may use |
//! |---|---|---|
//! | [`sim`] | the kernel: time, agenda, chance; does not know what a message is | nothing of ours |
//! | [`ordered`] | a map for few entries, in the order of its keys | nothing of ours |
//! | [`queueing`] | what theory says of waiting: Erlang's formula, separate queues | `sim::time` |
//! | [`message`] | the nouns: subject, payload, identities; streams and consumers | `sim::time` |
//! | [`transcript`] | what happened: records, folds, ledgers, measures, the hash | `sim`, `message` |
//! | [`broker`] | what a broker does: NATS, JetStream, Redis Pub/Sub, direct calls | the above |
//! | [`cast`] | who takes part: publisher, requester, handler, database …; links | `sim`, `message`, `transcript` |
//! | [`scenario`] | a playground as data: model, knobs, entries, links in addresses | the above |
//! | [`crew`] | the members of each part and their processes | `cast`, `scenario` |
//! | [`i18n`] | words for people: records, errors, the page's own texts | `message`, `transcript`, the error enums |
//! | [`patterns`] | the lessons, one file each | `scenario`, `i18n` |
//! | [`world`] | the simulated run: brokers, cast and links over the kernel | all above but `i18n` and `patterns` |
//! | [`player`] | one timeline, two sources: play, step, seek, fork | `scenario`, `world` |
//! | [`live`] | real NATS: its protocol, without a wire | `message` |
//! | [`wire`] | what goes over the wire: records as lines of NATS, Redis and HTTP | `transcript`, `scenario`, `live` |
//! | [`commands`] | what a person did, as shell commands | `scenario` |
//! | [`view`] | from records to shapes: board, layout, motion, scene | `transcript`, `scenario`, `i18n` |
//! | [`painter`] | from shapes to SVG text and to pixels | `view` |
//! | [`embed`] | what a host page asks for | all above |
//! | `ui` | the page, with feature `web` | all above |
//!
//! `tests/tidy.rs` holds the arrows; `ARCHITECTURE.md` the invariants.

pub mod broker;
pub mod cast;
pub mod commands;
pub mod crew;
pub mod embed;
pub mod i18n;
pub mod live;
pub mod message;
pub mod ordered;
pub mod painter;
pub mod patterns;
pub mod player;
pub mod queueing;
pub mod scenario;
pub mod sim;
pub mod transcript;
#[cfg(feature = "web")]
pub mod ui;
pub mod view;
pub mod wire;
pub mod world;
