//! `layercake mdbook`: mdBook's messages, and books on the disk. The book itself is made in the core (`Book`).
//!
//! mdBook starts a preprocessor twice: with `supports RENDERER`, which answers by its exit status, and with
//! `[context, book]` as JSON on standard input, for which the book comes back on standard output. The book's list is
//! called `sections` by mdBook
//! 0.4 and `items` by 0.5; everything that is not a chapter's text is left as it came.
//! (mdbook-preprocessor, `src/lib.rs`; mdBook's guide, "Preprocessors".)

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use pulldown_cmark::{Event, Parser, Tag};
use serde_json::Value;

use super::hub;
use super::reading::read_text;
use layercake::{Book, BookForm, BookMistake, BookSettings};

/// What to do with a book.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Action {
    /// Whether pages for this renderer can be made: always; mdBook asks
    Supports {
        /// `html`, or another one, which gets plain Markdown
        renderer: String,
    },
    /// Run all of a book without building it
    Check {
        /// The folder with book.toml
        #[arg(default_value = ".")]
        book: PathBuf,
    },
    /// Write what commands print into the book's chapters
    Update {
        /// The folder with book.toml
        #[arg(default_value = ".")]
        book: PathBuf,
    },
}

/// Bytes that mdBook may send, and that a file may have.
const LIMIT: u64 = 64 << 20;
/// Chapters inside chapters.
const DEPTH: usize = 32;

/// Does it; without an action, mdBook is there.
pub(super) fn run(action: Option<&Action>) -> Result<ExitCode> {
    let mistakes = match action {
        Some(Action::Supports { .. }) => return Ok(ExitCode::SUCCESS),
        Some(Action::Check { book }) => on_disk(book, false)?,
        Some(Action::Update { book }) => on_disk(book, true)?,
        None => preprocess()?,
    };
    for mistake in &mistakes {
        eprintln!("ERROR layercake: {mistake}");
    }
    match mistakes.len() {
        0 => Ok(ExitCode::SUCCESS),
        count => {
            let noun = layercake::words::plural("mistake", count);
            eprintln!("ERROR layercake: {count} {noun}. `layercake mdbook update` writes what is printed.");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Takes mdBook's message and answers it, unless there are mistakes.
fn preprocess() -> Result<Vec<BookMistake>> {
    let mut input = String::new();
    std::io::stdin().lock().take(LIMIT).read_to_string(&mut input).context("standard input")?;
    let message = serde_json::from_str(&input)
        .context("standard input is no message of mdBook (`[context, book]`); `layercake mdbook check` needs none")?;
    let Value::Array(message) = message else { bail!("standard input is no message of mdBook: no list") };
    let Ok([context, mut book]) = <[Value; 2]>::try_from(message) else {
        bail!("standard input is no message of mdBook: not two parts");
    };
    let text = |pointer: &str| context.pointer(pointer).and_then(Value::as_str);
    let root = PathBuf::from(text("/root").unwrap_or("."));
    let sources = root.join(text("/config/book/src").unwrap_or("src"));
    let table = context.pointer("/config/preprocessor/layercake").unwrap_or(&Value::Null);
    let form = if text("/renderer").unwrap_or("html") == "html" { BookForm::Html } else { BookForm::Markdown };
    let mistakes = with_book(&root, &sources, table, form, |maker| {
        let mut mistakes = Vec::new();
        for name in ["sections", "items"] {
            if let Some(Value::Array(items)) = book.get_mut(name) {
                chapters(items, 0, &mut |path, text| {
                    let page = maker.chapter(path, text);
                    mistakes.extend(page.mistakes.into_iter().map(|mistake| placed(mistake, &sources, text)));
                    page.text
                });
            }
        }
        Ok(mistakes)
    })?;
    if mistakes.is_empty() {
        let mut out = std::io::stdout().lock();
        serde_json::to_writer(&mut out, &book)?;
        out.flush()?;
    }
    Ok(mistakes)
}

/// Gives each chapter that has a file to `make`, and keeps what comes back.
fn chapters(items: &mut [Value], depth: usize, make: &mut dyn FnMut(&str, &str) -> String) {
    for item in items {
        let Some(chapter) = item.get_mut("Chapter") else { continue };
        let path = chapter.get("path").and_then(Value::as_str).map(String::from);
        let content = chapter.get("content").and_then(Value::as_str).map(String::from);
        if let (Some(path), Some(content)) = (path, content) {
            let made = make(&path.replace('\\', "/"), &content);
            if let Some(place) = chapter.get_mut("content") {
                *place = Value::String(made);
            }
        }
        if let Some(Value::Array(inside)) = chapter.get_mut("sub_items")
            && depth < DEPTH
        {
            chapters(inside, depth + 1, make);
        }
    }
}

/// The mistake with the line of the chapter's file: where other files were included above it, a line stands elsewhere
/// there.
fn placed(mut mistake: BookMistake, sources: &Path, text: &str) -> BookMistake {
    let Ok(file) = read(&sources.join(&mistake.file)) else { return mistake };
    if file == text {
        return mistake;
    }
    let Some(line) = text.lines().nth(mistake.line.saturating_sub(1)) else { return mistake };
    let earlier = text.lines().take(mistake.line - 1).filter(|other| *other == line).count();
    let found = file.lines().enumerate().filter(|(_, other)| *other == line).nth(earlier);
    if let Some((at, _)) = found {
        mistake.line = at + 1;
    }
    mistake
}

/// Opens what a book needs, and makes it.
fn with_book<T>(
    root: &Path,
    sources: &Path,
    table: &Value,
    form: BookForm,
    make: impl FnOnce(&mut Book<'_>) -> Result<T>,
) -> Result<T> {
    let settings = BookSettings::read(table).context("book.toml: [preprocessor.layercake]")?;
    let hub = hub::open(settings.hub.as_deref().map(|folder| root.join(folder)).as_deref())?;
    let glossary = match &settings.glossary {
        Some(path) => Some((path.clone(), read(&sources.join(path)).context("book.toml: `glossary`")?)),
        None => None,
    };
    let glossary = glossary.as_ref().map(|(path, text)| (path.as_str(), text.as_str()));
    let beside = |chapter: &str, name: &str| {
        let folder = Path::new(chapter).parent().unwrap_or(Path::new(""));
        read(&sources.join(folder).join(name)).map_err(|error| format!("{error:#}"))
    };
    make(&mut Book::new(settings, hub, form, glossary, &beside))
}

/// Makes all chapters that SUMMARY.md names; with `write`, what they print is written into them.
fn on_disk(root: &Path, write: bool) -> Result<Vec<BookMistake>> {
    let settings = root.join("book.toml");
    let settings: toml::Table = toml::from_str(&read(&settings)?).with_context(|| settings.display().to_string())?;
    let settings = serde_json::to_value(settings)?;
    let sources = root.join(settings.pointer("/book/src").and_then(Value::as_str).unwrap_or("src"));
    let summary = read(&sources.join("SUMMARY.md"))?;
    let table = settings.pointer("/preprocessor/layercake").unwrap_or(&Value::Null);
    with_book(root, &sources, table, BookForm::Html, |book| {
        let mut mistakes = Vec::new();
        for path in linked(&summary) {
            let file = sources.join(&path);
            let text = read(&file)?;
            let page = book.chapter(&path, &text);
            if write && page.source != text {
                fs::write(&file, &page.source).with_context(|| file.display().to_string())?;
                eprintln!("layercake: wrote {}", file.display());
            } else {
                mistakes.extend(page.mistakes);
            }
        }
        Ok(mistakes)
    })
}

/// The chapters that a summary names, in their order, each once.
fn linked(summary: &str) -> Vec<String> {
    let mut seen = BTreeMap::new();
    let mut paths = Vec::new();
    for event in Parser::new(summary) {
        let Event::Start(Tag::Link { dest_url, .. }) = event else { continue };
        let path = dest_url.replace("%20", " ");
        let inside = Path::new(&path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if !path.is_empty() && inside && seen.insert(path.clone(), ()).is_none() {
            paths.push(path);
        }
    }
    paths
}

/// The text of a file of a book.
fn read(path: &Path) -> Result<String> {
    read_text(path, LIMIT)
}
