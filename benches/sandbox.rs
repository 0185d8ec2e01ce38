//! How long commands take: `cargo bench`, or `cargo bench -- history`.

#[path = "../tests/support/mod.rs"]
mod support;

use divan::Bencher;
use layercake::{Session, Setup, TerminalSize, Typed};

fn main() {
    divan::main();
}

/// Times a line in a sandbox that stays as it was.
fn line(bencher: Bencher, session: &Session, line: &str) {
    bencher.with_inputs(|| session.clone()).bench_local_values(|mut session| session.feed(line));
}

/// From nothing to a prompt.
#[divan::bench]
fn start(bencher: Bencher) {
    bencher.bench_local(|| Session::new(Setup::new(layercake::builtin_hub())));
}

#[divan::bench(args = ["hello-world", "alpine", "mysql", "python"])]
fn pull(bencher: Bencher, image: &str) {
    line(bencher, &Session::new(Setup::new(layercake::builtin_hub())), &format!("docker pull {image}"));
}

#[divan::bench(args = [1, 100, 10_000])]
fn image_ls(bencher: Bencher, images: usize) {
    line(bencher, &support::loaded(images, 1), "docker image ls");
}

#[divan::bench(args = [5, 500])]
fn history(bencher: Bencher, layers: usize) {
    line(bencher, &support::loaded(1, layers), "docker history team0/image0");
}

#[divan::bench(args = [1, 10_000])]
fn tag(bencher: Bencher, images: usize) {
    line(bencher, &support::loaded(images, 1), "docker tag team0/image0 other");
}

#[divan::bench]
fn run(bencher: Bencher) {
    let mut session = Session::new(Setup::new(layercake::builtin_hub()));
    session.feed("docker pull alpine");
    line(bencher, &session, "docker run --rm alpine echo hello");
}

/// A line in a container's shell: the first of a visit, and the five hundredth.
#[divan::bench(args = [1, 500])]
fn visit(bencher: Bencher, number: usize) {
    let terminal = Some(TerminalSize { columns: 80, rows: 24 });
    let mut session = Session::new(Setup { terminal, keeps_shell: true, ..Setup::new(layercake::builtin_hub()) });
    let count = |session: &mut Session| session.take(Typed::Line("x=$((x + 1)); echo $x > /count".into()));
    session.feed("docker run -it alpine");
    (1..number).for_each(|_| drop(count(&mut session)));
    bencher.with_inputs(|| session.clone()).bench_local_values(|mut session| count(&mut session));
}

/// Saving after one command, where much is saved already.
#[divan::bench(args = [1, 10_000])]
fn save(bencher: Bencher, images: usize) {
    let mut session = support::loaded(images, 1);
    let mut store = support::Memory::new(support::small_hub());
    session.save(&mut store).expect("memory takes everything");
    let mut names = 0;
    bencher
        .with_inputs(|| {
            names += 1;
            session.feed(&format!("docker tag team0/image0 other{names}"));
            session.clone()
        })
        .bench_local_values(|session| session.save(&mut store));
}
