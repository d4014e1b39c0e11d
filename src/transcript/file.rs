//! A transcript as a file: a few lines of text that say what was run, an empty line, and the records' bytes.
//!
//! `docs/transcripts.md` describes it. What the lines mean is for whoever reads them: the link names a pattern, and
//! this module knows none. Reading is total: whatever the bytes are, it ends with a transcript, or with what is wrong
//! and where.

use super::Record;
use super::encoding::{Code, Input};
use crate::sim::time::Time;
use std::fmt;
use xxhash_rust::xxh64::xxh64;

pub use super::encoding::Flaw;

/// The first line, without the version.
const FIRST: &str = "queue-playground transcript ";
/// The version of the format.
const VERSION: &str = "1";
/// The most bytes of a file.
pub const MOST_BYTES: usize = 128 << 20;
/// The most records of a file.
pub const MOST_RECORDS: usize = 500_000;
/// The most names of a file.
pub const MOST_NAMES: usize = 1_000;

/// What a transcript is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The link of the run: pattern, seed, knobs, and what was done in it; a fragment such as `#/scatter-gather?v=1`.
    pub link: String,
    /// Where the records come from.
    pub source: SourceKind,
    /// How far the run had come, which may be later than its last record.
    pub until: Time,
    /// The names of what a watch discovered, in the order of its parts; empty for everything else.
    pub names: Vec<String>,
}

/// Where the records of a transcript come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// A simulated run.
    Simulated,
    /// A run on a real server.
    Live,
    /// The traffic of others on a real server, as far as this filter asks for it.
    Watch(String),
}

/// Why a run cannot be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsaveable {
    /// So many of its first records are not kept any more, and without them nothing can be known of the rest.
    #[error(
        "the first {0} records of this run are not kept any more, and without them nothing can be known of the rest"
    )]
    Dropped(u64),
    /// It has more than [`MOST_RECORDS`].
    #[error("this run has more than {MOST_RECORDS} records, which is the most that a file can have")]
    TooLong,
}

/// Why a file cannot be read as a transcript.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// It has more than [`MOST_BYTES`], [`MOST_NAMES`] or, as it says, [`MOST_RECORDS`].
    #[error(
        "the file is too large; a transcript has at most {} MiB, {MOST_NAMES} names and {MOST_RECORDS} records",
        MOST_BYTES >> 20
    )]
    TooLarge,
    /// It does not begin as a transcript does.
    #[error("the file is no transcript of this playground; the first line of one is “{FIRST}{VERSION}”")]
    Foreign,
    /// A transcript of a version that is not known here.
    #[error("the transcript has version {0}, and only version {VERSION} can be read here")]
    Version(String),
    /// A line of the header that cannot be read.
    #[error("line {line}: here should stand “{}”", .expected)]
    Line {
        /// Which line, from 1.
        line: usize,
        /// What should stand there.
        expected: Line,
    },
    /// Bytes of the records that cannot be read.
    #[error("byte {offset}, at record {record}: {flaw}")]
    Record {
        /// Which record, from 0.
        record: usize,
        /// Which byte of the file, from 0.
        offset: usize,
        /// What is wrong.
        flaw: Flaw,
    },
    /// The records are not those that were written, or the header is not.
    #[error("the file was changed: its records have the hash {found:016x}, and its header says {said:016x}")]
    Hash {
        /// What the header says.
        said: u64,
        /// What they have.
        found: u64,
    },
}

/// A line of the header. `Display` is its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The link.
    Link,
    /// Where the records come from.
    Source,
    /// How far the run had come.
    Until,
    /// A name, or the number of records, which comes behind the names.
    Records,
    /// The hash.
    Hash,
    /// An empty line, which ends the header.
    Empty,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Line::Link => "link #/PATTERN?…",
            Line::Source => "source simulated, source live or source watch FILTER",
            Line::Until => "until TIME, such as until 10s",
            Line::Records => "name TEXT or records NUMBER",
            Line::Hash => "hash and 16 hexadecimal digits",
            Line::Empty => "nothing at all: the header ends with an empty line",
        })
    }
}

/// The file of a transcript, from its first record on.
pub fn write<'a>(header: &Header, records: impl Iterator<Item = &'a Record>) -> Vec<u8> {
    let (mut bytes, mut count) = (Vec::new(), 0_u64);
    for record in records {
        record.put(&mut bytes);
        count += 1;
    }
    let mut file = format!("{FIRST}{VERSION}\n");
    let mut line = |name: &str, value: &str| {
        file.push_str(name);
        // A line is a line: what would end it is not a part of any name or link.
        file.extend(value.chars().map(|letter| if letter.is_control() { '\u{FFFD}' } else { letter }));
        file.push('\n');
    };
    line("link ", &header.link);
    match &header.source {
        SourceKind::Simulated => line("source ", "simulated"),
        SourceKind::Live => line("source ", "live"),
        SourceKind::Watch(filter) => line("source watch ", filter),
    }
    line("until ", &header.until.to_string());
    header.names.iter().for_each(|name| line("name ", name));
    line("records ", &count.to_string());
    line("hash ", &format!("{:016x}", xxh64(&bytes, 0)));
    line("", "");
    let mut file = file.into_bytes();
    file.append(&mut bytes);
    file
}

/// Reads a file, and verifies its hash.
///
/// # Errors
/// [`FileError`] with the place of whatever is wrong first.
pub fn read(file: &[u8]) -> Result<(Header, Vec<Record>), FileError> {
    if file.len() > MOST_BYTES {
        return Err(FileError::TooLarge);
    }
    let mut lines = Lines { rest: file, number: 0 };
    let first = lines.next().and_then(|line| line.strip_prefix(FIRST)).ok_or(FileError::Foreign)?;
    if first != VERSION {
        return Err(FileError::Version(first.chars().take(20).collect()));
    }
    let link = lines.after("link ", Line::Link)?.to_owned();
    let source = match lines.after("source ", Line::Source)? {
        "simulated" => SourceKind::Simulated,
        "live" => SourceKind::Live,
        other => SourceKind::Watch(other.strip_prefix("watch ").ok_or(lines.wrong(Line::Source))?.to_owned()),
    };
    let until = lines.after("until ", Line::Until)?.parse().map_err(|_| lines.wrong(Line::Until))?;
    let (mut names, mut line) = (Vec::new(), lines.after("", Line::Records)?);
    while let Some(name) = line.strip_prefix("name ") {
        if names.len() == MOST_NAMES {
            return Err(FileError::TooLarge);
        }
        names.push(name.to_owned());
        line = lines.after("", Line::Records)?;
    }
    let count = line.strip_prefix("records ").and_then(|count| count.parse().ok());
    let count: usize = count.ok_or(lines.wrong(Line::Records))?;
    let hash = lines.after("hash ", Line::Hash)?;
    let said = u64::from_str_radix(hash, 16).ok().filter(|_| hash.len() == 16).ok_or(lines.wrong(Line::Hash))?;
    if !lines.after("", Line::Empty)?.is_empty() {
        return Err(lines.wrong(Line::Empty));
    }
    if count > MOST_RECORDS {
        return Err(FileError::TooLarge);
    }
    let records = records(lines.rest, count, file.len() - lines.rest.len())?;
    let found = xxh64(lines.rest, 0);
    match found == said {
        true => Ok((Header { link, source, until, names }, records)),
        false => Err(FileError::Hash { said, found }),
    }
}

/// So many records, and nothing behind them; `start` is where they begin in the file.
fn records(bytes: &[u8], count: usize, start: usize) -> Result<Vec<Record>, FileError> {
    let mut input = Input::new(bytes);
    let mut records: Vec<Record> = Vec::new();
    for number in 0..count {
        let wrong = |offset: usize, flaw| FileError::Record { record: number, offset: start + offset, flaw };
        let begins = input.at;
        let record = Record::take(&mut input).map_err(|flaw| wrong(input.last, flaw))?;
        let is_late = records.last().is_none_or(|last| last.index < record.index && last.at <= record.at);
        if !is_late || record.cause.is_some_and(|cause| cause >= record.index) {
            return Err(wrong(begins, Flaw::Order));
        }
        records.push(record);
    }
    match input.at == bytes.len() {
        true => Ok(records),
        false => Err(FileError::Record { record: count, offset: start + input.at, flaw: Flaw::Surplus }),
    }
}

/// The lines of a header, and what comes behind them.
struct Lines<'a> {
    rest: &'a [u8],
    /// Of the last line, from 1.
    number: usize,
}

impl<'a> Lines<'a> {
    /// The next line, if it is one in UTF-8.
    fn next(&mut self) -> Option<&'a str> {
        self.number += 1;
        let end = self.rest.iter().position(|byte| *byte == b'\n')?;
        let line = std::str::from_utf8(&self.rest[..end]).ok()?;
        self.rest = &self.rest[end + 1..];
        Some(line)
    }

    /// What stands behind this beginning of the next line.
    fn after(&mut self, beginning: &str, expected: Line) -> Result<&'a str, FileError> {
        self.next().and_then(|line| line.strip_prefix(beginning)).ok_or(self.wrong(expected))
    }

    const fn wrong(&self, expected: Line) -> FileError {
        FileError::Line { line: self.number, expected }
    }
}
