//! The configuration that the page shows, on the real server.

use crate::server::Server;
use queue_playground::live::guide::System;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;

const ORIGIN: &str = "http://127.0.0.1:8080";

/// A folder of the test's own, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[test]
fn the_file_that_the_guide_writes_is_one_that_the_server_takes() {
    for system in System::ALL {
        let folder = folder(&format!("guide-{system:?}"));
        let written = Command::new("sh").args(["-c", &system.write(ORIGIN)]).current_dir(&folder).status();
        assert!(written.expect("a shell").success());
        let file = folder.join("queue-playground.conf");
        assert_eq!(std::fs::read_to_string(&file).expect("the file"), system.file(ORIGIN));
        let check = Command::new("nats-server").arg("-t").arg("-c").arg(&file).output().expect("nats-server");
        let said = String::from_utf8_lossy(&check.stderr).into_owned() + &String::from_utf8_lossy(&check.stdout);
        assert!(check.status.success() && said.contains("is valid"), "{said}");
        assert!(!said.to_lowercase().contains("warn"), "{said}");
    }
}

#[test]
fn pages_of_the_listed_origins_may_connect_and_no_others() {
    let folder = folder("origins");
    // Any free port; the server's own numbers tell which.
    let text = System::Debian.file(ORIGIN).replace(":9222\"", ":-1\"");
    let (file, store) = (folder.join("fits.conf"), folder.join("streams"));
    let text = text.replace("queue-playground-streams", store.to_str().expect("a path in UTF-8"));
    std::fs::write(&file, text).expect("the file");
    let server = Server::with(&["-c", file.to_str().expect("a path in UTF-8")]);
    let port = server.asked("/varz")["websocket"]["port"].as_u64().expect("a port");
    let answer = |origin: &str| {
        let mut stream = TcpStream::connect(("127.0.0.1", u16::try_from(port).expect("a port"))).expect("the port");
        let request = format!(
            "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nOrigin: {origin}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).expect("a request");
        let mut status = [0; 12];
        stream.read_exact(&mut status).expect("an answer");
        String::from_utf8_lossy(&status).into_owned()
    };
    for welcome in [ORIGIN, "http://localhost:8080"] {
        assert_eq!(answer(welcome), "HTTP/1.1 101", "{welcome}");
    }
    for refused in ["http://127.0.0.1:8081", "https://127.0.0.1:8080", "http://github.com"] {
        assert_eq!(answer(refused), "HTTP/1.1 403", "{refused}");
    }
    assert_eq!(server.asked("/varz")["jetstream"]["config"]["max_storage"], 256 << 20);
}
