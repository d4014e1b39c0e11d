//! What the page weighs, and the most it may.

use std::fs;
use std::path::Path;

use super::parts;
use crate::trouble::{Attempting, Trouble};

/// What all assets of a first load shall weigh, compressed, in bytes: a documentation author embeds this.
const GOAL: usize = 250_000;

/// What they may weigh today. Lowered whenever the page gets lighter, until it is the goal. It was raised once: from
/// 450 kB with one pattern and three tabs, when fifteen patterns in two languages and six tabs came. What few visitors
/// use was split off then.
pub(super) const LIMIT: usize = 570_000;

/// What each part that is loaded later may weigh.
const LIMIT_OF_A_PART: usize = 180_000;

/// gzip adds a header and a checksum to the deflated data.
const GZIP_FRAME: usize = 18;

/// The page's files, heaviest first: those of a first load, and those that are loaded when somebody needs them.
pub(super) struct Weights {
    files: Vec<Weight>,
    parts: Vec<Weight>,
}

struct Weight {
    name: String,
    raw: usize,
    gzip: usize,
}

/// Weighs every file in a folder.
pub(super) fn weigh(folder: &Path) -> Result<Weights, Trouble> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).attempting(|| format!("read {}", folder.display()))? {
        let path = entry.attempting(|| format!("read {}", folder.display()))?.path();
        let content = fs::read(&path).attempting(|| format!("read {}", path.display()))?;
        let gzip = miniz_oxide::deflate::compress_to_vec(&content, 9).len() + GZIP_FRAME;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.push(Weight { name, raw: content.len(), gzip });
    }
    files.sort_by_key(|file| std::cmp::Reverse(file.gzip));
    let (parts, files) = files.into_iter().partition(|file| parts::is_part(&file.name));
    Ok(Weights { files, parts })
}

impl Weights {
    /// Trouble if the page is too heavy.
    pub(super) fn check(&self) -> Result<(), Trouble> {
        let first_load = ("the page", self.total(), LIMIT);
        let parts = self.parts.iter().map(|part| (&*part.name, part.gzip, LIMIT_OF_A_PART));
        match std::iter::once(first_load).chain(parts).find(|(_, weighs, may)| weighs > may) {
            None => Ok(()),
            Some((what, weighs, may)) => Err(Trouble::new(format!(
                "{what} weighs {} kB compressed, and may weigh {} kB:\n{}",
                kilobytes(weighs),
                kilobytes(may),
                self.table()
            ))),
        }
    }

    /// One line a file of a first load, a line with their sum, and one for each part.
    pub(super) fn table(&self) -> String {
        let width = self.files.iter().chain(&self.parts).map(|file| file.name.len()).max().unwrap_or(0);
        let line = |name: &str, raw: usize, gzip: usize| {
            format!("  {name:<width$}  {:>8} kB  {:>7} kB gzip\n", kilobytes(raw), kilobytes(gzip))
        };
        let lines =
            |files: &[Weight]| files.iter().map(|file| line(&file.name, file.raw, file.gzip)).collect::<String>();
        let mut table = lines(&self.files);
        table.push_str(&line("first load", self.files.iter().map(|file| file.raw).sum(), self.total()));
        table.push_str(&format!("  {:.0} % of the {} kB that it shall weigh", self.share(), kilobytes(GOAL)));
        if !self.parts.is_empty() {
            table.push_str(&format!("\n  loaded when they are needed:\n{}", lines(&self.parts).trim_end()));
        }
        table
    }

    fn total(&self) -> usize {
        self.files.iter().map(|file| file.gzip).sum()
    }

    fn share(&self) -> f64 {
        100.0 * self.total() as f64 / GOAL as f64
    }
}

fn kilobytes(bytes: usize) -> String {
    format!("{:.1}", bytes as f64 / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(gzip: usize, of_part: usize) -> Weights {
        let weight = |name: &str, gzip| Weight { name: name.into(), raw: 2 * gzip, gzip };
        Weights { files: vec![weight("a.wasm", gzip)], parts: vec![weight("part-b.wasm", of_part)] }
    }

    #[test]
    fn a_page_at_the_limit_passes_and_one_above_is_told_what_weighs_most() {
        assert!(weights(LIMIT, LIMIT_OF_A_PART).check().is_ok());
        let sentence = weights(LIMIT + 100, 100).check().unwrap_err().to_string();
        assert!(sentence.starts_with("the page weighs "), "{sentence}");
        assert!(sentence.contains("a.wasm"), "{sentence}");
    }

    #[test]
    fn a_part_has_a_limit_of_its_own_and_is_no_part_of_the_first_load() {
        let sentence = weights(100, LIMIT_OF_A_PART + 100).check().unwrap_err().to_string();
        assert!(sentence.starts_with("part-b.wasm weighs "), "{sentence}");
        let table = weights(100_000, 90_000).table();
        assert!(table.contains("40 % of the 250.0 kB"), "{table}");
        assert!(table.contains("part-b.wasm     180.0 kB     90.0 kB gzip"), "{table}");
    }
}
