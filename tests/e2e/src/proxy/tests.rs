//! The proxy between a real nats-server and a client that knows only lines.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use tungstenite::client::IntoClientRequest;

use super::*;
use crate::nats::{Configuration, Server};

const HANDSHAKE: &str = "CONNECT {\"verbose\":false}\r\nSUB greetings 1\r\nPING\r\n";

/// A client that can listen for a while in vain.
struct Client {
    stream: TcpStream,
    lines: BufReader<TcpStream>,
}

impl Client {
    fn connect(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address)?;
        let lines = BufReader::new(stream.try_clone()?);
        Ok(Self { stream, lines })
    }

    fn say(&mut self, words: &str) -> Outcome {
        Ok(self.stream.write_all(words.as_bytes())?)
    }

    fn hear(&mut self) -> Outcome<String> {
        let mut line = String::new();
        self.lines.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }

    fn hears_nothing(&mut self) -> Outcome<bool> {
        self.stream.set_read_timeout(Some(Duration::from_millis(50)))?;
        let nothing = self.lines.fill_buf().is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock);
        self.stream.set_read_timeout(None)?;
        Ok(nothing)
    }
}

async fn connected(cut: Cut) -> Outcome<(Server, Proxy, Client)> {
    let server = Server::start(Configuration::for_origin("http://127.0.0.1:8080")).await?;
    let proxy = Proxy::to(server.clients(), cut)?;
    let mut client = Client::connect(proxy.listens())?;
    assert!(client.hear()?.starts_with("INFO {"));
    client.say(HANDSHAKE)?;
    assert_eq!(client.hear()?, "PONG");
    Ok((server, proxy, client))
}

#[tokio::test]
async fn bytes_arrive_in_order_however_they_are_cut() -> Outcome {
    for cut in [Cut::No, Cut::Bytes] {
        let (_server, _proxy, mut client) = connected(cut).await?;
        client.say("PUB greetings 5\r\nhello\r\nPUB greetings 2\r\nho\r\n")?;
        let heard = (0..4).map(|_| client.hear()).collect::<Outcome<Vec<_>>>()?;
        assert_eq!(heard, ["MSG greetings 1 5", "hello", "MSG greetings 1 2", "ho"], "{cut:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_stalled_network_holds_everything_and_loses_nothing() -> Outcome {
    let (_server, proxy, mut client) = connected(Cut::No).await?;
    proxy.set(Weather::Stalled);
    client.say("PING\r\nPUB greetings 2\r\nhi\r\n")?;
    assert!(client.hears_nothing()?);
    proxy.set(Weather::Fair);
    assert_eq!(
        (client.hear()?, client.hear()?, client.hear()?),
        ("PONG".into(), "MSG greetings 1 2".into(), "hi".into())
    );
    Ok(())
}

#[tokio::test]
async fn dropped_connections_end_on_both_sides_and_new_ones_pass() -> Outcome {
    let (server, proxy, mut client) = connected(Cut::No).await?;
    assert_eq!(server.connections()?.len(), 1);
    proxy.drop_all();
    assert!(client.hear().is_err(), "a reset is no clean end");
    crate::until::until("the server has noticed", async || Ok(server.connections()?.is_empty().then_some(()))).await?;
    assert!(Client::connect(proxy.listens())?.hear()?.starts_with("INFO {"));
    proxy.set(Weather::Closed);
    assert!(Client::connect(proxy.listens())?.hear().is_err());
    Ok(())
}

#[tokio::test]
async fn a_page_can_be_given_every_byte_in_a_message_of_its_own() -> Outcome {
    let server = Server::start(Configuration::for_origin("http://127.0.0.1:8080")).await?;
    let proxy = Proxy::to(server.websockets(), Cut::Messages)?;
    let mut request = proxy.address().into_client_request()?;
    request.headers_mut().insert("Origin", "http://127.0.0.1:8080".parse()?);
    let stream = TcpStream::connect(proxy.listens())?;
    let (mut socket, _) = tungstenite::client(request, stream).map_err(|error| error.to_string())?;
    let mut info = String::new();
    while !info.ends_with("\r\n") {
        let piece = socket.read()?;
        assert_eq!(piece.len(), 1);
        info.push_str(piece.to_text()?);
    }
    assert!(info.starts_with("INFO {"));
    Ok(())
}
