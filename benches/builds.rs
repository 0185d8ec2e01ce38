//! How long builds take: `cargo bench --bench builds`.

use divan::Bencher;
use layercake::{NodeKind, Session, Setup, WorkspaceFile};

fn main() {
    divan::main();
}

/// A sandbox with these files, and the base pulled.
fn session(files: Vec<(String, String)>) -> Session {
    let file = |(path, text): (String, String)| WorkspaceFile { path, mode: 0o644, kind: NodeKind::File(text.into()) };
    let workspace = files.into_iter().map(file).collect();
    let mut session = Session::new(Setup { workspace, ..Setup::new(layercake::builtin_hub()) });
    session.feed("docker pull -q alpine");
    session
}

/// Times a line in a sandbox that stays as it was.
fn line(bencher: Bencher, session: &Session, line: &str) {
    bencher.with_inputs(|| session.clone()).bench_local_values(|mut session| {
        let reaction = session.feed(line);
        assert!(
            reaction.ended.as_ref().is_some_and(|(_, exit)| *exit == 0),
            "{}",
            reaction.text(layercake::Stream::Err)
        );
        session
    });
}

/// A Dockerfile of so many instructions, of the kinds that people use.
fn dockerfile(instructions: usize) -> Vec<(String, String)> {
    let mut text = String::from("FROM alpine\nWORKDIR /app\n");
    for n in 2..instructions {
        text.push_str(&match n % 5 {
            0 => format!("ENV NAME{n}=value\n"),
            1 => format!("COPY file{n} /app/\n"),
            2 => format!("LABEL name{n}=\"a value\"\n"),
            3 => format!("RUN echo {n} > /app/made{n} && cat /app/made{n} > /dev/null\n"),
            _ => format!("ARG NUMBER{n}=1\n"),
        });
    }
    let files = (0..instructions).map(|n| (format!("file{n}"), format!("content {n}\n")));
    files.chain([("Dockerfile".to_string(), text)]).collect()
}

/// A context of so many files.
fn context(files: usize) -> Vec<(String, String)> {
    let files = (0..files).map(|n| (format!("src/{}/file{n}.txt", n % 100), format!("content {n}\n")));
    files.chain([("Dockerfile".to_string(), "FROM scratch\nCOPY . /\n".to_string())]).collect()
}

#[divan::bench(args = [10, 100])]
fn build(bencher: Bencher, instructions: usize) {
    line(bencher, &session(dockerfile(instructions)), "docker build -q .");
}

#[divan::bench(args = [10, 100])]
fn build_again(bencher: Bencher, instructions: usize) {
    let mut session = session(dockerfile(instructions));
    session.feed("docker build -q -t t .");
    line(bencher, &session, "docker build -q -t t .");
}

/// All files are sent and hashed, and a layer is written.
#[divan::bench(args = [100, 10_000])]
fn copy_a_context(bencher: Bencher, files: usize) {
    line(bencher, &session(context(files)), "docker build -q .");
}

/// All files are sent and hashed.
#[divan::bench(args = [100, 10_000])]
fn hash_a_context(bencher: Bencher, files: usize) {
    let mut session = session(context(files));
    session.feed("docker build -q .");
    line(bencher, &session, "docker build -q .");
}

/// Every path is held against the patterns.
#[divan::bench(args = [100, 10_000])]
fn ignore_a_context(bencher: Bencher, files: usize) {
    let mut all = context(files);
    all.push((".dockerignore".into(), "**/*.log\n*/1*\n!src/12\n**/file9*.txt\nnode_modules\n".into()));
    line(bencher, &session(all), "docker build -q -o type=cacheonly .");
}
