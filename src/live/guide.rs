//! How to start a server that fits, as lines for a shell: how it is installed, how its file is written, how it starts.

use super::server::{Host, Ports, Settings, config};

/// What the file is called.
const FILE: &str = "queue-playground.conf";
/// Where its streams are kept: beside the file, so that nothing is left anywhere else.
const STORE: &str = "queue-playground-streams";

/// What does all of it, and serves the page, for those who have a checkout.
pub const CHECKOUT: &str = "cargo xtask serve --live";

/// Where the server is to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// Debian and its relatives, such as Ubuntu.
    Debian,
    /// macOS with Homebrew.
    MacOs,
    /// Anywhere with Docker.
    Docker,
}

impl System {
    /// Every system, in the order of the switch.
    pub const ALL: [System; 3] = [System::Debian, System::MacOs, System::Docker];

    /// Its name, for people and for scripts.
    pub const fn name(self) -> &'static str {
        match self {
            System::Debian => "Debian, Ubuntu",
            System::MacOs => "macOS",
            System::Docker => "Docker",
        }
    }

    /// How the server is installed; none where starting it is enough.
    ///
    /// Debian's package starts a server of its own at once, at the very port that ours needs.
    pub const fn install(self) -> Option<&'static str> {
        match self {
            System::Debian => Some("sudo apt install nats-server && sudo systemctl disable --now nats-server"),
            System::MacOs => Some("brew install nats-server"),
            System::Docker => None,
        }
    }

    /// How its file is written, for pages of this origin. The file is what stands between the first line and the last.
    pub fn write(self, origin: &str) -> String {
        format!("cat > {FILE} <<'END'\n{}END", self.file(origin))
    }

    /// The file itself.
    pub fn file(self, origin: &str) -> String {
        let host = if self == System::Docker { Host::Container } else { Host::Loopback };
        config(&[origin], &Settings { host, ports: Ports::USUAL, store: STORE })
    }

    /// How it is started. It ends with Ctrl+C.
    pub fn start(self) -> String {
        let Ports { clients, monitoring, websocket } = Ports::USUAL;
        // What a container publishes, it publishes to everybody, if it is not told otherwise.
        let publish = |port: u16| format!("-p 127.0.0.1:{port}:{port}");
        match self {
            // Where people who are not root do not look for programs.
            System::Debian => format!("/usr/sbin/nats-server -c {FILE}"),
            System::MacOs => format!("nats-server -c {FILE}"),
            System::Docker => format!(
                "docker run --rm -it {} {} {} -v \"$PWD/{FILE}:/{FILE}:ro\" nats:2 -c /{FILE}",
                publish(clients),
                publish(monitoring),
                publish(websocket)
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_container_listens_on_every_address_and_publishes_to_this_computer_alone() {
        let file = System::Docker.file("http://localhost:8080");
        let lines = file.lines().filter(|line| line.trim_start().starts_with("listen:") || line.starts_with("http:"));
        assert!(lines.clone().count() == 3 && lines.clone().all(|line| line.contains("\"0.0.0.0:")), "{file}");
        assert_eq!(
            System::Docker.start(),
            "docker run --rm -it -p 127.0.0.1:4222:4222 -p 127.0.0.1:8222:8222 -p 127.0.0.1:9222:9222 \
             -v \"$PWD/queue-playground.conf:/queue-playground.conf:ro\" nats:2 -c /queue-playground.conf"
        );
        assert!(!System::Debian.file("http://localhost:8080").contains("0.0.0.0"));
    }
}
