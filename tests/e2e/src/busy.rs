//! How busy the page keeps the browser's main thread, simulated and live, as shares of the same stretch of time.
//!
//! A share is what Chromium calls `TaskDuration` over the time that passed. Machines are shared and noisy: the scenes
//! take turns, the calmer of two rounds counts, and only the ratio to the first scene can be compared between machines.

use std::time::Duration;

use crate::Outcome;
use crate::live::Live;
use crate::observer::Flood;
use crate::visit::Visit;

/// How long the main thread has worked since it is watched, in seconds.
const WORKED: &str = "TaskDuration";
/// How often each scene is measured.
const ROUNDS: usize = 2;
/// How long each is watched, in milliseconds.
const WATCHED: u64 = 6_000;
/// How long it goes on before, in milliseconds: what is drawn once is drawn then.
const BEFORE: u64 = 1_500;
/// Messages per second of a flood from outside, and how many there are at most.
const FLOOD: (u32, u64) = (10_000, 1_000_000);

const PLAIN: &str = "#/scaling-handlers?v=1&seed=7&lang=en";
const MANY: &str = "#/scaling-handlers?v=1&seed=7&handlers=10&rate=50%2Fs&lang=en";
const LETTERS: &str = "#/dead-letter-queue?v=1&seed=7&lang=en";

/// Counts frames.
const COUNT: &str = "
    const [most, done] = arguments;
    const began = performance.now();
    let [last, frames, longest] = [began, 0, 0];
    const frame = () => {
        const now = performance.now();
        frames += 1;
        longest = Math.max(longest, now - last);
        last = now;
        if (now - began < most) requestAnimationFrame(frame);
        else done([now - began, frames, longest]);
    };
    requestAnimationFrame(frame);";

/// Asks for no frame: to count them would be all that a page at rest has to do.
const WAIT: &str = "
    const [most, done] = arguments;
    const began = performance.now();
    setTimeout(() => done([performance.now() - began, 0, 0]), most);";

/// What is shown.
struct Scene {
    name: &'static str,
    fragment: &'static str,
    how: How,
    /// The tab of the panel that is open.
    tab: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Paused,
    Simulated,
    Live,
    /// Somebody else's flood is watched.
    Watched,
}

const fn scene(name: &'static str, fragment: &'static str, how: How, tab: &'static str) -> Scene {
    Scene { name, fragment, how, tab }
}

const SCENES: [Scene; 12] = [
    scene("scaling handlers", PLAIN, How::Simulated, "lesson"),
    scene("… the measures open", PLAIN, How::Simulated, "measures"),
    scene("… the log open", PLAIN, How::Simulated, "log"),
    scene("… the wire open", PLAIN, How::Simulated, "wire"),
    scene("… ten handlers, 50 messages/s", MANY, How::Simulated, "lesson"),
    scene("dead-letter queue", LETTERS, How::Simulated, "lesson"),
    scene("paused", PLAIN, How::Paused, "lesson"),
    scene("live: scaling handlers", PLAIN, How::Live, "lesson"),
    scene("… measures and both sides open", PLAIN, How::Live, "measures"),
    scene("… the wire open", PLAIN, How::Live, "wire"),
    scene("live: dead-letter queue", LETTERS, How::Live, "lesson"),
    scene("watching 10,000 messages/s", PLAIN, How::Watched, "lesson"),
];

/// What a scene took.
#[derive(Clone, Copy)]
struct Taken {
    /// How much of the time the main thread worked, 0 to 1.
    busy: f64,
    /// Frames per second.
    frames: f64,
    /// The longest time between two frames, in milliseconds.
    longest: f64,
}

/// Measures every scene and prints a table.
pub async fn measure_all() -> Outcome {
    let mut best: [Option<Taken>; SCENES.len()] = [None; SCENES.len()];
    for round in 1..=ROUNDS {
        for (scene, best) in SCENES.iter().zip(&mut best) {
            let taken = measure(scene).await?;
            eprintln!("round {round}: {}: {:.1} %", scene.name, 100.0 * taken.busy);
            *best = Some(best.filter(|best| best.busy <= taken.busy).unwrap_or(taken));
        }
    }
    println!("| what is shown | busy | ratio | frames/s | longest frame |");
    println!("|---|---:|---:|---:|---:|");
    let first = best[0].map_or(f64::NAN, |taken| taken.busy);
    for (Scene { name, .. }, Taken { busy, frames, longest }) in SCENES.iter().zip(best.iter().flatten()) {
        println!("| {name} | {:.1} % | {:.2} | {frames:.0} | {longest:.0} ms |", 100.0 * busy, busy / first);
    }
    Ok(())
}

async fn measure(scene: &Scene) -> Outcome<Taken> {
    let live = Live::open(scene.fragment).await?;
    let mut flood = None;
    match scene.how {
        How::Paused | How::Simulated => {}
        How::Live => drop(live.run().await?),
        How::Watched => {
            flood = Some(Flood::start(&live.server, "orders.new", FLOOD.0, FLOOD.1)?);
            live.page.watch(&live.server.address(), "orders.>").await?;
            live.page.until_live("running").await?;
        }
    }
    // A lesson would hold the time at its next beat; whoever has paused has the time to themselves.
    live.page.pause().await?;
    if scene.how != How::Paused {
        live.page.play().await?;
    }
    live.page.open_tab(scene.tab).await?;
    let script = if scene.how == How::Paused { WAIT } else { COUNT };
    watch(&live.visit, script, BEFORE).await?;
    let before = live.visit.metric(WORKED).await?;
    let (milliseconds, frames, longest) = watch(&live.visit, script, WATCHED).await?;
    let busy = (live.visit.metric(WORKED).await? - before) * 1_000.0 / milliseconds;
    if let Some(flood) = flood {
        flood.stop()?;
    }
    Ok(Taken { busy, frames: frames * 1_000.0 / milliseconds, longest })
}

/// Watches for so many milliseconds: how many it was, how many frames, and the longest gap between two.
async fn watch(visit: &Visit, script: &str, milliseconds: u64) -> Outcome<(f64, f64, f64)> {
    visit.driver().set_script_timeout(Duration::from_millis(milliseconds * 10)).await?;
    Ok(visit.driver().execute_async(script, vec![milliseconds.into()]).await?.convert()?)
}
