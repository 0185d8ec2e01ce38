//! [`BuildResult`] and [`BuildFailure`]: what a build came to.

use std::sync::Arc;

use serde_json::Value;

use crate::content::Rope;
use crate::dockerfile::{Span, excerpt};
use crate::oci::{Digest, Reference};
use crate::vfs::Tree;

/// What a build came to.
#[derive(Clone, Debug, Default)]
pub struct BuildResult {
    /// Digest of the index or manifest.
    pub digest: Option<Digest>,
    /// What `--metadata-file` has, in the order of its keys.
    pub metadata: serde_json::Map<String, Value>,
    /// What exporters leave to the client to write.
    pub outputs: Vec<Output>,
    /// The answer of a [`super::Call`] other than `Build`.
    pub answer: Option<Answer>,
}

/// What an exporter or a cache exporter gives the client.
#[derive(Clone, Debug)]
pub struct Output {
    /// [`super::ExportOptions::index`], or the place in [`super::BuildRequest::cache_to`].
    pub index: usize,
    pub of_cache: bool,
    pub content: OutputContent,
}

/// Bytes for one file, or files for a directory.
#[derive(Clone, Debug)]
pub enum OutputContent {
    File(Rope),
    Files(Tree),
    Layout(OutputLayout),
}

/// An image or a cache for a layout on the client's disk: what is in the layout stays.
#[derive(Clone, Debug)]
pub struct OutputLayout {
    /// Its files but for `index.json`.
    pub files: Tree,
    /// The descriptor that `index.json` lists.
    pub target: Value,
    /// Under which names.
    pub names: Vec<LayoutName>,
}

/// How `index.json` names an image (BuildKit's `client/ociindex`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LayoutName {
    Image(Reference),
    Tag(String),
}

/// What a call answers.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// `result.json`
    pub json: Value,
    /// What `check` found.
    pub check: Option<Check>,
}

/// What `--check` found.
#[derive(Clone, Debug, Default)]
pub struct Check {
    pub warnings: Vec<LintWarning>,
    /// An error that ended the check, or that warnings were made.
    pub error: Option<CheckError>,
}

/// A violated rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LintWarning {
    pub rule: String,
    pub description: String,
    pub url: String,
    /// What is wrong here.
    pub detail: String,
    pub excerpt: Option<SourceExcerpt>,
}

/// Why a check ended badly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckError {
    pub message: String,
    pub excerpt: Option<SourceExcerpt>,
}

/// Why a build failed. (Limits and Ctrl-C are [`crate::engine::api::ApiError::Stop`].)
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildFailure {
    /// The build's reference.
    pub reference: String,
    /// What stands behind `failed to solve: `.
    pub message: String,
    /// The lines of the Dockerfile that it is about; each is printed.
    pub excerpts: Vec<SourceExcerpt>,
}

/// Lines of a source file, to be printed with marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceExcerpt {
    pub filename: String,
    /// The whole file, which all excerpts share.
    pub text: Arc<str>,
    /// First and last line of each marked range, from 1.
    pub lines: Vec<(usize, usize)>,
}

impl std::fmt::Display for SourceExcerpt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let spans: Vec<Span> = self.lines.iter().map(|(first, last)| Span::new(*first, *last)).collect();
        f.write_str(&excerpt(&self.filename, &self.text, &spans))
    }
}
