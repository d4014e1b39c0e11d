//! What the members of the cast can be told, each by its role: ranges, and what goes together.

use super::validation::{at_most, out_of_range, span};
use super::{Expected, Measured, Part, Role, ScenarioError, Value, limits};
use crate::cast::{
    Arrivals, DatabaseConfig, DeadLetterHandlerConfig, GathererConfig, HandlerConfig, PublisherConfig, Pull,
    RequesterConfig, ServiceTime,
};
use crate::message::subject::Subject;
use crate::sim::time::{Rate, Span};

/// What a role publishes by itself: what about, how often, how spread, and what it says.
pub struct Published<'a> {
    /// What it is about.
    pub subject: &'a Subject,
    /// How many per second.
    pub rate: Rate,
    /// How they are spread over time.
    pub arrivals: &'a Arrivals,
    /// What they say.
    pub items: &'a [String],
}

impl Role {
    /// What it publishes by itself, and a person can let it publish; none for one that only follows others.
    pub fn publishes(&self) -> Option<Published<'_>> {
        Some(match self {
            Role::Publisher(PublisherConfig { subject, rate, arrivals, items, .. })
            | Role::Requester(RequesterConfig { subject, rate, arrivals, items, .. })
            | Role::Gatherer(GathererConfig { subject, rate, arrivals, items, .. }) => {
                Published { subject, rate: *rate, arrivals, items }
            }
            Role::Handler(_) | Role::DeadLetterHandler(_) | Role::Administrator(_) | Role::Database(_) => return None,
        })
    }
}

impl Part {
    /// Checks what the part itself says, without looking at others.
    pub(super) fn check(&self) -> Result<(), ScenarioError> {
        let id = self.id.as_str();
        if let Some(published) = self.role.publishes() {
            check_published(id, &published)?;
        }
        match &self.role {
            Role::Publisher(config) => config.confirm.as_ref().map_or(Ok(()), |confirm| {
                wait(&format!("{id}.confirm.timeout"), confirm.timeout)?;
                number(&format!("{id}.confirm.retries"), confirm.retries, 0, limits::RETRIES)
            }),
            Role::Requester(config) => {
                wait(&format!("{id}.timeout"), config.timeout)?;
                number(&format!("{id}.retries"), config.retries, 0, limits::RETRIES)
            }
            Role::Gatherer(config) => check_gatherer(id, config),
            Role::Handler(config) => check_handler(id, config),
            Role::DeadLetterHandler(DeadLetterHandlerConfig { advisories, .. }) => {
                check_pull(&format!("{id}.advisories"), advisories)
            }
            Role::Administrator(_) => Ok(()),
            Role::Database(config) => check_database(id, config),
        }?;
        self.alone()
    }

    /// All but handlers have one member: several publishers are several parts, each with its own name and luck.
    fn alone(&self) -> Result<(), ScenarioError> {
        if self.replicas == 1 || matches!(self.role, Role::Handler(_)) {
            return Ok(());
        }
        Err(out_of_range(&self.id, "replicas", &self.replicas, Expected::Alone))
    }
}

fn check_published(id: &str, published: &Published<'_>) -> Result<(), ScenarioError> {
    if published.rate > limits::RATE {
        return Err(out_of_range(id, "rate", &published.rate, Expected::AtMost(limits::RATE.to_string())));
    }
    if published.items.is_empty() {
        return Err(out_of_range(id, "items", &"[]", Expected::Texts));
    }
    let place = format!("{id}.items");
    let mut items = published.items.iter();
    items.try_for_each(|item| at_most(Measured::Text(place.clone()), item.len(), limits::PAYLOAD))?;
    match published.arrivals {
        Arrivals::Constant | Arrivals::Poisson => Ok(()),
        Arrivals::Burst { size } => number(&format!("{id}.arrivals.burst.size"), *size, 1, limits::AT_ONCE),
        Arrivals::List(moments) => {
            let place = format!("{id}.arrivals.list");
            at_most(Measured::List(place), moments.len(), limits::LIST as usize)?;
            let early = moments.windows(2).find(|pair| pair[1] < pair[0]);
            let early = early.map(|pair| out_of_range(id, "arrivals.list", &pair[1], Expected::InOrder));
            let paced =
                (published.rate > Rate::ZERO).then(|| out_of_range(id, "rate", &published.rate, Expected::NoneForList));
            early.or(paced).map_or(Ok(()), Err)
        }
    }
}

fn check_gatherer(id: &str, config: &GathererConfig) -> Result<(), ScenarioError> {
    wait(&format!("{id}.deadline"), config.deadline)?;
    if let Some(stall) = config.stall {
        wait(&format!("{id}.stall"), stall)?;
    }
    if config.count == Some(0) { Err(out_of_range(id, "count", &0, Expected::AtLeastOne)) } else { Ok(()) }
}

fn check_handler(id: &str, config: &HandlerConfig) -> Result<(), ScenarioError> {
    match (&config.filter, &config.pull) {
        (Some(_), None) => Ok(()),
        (None, Some(pull)) if config.group.is_none() => check_pull(&format!("{id}.pull"), pull),
        _ => Err(ScenarioError::Source { part: id.to_owned() }),
    }?;
    check_service(id, config.service_time)?;
    number(&format!("{id}.concurrency"), config.concurrency, 1, limits::AT_ONCE)?;
    number(&format!("{id}.pool"), config.pool, 1, limits::AT_ONCE)?;
    if let Some(every) = config.acks.in_progress_every {
        wait(&format!("{id}.acks.in_progress_every"), every)?;
    }
    if let crate::cast::OnFailure::NakAfter(delay) = config.acks.on_failure {
        span(&format!("{id}.acks.on_failure.nak_after"), delay)?;
    }
    if config.dead_letter.as_ref().is_some_and(|dead| dead.max_deliver == 0) {
        return Err(out_of_range(id, "dead_letter.max_deliver", &0, Expected::AtLeastOne));
    }
    if config.poison.as_deref() == Some("") {
        return Err(out_of_range(id, "poison", &"“”", Expected::Texts));
    }
    let texts = [("reply", &config.reply), ("poison", &config.poison)];
    texts.into_iter().try_for_each(|(field, text)| {
        let length = text.as_ref().map_or(0, String::len);
        at_most(Measured::Text(format!("{id}.{field}")), length, limits::PAYLOAD)
    })
}

fn check_service(id: &str, service: ServiceTime) -> Result<(), ScenarioError> {
    if let ServiceTime::Uniform { low, high } = service {
        span(&format!("{id}.service_time.uniform.high"), high)?;
        if low > high {
            let expected = Expected::AtMost(high.to_string());
            return Err(out_of_range(id, "service_time.uniform.low", &low, expected));
        }
    }
    span(&format!("{id}.service_time"), service.mean())
}

fn check_pull(place: &str, pull: &Pull) -> Result<(), ScenarioError> {
    wait(&format!("{place}.expires"), pull.expires)?;
    if (1..=limits::LIST).contains(&pull.batch) {
        return Ok(());
    }
    let most = u16::try_from(limits::LIST).unwrap_or(u16::MAX);
    let expected = Expected::Between(Value::Count(1), Value::Count(most));
    Err(ScenarioError::OutOfRange { place: format!("{place}.batch"), value: pull.batch.to_string(), expected })
}

fn check_database(id: &str, config: &DatabaseConfig) -> Result<(), ScenarioError> {
    if config.connection_limit == 0 {
        return Err(out_of_range(id, "connection_limit", &0, Expected::AtLeastOne));
    }
    span(&format!("{id}.statement_time"), config.statement_time)
}

/// A time to wait that ends, and not at once.
fn wait(place: &str, time: Span) -> Result<(), ScenarioError> {
    if (limits::SHORTEST_WAIT..=limits::SPAN).contains(&time) {
        return Ok(());
    }
    let expected = Expected::Between(Value::Span(limits::SHORTEST_WAIT), Value::Span(limits::SPAN));
    Err(ScenarioError::OutOfRange { place: place.to_owned(), value: time.to_string(), expected })
}

fn number(place: &str, number: u16, least: u16, most: u16) -> Result<(), ScenarioError> {
    if (least..=most).contains(&number) {
        return Ok(());
    }
    let expected = Expected::Between(Value::Count(least), Value::Count(most));
    Err(ScenarioError::OutOfRange { place: place.to_owned(), value: number.to_string(), expected })
}
