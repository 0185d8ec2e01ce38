//! Each drawing in 60, 80 and 120 columns, in ASCII and in sentences.

use super::*;
use crate::sandbox::{Session, Setup};

fn session() -> (Session, Vec<Happened>) {
    let setup = Setup { keeps_shell: true, ..Setup::new(crate::hub::builtin()) };
    (Session::new(setup), Vec::new())
}

/// What the lines lead to, drawn after the last of them.
fn drawn(lines: &[&str], asked: &str, canvas: Canvas) -> String {
    let (mut session, mut past) = session();
    for line in lines {
        let reaction = session.feed(line);
        past.extend(Happened::of(&reaction));
    }
    draw(asked, session.world(), past.last(), canvas).unwrap_or_else(|why| why)
}

const CASES: &[(&str, &[&str])] = &[
    ("sharing nginx httpd", &["docker pull nginx", "docker pull httpd"]),
    ("pull", &["docker pull nginx", "docker pull httpd"]),
    (
        "path c1 /etc/nginx/nginx.conf",
        &["docker run -d --name c1 nginx", "docker exec c1 sh -c 'echo >> /etc/nginx/nginx.conf'"],
    ),
    ("copy-up", &["docker run -d --name c1 nginx", "docker exec c1 sh -c 'echo >> /etc/nginx/nginx.conf'"]),
    ("tag", &["docker pull alpine", "docker pull busybox", "docker tag busybox alpine"]),
    (
        "build",
        &[
            "mkdir p; echo a > p/a; printf 'FROM alpine\\nRUN echo hi > /hi\\nCOPY a /a\\nRUN echo ho > /ho\\n' > p/Dockerfile",
            "docker build -t p p",
            "echo b > p/a",
            "docker build -t p p",
        ],
    ),
    ("index alpine", &["docker pull alpine"]),
    ("story alpine", &["docker pull alpine", "docker run --name c1 alpine true", "docker tag alpine mine:1"]),
];

#[test]
fn drawings_fit_their_columns_and_say_what_they_show() {
    for (asked, lines) in CASES {
        for columns in [60, 80, 120] {
            for style in [Style::Lines, Style::Ascii, Style::Sentences] {
                let text = drawn(lines, asked, Canvas { columns, style });
                let widest = text.lines().map(crate::text::width).max().unwrap_or(0);
                assert!(widest <= columns || style == Style::Sentences, "{asked} in {columns} columns:\n{text}");
                assert!(style == Style::Lines || text.is_ascii(), "{asked}:\n{text}");
                assert!(text.trim_end().ends_with(['.', 'n', 'e']), "{asked} ends without a sentence:\n{text}");
            }
        }
    }
}

#[test]
fn drawings_look_like_this() {
    for (name, columns, style) in [
        ("drawings_60", 60, Style::Lines),
        ("drawings_80", 80, Style::Lines),
        ("drawings_120", 120, Style::Lines),
        ("drawings_in_ascii", 60, Style::Ascii),
    ] {
        let mut page = String::new();
        for (asked, lines) in CASES {
            page += &format!("=== draw {asked}\n{}\n\n", drawn(lines, asked, Canvas { columns, style }));
        }
        insta::assert_snapshot!(name, page);
    }
}

#[test]
fn in_sentences_they_read_like_this() {
    let mut page = String::new();
    for (asked, lines) in CASES {
        page +=
            &format!("=== draw {asked}\n{}\n\n", drawn(lines, asked, Canvas { columns: 80, style: Style::Sentences }));
    }
    insta::assert_snapshot!("drawings_in_sentences", page);
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let none: &[&str] = &["true"];
    for (asked, said) in [
        ("", "draw sharing"),
        ("nonsense", "draw story IMAGE"),
        ("pull", "pulled nothing"),
        ("build", "built nothing"),
        ("index", "Of which image?"),
        ("path nope /x", "There is no image and no container `nope` here."),
        ("sharing", "no image here yet"),
    ] {
        let text = drawn(none, asked, Canvas::default());
        assert!(text.contains(said), "{asked}: {text}");
    }
}
