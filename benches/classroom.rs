//! How long a class takes: `cargo bench --bench classroom`. A thousand receipts of a hundred lines are to be graded by two
//! threads within ten seconds, so one may take 20 ms.

use divan::Bencher;
use layercake::{
    Assigned, Class, Halt, HandIn, Manner, Receipt, Submitted, Timestamp, builtin_hub, exercise_seed, grade_receipt,
    sample_receipt,
};

fn main() {
    divan::main();
}

/// A task of so many rounds of six lines each, of the kinds that people type.
fn exercise(rounds: usize) -> String {
    let mut lines = vec![
        "docker pull -q {image}".to_string(),
        "mkdir app".into(),
        "printf 'FROM {image}\\\\nCOPY . /app\\\\nRUN echo built > /built\\\\n' > app/Dockerfile".into(),
        "docker build -q -t web:1 app".into(),
    ];
    for number in 0..rounds {
        lines.extend([
            format!("echo {number} > app/file{number}"),
            format!("docker run --rm {{image}} echo {number}"),
            "docker ps -a".into(),
            format!("docker tag web:1 web:t{number}"),
            "docker images".into(),
            format!("docker rmi web:t{number}"),
        ]);
    }
    let script = lines.join("\\n");
    format!(
        "+++\ntitle = \"Many lines\"\nminutes = 10\n\n[[vary]]\nimage = \"alpine:3.24\"\n[[vary]]\nimage = \"busybox:1.38\"\n+++\n\
         ## Build\n\n```toml task\ndo = \"Build `web:1` on `{{image}}`.\"\ndone = [{{ image = \"web:1\" }}, {{ image = \"{{image}}\" }}]\n\
         hints = [\"docker build\", \"docker build -t web:1 app\"]\nsolutions = [\"{script}\"]\n```\n"
    )
}

/// A class with one exercise, and the receipt of somebody who did everything right.
fn handed_in(rounds: usize) -> (Class, Vec<u8>) {
    let exercise = Assigned::new("", "many-lines.md", &exercise(rounds), builtin_hub(), None).expect("it can be read");
    let student = "Ada";
    let seed = exercise_seed(&exercise.slug, student, b"");
    let with = Submitted { student, seed, words: "", program: "1", now: Timestamp::from_seconds(1_790_000_000) };
    let HandIn { receipt, .. } = sample_receipt(&exercise, Manner::Right, &with).expect("it can be handed in");
    (Class { exercises: vec![exercise], ..Class::default() }, receipt.to_text().into_bytes())
}

/// Receipts of 4, 40 and 100 lines, done again and judged.
#[divan::bench(args = [0, 6, 16])]
fn grade(bencher: Bencher, rounds: usize) {
    let (class, receipt) = handed_in(rounds);
    bencher.bench_local(|| {
        let graded = grade_receipt("ada.receipt", &receipt, &class, &Halt::default());
        assert!(graded.is_full(), "{graded:#?}");
        graded
    });
}

/// Reading one, and seeing that nobody touched it.
#[divan::bench]
fn read(bencher: Bencher) {
    let (_, receipt) = handed_in(16);
    bencher.bench_local(|| Receipt::parse(&receipt).expect("it is whole"));
}
