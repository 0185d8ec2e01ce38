//! `layercake site`: the static site, which any host can serve: the page with layercake in it, and a book beside it.
//!
//! The page (`web/site`, the core as WebAssembly, xterm) is built by `.ci/site`, because that takes tools which this
//! program is not; here it is found, joined with the book that mdBook makes, and told what it keeps for working
//! offline.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use layercake::hex;
use sha2::{Digest, Sha256};

use super::reading::read_file;

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
/// How the version begins that this command writes there.
const MARK: &str = "layercake-";
/// Bytes that a service worker may have.
const WORKER_BYTES: u64 = 1 << 20;
/// How the name of the folder begins in which a site is made.
const FRESH: &str = ".making-";
/// Where the book lies in the site, and from there the page.
const BOOK: &str = "book";
const PAGE_FROM_BOOK: &str = "..";
/// Folders inside folders.
const DEPTH: usize = 32;

/// Makes it: in a new folder inside, so that whatever goes wrong costs nothing that was there.
pub(super) fn run(arguments: &SiteArguments) -> Result<ExitCode> {
    let SiteArguments { out, book, page } = arguments;
    let page = find_page(page.as_deref())?;
    if !book.join("book.toml").is_file() {
        bail!("{}: there is no book.toml; `--book DIR` says where the book is", book.display());
    }
    make(out, &[&page, book], |fresh| {
        for file in files(&page)? {
            let to = fresh.join(&file);
            fs::create_dir_all(to.parent().unwrap_or(fresh)).with_context(|| to.display().to_string())?;
            fs::copy(page.join(&file), &to).with_context(|| to.display().to_string())?;
        }
        make_book(book, &fresh.join(BOOK))?;
        finish(fresh)
    })?;
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

/// Lets `fill` make a site in a new folder inside `out`, and only then puts it into the place of what is there: an
/// earlier site, or nothing. `sources` are folders that it is made from.
fn make(out: &Path, sources: &[&Path], fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let shown = || out.display().to_string();
    let is_new = !out.try_exists().with_context(shown)?;
    fs::create_dir_all(out).with_context(shown)?;
    let made = is_free(out, sources).and_then(|()| {
        let out = fs::canonicalize(out).with_context(shown)?;
        let fresh = tempfile::Builder::new().prefix(FRESH).tempdir_in(&out).with_context(shown)?;
        fill(fresh.path())?;
        put_in_place(&out, fresh.path()).with_context(shown)
    });
    if made.is_err() && is_new {
        let _ = fs::remove_dir(out); // it is empty, as there was none
    }
    made
}

/// Whether a site may lie in a folder: one that is empty, or has a site that this command made, and nothing of what the
/// new one is made from.
fn is_free(out: &Path, sources: &[&Path]) -> Result<()> {
    let shown = || out.display().to_string();
    let place = fs::canonicalize(out).with_context(shown)?;
    for source in sources {
        let source = fs::canonicalize(source).with_context(|| source.display().to_string())?;
        if source.starts_with(&place) || place.starts_with(&source) {
            bail!("{}: the site is made from {}; it needs a folder of its own", shown(), source.display());
        }
    }
    if !is_empty(out).with_context(shown)? && !is_ours(out) {
        bail!("{}: it is not empty, and is no site made by this command", shown());
    }
    Ok(())
}

fn is_empty(folder: &Path) -> io::Result<bool> {
    Ok(fs::read_dir(folder)?.next().is_none())
}

/// Whether this command made the site in a folder: it has written the version into its service worker.
fn is_ours(folder: &Path) -> bool {
    let worker = read_file(&folder.join(WORKER), WORKER_BYTES);
    worker.is_ok_and(|bytes| {
        let text = String::from_utf8_lossy(&bytes);
        text.contains(&format!("'{MARK}")) && !text.contains(VERSION)
    })
}

/// Removes the earlier site, and moves the new one from the folder inside. The service worker, by which a site is
/// known, is the last to be replaced: if this is interrupted, the next time goes on from there.
fn put_in_place(out: &Path, fresh: &Path) -> io::Result<()> {
    for entry in fs::read_dir(out)? {
        let entry = entry?;
        if entry.path() == fresh || entry.file_name() == WORKER {
            continue;
        }
        match entry.file_type()?.is_dir() {
            true => fs::remove_dir_all(entry.path())?,
            false => fs::remove_file(entry.path())?,
        }
    }
    for entry in fs::read_dir(fresh)? {
        let name = entry?.file_name();
        if name != WORKER {
            fs::rename(fresh.join(&name), out.join(&name))?;
        }
    }
    fs::rename(fresh.join(WORKER), out.join(WORKER))
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

/// Writes into the service worker what it keeps (the page; a chapter of the book when it is read), and a version that
/// is another one whenever a file is.
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
    let text = text.replace(FILES, &serde_json::to_string(&kept)?).replace(VERSION, &format!("{MARK}{version}"));
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

    /// A site as this command makes it, with `name` in it.
    fn site(out: &Path, sources: &[&Path], name: &str) -> Result<()> {
        make(out, sources, |fresh| {
            fs::write(fresh.join(name), "")?;
            fs::write(fresh.join(WORKER), format!("const VERSION = '{MARK}{name}';"))?;
            Ok(())
        })
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn only_an_earlier_site_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("a/site");
        site(&out, &[], "one").unwrap();
        fs::create_dir_all(out.join("book/old")).unwrap();
        site(&out, &[], "two").unwrap();
        assert_eq!(names(&out), [WORKER, "two"]);
        // Somebody else's folder has a service worker, too; and so has the page that no version was written into yet.
        for worker in ["", "self.addEventListener('fetch', () => {});", "const VERSION = '@VERSION@'; // 'layercake-"] {
            let mine = tempfile::tempdir().unwrap();
            fs::write(mine.path().join("mine"), "").unwrap();
            fs::write(mine.path().join(WORKER), worker).unwrap();
            assert!(site(mine.path(), &[], "x").unwrap_err().to_string().contains("it is not empty"), "{worker}");
            assert_eq!(names(mine.path()), ["mine", WORKER]);
        }
    }

    #[test]
    fn what_a_site_is_made_from_is_no_place_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let (page, inside) = (folder.path().join("page"), folder.path().join("page/pkg"));
        site(&page, &[], "one").unwrap();
        fs::create_dir(&inside).unwrap();
        for out in [&page, &inside, &folder.path().to_path_buf()] {
            let refused = site(out, &[&page], "x").unwrap_err().to_string();
            assert!(refused.contains("a folder of its own"), "{refused}");
        }
        assert_eq!(names(&page), ["one", "pkg", WORKER]);
    }

    #[test]
    fn a_site_that_cannot_be_made_leaves_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old"), folder.path().join("new"));
        site(&old, &[], "one").unwrap();
        for out in [&old, &new] {
            let failed = make(out, &[], |fresh| {
                fs::write(fresh.join("half"), "")?;
                bail!("mdbook did not build it")
            });
            assert!(failed.unwrap_err().to_string().contains("mdbook"));
        }
        assert_eq!(names(&old), ["one", WORKER]);
        assert!(!new.exists());
    }

    #[test]
    fn who_has_no_page_is_told_what_builds_it() {
        let folder = tempfile::tempdir().unwrap();
        assert!(find_page(Some(folder.path())).unwrap_err().to_string().contains("`just site`"));
        let page = page(folder.path());
        assert_eq!(find_page(Some(&page)).unwrap(), page);
    }
}
