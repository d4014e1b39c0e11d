//! What Trunk leaves to do: optimise the module, join the style sheets, name every file by its content, and write
//! names and integrity hashes into `index.html`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::lean;
use super::markup::{self, Tag};
use super::name;
use super::parts;
use crate::places::Places;
use crate::process;
use crate::say;
use crate::setup::WasmOpt;
use crate::trouble::{Attempting, Trouble};

/// The name of the joined style sheet before its hash.
const STYLE: &str = "queue-playground.css";

/// A file under its final name.
struct Asset {
    name: String,
    integrity: String,
}

/// Reads what Trunk made in `raw` and writes the page that is published to `finished`.
pub(super) fn finish(places: &Places, raw: &Path, finished: &Path) -> Result<(), Trouble> {
    if finished.exists() {
        fs::remove_dir_all(finished).attempting(|| format!("remove {}", finished.display()))?;
    }
    fs::create_dir_all(finished).attempting(|| format!("create {}", finished.display()))?;

    let html = read_text(&raw.join("index.html"))?;
    let mut assets = BTreeMap::new();
    let mut files = files_in(raw)?;
    // Scripts last: they name what they load.
    files.sort_by_key(|path| path.extension().is_some_and(|extension| extension == "js"));
    for path in files {
        let original = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let content = match path.extension().and_then(|extension| extension.to_str()) {
            Some("html" | "css") => continue,
            Some("wasm") => optimised(places, &path)?,
            Some("js") => with_final_parts(&lean::script(&read_text(&path)?), &assets).into_bytes(),
            _ => read(&path)?,
        };
        assets.insert(original.clone(), publish(finished, &original, &content)?);
    }
    let style = publish(finished, STYLE, lean::style(&joined_styles(raw, &html)?).as_bytes())?;

    let html = with_final_names(&html, &assets, &style);
    let inline = markup::inline_code(&html);
    if !inline.is_empty() {
        return Err(Trouble::new(format!(
            "index.html has inline code, which its content security policy blocks: {}. Move it to a file",
            inline.join(", ")
        )));
    }
    write(&finished.join("index.html"), html.as_bytes())
}

fn optimised(places: &Places, module: &Path) -> Result<Vec<u8>, Trouble> {
    let Some(wasm_opt) = WasmOpt::find(places) else { return read(module) };
    let smaller = module.with_extension("optimised");
    say::note("Optimising the module with wasm-opt.");
    process::run(wasm_opt.command(places).arg("-Os").arg(module).arg("-o").arg(&smaller))?;
    let content = read(&smaller)?;
    fs::remove_file(&smaller).attempting(|| format!("remove {}", smaller.display()))?;
    Ok(content)
}

/// A script with the final names of the parts that it loads, and with their hashes: as it is vouched for itself, so are
/// they.
fn with_final_parts(script: &str, assets: &BTreeMap<String, Asset>) -> String {
    assets.iter().filter(|(original, _)| parts::is_part(original)).fold(
        script.to_owned(),
        |script, (original, asset)| {
            let address = |name: &str| format!("fetch(new URL(\"./{name}\", import.meta.url)");
            let vouched = format!("{}, {{ integrity: \"{}\" }}", address(&asset.name), asset.integrity);
            script.replace(&address(original), &vouched)
        },
    )
}

/// In the order of `index.html`: later rules win.
fn joined_styles(raw: &Path, html: &str) -> Result<String, Trouble> {
    let mut joined = String::new();
    for href in markup::tags(html).iter().filter(|tag| is_style_sheet(tag)).filter_map(|tag| tag.get("href")) {
        joined.push_str(&read_text(&raw.join(own(href)))?);
        joined.push('\n');
    }
    Ok(joined)
}

fn with_final_names(html: &str, assets: &BTreeMap<String, Asset>, style: &Asset) -> String {
    let mut style_is_linked = false;
    markup::rewrite(html, |mut tag| {
        if is_style_sheet(&tag) {
            // The first link becomes the link to all of them.
            let first = !std::mem::replace(&mut style_is_linked, true);
            return first.then(|| {
                tag.set("href", &relative(style));
                vouch(&mut tag, style);
                tag
            });
        }
        for attribute in ["href", "src", "data-script", "data-module"] {
            let Some(asset) = tag.get(attribute).and_then(|address| assets.get(own(address))) else { continue };
            tag.set(attribute, &relative(asset));
            match (tag.name.as_str(), tag.get("rel"), attribute) {
                ("script", ..) | ("link", Some("modulepreload"), _) => vouch(&mut tag, asset),
                // The loader passes it to `fetch`; browsers ignore it on a preload, and complain.
                ("meta", _, "data-module") => tag.set("data-integrity", &asset.integrity),
                _ => {}
            }
        }
        Some(tag)
    })
}

/// Without `crossorigin` the integrity of a file cannot be checked in a sandboxed frame, and the file is blocked.
fn vouch(tag: &mut Tag, asset: &Asset) {
    tag.set("integrity", &asset.integrity);
    tag.set("crossorigin", "anonymous");
}

fn is_style_sheet(tag: &Tag) -> bool {
    tag.name == "link" && tag.get("rel") == Some("stylesheet")
}

/// An address of ours is relative, so that the page works under any path.
fn relative(asset: &Asset) -> String {
    format!("./{}", asset.name)
}

fn own(address: &str) -> &str {
    address.strip_prefix("./").unwrap_or(address)
}

fn publish(finished: &Path, original: &str, content: &[u8]) -> Result<Asset, Trouble> {
    let name = name::hashed(original, content);
    write(&finished.join(&name), content)?;
    Ok(Asset { name, integrity: name::integrity(content) })
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>, Trouble> {
    let entries = fs::read_dir(folder).attempting(|| format!("read {}", folder.display()))?;
    let mut paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect::<Vec<_>>();
    paths.sort();
    if let Some(folder) = paths.iter().find(|path| path.is_dir()) {
        // A JavaScript snippet of a crate. Its importers would have to be rewritten, too; so far there is none.
        return Err(Trouble::new(format!(
            "Trunk made a folder, {}, which the build does not handle",
            folder.display()
        )));
    }
    Ok(paths)
}

fn read(path: &Path) -> Result<Vec<u8>, Trouble> {
    fs::read(path).attempting(|| format!("read {}", path.display()))
}

fn read_text(path: &Path) -> Result<String, Trouble> {
    fs::read_to_string(path).attempting(|| format!("read {}", path.display()))
}

fn write(path: &Path, content: &[u8]) -> Result<(), Trouble> {
    fs::write(path, content).attempting(|| format!("write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(name: &str) -> Asset {
        Asset { name: name.into(), integrity: "sha384-x".into() }
    }

    #[test]
    fn a_script_asks_for_a_part_by_its_final_name_and_hash() {
        let assets = BTreeMap::from([("part-live.wasm".to_owned(), asset("part-live-1.wasm"))]);
        let script = "const src = fetch(new URL(\"./part-live.wasm\", import.meta.url));";
        let expected =
            "const src = fetch(new URL(\"./part-live-1.wasm\", import.meta.url), { integrity: \"sha384-x\" });";
        assert_eq!(with_final_parts(script, &assets), expected);
    }

    #[test]
    fn names_and_hashes_are_written_where_browsers_look() {
        let assets = BTreeMap::from([("a.js".to_owned(), asset("a-1.js")), ("a.wasm".to_owned(), asset("a-2.wasm"))]);
        let html = concat!(
            "<link rel=\"stylesheet\" href=\"./one.css\"/><link rel=\"stylesheet\" href=\"./two.css\"/>",
            "<meta name=\"m\" data-script=\"./a.js\" data-module=\"./a.wasm\">",
            "<link rel=\"preload\" href=\"./a.wasm\"><a href=\"./elsewhere\">e</a>",
        );
        let expected = concat!(
            "<link rel=\"stylesheet\" href=\"./s.css\" integrity=\"sha384-x\" crossorigin=\"anonymous\">",
            "<meta name=\"m\" data-script=\"./a-1.js\" data-module=\"./a-2.wasm\" data-integrity=\"sha384-x\">",
            "<link rel=\"preload\" href=\"./a-2.wasm\"><a href=\"./elsewhere\">e</a>",
        );
        assert_eq!(with_final_names(html, &assets, &asset("s.css")), expected);
    }
}
