//! How the run went up to a moment, slice by slice: what charts show.

use super::slice::{Slice, Slices};
use super::times::Times;
use crate::sim::time::{Rate, Span, Time};
use crate::transcript::Utilisation;

/// The run up to a moment in a few hundred slices, each of which begins where the one before ends.
#[derive(Clone, Debug)]
pub struct Progress {
    slices: Slices,
    now: Time,
    pending: u64,
}

impl Progress {
    pub(super) const fn new(slices: Slices, now: Time, pending: u64) -> Progress {
        Progress { slices, now, pending }
    }

    /// How much time one slice covers.
    pub const fn width(&self) -> Span {
        self.slices.width()
    }

    /// The slices, oldest first. The last one is not over yet: it goes up to the moment.
    pub fn slices(&self) -> &[Slice] {
        self.slices.all()
    }

    /// Messages that are pending at the moment, in buffers and with consumers.
    pub const fn pending(&self) -> u64 {
        self.pending
    }

    /// Deliveries handled per second at the end of each slice: the mean over as many slices as cover `over`, or over
    /// all that there are. For the last slice, at the moment.
    pub fn done_per_second(&self, over: Span) -> Vec<Rate> {
        let rate = |(first, last): (usize, usize)| {
            let handled: u64 = self.slices()[first..=last].iter().map(|slice| slice.done).sum();
            let covered = self.begin(last + 1).min(self.now).since(self.begin(first)).as_nanos().max(1);
            let thousandths = u128::from(handled) * 1_000_000_000_000 / u128::from(covered);
            Rate::from_thousandths(u64::try_from(thousandths).unwrap_or(u64::MAX))
        };
        self.windows(over).map(rate).collect()
    }

    /// How much of their time all handlers together worked, at the end of each slice: over as many slices as cover
    /// `over`, or over all that there are. For the last slice, at the moment.
    pub fn utilisation(&self, over: Span) -> Vec<Utilisation> {
        let share = |(first, last): (usize, usize)| {
            let nothing = Utilisation { busy: Span::ZERO, up: Span::ZERO };
            let add =
                |sum: Utilisation, slice: &Slice| Utilisation { busy: sum.busy + slice.busy, up: sum.up + slice.up };
            self.slices()[first..=last].iter().fold(nothing, add)
        };
        self.windows(over).map(share).collect()
    }

    /// The times from publication to the end of work that these shares of what was done did not exceed, a sixteenth too
    /// long at most; none where nothing was done. In pieces of at least this length instead of slices, as a few things
    /// done in a moment have no percentiles worth the name. For each percentile, one value for each slice; those of a
    /// piece share theirs.
    ///
    /// `percents` are between 0 and 100.
    pub fn percentiles(&self, percents: &[f64], least: Span) -> Vec<Vec<Option<Span>>> {
        let mut all: Vec<Vec<Option<Span>>> = vec![Vec::new(); percents.len()];
        for piece in self.slices.times().chunks(self.slices_in(least)) {
            let times = together(piece);
            for (values, &percent) in all.iter_mut().zip(percents) {
                values.extend(vec![times.percentile(percent); piece.len()]);
            }
        }
        all
    }

    /// The same of as many slices before the moment as cover `over`; none if nothing was done in them.
    pub fn last_percentiles(&self, percents: &[f64], over: Span) -> Vec<Option<Span>> {
        let times = self.slices.times();
        let (first, _) = self.windows(over).last().unwrap_or((0, 0));
        let last = together(&times[first..]);
        percents.iter().map(|&percent| last.percentile(percent)).collect()
    }

    /// For each slice, the first and the last of those that cover `over` up to its end.
    fn windows(&self, over: Span) -> impl Iterator<Item = (usize, usize)> {
        let (together, count) = (self.slices_in(over), self.slices().len());
        // The last one may have begun just now.
        let more = move |last: usize| usize::from(last + 1 == count);
        (0..count).map(move |last| ((last + 1).saturating_sub(together + more(last)), last))
    }

    /// How many slices cover a span.
    fn slices_in(&self, span: Span) -> usize {
        usize::try_from(span.as_nanos().div_ceil(self.width().as_nanos().max(1))).unwrap_or(1).max(1)
    }

    /// Where a slice begins.
    const fn begin(&self, slice: usize) -> Time {
        Time::from_nanos(self.width().as_nanos().saturating_mul(slice as u64))
    }
}

fn together(times: &[Times]) -> Times {
    times.iter().fold(Times::default(), |all, one| all.and(one))
}
