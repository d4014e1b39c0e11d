//! The chromedriver process: started on a port of its own, ended together with its browsers.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::Outcome;

/// How long a browser may take to go before it is made to.
const FAREWELL: Duration = Duration::from_secs(5);

/// How often it is started until it stays. It takes its port on two addresses, one after the other, and ends if somebody
/// else has taken the second meanwhile.
const STARTS: u32 = 5;

/// A running chromedriver.
pub struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Starts chromedriver, which picks a free port itself, and waits until it says which.
    pub fn start() -> Outcome<Self> {
        let mut last = String::new();
        for _ in 0..STARTS {
            match Self::start_once()? {
                Ok(driver) => return Ok(driver),
                Err(status) => last = status.to_string(),
            }
        }
        Err(format!("chromedriver ended at once, {STARTS} times; at last with {last}").into())
    }

    /// A driver, or how it ended before it said its port.
    fn start_once() -> Outcome<Result<Self, ExitStatus>> {
        let program = std::env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let mut process =
            Command::new(&program)
                .arg("--port=0")
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .map_err(|error| format!("cannot start chromedriver ({error}); `cargo xtask test e2e` sets it up"))?;
        let output = process.stdout.take().ok_or("chromedriver has no output")?;
        let mut lines = BufReader::new(output).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| port_in(&line));
        let Some(port) = port else { return Ok(Err(process.wait()?)) };
        // Its further words are read and dropped: a full pipe would stop it.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Ok(Ok(Self { process, port }))
    }

    /// Where sessions are opened.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Asks it to close its browsers and to go. Killing it outright would leave the browsers behind.
    /// By hand, because this happens while a value is dropped, where nothing can be awaited.
    fn dismiss(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(FAREWELL))?;
        write!(stream, "GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new()).map(drop)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.dismiss();
        let asked = Instant::now();
        while asked.elapsed() < FAREWELL {
            if matches!(self.process.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// From "ChromeDriver was started successfully on port 39181."
fn port_in(line: &str) -> Option<u16> {
    line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_what_chromedriver_says() {
        assert_eq!(port_in("ChromeDriver was started successfully on port 39181."), Some(39181));
        assert_eq!(port_in("Only local connections are allowed."), None);
    }
}
