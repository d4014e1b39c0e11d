//! Transcripts as files: what is read is what was written, and whatever else the bytes are, the place is named.

use crate::stage::scaling_handlers;
use proptest::prelude::*;
use queue_playground::i18n::{self, Lang};
use queue_playground::painter::{Palette, svg};
use queue_playground::patterns;
use queue_playground::player::{Recording, Simulation};
use queue_playground::scenario::Action;
use queue_playground::scenario::link::Link;
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::file::{self, FileError, Flaw, Header, Line, SourceKind, Unsaveable};
use queue_playground::transcript::{Kind, Record, TranscriptHash};
use queue_playground::view::{Known, Pace, Preferences, Size, Stage, scene};
use std::sync::LazyLock;

fn header() -> Header {
    let source = SourceKind::Watch("orders.>".to_owned());
    let names = ["orders.new", "주문 서비스", ""].map(str::to_owned).to_vec();
    Header { link: "#/channel?v=1&seed=7".to_owned(), source, until: Time::from_nanos(12_345_678_901), names }
}

/// The records of a short run of every pattern, as a file.
static SHORT: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let file = |pattern: &patterns::Pattern| {
        let scenario = pattern.scenario().expect("a scenario");
        let mut run = Simulation::<TranscriptHash>::new(scenario).expect("a run");
        run.seek(Time::ZERO + Span::from_secs(3));
        file::write(&header(), run.records().expect("a short run").iter())
    };
    patterns::ALL.iter().map(|pattern| file(pattern)).collect()
});

/// Where the records begin.
fn body(file: &[u8]) -> usize {
    file.windows(2).position(|bytes| bytes == b"\n\n").expect("an empty line") + 2
}

#[test]
fn a_file_says_in_words_what_was_run() {
    let header = header();
    let file = file::write(&header, [].iter());
    let words = "queue-playground transcript 1\nlink #/channel?v=1&seed=7\nsource watch orders.>\nuntil 12.345678901s\n\
                 name orders.new\nname 주문 서비스\nname \nrecords 0\nhash ef46db3751d8e999\n\n";
    assert_eq!(String::from_utf8(file.clone()).as_deref(), Ok(words));
    assert_eq!(file::read(&file), Ok((header.clone(), Vec::new())));
    for source in [SourceKind::Simulated, SourceKind::Live, SourceKind::Watch(String::new())] {
        let header = Header { source, names: Vec::new(), ..header.clone() };
        assert_eq!(file::read(&file::write(&header, [].iter())), Ok((header, Vec::new())));
    }
}

#[test]
fn a_name_cannot_add_a_line() {
    let header = Header { names: vec!["a\nhash 0\r".to_owned()], ..header() };
    let (read, _) = file::read(&file::write(&header, [].iter())).expect("a transcript");
    assert_eq!(read.names, ["a\u{FFFD}hash 0\u{FFFD}"]);
}

#[test]
fn a_line_that_cannot_be_read_is_named() {
    let whole = String::from_utf8(file::write(&header(), [].iter())).expect("UTF-8");
    let spoilt = |from: &str, to: &str| file::read(whole.replacen(from, to, 1).as_bytes()).expect_err("a problem");
    let line = |line, expected| FileError::Line { line, expected };
    assert_eq!(spoilt("queue-", "cue-"), FileError::Foreign);
    assert_eq!(spoilt("transcript 1", "transcript 2"), FileError::Version("2".to_owned()));
    assert_eq!(spoilt("link", "lnk"), line(2, Line::Link));
    assert_eq!(spoilt("watch", "watched"), line(3, Line::Source));
    assert_eq!(spoilt("until 12", "until x"), line(4, Line::Until));
    assert_eq!(spoilt("records 0", "records -1"), line(8, Line::Records));
    assert_eq!(spoilt("ef46", "ef4"), line(9, Line::Hash));
    assert_eq!(spoilt("\n\n", "\n"), line(10, Line::Empty));
    assert_eq!(spoilt("records 0", "records 500001"), FileError::TooLarge);
    assert_eq!(spoilt("name orders.new\n", &"name x\n".repeat(1_001)), FileError::TooLarge);
    assert!(matches!(spoilt("ef46", "ef47"), FileError::Hash { .. }));
    assert_eq!(spoilt("\n\n", "\n\nx"), FileError::Record { record: 0, offset: whole.len(), flaw: Flaw::Surplus });
    assert_eq!(
        spoilt("records 0", "records 1"),
        FileError::Record { record: 0, offset: whole.len(), flaw: Flaw::Short }
    );
    let problem = spoilt("until 12", "until x").to_string();
    assert_eq!(problem, "line 4: here should stand “until TIME, such as until 10s”");
}

#[test]
fn records_out_of_order_are_refused() {
    let (header, records) = file::read(&SHORT[0]).expect("a transcript");
    let [first, second, third] = [0, 1, 2].map(|index: usize| records[index].clone());
    let caused = Record { cause: Some(first.index), ..first.clone() };
    for (records, at) in [(vec![first, third.clone(), second], 2), (vec![third.clone(), third], 1), (vec![caused], 0)] {
        let problem = file::read(&file::write(&header, records.iter()));
        assert!(
            matches!(problem, Err(FileError::Record { record, flaw: Flaw::Order, .. }) if record == at),
            "{problem:?}"
        );
    }
}

proptest! {
    #[test]
    fn a_file_that_was_cut_off_is_refused(which in 0..SHORT.len(), share in 0.0..1.0_f64) {
        let file = &SHORT[which];
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let length = (file.len() as f64 * share) as usize;
        let problem = file::read(&file[..length]).expect_err("a problem");
        if length >= body(file) {
            let FileError::Record { offset, flaw: Flaw::Short, .. } = problem else { panic!("{problem}") };
            prop_assert!(offset <= length);
        }
    }

    #[test]
    fn a_file_of_which_a_byte_was_changed_is_refused(which in 0..SHORT.len(), at: prop::sample::Index, by in 1..=255_u8) {
        let mut file = SHORT[which].clone();
        let begins = body(&file);
        let at = begins + at.index(file.len() - begins);
        file[at] ^= by;
        match file::read(&file).expect_err("a problem") {
            FileError::Hash { .. } => {}
            FileError::Record { offset, .. } => prop_assert!(offset <= file.len()),
            problem => panic!("{problem}"),
        }
    }

    #[test]
    fn whatever_the_bytes_are_reading_ends(count in 0..10_usize, hash: u64, bytes: Vec<u8>) {
        let head = "queue-playground transcript 1\nlink x\nsource live\nuntil 1s\n";
        let file = [format!("{head}records {count}\nhash {hash:016x}\n\n").as_bytes(), &bytes].concat();
        prop_assert!(file::read(&file).is_err());
        prop_assert!(file::read(&bytes).is_err());
    }
}

/// The file with another byte, and with the hash that fits: who forges one can do that, too.
fn forged(file: &[u8], changes: &[(prop::sample::Index, u8)]) -> Vec<u8> {
    let mut file = file.to_vec();
    let begins = body(&file);
    for (at, by) in changes {
        let at = begins + at.index(file.len() - begins);
        file[at] ^= by;
    }
    if let Err(FileError::Hash { found, .. }) = file::read(&file) {
        file[begins - 18..begins - 2].copy_from_slice(format!("{found:016x}").as_bytes());
    }
    file
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_forged_file_is_refused_or_played_and_nothing_breaks(
        which in 0..SHORT.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 1..=255_u8), 0..4),
        exchanges in prop::collection::vec(any::<[prop::sample::Index; 2]>(), 0..20),
        drops in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
    ) {
        let Ok((header, mut records)) = file::read(&forged(&SHORT[which], &changes)) else { return Ok(()) };
        for [one, other] in &exchanges {
            let (one, other) = (one.index(records.len()), other.index(records.len()));
            let kind = records[one].kind.clone();
            records[one].kind = std::mem::replace(&mut records[other].kind, kind);
        }
        for gone in &drops {
            if records.len() > 1 {
                records.remove(gone.index(records.len()));
            }
        }
        prop_assert!(file::read(&file::write(&header, records.iter())).is_ok());
        let recording = Recording::of(records);
        recording.reach(header.until);
        let scenario = patterns::ALL[which].scenario().expect("a scenario");
        let mut run = Simulation::<Known>::recorded(scenario, recording).expect("a run");
        for moment in [3, 1, 2] {
            run.seek(Time::ZERO + Span::from_secs(moment));
            let shown = scene(&Stage {
                roster: run.roster(),
                board: &run.known().board,
                recent: run.recent(),
                now: run.now(),
                pace: Pace::default(),
                size: Size::new(900.0, 560.0),
                preferences: Preferences { lang: Lang::Ko, reduced_motion: false },
                selection: None,
                server: None,
                followed: run.recent().iter().find_map(|record| match &record.kind {
                    Kind::Published { message } => Some(message.id),
                    _ => None,
                }),
            });
            prop_assert!(svg::document(&shown, &Palette::LIGHT).ends_with("</svg>"));
        }
        let said: usize = run.recent().iter().map(|record| i18n::record(Lang::En, record, run.roster()).len()).sum();
        prop_assert!(said > 0 || run.recent().is_empty());
    }
}

/// A run of a pattern with something done in it, and what the page knows of it.
fn eventful() -> Simulation<Known> {
    let mut run = Simulation::new(scaling_handlers(4)).expect("a run");
    run.turn("rate", "9/s").expect("a rate");
    run.seek(Time::ZERO + Span::from_secs(5));
    run.act(Action::Publish { component: "todo-web".to_owned(), text: "홍보 비디오 촬영".to_owned() })
        .expect("an item");
    run.seek(Time::ZERO + Span::from_secs(9));
    run.turn("handlers", "7").expect("seven handlers");
    run.seek(Time::ZERO + Span::from_secs(20));
    run
}

#[test]
fn a_run_that_was_saved_is_played_again_from_its_file_alone() {
    let mut run = eventful();
    let original = scaling_handlers(4);
    let link = Link::of("scaling-handlers", &original, run.scenario());
    assert_eq!(link.to_string(), "#/scaling-handlers?v=1&seed=4&rate=9/s", "what was turned later is in the records");
    let header = Header { link: link.to_string(), source: SourceKind::Simulated, until: run.now(), names: Vec::new() };
    let file = file::write(&header, run.records().expect("a short run").iter());

    let (header, records) = file::read(&file).expect("a transcript");
    let mut scenario = patterns::find("scaling-handlers").and_then(patterns::Pattern::scenario).expect("a pattern");
    let link = Link::parse(&header.link).expect("a link");
    scenario.seed = link.seed.expect("a seed");
    for (knob, value) in &link.knobs {
        scenario.set(knob, value).expect("a knob");
    }
    let recording = Recording::of(records);
    recording.reach(header.until);
    let mut again = Simulation::<Known>::recorded(scenario, recording).expect("a run");
    again.go_live();
    for second in [20, 3, 12, 7] {
        let at = Time::ZERO + Span::from_secs(second);
        run.seek(at);
        again.seek(at);
        assert_eq!((again.now(), again.position()), (run.now(), run.position()));
        assert_eq!(again.known().hash.value(), run.known().hash.value());
        assert_eq!(again.recent(), run.recent());
        assert_eq!(again.applied(), run.applied());
        let values = |run: &Simulation<Known>| -> Vec<_> {
            run.scenario().knobs.iter().map(|knob| run.value(knob).map(|value| value.to_string())).collect()
        };
        assert_eq!(values(&again), values(&run));
        assert_eq!(again.members(2), run.members(2));
    }
}

#[test]
fn a_run_with_more_records_than_a_file_can_have_is_not_saved() {
    let mut run = Simulation::<TranscriptHash>::new(scaling_handlers(4)).expect("a run");
    run.turn("rate", "50/s").expect("a rate");
    while run.position() <= file::MOST_RECORDS as u64 {
        let later = run.now() + Span::from_secs(60);
        run.seek(later);
    }
    assert_eq!(run.records(), Err(Unsaveable::TooLong));
}
