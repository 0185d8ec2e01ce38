//! Dockerfiles and `.dockerignore` files of any content: random ones, and the corpus of the fuzz targets.

mod laws;

use std::fs;
use std::path::Path;

use layercake::Dockerfile;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Pieces that mean something to a Dockerfile.
const PIECES: &[&str] = &[
    "FROM a",
    "RUN ",
    "COPY ",
    "ADD ",
    "ENV ",
    "LABEL ",
    "ARG ",
    "CMD ",
    "ONBUILD ",
    "HEALTHCHECK ",
    "EXPOSE ",
    "USER ",
    "nope ",
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\\\n",
    "`\n",
    "\\",
    "`",
    " ",
    "\t",
    "# escape=`\n",
    "# syntax=a\n",
    "#",
    "# check=skip=all\n",
    "\u{feff}",
    "<<E",
    "<<-'E'",
    "3<<\"F\"",
    "<< E",
    "E\n",
    "F\n",
    "\tE\n",
    "[\"a\", \"b\"]",
    "[",
    "]",
    "\"",
    "'",
    ",",
    "{}",
    "a=b",
    "=",
    "a",
    "é",
    "--flag=x ",
    "--",
    "$a",
    "$x",
    "$none",
    "${",
    "}",
    ":-",
    "-",
    ":?",
    "+",
    "#*",
    "%%",
    "/",
    "//",
    "*",
    "?",
    "a b",
    "\u{a0}",
    "\u{0}",
];

/// Pieces that mean something to patterns.
const GLOBS: &[&str] = &[
    "*", "**", "/", "a", "b", "c", ".txt", "src", "!", "#", "[", "]", "^", "-", "\\", "?", " ", "\n", "\n", ".", "..",
    "z",
];

fn joined(pieces: &'static [&'static str], most: usize) -> impl Strategy<Value = String> {
    vec(select(pieces), 0..most).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..300)) {
        laws::dockerfile(&bytes);
        laws::ignore(&bytes);
    }

    #[test]
    fn pieces_are_read_or_refused(text in joined(PIECES, 30)) {
        laws::dockerfile(text.as_bytes());
    }

    #[test]
    fn patterns_are_read_or_refused(text in joined(GLOBS, 16)) {
        laws::ignore(text.as_bytes());
    }

    #[test]
    fn comments_and_empty_lines_within_an_instruction_are_not_part_of_it(
        parts in vec("[a-z0-9 \t=\"'$]{0,6}[a-z]", 1..6),
        between in vec(select(&["", "# comment\n", "  #\\\n", "\n", " \t\r\n"][..]), 6),
    ) {
        let breaks = parts.iter().zip(&between).skip(1).map(|(part, between)| format!("\\ \t\r\n{between}{part}"));
        let text = format!("FROM a\nRUN {}{}\n", parts[0], breaks.collect::<String>());
        let file = Dockerfile::parse(text.as_bytes()).unwrap();
        prop_assert_eq!(&file.instructions[1].original, &format!("RUN {}", parts.concat()));
        let has_empty = between.iter().zip(&parts).skip(1).any(|(between, _)| between.contains('\n') && between.trim().is_empty());
        prop_assert_eq!(!file.empty_continuations.is_empty(), has_empty);
    }
}

#[test]
fn the_corpus_keeps_the_laws() {
    let corpus = |name: &str| {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
        let files = fs::read_dir(directory).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
        files.collect::<Vec<_>>()
    };
    assert!(corpus("dockerfile").len() > 10);
    corpus("dockerfile").iter().for_each(|bytes| laws::dockerfile(bytes));
    assert!(corpus("ignore").len() > 2);
    corpus("ignore").iter().for_each(|bytes| laws::ignore(bytes));
}

#[test]
fn large_files_are_read_or_refused_at_once() {
    let long = "x".repeat(1 << 20);
    for text in [
        format!("FROM a\nRUN {long}\n"),
        long.clone(),
        "FROM a AS b\n".repeat(10_000),
        "ONBUILD ".repeat(8_000),
        format!("FROM a\nRUN {}\n", "<<E ".repeat(16_000)),
        format!("FROM a\nRUN cat {}\n", "<<E ".repeat(900)) + &"E\n".repeat(900),
        format!("FROM a\nRUN <<E\n{}", "line\n".repeat(200_000)),
        format!("FROM a\nRUN a \\\n{}", "\\\n".repeat(200_000)),
        format!("FROM a\nENV a={}{}\n", "${a:-".repeat(10_000), "}".repeat(10_000)),
        format!("CMD {}{}", "[".repeat(30_000), "]".repeat(30_000)),
    ] {
        laws::dockerfile(text.as_bytes());
    }
    laws::ignore("**/a*b*c*d*e*f\n".repeat(5_000).as_bytes());
}
