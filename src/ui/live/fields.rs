//! What a person fills in before a run on a server, and what is wrong with it. In memory only.

use crate::i18n::{Lang, live as texts, live_refusal, subject_error};
use crate::live::address::{Address, AddressError};
use crate::live::client::Credentials;
use crate::live::names::ROOT;
use crate::live::watch::{MOST_BYTES, MOST_MESSAGES};
use crate::message::subject::{Filter, Subject, SubjectError};
use crate::ui::browser;
use leptos::prelude::*;

/// Where the server of the configuration that this page hands out listens.
const ADDRESS: &str = "ws://127.0.0.1:9222";
/// Messages per second, unless the person says otherwise, and at most.
const CAP: u32 = 50;
const MOST_CAP: u32 = 1_000;
/// Messages that are recorded of a watch, unless the person says otherwise.
const MOST: u32 = 10_000;
/// How many words may stand before the subjects of a run.
const ROOT_WORDS: usize = 4;

/// One field of text.
pub type Field = RwSignal<String>;

/// The fields as they stand.
#[derive(Clone, Copy)]
pub struct Fields {
    pub address: Field,
    pub token: Field,
    pub user: Field,
    pub password: Field,
    pub root: Field,
    pub cap: Field,
    pub filter: Field,
    pub most: Field,
    pub bytes: Field,
    pub everything: RwSignal<bool>,
    pub plain: RwSignal<bool>,
    /// What was wrong with them when they were last used.
    pub wrong: RwSignal<Option<Wrong>>,
}

/// The field that cannot be used, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The field's name.
    pub field: &'static str,
    /// Why.
    pub why: Why,
}

/// Why a field cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is no address that can be opened.
    Address(AddressError),
    /// No subject can begin so.
    Root,
    /// It is no number, or one out of range.
    Number,
    /// It is no filter.
    Filter(SubjectError),
    /// It is a filter of wildcards only, and nobody asked for everything.
    Everything,
}

/// What the fields ask for.
pub struct Asked {
    pub address: Address,
    pub credentials: Credentials,
    /// Messages per second at most.
    pub cap: u32,
    /// What stands before subjects; none for plain subjects.
    pub root: Option<Subject>,
    /// What is watched; none for a run of one's own.
    pub filter: Option<Filter>,
    /// How many messages of a watch are recorded in all.
    pub most: u32,
    /// How many bytes of each are kept.
    pub bytes: u32,
    /// Whether the filter may consist of wildcards.
    pub everything: bool,
}

impl Fields {
    /// As they stand at first.
    pub fn new(address: Option<&str>) -> Fields {
        let text = |text: &str| RwSignal::new(text.to_owned());
        Fields {
            address: text(address.unwrap_or(ADDRESS)),
            token: text(""),
            user: text(""),
            password: text(""),
            root: text(ROOT),
            cap: RwSignal::new(CAP.to_string()),
            filter: text(""),
            most: RwSignal::new(MOST.to_string()),
            bytes: RwSignal::new(MOST_BYTES.to_string()),
            everything: RwSignal::new(false),
            plain: RwSignal::new(false),
            wrong: RwSignal::new(None),
        }
    }

    /// What they ask for.
    ///
    /// # Errors
    /// [`Wrong`], for the first field that cannot be used.
    pub fn read(self, watches: bool) -> Result<Asked, Wrong> {
        let typed = |field: Field| field.get_untracked().trim().to_owned();
        let address = Address::parse(&typed(self.address), browser::is_secure_page());
        let address = address.map_err(|error| Wrong { field: "address", why: Why::Address(error) })?;
        let number = |field, name, least, most: u32| {
            let number = typed(field).parse().ok().filter(|number| (least..=most).contains(number));
            number.ok_or(Wrong { field: name, why: Why::Number })
        };
        let cap = number(self.cap, "cap", 1, MOST_CAP)?;
        let mut asked = Asked {
            address,
            credentials: Credentials {
                token: self.token.get_untracked(),
                user: self.user.get_untracked(),
                password: self.password.get_untracked(),
            },
            cap,
            root: None,
            filter: None,
            most: MOST,
            bytes: 0,
            everything: self.everything.get_untracked(),
        };
        if watches {
            let filter = Filter::parse(&typed(self.filter));
            asked.filter = Some(filter.map_err(|error| Wrong { field: "filter", why: Why::Filter(error) })?);
            asked.most = number(self.most, "most", 1, MOST_MESSAGES)?;
            asked.bytes = number(self.bytes, "bytes", 0, MOST_BYTES as u32)?;
        } else if !self.plain.get_untracked() {
            asked.root = Some(root(&typed(self.root)).ok_or(Wrong { field: "root", why: Why::Root })?);
        }
        Ok(asked)
    }
}

impl Why {
    /// In words.
    pub fn to(&self, lang: Lang) -> String {
        let said = match self {
            Why::Address(AddressError::MixedContent(host)) => return live_refusal::mixed_content(lang, host),
            Why::Address(AddressError::Empty) => texts::ADDRESS_EMPTY,
            Why::Address(AddressError::Scheme(typed)) if is_of_programs(typed) => texts::ADDRESS_NATS,
            Why::Address(AddressError::Scheme(_)) => texts::ADDRESS_SCHEME,
            Why::Address(AddressError::Host(_)) => texts::ADDRESS_HOST,
            Why::Address(AddressError::Port(_)) => texts::ADDRESS_PORT,
            Why::Address(AddressError::Credentials) => texts::ADDRESS_CREDENTIALS,
            Why::Address(AddressError::Fragment) => texts::ADDRESS_FRAGMENT,
            Why::Root => texts::ROOT_WRONG,
            Why::Number => texts::NUMBER_WRONG,
            Why::Filter(error) => return subject_error(lang, error),
            Why::Everything => texts::FILTER_EVERYTHING,
        };
        said.to(lang).to_owned()
    }
}

/// Whether an address is one of those by which programs find a server.
fn is_of_programs(typed: &str) -> bool {
    let typed = typed.to_ascii_lowercase();
    ["nats:", "tls:"].iter().any(|scheme| typed.starts_with(scheme))
}

/// A few plain words with dots between; nothing that the server or another client would take for its own.
fn root(text: &str) -> Option<Subject> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let mut words = text.split('.');
    let is_plain = words.all(|word| !word.is_empty() && word.chars().all(plain));
    let is_short = text.split('.').count() <= ROOT_WORDS && text.len() <= 64;
    let is_free = !text.starts_with("_INBOX");
    Some(text).filter(|_| is_plain && is_short && is_free).and_then(|text| Subject::parse(text).ok())
}
