//! `layercake site`: the static site, which any host can serve: the page with layercake in it, and a book beside it.
//!
//! The page (`web/site`, the core as WebAssembly, xterm) is built by `.ci/site`, because that takes tools which this program
//! is not; here it is found, joined with the book that mdBook makes, and told what it keeps for working offline.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use layercake::hex;
use sha2::{Digest, Sha256};

/// What `layercake site` takes.
#[derive(Debug, clap::Args)]
pub(super) struct SiteArguments {
    /// Where it is put: a new folder, an empty one, or that of an earlier site, which it replaces
    out: PathBuf,
    /// A book, built by mdbook (0.5 or 0.4, on your path): the folder with book.toml
    #[arg(long, value_name = "DIR", default_value = "book")]
    book: PathBuf,
    /// The page as `just site` builds it [default: target/page, or beside this program]
    #[arg(long, value_name = "DIR")]
    page: Option<PathBuf>,
}

/// The service worker, in which the list of files and the version of the site are written.
const WORKER: &str = "sw.js";
const FILES: &str = "['@FILES@']";
const VERSION: &str = "@VERSION@";
/// Where the book lies in the site, and from there the page.
const BOOK: &str = "book";
const PAGE_FROM_BOOK: &str = "..";
/// Folders inside folders.
const DEPTH: usize = 32;

/// Makes it.
pub(super) fn run(arguments: &SiteArguments) -> Result<ExitCode> {
    let SiteArguments { out, book, page } = arguments;
    let page = find_page(page.as_deref())?;
    if !book.join("book.toml").is_file() {
        bail!("{}: there is no book.toml; `--book DIR` says where the book is", book.display());
    }
    clear(out)?;
    for file in files(&page)? {
        let to = out.join(&file);
        fs::create_dir_all(to.parent().unwrap_or(out)).with_context(|| to.display().to_string())?;
        fs::copy(page.join(&file), &to).with_context(|| to.display().to_string())?;
    }
    make_book(book, &fs::canonicalize(out)?.join(BOOK))?;
    finish(out)?;
    println!("{}: open it with `layercake serve {}`, or put it on any static host.", out.display(), out.display());
    Ok(ExitCode::SUCCESS)
}

/// The folder of the page that was built.
fn find_page(asked: Option<&Path>) -> Result<PathBuf> {
    let program = env::current_exe().unwrap_or_default();
    let folder = program.parent().unwrap_or(Path::new("."));
    let beside = [folder.join("../page"), folder.join("../share/layercake/page"), PathBuf::from("target/page")];
    let candidates = asked.map_or(beside.to_vec(), |asked| vec![asked.to_path_buf()]);
    let found = candidates.iter().find(|page| page.join(WORKER).is_file() && page.join("pkg").is_dir());
    match (found, asked) {
        (Some(page), _) => Ok(page.clone()),
        (None, Some(asked)) => bail!("{}: this is no page that `just site` has built", asked.display()),
        (None, None) => bail!(
            "the page for browsers is not part of this program, and has not been built here: in a copy of the project \
             `just site` builds it and makes the site; `--page DIR` says where one is"
        ),
    }
}

/// Makes room for the site. A folder with something else in it stays as it is.
fn clear(out: &Path) -> Result<()> {
    let shown = || out.display().to_string();
    match fs::read_dir(out).map(|mut entries| entries.next().is_some()) {
        Ok(true) if out.join(WORKER).is_file() => fs::remove_dir_all(out).with_context(shown)?,
        Ok(true) => bail!("{}: it is not empty, and is no site made by this command", shown()),
        Ok(false) | Err(_) => {}
    }
    fs::create_dir_all(out).with_context(shown)
}

/// Lets mdBook build the book, with "Try it here" beside its steps. It finds this program as its preprocessor.
fn make_book(book: &Path, to: &Path) -> Result<()> {
    let program = env::current_exe().context("where this program is")?;
    let mut path: OsString = program.parent().map(OsString::from).unwrap_or_default();
    if let Some(rest) = env::var_os("PATH") {
        path.push(if cfg!(windows) { ";" } else { ":" });
        path.push(rest);
    }
    let mut mdbook = Command::new("mdbook");
    mdbook.arg("build").arg(book).arg("--dest-dir").arg(to).env("PATH", path);
    mdbook.env("MDBOOK_PREPROCESSOR__LAYERCAKE__PLAYGROUND", PAGE_FROM_BOOK);
    let status = mdbook.status().context("mdbook, which builds the book (`cargo install mdbook` installs it)")?;
    if !status.success() {
        bail!("mdbook did not build {}", book.display());
    }
    Ok(())
}

/// Writes into the service worker what it keeps (the page; a chapter of the book when it is read), and a version that is
/// another one whenever a file is.
fn finish(out: &Path) -> Result<()> {
    let (mut kept, mut hash) = (vec!["./".to_string()], Sha256::new());
    for file in files(out)? {
        let content = fs::read(out.join(&file)).with_context(|| file.display().to_string())?;
        let name = file.to_string_lossy().replace('\\', "/");
        hash.update(name.as_bytes());
        hash.update(Sha256::digest(&content));
        if !file.starts_with(BOOK) && name != WORKER {
            kept.push(name);
        }
    }
    let worker = out.join(WORKER);
    let version: String = hex(&hash.finalize()).chars().take(16).collect();
    let text = fs::read_to_string(&worker).with_context(|| worker.display().to_string())?;
    let text = text.replace(FILES, &serde_json::to_string(&kept)?).replace(VERSION, &format!("layercake-{version}"));
    fs::write(&worker, text).with_context(|| worker.display().to_string())
}

/// All files below a folder, by their paths in it.
fn files(folder: &Path) -> Result<BTreeSet<PathBuf>> {
    fn collect(root: &Path, inside: &Path, depth: usize, found: &mut BTreeSet<PathBuf>) -> Result<()> {
        let here = root.join(inside);
        if depth > DEPTH {
            bail!("{}: more than {DEPTH} folders inside each other", here.display());
        }
        for entry in fs::read_dir(&here).with_context(|| here.display().to_string())? {
            let entry = entry?;
            let path = inside.join(entry.file_name());
            match entry.file_type()?.is_dir() {
                true => collect(root, &path, depth + 1, found)?,
                false => drop(found.insert(path)),
            }
        }
        Ok(())
    }
    let mut found = BTreeSet::new();
    collect(folder, Path::new(""), 0, &mut found)?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(folder: &Path) -> PathBuf {
        let page = folder.join("page");
        fs::create_dir_all(page.join("pkg")).unwrap();
        fs::write(page.join("pkg/a.wasm"), "x").unwrap();
        fs::write(page.join(WORKER), format!("const V = '{VERSION}'; const F = {FILES};")).unwrap();
        page
    }

    #[test]
    fn the_service_worker_keeps_the_page_and_not_the_book() {
        let folder = tempfile::tempdir().unwrap();
        let page = page(folder.path());
        fs::create_dir_all(page.join("book")).unwrap();
        fs::write(page.join("book/index.html"), "").unwrap();
        finish(&page).unwrap();
        let worker = fs::read_to_string(page.join(WORKER)).unwrap();
        assert!(worker.contains(r#"F = ["./","pkg/a.wasm"];"#) && worker.contains("'layercake-"), "{worker}");
    }

    #[test]
    fn only_an_earlier_site_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("mine"), "").unwrap();
        assert!(clear(folder.path()).unwrap_err().to_string().contains("it is not empty"));
        fs::write(folder.path().join(WORKER), "").unwrap();
        clear(folder.path()).unwrap();
        assert!(!folder.path().join("mine").exists());
    }

    #[test]
    fn who_has_no_page_is_told_what_builds_it() {
        let folder = tempfile::tempdir().unwrap();
        assert!(find_page(Some(folder.path())).unwrap_err().to_string().contains("`just site`"));
        let page = page(folder.path());
        assert_eq!(find_page(Some(&page)).unwrap(), page);
    }
}
