//! `layercake serve`: a folder as a site, over a real socket.

mod support;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use support::Server;

/// A site, and something beside it that is nobody's business.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    fs::create_dir_all(site.join("book/.git")).unwrap();
    fs::write(folder.path().join("secret.txt"), "secret").unwrap();
    fs::write(site.join("index.html"), "<p>first").unwrap();
    fs::write(site.join("book/index.html"), "<p>book").unwrap();
    fs::write(site.join("book/a b.css"), "p {}").unwrap();
    fs::write(site.join("book/.git/config"), "secret").unwrap();
    fs::write(site.join("core.wasm"), vec![7; 300_000]).unwrap();
    folder
}

fn start(folder: &Path) -> Server {
    Server::start(&["serve", folder.join("site").to_str().unwrap()])
}

#[test]
fn a_folder_is_served_with_the_right_types() {
    let folder = site();
    let server = start(folder.path());
    assert!(server.said.contains("only from this machine"), "{}", server.said);
    for (path, kind, body) in [
        ("/", "text/html; charset=utf-8", &b"<p>first"[..]),
        ("/index.html?x=..", "text/html; charset=utf-8", b"<p>first"),
        ("/book/", "text/html; charset=utf-8", b"<p>book"),
        ("/book/a%20b.css", "text/css; charset=utf-8", b"p {}"),
        ("/core.wasm", "application/wasm", &[7; 300_000]),
    ] {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some(kind)), "{path}: {}", answer.head);
        assert_eq!(answer.header("content-length"), Some(body.len().to_string().as_str()), "{path}");
        assert!(answer.body == body, "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
    let folder = server.get("/book");
    assert_eq!((folder.status, folder.header("location")), (301, Some("/book/")));
    let head = server.ask("HEAD", "/core.wasm", &[], b"");
    assert!(head.head.contains("content-length: 300000"), "{}", head.head);
}

#[test]
fn what_a_browser_has_is_not_sent_again() {
    let folder = site();
    let server = start(folder.path());
    let tag = server.get("/core.wasm").header("etag").unwrap().to_string();
    let known = server.ask("GET", "/core.wasm", &[&format!("If-None-Match: \"other\", {tag}")], b"");
    assert_eq!((known.status, known.body.len(), known.header("etag")), (304, 0, Some(tag.as_str())));
    fs::write(folder.path().join("site/core.wasm"), "new").unwrap();
    let changed = server.ask("GET", "/core.wasm", &[&format!("If-None-Match: {tag}")], b"");
    assert_eq!((changed.status, changed.text()), (200, "new"));
}

#[test]
fn nothing_outside_of_the_folder_is_reached() {
    let folder = site();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path().join("secret.txt"), folder.path().join("site/link.txt")).unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("site/up")).unwrap();
    }
    let server = start(folder.path());
    for path in [
        "/../secret.txt",
        "/book/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/book/%2e%2e/%2e%2e/secret.txt",
        "/..%5csecret.txt",
        "//secret.txt",
        "/link.txt",
        "/up/secret.txt",
        "/book/.git/config",
        "/nothing",
        "/index.html/",
        "/index.html/x",
        "/C:/secret.txt",
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}: {answer:?}");
    }
    assert_eq!(server.get("/%zz").status, 400);
    assert_eq!(server.get("/%00").status, 404);
    assert_eq!(server.get(&format!("/{}", "a".repeat(3000))).status, 414);
    assert_eq!(server.get(&format!("/{}", "a".repeat(300))).status, 404);
    let post = server.ask("POST", "/", &[], b"x");
    assert_eq!((post.status, post.header("allow")), (405, Some("GET, HEAD")));
    assert_eq!(server.get("/").status, 200, "nobody else is disturbed");
}

#[test]
fn whoever_is_slow_or_strange_disturbs_nobody() {
    let folder = site();
    let server = start(folder.path());
    // Many who begin a request and do not go on.
    let mut idle: Vec<_> = (0..200).map(|_| server.connect()).collect();
    for (number, stream) in idle.iter_mut().enumerate() {
        stream.write_all(&b"GET / HTTP/1.1\r\nHost: x\r\n"[..number % 20]).unwrap();
    }
    let began = Instant::now();
    assert_eq!(server.get("/").status, 200);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    // Heads that are none, and one that is too long.
    for nonsense in [&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], b"hello\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"]
    {
        let mut stream = server.connect();
        stream.write_all(nonsense).unwrap();
        let status = support::answer(stream).map(|answer| answer.status);
        assert!(matches!(status, Err(_) | Ok(400 | 505)), "{status:?}");
    }
    let long = server.ask("GET", "/", &[&format!("X: {}", "a".repeat(100_000))], b"");
    assert_eq!(long.status, 431);
    assert_eq!(server.get("/").status, 200);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it() {
    let folder = site();
    let server = start(folder.path());
    let mut open = server.connect();
    open.write_all(b"GET /core.wasm HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let began = Instant::now();
    assert!(server.interrupt());
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[test]
fn what_cannot_be_served_is_said() {
    let run = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_layercake")).args(arguments).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (status, said) = run(&["serve", "/nowhere/at/all"]);
    assert!(status == Some(2) && said.contains("cannot be served"), "{said}");
    let (status, said) = run(&["serve", ".", "--addr", "nonsense:x"]);
    assert!(status == Some(2) && said.contains("an address is like 127.0.0.1:8000"), "{said}");
}
