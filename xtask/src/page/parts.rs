//! Cutting off what is loaded later. Neither Trunk nor wasm-bindgen can: so the module is cut as the linker left it,
//! joined with JavaScript once more, and laid where Trunk laid its own. See `docs/dependencies.md`.
//!
//! `src/ui/live/parts.rs` says where to cut. The first module and its script stay one file each; the script gets what
//! loads the parts.

use std::fs;
use std::path::{Path, PathBuf};

use crate::places::Places;
use crate::process;
use crate::say;
use crate::trouble::{Attempting, Trouble};

/// What the module is called before and after wasm-bindgen.
const STEM: &str = "queue-playground";
/// What wasm-split calls a part, and what several parts share; and what the page calls them.
const NAMES: [(&str, &str); 2] = [("split_", "part-"), ("chunk_", "part-shared-")];
/// What wasm-split writes to load the parts, and how the first module's script imports that.
const LOADER: &str = "__wasm_split.js";

/// Cuts the module that Trunk has had compiled, in the folder where Trunk left the page.
pub(super) fn cut(places: &Places, raw: &Path) -> Result<(), Trouble> {
    say::note("Cutting off what is loaded later.");
    let whole = compiled(places);
    let folder = places.workshop().join("parts");
    if folder.exists() {
        fs::remove_dir_all(&folder).attempting(|| format!("remove {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).attempting(|| format!("create {}", folder.display()))?;
    process::run(tool(places, "wasm-split").arg(&whole).arg(&folder).arg(format!("./{STEM}.js")))?;
    let mut bindgen = tool(places, "wasm-bindgen");
    // The parts import from the first module what the linker exported.
    bindgen.args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--out-name", STEM, "--out-dir"]);
    process::run(bindgen.arg(&folder).arg(folder.join("main.wasm")))?;

    let script = joined(&read(&folder.join(format!("{STEM}.js")))?, &read(&folder.join(LOADER))?)?;
    let (own_script, own_module) = trunks_own(raw)?;
    fs::write(&own_script, script).attempting(|| format!("write {}", own_script.display()))?;
    copy(&folder.join(format!("{STEM}_bg.wasm")), &own_module)?;
    for (path, name) in files(&folder)? {
        let part = NAMES.iter().find_map(|(cut, part)| Some(format!("{part}{}", name.strip_prefix(cut)?)));
        if let Some(part) = part {
            copy(&path, &raw.join(part))?;
        }
    }
    Ok(())
}

/// Whether a file of this name is loaded later.
pub(super) fn is_part(name: &str) -> bool {
    name.starts_with("part-")
}

/// One script of two that import each other: no browser has to ask for a second, and its name can follow from its
/// content.
fn joined(main: &str, loader: &str) -> Result<String, Trouble> {
    let unexpected = |what: &str| Trouble::new(format!("wasm-split or wasm-bindgen wrote a script without {what}"));
    let is_import = |line: &str| line.starts_with("import * as ") && line.contains(LOADER);
    // One for each part.
    let imports = main.lines().filter(|line| is_import(line));
    let names = imports.filter_map(|line| line.split_whitespace().nth(3)).collect::<Vec<_>>();
    if names.is_empty() {
        return Err(unexpected("its import of the other"));
    }
    let main = main.lines().filter(|line| !is_import(line)).collect::<Vec<_>>().join("\n");
    let (first, rest) = loader.split_once('\n').ok_or_else(|| unexpected("lines"))?;
    if !first.starts_with("import { initSync } from") || !rest.contains(STREAMED) {
        return Err(unexpected("what loads a part"));
    }
    let exports = rest.lines().filter_map(|line| line.strip_prefix("export const ")?.split(' ').next());
    let exports = exports.collect::<Vec<_>>().join(", ");
    let rest = rest.replace("export const ", "const ").replace(STREAMED, READ);
    let rest = NAMES.iter().fold(rest, |rest, (cut, part)| rest.replace(&format!("\"./{cut}"), &format!("\"./{part}")));
    let given = names.iter().map(|name| format!("const {name} = {{ {exports} }};\n")).collect::<String>();
    Ok(format!("{main}\n{rest}\n{given}"))
}

/// A browser streams a module only if the server calls it by its type, and some do not.
const STREAMED: &str = "WebAssembly.instantiateStreaming(src, imports)";
const READ: &str = "WebAssembly.instantiate(await (await src).arrayBuffer(), imports)";

/// The module as the linker left it.
fn compiled(places: &Places) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| places.root.join("target"), PathBuf::from);
    target.join("wasm32-unknown-unknown").join("release").join(format!("{STEM}.wasm"))
}

/// Script and module as Trunk left them.
fn trunks_own(raw: &Path) -> Result<(PathBuf, PathBuf), Trouble> {
    let of = |ending: &str| {
        let is_it = |name: &str| name.starts_with(STEM) && name.ends_with(ending);
        let found = files(raw)?.into_iter().find(|(_, name)| is_it(name)).map(|(path, _)| path);
        found.ok_or_else(|| Trouble::new(format!("Trunk left no file {STEM}…{ending}")))
    };
    Ok((of(".js")?, of("_bg.wasm")?))
}

fn files(folder: &Path) -> Result<Vec<(PathBuf, String)>, Trouble> {
    let entries = fs::read_dir(folder).attempting(|| format!("read {}", folder.display()))?;
    let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    Ok(paths.map(|path| (path.clone(), path.file_name().unwrap_or_default().to_string_lossy().into_owned())).collect())
}

fn tool(places: &Places, program: &str) -> std::process::Command {
    process::command(places, process::find(places, program).unwrap_or_else(|| program.into()))
}

fn read(path: &Path) -> Result<String, Trouble> {
    fs::read_to_string(path).attempting(|| format!("read {}", path.display()))
}

fn copy(from: &Path, to: &Path) -> Result<(), Trouble> {
    fs::copy(from, to).map(drop).attempting(|| format!("copy {}", from.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIN: &str = concat!(
        "import * as import1 from \"./__wasm_split.js\"\n",
        "import * as import2 from \"./__wasm_split.js\"\n",
        "\nexport default init;\n",
    );
    const PARTS: &str = concat!(
        "import { initSync } from \"./queue-playground.js\";\n",
        "function load() {}\n",
        "export const __wasm_split_load_live = load(() => {\n",
        "    const src = fetch(new URL(\"./split_live.wasm\", import.meta.url));\n",
        "    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));\n",
        "}\n);\n",
    );

    #[test]
    fn two_scripts_that_import_each_other_become_one_that_imports_nothing() {
        let script = joined(MAIN, PARTS).unwrap();
        assert!(!script.contains("import *") && !script.contains("import {"), "{script}");
        assert!(script.contains("\nexport default init;\n"), "{script}");
        assert!(script.contains("fetch(new URL(\"./part-live.wasm\", import.meta.url))"), "{script}");
        let given = "const import1 = { __wasm_split_load_live };\nconst import2 = { __wasm_split_load_live };\n";
        assert!(script.ends_with(given), "{script}");
    }

    #[test]
    fn a_script_that_is_not_understood_is_not_published() {
        assert!(joined("export default init;\n", PARTS).is_err());
        assert!(joined(MAIN, "import { initSync } from \"./queue-playground.js\";\nfetch();\n").is_err());
    }
}
