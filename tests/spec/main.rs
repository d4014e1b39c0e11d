//! What happens, in sentences over transcripts.

mod acks;
mod arrivals;
mod brokers;
mod command_line;
mod concurrency;
mod confirms;
mod crashes;
mod dead_letters;
mod fetching;
mod files;
mod gathering;
mod ledgers;
mod links;
mod obligations;
mod patterns;
mod players;
mod queue_groups;
mod reconnects;
mod requests;
mod routing;
mod scaling;
mod slow_consumers;
mod stage;
mod subjects;
mod traces;
mod wires;
