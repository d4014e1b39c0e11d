//! What happens, in sentences over transcripts.

mod brokers;
mod command_line;
mod crashes;
mod files;
mod ledgers;
mod links;
mod obligations;
mod patterns;
mod players;
mod queue_groups;
mod routing;
mod scaling;
mod stage;
mod subjects;
mod traces;
