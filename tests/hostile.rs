//! Builds that nobody means well with: each ends with an error that names what was too much, or with an answer, and takes
//! little memory. What met a limit leaves the sandbox as it was.

use layercake::{NodeKind, Rope, Session, Setup, Stream, WorkspaceFile, gzip};

/// A session with these files, and what it showed for a line.
struct Played {
    shown: String,
    exit: i32,
    /// Whether the sandbox is as it was before the line.
    unchanged: bool,
}

fn play(files: Vec<(&str, Rope)>, line: &str) -> Played {
    let file =
        |(path, content): (&str, Rope)| WorkspaceFile { path: path.into(), mode: 0o644, kind: NodeKind::File(content) };
    let workspace = files.into_iter().map(file).collect();
    let mut session = Session::new(Setup { workspace, ..Setup::new(layercake::builtin_hub()) });
    let before = session.world().engine.clone();
    let reaction = session.feed(line);
    let exit = reaction.ended.as_ref().map_or(-1, |(_, exit)| *exit);
    let shown = reaction.text(Stream::Out) + &reaction.text(Stream::Err);
    Played { shown, exit, unchanged: session.world().engine == before }
}

fn build(dockerfile: impl Into<String>) -> Played {
    play(vec![("Dockerfile", Rope::from(dockerfile.into())), ("a", "a\n".into())], "docker build .")
}

/// The build fails with this among its words.
fn fails(played: &Played, words: &str) {
    let end: String = played.shown.chars().rev().take(200).collect::<Vec<_>>().into_iter().rev().collect();
    assert!(played.exit != 0 && played.shown.contains(words), "{words}: exit {}\n…{end}", played.exit);
}

/// The build meets a limit with this name, and nothing has happened.
fn is_stopped(played: &Played, words: &str) {
    fails(played, words);
    fails(played, "the sandbox is as it was before this command");
    assert!(played.unchanged);
}

fn repeated(head: &str, lines: usize, line: impl Fn(usize) -> String) -> String {
    (0..lines).fold(head.to_string(), |text, n| text + &line(n) + "\n")
}

#[test]
fn lines_and_instructions_have_lengths() {
    let long = "x".repeat(1 << 20);
    fails(&build(format!("FROM scratch\nRUN echo {long}\n")), "max allowed size of 65535");
    let joined = format!("{} \\\n", "y".repeat(60_000)).repeat(20);
    fails(&build(format!("FROM scratch\nRUN {joined}true\n")), "max allowed size of 1048576");
    fails(&build(repeated("FROM scratch\n", 100_000, |_| "ENV a=b".into())), "more than 50000 instructions");
    fails(&build("\u{0}\u{1}\u{fffd}".repeat(1000)), "unknown instruction: ");
}

#[test]
fn stages_and_steps_have_numbers() {
    fails(&build(repeated("", 10_000, |n| format!("FROM scratch AS s{n}"))), "more than 2000 stages");
    let chain = |n: usize| if n == 0 { "FROM scratch AS s0".into() } else { format!("FROM s{} AS s{n}", n - 1) };
    assert_eq!(build(repeated("", 2_000, chain)).exit, 0);
    fails(&build(repeated("FROM scratch\n", 6_000, |n| format!("COPY a /{n}"))), "more than 5000 steps");
    fails(&build("FROM a AS b\nFROM b AS a\nFROM a\n"), "a: failed to resolve source metadata");
    fails(
        &build("FROM scratch AS a\nCOPY --from=b a /\nFROM scratch AS b\nCOPY --from=a a /\n"),
        "circular dependency detected on stage: a",
    );
}

#[test]
fn heredocs_have_numbers() {
    let many = (0..1_001).map(|n| format!("<<E{n} ")).collect::<String>();
    let ends = (0..1_001).map(|n| format!("E{n}\n")).collect::<String>();
    fails(&build(format!("FROM scratch\nCOPY {many}/d/\n{ends}")), "1000 heredocs");
    fails(&build(format!("FROM scratch\nCOPY <<E /d\n{}", "<<E\n".repeat(100_000))), "unterminated heredoc");
}

#[test]
fn words_do_not_grow_without_end() {
    let doubled = repeated("FROM scratch\nENV A=0123456789\n", 64, |_| "ENV A=$A$A".into());
    fails(&build(doubled), "1048576 bytes");
    let doubled = repeated("ARG A=0123456789\n", 64, |_| "ARG A=$A$A".into());
    fails(&build(doubled + "FROM scratch\n"), "1048576 bytes");
    let nested = format!("FROM scratch\nENV A={}x{}\n", "${A:-".repeat(10_000), "}".repeat(10_000));
    fails(&build(nested), "100");
    // That there is an answer is enough.
    build(format!("FROM scratch\nENV A={}\nENV B=${{A//a*a*a*a*a*a*a*b/c}}\n", "a".repeat(60_000)));
}

#[test]
fn triggers_do_not_nest() {
    fails(&build(format!("FROM scratch\n{}RUN true\n", "ONBUILD ".repeat(5_000))), "ONBUILD");
    let base = repeated("FROM scratch\n", 1_001, |n| format!("ONBUILD LABEL a{n}=b"));
    let files = vec![("base", Rope::from(base)), ("Dockerfile", "FROM base\n".into())];
    fails(&play(files, "docker build -q -t base -f base . && docker build ."), "1000");
}

#[test]
fn a_step_that_never_ends_is_stopped() {
    is_stopped(&build("FROM alpine\nRUN while true; do :; done\n"), "200000 steps");
    is_stopped(&build("FROM alpine\nRUN while true; do echo much; done\n"), "200000 steps");
    is_stopped(&build("FROM alpine\nRUN yes > /file\n"), "");
    is_stopped(&build("FROM alpine\nRUN f() { f | f; }; f\n"), "nested more than");
    let grows =
        "FROM alpine\nRUN --mount=type=cache,target=/c a=0123456789; while true; do a=$a$a; echo $a >> /c/f; done\n";
    is_stopped(&build(grows), "bytes of");
    is_stopped(
        &build("FROM alpine\nRUN --mount=type=cache,target=/c truncate -s 5G /c/f\n"),
        "holds more than 4294967296 bytes",
    );
}

#[test]
fn ignore_files_have_limits() {
    let play = |ignore: String| {
        let files = vec![
            ("Dockerfile", "FROM scratch\nCOPY . /\n".into()),
            (".dockerignore", Rope::from(ignore)),
            ("a", "".into()),
        ];
        play(files, "docker build .")
    };
    fails(&play(repeated("", 10_001, |n| format!("p{n}"))), "10000 patterns");
    let wild = repeated("", 2_000, |_| "*a*a*a*a*a*a*a*a*a*a*a*b".into());
    assert_eq!(play(wild).exit, 0);
}

/// A tar with one entry of this type, and a Dockerfile.
fn archive(entries: &[(&str, u8, &str)]) -> Rope {
    let mut bytes = Vec::new();
    let dockerfile = ("Dockerfile", b'0', "FROM scratch\nCOPY . /\n");
    for (name, kind, content) in [&[dockerfile], entries].concat() {
        let link = if kind == b'0' { "" } else { content };
        let data = if kind == b'0' { content } else { "" };
        let mut header = [0_u8; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[100..107].copy_from_slice(b"0000644");
        header[124..135].copy_from_slice(format!("{:011o}", data.len()).as_bytes());
        header[136..147].copy_from_slice(b"00000000000");
        header[156] = kind;
        header[157..157 + link.len()].copy_from_slice(link.as_bytes());
        header[257..265].copy_from_slice(b"ustar\x0000");
        header[148..156].copy_from_slice(b"        ");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        bytes.extend_from_slice(&header);
        bytes.extend_from_slice(data.as_bytes());
        bytes.resize(bytes.len().next_multiple_of(512), 0);
    }
    bytes.resize(bytes.len() + 1024, 0);
    Rope::from(bytes)
}

fn build_archive(content: Rope) -> Played {
    play(vec![("c.tar", content)], "docker build -q -t t - < c.tar && docker save t | tar t | wc -l")
}

#[test]
fn archives_stay_in_their_place() {
    for entries in [
        vec![("../out", b'0', "x")],
        vec![("a/../../out", b'0', "x")],
        vec![("/absolute", b'0', "x")],
        vec![("link", b'2', "../../etc"), ("link/passwd", b'0', "x")],
        vec![("link", b'2', "/"), ("link/etc/passwd", b'0', "x")],
        vec![("hard", b'1', "../../etc/passwd")],
        vec![("device", b'4', "")],
        vec![("one", b'2', "two"), ("two", b'2', "one"), ("two/file", b'0', "x")],
    ] {
        let played = build_archive(archive(&entries));
        assert!(
            !played.shown.contains("panic") && !played.shown.contains("a bug in layercake"),
            "{entries:?}: {}",
            played.shown
        );
    }
}

#[test]
fn archives_do_not_burst() {
    // Gigabytes of zeros: the same packed piece again and again, which one reads as one.
    let piece = gzip::compress(&Rope::from(vec![0; 16 << 20]));
    let zeros = Rope::concat(std::iter::repeat_n(piece, 200));
    fails(&build_archive(zeros.clone()), "1073741824 bytes");
    fails(&build_archive(gzip::compress(&zeros)), "invalid tar header");
    let many: Vec<String> = (0..100_000).map(|n| format!("d{}/{n}", n % 100)).collect();
    let entries: Vec<(&str, u8, &str)> = many.iter().map(|name| (name.as_str(), b'0', "")).collect();
    let played = play(vec![("c.tar", archive(&entries))], "docker build -q -t t - < c.tar");
    assert_eq!(played.exit, 0, "{}", played.shown.chars().take(2000).collect::<String>());
}

#[test]
fn links_in_contexts_do_not_lead_in_circles() {
    let line = "mkdir c && cd c && ln -s b a && ln -s a b && ln -s . self && ln -s .. up && ln -s /etc/passwd out && \
                printf 'FROM scratch\\nCOPY . /\\nCOPY self/self/self/out /x\\nCOPY a /y\\n' > Dockerfile && docker build -q .";
    let played = play(vec![], line);
    fails(&played, "not found");
    let line = "mkdir c && cd c && for i in $(seq 300); do mkdir -p d && cd d; done; cd ~/work/c && \
                printf 'FROM scratch\\nCOPY . /\\n' > Dockerfile && docker build -q .";
    // Deeper directories cannot be made.
    let played = play(vec![], line);
    assert!(played.exit == 0 && played.shown.contains("File name too long"), "{}", played.shown);
}
