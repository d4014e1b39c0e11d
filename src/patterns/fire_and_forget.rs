//! Fire and forget: a command is sent and no answer awaited. Whatever becomes of it, its sender knows that it sent.

use super::draft::{Draft, hears, ms, publishes};
use super::{Beat, Chapter, Command, Condition, Form, KnobText, Ledger, Pattern, Try};
use crate::cast::ServiceTime;
use crate::i18n::Said;
use crate::scenario::{Parameter, Role};
use crate::transcript::Sign;

pub(super) const PATTERN: Pattern = Pattern {
    name: "fire-and-forget",
    chapter: Chapter::Conversations,
    title: Said { en: "Fire-and-forget", ko: "보내고 잊기" },
    lead: Said {
        en: "todo-web commands: send this mail. It asks for no reply and waits for none. All that it ever knows is \
             that it sent.",
        ko: "todo-web이 메일을 보내라고 명령합니다. 응답을 요청하지도, 기다리지도 않습니다. todo-web이 아는 것은 보냈다는 사실뿐입니다.",
    },
    beats: &[
        Beat {
            caption: Said {
                en: "Two commands a second go to mail-handler. Each keeps it busy for 300 ms. todo-web does not wait \
                     for that: its next command leaves on time.",
                ko: "1초에 두 번씩 mail-handler에 명령이 갑니다. mail-handler는 하나에 300ms가 걸립니다. todo-web은 기다리는 시간 없이 \
                     다음 명령을 제때 보냅니다.",
            },
            deeds: &[],
            until: Condition::Happened { sign: Sign::Done, at: "mail-handler", times: 5 },
            tries: &[],
        },
        Beat {
            caption: Said {
                en: "The link has just lost one. Nobody is told: not todo-web, which goes on as if nothing had \
                     happened, and not mail-handler. Only the ledger counts it.",
                ko: "방금 링크에서 명령 하나가 유실되었습니다. 아무에게도 통보가 가지 않습니다. todo-web은 아무 일 \
                     없다는 듯 계속 보내고, mail-handler도 모릅니다. 장부에만 기록됩니다.",
            },
            deeds: &["0s:lose-next:todo-web"],
            // The lost one, and the next: by then the picture has shown the loss.
            until: Condition::Happened { sign: Sign::Published, at: "todo-web", times: 2 },
            tries: &[Try {
                prompt: Said {
                    en: "Let the link lose half of all messages: does todo-web slow down, or send one again?",
                    ko: "링크에서 메시지 절반이 유실되게 해 보세요. todo-web이 느려지거나 다시 보내나요?",
                },
                button: Said { en: "Lose half", ko: "절반 유실" },
                deeds: &["0s:set:loss:50%25"],
            }],
        },
        Beat {
            caption: Said {
                en: "mail-handler is down. NATS finds nobody who asks for the commands and forgets them as they \
                     come. todo-web keeps its pace of two a second.",
                ko: "mail-handler가 죽었습니다. NATS는 명령을 구독하는 곳을 찾지 못해 들어오는 대로 버립니다. todo-web은 여전히 1초에 두 번 \
                     보냅니다.",
            },
            deeds: &["0s:set:loss:0%25", "0s:crash:mail-handler.1"],
            until: Condition::Happened { sign: Sign::Unheard, at: "nats", times: 4 },
            tries: &[],
        },
        Beat {
            caption: Said {
                en: "mail-handler is back and carries out what comes from now on. The commands in between are never \
                     carried out: whoever must know has to ask for a reply.",
                ko: "mail-handler가 돌아와 지금부터 오는 명령을 처리합니다. 그사이의 명령은 끝내 처리되지 않습니다. 결과를 꼭 알아야 한다면 \
                     응답을 요청해야 합니다.",
            },
            deeds: &["0s:restart:mail-handler.1"],
            until: Condition::Happened { sign: Sign::Done, at: "mail-handler", times: 4 },
            tries: &[],
        },
    ],
    knobs: &[
        KnobText {
            id: "rate",
            part: "todo-web",
            also: &[],
            parameter: Parameter::Rate,
            range: ["1/s", "10/s", "1/s"],
            name: Said { en: "Commands sent", ko: "명령 빈도" },
            help: Said {
                en: "Evenly spaced, besides what you type.",
                ko: "일정한 간격으로 보냅니다. 직접 입력하는 것은 별도입니다.",
            },
        },
        KnobText {
            id: "loss",
            part: "nats",
            also: &[],
            parameter: Parameter::Loss,
            range: ["0%", "100%", "5%"],
            name: Said { en: "Loss on the links", ko: "링크 유실률" },
            help: Said {
                en: "Stands for what is lost when a connection breaks. A link that is only cut for a while loses \
                     nothing, because TCP sends again.",
                ko: "커넥션이 끊어지면서 함께 사라지는 메시지를 나타냅니다. 링크가 잠시 끊긴 것이라면 TCP가 다시 보내므로 유실되지 않습니다.",
            },
        },
        KnobText {
            id: "failure",
            part: "mail-handler",
            also: &[],
            parameter: Parameter::Failure,
            range: ["0%", "100%", "5%"],
            name: Said { en: "Failures", ko: "실패율" },
            help: Said {
                en: "Neither todo-web nor NATS hears of a failed command.",
                ko: "명령이 실패해도 todo-web과 NATS는 알지 못합니다.",
            },
        },
    ],
    form: Some(Form {
        to: "todo-web",
        label: Said { en: "Mail to", ko: "받는 사람" },
        button: Said { en: "Send the command", ko: "명령 보내기" },
        example: Said { en: "jane@example.com", ko: "minji@example.com" },
    }),
    commands: &[
        Command {
            about: Said { en: "Start all three", ko: "셋을 모두 띄웁니다" },
            line: "docker compose up -d nats mail-handler todo-web",
            logs: None,
        },
        Command {
            about: Said { en: "Send a command: it returns at once", ko: "명령을 보냅니다. 바로 끝납니다" },
            line: "nats pub commands.mail.send {text}",
            logs: None,
        },
        Command {
            about: Said { en: "Send one every so often", ko: "일정한 간격으로 보냅니다" },
            line: "nats pub commands.mail.send --count=20 --sleep={rate:gap} {text}",
            logs: None,
        },
        Command {
            about: Said { en: "End the handler, as a crash would", ko: "핸들러를 비정상 종료시킵니다" },
            line: "docker compose kill mail-handler",
            logs: None,
        },
        Command {
            about: Said { en: "Start it again", ko: "다시 띄웁니다" },
            line: "docker compose start mail-handler",
            logs: None,
        },
        Command {
            about: Said { en: "See its last log line", ko: "마지막 로그를 봅니다" },
            line: "docker compose logs --tail=1 mail-handler",
            logs: Some("mail-handler"),
        },
    ],
    ledger: Ledger::Publications,
    cast,
};

const MAILS: [&str; 4] = ["jane@example.com", "minji@example.com", "omar@example.com", "jisoo@example.com"];

fn cast(draft: &mut Draft) {
    draft.core_nats("nats");
    draft.one("todo-web", "nats", Role::Publisher(publishes("commands.mail.send", 2, &MAILS)));
    draft.one("mail-handler", "nats", Role::Handler(hears("commands.mail.send", ServiceTime::Constant(ms(300)))));
}
