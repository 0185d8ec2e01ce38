//! The arrows between the rooms, and what a pure room may not name. See ARCHITECTURE.md.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms in order, each with the rooms that it may use besides `clock`, `content` and `text`.
const ROOMS: &[(&str, &[&str])] = &[
    ("clock", &[]),
    ("content", &[]),
    ("text", &[]),
    ("oci", &[]),
    ("vfs", &[]),
    ("image", &["oci", "vfs"]),
    ("shell", &["vfs", "image"]),
    ("dockerfile", &[]),
    ("registry", &["oci"]),
    ("hub", &["image", "oci", "vfs", "registry", "shell"]),
    ("engine", &["image", "dockerfile", "shell", "registry", "oci", "vfs"]),
    ("client", &["engine", "oci", "shell", "vfs"]),
    ("sandbox", &["client", "engine", "registry", "hub", "shell", "image", "vfs", "oci"]),
    ("lesson", &["sandbox", "engine", "registry", "shell", "image", "vfs", "oci"]),
    ("classroom", &["lesson", "sandbox"]),
    (
        "host",
        &["oci", "vfs", "image", "shell", "registry", "hub", "engine", "client", "sandbox", "lesson", "classroom"],
    ),
];

/// Rooms that all may use.
const GROUND: [&str; 3] = ["clock", "content", "text"];

/// Narrower than the arrow: what of a room may be named.
const NARROW: &[(&str, &str, &[&str])] = &[
    ("client", "engine", &["api"]),
    ("shell", "image", &["tar", "gzip", "Limits", "LayerError"]),
    ("hub", "shell", &["NOTE"]),
    ("sandbox", "hub", &["Hub"]),
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
    for entry in fs::read_dir(directory).expect("src is readable") {
        let path = entry.expect("src is readable").path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// The room of a file below `src`, and its lines without tests and comments.
fn files() -> Vec<(String, PathBuf, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&src, &mut paths);
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let inside = path.strip_prefix(&src).expect("below src").to_path_buf();
        let mut parts = inside.components();
        let first = parts.next().expect("a file").as_os_str().to_string_lossy().into_owned();
        if parts.next().is_none() || inside.file_name().is_some_and(|name| name.to_string_lossy().ends_with("tests.rs"))
        {
            continue; // lib.rs, main.rs; test modules
        }
        let text = fs::read_to_string(&path).expect("UTF-8");
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let code: Vec<&str> = code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
        files.push((first, inside, code.join("\n")));
    }
    files
}

/// `crate::ROOM::NEXT` pairs named in the code, with braces of `use crate::{…}` taken apart.
fn named(code: &str) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    for (place, _) in code.match_indices("crate::") {
        let rest = &code[place + "crate::".len()..];
        let mut heads = vec![rest.to_string()];
        if let Some(inner) = rest.strip_prefix('{') {
            let mut depth = 0;
            let end = inner.char_indices().find(|(_, c)| {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ => {}
                }
                depth < 0
            });
            let inner = &inner[..end.map_or(inner.len(), |(end, _)| end)];
            let mut depth = 0;
            heads = inner
                .split(|c| {
                    match c {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        _ => {}
                    }
                    c == ',' && depth == 0
                })
                .map(|head| head.trim().to_string())
                .collect();
        }
        for head in heads {
            let room = word(&head);
            let after = head[room.len()..].strip_prefix("::").unwrap_or_default();
            match after.strip_prefix('{') {
                Some(list) => {
                    for item in list.split('}').next().unwrap_or_default().split(',') {
                        found.insert((room.clone(), word(item.trim())));
                    }
                }
                None => {
                    found.insert((room, word(after)));
                }
            }
        }
    }
    found
}

#[test]
fn each_room_uses_only_the_rooms_that_it_may() {
    let allowed: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (room, path, code) in files() {
        let Some(may) = allowed.get(room.as_str()) else {
            wrong.push(format!("{}: `{room}` is no room", path.display()));
            continue;
        };
        for (other, item) in named(&code) {
            if other == room || other.is_empty() || !allowed.contains_key(other.as_str()) {
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
    for (room, path, code) in files() {
        if room == "host" {
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
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (room, _) in ROOMS {
        let head = src.join(room).join("mod.rs");
        if *room == "host" || !head.exists() {
            continue;
        }
        let text = fs::read_to_string(&head).expect("UTF-8");
        for lint in ["clippy::disallowed_methods", "clippy::disallowed_types", "clippy::disallowed_macros"] {
            assert!(text.contains(lint), "{} does not deny {lint}", head.display());
        }
    }
}

#[test]
fn the_guards_see_what_they_are_for() {
    let code = "use crate::{oci::{Blob, Digest}, engine::api};\nfn f() { crate::host::main(); }";
    let found: Vec<(String, String)> = named(code).into_iter().collect();
    let pair = |room: &str, item: &str| (room.to_string(), item.to_string());
    assert_eq!(
        found,
        [pair("engine", "api"), pair("host", "main"), pair("oci", "Blob"), pair("oci", "Digest")],
        "a reference that is not seen is an arrow that is not guarded"
    );
}
