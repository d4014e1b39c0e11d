//! How the program speaks: headlines and notes on standard error, results on standard output.

use std::io::{IsTerminal, Write};
use std::time::Duration;

/// The title of a stretch of work, set apart from what the tools below it print.
pub fn headline(text: &str) {
    if std::io::stderr().is_terminal() {
        eprintln!("\n\x1b[1m▶ {text}\x1b[0m");
    } else {
        eprintln!("\n▶ {text}");
    }
}

/// One line of explanation under a headline.
pub fn note(text: &str) {
    eprintln!("  {text}");
}

/// A line that is the outcome of the verb.
pub fn result(text: &str) {
    // A closed pipe (`cargo xtask test | head`) is not worth a panic.
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// A duration as a person says it.
pub fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", duration.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_naturally() {
        assert_eq!(duration(Duration::from_millis(420)), "0.4 s");
        assert_eq!(duration(Duration::from_secs(59)), "59 s");
        assert_eq!(duration(Duration::from_secs(182)), "3 min 2 s");
    }
}
