use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use crate::clock::Timestamp;
use crate::content::{Filler, Rope, Segment};
use crate::image::{LayerError, Limits};
use crate::oci::Digest;
use crate::vfs::{Change, Changes, Meta, Node, NodeKind};

use super::header::{Header, field};
use super::*;

fn meta(mode: u32) -> Meta {
    Meta { mode, uid: 1, gid: 2, mtime: Timestamp::from_seconds(1_700_000_000), xattrs: None }
}

fn entry(path: &str, kind: NodeKind) -> Entry {
    let mode = if kind == NodeKind::Directory { 0o755 } else { 0o644 };
    Entry { path: path.into(), node: Node { meta: meta(mode), kind } }
}

fn file(path: &str, content: &str) -> Entry {
    entry(path, NodeKind::File(content.to_string().into()))
}

fn directory(path: &str) -> Entry {
    entry(path, NodeKind::Directory)
}

fn symlink(path: &str, target: &str) -> Entry {
    entry(path, NodeKind::Symlink(target.into()))
}

fn hard_link(path: &str, target: &str) -> Entry {
    entry(path, NodeKind::HardLink(target.into()))
}

fn read_all(archive: &Rope) -> Result<Vec<Entry>, LayerError> {
    read(archive, Limits::default())
}

/// A header with a name and link as they are, and its content.
fn raw(kind: u8, name: &[u8], link: &[u8], content: &[u8]) -> Vec<u8> {
    let mut header = Header::new();
    header.set_text(field::NAME, name);
    header.set_text(field::LINK, link);
    header.set_number(field::MODE, 0o644);
    header.set_number(field::SIZE, content.len() as u64);
    header.0[field::TYPE] = kind;
    header.seal();
    let padding = vec![0; content.len().next_multiple_of(512) - content.len()];
    [&header.0, content, &padding].concat()
}

fn error(archive: impl Into<Rope>) -> String {
    read_all(&archive.into()).unwrap_err().to_string()
}

fn paths(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.path.as_str()).collect()
}

fn sample() -> Vec<Entry> {
    let mut capable = file("/bin/ping", "ping");
    let capability = BTreeMap::from([("security.capability".into(), vec![1, 0, 0, 2, 0, 0x20])]);
    capable.node.meta.xattrs = Some(Arc::new(capability));
    capable.node.meta.mode = 0o4755;
    let mut old = file("/old", "");
    old.node.meta.mtime = Timestamp::from_seconds(-5);
    let mut owned = file("/owned", "x");
    owned.node.meta.uid = u32::MAX;
    vec![
        directory("/bin"),
        capable,
        symlink("/bin/sh", "../busybox"),
        hard_link("/bin/pong", "/bin/ping"),
        entry("/dev/null", NodeKind::CharDevice { major: 1, minor: 3 }),
        entry("/dev/sda", NodeKind::BlockDevice { major: 8, minor: 0 }),
        entry("/run/pipe", NodeKind::Fifo),
        entry("/big", NodeKind::File(Rope::filler(Filler { seed: 1, dense: 9 }, 1_000_001))),
        file(&format!("/{}/{}", "d".repeat(120), "f".repeat(90)), "split"),
        file(&format!("/{}", "n".repeat(200)), "long"),
        symlink("/far", &"t/".repeat(100)),
        directory("/späti"),
        file("/späti/ß", "utf-8"),
        old,
        owned,
    ]
}

#[test]
fn what_was_written_is_read() {
    let archive = write(sample());
    assert_eq!(read_all(&archive).unwrap(), sample());
    insta::assert_snapshot!(Digest::from_sha256(archive.sha256()), @"sha256:5dd3631876b5b5298c388679a7e03dd30692f37f970682ef16cd7d33788266b0");
}

#[test]
fn contents_are_shared() {
    let archive = write(sample());
    let is_filler = |segment: &Segment| matches!(segment, Segment::Filler { len: 1_000_001, .. });
    assert!(archive.segments().iter().any(is_filler));
    let entries = read_all(&archive).unwrap();
    assert!(matches!(&entries[7].node.kind, NodeKind::File(content) if is_filler(&content.segments()[0])));
}

#[test]
fn a_header_is_as_go_writes_it() {
    let archive = write([directory("/blobs")]).to_bytes();
    assert_eq!(archive.len(), 512 + 1024);
    let shown: String = archive[..345].escape_ascii().to_string().replace("\\x00", "~");
    insta::assert_snapshot!(shown, @"blobs/~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~0000755~0000001~0000002~00000000000~14524770400~010353~ 5~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ustar~00~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~0000000~0000000~");
}

#[test]
fn an_empty_archive_has_no_entries() {
    assert_eq!(write([]).len(), 1024);
    assert_eq!(read_all(&write([])), Ok(vec![]));
    assert_eq!(read_all(&Rope::new()), Ok(vec![]));
}

#[test]
fn names_are_cleaned() {
    let names = ["./a", "/b", "c//d/./e", "f/../g", "/../h", "", "./"];
    let archive: Vec<u8> = names.iter().flat_map(|name| raw(b'0', name.as_bytes(), b"", b"")).collect();
    assert_eq!(paths(&read_all(&archive.into()).unwrap()), ["/a", "/b", "/c/d/e", "/g", "/h", "/", "/"]);
}

#[test]
fn names_that_leave_the_root_are_refused() {
    assert_eq!(error(raw(b'0', b"../victim", b"", b"")), r#""../victim" is outside of "/""#);
    assert_eq!(error(raw(b'0', b"a/../../victim", b"", b"")), r#""a/../../victim" is outside of "/""#);
    assert_eq!(error(raw(b'1', b"a", b"../../etc/passwd", b"")), r#"invalid hardlink "/a" -> "../../etc/passwd""#);
}

#[test]
fn symbolic_links_are_kept_as_they_are() {
    let archive = raw(b'2', b"a", b"../../../etc//passwd", b"");
    let kind = read_all(&archive.into()).unwrap().remove(0).node.kind;
    assert_eq!(kind, NodeKind::Symlink("../../../etc//passwd".into()));
}

#[test]
fn gnu_long_names_are_read() {
    let name = format!("{}/x\0", "d".repeat(150));
    let archive = [
        raw(b'L', b"././@LongLink", b"", name.as_bytes()),
        raw(b'K', b"././@LongLink", b"", &[b't'; 300]),
        raw(b'2', b"cut", b"cut", b""),
        raw(b'0', b"next", b"", b"1"),
    ];
    let entries = read_all(&archive.concat().into()).unwrap();
    assert_eq!(entries[0].path, format!("/{}/x", "d".repeat(150)));
    assert_eq!(entries[0].node.kind, NodeKind::Symlink("t".repeat(300)));
    assert_eq!(entries[1].path, "/next");
}

#[test]
fn pax_records_describe_the_next_entry() {
    let records = b"12 path=a/b\n19 mtime=-1.250000\n10 uid=70\n23 SCHILY.xattr.u=1=\n2\n7 gid=\n";
    let archive = [
        raw(b'g', b"global", b"", b"17 path=ignored/x\n"),
        raw(b'x', b"PaxHeaders.0/b", b"", records),
        raw(b'0', b"short", b"", b"1"),
        raw(b'0', b"next", b"", b"1"),
    ];
    let entries = read_all(&archive.concat().into()).unwrap();
    let meta = &entries[0].node.meta;
    assert_eq!((entries[0].path.as_str(), meta.uid, meta.mtime), ("/a/b", 70, Timestamp(-1_250_000_000)));
    assert_eq!(meta.xattrs.as_ref().unwrap()["u"], b"1=\n2");
    assert_eq!(entries[1].path, "/next");
}

#[test]
fn old_archives_are_read() {
    let mut archive = raw(0, b"dir/", b"", b"");
    archive.extend(raw(0, b"dir/file", b"", b"text"));
    for start in [0, 512] {
        archive[start + 257..start + 265].fill(0);
        let sum: u32 =
            (0..512).map(|at| if (148..156).contains(&at) { 32 } else { u32::from(archive[start + at]) }).sum();
        archive[start + 148..start + 156].copy_from_slice(format!("{sum:>6o}\0 ").as_bytes());
    }
    let entries = read_all(&archive.into()).unwrap();
    assert_eq!(entries[0].node.kind, NodeKind::Directory);
    assert_eq!(entries[1].node.kind, NodeKind::File("text".into()));
}

#[test]
fn damage_is_named_as_go_does() {
    let archive = write([file("/a", "some text")]);
    assert_eq!(error(archive.slice(0..100)), "unexpected EOF");
    assert_eq!(error(archive.slice(0..515)), "unexpected EOF");
    assert_eq!(read_all(&archive.slice(0..521)).unwrap().len(), 1);
    assert_eq!(read_all(&archive.slice(0..1024)).unwrap().len(), 1);
    assert_eq!(error(vec![b'x'; 600]), "archive/tar: invalid tar header");
    let mut bytes = archive.to_bytes().to_vec();
    bytes[0] = b'b';
    assert_eq!(error(bytes), "archive/tar: invalid tar header");
    assert_eq!(error(raw(b'x', b"x", b"", b"9999 path=a\n")), "archive/tar: invalid tar header");
    assert_eq!(error(raw(b'x', b"x", b"", b"3 path=a\n")), "archive/tar: invalid tar header");
}

#[test]
fn what_is_not_supported_is_named() {
    assert_eq!(error(raw(b'V', b"a", b"", b"")), "unhandled tar header type 86");
    assert_eq!(error(raw(b'0', b"caf\xe9", b"", b"")), r#"name is not UTF-8: "caf\xe9""#);
}

#[test]
fn limits_are_kept() {
    let entries = (0..20).map(|n| file(&format!("/{n}"), ""));
    let archive = write(entries);
    let limits = Limits { entries: 19, ..Limits::default() };
    assert_eq!(read(&archive, limits), Err(LayerError::Limit("archive has more than 19 entries".into())));
    let name = format!("{}\0", "d/".repeat(3000));
    let long = [raw(b'L', b"", b"", name.as_bytes()), raw(b'0', b"a", b"", b"")].concat();
    assert!(matches!(read_all(&long.into()), Err(LayerError::Limit(_))));
    let huge = raw(b'L', b"", b"", &vec![b'a'; 2 << 20]);
    assert!(matches!(read_all(&huge.into()), Err(LayerError::Limit(_))));
}

fn shown(changes: &Changes) -> String {
    let line = |(path, change): (&str, &Change)| match change {
        Change::Whiteout => format!("- {path}\n"),
        Change::PutOpaque(_) => format!("! {path}\n"),
        Change::Put(node) => match &node.kind {
            NodeKind::File(content) => format!("+ {path} {:?}\n", content.to_bytes()),
            NodeKind::Directory => format!("+ {path}/\n"),
            NodeKind::Symlink(target) => format!("+ {path} -> {target}\n"),
            NodeKind::HardLink(target) => format!("+ {path} = {target}\n"),
            other => format!("+ {path} {other:?}\n"),
        },
    };
    changes.iter().map(line).collect()
}

fn unpacked(entries: impl IntoIterator<Item = Entry>) -> String {
    match to_changes(entries.into_iter().collect()) {
        Ok(changes) => shown(&changes),
        Err(error) => format!("error: {error}\n"),
    }
}

#[test]
fn whiteouts_hide_what_lies_below() {
    let entries = [file("/etc/.wh.passwd", ""), directory("/var"), file("/var/.wh..wh..opq", ""), file("/var/x", "1")];
    insta::assert_snapshot!(unpacked(entries), @r##"
    - /etc/passwd
    ! /var
    + /var/x b"1"
    "##);
    // A whiteout does not hide what its own layer puts there, in whatever order.
    let entries = [directory("/a"), file("/a/x", "1"), file("/.wh.a", ""), file("/.wh.b", ""), file("/b", "2")];
    insta::assert_snapshot!(unpacked(entries), @r##"
    ! /a
    + /a/x b"1"
    + /b b"2"
    "##);
    insta::assert_snapshot!(unpacked([file("/a/.wh.", "")]), @"error: invalid whiteout name: .wh.: invalid archive");
    insta::assert_snapshot!(unpacked([file("/a/.wh...", "")]), @"error: invalid whiteout name: .wh...: invalid archive");
    assert_eq!(unpacked([file("/.wh..wh.plnk", "")]), "");
}

#[test]
fn later_entries_replace_earlier_ones() {
    let entries = [
        file("/a", "1"),
        file("/a", "2"),
        directory("/d"),
        file("/d/x", "3"),
        directory("/d"),
        file("/f/y", "4"),
        file("/f", "5"),
    ];
    insta::assert_snapshot!(unpacked(entries), @r##"
    + /a b"2"
    + /d/
    + /d/x b"3"
    + /f b"5"
    "##);
}

#[test]
fn links_on_the_way_are_followed_inside_the_root() {
    let entries = [symlink("/lib", "usr/lib"), file("/lib/x", "1"), symlink("/up", "../../../etc"), file("/up/y", "2")];
    insta::assert_snapshot!(unpacked(entries), @r##"
    + /etc/y b"2"
    + /lib -> usr/lib
    + /up -> ../../../etc
    + /usr/lib/x b"1"
    "##);
    assert_eq!(
        unpacked([symlink("/a", "b"), symlink("/b", "a"), file("/a/x", "")]),
        "error: failed to get root path: too many links\n"
    );
    assert_eq!(
        unpacked([symlink("/a", "a/a/a"), file("/a/x", "")]),
        "error: failed to get root path: too many links\n"
    );
    assert_eq!(unpacked([file("/a", ""), file("/a/x", "")]), "error: mkparent /a: not a directory\n");
}

#[test]
fn the_first_name_of_a_file_has_its_content() {
    let entries =
        [file("/b", "1"), hard_link("/a", "/b"), hard_link("/c", "/a"), hard_link("/lower", "/in/a/lower/layer")];
    insta::assert_snapshot!(unpacked(entries), @r##"
    + /a b"1"
    + /b = /a
    + /c = /a
    + /lower = /in/a/lower/layer
    "##);
    let replaced =
        [file("/b", "1"), hard_link("/c", "/b"), hard_link("/d", "/c"), file("/b", "2"), hard_link("/c", "/d")];
    insta::assert_snapshot!(unpacked(replaced), @r##"
    + /b b"2"
    + /c b"1"
    + /d = /c
    "##);
    assert_eq!(unpacked([directory("/a"), hard_link("/b", "/a")]), "error: link /a /b: operation not permitted\n");
}

#[test]
fn a_changeset_is_written_in_order() {
    let entries = [
        file("/b", "1"),
        hard_link("/a-link", "/b"),
        directory("/a"),
        file("/a/x", "2"),
        file("/.wh.gone", ""),
        file("/a/.wh..wh..opq", ""),
    ];
    let entries = from_changes(&to_changes(entries.to_vec()).unwrap());
    assert_eq!(paths(&entries), ["/a", "/a/.wh..wh..opq", "/a/x", "/a-link", "/b", "/.wh.gone"]);
}

fn name() -> impl Strategy<Value = String> {
    prop::collection::vec("[abc]|[a-z]{1,3}|é", 1..5).prop_map(|parts| format!("/{}", parts.join("/")))
}

fn any_entry() -> impl Strategy<Value = Entry> {
    let kind = prop_oneof![
        "[a-z]{0,600}".prop_map(|text| NodeKind::File(text.into())),
        Just(NodeKind::Directory),
        "(\\.\\./|/|[abc]/){0,3}[abc]".prop_map(NodeKind::Symlink),
        name().prop_map(NodeKind::HardLink),
        Just(NodeKind::Fifo),
        (0..300_u32, 0..300_u32).prop_map(|(major, minor)| NodeKind::CharDevice { major, minor }),
    ];
    let whiteout = name().prop_map(|name| {
        let (parent, name) = name.rsplit_once('/').unwrap();
        format!("{parent}/.wh.{name}")
    });
    let path = prop_oneof![8 => name(), 1 => whiteout, 1 => name().prop_map(|name| name + "/.wh..wh..opq")];
    (path, kind, 0..0o10000_u32, any::<u32>(), -100..10_000_000_000_i64).prop_map(|(path, kind, mode, uid, seconds)| {
        let meta = Meta { mode, uid, gid: 0, mtime: Timestamp::from_seconds(seconds.min(9_000_000_000)), xattrs: None };
        Entry { path, node: Node { meta, kind } }
    })
}

proptest! {
    #[test]
    fn entries_survive_the_archive(entries in prop::collection::vec(any_entry(), 0..12)) {
        let archive = write(entries.clone());
        prop_assert_eq!(archive.len() % 512, 0);
        prop_assert_eq!(read_all(&archive).unwrap(), entries.clone());
        prop_assert!(archive.sha256() == write(entries).sha256());
    }

    #[test]
    fn a_changeset_survives_the_archive(entries in prop::collection::vec(any_entry(), 0..30)) {
        let dangles = |changes: &Changes| {
            let target = |change: &Change| match change {
                Change::Put(Node { kind: NodeKind::HardLink(target), .. }) => Some(target.clone()),
                _ => None,
            };
            // A link to a file of a lower layer that this layer lacks, or has a directory in the place of.
            let is_file = |target: &String| match changes.get(target) {
                Some(Change::Put(node)) => node.kind != NodeKind::Directory,
                _ => false,
            };
            changes.iter().filter_map(|(_, change)| target(change)).any(|target| !is_file(&target))
        };
        if let Some(changes) = to_changes(entries).ok().filter(|changes| !dangles(changes)) {
            let archive = write(from_changes(&changes));
            let back = to_changes(read_all(&archive).unwrap()).unwrap();
            let all = |changes: &Changes| changes.iter().map(|(path, change)| (path.to_string(), change.clone())).collect::<Vec<_>>();
            prop_assert_eq!(all(&back), all(&changes));
        }
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = read_all(&bytes.into());
    }

    #[test]
    fn random_damage_never_panics(at in 0..6000_usize, byte in any::<u8>(), repair in any::<bool>()) {
        let mut bytes = write(sample()).slice(0..6000).to_bytes().to_vec();
        bytes[at] = byte;
        if repair && at < 5632 {
            let start = at / 512 * 512;
            let mut header = Header(bytes[start..start + 512].try_into().unwrap());
            header.seal();
            bytes[start..start + 512].copy_from_slice(&header.0);
        }
        if let Ok(entries) = read_all(&bytes.into()) {
            let _ = to_changes(entries);
        }
    }
}
