//! What a script leads to, as far as a NATS server promises it.

use std::collections::BTreeMap;

/// Deliveries and refusals. Equal for two servers that keep the same promises.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The positions of the steps whose messages each plain subscription got, in order; by client and subscription.
    pub plain: BTreeMap<(u32, u32), Vec<usize>>,
    /// The same for each queue group as a whole, sorted: any member may have got them.
    pub groups: BTreeMap<String, Vec<usize>>,
    /// The reply subjects under which each client was told that nobody listens, in order.
    pub refused: BTreeMap<u32, Vec<String>>,
    /// What each client was told to have done wrong, in order and in the server's words.
    pub errors: BTreeMap<u32, Vec<String>>,
    /// The clients whose connection the server closed, in order.
    pub closed: Vec<u32>,
}

impl Outcome {
    pub fn delivered(&mut self, group: Option<&str>, client: u32, sid: u32, position: usize) {
        match group {
            None => self.plain.entry((client, sid)).or_default().push(position),
            Some(group) => {
                let got = self.groups.entry(group.to_owned()).or_default();
                got.push(position);
                got.sort_unstable();
            }
        }
    }
}
