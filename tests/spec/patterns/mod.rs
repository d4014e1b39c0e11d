//! The built-in patterns: each can be run and taught, and keeps what its texts promise.

mod channel;
mod dead_letter_queue;
mod direct_or_queue;
mod fire_and_forget;
mod how_many_handlers;
mod lesson;
mod message_handler;
mod new_feature;
mod nobody_listens;
mod publish_subscribe;
mod request_response;
mod scaling_handlers;
mod scatter_gather;
mod second_door;
mod the_buffer;
mod todo_event;

use lesson::Lesson;
use queue_playground::i18n::{Lang, Said};
use queue_playground::patterns::{self, Condition, Pattern, deeds};
use queue_playground::player::Simulation;
use queue_playground::scenario::{Roster, Scenario};
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{Obligations, Publications};

/// The claims of each pattern: the texts of these files.
const CLAIMS: [(&str, &str); patterns::ALL.len()] = [
    ("direct-or-queue", include_str!("direct_or_queue.rs")),
    ("channel", include_str!("channel.rs")),
    ("todo-event", include_str!("todo_event.rs")),
    ("nobody-listens", include_str!("nobody_listens.rs")),
    ("message-handler", include_str!("message_handler.rs")),
    ("the-buffer", include_str!("the_buffer.rs")),
    ("scaling-handlers", include_str!("scaling_handlers.rs")),
    ("new-feature", include_str!("new_feature.rs")),
    ("second-door", include_str!("second_door.rs")),
    ("publish-subscribe", include_str!("publish_subscribe.rs")),
    ("request-response", include_str!("request_response.rs")),
    ("fire-and-forget", include_str!("fire_and_forget.rs")),
    ("scatter-gather", include_str!("scatter_gather.rs")),
    ("dead-letter-queue", include_str!("dead_letter_queue.rs")),
    ("how-many-handlers", include_str!("how_many_handlers.rs")),
];

#[test]
fn every_pattern_can_be_run_in_a_balanced_way() {
    for pattern in patterns::ALL {
        let scenario = pattern.scenario().expect("a scenario that can be run");
        assert_eq!(scenario.name, pattern.name);
        let mut simulation = Simulation::<(Obligations, Publications)>::new(scenario).expect("a run");
        for second in 1..=60 {
            simulation.seek(Time::ZERO + Span::from_secs(second));
            let (obligations, publications) = simulation.known();
            assert!(obligations.balances() && publications.balances(), "{} at {second} s", pattern.name);
        }
    }
}

#[test]
fn every_pattern_is_the_same_when_it_is_written_to_a_file_and_read_again() {
    for pattern in patterns::ALL {
        let scenario = pattern.scenario().expect("a scenario that can be run");
        let written = serde_json::to_string(&scenario).expect("JSON");
        assert_eq!(Scenario::from_json(&written).expect("a scenario that can be read"), scenario, "{}", pattern.name);
    }
}

#[test]
fn every_lesson_has_three_to_seven_beats_of_forty_words_at_most() {
    for pattern in patterns::ALL {
        assert!((3..=7).contains(&pattern.beats.len()), "{} has {} beats", pattern.name, pattern.beats.len());
        for Said { en, ko } in pattern.beats.iter().map(|beat| beat.caption).chain([pattern.lead]) {
            for text in [en, ko] {
                let words = text.split_whitespace().count();
                assert!(words <= 40, "{}: {words} words: {text}", pattern.name);
            }
        }
    }
}

#[test]
fn what_every_beat_waits_for_comes_within_two_minutes() {
    for pattern in patterns::ALL {
        let mut lesson = Lesson::of(pattern);
        for beat in 0..pattern.beats.len() {
            lesson.go_on(beat);
        }
    }
}

#[test]
fn everything_to_try_can_be_done_when_it_is_offered() {
    for pattern in patterns::ALL {
        for (place, beat) in pattern.beats.iter().enumerate() {
            for offered in beat.tries {
                let mut lesson = Lesson::of(pattern);
                (0..=place).for_each(|beat| lesson.go_on(beat));
                let asked = deeds(offered.deeds, lesson.run.now()).expect("deeds as in links");
                assert!(!asked.is_empty(), "{}: “{}” does nothing", pattern.name, offered.prompt.en);
                lesson.run.perform(asked).expect("deeds that can be done");
            }
        }
    }
}

#[test]
fn what_a_beat_waits_for_can_be_written_down_and_read_again() {
    for beat in patterns::ALL.iter().flat_map(|pattern| pattern.beats) {
        let written = serde_json::to_string(&beat.until).expect("JSON");
        let read: Condition<String> = serde_json::from_str(&written).expect("a condition");
        assert_eq!(serde_json::to_string(&read).expect("JSON"), written);
    }
}

#[test]
fn every_text_of_a_pattern_is_there_in_both_languages() {
    let is_korean = |text: &str| text.chars().any(|letter| ('가'..='힣').contains(&letter));
    for pattern in patterns::ALL {
        let names = pattern.knobs.iter().map(|knob| knob.name).chain(pattern.commands.iter().map(|one| one.about));
        let form = pattern.form.iter().flat_map(|form| [form.label, form.button]);
        let tries = pattern.beats.iter().flat_map(|beat| beat.tries).flat_map(|one| [one.prompt, one.button]);
        for said in pattern.sentences().chain(names).chain(form).chain(tries).chain([pattern.title]) {
            assert!(!said.en.trim().is_empty() && !is_korean(said.en), "{}: {said:?}", pattern.name);
            assert!(is_korean(said.ko), "{}: {said:?}", pattern.name);
        }
    }
}

/// Every sentence stands in the comments of the pattern's test file: above the test that holds it, or, if it only asks
/// for something, in the list `Claims nothing:` at the top.
#[test]
fn every_sentence_of_a_pattern_is_held_by_a_test() {
    let mut missing = Vec::new();
    for pattern in patterns::ALL {
        let (_, file) = CLAIMS.iter().find(|(name, _)| *name == pattern.name).expect("a file of claims");
        let comments: String = file
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("//"))
            .flat_map(|line| [line.trim_start_matches(['/', '!', ' ']), " "])
            .collect();
        let comments: String = comments.split_whitespace().collect::<Vec<_>>().join(" ");
        for sentence in pattern.sentences().flat_map(|said| sentences(said.en)) {
            if !comments.contains(sentence) {
                missing.push(format!("{}: {sentence}", pattern.name));
            }
        }
    }
    assert!(missing.is_empty(), "no test quotes\n{}", missing.join("\n"));
}

/// The sentences of a text. A dot within a word, as in a subject, ends none.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '?', '!', ':'])
        .scan(0, |start, piece| {
            let from = *start;
            *start += piece.len();
            Some((from, *start))
        })
        .scan(0, move |begin, (_, end)| {
            let ends = text[end..].chars().next().is_none_or(char::is_whitespace);
            Some(ends.then(|| text[std::mem::replace(begin, end)..end].trim()))
        })
        .flatten()
        .filter(|sentence| !sentence.is_empty())
}

#[test]
fn every_command_names_only_knobs_and_parts_that_there_are() {
    for pattern in patterns::ALL {
        let roster = Roster::new(&pattern.scenario().expect("a scenario"));
        assert!(!pattern.commands.is_empty(), "{} has no commands", pattern.name);
        for command in pattern.commands {
            let known = |name: &str| {
                let knob = name.split_once(':').map_or(name, |(knob, _)| knob);
                (name == "text" || pattern.knob(knob).is_some()).then(|| "1".to_owned())
            };
            let filled = patterns::fill(command.line, known);
            let left = filled.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
            // What is left in braces is JSON, or a template of the command's own.
            let is_name = |name: &&str| name.chars().all(|letter| letter.is_ascii_lowercase() || letter == ':');
            let unknown: Vec<_> = left.filter(is_name).collect();
            assert!(unknown.is_empty(), "{}: there is no knob {unknown:?}: {}", pattern.name, command.line);
            assert!(command.logs.is_none_or(|part| roster.find_part(part).is_some()), "{}", command.line);
        }
    }
}

#[test]
fn every_form_belongs_to_somebody_who_publishes() {
    for pattern in patterns::ALL {
        let roster = Roster::new(&pattern.scenario().expect("a scenario"));
        if let Some(form) = &pattern.form {
            let part = roster.find(form.to).and_then(|id| roster.part(id)).expect("somebody");
            assert!(part.role.as_ref().is_some_and(|role| role.publishes().is_some()), "{}", form.to);
        }
    }
}

#[test]
fn an_unknown_pattern_is_answered_with_the_list() {
    let error = patterns::find("scaling").expect_err("no such pattern").to_string();
    assert!(error.contains("“scaling”") && error.contains("scaling-handlers"), "{error}");
}

/// A pattern by its name.
fn pattern(name: &str) -> &'static Pattern {
    patterns::find(name).expect("a pattern")
}

/// A pattern's scenario in which something is done, as in links: `12s:crash:save-handler.2`.
fn with(name: &str, done: &[&str]) -> Scenario {
    let mut scenario = pattern(name).scenario().expect("a scenario");
    scenario.entries.extend(deeds(done, Time::ZERO).expect("deeds as in links"));
    scenario.entries.sort_by_key(|entry| entry.at);
    scenario.validate().expect("deeds that can be done");
    scenario
}

#[test]
fn a_text_is_cut_at_the_ends_of_its_sentences() {
    let cut: Vec<_> = sentences("Ask events.todo.newitem: who hears? Nobody does. Try it").collect();
    assert_eq!(cut, ["Ask events.todo.newitem:", "who hears?", "Nobody does.", "Try it"]);
    assert_eq!(Lang::ALL.len(), 2, "sentences are quoted in English, the other language says the same");
}
