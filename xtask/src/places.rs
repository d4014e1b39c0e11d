//! Where things are in the tree. Everything this program writes lies under `target/`, `dist/` or `docs/screenshots/`.

use std::path::{Path, PathBuf};

/// The paths of one checkout.
#[derive(Clone, Debug)]
pub struct Places {
    /// The repository.
    pub root: PathBuf,
}

impl Places {
    /// The checkout that this program was built from.
    pub fn find() -> Self {
        let package =
            std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        Self::containing(&package)
    }

    /// The checkout around a path inside it: the nearest folder upwards that has a `Trunk.toml`.
    pub fn containing(path: &Path) -> Self {
        let root = path.ancestors().find(|folder| folder.join("Trunk.toml").is_file()).unwrap_or(path);
        Self { root: root.to_path_buf() }
    }

    /// What is set up here and nowhere else. Never in the person's global cargo bin.
    pub fn tools(&self) -> PathBuf {
        self.root.join("target").join("tools")
    }

    /// The programs that were set up; first in the search path of every child.
    pub fn tools_bin(&self) -> PathBuf {
        self.tools().join("bin")
    }

    /// Where the page is put together before it replaces `dist/`.
    pub fn workshop(&self) -> PathBuf {
        self.root.join("target").join("page")
    }

    /// The files of a nats-server that runs beside the page.
    pub fn live(&self) -> PathBuf {
        self.root.join("target").join("live")
    }

    /// The finished page.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }
}
