//! The pictures of the README and the documentation: a table, and the camera.

mod live;

use std::fs;
use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use xtask::places::Places;

use crate::Outcome;
use crate::until::until;
use crate::visit::{PHONE, Screen, Visit, WIDE};

/// One picture: the name of its file, what is shown, and how it is looked at.
struct Shot {
    name: &'static str,
    fragment: &'static str,
    screen: Screen,
}

/// A busy moment: a handler crashed with its hands full, and an item was typed.
macro_rules! moment {
    ($lang:literal, $item:literal) => {
        concat!(
            "#/scaling-handlers?v=1&seed=42&t=16.2s&lang=",
            $lang,
            "&do=12.4s:crash:save-handler.3;13.5s:publish:todo-web:",
            $item
        )
    };
}

const ENGLISH: &str = moment!("en", "Shoot%20the%20video");
const KOREAN: &str = moment!("ko", "홍보%20비디오%20촬영");

const SHOTS: [Shot; 8] = [
    Shot { name: "wide-light-en", fragment: ENGLISH, screen: WIDE },
    Shot { name: "wide-dark-en", fragment: ENGLISH, screen: dark(WIDE) },
    Shot { name: "wide-light-ko", fragment: KOREAN, screen: WIDE },
    Shot { name: "wide-dark-ko", fragment: KOREAN, screen: dark(WIDE) },
    Shot { name: "phone-light-en", fragment: ENGLISH, screen: PHONE },
    Shot { name: "phone-dark-en", fragment: ENGLISH, screen: dark(PHONE) },
    Shot { name: "phone-light-ko", fragment: KOREAN, screen: PHONE },
    Shot { name: "phone-dark-ko", fragment: KOREAN, screen: dark(PHONE) },
];

const fn dark(screen: Screen) -> Screen {
    Screen { dark: true, ..screen }
}

/// Takes every picture into `docs/screenshots/`.
pub async fn take_all() -> Outcome {
    let places = Places::containing(Path::new(env!("CARGO_MANIFEST_DIR")));
    let folder = places.root.join("docs").join("screenshots");
    fs::create_dir_all(&folder)?;
    let visit = Visit::begin("/").await?;
    visit.driver().cdp().send_raw("Emulation.setScrollbarsHidden", json!({ "hidden": true })).await?;
    for shot in SHOTS {
        visit.look_through(shot.screen).await?;
        visit.open(shot.fragment).await?;
        fs::write(folder.join(format!("{}.png", shot.name)), photograph(&visit, shot.screen, 1.0).await?)?;
        println!("docs/screenshots/{}.png", shot.name);
    }
    take_patterns(&visit, &folder.join("patterns")).await?;
    live::take(&folder.join("live")).await
}

/// A picture of every pattern that the page lists, where time is held in the middle of its lesson.
async fn take_patterns(visit: &Visit, folder: &Path) -> Outcome {
    fs::create_dir_all(folder)?;
    visit.look_through(WIDE).await?;
    let page = visit.open("#/?lang=en").await?;
    for name in page.pattern_names().await? {
        page.choose_pattern(&name).await?;
        let middle = page.beats().await?.div_ceil(2);
        while page.beat().await? < middle {
            page.press_letter("n").await?;
        }
        until("time is held", async || Ok((page.stand().await? == "Held").then_some(()))).await?;
        fs::write(folder.join(format!("{name}.png")), photograph(visit, WIDE, 0.75).await?)?;
        println!("docs/screenshots/patterns/{name}.png");
    }
    Ok(())
}

/// After two frames, so that what the page drew last is on the screen.
async fn photograph(visit: &Visit, screen: Screen, scale: f64) -> Outcome<Vec<u8>> {
    let frames = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))";
    visit.driver().execute_async(frames, Vec::new()).await?;
    let clip = json!({ "x": 0, "y": 0, "width": screen.width, "height": screen.height, "scale": scale });
    let how = json!({ "format": "png", "clip": clip });
    let answer = visit.driver().cdp().send_raw("Page.captureScreenshot", how).await?;
    let data = answer["data"].as_str().ok_or("the browser took no picture")?;
    Ok(STANDARD.decode(data)?)
}
