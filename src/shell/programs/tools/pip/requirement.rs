//! What pip is asked for: words, requirements files (nested, with options, comments, markers), projects in directories.

use std::collections::VecDeque;

use super::super::packages::version::{Asked, satisfies_pip};
use super::line::Line;
use super::place::Place;
use super::project::{self, Project};
use super::wheel;
use crate::shell::programs::Bail;
use crate::shell::{Process, Stream};

/// Requirements files within each other.
const MOST_FILES: usize = 30;
/// Lines of all requirements files together.
const MOST_LINES: usize = 20_000;

/// Where a requirement's archive comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The package index.
    Index,
    /// A project's directory.
    Project { path: String, editable: bool, project: Project },
    /// A wheel in a file.
    Wheel(String),
}

/// One requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub name: String,
    pub extras: Vec<String>,
    pub range: String,
    /// What it comes from: `-r requirements.txt (line 1)`, `flask->-r requirements.txt (line 1)`.
    pub from: Option<String>,
    pub source: Source,
}

impl Wanted {
    /// A requirement as packages name theirs.
    pub fn of(text: &str, from: Option<String>) -> Wanted {
        let asked = Asked::of(text, "pip");
        let extras = asked.extras.split(',').map(str::trim).filter(|extra| !extra.is_empty());
        let extras = extras.map(str::to_string).collect();
        Wanted { name: asked.name, extras, range: asked.range, from, source: Source::Index }
    }

    /// As pip writes it: specifiers in order, without blanks.
    pub fn text(&self) -> String {
        let mut parts: Vec<String> = self.range.split(',').map(|part| part.replace(' ', "")).collect();
        parts.retain(|part| !part.is_empty());
        parts.sort();
        let extras = if self.extras.is_empty() { String::new() } else { format!("[{}]", self.extras.join(",")) };
        format!("{}{extras}{}", self.name, parts.join(","))
    }

    /// The path by which what it needs came in.
    pub fn path(&self) -> String {
        match &self.from {
            Some(from) => format!("{}->{from}", self.text()),
            None => self.text(),
        }
    }

    /// ` (from flask)`
    pub fn origin(&self) -> String {
        self.from.as_ref().map(|from| format!(" (from {from})")).unwrap_or_default()
    }

    /// Whether exactly one version will do.
    pub fn is_pinned(&self) -> bool {
        self.range.starts_with("==") && !self.range.contains(['*', ','])
    }
}

/// Everything that the command line asks for, and what constraints say.
#[derive(Default)]
pub struct Asking {
    pub wanted: Vec<Wanted>,
    pub constraints: Vec<Wanted>,
}

/// Reads the words and the files of a command line. What is wrong is said, and ends pip.
pub fn read(process: &mut Process<'_>, line: &Line, place: &Place) -> Result<Asking, Bail> {
    let mut asking = Asking::default();
    for word in &line.words {
        asking.wanted.extend(one(process, place, word, None, false)?);
    }
    for project in line.values("editable") {
        asking.wanted.extend(one(process, place, project, None, true)?);
    }
    let mut queue: VecDeque<(String, bool)> = VecDeque::new();
    queue.extend(line.values("constraint").into_iter().map(|file| (file.to_string(), true)));
    queue.extend(line.values("requirement").into_iter().map(|file| (file.to_string(), false)));
    let (mut files, mut lines) = (0, 0);
    while let Some((file, constrains)) = queue.pop_front() {
        files += 1;
        if files > MOST_FILES {
            return fail(process, &format!("more than {MOST_FILES} requirements files"));
        }
        let text = match process.open(&file)? {
            Ok(content) => String::from_utf8_lossy(&process.take_in(&content)?).into_owned(),
            Err(errno) => {
                let (number, errno) = (errno.number(), errno.to_string());
                let what = if constrains { "constraints" } else { "requirements" };
                return fail(process, &format!("Could not open {what} file: [Errno {number}] {errno}: '{file}'"));
            }
        };
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder).to_string();
        for (number, text) in logical_lines(&text) {
            lines += 1;
            if lines > MOST_LINES {
                return fail(process, &format!("more than {MOST_LINES} lines of requirements"));
            }
            let from = format!("-{} {file} (line {number})", if constrains { 'c' } else { 'r' });
            if let Some((other, constrains)) = nested(&text) {
                let other =
                    if folder.is_empty() || other.starts_with('/') { other } else { format!("{folder}/{other}") };
                queue.push_back((other, constrains));
                continue;
            }
            let (text, editable) = match text.strip_prefix("-e ").or_else(|| text.strip_prefix("--editable ")) {
                Some(project) => (project.trim().to_string(), true),
                None => (text, false),
            };
            if text.starts_with('-') {
                continue;
            }
            let found = one(process, place, &text, Some((from, &file, number)), editable)?;
            if constrains { asking.constraints.extend(found) } else { asking.wanted.extend(found) }
        }
    }
    Ok(asking)
}

/// The lines of a requirements file with their numbers: without comments, continued ones joined, hashes left out.
fn logical_lines(text: &str) -> Vec<(usize, String)> {
    let mut all = Vec::new();
    let mut pending: Option<(usize, String)> = None;
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let (number, mut whole) = pending.take().unwrap_or((index + 1, String::new()));
        whole += line;
        if let Some(begun) = whole.strip_suffix('\\') {
            pending = Some((number, format!("{begun} ")));
            continue;
        }
        let comment = whole.find(" #").or_else(|| whole.starts_with('#').then_some(0));
        let whole = whole.get(..comment.unwrap_or(whole.len())).unwrap_or_default();
        let whole = whole.split(" --hash=").next().unwrap_or(whole).trim();
        if !whole.is_empty() {
            all.push((number, whole.to_string()));
        }
    }
    all
}

/// `-r other.txt`, `-c other.txt`
fn nested(text: &str) -> Option<(String, bool)> {
    let forms = [("-r", false), ("--requirement", false), ("-c", true), ("--constraint", true)];
    let (option, constrains) = forms.into_iter().find(|(option, _)| {
        text.strip_prefix(option)
            .is_some_and(|rest| rest.starts_with([' ', '=']) || option.len() == 2 && !rest.is_empty())
    })?;
    let rest = text.get(option.len()..)?.trim_start_matches('=').trim();
    Some((rest.to_string(), constrains))
}

/// One requirement; none if its marker says that it is not for this system.
fn one(
    process: &mut Process<'_>,
    place: &Place,
    text: &str,
    at: Option<(String, &str, usize)>,
    editable: bool,
) -> Result<Option<Wanted>, Bail> {
    let text = text.trim();
    let from = at.as_ref().map(|(from, ..)| from.clone());
    if text.starts_with("git+") || text.contains("://") {
        return remote(process, text);
    }
    let bare = text.split(['[', ';']).next().unwrap_or(text).trim();
    let is_path = bare == "." || bare == ".." || bare.contains('/') || bare.ends_with(".whl");
    if is_path || editable {
        return local(process, bare, from, editable).map(Some);
    }
    let (requirement, marker) = match text.split_once(';') {
        Some((requirement, marker)) => (requirement.trim(), marker.trim()),
        None => (text, ""),
    };
    if let Some(problem) = broken(requirement) {
        let origin = at.map(|(_, file, number)| format!(" (from line {number} of {file})")).unwrap_or_default();
        return fail(process, &format!("Invalid requirement: '{requirement}': {problem}{origin}"));
    }
    let wanted = Wanted::of(requirement, from);
    if !marker.is_empty() && !holds(marker, place) {
        let marker = marker.replace('\'', "\"");
        let name = wanted.text();
        process.print(&format!("Ignoring {name}: markers '{marker}' don't match your environment\n"))?;
        return Ok(None);
    }
    Ok(Some(wanted))
}

/// A project that is somewhere on the network: there is nothing but the index.
fn remote(process: &mut Process<'_>, text: &str) -> Result<Option<Wanted>, Bail> {
    if text.starts_with("git+") {
        let address = text.trim_start_matches("git+").split(['#', '@']).next().unwrap_or_default().to_string();
        process.print(&format!("Collecting {text}\n"))?;
        let path = process.environment.get("PATH").cloned();
        let directory = process.directory.clone();
        if crate::shell::launch::find(process.system.files(), "git", &directory, path.as_deref()).is_err() {
            return fail(process, "Cannot find command 'git' - do you have 'git' installed and in your PATH?");
        }
        return fail(
            process,
            &format!("the sandbox has a package index but no network beyond it: {address} is out of reach"),
        );
    }
    fail(process, &format!("the sandbox has a package index but no network beyond it: {text} is out of reach"))
}

/// A project in a directory, or a wheel in a file.
fn local(process: &mut Process<'_>, text: &str, from: Option<String>, editable: bool) -> Result<Wanted, Bail> {
    let path = process.absolute(text);
    let files = process.system.files();
    let path = files.real_path(&path).unwrap_or(path);
    let Ok(stat) = files.stat(&path, true) else {
        let file = path.rsplit('/').next().unwrap_or(&path).to_string();
        return match wheel::parts(&file) {
            Some(_) => {
                let text =
                    format!("WARNING: Requirement '{text}' looks like a filename, but the file does not exist\n");
                process.output.write(Stream::Err, text.as_bytes())?;
                process.print(&format!("Processing {path}\n"))?;
                fail(
                    process,
                    &format!(
                        "Could not install packages due to an OSError: [Errno 2] No such file or directory: '{path}'\n"
                    ),
                )
            }
            None if editable => fail(
                process,
                &format!(
                    "{text} is not a valid editable requirement. It should either be a path to a local project or a VCS URL (beginning with bzr+http, bzr+https, bzr+ssh, bzr+sftp, bzr+ftp, bzr+lp, bzr+file, git+http, git+https, git+ssh, git+git, git+file, hg+file, hg+http, hg+https, hg+ssh, hg+static-http, svn+ssh, svn+http, svn+https, svn+svn, svn+file)."
                ),
            ),
            None => fail(
                process,
                &format!(
                    "Invalid requirement: '{text}': Expected package name at the start of dependency specifier\n    {text}\n    ^\nHint: It looks like a path. File '{text}' does not exist."
                ),
            ),
        };
    };
    if stat.kind == crate::vfs::FileType::Directory {
        let has = |name: &str| files.stat(&format!("{path}/{name}"), true).is_ok();
        if !has("pyproject.toml") && !has("setup.py") {
            let what = if editable { path } else { text.to_string() };
            let text = format!("Directory '{what}' is not installable. Neither 'setup.py' nor 'pyproject.toml' found.");
            return fail(
                process,
                &if editable {
                    format!(
                        "{what} does not appear to be a Python project: neither 'setup.py' nor 'pyproject.toml' found."
                    )
                } else {
                    text
                },
            );
        }
        let project = project::read(files, &path);
        let name = project.name.clone();
        let source = Source::Project { path, editable, project };
        return Ok(Wanted { name, extras: Vec::new(), range: String::new(), from, source });
    }
    let file = path.rsplit('/').next().unwrap_or(&path).to_string();
    match wheel::parts(&file) {
        Some((name, version)) => {
            Ok(Wanted { name, extras: Vec::new(), range: format!("=={version}"), from, source: Source::Wheel(path) })
        }
        None if file.ends_with(".txt") => fail(
            process,
            &format!(
                "Invalid requirement: '{text}': Expected package name at the start of dependency specifier\n    {text}\n    ^\nHint: It looks like a path. The path does exist. The argument you provided ({text}) appears to be a requirements file. If that is the case, use the '-r' flag to install the packages specified within it."
            ),
        ),
        None => fail(process, &format!("'{file}' is not a valid wheel filename")),
    }
}

/// What is wrong with a requirement, in the words of pip's own parser.
fn broken(text: &str) -> Option<String> {
    let name =
        text.find(|letter: char| !letter.is_ascii_alphanumeric() && !"-_.".contains(letter)).unwrap_or(text.len());
    if name == 0 {
        return Some(format!("Expected package name at the start of dependency specifier\n    {text}\n    ^"));
    }
    let rest = text.get(name..).unwrap_or_default();
    let after = match rest.strip_prefix('[') {
        Some(extras) => extras.split_once(']').map_or("[", |(_, after)| after),
        None => rest,
    };
    let at = text.len() - after.trim_start().len();
    let after = after.trim_start();
    let known = ["==", ">=", "<=", "!=", "~=", "<", ">", "(", "@"];
    if after.is_empty() || known.iter().any(|operator| after.starts_with(operator)) {
        return None;
    }
    let hint = if after.starts_with('=') { "\nHint: = is not a valid operator. Did you mean == ?" } else { "" };
    let marked = format!("    {text}\n    {}^", " ".repeat(at));
    Some(format!("Expected semicolon (after name with no version specifier) or end\n{marked}{hint}"))
}

/// Whether an environment marker holds here: comparisons joined by `and` and `or`; what is not known is taken to hold.
fn holds(marker: &str, place: &Place) -> bool {
    let one = |comparison: &str| {
        let comparison = comparison.trim().trim_matches(['(', ')']).trim();
        let operators = ["==", "!=", ">=", "<=", "<", ">"];
        let Some(operator) = operators.into_iter().find(|operator| comparison.contains(operator)) else { return true };
        let Some((name, wanted)) = comparison.split_once(operator) else { return true };
        let wanted = wanted.trim().trim_matches(['\'', '"']);
        let own = match name.trim() {
            "python_version" => &place.minor,
            "python_full_version" => &place.python,
            "sys_platform" => "linux",
            "platform_system" => "Linux",
            "os_name" => "posix",
            "platform_machine" => "x86_64",
            "platform_python_implementation" => "CPython",
            "implementation_name" => "cpython",
            _ => return true,
        };
        match own.starts_with(|letter: char| letter.is_ascii_digit()) {
            true => satisfies_pip(own, &format!("{operator}{wanted}")),
            false => (own == wanted) == (operator == "=="),
        }
    };
    marker.split(" or ").any(|alternative| alternative.split(" and ").all(one))
}

/// `ERROR: text`, and the end.
pub fn fail<T>(process: &mut Process<'_>, text: &str) -> Result<T, Bail> {
    process.output.write(Stream::Err, format!("ERROR: {text}\n").as_bytes())?;
    Err(Bail::Status(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requirement_is_written_with_its_specifiers_in_order() {
        let wanted = Wanted::of("charset_normalizer >=2, <4", Some("requests".into()));
        assert_eq!(wanted.text(), "charset_normalizer<4,>=2");
        assert_eq!(Wanted::of("uvicorn[standard]>=0.3", None).text(), "uvicorn[standard]>=0.3");
        assert_eq!(wanted.path(), "charset_normalizer<4,>=2->requests");
        assert!(Wanted::of("flask==3.0", None).is_pinned());
    }

    #[test]
    fn lines_are_joined_and_comments_left_out() {
        let text = "# first\nflask==3.0 # the web\n\nrequests \\\n  >=2.0 --hash=sha256:00\n";
        assert_eq!(logical_lines(text), [(2, "flask==3.0".into()), (4, "requests    >=2.0".into())]);
        assert_eq!(nested("-r base.txt"), Some(("base.txt".into(), false)));
        assert_eq!(nested("--constraint=c.txt"), Some(("c.txt".into(), true)));
        assert_eq!(nested("requests"), None);
    }

    #[test]
    fn what_is_broken_is_marked() {
        let said = broken("flask=1.0").unwrap_or_default();
        assert!(
            said.ends_with("    flask=1.0\n         ^\nHint: = is not a valid operator. Did you mean == ?"),
            "{said}"
        );
        assert_eq!(broken("uvicorn[standard]>=1"), None);
    }
}
