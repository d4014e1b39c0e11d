//! The real server, as its configuration says.

use std::net::TcpStream;

use tungstenite::client::IntoClientRequest;

use super::*;
use crate::observer::{Flood, Observer};

const ORIGIN: &str = "http://127.0.0.1:8080";

/// What a page of this origin hears first.
fn greeting(server: &Server, origin: &str) -> Outcome<String> {
    let mut request = server.address().into_client_request()?;
    request.headers_mut().insert("Origin", origin.parse()?);
    let stream = TcpStream::connect(server.websockets())?;
    let (mut socket, _) = tungstenite::client(request, stream).map_err(|error| error.to_string())?;
    Ok(socket.read()?.to_string())
}

#[tokio::test]
async fn a_page_of_the_right_origin_is_let_in_and_another_is_not() -> Outcome {
    let server = Server::start(Configuration::for_origin(ORIGIN)).await?;
    assert!(greeting(&server, ORIGIN)?.starts_with("INFO {"));
    let refused = greeting(&server, "http://127.0.0.1:8081").err().map(|error| error.to_string());
    assert!(refused.as_ref().is_some_and(|error| error.contains("403")), "{refused:?}");
    server.until_it_says("origin not allowed").await.map(drop)
}

#[tokio::test]
async fn what_is_stored_survives_a_kill_and_the_server_comes_back_where_it_was() -> Outcome {
    let mut server = Server::start(Configuration::for_origin(ORIGIN)).await?;
    let observer = Observer::connect(&server).await?;
    observer.make_file_stream("KEPT", &["kept.>"]).await?;
    assert_eq!(observer.store("kept.one", "first").await?, 1);
    let before = (server.address(), server.clients(), server.monitor());
    server.kill()?;
    assert!(TcpStream::connect(server.websockets()).is_err());
    server.restart().await?;
    assert_eq!((server.address(), server.clients(), server.monitor()), before);
    let observer = Observer::connect(&server).await?;
    assert_eq!((observer.streams().await?, observer.stored("KEPT").await?), (vec!["KEPT".to_owned()], 1));
    assert_eq!(server.streams()?, [("KEPT".to_owned(), vec![])]);
    Ok(())
}

#[tokio::test]
async fn a_lame_duck_says_so_sends_its_clients_away_and_goes() -> Outcome {
    let mut server = Server::start(Configuration::for_origin(ORIGIN)).await?;
    let _observer = Observer::connect(&server).await?;
    server.lame_duck()?;
    server.until_it_says("lame duck").await?;
    server.until_gone().await
}

#[tokio::test]
async fn credentials_and_permissions_are_asked_for() -> Outcome {
    let page = User { publish: Some(vec!["allowed.>".into()]), ..User::with_any_subject("web", "secret") };
    for access in [Access::Token("t0ken".into()), Access::Users(vec![page])] {
        let server = Server::start(Configuration { access, ..Configuration::for_origin(ORIGIN) }).await?;
        assert!(greeting(&server, ORIGIN)?.contains("\"auth_required\":true"));
        let observer = Observer::connect(&server).await?;
        let heard = observer.subscribe("any.subject").await?;
        observer.publish("any.subject", "hello").await?;
        heard.until_heard("hello").await?;
        assert_eq!(server.connections()?, [""; 0]);
    }
    Ok(())
}

#[tokio::test]
async fn a_server_can_be_without_jetstream() -> Outcome {
    let server = Server::start(Configuration { jetstream: false, ..Configuration::for_origin(ORIGIN) }).await?;
    assert!(!greeting(&server, ORIGIN)?.contains("\"jetstream\":true"));
    Ok(())
}

#[tokio::test]
async fn observers_share_a_group_answer_and_ask() -> Outcome {
    let server = Server::start(Configuration::for_origin(ORIGIN)).await?;
    let (one, other) = (Observer::connect(&server).await?, Observer::connect(&server).await?);
    let members = [one.join("work", "group").await?, other.join("work", "group").await?];
    let _answering = other.answer("ask", "you said").await?;
    assert_eq!(one.request("ask", "hello").await?, "you said hello");
    for number in 0..100 {
        one.publish("work", &number.to_string()).await?;
    }
    until("every message has reached one of the two", async || {
        Ok((members[0].count() + members[1].count() == 100).then_some(()))
    })
    .await?;
    assert!(members.iter().all(|member| member.count() > 0), "both have had some");
    Ok(())
}

#[tokio::test]
async fn a_flood_is_as_long_as_it_was_asked_to_be() -> Outcome {
    let server = Server::start(Configuration::for_origin(ORIGIN)).await?;
    let observer = Observer::connect(&server).await?;
    let heard = observer.subscribe("flood").await?;
    let flood = Flood::start(&server, "flood", 10_000, 2_000)?;
    heard.until_count(2_000).await?;
    assert_eq!(flood.published(), 2_000);
    flood.end()
}
