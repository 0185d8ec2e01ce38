//! Packs that are right, and packs that nobody means well with.

use super::*;
use crate::clock::Timestamp;
use crate::content::Rope;
use crate::image::{gzip, tar};
use crate::vfs::{Meta, Node, NodeKind};

const LESSON: &str = "+++\ntitle = \"One\"\nminutes = 1\n+++\n## Step\n\nText.\n";
const COURSE: &str = "name = \"tides\"\ntitle = \"Tides\"\n";

fn file(path: &str, text: &str) -> PackFile {
    PackFile { path: path.into(), bytes: Bytes::from(text.as_bytes().to_vec()) }
}

fn refused(files: &[(&str, &str)]) -> String {
    match Pack::read(files.iter().map(|(path, text)| file(path, text)).collect()) {
        Ok(_) => "taken".into(),
        Err(error) => error.to_string(),
    }
}

/// A tar of entries: path as it is written, and what it is.
fn archived(entries: &[(&str, NodeKind)]) -> Bytes {
    let meta = Meta { mode: 0o644, uid: 0, gid: 0, mtime: Timestamp::default(), xattrs: None };
    let entry = |(path, kind): &(&str, NodeKind)| tar::Entry {
        path: (*path).into(),
        node: Node { meta: meta.clone(), kind: kind.clone() },
    };
    tar::write(entries.iter().map(entry)).to_bytes()
}

fn plain(text: &str) -> NodeKind {
    NodeKind::File(Rope::from(text.as_bytes().to_vec()))
}

#[test]
fn a_pack_is_read_from_a_folder_or_an_archive_of_it() {
    let parts = [
        ("course.toml", COURSE),
        ("lessons/01-one.md", LESSON),
        ("hub/school/app.toml", "description = \"a\"\n"),
        ("README.md", "x"),
    ];
    let pack = Pack::read(parts.iter().map(|(path, text)| file(path, text)).collect()).unwrap();
    assert_eq!((pack.front.name.as_str(), pack.lessons[0].slug.as_str()), ("tides", "01-one"));
    assert_eq!(pack.hub.keys().next().unwrap(), "school/app.toml");
    let inside: Vec<(String, NodeKind)> =
        parts.iter().map(|(path, text)| (format!("tides-1.0/{path}"), plain(text))).collect();
    let inside: Vec<(&str, NodeKind)> = inside.iter().map(|(path, kind)| (path.as_str(), kind.clone())).collect();
    for archive in [archived(&inside), gzip::compress(&Rope::from(archived(&inside))).to_bytes()] {
        let again = Pack::read(unpacked(archive).unwrap()).unwrap();
        assert_eq!((again.front, again.hub), (pack.front.clone(), pack.hub.clone()));
    }
}

#[test]
fn what_is_wrong_with_a_pack_is_said_with_its_file() {
    let course = ("course.toml", COURSE);
    let lesson = ("lessons/01-one.md", LESSON);
    let said = [
        refused(&[lesson]),
        refused(&[course]),
        refused(&[course, lesson, lesson]),
        refused(&[("course.toml", "name = \"../../etc\"\ntitle = \"x\"\n"), lesson]),
        refused(&[("course.toml", "name = \"layercake\"\ntitle = \"x\"\n"), lesson]),
        refused(&[("course.toml", "name = \"a\"\ntitle = \"x\"\nrun = \"rm\"\n"), lesson]),
        refused(&[course, lesson, ("run.sh", "")]),
        refused(&[course, lesson, ("lessons/.hidden.md", LESSON)]),
        refused(&[course, lesson, ("lessons/\u{1b}]0;x\u{7}.md", LESSON)]),
        refused(&[
            course,
            (
                "lessons/01-one.md",
                "+++\ntitle = \"One\"\nminutes = 1\nfiles = [{ path = \"a\", size = 99999999999 }]\n+++\n## S\n",
            ),
        ]),
        refused(&[course, ("lessons/01-one.md", "+++\ntitle = \"\u{1b}[2J\"\nminutes = 1\nshell = 1\n+++\n## S\n")]),
        refused(&[course, lesson, ("exercises/e1.md", LESSON)]),
    ];
    insta::assert_snapshot!(said.join("\n"), @r"
    course.toml: is missing
    lessons: is missing
    lessons/01-one.md: is there twice
    course.toml: `name` has 1 to 40 small letters, digits and dashes, and is no number: `../../etc` is not
    course.toml: `name` is `layercake`, which means something else here
    course.toml: unknown field `run`, expected one of `name`, `title`, `about`
    run.sh: does not belong into a pack: there are course.toml, lessons/NAME.md, exercises/NAME.md, hub/…, README.md, LICENSE
    lessons/.hidden.md: a path in a pack is of letters, digits, `-`, `_`, `.`, `+`, and no part of it begins with a dot
    lessons/^[]0;x^G.md: a path in a pack is of letters, digits, `-`, `_`, `.`, `+`, and no part of it begins with a dot
    lessons/01-one.md:1: front matter: `files`: `size`: all files together may have 1073741824 bytes
    lessons/01-one.md:2: front matter: invalid basic string, expected non-double-quote visible characters, `\`
    exercises/e1.md:1: an exercise has at least one table `[[vary]]` at the end of its front matter
    ");
}

#[test]
fn limits_are_named() {
    let many: Vec<PackFile> = (0..=PACK_FILES).map(|number| file(&format!("hub/a{number}.toml"), "")).collect();
    assert_eq!(Pack::read(many).unwrap_err().to_string(), format!("the pack: has more than {PACK_FILES} files"));
    let large = vec![file("course.toml", &"#".repeat(SCRIPT_LIMIT + 1))];
    assert_eq!(Pack::read(large).unwrap_err().to_string(), format!("course.toml: has more than {SCRIPT_LIMIT} bytes"));
    let bomb = gzip::compress(&Rope::from(vec![0_u8; 100 << 20])).to_bytes();
    assert!(unpacked(bomb).unwrap_err().to_string().starts_with("no archive of a pack: "));
}

#[test]
fn links_devices_and_ways_out_of_an_archive_are_refused() {
    let refused = |path: &str, kind: NodeKind| match unpacked(archived(&[(path, kind)])).and_then(Pack::read) {
        Ok(_) => "taken".into(),
        Err(error) => error.to_string(),
    };
    let said = [
        refused("lessons/01.md", NodeKind::Symlink("/etc/passwd".into())),
        refused("lessons/01.md", NodeKind::HardLink("/lessons/02.md".into())),
        refused("hub/a", NodeKind::CharDevice { major: 1, minor: 3 }),
        refused("hub/a", NodeKind::Fifo),
        refused("../../etc/cron.d/x", plain("")),
        refused("/etc/passwd", plain("")),
        refused("lessons/a/../../../x.md", plain("")),
    ];
    insta::assert_snapshot!(said.join("\n"), @r#"
    lessons/01.md: is a link; a pack has plain files only
    lessons/01.md: is a link; a pack has plain files only
    hub/a: is a device or a pipe; a pack has plain files only
    hub/a: is a device or a pipe; a pack has plain files only
    no archive of a pack: "../../etc/cron.d/x" is outside of "/"
    etc/passwd: does not belong into a pack: there are course.toml, lessons/NAME.md, exercises/NAME.md, hub/…, README.md, LICENSE
    no archive of a pack: "lessons/a/../../../x.md" is outside of "/"
    "#);
    assert!(unpacked(Bytes::from_static(b"not an archive at all")).is_err());
}
