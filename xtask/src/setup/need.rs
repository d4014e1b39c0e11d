//! What the verbs stand on: each need, why it is needed, how it is recognised and the way it is installed.

use std::path::Path;

use super::versions;
use super::wasm_opt::WasmOpt;
use crate::places::Places;
use crate::process;

/// One thing that must be on this computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Rust's standard library for the browser.
    WasmTarget,
    /// Bundles the page.
    Trunk,
    /// Makes the compiled module callable from JavaScript; comes with the runner of browser tests, and with what cuts
    /// the module into parts.
    WasmBindgen,
    /// Makes the module smaller and faster.
    WasmOpt,
    /// Chromium and the driver that steers it.
    Browser,
    /// The real NATS.
    NatsServer,
    /// The real Redis.
    RedisServer,
    /// Glyphs for Korean on pictures.
    KoreanFont,
}

/// What the package in `tools` builds, all at once.
pub(super) const BUILT_HERE: [&str; 3] = ["wasm-bindgen", "wasm-bindgen-test-runner", "wasm-split"];

/// Who installs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route {
    Rustup,
    Cargo,
    Npm,
    Apt,
}

impl Need {
    /// The name and, where it matters, the version.
    pub(super) fn title(self) -> String {
        match self {
            Self::WasmTarget => "Rust's target wasm32-unknown-unknown".into(),
            Self::Trunk => format!("trunk {}", versions::TRUNK),
            Self::WasmBindgen => {
                format!("wasm-bindgen {} and wasm-split {}", versions::wasm_bindgen(), versions::wasm_split())
            }
            Self::WasmOpt => format!("wasm-opt (npm package binaryen {})", versions::binaryen()),
            Self::Browser => "Chromium and chromedriver".into(),
            Self::NatsServer => "nats-server".into(),
            Self::RedisServer => "redis-server".into(),
            Self::KoreanFont => "a Korean font".into(),
        }
    }

    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::WasmTarget => "compiles the page for the browser",
            Self::Trunk => "bundles the page",
            Self::WasmBindgen => {
                "join the compiled module with JavaScript, in the very version of Cargo.lock, and cut it into parts"
            }
            Self::WasmOpt => "makes the module smaller and faster",
            Self::Browser => "runs the browser tests",
            Self::NatsServer | Self::RedisServer => "the simulation is compared with the real one",
            Self::KoreanFont => "the page speaks Korean on pictures, too",
        }
    }

    /// What it will take, as measured on two cores.
    pub(super) fn cost(self) -> &'static str {
        match self {
            Self::WasmTarget => "a download of 30 MB, added to the toolchain by rustup",
            Self::Trunk => "compiled into target/tools, about 3 minutes",
            Self::WasmBindgen => "compiled into target/tools, about 1 minute",
            Self::WasmOpt => "a download of 100 MB into target/tools",
            Self::Browser => "installed by apt, about 400 MB",
            Self::NatsServer | Self::RedisServer => "installed by apt, a few MB",
            Self::KoreanFont => "installed by apt, about 90 MB",
        }
    }

    /// Whether the work can go on without it.
    pub(super) fn is_optional(self) -> bool {
        matches!(self, Self::WasmOpt)
    }

    /// What is lost by going on without an optional need.
    pub(super) fn loss(self) -> &'static str {
        "it needs Node with npm, which are not on PATH. The page works, but is a fifth larger."
    }

    pub(super) fn route(self) -> Route {
        match self {
            Self::WasmTarget => Route::Rustup,
            Self::Trunk | Self::WasmBindgen => Route::Cargo,
            Self::WasmOpt => Route::Npm,
            Self::Browser | Self::NatsServer | Self::RedisServer | Self::KoreanFont => Route::Apt,
        }
    }

    /// Debian's packages, for those that apt installs.
    pub(super) fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Browser => &["chromium", "chromium-driver"],
            Self::NatsServer => &["nats-server"],
            Self::RedisServer => &["redis-server"],
            Self::KoreanFont => &["fonts-noto-cjk"],
            Self::WasmTarget | Self::Trunk | Self::WasmBindgen | Self::WasmOpt => &[],
        }
    }

    /// Looks for it: first in this tree's tools, then on PATH.
    pub(super) fn is_met(self, places: &Places) -> bool {
        match self {
            Self::WasmTarget => has_wasm_target(places),
            Self::Trunk => says(places, "trunk", versions::TRUNK),
            Self::WasmBindgen => BUILT_HERE.iter().all(|program| match *program {
                "wasm-split" => says(places, program, versions::wasm_split()),
                _ => says(places, program, versions::wasm_bindgen()),
            }),
            Self::WasmOpt => WasmOpt::find(places).is_some(),
            Self::Browser => process::find(places, "chromedriver").is_some() && has_browser(places),
            Self::NatsServer => process::find(places, "nats-server").is_some(),
            Self::RedisServer => process::find(places, "redis-server").is_some(),
            Self::KoreanFont => has_korean_font(places),
        }
    }
}

fn says(places: &Places, program: &str, version: &str) -> bool {
    process::find(places, program)
        .and_then(|path| process::answer(process::command(places, path).arg("--version")))
        .is_some_and(|answer| answer.split_whitespace().any(|word| word == version))
}

fn has_wasm_target(places: &Places) -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let arguments = ["--print", "target-libdir", "--target", "wasm32-unknown-unknown"];
    process::answer(process::command(places, rustc).args(arguments)).is_some_and(|folder| Path::new(&folder).is_dir())
}

fn has_browser(places: &Places) -> bool {
    const PROGRAMS: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    const ELSEWHERE: [&str; 4] = [
        "/Applications/Google Chrome.app",
        "/Applications/Chromium.app",
        "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
        "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
    ];
    PROGRAMS.iter().any(|program| process::find(places, program).is_some())
        || ELSEWHERE.iter().any(|path| Path::new(path).exists())
}

/// macOS and Windows come with one; elsewhere fontconfig knows.
fn has_korean_font(places: &Places) -> bool {
    !cfg!(target_os = "linux")
        || process::answer(process::command(places, "fc-list").arg(":lang=ko")).is_some_and(|fonts| !fonts.is_empty())
}
