//! The rows that are not run, and why. `*` stands for every quantity of the case.

const CONCURRENCY: &str = "not yet: a handler works on one message at a time";
const DISTRIBUTION: &str = "not yet: service times are constant or exponential";
const PULL: &str = "not yet: a central queue is a pull consumer, and there are no streams";
const LIMIT: &str = "not yet: a pending buffer has no limit";
const FORWARD: &str = "not yet: no handler publishes what it has handled";
const REQUESTS: &str = "not yet: nobody in the cast waits for replies";

/// Case, quantity, reason.
pub const ROWS: &[(&str, &str, &str)] = &[
    ("MMC-1", "*", CONCURRENCY),
    ("MMC-2", "*", CONCURRENCY),
    ("MMC-5", "*", CONCURRENCY),
    ("XCHK-1", "*", CONCURRENCY),
    ("MMINF-1", "*", CONCURRENCY),
    ("MG1-1", "*", DISTRIBUTION),
    ("MG1-4", "*", DISTRIBUTION),
    ("LBC-1", "*", PULL),
    ("LBC-2", "*", PULL),
    ("DLQ-1", "*", PULL),
    ("DLQ-2", "*", PULL),
    ("DLQ-3", "*", PULL),
    ("MMCK-1", "*", LIMIT),
    ("MMCK-4", "*", LIMIT),
    ("JACK-1", "*", FORWARD),
    ("FNF-1", "*", FORWARD),
    ("SG-2", "*", REQUESTS),
    ("SG-4", "*", REQUESTS),
    ("SG-5", "*", REQUESTS),
    ("SG-Q", "*", REQUESTS),
    ("SG-T", "*", REQUESTS),
    ("RR-T1", "*", REQUESTS),
    ("RR-T2", "*", REQUESTS),
    ("RR-Q1", "*", REQUESTS),
];
