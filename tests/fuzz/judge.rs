//! What holds for the decoder and the client, whatever a server sends.

use crate::life::{self, Reached};
use queue_playground::live::client::{Client, Credentials, Event, Input, Options, Output, Refusal, State};
use queue_playground::live::protocol::{Decoder, ProtocolError, ServerOperation};
use queue_playground::message::Sid;
use queue_playground::message::subject::Filter;
use queue_playground::sim::chance::{Draw, Purpose, Seed, key_of};
use queue_playground::sim::time::Time;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Something that does not hold.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) property: &'static str,
    pub(crate) problem: String,
}

/// Says what does not hold.
pub(crate) fn fault<T>(property: &'static str, problem: impl std::fmt::Debug) -> Result<T, Fault> {
    Err(Fault { property, problem: format!("{problem:?}") })
}

type Operation = Result<ServerOperation, ProtocolError>;

/// Takes the bytes through the decoder and the client, in one piece and in many.
///
/// # Errors
/// The first property that does not hold; a panic is one, too.
pub(crate) fn judge(bytes: &[u8]) -> Result<Reached, Fault> {
    catch_unwind(AssertUnwindSafe(|| examine(bytes))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|&text| text.to_owned()));
        Err(Fault { property: "no panic", problem: text.unwrap_or_default() })
    })
}

fn examine(bytes: &[u8]) -> Result<Reached, Fault> {
    let mut reached = Reached::new();
    // Whatever is drawn hangs from the bytes alone, so that they are all that a finding needs.
    let mut draw = Seed(key_of(&String::from_utf8_lossy(bytes))).draw(Purpose::Payload, &[]);
    let operations = decoded([bytes])?;
    let told = heard([bytes])?;
    for operation in &operations {
        match operation {
            Ok(operation) => life::note(&mut reached, operation),
            Err(error) => life::note(&mut reached, error),
        }
    }
    let lone = if bytes.len() > 20_000 { 1_000 } else { 1 };
    for pieces in [bytes.chunks(lone).collect(), cut(bytes, &mut draw), cut(bytes, &mut draw)] {
        if decoded(pieces.iter().copied())? != operations {
            return fault("the decoder does not care how bytes are cut", lengths(&pieces));
        }
        if heard(pieces.iter().copied())? != told {
            return fault("the client does not care how bytes are cut", lengths(&pieces));
        }
    }
    if let (Some(Err(error)), (_, _, state)) = (operations.last(), &told)
        && !matches!(state, State::Refused(Refusal::Protocol(_)))
    {
        return fault("what is no NATS ends the client", (error, state));
    }
    again_and_again(bytes, &operations)?;
    life::live(bytes, &mut draw, &mut reached)?;
    Ok(reached)
}

fn cut<'a>(bytes: &'a [u8], draw: &mut Draw) -> Vec<&'a [u8]> {
    let (mut pieces, mut rest) = (Vec::new(), bytes);
    while !rest.is_empty() && pieces.len() < 200 {
        let most = u32::try_from(rest.len()).unwrap_or(u32::MAX).min([3, 40, 5_000][draw.below(3) as usize]);
        let (piece, behind) = rest.split_at(draw.below(most) as usize + 1);
        pieces.push(piece);
        rest = behind;
    }
    pieces.push(rest);
    pieces
}

fn lengths(pieces: &[&[u8]]) -> Vec<usize> {
    pieces.iter().map(|piece| piece.len()).collect()
}

/// What the decoder makes of it, up to the first error; it holds no more memory than it was fed, twice over.
fn decoded<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<Operation>, Fault> {
    let (mut decoder, mut operations, mut fed, mut given) = (Decoder::default(), Vec::new(), 0, 0);
    for piece in pieces {
        decoder.feed(piece);
        fed += piece.len();
        if decoder.held() > 2 * fed + 64 {
            return fault("the decoder holds no more than twice what it was fed", (decoder.held(), fed));
        }
        while operations.last().is_none_or(Result::is_ok) {
            match decoder.next_operation() {
                Ok(None) => break,
                Ok(Some(operation)) => {
                    if let ServerOperation::Message(message) = &operation {
                        given += message.payload.len() + message.subject.len();
                    }
                    operations.push(Ok(operation));
                }
                Err(error) => {
                    if decoder.next_operation() != Err(error.clone()) || decoder.held() > 0 {
                        return fault("an error stays, and holds nothing", (error, decoder.held()));
                    }
                    operations.push(Err(error));
                }
            }
        }
    }
    // What is not UTF-8 becomes three bytes for one.
    if given > 3 * fed { fault("no message says more than came", (given, fed)) } else { Ok(operations) }
}

/// Bytes that are read to their end leave nothing behind, however often they come.
fn again_and_again(bytes: &[u8], operations: &[Operation]) -> Result<(), Fault> {
    let mut decoder = Decoder::default();
    decoder.feed(bytes);
    while let Ok(Some(_)) = decoder.next_operation() {}
    decoder.feed(b"PING\r\n");
    if operations.iter().any(Result::is_err) || decoder.next_operation() != Ok(Some(ServerOperation::Ping)) {
        return Ok(());
    }
    for _ in 0..20 {
        decoder.feed(bytes);
        while let Ok(Some(_)) = decoder.next_operation() {}
    }
    let most = 4 * bytes.len() + 64;
    if decoder.held() > most { fault("what was read is given back", (decoder.held(), bytes.len())) } else { Ok(()) }
}

pub(crate) fn options(reconnect: bool) -> Options {
    let credentials = Credentials { user: "bob".to_owned(), ..Credentials::default() };
    Options { name: "fuzz".to_owned(), credentials, echo: true, reconnect, seed: Seed::default() }
}

/// What a client that is connected says and tells when it hears this, and how it is then.
fn heard<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Result<(Vec<u8>, Vec<Event>, State), Fault> {
    let (mut client, now) = (Client::new(options(true)), Time::ZERO);
    client.subscribe(Sid(1), &Filter::parse("a").expect("a filter"), None);
    client.connect(now);
    client.handle(now, Input::Opened);
    client.handle(now, Input::Received(b"INFO {\"headers\":true}\r\nPONG\r\n"));
    (0..3).for_each(|_| drop(client.flush().to_string()));
    let mut fed = 1_000;
    for piece in pieces {
        client.handle(now, Input::Received(piece));
        fed += piece.len();
    }
    let mut said = Vec::new();
    while let Some(output) = client.next_output() {
        match output {
            Output::Open => said.extend(b"<open>"),
            Output::Close => said.extend(b"<close>"),
            Output::Send(bytes) => said.extend(bytes),
        }
    }
    if said.len() > 2 * fed {
        return fault("the client says hardly more than it hears", (said.len(), fed));
    }
    Ok((said, std::iter::from_fn(|| client.next_event()).collect(), client.state().clone()))
}
