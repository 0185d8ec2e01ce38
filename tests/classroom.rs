//! A class of students who do not exist, with marks that are known before: right, slow, partly right, lost, shown the way,
//! cheating, broken. `LAYERCAKE_CLASS=1000` makes it larger (`just class`).

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use layercake::words::speak;
use layercake::{
    Act, Assigned, AssignedError, BUILTIN_COURSE, Class, Deed, Finding, Graded, Halt, HandIn, Manner, Mark, Points,
    RECEIPT_BYTES, Receipt, ReceiptError, Roster, RosterError, Student, SubmitError, Submitted, Timestamp, Turn,
    builtin_hub, exercise_seed, grade_receipt, plain_name, sample_receipt,
};

/// Two tasks and two questions between them; the first task has 4 lines, and 6 for each round.
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
        r#"+++
title = "Many lines"
minutes = 10

[[vary]]
image = "alpine:3.24"
[[vary]]
image = "busybox:1.38"
+++
## Build

```toml task
do = "Build `web:1` on `{{image}}`."
done = [{{ image = "web:1" }}, {{ image = "{{image}}" }}]
hints = ["docker build", "docker build -t web:1 app"]
solutions = ["{script}"]

[[feedback]]
try = "docker pull -q hello-world"
when = [{{ image = "hello-world" }}]
say = "Nobody needs that."
```

## What is it

```toml quiz
ask = "Is a tag a copy?"
options = ["yes", "no"]
answer = 2
because = "It is a name."
```

```toml quiz
ask = "Can an image have two tags?"
options = ["yes", "no"]
answer = 1
because = "It can."
```

## Tag

```toml task
do = "Tag it `web:2`."
done = [{{ image = "web:2" }}]
hints = ["docker tag", "docker tag web:1 web:2"]
solutions = ["docker tag web:1 web:2"]
```
"#
    )
}

const KEY: &str = "points = [2]\nhint = 0.25\n[[hidden]]\nsays = \"nothing runs\"\ndone = [{ container = \"*\", running = true, not = true }]\n";

/// What somebody hands in, and what it must come to: points in hundredths if they count, and findings.
fn handed_in(class: &Class, number: usize) -> (Vec<u8>, Option<u32>) {
    let exercise = &class.exercises[0];
    let name = format!("Student {number}");
    let receipt = |name: &str, manner: Manner| {
        let seed = exercise_seed(&exercise.slug, name, &class.secret);
        let with =
            Submitted { student: name, seed, words: "", program: "1", now: Timestamp::from_seconds(1_790_000_000) };
        let HandIn { receipt, faithful } = sample_receipt(exercise, manner, &with).expect("it can be handed in");
        assert!(faithful);
        receipt
    };
    let text = |manner| receipt(&name, manner).to_text().into_bytes();
    match number % 20 {
        0..8 => (text(Manner::Right), Some(600)),
        // Two hints, one for each task; both questions at the second try.
        8..11 => (text(Manner::Slow), Some(150 + 50 + 50 + 75 + 100)),
        11..13 => (text(Manner::Partly), Some(200 + 100 + 100)),
        13 => (text(Manner::Lost), Some(100)),
        14 => (text(Manner::Shown), Some(300)),
        // Another's receipt under one's own name, with a digest that is right.
        15 => {
            let other = receipt(&format!("Student {}", number - 15), Manner::Right);
            (Receipt { student: name, ..other }.to_text().into_bytes(), None)
        }
        // A line too many, with a digest that is right.
        16 => {
            let mut receipt = receipt(&name, Manner::Partly);
            receipt.acts.extend(receipt.acts.clone());
            (receipt.to_text().into_bytes(), None)
        }
        // One digit of a time.
        17 => {
            let text = receipt(&name, Manner::Right).to_text();
            let at = text.find(" $ ").expect("there are lines") - 1;
            let digit = if &text[at..=at] == "1" { "2" } else { "1" };
            ((text[..at].to_string() + digit + &text[at + 1..]).into_bytes(), None)
        }
        18 => (text(Manner::Right)[..300].to_vec(), None),
        _ => (vec![0xff; 100], None),
    }
}

fn side_by_side<T: Send>(count: usize, act: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(number) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|number| *number < count) {
                    let result = act(number);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((number, result));
                }
            });
        }
    });
    let mut done = done.into_inner().expect("nobody panicked");
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}

#[test]
fn a_class_gets_the_marks_that_are_known() {
    let asked: Option<usize> = std::env::var("LAYERCAKE_CLASS").ok().and_then(|count| count.parse().ok());
    let count = asked.unwrap_or(20);
    let text = exercise(if asked.is_some() { 16 } else { 1 });
    let assigned = Assigned::new("", "many-lines.md", &text, builtin_hub(), Some(KEY)).expect("it can be read");
    let class = Class { exercises: vec![assigned], secret: b"us".to_vec(), roster: None };
    let receipts = side_by_side(count, |number| handed_in(&class, number));
    let began = Instant::now();
    let graded: Vec<Graded> = side_by_side(count, |number| {
        grade_receipt(&format!("{number}.receipt"), &receipts[number].0, &class, &Halt::default())
    });
    let took = began.elapsed();
    let lines: usize = graded.iter().map(|graded| graded.lines).sum();
    println!("{count} receipts, {lines} lines: graded in {took:?}");
    assert_eq!(graded.len(), count, "none is lost");
    for (number, (graded, (_, points))) in graded.iter().zip(&receipts).enumerate() {
        match points {
            Some(points) => {
                assert_eq!(graded.findings, [], "{number}");
                assert_eq!((graded.points.0, graded.of.0), (*points, 600), "{number}: {:#?}", graded.marks);
            }
            None => assert!(graded.findings.iter().any(Finding::holds), "{number}: {graded:#?}"),
        }
    }
}

/// `nein` is an answer for whom the tutor speaks German, and it is one when a teacher grades it who speaks English.
#[test]
fn a_student_of_another_language_is_understood() {
    let assigned = Assigned::new("", "many-lines.md", &exercise(1), builtin_hub(), None).expect("it can be read");
    let class = Class { exercises: vec![assigned.clone()], ..Class::default() };
    let seed = exercise_seed(&assigned.slug, "Jörg", b"");
    let with = Submitted { student: "Jörg", seed, words: "", program: "1", now: Timestamp::from_seconds(0) };
    let german = || {
        speak("de");
        let mut receipt = sample_receipt(&assigned, Manner::Right, &with).expect("it can be handed in").receipt;
        for act in &mut receipt.acts {
            match &mut act.deed {
                Deed::Line(line) if line == "answer 1" => *line = "ja".into(),
                Deed::Line(line) if line == "answer 2" => *line = "nein".into(),
                _ => {}
            }
        }
        receipt
    };
    let receipt = std::thread::scope(|scope| scope.spawn(german).join()).expect("no panic");
    let graded = |receipt: &Receipt| grade_receipt("x", receipt.to_text().as_bytes(), &class, &Halt::default());
    let right = graded(&receipt);
    assert!(receipt.to_text().contains("\nlanguage de\n") && receipt.to_text().contains(" $ nein\n"));
    assert_eq!((right.findings.as_slice(), right.points), (&[][..], right.of), "{:#?}", right.marks);
    assert_eq!(Receipt::parse(receipt.to_text().as_bytes()).as_ref(), Ok(&receipt));
    // Somebody who began in English, and went on in German.
    let mut acts = vec![Act { seconds: 0, deed: Deed::Spoken("de".into()) }];
    acts.extend(receipt.acts.clone());
    assert_eq!(graded(&Receipt { language: "en".into(), acts, ..receipt.clone() }).findings, []);
    assert!(graded(&Receipt { language: "en".into(), ..receipt.clone() }).is_held(), "in English it is no answer");
    let unknown = graded(&Receipt { language: "xx".into(), ..receipt }).findings;
    assert!(matches!(unknown.as_slice(), [Finding::Broken { why }] if why.contains("language")), "{unknown:?}");
}

/// What is missing is said in the teacher's language.
#[test]
fn a_teacher_reads_marks_in_their_own_language() {
    let assigned = Assigned::new("", "many-lines.md", &exercise(1), builtin_hub(), None).expect("it can be read");
    let class = Class { exercises: vec![assigned.clone()], ..Class::default() };
    let seed = exercise_seed(&assigned.slug, "Jörg", b"");
    let with = Submitted { student: "Jörg", seed, words: "", program: "1", now: Timestamp::from_seconds(0) };
    let missing = |student: &'static str, teacher: &'static str| {
        let work = || {
            speak(student);
            let receipt = sample_receipt(&assigned, Manner::Shown, &with).expect("it can be handed in").receipt;
            speak(teacher);
            let graded = grade_receipt("x", receipt.to_text().as_bytes(), &class, &Halt::default());
            graded.marks.into_iter().map(|mark| mark.missing).collect::<Vec<_>>()
        };
        std::thread::scope(|scope| scope.spawn(work).join()).expect("no panic")
    };
    assert_eq!(missing("de", "en"), missing("en", "en"));
    assert_ne!(missing("de", "de"), missing("de", "en"));
}

#[test]
fn what_cannot_be_taken_says_why() {
    let hub = builtin_hub;
    let text = exercise(1);
    let wrong = Assigned::new("", "x.md", &text, hub(), Some("hint = 2")).expect_err("a share is at most 1");
    assert!(matches!(wrong, AssignedError::Key { .. }), "{wrong}");
    assert_eq!(Receipt::parse(&vec![b'a'; RECEIPT_BYTES + 1]), Err(ReceiptError::TooLarge));
    assert_eq!(
        Roster::read(b"name\nAda\nada\n").map_err(|error| matches!(error, RosterError::Twice { .. })),
        Err(true)
    );

    let roster = Roster::read(b"name,id\nAda Lovelace,7\n").expect("a roster");
    let student: &Student = roster.find("7").expect("she is on it");
    assert_eq!(plain_name(&student.name), "ada-lovelace");
    let assigned = Assigned::new("", "many-lines.md", &text, hub(), None).expect("an exercise");
    assert_eq!(assigned.course, BUILTIN_COURSE);
    let with = |student| Submitted {
        student,
        seed: exercise_seed(&assigned.slug, student, b""),
        words: "",
        program: "1",
        now: Timestamp::from_seconds(0),
    };
    assert!(matches!(sample_receipt(&assigned, Manner::Lost, &with("a\nb")), Err(SubmitError::Name)));
    let receipt = sample_receipt(&assigned, Manner::Slow, &with("Bob")).expect("it can be handed in").receipt;
    let class = Class { exercises: vec![assigned.clone()], roster: Some(roster), ..Class::default() };
    let graded = grade_receipt("bob", receipt.to_text().as_bytes(), &class, &Halt::default());
    assert_eq!(graded.findings, [Finding::Stranger]);
    let marks: Vec<Points> = graded.marks.iter().map(|mark: &Mark| mark.points).collect();
    assert_eq!(marks.iter().copied().sum::<Points>(), graded.points);
    let turns: Vec<&str> = graded.turns.iter().map(|turn: &Turn| turn.said.as_str()).collect();
    assert!(turns.contains(&"Nobody needs that."), "{turns:?}");
}
