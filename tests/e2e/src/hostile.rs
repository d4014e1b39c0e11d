//! A server that is no friend: it accepts a WebSocket and then says what it was told to, whatever that leads to.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tungstenite::{Message, WebSocket};

use crate::Outcome;

/// What it does next, in order. After the last move it listens in silence until the other side leaves.
#[derive(Clone, Debug)]
pub enum Move {
    /// Sends this as one binary message.
    Say(Vec<u8>),
    /// Waits until the client has said this, since the last time it was waited for something.
    Await(&'static str),
    /// Closes with this code, as is proper.
    Close(u16),
    /// Ends the connection in the middle.
    Vanish,
    /// Answers the handshake as an ordinary web server does; first move only.
    Page,
    /// Ends the connection before the handshake; first move only.
    HangUp,
}

/// What makes a client say who it is.
pub const INFO: &str = "INFO {\"server_id\":\"X\",\"server_name\":\"hostile\",\"version\":\"2.9.10\",\"proto\":1,\
    \"headers\":true,\"max_payload\":1048576,\"jetstream\":true,\"client_id\":1}\r\n";

/// A scripted server on a free port of this computer; its connections end with it.
pub struct Hostile {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    script: Vec<Move>,
    met: Mutex<Met>,
}

#[derive(Default)]
struct Met {
    streams: Vec<TcpStream>,
    heard: Vec<u8>,
    over: bool,
}

impl Hostile {
    /// Plays the script to everybody who connects.
    pub fn start(script: Vec<Move>) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared { script, met: Mutex::default() });
        let kept = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let mut met = kept.met.lock().unwrap_or_else(PoisonError::into_inner);
                if met.over {
                    return;
                }
                met.streams.extend(stream.try_clone());
                let shared = Arc::clone(&kept);
                // The other side may leave at any moment: that is not this server's trouble.
                thread::spawn(move || drop(shared.play(stream)));
            }
        });
        Ok(Self { address, shared })
    }

    /// The handshake of a server that is well, and then this.
    pub fn after_the_handshake(moves: impl IntoIterator<Item = Move>) -> Outcome<Self> {
        let polite = [Move::Say(INFO.into()), Move::Await("PING"), Move::Say(b"PONG\r\n".into())];
        Self::start(polite.into_iter().chain(moves).collect())
    }

    /// What a person types into the page.
    pub fn address(&self) -> String {
        format!("ws://{}", self.address)
    }

    /// How many connections there were.
    pub fn visits(&self) -> usize {
        self.shared.met.lock().unwrap_or_else(PoisonError::into_inner).streams.len()
    }

    /// Everything that anybody has said.
    pub fn heard(&self) -> String {
        let met = self.shared.met.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&met.heard).into_owned()
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        {
            let mut met = self.shared.met.lock().unwrap_or_else(PoisonError::into_inner);
            met.over = true;
            // One that has ended already cannot be shut down.
            met.streams.iter().for_each(|stream| drop(stream.shutdown(Shutdown::Both)));
        }
        // Whoever accepts looks up once more, and leaves.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn play(&self, mut stream: TcpStream) -> Outcome {
        match self.script.first() {
            Some(Move::HangUp) => return Ok(stream.shutdown(Shutdown::Both)?),
            Some(Move::Page) => return page(&mut stream),
            _ => {}
        }
        let mut socket = tungstenite::accept(stream)?;
        let mut unheard = Vec::new();
        for one in &self.script {
            match one {
                Move::Say(bytes) => socket.send(Message::binary(bytes.clone()))?,
                Move::Await(words) => self.listen(&mut socket, &mut unheard, words)?,
                Move::Close(code) => {
                    let reason = tungstenite::protocol::CloseFrame { code: (*code).into(), reason: "".into() };
                    socket.close(Some(reason))?;
                }
                Move::Vanish => return Ok(socket.get_ref().shutdown(Shutdown::Both)?),
                Move::Page | Move::HangUp => return Err("only as a first move".into()),
            }
        }
        loop {
            self.hear(socket.read()?);
        }
    }

    /// Listens until these words, and forgets what was said up to them.
    fn listen(&self, socket: &mut WebSocket<TcpStream>, unheard: &mut Vec<u8>, words: &str) -> Outcome {
        loop {
            if let Some(start) = unheard.windows(words.len()).position(|some| some == words.as_bytes()) {
                unheard.drain(..start + words.len());
                return Ok(());
            }
            unheard.extend(self.hear(socket.read()?));
        }
    }

    fn hear(&self, message: Message) -> Vec<u8> {
        let said = if message.is_binary() || message.is_text() { message.into_data().to_vec() } else { Vec::new() };
        self.met.lock().unwrap_or_else(PoisonError::into_inner).heard.extend(&said);
        said
    }
}

/// An answer to whatever was asked.
fn page(stream: &mut TcpStream) -> Outcome {
    let mut asked = Vec::new();
    while !asked.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        asked.extend(byte);
    }
    let page = "<!doctype html><title>Welcome</title><h1>It works!</h1>";
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}", page.len());
    Ok(write!(stream, "{head}\r\nConnection: close\r\n\r\n{page}")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connect(server: &Hostile) -> Outcome<WebSocket<TcpStream>> {
        let stream = TcpStream::connect(server.address)?;
        Ok(tungstenite::client(server.address(), stream).map_err(|error| error.to_string())?.0)
    }

    #[test]
    fn it_says_its_lines_when_their_turn_comes() -> Outcome {
        let server = Hostile::after_the_handshake([Move::Say(b"MSG a 1 -5\r\n".into()), Move::Close(1011)])?;
        let mut socket = connect(&server)?;
        assert_eq!(socket.read()?.into_data(), INFO.as_bytes());
        socket.send(Message::text("CONNECT {}\r\nPI"))?;
        socket.send(Message::text("NG\r\n"))?;
        assert_eq!(socket.read()?.into_data(), &b"PONG\r\n"[..]);
        assert_eq!(socket.read()?.into_data(), &b"MSG a 1 -5\r\n"[..]);
        assert!(matches!(socket.read()?, Message::Close(Some(frame)) if u16::from(frame.code) == 1011));
        assert_eq!((server.heard().as_str(), server.visits()), ("CONNECT {}\r\nPING\r\n", 1));
        Ok(())
    }

    #[test]
    fn it_can_be_no_websocket_at_all_or_leave_in_the_middle() -> Outcome {
        for first in [Move::Page, Move::HangUp] {
            assert!(connect(&Hostile::start(vec![first.clone()])?).is_err(), "{first:?}");
        }
        let server = Hostile::start(vec![Move::Say(b"INFO {".into()), Move::Vanish])?;
        let mut socket = connect(&server)?;
        assert_eq!(socket.read()?.into_data(), &b"INFO {"[..]);
        assert!(socket.read().is_err());
        Ok(())
    }

    #[test]
    fn it_ends_its_connections_with_itself() -> Outcome {
        let server = Hostile::start(vec![])?;
        let mut socket = connect(&server)?;
        drop(server);
        assert!(socket.read().is_err());
        Ok(())
    }
}
