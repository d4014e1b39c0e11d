//! Counting tests from what their runners print.

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    passed: u64,
    failed: u64,
}

impl Tally {
    /// Adds what one line of output reports, if it is the last line of a test program.
    pub(super) fn read(&mut self, line: &str) {
        if line.trim_start().starts_with("test result: ") {
            self.passed += before(line, " passed");
            self.failed += before(line, " failed");
        }
    }

    /// A step that failed without a failing test, as one does that cannot be compiled, counts as one.
    pub(super) fn count_failure(&mut self) {
        self.failed = self.failed.max(1);
    }

    pub(super) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// For the summary, where a step without tests says nothing.
    pub(super) fn in_words(self) -> String {
        match self {
            Self { passed: 0, failed: 0 } => String::new(),
            Self { passed, failed: 0 } => format!("{passed} tests passed"),
            Self { passed, failed } => format!("{passed} passed, {failed} failed"),
        }
    }

    /// What programs read.
    pub(super) fn last_line(self) -> String {
        format!("{} passed, {} failed", self.passed, self.failed)
    }
}

fn before(line: &str, word: &str) -> u64 {
    line.split_once(word)
        .and_then(|(front, _)| front.rsplit(|letter: char| !letter.is_ascii_digit()).next())
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_results_of_several_programs_are_added() {
        let mut tally = Tally::default();
        tally.read("running 3 tests");
        tally.read("test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s");
        tally.read("test result: FAILED. 12 passed; 2 failed; 0 ignored; 0 filtered out");
        assert_eq!(tally.last_line(), "15 passed, 2 failed");
    }

    #[test]
    fn a_step_that_fails_without_a_test_counts_once() {
        let mut tally = Tally::default();
        tally.count_failure();
        assert_eq!(tally.last_line(), "0 passed, 1 failed");
        let mut with_a_failing_test = Tally { passed: 4, failed: 2 };
        with_a_failing_test.count_failure();
        assert_eq!(with_a_failing_test.last_line(), "4 passed, 2 failed");
    }
}
