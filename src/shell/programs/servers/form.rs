//! [`Form`]: a server as its file in `fixtures/servers` describes it (`fixtures/servers/README.md` has the keys).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::shell::Page;
use crate::shell::programs::script::Described;

pub(super) static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/server_files.rs"));

/// All of them. A file that cannot be read is no server; a test names it.
pub(super) static FORMS: LazyLock<Vec<Form>> =
    LazyLock::new(|| FILES.iter().filter_map(|(_, text)| toml::from_str(text).ok()).collect());

/// What a server prints, wants and answers. In its texts `{version}`, `{port}`, `{hostname}` and `{%…}` (the time, as
/// strftime(3) writes it) stand for what they say.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    /// The names of the program, the main one first.
    pub programs: Vec<String>,
    /// One line on what it is.
    pub about: String,
    /// Its version, unless the variable below says another one.
    pub version: String,
    /// The variable in which images say the version.
    pub version_variable: Option<String>,
    /// Where it answers HTTP.
    pub port: Option<u16>,
    /// Where it takes connections that are not HTTP.
    #[serde(default)]
    pub listens: Vec<u16>,
    /// The option, or the variable (`NAME=`), that says another port.
    #[serde(default)]
    pub port_from: Vec<String>,
    /// What it answers there; the first page is the answer to every other path, too, where it has no path.
    #[serde(default, rename = "page")]
    pages: Vec<PageForm>,
    /// The directory of the files that it answers with, instead of pages.
    pub files: Option<String>,
    /// Why it does not start.
    #[serde(default)]
    pub refuses: Vec<Refusal>,
    /// What it says to an argument, and ends.
    #[serde(default)]
    pub says: Vec<Saying>,
    /// It is no server: to any other arguments it says this, to standard error, and ends with status 1.
    pub otherwise: Option<String>,
    /// Its smallest programs run (`script/plain`).
    pub language: Option<Described>,
    /// Files that it makes when the first of them is not there.
    #[serde(default)]
    pub makes: Vec<String>,
    /// What is in them, where it is not just a newline.
    #[serde(default)]
    pub contents: BTreeMap<String, String>,
    /// What it prints when it has just made them.
    #[serde(default)]
    pub first_log: String,
    /// What it prints when it starts.
    #[serde(default)]
    pub log: String,
    /// Whether its log is standard output.
    #[serde(default)]
    pub to_stdout: bool,
    /// Its exit code after the stop signal. Absent: it does not listen to it, so that Docker ends it after ten seconds.
    pub stops: Option<i32>,
    /// What it prints then.
    #[serde(default)]
    pub last_words: String,
    /// Its processes as `ps` shows them, its own first. Absent: as it was called.
    #[serde(default)]
    pub processes: Vec<String>,
    /// The user of all of them, where it steps down from root.
    pub user: Option<u32>,
}

/// One answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PageForm {
    #[serde(default)]
    path: String,
    #[serde(default = "ok")]
    status: u16,
    #[serde(default = "html", rename = "type")]
    media_type: String,
    text: String,
}

fn ok() -> u16 {
    200
}

fn html() -> String {
    "text/html".into()
}

/// A condition under which it ends at once.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Refusal {
    /// Not if one of these variables is set.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Not if this file is there.
    pub unless_file: Option<String>,
    /// What it says, to standard error.
    pub text: String,
    /// Its exit code.
    pub status: i32,
}

/// An argument that only asks something.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Saying {
    /// The first argument: any of these.
    pub to: Vec<String>,
    /// What it answers, to standard output.
    pub text: String,
}

impl Form {
    /// The pages, with the words of their texts replaced by `fill`.
    pub fn pages(&self, fill: impl Fn(&str) -> String) -> Vec<Page> {
        let page = |form: &PageForm| Page {
            path: form.path.clone(),
            status: form.status,
            media_type: form.media_type.clone(),
            text: fill(&form.text),
        };
        self.pages.iter().map(page).collect()
    }
}
