//! Whose connection it is: looked up with every request and every delivery.

use crate::crew::Owner;
use crate::message::ConnectionId;

/// The client of every connection that was opened and that its broker has not forgotten.
///
/// Connections are numbered from 1 over all brokers and never reused, so a list will do, with a gap for each that is
/// gone.
#[derive(Clone, Debug, Default)]
pub(super) struct Owners(Vec<Option<(u16, Owner)>>);

impl Owners {
    /// The number of a new connection of `owner` to a broker.
    pub(super) fn open(&mut self, broker: u16, owner: Owner) -> ConnectionId {
        self.0.push(Some((broker, owner)));
        ConnectionId(u32::try_from(self.0.len()).unwrap_or(u32::MAX))
    }

    /// Whose connection to this broker it is; none if there is no such connection, or no more.
    pub(super) fn get(&self, broker: u16, connection: ConnectionId) -> Option<Owner> {
        let place = (connection.0 as usize).checked_sub(1)?;
        self.0.get(place).copied().flatten().and_then(|(to, owner)| (to == broker).then_some(owner))
    }

    /// All connections to this broker, in order.
    pub(super) fn of(&self, broker: u16) -> Vec<(ConnectionId, Owner)> {
        let numbered = (1..).zip(&self.0);
        let of_broker = numbered.filter_map(|(number, one)| Some((ConnectionId(number), (*one)?)));
        of_broker.filter(|(_, (to, _))| *to == broker).map(|(connection, (_, owner))| (connection, owner)).collect()
    }

    /// Forgets a connection.
    pub(super) fn close(&mut self, connection: ConnectionId) {
        if let Some(place) = (connection.0 as usize).checked_sub(1).and_then(|place| self.0.get_mut(place)) {
            *place = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::ComponentId;

    #[test]
    fn a_connection_belongs_to_one_client_of_one_broker_until_it_is_closed() {
        let owner = |member| Owner { component: ComponentId { part: 2, member }, life: 0 };
        let mut owners = Owners::default();
        let (first, second) = (owners.open(0, owner(1)), owners.open(1, owner(2)));
        assert_eq!((owners.get(0, first), owners.get(1, second)), (Some(owner(1)), Some(owner(2))));
        assert_eq!(
            (owners.get(1, first), owners.get(0, ConnectionId(0)), owners.get(0, ConnectionId(9))),
            (None, None, None)
        );
        owners.close(first);
        assert_eq!((owners.get(0, first), owners.get(1, second)), (None, Some(owner(2))));
        assert_eq!(owners.open(0, owner(1)), ConnectionId(3), "numbers are not used again");
    }
}
