//! How much height a broker and its publishers ask for in a wide picture: the more that is left unsaid, the less.

use super::lanes::LaneName;
use super::number;
use super::present::Band;

/// Where callers and a service are tied to each other, with the words above.
const DIRECT: f64 = 60.0;
/// A line at the foot of a rail.
const FOOT_LINE: f64 = 24.0;

/// What a rail has room for. From most to least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Words {
    /// Name, kind and version, what it keeps, and lanes that show what waits in them.
    All,
    /// All but the version, a little closer.
    Most,
    /// Names alone.
    Names,
    /// What is left beside the cards.
    Whatever,
}

impl Words {
    /// The height of a rail's name and what is said about it.
    pub(super) const fn heading(self) -> f64 {
        match self {
            Words::All => 70.0,
            Words::Most => 48.0,
            Words::Names | Words::Whatever => 28.0,
        }
    }

    /// The height below the lanes, for words where no stream keeps anything, and of lanes that there is no room for.
    pub(super) fn foot(self, band: &Band) -> f64 {
        let keeps = band.station.lanes.iter().any(|lane| lane.subject().is_none());
        let says_so = !keeps && !band.station.is_watched;
        let lines = usize::from(band.station.hidden > 0) + usize::from(says_so);
        match (self, lines) {
            (Words::All, 1..) | (Words::Most, 2..) => 36.0,
            (Words::Most, 1) => FOOT_LINE,
            (Words::All, 0) => 12.0,
            (Words::Most | Words::Names | Words::Whatever, _) => 8.0,
        }
    }

    /// The least height of a broker's band for its publishers and its rail.
    pub(super) fn least(self, band: &Band) -> f64 {
        let publisher = match self {
            Words::All | Words::Most => 56.0,
            Words::Names => 44.0,
            Words::Whatever => return 12.0,
        };
        let publishers = stacked(band.publishers.iter().map(|_| publisher), 10.0);
        let lanes = &band.station.lanes;
        let rail = if band.station.is_direct {
            DIRECT
        } else {
            let gap = if band.station.is_watched { 4.0 } else { 6.0 };
            let lanes = lanes.iter().map(|lane| self.lane(lane, band.station.is_watched));
            self.heading() + self.foot(band) + stacked(lanes, gap)
        };
        publishers.max(rail)
    }

    fn lane(self, lane: &LaneName, is_watched: bool) -> f64 {
        match (self, lane) {
            // There are many, with little to say.
            _ if is_watched => 26.0,
            (Words::Names | Words::Whatever, _) => 28.0,
            // Words and what waits, for each consumer.
            (_, LaneName::Stream { consumers, .. }) => 24.0 + 24.0 * number((*consumers).max(1)),
            (_, LaneName::Subject(_) | LaneName::Others(_)) => 44.0,
        }
    }
}

/// The height of things one below the other.
fn stacked(heights: impl Iterator<Item = f64>, gap: f64) -> f64 {
    heights.reduce(|all, one| all + gap + one).unwrap_or(0.0)
}
