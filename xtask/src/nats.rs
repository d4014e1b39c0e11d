//! A nats-server of our own beside the page, on this computer only, which ends when this program does.

use std::collections::VecDeque;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use crate::configuration::{Host, Ports, Settings, config};
use crate::places::Places;
use crate::process;
use crate::say;
use crate::trouble::{Attempting, Trouble};

/// How long a server may take until it is ready. It reads its streams first, which takes well under a second.
const PATIENCE: Duration = Duration::from_secs(30);
/// How many of its last words are kept, to be told if it dies.
const LAST_WORDS: usize = 12;

/// A server that runs until this value is dropped.
pub struct Nats {
    process: Child,
    guard: Option<Child>,
    words: Words,
    /// Where it listens, on 127.0.0.1.
    pub ports: Ports,
}

/// The last lines of its log.
#[derive(Clone, Default)]
struct Words(Arc<Mutex<VecDeque<String>>>);

/// The ports that lie to this one as the usual ones do to 4222, if nobody has taken them.
pub fn free_ports(clients: u16) -> Result<Ports, Trouble> {
    let highest = (1..=u16::MAX).rev().find(|port| Ports::beside(*port).is_some()).unwrap_or_default();
    let ports = Ports::beside(clients).ok_or_else(|| {
        Trouble::new(format!(
            "`--nats-port {clients}` leaves no room for the two ports above it; {highest} is the last"
        ))
    })?;
    let uses = [("programs", ports.clients), ("monitoring", ports.monitoring), ("browsers", ports.websocket)];
    for (whose, port) in uses {
        if let Err(error) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            if error.kind() != std::io::ErrorKind::AddrInUse {
                return Err(Trouble::new(format!("cannot listen on port {port}: {error}")));
            }
            let other = if clients < highest { clients + 1 } else { clients - 1 };
            return Err(Trouble::new(format!(
                "port {port}, which nats-server needs for {whose}, is taken by another program, perhaps by another \
                 nats-server; end it, or move all three ports, as in `cargo xtask serve --live --nats-port {other}`"
            )));
        }
    }
    Ok(ports)
}

impl Nats {
    /// Starts a server whose files lie under `target/live/` and to which the page of this computer at that port may
    /// connect, by either of the names that this computer has for itself. It is ready when this returns.
    pub fn start(places: &Places, page: u16, ports: Ports) -> Result<Self, Trouble> {
        let folder = places.live();
        let file = folder.join("nats-server.conf");
        fs::create_dir_all(&folder).attempting(|| format!("create {}", folder.display()))?;
        // A name of its own for each port, because two servers may not share a folder.
        let store = folder.join(format!("streams-{}", ports.clients));
        let settings = Settings { host: Host::Loopback, ports, store: &store.to_string_lossy() };
        let origins = ["127.0.0.1", "localhost"].map(|host| format!("http://{host}:{page}"));
        let content = config(&origins.each_ref().map(String::as_str), &settings);
        fs::write(&file, content).attempting(|| format!("write {}", file.display()))?;
        let (mut process, log) = launched(places, &file)?;
        let words = Words::default();
        let ready = words.collect(log);
        let guard = guard(process.id());
        let started = ready.recv_timeout(PATIENCE).is_ok();
        if !started {
            let _ = process.kill();
            let _ = process.wait();
            return Err(Trouble::new(format!("nats-server did not start; it said:\n{}", words.told())));
        }
        Ok(Self { process, guard, words, ports })
    }

    /// Waits until the server ends, which it should not, and says why it did.
    pub fn wait(mut self) -> Trouble {
        let ended = self.process.wait().map_or_else(|error| error.to_string(), |status| status.to_string());
        Trouble::new(format!("nats-server ended ({ended}); its last words:\n{}", self.words.told()))
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        // The guard first, so that it never ends a process which is no longer ours.
        if let Some(mut guard) = self.guard.take() {
            let _ = guard.kill();
            let _ = guard.wait();
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn launched(places: &Places, file: &Path) -> Result<(Child, ChildStderr), Trouble> {
    let program = process::find(places, "nats-server").unwrap_or_else(|| PathBuf::from("nats-server"));
    let mut command = process::command(places, program);
    command.arg("-c").arg(file).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut process = command.spawn().attempting(|| format!("run {}", process::spelled_out(&command)))?;
    let log = process.stderr.take().ok_or_else(|| Trouble::new("cannot read the log of nats-server"))?;
    Ok((process, log))
}

/// Sees to it that the server ends when this program does, however it does: a shell that waits for the other end of
/// its standard input to be closed, as every operating system does with what a process leaves behind. Ctrl+C reaches
/// the server by itself. Where there is no such shell the server has to be ended by hand after a crash of ours.
fn guard(server: u32) -> Option<Child> {
    let script = format!("trap '' INT TERM HUP; read _; kill {server} 2>/dev/null");
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &script]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().ok()
}

impl Words {
    /// Reads the log on, so that the server never waits for a reader; says once when it is ready. Errors are passed on.
    fn collect(&self, log: ChildStderr) -> mpsc::Receiver<()> {
        let (tell, ready) = mpsc::channel();
        let words = self.clone();
        thread::spawn(move || {
            for line in BufReader::new(log).lines().map_while(Result::ok) {
                if line.contains("Server is ready") {
                    let _ = tell.send(());
                }
                if line.contains("[ERR]") {
                    say::note(&format!("nats-server: {line}"));
                }
                let mut words = words.0.lock().unwrap_or_else(PoisonError::into_inner);
                if words.len() == LAST_WORDS {
                    words.pop_front();
                }
                words.push_back(line);
            }
        });
        ready
    }

    fn told(&self) -> String {
        let words = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        words.iter().map(|line| format!("  {line}\n")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_named_with_its_use_and_the_remedy() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        // Whichever of the three it is, as long as the others are in range.
        let clients = [port.checked_sub(5_000), Some(port)].into_iter().flatten().find(|p| Ports::beside(*p).is_some());
        let sentence = free_ports(clients.unwrap()).err().unwrap().to_string();
        assert!(sentence.contains("which nats-server needs for "), "{sentence}");
        assert!(sentence.contains("`cargo xtask serve --live --nats-port "), "{sentence}");
    }

    #[cfg(unix)]
    #[test]
    fn the_server_does_not_outlive_this_program_however_it_ends() {
        let mut server = std::process::Command::new("sleep").arg("600").spawn().unwrap();
        let mut guard = guard(server.id()).unwrap();
        // What the operating system does when a process is gone.
        drop(guard.stdin.take());
        assert!(!server.wait().unwrap().success());
        guard.wait().unwrap();
    }

    #[test]
    fn a_port_without_room_above_it_is_refused() {
        let sentence = free_ports(65_000).err().unwrap().to_string();
        assert_eq!(sentence, "`--nats-port 65000` leaves no room for the two ports above it; 60535 is the last");
    }
}
