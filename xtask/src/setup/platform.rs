//! Which computer this is, and what a person on it has to type to install what this program may not.

use super::need::{Need, Route};
use crate::places::Places;
use crate::process;

/// Kinds of computers that are advised differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Platform {
    /// Debian or a relative, as root: packages can be installed here and now.
    DebianAsRoot,
    /// Debian or a relative, as somebody else.
    Debian,
    /// Linux without apt.
    OtherLinux,
    /// Apple's.
    MacOs,
    /// Microsoft's.
    Windows,
}

impl Platform {
    pub(super) fn here(places: &Places) -> Self {
        match std::env::consts::OS {
            "macos" => Self::MacOs,
            "windows" => Self::Windows,
            _ if process::find(places, "apt-get").is_none() => Self::OtherLinux,
            _ if is_root(places) => Self::DebianAsRoot,
            _ => Self::Debian,
        }
    }

    /// Everything that has to be installed by hand, each with the command that does it.
    pub(super) fn advice(self, blocked: &[Need]) -> String {
        let mut text =
            String::from("some things are missing that this program may not install here. Please install:\n");
        for need in blocked {
            text.push_str(&format!("  {}: {}\n      {}\n", need.title(), need.reason(), self.command(*need)));
        }
        text.push_str("Then run the same command again. Nothing was changed so far.");
        text
    }

    fn command(self, need: Need) -> String {
        match need.route() {
            Route::Rustup => "rustup target add wasm32-unknown-unknown   (rustup itself: https://rustup.rs)".into(),
            Route::Cargo => "nothing to do: cargo builds it".into(),
            Route::Npm => "Node 18 or newer with npm   (https://nodejs.org)".into(),
            Route::Apt => self.package_command(need),
        }
    }

    fn package_command(self, need: Need) -> String {
        match self {
            Self::Debian | Self::DebianAsRoot => {
                format!("sudo apt-get install --no-install-recommends {}", need.packages().join(" "))
            }
            Self::OtherLinux => format!("with your package manager: {}", on_other_linux(need)),
            Self::MacOs => format!("brew install {}", on_macos(need)),
            Self::Windows => format!("choco install {}", on_windows(need)),
        }
    }
}

fn on_other_linux(need: Need) -> &'static str {
    match need {
        Need::Browser => "chromium and its chromedriver",
        Need::NatsServer => "nats-server",
        Need::RedisServer => "redis (its program redis-server)",
        _ => "noto-fonts-cjk",
    }
}

fn on_macos(need: Need) -> &'static str {
    match need {
        Need::Browser => "--cask google-chrome chromedriver",
        Need::NatsServer => "nats-server",
        Need::RedisServer => "redis",
        _ => "--cask font-noto-sans-cjk",
    }
}

fn on_windows(need: Need) -> &'static str {
    match need {
        Need::Browser => "googlechrome chromedriver",
        Need::NatsServer => "nats-server",
        Need::RedisServer => "redis-64",
        _ => "noto",
    }
}

/// Asks `id`, because asking the system directly would take unsafe code.
fn is_root(places: &Places) -> bool {
    process::answer(process::command(places, "id").arg("-u")).as_deref() == Some("0")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Platform; 5] =
        [Platform::DebianAsRoot, Platform::Debian, Platform::OtherLinux, Platform::MacOs, Platform::Windows];

    #[test]
    fn every_blocked_need_is_named_on_every_platform() {
        let blocked = [Need::WasmTarget, Need::Browser, Need::NatsServer, Need::RedisServer, Need::KoreanFont];
        for platform in ALL {
            let advice = platform.advice(&blocked);
            for need in blocked {
                assert!(advice.contains(&need.title()), "{platform:?} forgets {}", need.title());
            }
        }
    }

    #[test]
    fn the_command_fits_the_platform() {
        let command = |platform: Platform| platform.command(Need::Browser);
        assert_eq!(command(Platform::Debian), "sudo apt-get install --no-install-recommends chromium chromium-driver");
        assert_eq!(command(Platform::OtherLinux), "with your package manager: chromium and its chromedriver");
        assert_eq!(command(Platform::MacOs), "brew install --cask google-chrome chromedriver");
        assert_eq!(command(Platform::Windows), "choco install googlechrome chromedriver");
    }
}
