//! What the page weighs, and the most it may.

use std::fs;
use std::path::Path;

use crate::trouble::{Attempting, Trouble};

/// What all assets of a first load shall weigh, compressed, in bytes: a documentation author embeds this.
const GOAL: usize = 250_000;

/// What they may weigh today. Lowered whenever the page gets lighter, until it is the goal. It was raised twice: from
/// 450 kB with one pattern and three tabs, when fifteen patterns in two languages and six tabs came; and from 620 kB
/// when the page learned to speak to real servers. Who never does so need not load that: it wants to be split off.
pub(super) const LIMIT: usize = 820_000;

/// gzip adds a header and a checksum to the deflated data.
const GZIP_FRAME: usize = 18;

/// The page's files, heaviest first.
pub(super) struct Weights {
    files: Vec<Weight>,
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
    Ok(Weights { files })
}

impl Weights {
    /// Trouble if the page is too heavy.
    pub(super) fn check(&self) -> Result<(), Trouble> {
        if self.total() <= LIMIT {
            return Ok(());
        }
        Err(Trouble::new(format!(
            "the page weighs {} kB compressed, and may weigh {} kB:\n{}",
            kilobytes(self.total()),
            kilobytes(LIMIT),
            self.table()
        )))
    }

    /// One line a file and a last line with the sum.
    pub(super) fn table(&self) -> String {
        let width = self.files.iter().map(|file| file.name.len()).max().unwrap_or(0);
        let line = |name: &str, raw: usize, gzip: usize| {
            format!("  {name:<width$}  {:>8} kB  {:>7} kB gzip\n", kilobytes(raw), kilobytes(gzip))
        };
        let mut table = self.files.iter().map(|file| line(&file.name, file.raw, file.gzip)).collect::<String>();
        table.push_str(&line("all", self.files.iter().map(|file| file.raw).sum(), self.total()));
        table.push_str(&format!("  {:.0} % of the {} kB that a first load shall weigh", self.share(), kilobytes(GOAL)));
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

    fn one_file(gzip: usize) -> Weights {
        Weights { files: vec![Weight { name: "a.wasm".into(), raw: 2 * gzip, gzip }] }
    }

    #[test]
    fn a_page_at_the_limit_passes_and_one_above_is_told_what_weighs_most() {
        assert!(one_file(LIMIT).check().is_ok());
        let sentence = one_file(LIMIT + 100).check().unwrap_err().to_string();
        assert!(sentence.starts_with("the page weighs "), "{sentence}");
        assert!(sentence.contains("a.wasm"), "{sentence}");
    }
}
