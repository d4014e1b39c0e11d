//! Whether the page in `dist/` is what the sources say: a hash of everything that goes in, kept beside what came out.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::name;
use crate::places::Places;
use crate::process;
use crate::trouble::{Attempting, Trouble};

/// Files and folders that decide what the page is. Of this program, too: it does the finishing.
const SOURCES: [&str; 14] = [
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "index.html",
    "src",
    "style",
    "tools/Cargo.lock",
    "tools/Cargo.toml",
    "tools/package-lock.json",
    "tools/package.json",
    "tools/src",
    "web",
    "xtask/src",
];

/// A hash of all sources, the compiler's version, and whether the module is optimised.
pub(super) fn of_sources(places: &Places, optimised: bool) -> Result<String, Trouble> {
    let mut hash = Sha256::new();
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    hash.update(process::answer(process::command(places, compiler).arg("-V")).unwrap_or_default());
    hash.update([u8::from(optimised)]);
    for source in SOURCES {
        add(&mut hash, &places.root, &places.root.join(source))?;
    }
    Ok(name::hex(&hash.finalize()))
}

/// Whether `dist/` was built from exactly these sources, and is still as it was then.
pub(super) fn is_current(places: &Places, sources: &str) -> bool {
    let remembered = fs::read_to_string(stamp(places)).unwrap_or_default();
    of_page(places).is_ok_and(|page| remembered == line(sources, &page))
}

/// Notes that `dist/` was built from these sources.
pub(super) fn remember(places: &Places, sources: &str) -> Result<(), Trouble> {
    let path = stamp(places);
    fs::write(&path, line(sources, &of_page(places)?)).attempting(|| format!("write {}", path.display()))
}

fn of_page(places: &Places) -> Result<String, Trouble> {
    let mut hash = Sha256::new();
    add(&mut hash, &places.dist(), &places.dist())?;
    Ok(name::hex(&hash.finalize()))
}

/// The path goes in as well as the content, each with its length, so that no two trees look the same.
fn add(hash: &mut Sha256, root: &Path, path: &Path) -> Result<(), Trouble> {
    if path.is_dir() {
        let entries = fs::read_dir(path).attempting(|| format!("read {}", path.display()))?;
        let mut paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect::<Vec<_>>();
        paths.sort();
        return paths.iter().try_for_each(|path| add(hash, root, path));
    }
    let content = fs::read(path).attempting(|| format!("read {}", path.display()))?;
    let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
    for part in [name.as_bytes(), &content] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    Ok(())
}

fn line(sources: &str, page: &str) -> String {
    format!("sources {sources}\npage {page}\n")
}

fn stamp(places: &Places) -> PathBuf {
    places.workshop().join("fingerprint")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash_of(files: &[(&str, &str)]) -> String {
        let root = std::env::temp_dir().join(format!("xtask-{}-{:?}", std::process::id(), std::thread::current().id()));
        for (name, content) in files {
            let path = root.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        let mut hash = Sha256::new();
        add(&mut hash, &root, &root).unwrap();
        fs::remove_dir_all(&root).unwrap();
        name::hex(&hash.finalize())
    }

    #[test]
    fn equal_trees_have_equal_fingerprints_and_any_change_shows() {
        let one = hash_of(&[("a/b", "1"), ("c", "2")]);
        assert_eq!(one, hash_of(&[("c", "2"), ("a/b", "1")]));
        assert_ne!(one, hash_of(&[("a/b", "1"), ("c", "3")]), "content");
        assert_ne!(one, hash_of(&[("a/d", "1"), ("c", "2")]), "name");
        assert_ne!(one, hash_of(&[("a/b", "12"), ("c", "")]), "boundary");
    }
}
