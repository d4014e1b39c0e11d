//! `wasm-split MODULE FOLDER SCRIPT`: cuts a module at its split points, with the library that cargo-leptos uses.
//!
//! It writes the first module to `FOLDER/main.wasm`, one for each part beside it, and what loads them to
//! `FOLDER/__wasm_split.js`, which imports the first module's own script by the name `SCRIPT`.

use std::path::Path;
use std::process::ExitCode;

/// As `Cargo.toml` pins the library: a test in xtask makes sure of it.
const VERSION: &str = "0.2.4";

fn main() -> ExitCode {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let outcome = match &*arguments {
        [version] if version == "--version" => {
            println!("wasm-split {VERSION}");
            Ok(())
        }
        [module, folder, script] => split(Path::new(module), Path::new(folder), script),
        _ => Err("usage: wasm-split MODULE FOLDER SCRIPT".to_owned()),
    };
    outcome.map_or_else(
        |sentence| {
            eprintln!("error: {sentence}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

fn split(module: &Path, folder: &Path, script: &str) -> Result<(), String> {
    let content = std::fs::read(module).map_err(|error| format!("cannot read {}: {error}", module.display()))?;
    let main = folder.join("main.wasm");
    let mut options = wasm_split_cli_support::Options::new(&content);
    (options.output_dir, options.main_out_path, options.main_module) = (folder, &main, script);
    wasm_split_cli_support::transform(options).map(drop).map_err(|error| format!("{error:?}"))
}
