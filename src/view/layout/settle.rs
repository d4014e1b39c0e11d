//! Side by side without overlap, each as near as possible to where it would like to be.

/// Places things of these lengths in this order between `from` and `to`, at least `gap` apart; `wanted` is the middle
/// that each would like. Where they begin. If there is too little room they reach beyond `to`.
///
/// Without the gaps and lengths before it, each thing wants to be no further left than the one before it: so this is
/// the least-squares fit of a rising sequence, found by pooling neighbours that are the wrong way round.
pub(super) fn settle(things: &[(f64, f64)], gap: f64, from: f64, to: f64) -> Vec<f64> {
    let mut before = Vec::with_capacity(things.len());
    let mut length = 0.0;
    // How many things stand together, and the sum of where they would like to begin.
    let mut pools: Vec<(usize, f64)> = Vec::new();
    for (index, &(wanted, own)) in things.iter().enumerate() {
        if index > 0 {
            length += gap;
        }
        before.push(length);
        pools.push((1, wanted - own / 2.0 - length));
        length += own;
        while let [.., (count, sum), (next, more)] = pools[..] {
            if mean(count, sum) <= mean(next, more) {
                break;
            }
            pools.truncate(pools.len() - 2);
            pools.push((count + next, sum + more));
        }
    }
    let most = (to - length).max(from);
    let starts = pools.iter().flat_map(|&(count, sum)| std::iter::repeat_n(mean(count, sum).clamp(from, most), count));
    starts.zip(before).map(|(start, before)| start + before).collect()
}

fn mean(count: usize, sum: f64) -> f64 {
    sum / count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_room_stands_where_it_likes_and_the_rest_makes_room_evenly() {
        assert_eq!(settle(&[(10.0, 4.0), (50.0, 4.0)], 2.0, 0.0, 100.0), [8.0, 48.0]);
        // Both would like to be in the middle.
        assert_eq!(settle(&[(50.0, 10.0), (50.0, 10.0)], 2.0, 0.0, 100.0), [39.0, 51.0]);
        // Even one that wants to be before another stays behind it.
        assert_eq!(settle(&[(90.0, 10.0), (10.0, 10.0)], 0.0, 0.0, 100.0), [40.0, 50.0]);
    }

    #[test]
    fn nothing_leaves_the_room_unless_there_is_too_little() {
        assert_eq!(settle(&[(0.0, 10.0), (100.0, 10.0)], 5.0, 0.0, 100.0), [0.0, 90.0]);
        assert_eq!(settle(&[(0.0, 10.0), (0.0, 10.0)], 5.0, 0.0, 20.0), [0.0, 15.0]);
        assert!(settle(&[], 5.0, 0.0, 20.0).is_empty());
    }
}
