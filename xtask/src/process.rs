//! Running other programs: with the tools of this tree first in their search path, their output left visible.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::places::Places;
use crate::trouble::{Attempting, Trouble};

/// A command in the root of the tree that finds the tools under `target/tools` before any other.
pub fn command(places: &Places, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(&places.root).env("PATH", search_path(places));
    command
}

/// Cargo, the one that runs us.
pub fn cargo(places: &Places) -> Command {
    command(places, std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs to the end, output visible; anything but success is trouble.
pub fn run(command: &mut Command) -> Result<(), Trouble> {
    let status = command.status().attempting(|| format!("run {}", spelled_out(command)))?;
    if status.success() { Ok(()) } else { Err(Trouble::new(format!("{} ended with {status}", spelled_out(command)))) }
}

/// What a program prints on standard output, or nothing if it is not there or fails.
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Where a program is, looking through the tree's tools and then PATH.
pub fn find(places: &Places, program: &str) -> Option<PathBuf> {
    std::env::split_paths(&search_path(places))
        .flat_map(|folder| spellings(program).map(move |name| folder.join(name)))
        .find(|path| is_program(path))
}

/// The command as a person would type it, for messages.
pub fn spelled_out(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    format!("`{}`", words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" "))
}

fn search_path(places: &Places) -> OsString {
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    // Debian keeps servers where only root looks for programs.
    let of_servers = cfg!(target_os = "linux").then(|| PathBuf::from("/usr/sbin"));
    let folders = std::iter::once(places.tools_bin()).chain(std::env::split_paths(&inherited)).chain(of_servers);
    // Only a folder with the separator in its name cannot be joined; then the inherited path must do.
    std::env::join_paths(folders).unwrap_or(inherited)
}

#[cfg(windows)]
fn spellings(program: &str) -> impl Iterator<Item = String> {
    [format!("{program}.exe"), format!("{program}.cmd")].into_iter()
}

#[cfg(not(windows))]
fn spellings(program: &str) -> impl Iterator<Item = String> {
    std::iter::once(program.to_owned())
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_spelled_out_without_the_folder_of_its_program() {
        let mut command = Command::new("/some/where/cargo");
        command.args(["test", "--doc"]);
        assert_eq!(spelled_out(&command), "`cargo test --doc`");
    }

    #[test]
    fn a_missing_program_answers_nothing() {
        assert_eq!(answer(&mut Command::new("no-such-program-anywhere")), None);
    }
}
