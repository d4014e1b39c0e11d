//! One browser with a fresh profile, looking at the built page.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;
use thirtyfour::{Capabilities, WebDriver};
use xtask::places::Places;
use xtask::site::Site;

use crate::Outcome;
use crate::driver::Driver;
use crate::page::Page;
use crate::until::until;

/// No sandbox, because tests may run as root; and no talk of its own, so that what is logged comes from the page.
/// chromedriver gives every session a new profile and removes it afterwards.
const FLAGS: [&str; 10] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--window-size=1280,800",
];

/// A module's memory is reachable only where the module is made.
const KEEP_MEMORY: &str = "
    for (const name of ['instantiate', 'instantiateStreaming']) {
        const make = WebAssembly[name].bind(WebAssembly);
        WebAssembly[name] = async (...given) => {
            const made = await make(...given);
            // Parts that are loaded later share it, and bring none of their own.
            window.moduleMemory ??= (made.instance ?? made).exports.memory;
            return made;
        };
    }";

/// How a visitor looks at the page.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// In CSS pixels.
    pub width: u32,
    /// In CSS pixels.
    pub height: u32,
    /// Real pixels to a CSS pixel.
    pub density: u32,
    /// Whether the system prefers dark.
    pub dark: bool,
}

/// A lesson on a projector or laptop.
pub const WIDE: Screen = Screen { width: 1280, height: 800, density: 1, dark: false };
/// A phone, upright.
pub const PHONE: Screen = Screen { width: 390, height: 844, density: 2, dark: false };

/// A laptop whose person reads at twice the size.
pub const ZOOMED: Screen = Screen { width: 640, height: 400, density: 2, dark: false };

/// The browser, the page's server and the driver: alive as long as this value.
pub struct Visit {
    driver: WebDriver,
    site: Site,
    // Dropped last: it ends the browser, also when a test has failed.
    _process: Driver,
}

impl Visit {
    /// Serves the built page at `path` and opens a browser; no page is loaded yet.
    pub async fn begin(path: &str) -> Outcome<Self> {
        Self::begin_beside(path, None).await
    }

    /// The same, and the page's server passes on what a nats-server tells at this port, as `cargo xtask serve --live`.
    pub async fn begin_beside(path: &str, monitor: Option<u16>) -> Outcome<Self> {
        let places = Places::containing(Path::new(env!("CARGO_MANIFEST_DIR")));
        if !places.dist().join("index.html").is_file() {
            return Err("there is no page in dist/; `cargo xtask test e2e` builds it".into());
        }
        let site = Site::serve_with_monitor(&places.dist(), path, 0, monitor)?;
        let process = Driver::start()?;
        let driver = WebDriver::new(process.address(), capabilities()).await?;
        // The driver process closes the session; closing it here would block when a test fails.
        driver.clone().leak()?;
        Ok(Self { driver, site, _process: process })
    }

    /// Sets the size and the preferences.
    pub async fn look_through(&self, screen: Screen) -> Outcome {
        let phone = screen.width < 600;
        let metrics = json!({
            "width": screen.width, "height": screen.height, "deviceScaleFactor": screen.density, "mobile": phone,
        });
        let scheme = if screen.dark { "dark" } else { "light" };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", metrics).await?;
        self.driver.cdp().send_raw("Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// Loads the page with a fragment, such as `#/scaling-handlers?v=1&seed=7`, and waits until it is ready.
    pub async fn open(&self, fragment: &str) -> Outcome<Page> {
        let page = self.load(fragment).await?;
        page.wait_until_ready().await?;
        Ok(page)
    }

    /// Loads the page and does not wait until it is ready, which may be never.
    pub async fn load(&self, fragment: &str) -> Outcome<Page> {
        // A different fragment alone would not load anything.
        self.driver.goto("about:blank").await?;
        self.driver.goto(format!("{}{fragment}", self.site.address())).await?;
        Ok(Page::new(self.driver.clone()))
    }

    /// What the browser complained about since the last call: script errors, blocked content, missing files, warnings.
    pub async fn complaints(&self) -> Outcome<Vec<String>> {
        let log = self.driver.browser_log().await?;
        let serious = log.into_iter().filter(|entry| matches!(entry.level.as_str(), "SEVERE" | "WARNING"));
        Ok(serious.map(|entry| format!("{}: {}", entry.level, entry.message)).collect())
    }

    /// The origin of the page, as a server has to allow it.
    pub fn origin(&self) -> String {
        let address = self.site.address();
        address.trim_end_matches('/').to_owned()
    }

    /// Another page in a tab of its own, in the same browser; the visit goes on in it.
    pub async fn open_another_tab(&self, fragment: &str) -> Outcome<Page> {
        let tab = self.driver.new_tab().await?;
        self.driver.switch_to_window(tab).await?;
        self.open(fragment).await
    }

    /// Closes the tab that is looked at, as a person does who is done with it, and looks at the one that is left.
    pub async fn close_tab(&self) -> Outcome {
        self.driver.close_window().await?;
        let left = self.driver.windows().await?.into_iter().next().ok_or("no tab is left")?;
        Ok(self.driver.switch_to_window(left).await?)
    }

    /// Lets every page that is opened from now on tell how much memory its module has.
    pub async fn watch_memory(&self) -> Outcome {
        let how = json!({ "source": KEEP_MEMORY });
        self.driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", how).await?;
        Ok(())
    }

    /// How many bytes the page holds: objects of its scripts, and the whole memory of its module.
    pub async fn memory(&self) -> Outcome<u64> {
        self.driver.cdp().send_raw("HeapProfiler.collectGarbage", json!({})).await?;
        let heap = self.metric("JSHeapUsedSize").await?;
        let module = self.driver.execute("return window.moduleMemory.buffer.byteLength", Vec::new()).await?;
        Ok(heap as u64 + module.json().as_u64().ok_or("the page tells no memory of its module")?)
    }

    /// One of the numbers that the browser keeps of the page, by its name in the DevTools protocol.
    pub async fn metric(&self, name: &str) -> Outcome<f64> {
        self.driver.cdp().send_raw("Performance.enable", json!({})).await?;
        let told = self.driver.cdp().send_raw("Performance.getMetrics", json!({})).await?;
        let metrics = told["metrics"].as_array().ok_or("the browser tells no metrics")?;
        let metric = metrics.iter().find(|metric| metric["name"] == name);
        let number = metric.and_then(|metric| metric["value"].as_f64());
        Ok(number.ok_or_else(|| format!("the browser tells no {name}"))?)
    }

    /// Has something done that makes the browser save a file of this name, and waits until it is there.
    pub async fn download(&self, name: &str, act: impl AsyncFnOnce() -> Outcome) -> Outcome<Download> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let folder = format!("qp-e2e-download-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(folder);
        std::fs::create_dir_all(&folder)?;
        let download = Download { file: folder.join(name), folder };
        let how = json!({ "behavior": "allow", "downloadPath": download.folder });
        self.driver.cdp().send_raw("Browser.setDownloadBehavior", how).await?;
        act().await?;
        // Until it is complete, it has another name.
        until(&format!("{name} is saved"), async || Ok(download.file.is_file().then_some(()))).await?;
        Ok(download)
    }

    /// Makes files unreachable whose address matches a pattern, as a broken connection would.
    pub async fn block(&self, pattern: &str) -> Outcome {
        self.driver.cdp().send_raw("Network.enable", json!({})).await?;
        self.driver.cdp().send_raw("Network.setBlockedURLs", json!({ "urls": [pattern] })).await?;
        Ok(())
    }

    /// Makes them reachable again.
    pub async fn unblock(&self) -> Outcome {
        self.driver.cdp().send_raw("Network.setBlockedURLs", json!({ "urls": [] })).await?;
        Ok(())
    }

    /// How many times a file was asked for whose name contains this.
    pub async fn requests_for(&self, part: &str) -> Outcome<usize> {
        let script = "return performance.getEntriesByType('resource').map((entry) => entry.name)";
        let names: Vec<String> = self.driver.execute(script, Vec::new()).await?.convert()?;
        Ok(names.iter().filter(|name| name.contains(part)).count())
    }

    /// The browser itself, for what is rarely needed.
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }
}

/// A file that a browser has saved; removed with its folder when dropped.
pub struct Download {
    folder: PathBuf,
    file: PathBuf,
}

impl Download {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.file
    }
}

impl Drop for Download {
    fn drop(&mut self) {
        // What is left in the folder for temporary files harms nobody.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A test on the page: does something, and then nothing may have been complained about.
pub async fn on_the_page(fragment: &str, act: impl AsyncFnOnce(&Page) -> Outcome) -> Outcome {
    let visit = Visit::begin("/").await?;
    let acted = match visit.open(fragment).await {
        Ok(page) => act(&page).await,
        Err(error) => Err(error),
    };
    let complaints = visit.complaints().await?;
    match (acted, complaints.is_empty()) {
        (outcome, true) => outcome,
        (Ok(()), false) => Err(format!("the browser complained: {complaints:#?}").into()),
        (Err(error), false) => Err(format!("{error}; and the browser complained: {complaints:#?}").into()),
    }
}

fn capabilities() -> Capabilities {
    let wanted = json!({
        "browserName": "chrome",
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": { "args": FLAGS },
    });
    wanted.as_object().cloned().unwrap_or_default().into()
}
