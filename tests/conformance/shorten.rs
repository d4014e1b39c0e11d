//! Making a script that shows a divergence as short as it gets.

/// Leaves out steps as long as `differs` still says yes: halves first, then ever smaller pieces, down to single steps.
/// Whatever single step is left out of what comes back, the divergence is gone.
pub fn shorten<S: Clone>(steps: &[S], mut differs: impl FnMut(&[S]) -> bool) -> Vec<S> {
    let mut shortest = steps.to_vec();
    let mut piece = shortest.len().div_ceil(2);
    while piece > 0 {
        let before = shortest.len();
        let mut start = 0;
        while start < shortest.len() {
            let end = (start + piece).min(shortest.len());
            let without = [&shortest[..start], &shortest[end..]].concat();
            if differs(&without) {
                shortest = without;
            } else {
                start = end;
            }
        }
        // At single steps, again and again until none can go.
        piece = if piece > 1 { piece.div_ceil(2) } else { usize::from(shortest.len() < before) };
    }
    shortest
}

#[test]
fn only_the_steps_that_matter_are_left() {
    let steps: Vec<u32> = (0..100).collect();
    let shortest = shorten(&steps, |steps| [7, 41, 42, 93].iter().all(|step| steps.contains(step)));
    assert_eq!(shortest, [7, 41, 42, 93]);
}
