//! Which wasm-opt is used. Only one version is known to be right: Debian 12's, 108, exits with 0 and breaks the module.

use std::path::PathBuf;

use super::versions;
use crate::places::Places;
use crate::process;

/// How wasm-opt is started here.
#[derive(Clone, Debug)]
pub enum WasmOpt {
    /// A program on PATH.
    Program(PathBuf),
    /// Node's version, set up in this tree.
    Script(PathBuf),
}

impl WasmOpt {
    /// The one that was set up here, or one of the same version on PATH.
    pub fn find(places: &Places) -> Option<Self> {
        let package = places.tools().join("binaryen");
        let script = package.join("node_modules/binaryen/bin/wasm-opt");
        let current = std::fs::read(package.join("package.json")).ok() == std::fs::read(manifest(places)).ok();
        if current && script.is_file() && process::find(places, "node").is_some() {
            return Some(Self::Script(script));
        }
        let program = process::find(places, "wasm-opt")?;
        let answer = process::answer(process::command(places, &program).arg("--version"))?;
        let major = versions::binaryen().split('.').next().unwrap_or_default();
        answer.split_whitespace().any(|word| word == major).then_some(Self::Program(program))
    }

    /// The command, ready for its arguments.
    pub fn command(&self, places: &Places) -> std::process::Command {
        match self {
            Self::Program(program) => process::command(places, program),
            Self::Script(script) => {
                let mut command = process::command(places, "node");
                command.arg(script);
                command
            }
        }
    }
}

fn manifest(places: &Places) -> PathBuf {
    places.root.join("tools").join("package.json")
}
