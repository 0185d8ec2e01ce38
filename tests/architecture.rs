//! The arrows between the rooms, and what a pure room may not name. See ARCHITECTURE.md.

#[path = "architecture/circles.rs"]
mod circles;
#[path = "architecture/letters.rs"]
mod letters;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms in order, each with the rooms that it may use besides those of [`GROUND`].
const ROOMS: &[(&str, &[&str])] = &[
    ("allowance", &[]),
    ("clock", &[]),
    ("content", &[]),
    ("text", &[]),
    ("tell", &[]),
    ("oci", &[]),
    ("vfs", &[]),
    ("image", &["oci", "vfs"]),
    ("shell", &["vfs", "image"]),
    ("dockerfile", &[]),
    ("registry", &["oci"]),
    ("hub", &["image", "oci", "vfs", "registry", "shell"]),
    ("engine", &["image", "dockerfile", "shell", "registry", "oci", "vfs"]),
    ("client", &["engine", "image", "oci", "shell", "vfs"]),
    ("sandbox", &["client", "engine", "registry", "hub", "shell", "image", "vfs", "oci"]),
    ("lesson", &["sandbox", "engine", "registry", "shell", "image", "vfs", "oci"]),
    ("prompt", &["lesson", "sandbox", "client", "engine", "hub", "shell", "vfs", "oci"]),
    ("book", &["prompt", "lesson", "sandbox", "client", "hub", "shell", "vfs"]),
    ("classroom", &["lesson", "sandbox", "hub", "oci"]),
    (PROGRAM, &[]),
];

/// The crate that touches the machine: one room here, the last. What it may use of the core, the compiler knows.
const PROGRAM: &str = "program";

/// Rooms that all may use.
const GROUND: [&str; 5] = ["allowance", "clock", "content", "tell", "text"];

/// Narrower than the arrow: what of a room may be named.
const NARROW: &[(&str, &str, &[&str])] = &[
    ("client", "engine", &["api"]),
    ("client", "image", &["tar", "Limits"]),
    ("shell", "image", &["tar", "gzip", "Limits", "LayerError"]),
    ("hub", "shell", &["NOTE"]),
    ("sandbox", "hub", &["Hub"]),
    ("prompt", "client", &["outline"]),
    ("book", "client", &["outline"]),
    ("book", "hub", &["Hub"]),
    ("classroom", "hub", &["Hub"]),
];

/// What a pure room may not name, wherever it stands (but for the values of [`PLAIN`]).
const IMPURE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "std::env",
    "std::time::SystemTime",
    "std::time::Instant",
    "std::os::",
    "println!",
    "eprintln!",
    "print!",
    "eprint!",
    "HashMap",
    "HashSet",
    "jiff::Timestamp::now",
    "jiff::Zoned::now",
];

/// Values that stand in the machine's modules.
const PLAIN: &[&str] = &["std::net::IpAddr", "std::net::Ipv4Addr", "std::net::Ipv6Addr"];

fn sources(directory: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).expect("a folder of sources is readable") {
        let path = entry.expect("a folder of sources is readable").path();
        if path.ends_with("node_modules") {
            continue;
        }
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// A source file of a room, without tests, comments and the text of its literals (newlines are kept).
struct Source {
    room: String,
    /// The file, below `src`; of the program, `program/…` with what is below `program/src`.
    path: PathBuf,
    /// Its place among the modules: `["engine", "images", "pull"]`.
    module: Vec<String>,
    code: String,
}

fn files() -> Vec<Source> {
    let core = files_of(&root().join("src"), Path::new(""));
    core.into_iter().chain(files_of(&root().join(PROGRAM).join("src"), Path::new(PROGRAM))).collect()
}

/// The files below a crate's `src`, as below `above`.
fn files_of(src: &Path, above: &Path) -> Vec<Source> {
    let mut paths = Vec::new();
    sources(src, &mut paths);
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let inside = above.join(path.strip_prefix(src).expect("below src"));
        let mut module: Vec<String> = inside
            .with_extension("")
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect();
        if module.len() < 2 || module.iter().any(|name| name == "tests") {
            continue; // the façade of the core; test modules
        }
        if module.last().is_some_and(|name| name == "mod" || name == "lib") {
            module.pop();
        }
        let text = fs::read_to_string(&path).expect("UTF-8");
        files.push(Source {
            room: module[0].clone(),
            path: inside,
            module,
            code: without_tests(&without_comments(&text)),
        });
    }
    files
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Rust code without comments (nested ones included) and with empty literals; newlines stay.
fn without_comments(text: &str) -> String {
    let bytes: Vec<char> = text.chars().collect();
    let mut code = String::new();
    let mut at = 0;
    let newlines = |from: usize, to: usize| bytes[from..to.min(bytes.len())].iter().filter(|c| **c == '\n').count();
    while at < bytes.len() {
        let start = at;
        let next = bytes.get(at + 1).copied().unwrap_or(' ');
        let raw = (bytes[at] == 'r' && (next == '"' || next == '#'))
            && !code.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_');
        if bytes[at] == '/' && next == '/' {
            while at < bytes.len() && bytes[at] != '\n' {
                at += 1;
            }
        } else if bytes[at] == '/' && next == '*' {
            let mut depth = 0;
            loop {
                match (bytes.get(at), bytes.get(at + 1)) {
                    (Some('/'), Some('*')) => (depth, at) = (depth + 1, at + 2),
                    (Some('*'), Some('/')) => (depth, at) = (depth - 1, at + 2),
                    (Some(_), _) => at += 1,
                    (None, _) => break,
                }
                if depth == 0 {
                    break;
                }
            }
        } else if raw && bytes[at + 1..].iter().find(|c| **c != '#') == Some(&'"') {
            let hashes = bytes[at + 1..].iter().take_while(|c| **c == '#').count();
            at += hashes + 2;
            while at < bytes.len()
                && !(bytes[at] == '"' && bytes[at + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes)
            {
                at += 1;
            }
            at += hashes + 1;
            code.push_str("\"\"");
        } else if bytes[at] == '"' {
            at += 1;
            while at < bytes.len() && bytes[at] != '"' {
                at += if bytes[at] == '\\' { 2 } else { 1 };
            }
            at += 1;
            code.push_str("\"\"");
        } else if bytes[at] == '\'' && (next == '\\' || bytes.get(at + 2) == Some(&'\'')) {
            at += if next == '\\' { 3 } else { 2 };
            while at < bytes.len() && bytes[at] != '\'' {
                at += 1;
            }
            at += 1;
            code.push_str("' '");
        } else {
            code.push(bytes[at]);
            at += 1;
            continue;
        }
        code.push_str(&"\n".repeat(newlines(start, at)));
    }
    code
}

/// Code without the items that only tests have: what follows `#[cfg(test)]` up to its `;` or the end of its braces.
fn without_tests(code: &str) -> String {
    let mut rest = code;
    let mut kept = String::new();
    while let Some(place) = rest.find("#[cfg(test)]") {
        kept.push_str(&rest[..place]);
        let item = &rest[place..];
        let mut depth = 0usize;
        let end = item.char_indices().find(|(_, c)| {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && matches!(c, '}' | ';')
        });
        let end = end.map_or(item.len(), |(at, _)| at + 1);
        kept.push_str(&"\n".repeat(item[..end].matches('\n').count()));
        rest = &item[end..];
    }
    kept + rest
}

/// `ROOM::NEXT` pairs that code of this module names: by `crate::…`, or by so many `super::` that they leave the room.
/// Braces are taken apart.
fn named(code: &str, module: &[&str]) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut paths: Vec<String> = Vec::new();
    let starts =
        |place: usize| !code[..place].chars().next_back().is_some_and(|c| c.is_alphanumeric() || "_:".contains(c));
    for (place, _) in code.match_indices("crate::").filter(|(place, _)| starts(*place)) {
        paths.extend(branches(&code[place + "crate::".len()..]));
    }
    for (place, _) in code.match_indices("super::").filter(|(place, _)| starts(*place)) {
        for branch in branches(&code[place..]) {
            let supers = branch.match_indices("super::").take_while(|(at, _)| at % "super::".len() == 0).count();
            if supers >= module.len() {
                paths.push(branch["super::".len() * supers..].to_string());
            }
        }
    }
    for path in paths {
        let room = word(&path);
        found.insert((room.clone(), word(path[room.len()..].strip_prefix("::").unwrap_or_default())));
    }
    found
}

/// All paths that a use tree stands for: `a::{b, c::{d, e}}` is `a::b`, `a::c::d`, `a::c::e`.
fn branches(text: &str) -> Vec<String> {
    let head: String = text.chars().take_while(|c| c.is_alphanumeric() || "_:".contains(*c)).collect();
    let Some(list) = text[head.len()..].strip_prefix('{') else { return vec![head] };
    let mut all = Vec::new();
    let mut depth = 0usize;
    let mut start = 0;
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' | ',' if depth == 0 => {
                all.extend(branches(list[start..at].trim()).into_iter().map(|branch| format!("{head}{branch}")));
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    all
}

#[test]
fn each_room_uses_only_the_rooms_that_it_may() {
    let allowed: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    let mut wrong = Vec::new();
    for Source { room, path, module, code } in files() {
        let module: Vec<&str> = module.iter().map(String::as_str).collect();
        let Some(may) = allowed.get(room.as_str()) else {
            wrong.push(format!("{}: `{room}` is no room", path.display()));
            continue;
        };
        for (other, item) in named(&code, &module) {
            if room == PROGRAM || other == room || other.is_empty() || !allowed.contains_key(other.as_str()) {
                continue;
            }
            let order = |name: &str| ROOMS.iter().position(|(room, _)| *room == name);
            let ground = GROUND.contains(&other.as_str()) && order(&other) < order(&room);
            if !ground && !may.contains(&other.as_str()) {
                wrong.push(format!("{}: `{room}` may not use `{other}` ({item})", path.display()));
            }
            let narrow = NARROW.iter().find(|(from, to, _)| *from == room && *to == other);
            if let Some((_, _, items)) = narrow
                && !items.contains(&item.as_str())
            {
                wrong.push(format!("{}: of `{other}`, `{room}` may use only {items:?}, not {item}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_pure_room_names_nothing_of_the_machine() {
    let mut wrong = Vec::new();
    for Source { room, path, code, .. } in files() {
        if room == PROGRAM {
            continue;
        }
        for word in IMPURE {
            for (place, _) in code.match_indices(word) {
                let before = code[..place].chars().next_back().unwrap_or(' ');
                let after = code[place + word.len()..].chars().next().unwrap_or(' ');
                let whole = !before.is_alphanumeric() && before != '_' && !after.is_alphanumeric();
                let plain = PLAIN.iter().any(|plain| code[place..].starts_with(plain));
                if whole && !plain {
                    let line = code[..place].matches('\n').count() + 1;
                    wrong.push(format!("{}:{line}: `{room}` is pure and names {word}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_pure_room_denies_the_machine_to_clippy() {
    let src = root().join("src");
    for (room, _) in ROOMS {
        let head = src.join(room).join("mod.rs");
        if *room == PROGRAM || !head.exists() {
            continue;
        }
        let text = fs::read_to_string(&head).expect("UTF-8");
        for lint in ["clippy::disallowed_methods", "clippy::disallowed_types", "clippy::disallowed_macros"] {
            assert!(text.contains(lint), "{} does not deny {lint}", head.display());
        }
    }
}

#[test]
fn the_table_of_rooms_in_the_map_is_the_one_that_is_guarded() {
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("UTF-8");
    let rows =
        page.lines().skip_while(|line| !line.starts_with("| room |")).skip(2).take_while(|line| line.starts_with('|'));
    let mut listed = Vec::new();
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let names: Vec<String> = cells[1].split(", ").map(|name| name.trim_matches('`').to_string()).collect();
        let mut may: Vec<String> =
            cells[3].split(", ").map(|cell| cell.split(' ').next().unwrap_or("").to_string()).collect();
        may.retain(|name| !name.is_empty());
        may.sort();
        listed.extend(names.into_iter().map(|name| (name, may.clone())));
    }
    let guarded = ROOMS.iter().filter(|(room, _)| *room == PROGRAM || root().join("src").join(room).exists()).map(
        |(room, may)| {
            let mut may: Vec<String> = may.iter().map(|name| name.to_string()).collect();
            if *room == PROGRAM {
                may = vec!["all".into()];
            }
            may.sort();
            (room.to_string(), may)
        },
    );
    assert_eq!(listed, guarded.collect::<Vec<_>>(), "ARCHITECTURE.md and ROOMS in tests/architecture.rs differ");
}

#[test]
fn every_path_that_the_documents_name_is_there() {
    let mut missing = Vec::new();
    for page in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "lessons/README.md", "fixtures/hub/README.md"] {
        let text = fs::read_to_string(root().join(page)).expect("UTF-8");
        for (number, line) in text.lines().enumerate() {
            for name in line.split('`').skip(1).step_by(2) {
                let top = name.split('/').next().unwrap_or_default();
                let ours = ["src", "program", "web", "tests", "lessons", "fixtures", "benches", "book", "fuzz", ".ci"]
                    .contains(&top);
                let pattern = name.contains(['*', '<', ' ', '{', '…']) || name.chars().any(char::is_uppercase);
                if ours && name.contains('/') && !pattern && !root().join(name).exists() {
                    missing.push(format!("{page}:{}: {name}", number + 1));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn the_facade_holds_only_what_somebody_outside_uses() {
    let facade = without_comments(&fs::read_to_string(root().join("src/lib.rs")).expect("UTF-8"));
    let mut outside = String::new();
    let mut paths = Vec::new();
    for folder in ["program", "tests", "benches", "fuzz", "web"] {
        if root().join(folder).exists() {
            sources(&root().join(folder), &mut paths);
        }
    }
    for path in paths {
        outside += &fs::read_to_string(path).expect("UTF-8");
    }
    let words: BTreeSet<&str> = outside.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let mut unused = Vec::new();
    for item in facade.split("pub use ").skip(1) {
        let item = item.split(';').next().unwrap_or_default();
        let list = item
            .split_once('{')
            .map_or(item.rsplit("::").next().unwrap_or(item), |(_, list)| list.trim_end_matches('}'));
        for name in list.split(',').map(|name| name.split(" as ").last().unwrap_or(name).trim()) {
            if !name.is_empty() && !words.contains(name) {
                unused.push(name.to_string());
            }
        }
    }
    assert!(unused.is_empty(), "nobody outside of the library uses {}", unused.join(", "));
}

/// A flag that the code reads and no row lists would never be given.
#[test]
fn every_flag_of_a_docker_command_is_listed() {
    let client: Vec<Source> = files().into_iter().filter(|source| source.room == "client").collect();
    let listed: BTreeSet<&str> = client
        .iter()
        .flat_map(|source| source.code.split('&').skip(1))
        .filter_map(|after| {
            let name = after.split(|c: char| !c.is_ascii_uppercase() && !c.is_ascii_digit() && c != '_').next()?;
            after[name.len()..].trim_start().starts_with([',', ']']).then_some(name)
        })
        .collect();
    let mut unlisted = Vec::new();
    for source in &client {
        for declared in source.code.split("const ").skip(1) {
            let Some((name, kind)) = declared.split_once(": ") else { continue };
            let kind = kind.split(' ').next().unwrap_or_default();
            if ["Switch", "Text", "List", "Number"].contains(&kind) && !listed.contains(name) {
                unlisted.push(format!("{}: {name}", source.path.display()));
            }
        }
    }
    assert!(listed.len() > 50, "the test does not see the lists any more");
    assert!(unlisted.is_empty(), "{}", unlisted.join("\n"));
}

/// Lines that a function may have.
const FUNCTION_LINES: usize = 100;

/// The functions in code without comments and literals: their names, and how many lines they have.
fn functions(code: &str) -> Vec<(&str, usize)> {
    let mut functions = Vec::new();
    for (at, _) in code.match_indices("fn ").filter(|(at, _)| code[..*at].ends_with([' ', '\n', '(']) || *at == 0) {
        let rest = &code[at + 3..];
        let name = rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default();
        let Some(open) = rest.find('{') else { continue };
        if name.is_empty() || rest[..open].contains(";\n") {
            continue; // a pointer's type; without a body
        }
        let mut depth = 0_usize;
        let close = rest[open..].find(|letter| {
            depth = depth + usize::from(letter == '{') - usize::from(letter == '}');
            depth == 0
        });
        let whole = &rest[..=open + close.unwrap_or_default()];
        functions.push((name, whole.lines().count()));
    }
    functions
}

#[test]
fn no_function_is_longer_than_a_reader_can_hold() {
    let mut long = Vec::new();
    for source in files() {
        let functions = functions(&source.code).into_iter().filter(|(_, lines)| *lines > FUNCTION_LINES);
        long.extend(functions.map(|(name, lines)| format!("{}: {name} has {lines} lines", source.path.display())));
    }
    assert!(long.is_empty(), "cut these by meaning:\n{}", long.join("\n"));
    assert_eq!(functions("fn a(x: [u8; 2]) {\n}\ntrait B { fn b();\n}\nfn c() { if d {\n}\n}"), [("a", 2), ("c", 3)]);
}

/// A room is private, so `pub` says no more than `pub(crate)` would; only a macro cannot be `pub`.
#[test]
fn one_word_says_that_a_name_is_for_others() {
    let mut other = Vec::new();
    for Source { path, code, .. } in files() {
        let lines = code.lines().enumerate().filter(|(_, line)| line.contains("pub(crate) "));
        let lines = lines.filter(|(_, line)| !line.trim_start().starts_with("pub(crate) use "));
        other.extend(lines.map(|(number, _)| format!("{}:{}", path.display(), number + 1)));
    }
    assert!(other.is_empty(), "`pub` is enough here:\n{}", other.join("\n"));
}

#[test]
fn what_a_lint_says_is_allowed_only_with_a_reason() {
    let mut paths = Vec::new();
    ["src", "program", "web", "tests", "benches", "fuzz"]
        .iter()
        .for_each(|folder| sources(&root().join(folder), &mut paths));
    let mut bare = Vec::new();
    for path in paths {
        let code = without_comments(&fs::read_to_string(&path).expect("UTF-8"));
        let attributes = code.split("#[").chain(code.split("#![")).filter(|rest| rest.starts_with("allow("));
        let without = attributes.filter(|rest| !rest.split(']').next().is_some_and(|list| list.contains("reason = ")));
        bare.extend(without.map(|rest| format!("{}: {}", path.display(), rest.lines().next().unwrap_or_default())));
    }
    assert!(bare.is_empty(), "mend the code, or say why it may stay:\n{}", bare.join("\n"));
}

#[test]
fn the_guards_see_what_they_are_for() {
    let code = r##"
use crate::{oci::{Blob, Digest}, engine::api}; // crate::client
/* crate::hub /* crate::sandbox */ crate::hub */
fn f() { crate::host::main(); "crate::lesson::x // "; r#"crate::text"#; '"'; super::super::super::vfs::Tree; super::own }
#[cfg(test)]
mod tests;
#[cfg(test)]
mod more { fn g() { crate::image::Layer; } }
use super::super::super::registry::{Query, client::{Remote}};
"##;
    let code = without_tests(&without_comments(code));
    let found: Vec<(String, String)> = named(&code, &["engine", "images", "pull"]).into_iter().collect();
    let pair = |room: &str, item: &str| (room.to_string(), item.to_string());
    assert_eq!(
        found,
        [
            pair("engine", "api"),
            pair("host", "main"),
            pair("oci", "Blob"),
            pair("oci", "Digest"),
            pair("registry", "Query"),
            pair("registry", "client"),
            pair("vfs", "Tree"),
        ],
        "a reference that is not seen is an arrow that is not guarded"
    );
}
