//! The configuration of a nats-server that fits: pages of one origin may connect, and it keeps to this computer.
//!
//! The one place where it is written, for the page's guide and for `cargo xtask serve --live`, which compiles this very
//! file. That is why it uses nothing of ours.

/// The file, with places for what differs.
const TEMPLATE: &str = include_str!("nats-server.conf");
/// Whose pages may connect if nothing else is known: those of `cargo xtask serve`.
const USUAL: &str = "http://127.0.0.1:8080";

/// What differs from server to server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings<'a> {
    /// Where it listens.
    pub host: Host,
    /// At which ports.
    pub ports: Ports,
    /// The folder that its streams are kept in; relative to the folder that it is started in.
    pub store: &'a str,
}

/// Where a server listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// On this computer only.
    Loopback,
    /// On every address of a container, which lets nobody in but through the ports that are published.
    Container,
}

/// The three ports of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ports {
    /// For programs.
    pub clients: u16,
    /// For those who look after it, over HTTP.
    pub monitoring: u16,
    /// For browsers.
    pub websocket: u16,
}

impl Ports {
    /// The ports that everybody uses.
    pub const USUAL: Ports = Ports { clients: 4_222, monitoring: 8_222, websocket: 9_222 };

    /// The ports that lie to this one as the usual ones lie to 4222; none if they would be too high.
    pub fn beside(clients: u16) -> Option<Ports> {
        let beside = |usual: u16| clients.checked_add(usual - Ports::USUAL.clients);
        let (monitoring, websocket) = (beside(Ports::USUAL.monitoring)?, beside(Ports::USUAL.websocket)?);
        (clients > 0).then_some(Ports { clients, monitoring, websocket })
    }
}

impl Host {
    const fn address(self) -> &'static str {
        match self {
            Host::Loopback => "127.0.0.1",
            Host::Container => "0.0.0.0",
        }
    }
}

/// The configuration file for pages of these origins (`http://127.0.0.1:8080`). What is no origin is left out; if none
/// remains, the usual one is let in, since an empty list would let in everybody.
pub fn config(origins: &[&str], settings: &Settings<'_>) -> String {
    let Ports { clients, monitoring, websocket } = settings.ports;
    let origins: Vec<String> = allowed(origins).iter().map(|origin| format!("\"{origin}\"")).collect();
    let filled = TEMPLATE
        .replace("{host}", settings.host.address())
        .replace("{clients}", &clients.to_string())
        .replace("{monitoring}", &monitoring.to_string())
        .replace("{websocket}", &websocket.to_string())
        .replace("{origins}", &origins.join(", "));
    // The last one, because it may say anything.
    filled.replace("{store}", &settings.store.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Who may connect: the origins, and where one of them is this computer by one of its names, by the other name, too. No
/// host twice: older servers keep only the last of its origins.
fn allowed(origins: &[&str]) -> Vec<String> {
    let mut allowed: Vec<String> = Vec::new();
    let mut allow = |origin: &str| {
        let Some(host) = host(origin) else { return };
        let pair = match host {
            "127.0.0.1" => [Some(origin.to_owned()), Some(origin.replacen(host, "localhost", 1))],
            "localhost" => [Some(origin.to_owned()), Some(origin.replacen(host, "127.0.0.1", 1))],
            _ => [Some(origin.to_owned()), None],
        };
        for one in pair.into_iter().flatten() {
            if !allowed.iter().any(|known| self::host(known) == self::host(&one)) {
                allowed.push(one);
            }
        }
    };
    origins.iter().for_each(|origin| allow(origin));
    if allowed.is_empty() { self::allowed(&[USUAL]) } else { allowed }
}

/// The host of an origin, without its scheme and its port. None if it is no origin, such as `null`, or holds what no
/// origin holds.
fn host(origin: &str) -> Option<&str> {
    let (scheme, authority) = origin.split_once(concat!(":", "//"))?;
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | ':' | '-' | '_' | '[' | ']');
    let port = authority.rsplit_once(':').filter(|(_, port)| port.bytes().all(|digit| digit.is_ascii_digit()));
    let host = port.map_or(authority, |(host, _)| host);
    (matches!(scheme, "http" | "https") && !host.is_empty() && authority.chars().all(plain)).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Settings<'_> = Settings { host: Host::Loopback, ports: Ports::USUAL, store: "streams" };

    #[test]
    fn this_computer_is_let_in_by_both_of_its_names() {
        let both = ["http://127.0.0.1:8081", "http://localhost:8081"];
        assert_eq!(allowed(&["http://127.0.0.1:8081"]), both);
        assert_eq!(allowed(&["http://localhost:8081"]), [both[1], both[0]]);
        assert_eq!(allowed(&both), both);
        assert_eq!(allowed(&["https://github.com"]), ["https://github.com"]);
    }

    #[test]
    fn no_host_is_listed_twice_because_older_servers_keep_only_the_last() {
        let all =
            allowed(&["http://127.0.0.1:8080", "http://127.0.0.1:9000", "https://github.com", "http://github.com"]);
        assert_eq!(all, ["http://127.0.0.1:8080", "http://localhost:8080", "https://github.com"]);
        assert_eq!(allowed(&["http://www.w3.org:8080", "http://www.w3.org:9000"]), ["http://www.w3.org:8080"]);
    }

    #[test]
    fn the_list_is_never_empty_and_holds_nothing_but_origins() {
        let usual = ["http://127.0.0.1:8080", "http://localhost:8080"];
        assert_eq!(allowed(&[]), usual);
        for wrong in [
            "null",
            "",
            "localhost",
            "ftp://localhost",
            "http://localhost\"",
            "http://localhost/b",
            "http://localhost b",
            "http://{store}",
        ] {
            assert_eq!(allowed(&[wrong]), usual, "{wrong}");
        }
    }

    #[test]
    fn every_place_of_the_file_is_filled() {
        let text = config(&["http://127.0.0.1:8080"], &HERE);
        for line in [
            "listen: \"127.0.0.1:4222\"\n",
            "http: \"127.0.0.1:8222\"\n",
            "  listen: \"127.0.0.1:9222\"\n",
            "  allowed_origins: [\"http://127.0.0.1:8080\", \"http://localhost:8080\"]\n",
            "  store_dir: \"streams\"\n",
        ] {
            assert!(text.contains(line), "{line}");
        }
        let left = ["{host}", "{clients}", "{monitoring}", "{websocket}", "{origins}", "{store}"];
        assert!(!left.iter().any(|place| text.contains(place)), "{text}");
        let container = config(&[], &Settings { host: Host::Container, ..HERE });
        assert!(container.contains("listen: \"0.0.0.0:9222\"") && !container.contains("127.0.0.1:9222"));
    }

    #[test]
    fn a_folder_may_have_any_name() {
        let text = config(&[], &Settings { store: "C:\\my \"streams\"", ..HERE });
        assert!(text.contains(r#"store_dir: "C:\\my \"streams\"""#), "{text}");
    }

    #[test]
    fn other_ports_lie_beside_each_other_as_the_usual_ones_do() {
        assert_eq!(Ports::beside(4_222), Some(Ports::USUAL));
        assert_eq!(Ports::beside(4_223), Some(Ports { clients: 4_223, monitoring: 8_223, websocket: 9_223 }));
        assert_eq!(Ports::beside(0), None);
        assert_eq!(Ports::beside(61_000), None);
    }
}
