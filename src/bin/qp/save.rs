//! Transcripts as files: what `--save` writes, and what `qp replay` reads.

use crate::report::Known;
use queue_playground::live::watch;
use queue_playground::message::subject::SubjectError;
use queue_playground::patterns;
use queue_playground::player::{Recording, Simulation};
use queue_playground::scenario::Scenario;
use queue_playground::scenario::link::Link;
use queue_playground::sim::chance::Seed;
use queue_playground::transcript::file::{self, Header, SourceKind};

/// Writes the run of a built-in pattern to a file.
///
/// # Errors
/// A sentence if it is the run of something else, too long, or the file cannot be written.
pub fn save(run: &Simulation<Known>, pattern: &str, path: &str) -> Result<(), String> {
    let problem = |error: &dyn ToString| format!("--save {path}: {}", error.to_string());
    let known = patterns::find(pattern);
    let known = known.map_err(|_| problem(&"only the run of a built-in pattern can be saved; qp list names them"))?;
    let original = known.scenario().map_err(|error| problem(&error))?;
    let link = Link::of(pattern, &original, run.scenario()).to_string();
    let header = Header { link, source: SourceKind::Simulated, until: run.now(), names: Vec::new() };
    let records = run.records().map_err(|error| problem(&error))?;
    std::fs::write(path, file::write(&header, records.iter())).map_err(|error| problem(&error))
}

/// The run of a file, at its end, and where its records come from.
///
/// # Errors
/// A sentence if the file cannot be read, is no transcript, or is one of a pattern that there is not.
pub fn replay(path: &str) -> Result<(Simulation<Known>, SourceKind), String> {
    let problem = |error: &dyn ToString| format!("{path}: {}", error.to_string());
    // One byte more than a transcript can have shows that a file is none.
    let bytes = std::fs::File::open(path).and_then(|file| {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::Read::take(file, file::MOST_BYTES as u64 + 1), &mut bytes)?;
        Ok(bytes)
    });
    let (header, records) =
        bytes.map_err(|error| problem(&error)).and_then(|bytes| file::read(&bytes).map_err(|error| problem(&error)))?;
    let scenario = scenario(&header).map_err(|error| problem(&error))?;
    let recording = Recording::of(records);
    recording.reach(header.until);
    let mut run = Simulation::recorded(scenario, recording).map_err(|error| problem(&error))?;
    run.go_live();
    Ok((run, header.source))
}

/// What was run. A watch has no pattern: there is the server, and the page that looks on.
fn scenario(header: &Header) -> Result<Scenario, String> {
    if let SourceKind::Watch(filter) = &header.source {
        let filter = filter.parse().map_err(|error: SubjectError| error.to_string())?;
        return Ok(watch::scenario(&filter, Seed(0)));
    }
    let link = Link::parse(&header.link).map_err(|error| error.to_string())?;
    let pattern = patterns::find(&link.pattern.unwrap_or_default()).map_err(|error| error.to_string())?;
    let mut scenario = pattern.scenario().map_err(|error| error.to_string())?;
    scenario.seed = link.seed.unwrap_or(scenario.seed);
    for (knob, value) in &link.knobs {
        scenario.set(knob, value).map_err(|error| error.to_string())?;
    }
    Ok(scenario)
}
