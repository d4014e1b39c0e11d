//! Commands: the shell line that does for real what a person just did here.

use crate::stage::Play;
use queue_playground::commands::command_of;
use queue_playground::scenario::{Action, Roster};
use serde_json::json;

fn roster() -> Roster {
    let asks = json!({ "requester": { "subject": "tasks.mail", "items": ["hi"], "timeout": "1500ms" } });
    let gathers = |count: u32, stall: Option<&str>| {
        let mut gathers = json!({ "subject": "prices", "items": ["hi"], "deadline": "2s", "count": count });
        if let Some(stall) = stall {
            gathers["stall"] = json!(stall);
        }
        json!({ "gatherer": gathers })
    };
    let all = json!({ "gatherer": { "subject": "prices", "items": ["hi"], "deadline": "2s" } });
    let play = Play::new().group("save-handler", 3, "1ms").part("boss", &asks).part("three", &gathers(3, None));
    Roster::new(&play.part("stalled", &gathers(3, Some("400ms"))).part("all", &all).scenario())
}

fn command(action: &Action) -> Option<String> {
    command_of(action, &roster())
}

fn said(component: &str, text: &str) -> String {
    command(&Action::Publish { component: component.to_owned(), text: text.to_owned() }).expect("a command")
}

#[test]
fn what_is_done_to_a_process_is_done_to_its_container() {
    let component = || "save-handler.2".to_owned();
    let said = [
        Action::Crash { component: component() },
        Action::Restart { component: component() },
        Action::Pause { component: component() },
        Action::Unpause { component: component() },
        Action::SlowDown { component: component() },
        Action::SpeedUp { component: component() },
        Action::Restart { component: "nats".to_owned() },
        Action::Partition { component: component() },
        Action::Heal { component: component() },
    ]
    .map(|action| command(&action).expect("a command"));
    assert_eq!(
        said,
        [
            "docker kill todo-save-handler-2",
            "docker start todo-save-handler-2",
            "docker pause todo-save-handler-2",
            "docker unpause todo-save-handler-2",
            "docker update --cpus 0.25 todo-save-handler-2",
            "docker update --cpus 1 todo-save-handler-2",
            "docker compose restart nats",
            "docker network disconnect todo_default todo-save-handler-2",
            "docker network connect todo_default todo-save-handler-2",
        ]
    );
    let web = Action::Partition { component: "web".to_owned() };
    assert_eq!(command(&web).as_deref(), Some("docker network disconnect todo_default todo-web-1"));
    assert_eq!(command(&Action::Crash { component: "nobody".to_owned() }), None);
}

#[test]
fn a_slowed_handler_gets_as_much_less_as_it_takes_longer() {
    assert_eq!(queue_playground::cast::SLOWDOWN, 4, "docker update --cpus 0.25");
}

#[test]
fn what_nobody_can_do_to_one_message_has_no_command() {
    let component = || "web".to_owned();
    assert_eq!(command(&Action::LoseNext { component: component() }), None);
    assert_eq!(command(&Action::PoisonNext { component: component() }), None);
}

#[test]
fn a_dead_letter_is_replayed_under_the_subject_that_its_header_names() {
    let streams = json!([{ "name": "DLQ", "subjects": ["dlq.>"] }]);
    let play = Play::new().streams(&streams).part("boss", &json!({ "administrator": { "dead_letters": "DLQ" } }));
    let replay = |text: Option<&str>| {
        let text = text.map(ToOwned::to_owned);
        let action = Action::Replay { component: "boss".to_owned(), sequence: 3, text };
        command_of(&action, &Roster::new(&play.scenario())).expect("a command")
    };
    let subject = "subject=$(nats stream get --json DLQ 3 | jq -r .hdrs | base64 -d | tr -d '\\r' | \
                   sed -n 's/^Dlq-Subject: //p')";
    assert_eq!(
        replay(Some("it's mended")),
        format!("{subject}\nnats request \"$subject\" 'it'\\''s mended'\nnats stream rmm --force DLQ 3")
    );
    assert_eq!(
        replay(None).lines().nth(1),
        Some(r#"nats request "$subject" "$(nats stream get --json DLQ 3 | jq -r .data | base64 -d)""#)
    );
}

#[test]
fn scaling_is_a_command_and_a_knob_of_the_application_is_none() {
    let set = |knob: &str, value: &str| command(&Action::Set { knob: knob.to_owned(), value: value.to_owned() });
    assert_eq!(
        set("save-handler", "4").as_deref(),
        Some("docker compose up -d --no-recreate --scale save-handler=4 save-handler")
    );
    let scaled = Action::Scale { component: "save-handler".to_owned(), members: 2 };
    assert_eq!(
        command(&scaled).as_deref(),
        Some("docker compose up -d --no-recreate --scale save-handler=2 save-handler")
    );
    assert_eq!(set("rate", "9/s"), None);
    assert_eq!(set("save-handler-failure", "9%"), None);
}

#[test]
fn a_typed_item_is_published_as_its_publisher_would() {
    assert_eq!(said("web", "Buy milk"), "nats pub orders.new 'Buy milk'");
    assert_eq!(said("web", "it's\n$(id)"), "nats pub orders.new 'it'\\''s\n$(id)'");
    assert_eq!(said("web", "--help"), "nats pub -- orders.new '--help'");
    assert_eq!(said("web", "{{Count}}"), "nats pub --no-templates orders.new '{{Count}}'");
    assert_eq!(said("boss", "hi"), "nats request --timeout=1.5s tasks.mail 'hi'");
    assert_eq!(said("all", "hi"), "nats request --replies=0 --timeout=2s prices 'hi'");
    assert_eq!(said("three", "hi"), "nats request --replies=3 --reply-timeout=2s --timeout=2s prices 'hi'");
    assert_eq!(said("stalled", "hi"), "nats request --replies=3 --reply-timeout=400ms --timeout=2s prices 'hi'");
    let by = |play: Play, text: &str| {
        let action = Action::Publish { component: "web".to_owned(), text: text.to_owned() };
        command_of(&action, &Roster::new(&play.scenario())).expect("a command")
    };
    let confirmed = Play::new().orders(&json!({})).web(&json!({ "confirm": {} }));
    assert_eq!(by(confirmed, "hi"), "nats pub --jetstream orders.new 'hi'");
    let channel = Play::new().broker(&json!({ "redis": {} })).web(&json!({ "subject": "channel21" }));
    assert_eq!(by(channel, "ping"), "redis-cli PUBLISH channel21 'ping'");
    let api = json!({ "filter": "todo.save", "service_time": { "constant": "1ms" } });
    let direct = Play::new().broker(&json!({ "direct": {} })).web(&json!({ "subject": "todo.save" }));
    assert_eq!(
        by(direct.handlers("todo-api", 1, &api), "it's \"5\"\\"),
        r#"curl -H 'Content-Type: application/json' -d '{"item": "it'\''s \"5\"\\"}' todo-api/todo/save"#
    );
}

#[test]
fn callers_find_a_service_again_when_its_link_is_whole() {
    let api = json!({ "filter": "todo.save", "service_time": { "constant": "1ms" } });
    let play = Play::new().broker(&json!({ "direct": {} })).handlers("todo-api", 2, &api);
    let heal = Action::Heal { component: "todo-api.2".to_owned() };
    assert_eq!(
        command_of(&heal, &Roster::new(&play.scenario())).as_deref(),
        Some("docker network connect --alias todo-api todo_default todo-todo-api-2")
    );
}
