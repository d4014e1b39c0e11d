//! A web server for a folder of files, on this computer only, under any path.

use std::fs;
use std::net::Ipv4Addr;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

use crate::monitor;
use crate::trouble::Trouble;

/// A browser asks for a handful of files at once; nobody else is served.
const WORKERS: usize = 4;

/// A folder that is being served until this value is dropped.
pub struct Site {
    server: Arc<Server>,
    workers: Vec<JoinHandle<()>>,
    port: u16,
    path: String,
}

/// The answer to a request, before it is put on the wire.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    File(PathBuf),
    Redirect(String),
    Monitor(&'static str),
    Missing,
}

impl Site {
    /// Serves `folder` at `path`, which begins and ends with a slash. Port 0 takes any free one.
    pub fn serve(folder: &Path, path: &str, port: u16) -> Result<Self, Trouble> {
        Self::serve_with_monitor(folder, path, port, None)
    }

    /// The same, and under `monitor/` what a nats-server on this computer tells at its monitoring port: older ones do
    /// not let pages from elsewhere read it.
    pub fn serve_with_monitor(folder: &Path, path: &str, port: u16, monitor: Option<u16>) -> Result<Self, Trouble> {
        let server = Server::http((Ipv4Addr::LOCALHOST, port)).map_err(|error| cannot_listen(port, &*error))?;
        let port = server.server_addr().to_ip().map_or(port, |address| address.port());
        let server = Arc::new(server);
        let workers = (0..WORKERS)
            .map(|_| {
                let (server, folder, path) = (Arc::clone(&server), folder.to_path_buf(), path.to_owned());
                thread::spawn(move || {
                    while let Ok(request) = server.recv() {
                        answer(request, &folder, &path, monitor);
                    }
                })
            })
            .collect();
        Ok(Self { server, workers, port, path: path.to_owned() })
    }

    /// Where the page is.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}{}", self.port, self.path)
    }

    /// Serves until the program is interrupted.
    pub fn wait(mut self) {
        for worker in self.workers.drain(..) {
            // A worker ends only when the listener does; either way there is nothing left to wait for.
            let _ = worker.join();
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        for _ in &self.workers {
            self.server.unblock();
        }
    }
}

fn cannot_listen(port: u16, error: &(dyn std::error::Error + 'static)) -> Trouble {
    let taken = error.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::AddrInUse);
    if taken {
        let other = if port == u16::MAX { port - 1 } else { port + 1 };
        Trouble::new(format!(
            "port {port} is taken by another program; choose another, as in `cargo xtask serve --port {other}`"
        ))
    } else {
        Trouble::new(format!("cannot listen on port {port}: {error}"))
    }
}

fn answer(request: Request, folder: &Path, path: &str, port: Option<u16>) {
    let may = matches!(request.method(), Method::Get | Method::Head);
    let answer = if may { find(folder, path, request.url()) } else { Answer::Missing };
    let answer = match (monitor::topic(path, request.url()), request.method(), port) {
        (Some(topic), Method::Get, Some(_)) => Answer::Monitor(topic),
        _ => answer,
    };
    // A browser that went away is not our trouble.
    let _ = match answer {
        Answer::File(file) => match fs::read(&file) {
            Ok(content) => request.respond(with_headers(Response::from_data(content), content_type(&file))),
            Err(_) => request.respond(missing()),
        },
        Answer::Monitor(topic) => match port.map(|port| monitor::ask(port, topic)) {
            Some(Ok(told)) => request.respond(with_headers(Response::from_data(told), "application/json")),
            _ => request.respond(unreachable_monitor()),
        },
        Answer::Redirect(to) => request.respond(with_header(Response::empty(StatusCode(301)), "Location", &to)),
        Answer::Missing => request.respond(missing()),
    };
}

fn unreachable_monitor() -> Response<std::io::Cursor<Vec<u8>>> {
    with_headers(
        Response::from_string("The nats-server does not answer.\n").with_status_code(502),
        "text/plain; charset=utf-8",
    )
}

fn missing() -> Response<std::io::Cursor<Vec<u8>>> {
    with_headers(
        Response::from_string("There is no such file here.\n").with_status_code(404),
        "text/plain; charset=utf-8",
    )
}

fn with_headers<R: std::io::Read>(response: Response<R>, content_type: &str) -> Response<R> {
    let response = with_header(response, "Content-Type", content_type);
    // Always ask again: the next build changes what is here.
    let response = with_header(response, "Cache-Control", "no-cache");
    with_header(response, "X-Content-Type-Options", "nosniff")
}

/// A value that may not stand in a header is left out.
fn with_header<R: std::io::Read>(response: Response<R>, name: &str, value: &str) -> Response<R> {
    match Header::from_bytes(name, value) {
        Ok(header) => response.with_header(header),
        Err(()) => response,
    }
}

/// The file that a URL means. Nothing outside the folder is ever found.
fn find(folder: &Path, base: &str, url: &str) -> Answer {
    let asked = url.split(['?', '#']).next().unwrap_or_default();
    if format!("{asked}/") == base {
        return Answer::Redirect(base.to_owned());
    }
    let Some(relative) = asked.strip_prefix(base).and_then(decoded) else { return Answer::Missing };
    let safe = !relative.contains(['\\', '\0', ':'])
        && Path::new(&relative).components().all(|part| matches!(part, Component::Normal(_)));
    if !safe {
        return Answer::Missing;
    }
    let file = folder.join(&relative);
    if file.is_dir() {
        if !asked.ends_with('/') {
            return Answer::Redirect(format!("{asked}/"));
        }
        return existing(folder, file.join("index.html"));
    }
    existing(folder, file)
}

/// Also refuses a link that leads out of the folder.
fn existing(folder: &Path, file: PathBuf) -> Answer {
    match (folder.canonicalize(), file.canonicalize()) {
        (Ok(folder), Ok(real)) if real.starts_with(&folder) && real.is_file() => Answer::File(file),
        _ => Answer::Missing,
    }
}

fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// This package's own folder serves as an example.
    fn found(base: &str, url: &str) -> Answer {
        find(Path::new(env!("CARGO_MANIFEST_DIR")), base, url)
    }

    fn file(name: &str) -> Answer {
        Answer::File(Path::new(env!("CARGO_MANIFEST_DIR")).join(name))
    }

    #[test]
    fn files_are_found_under_any_path() {
        assert_eq!(found("/", "/Cargo.toml"), file("Cargo.toml"));
        assert_eq!(found("/some/path/", "/some/path/src/lib.rs?v=1"), file("src/lib.rs"));
        assert_eq!(found("/", "/src/%6cib.rs"), file("src/lib.rs"));
        assert_eq!(found("/some/path/", "/Cargo.toml"), Answer::Missing);
    }

    #[test]
    fn a_folder_without_its_slash_is_redirected() {
        assert_eq!(found("/", "/src"), Answer::Redirect("/src/".into()));
        assert_eq!(found("/some/path/", "/some/path"), Answer::Redirect("/some/path/".into()));
    }

    #[test]
    fn nothing_outside_the_folder_is_found() {
        for url in ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "/..%2fCargo.toml", "//etc/passwd", "/src/../../Cargo.toml"]
        {
            assert_eq!(found("/", url), Answer::Missing, "{url}");
        }
        for url in ["/..%5cCargo.toml", "/c:/windows", "/%00", "/%", "/%zz"] {
            assert_eq!(found("/", url), Answer::Missing, "{url}");
        }
    }

    #[test]
    fn a_taken_port_is_named_together_with_the_remedy() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let first = Site::serve(folder, "/", 0).unwrap();
        let sentence = Site::serve(folder, "/", first.port).err().unwrap().to_string();
        assert!(sentence.starts_with(&format!("port {} is taken", first.port)), "{sentence}");
        assert!(sentence.contains("`cargo xtask serve --port "), "{sentence}");
    }
}
