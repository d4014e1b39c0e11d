//! How each record changes the board.

use super::{Board, Interest, Member, OnTheWay, Questions, Row, State, Statement, Waiting, Work};
use crate::message::{ComponentId, ConsumerId, DeliveryId, MessageId};
use crate::ordered::Map;
use crate::transcript::{Fold, Kind, LossReason, Outcome, Record, Stage};

impl Fold for Board {
    fn feed(&mut self, record: &Record) {
        self.now = record.at;
        self.disarm(record);
        match &record.kind {
            Kind::KnobTurned { knob, value } => {
                self.knobs.insert(knob.clone(), value.clone());
            }
            Kind::Scaled { members } => {
                self.asked.insert(record.component.part, *members);
            }
            Kind::Joined
            | Kind::Left
            | Kind::Draining
            | Kind::Crashed { .. }
            | Kind::Restarted
            | Kind::Paused
            | Kind::Unpaused
            | Kind::Slowed { .. }
            | Kind::LossArmed
            | Kind::PoisonArmed
            | Kind::Partitioned
            | Kind::Healed => self.feed_presence(record),
            Kind::BrokerStopped => self.stop_broker(record.component),
            Kind::BrokerStarted => self.brokers.or_default(record.component).is_down = false,
            Kind::Connected { .. }
            | Kind::Disconnected { .. }
            | Kind::Subscribed { .. }
            | Kind::Unsubscribed { .. } => self.feed_connection(record),
            Kind::Published { .. }
            | Kind::LostOnLink(_)
            | Kind::Routed { .. }
            | Kind::NoInterest { .. }
            | Kind::Duplicate { .. }
            | Kind::Refused { .. } => self.feed_publication(record),
            Kind::NoResponders { message } => self.turn_down(message.origin(), *message, record),
            Kind::TimedOut(message) | Kind::NotConfirmed { message, .. } => {
                self.turn_down(record.component, *message, record);
            }
            Kind::Confirmed { message, .. } | Kind::Gathered { request: message, .. } => {
                self.change(record.component, |member| _ = member.questions.close(*message));
            }
            Kind::Stored { of, consumers, alone } => {
                // First, as a message that nobody waits for is forgotten.
                self.feed_streams(record);
                self.arrive_at_broker(record, of.message, Came { stored: true, again: !alone, ..Came::default() });
                self.messages.expect(of.message, *consumers);
                if *alone {
                    self.messages.settle(of.message);
                }
            }
            Kind::Sent { delivery, .. }
            | Kind::Delivered { delivery }
            | Kind::Started { delivery, .. }
            | Kind::Finished { delivery, .. }
            | Kind::Received { delivery, .. }
            | Kind::Lost { delivery, .. } => {
                self.feed_delivery(record);
                if delivery.consumer == ConsumerId::NONE {
                    self.settle_copy(record, *delivery);
                } else {
                    self.feed_consumed(record, *delivery);
                }
            }
            Kind::SessionOpened { .. }
            | Kind::SessionClosed { .. }
            | Kind::StatementQueued { .. }
            | Kind::StatementStarted { .. }
            | Kind::Saved { .. }
            | Kind::StatementAborted { .. } => self.feed_database(record),
            _ => self.feed_streams(record),
        }
    }
}

/// What became of a message at the broker.
#[derive(Clone, Copy, Default)]
struct Came {
    copies: u32,
    stored: bool,
    unheard: bool,
    refused: bool,
    /// Another record has counted it as arrived.
    again: bool,
}

impl Board {
    fn feed_presence(&mut self, record: &Record) {
        let component = record.component;
        match record.kind {
            Kind::Joined => {
                self.members.insert(component, Member::default());
            }
            Kind::Left => {
                self.members.remove(&component);
            }
            Kind::Draining => self.change(component, |member| member.state = State::Draining),
            Kind::Crashed { held } => {
                self.change(component, |member| {
                    member.state = State::Crashed { at: record.at, held, kept: 0 };
                    (member.is_paused, member.slowdown) = (false, 1);
                    member.questions = Questions::default();
                });
                // A database drops what a dead client queued, and has nothing to record about it.
                self.databases.values_mut().for_each(|database| database.forget(component));
            }
            Kind::Restarted => self.change(component, |member| {
                let Member { counters, is_cut_off, .. } = *member;
                *member = Member { counters, is_cut_off, ..Member::default() };
            }),
            Kind::Paused => self.change(component, |member| {
                (member.is_paused, member.paused_at) = (true, record.at);
            }),
            Kind::Unpaused => self.change(component, |member| member.is_paused = false),
            Kind::Slowed { factor } => self.change(component, |member| member.slowdown = factor),
            Kind::LossArmed => self.change(component, |member| member.loss_armed = true),
            Kind::PoisonArmed => self.change(component, |member| member.poison_armed = true),
            Kind::Partitioned => self.change(component, |member| member.is_cut_off = true),
            Kind::Healed => self.change(component, |member| member.is_cut_off = false),
            _ => {}
        }
    }

    /// What the broker hears of a member that has left, or runs again with a new connection, changes nothing any more.
    fn feed_connection(&mut self, record: &Record) {
        if matches!(record.kind, Kind::Disconnected { .. }) {
            self.end_fetches(record.component);
        }
        let Some(member) = self.members.get_mut(&record.component) else { return };
        match &record.kind {
            Kind::Connected { broker, connection } => {
                (member.broker, member.connection) = (Some(*broker), Some((*broker, *connection)));
            }
            Kind::Disconnected { broker, connection } => {
                member.connection.take_if(|open| *open == (*broker, *connection));
                member.subscriptions.retain(|(of, _), _| of != connection);
            }
            Kind::Subscribed { connection, sid, filter, group } => {
                let interest = Interest { filter: filter.clone(), group: group.clone() };
                member.subscriptions.insert((*connection, *sid), interest);
            }
            Kind::Unsubscribed { connection, sid } => {
                member.subscriptions.remove(&(*connection, *sid));
            }
            _ => {}
        }
    }

    /// What a person has armed happens once: to the first message, ack or answer on the link, to the first message
    /// published.
    fn disarm(&mut self, record: &Record) {
        let of = match &record.kind {
            Kind::LostOnLink(message) => message.origin(),
            Kind::Published { .. } => {
                return self.change(record.component, |member| member.poison_armed = false);
            }
            Kind::Lost { reason: LossReason::Link, .. } | Kind::AckLost { .. } | Kind::AnswerLost(_) => {
                record.component
            }
            _ => return,
        };
        self.change(of, |member| member.loss_armed = false);
    }

    /// A broker's process has ended, and with it all connections, subscriptions and fetches.
    fn stop_broker(&mut self, broker: ComponentId) {
        self.brokers.or_default(broker).is_down = true;
        let clients: Vec<ComponentId> =
            self.members.iter().filter(|(_, one)| one.broker == Some(broker)).map(|(id, _)| *id).collect();
        for client in clients {
            self.end_fetches(client);
            self.change(client, |member| {
                member.connection = None;
                member.subscriptions = Map::new();
            });
        }
    }

    /// A request came to nothing. It counts once, whoever says so.
    fn turn_down(&mut self, component: ComponentId, message: MessageId, record: &Record) {
        self.change(component, |member| {
            if member.questions.close(message) {
                member.counters.unanswered += 1;
                member.trouble = Some(record.at);
            }
        });
    }

    fn feed_publication(&mut self, record: &Record) {
        match &record.kind {
            Kind::Published { message } => {
                self.messages.publish(message, record.at);
                self.change(record.component, |member| {
                    member.counters.published += 1;
                    if message.reply.is_some() {
                        member.counters.asked += 1;
                        member.questions.ask(message.id, record.at);
                    }
                });
            }
            Kind::LostOnLink(message) => self.messages.settle(*message),
            Kind::Routed { message, copies } => {
                self.arrive_at_broker(record, *message, Came { copies: *copies, ..Came::default() });
                self.messages.split(*message, *copies);
            }
            Kind::NoInterest { message } => {
                self.arrive_at_broker(record, *message, Came { unheard: true, ..Came::default() });
                self.messages.settle(*message);
            }
            Kind::Refused { message, alone, .. } => self.turn_away(record, *message, *alone, true),
            Kind::Duplicate { of, alone } => self.turn_away(record, of.message, *alone, false),
            _ => {}
        }
    }

    fn turn_away(&mut self, record: &Record, message: MessageId, alone: bool, refused: bool) {
        self.arrive_at_broker(record, message, Came { refused, again: !alone, ..Came::default() });
        if alone {
            self.messages.settle(message);
        }
    }

    fn arrive_at_broker(&mut self, record: &Record, message: MessageId, came: Came) {
        let Some(facts) = self.messages.get(message) else { return };
        // What the broker publishes itself has no way to go.
        if record.component != message.origin() && !came.again {
            self.hops.publish = Some(record.at.since(facts.published_at));
        }
        let subject = facts.message.subject.clone();
        let lane = self.brokers.or_default(record.component).lane(&subject);
        lane.arrived += u64::from(!came.again);
        lane.copies += u64::from(came.copies);
        lane.stored += u64::from(came.stored);
        lane.unheard += u64::from(came.unheard);
        lane.refused += u64::from(came.refused);
    }

    fn feed_delivery(&mut self, record: &Record) {
        match record.kind {
            Kind::Sent { delivery, to, .. } => self.messages.send(delivery, OnTheWay { to, sent_at: record.at }),
            Kind::Delivered { delivery } => {
                if let Some(copy) = self.messages.arrive(delivery) {
                    self.hops.deliver = Some(record.at.since(copy.sent_at));
                }
                self.change(record.component, |member| {
                    member.pending.push_back(Waiting { delivery, since: record.at });
                    member.counters.delivered += 1;
                });
            }
            Kind::Started { delivery, service } => self.change(record.component, |member| {
                member.take(delivery);
                member.work.push(Work { delivery, since: record.at, service, statement: None });
            }),
            Kind::Finished { delivery, outcome } => {
                let returned = outcome == Outcome::Failed && self.awaits_ack(record.component, delivery);
                self.change(record.component, |member| {
                    member.lay_down(delivery);
                    match outcome {
                        Outcome::Done => member.counters.done += 1,
                        Outcome::Failed if returned => member.counters.returned += 1,
                        Outcome::Failed => member.counters.failed += 1,
                    }
                });
            }
            Kind::Received { delivery, request, .. } => self.change(record.component, |member| {
                member.take(delivery);
                member.counters.done += 1;
                member.questions.answer(request);
            }),
            Kind::Lost { delivery, stage, .. } => self.lose(record.component, delivery, stage),
            _ => {}
        }
    }

    fn lose(&mut self, component: ComponentId, delivery: DeliveryId, stage: Stage) {
        if stage == Stage::OnTheWay {
            self.messages.arrive(delivery);
        }
        let returned = self.awaits_ack(component, delivery);
        self.change(component, |member| {
            match stage {
                Stage::OnTheWay => {}
                Stage::Pending => member.take(delivery),
                Stage::InWork => member.lay_down(delivery),
            }
            member.counters.lost += u64::from(!returned);
            member.counters.returned += u64::from(returned);
            if let State::Crashed { kept, .. } = &mut member.state {
                *kept += u32::from(returned && stage != Stage::OnTheWay);
            }
        });
    }

    /// Of core NATS, a copy is settled as soon as its subscriber is done with it, or never will be.
    fn settle_copy(&mut self, record: &Record, delivery: DeliveryId) {
        if matches!(record.kind, Kind::Finished { .. } | Kind::Received { .. } | Kind::Lost { .. }) {
            self.messages.settle(delivery.message);
        }
    }

    fn feed_database(&mut self, record: &Record) {
        let database = self.databases.or_default(record.component);
        let (client, message, progress) = match record.kind {
            Kind::SessionOpened(client) => return database.open(client),
            Kind::SessionClosed(client) => return database.close(client),
            Kind::StatementQueued { client, message } => {
                database.waiting.push_back((client, message));
                (client, message, Statement::Queued)
            }
            Kind::StatementStarted { client, message } => {
                database.start(client, message);
                (client, message, Statement::Running)
            }
            Kind::StatementAborted { client, message } => return database.rest(client, message),
            Kind::Saved { client, message, row } => {
                database.rest(client, message);
                self.save(record, client, message, row);
                (client, message, Statement::Saved)
            }
            _ => return,
        };
        self.change(client, |member| {
            if let Some(work) = member.work_on(message) {
                work.statement = Some(progress);
            }
        });
    }

    fn save(&mut self, record: &Record, client: ComponentId, message: MessageId, number: u64) {
        let facts = self.messages.get(message);
        let row = Row {
            number,
            message,
            payload: facts.map(|facts| facts.message.payload.clone()),
            client,
            saved_at: record.at,
            took: facts.map(|facts| record.at.since(facts.published_at)),
        };
        self.databases.or_default(record.component).save(row);
    }

    /// Changes a member that is there; what happens to one that has left changes nothing.
    fn change(&mut self, component: ComponentId, change: impl FnOnce(&mut Member)) {
        if let Some(member) = self.members.get_mut(&component) {
            change(member);
        }
    }
}
