//! What a knob turns: for each parameter, where it stands in a role.

use super::{BrokerLinks, Links, Parameter, Part, Role, Value};
use crate::cast::Arrivals;
use crate::sim::time::Rate;

impl Links {
    /// The links between a broker and its clients.
    #[must_use]
    pub fn of(&self, broker: &str) -> Links {
        let apart = self.apart.iter().find(|one| one.broker == broker);
        let latency = apart.and_then(|one| one.latency).unwrap_or(self.latency);
        let loss = apart.and_then(|one| one.loss).unwrap_or(self.loss);
        Links { latency, loss, jitter: self.jitter, apart: Vec::new() }
    }

    /// Where a parameter stands; none if links have no such thing.
    pub const fn get(&self, parameter: Parameter) -> Option<Value> {
        match parameter {
            Parameter::Loss => Some(Value::Ratio(self.loss)),
            Parameter::Latency => Some(Value::Span(self.latency)),
            _ => None,
        }
    }

    /// Changes a parameter of the links between a broker and its clients; nothing if links have no such thing.
    pub fn set(&mut self, broker: &str, parameter: Parameter, value: Value) {
        let place = self.apart.iter().position(|one| one.broker == broker).unwrap_or_else(|| {
            self.apart.push(BrokerLinks { broker: broker.to_owned(), latency: None, loss: None });
            self.apart.len() - 1
        });
        match (parameter, value) {
            (Parameter::Loss, Value::Ratio(loss)) => self.apart[place].loss = Some(loss),
            (Parameter::Latency, Value::Span(latency)) => self.apart[place].latency = Some(latency),
            _ => {}
        }
    }
}

impl Part {
    /// Where a parameter stands; none if the part has no such thing.
    pub fn get(&self, parameter: Parameter) -> Option<Value> {
        let rate = |rate: Rate, arrivals: &Arrivals| match arrivals {
            Arrivals::List(_) => None,
            _ => Some(Value::Rate(rate)),
        };
        let count = |number: u32| Value::Count(u16::try_from(number).unwrap_or(u16::MAX));
        match (parameter, &self.role) {
            // All others are alone, and do not drain.
            (Parameter::Replicas, Role::Handler(_)) => Some(Value::Count(self.replicas)),
            (Parameter::Rate, Role::Publisher(config)) => rate(config.rate, &config.arrivals),
            (Parameter::Rate, Role::Requester(config)) => rate(config.rate, &config.arrivals),
            (Parameter::Rate, Role::Gatherer(config)) => rate(config.rate, &config.arrivals),
            (Parameter::ServiceTime, Role::Handler(config)) => Some(Value::Span(config.service_time.mean())),
            (Parameter::Failure, Role::Handler(config)) => Some(Value::Ratio(config.failure)),
            (Parameter::Concurrency, Role::Handler(config)) => Some(Value::Count(config.concurrency)),
            (Parameter::Batch, Role::Handler(config)) => config.pull.as_ref().map(|pull| count(pull.batch)),
            (Parameter::Timeout, Role::Publisher(config)) => {
                config.confirm.as_ref().map(|confirm| Value::Span(confirm.timeout))
            }
            (Parameter::Timeout, Role::Requester(config)) => Some(Value::Span(config.timeout)),
            (Parameter::Timeout, Role::Gatherer(config)) => Some(Value::Span(config.deadline)),
            (Parameter::Stall, Role::Gatherer(config)) => config.stall.map(Value::Span),
            (Parameter::Replies, Role::Gatherer(config)) => config.count.map(count),
            (Parameter::Retries, Role::Publisher(config)) => {
                config.confirm.as_ref().map(|confirm| Value::Count(confirm.retries))
            }
            (Parameter::Retries, Role::Requester(config)) => Some(Value::Count(config.retries)),
            (Parameter::StatementTime, Role::Database(config)) => Some(Value::Span(config.statement_time)),
            _ => None,
        }
    }

    /// Changes a parameter; nothing if the part has no such thing, or the value is of another kind.
    pub fn set(&mut self, parameter: Parameter, value: Value) {
        match (parameter, value, &mut self.role) {
            (Parameter::Replicas, Value::Count(number), _) => self.replicas = number,
            (Parameter::Rate, Value::Rate(rate), Role::Publisher(config)) => config.rate = rate,
            (Parameter::Rate, Value::Rate(rate), Role::Requester(config)) => config.rate = rate,
            (Parameter::Rate, Value::Rate(rate), Role::Gatherer(config)) => config.rate = rate,
            (Parameter::ServiceTime, Value::Span(mean), Role::Handler(config)) => config.service_time.set_mean(mean),
            (Parameter::Failure, Value::Ratio(failure), Role::Handler(config)) => config.failure = failure,
            (Parameter::Concurrency, Value::Count(number), Role::Handler(config)) => config.concurrency = number,
            (Parameter::Batch, Value::Count(number), Role::Handler(config)) => {
                config.pull.iter_mut().for_each(|pull| pull.batch = number.into());
            }
            (Parameter::Timeout, Value::Span(timeout), Role::Publisher(config)) => {
                config.confirm.iter_mut().for_each(|confirm| confirm.timeout = timeout);
            }
            (Parameter::Timeout, Value::Span(timeout), Role::Requester(config)) => config.timeout = timeout,
            (Parameter::Timeout, Value::Span(deadline), Role::Gatherer(config)) => config.deadline = deadline,
            (Parameter::Stall, Value::Span(stall), Role::Gatherer(config)) => config.stall = Some(stall),
            (Parameter::Replies, Value::Count(number), Role::Gatherer(config)) => config.count = Some(number.into()),
            (Parameter::Retries, Value::Count(number), Role::Publisher(config)) => {
                config.confirm.iter_mut().for_each(|confirm| confirm.retries = number);
            }
            (Parameter::Retries, Value::Count(number), Role::Requester(config)) => config.retries = number,
            (Parameter::StatementTime, Value::Span(time), Role::Database(config)) => config.statement_time = time,
            _ => {}
        }
    }
}
