//! The versions of the tools, each written down once, and the check that those which must be equal are.

use std::fs;

use crate::places::Places;
use crate::trouble::{Attempting, Trouble};

/// 0.22 wants a newer Rust than our oldest.
pub(super) const TRUNK: &str = "0.21.14";

// Compiled in, so that each version is written down once: where its own tool reads it.
const PACKAGE: &str = include_str!("../../../tools/package.json");
const TOOLS: &str = include_str!("../../../tools/Cargo.toml");
#[cfg(test)]
const WASM_SPLIT: &str = include_str!("../../../tools/src/bin/wasm-split.rs");

/// The version of npm's binaryen, as `tools/package.json` pins it.
pub(super) fn binaryen() -> &'static str {
    pinned(PACKAGE, "\"binaryen\": \"")
}

/// The version of the wasm-bindgen command line, as `tools/Cargo.toml` pins it.
pub(super) fn wasm_bindgen() -> &'static str {
    pinned(TOOLS, "wasm-bindgen-cli = { version = \"=")
}

/// The version of the library that cuts the module, as `tools/Cargo.toml` pins it.
pub(super) fn wasm_split() -> &'static str {
    pinned(TOOLS, "wasm_split_cli_support = \"=")
}

/// wasm-bindgen's library and command line speak a private protocol: their versions must be equal to the last digit.
pub(super) fn check_that_tools_match_the_lock(places: &Places) -> Result<(), Trouble> {
    let path = places.root.join("Cargo.lock");
    let lock = fs::read_to_string(&path).attempting(|| format!("read {}", path.display()))?;
    let Some(locked) = locked_version(&lock, "wasm-bindgen") else {
        return Err(Trouble::new("Cargo.lock does not contain wasm-bindgen, and the page cannot be built without it"));
    };
    disagreement(locked, wasm_bindgen()).map_or(Ok(()), |sentence| Err(Trouble::new(sentence)))
}

fn disagreement(locked: &str, tools: &str) -> Option<String> {
    (locked != tools).then(|| {
        format!(
            "Cargo.lock has wasm-bindgen {locked}, but tools/Cargo.toml builds its command line in version {tools}. \
             In tools/Cargo.toml write {locked} for both `version` and `wasm-bindgen-cli`, then run \
             `cargo update --manifest-path tools/Cargo.toml`"
        )
    })
}

fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let (_, entry) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
    entry.split('"').next()
}

/// What follows a mark, up to the closing quote. A test makes sure that the marks are there.
fn pinned(text: &'static str, mark: &str) -> &'static str {
    text.split_once(mark).and_then(|(_, rest)| rest.split('"').next()).unwrap_or("unknown")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pinned_versions_are_found_where_their_tools_read_them() {
        for version in [binaryen(), wasm_bindgen(), wasm_split()] {
            assert_eq!(version.split('.').filter(|part| part.parse::<u32>().is_ok()).count(), 3, "{version}");
        }
    }

    #[test]
    fn wasm_split_says_the_version_of_its_library() {
        assert_eq!(pinned(WASM_SPLIT, "VERSION: &str = \""), wasm_split());
    }

    #[test]
    fn a_locked_version_is_read() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.131\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.131"));
        assert_eq!(locked_version(lock, "leptos"), None);
    }

    #[test]
    fn versions_that_disagree_are_named_with_what_to_change() {
        assert_eq!(disagreement("0.2.130", "0.2.130"), None);
        let sentence = disagreement("0.2.131", "0.2.130").unwrap();
        assert!(sentence.contains("Cargo.lock has wasm-bindgen 0.2.131"), "{sentence}");
        assert!(sentence.contains("In tools/Cargo.toml write 0.2.131"), "{sentence}");
    }
}
