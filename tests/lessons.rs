//! The lessons, proved; and lessons with a defect of each kind, of which the proof says file and line.

use layercake::{
    LessonError, Setup, course_files, declare_stack, exercise_files, prove, prove_exercise, prove_order,
    prove_translation, translation_files,
};

/// Bytes of a test thread's stack (Rust's default).
const STACK: usize = 2 << 20;

fn setup() -> Setup {
    declare_stack(STACK);
    Setup { keeps_shell: true, ..Setup::new(layercake::builtin_hub()) }
}

fn said(errors: &[LessonError]) -> String {
    errors.iter().map(|error| format!("{error}\n")).collect()
}

#[test]
fn every_lesson_is_proved() {
    let mut errors = prove_order(course_files());
    let (mut tasks, mut failures, mut wrong_turns) = (0, 0, 0);
    for (file, text) in course_files() {
        match prove(file, text, &setup()) {
            Ok(proof) => {
                assert!(proof.tasks > 0 && proof.questions > 0, "{file}: {proof:?}");
                tasks += proof.tasks;
                failures += proof.failures;
                wrong_turns += proof.wrong_turns;
            }
            Err(found) => errors.extend(found),
        }
    }
    assert!(errors.is_empty(), "\n{}", said(&errors));
    assert!(failures >= 12, "{failures} failures to understand");
    assert!(wrong_turns >= 3 * tasks, "{wrong_turns} wrong turns in {tasks} tasks");
}

#[test]
fn every_lesson_in_another_language_is_proved() {
    let mut errors = Vec::new();
    for (file, text) in translation_files() {
        let name = file.rsplit('/').next().unwrap();
        let english =
            course_files().iter().find(|(other, _)| other.ends_with(name)).unwrap_or_else(|| panic!("{file}"));
        errors.extend(prove_translation((file, text), *english, &setup()).err().into_iter().flatten());
    }
    assert!(errors.is_empty(), "\n{}", said(&errors));
    assert!(translation_files().len() >= 2);
}

#[test]
fn what_a_new_lesson_begins_with_is_proved() {
    let text = include_str!("../program/src/new_lesson.md").replace("TITLE", "Mine");
    let proof = prove("60-mine.md", &text, &setup()).unwrap_or_else(|errors| panic!("{}", said(&errors)));
    assert_eq!((proof.tasks, proof.wrong_turns, proof.questions), (1, 1, 1));
}

#[test]
fn every_exercise_is_proved() {
    let mut errors = Vec::new();
    for (file, text) in exercise_files() {
        match prove_exercise(file, text, &setup()) {
            Ok(proof) => assert!(proof.wrong_turns >= 3 * proof.tasks, "{file}: {proof:?}"),
            Err(found) => errors.extend(found),
        }
    }
    assert!(errors.is_empty(), "\n{}", said(&errors));
    assert_eq!(exercise_files().len(), 8);
}

/// A lesson without a defect.
const SOUND: &str = r#"+++
title = "Sound"
minutes = 1
start = ["echo hi > here.txt"]
+++
## Step

```toml task
do = "Write `a.txt`. How many letters has `abc`?"
done = [{ file = "a.txt" }]
answer = { number = 3 }
hints = ["direction", "command"]
solutions = [
    "touch a.txt\nanswer 3",
    "answer three\necho > a.txt",
]

[[feedback]]
try = "touch b.txt"
when = [{ file = "b.txt" }]
say = "Not b."

[[feedback]]
try = "answer 4"
answer = ">3"
say = "Fewer."
```

```console
$ cat here.txt
hi
```

```toml predict
ask = "How many files?"
options = ["one", "two"]
run = ["touch c.txt"]
answer = { number = 2, nearest = [1, 2] }
because = "It is so."
```

```toml quiz
ask = "Which?"
options = ["this", "that"]
answer = 1
because = "It is."
```
"#;

/// The sound lesson with one thing changed, and what the proof says of it.
fn with(from: &str, to: &str) -> String {
    assert!(SOUND.contains(from), "{from}");
    match prove("lessons/50-sound.md", &SOUND.replacen(from, to, 1), &setup()) {
        Ok(_) => "proved".into(),
        Err(errors) => said(&errors),
    }
}

#[test]
fn the_sound_lesson_is_proved() {
    let proof = prove("lessons/50-sound.md", SOUND, &setup()).unwrap_or_else(|errors| panic!("{}", said(&errors)));
    let counts = (proof.tasks, proof.solutions, proof.wrong_turns, proof.predictions, proof.questions);
    assert_eq!((counts, proof.transcripts), ((1, 2, 2, 1, 1), 1));
}

#[test]
fn a_defect_of_each_kind_is_found_with_file_and_line() {
    let mut wrong = Vec::new();
    for (from, to, expected) in [
        // A solution is corrected where it goes the right way.
        (
            "when = [{ file = \"b.txt\" }]",
            "when = [{ command = \"touch\" }]",
            "feedback: `touch a.txt` brings the task forward, and is told: Not b.",
        ),
        // It does not parse.
        ("minutes = 1", "minutes = \"one\"", "lessons/50-sound.md:3: front matter: invalid type: string"),
        ("minutes = 1", "minuets = 1", "lessons/50-sound.md:3: front matter: unknown field `minuets`"),
        ("minutes = 1", "minuets = 1", "Did you mean `minutes`?"),
        ("hints =", "hint =", "lessons/50-sound.md:12: task: unknown field `hint`"),
        ("{ file = \"a.txt\" }", "{ fiel = \"a.txt\" }", "lessons/50-sound.md:10: task: unknown check `fiel`"),
        ("{ file = \"a.txt\" }", "{ fiel = \"a.txt\" }", "Did you mean `file`?"),
        (
            "{ file = \"a.txt\" }",
            "{ file = \"a.txt\",\n  matchs = \"a\" }",
            "lessons/50-sound.md:11: task: unknown field `matchs`, expected one of `file`, `archive_has`, `matches`, \
             `directory`, `not`, `says`. Did you mean `matches`?",
        ),
        (
            "{ file = \"a.txt\" }",
            "{ file = \"a.txt\", has = 1 }",
            "lessons/50-sound.md:10: task: unknown field `has`, expected one of `file`",
        ),
        (
            "{ file = \"a.txt\" }",
            "{ file = 1 }",
            "lessons/50-sound.md:10: task: `file`: invalid type: integer `1`, expected a string",
        ),
        ("{ number = 3 }", "{ nunber = 3 }", "lessons/50-sound.md:11: task: unknown value `nunber`"),
        ("{ number = 3 }", "{ number = 3, tolerence = 1 }", "Did you mean `tolerance`?"),
        (
            "{ number = 2, nearest = [1, 2] }",
            "{ number = 2, nearst = [1, 2] }",
            "lessons/50-sound.md:38: predict: unknown field `nearst`",
        ),
        // What is compiled when it is read.
        (
            "{ file = \"a.txt\" }",
            "{ file = \"a.txt\", matches = \"(\" }",
            "lessons/50-sound.md:10: task: `matches`: `(` is no regular expression: ",
        ),
        (
            "{ file = \"b.txt\" }",
            "{ image = \"b:[0-9\" }",
            "lessons/50-sound.md:20: task: `image`: `b:[0-9` is no pattern: its `[` is not closed",
        ),
        (
            "{ file = \"b.txt\" }",
            "{ image = \"B\" }",
            "lessons/50-sound.md:20: task: `image`: `B` is no image: invalid reference format",
        ),
        (
            "{ file = \"b.txt\" }",
            "{ event = \"pull_failled\" }",
            "lessons/50-sound.md:20: task: `event`: unknown event `pull_failled`",
        ),
        ("{ file = \"b.txt\" }", "{ event = \"pull_failled\" }", "Did you mean `pull_failed`?"),
        (
            "{ file = \"b.txt\" }",
            "{ event = \"pull_failed\", reason = \"no_such_tags\" }",
            "Did you mean `no_such_tag`?",
        ),
        (
            "{ file = \"b.txt\" }",
            "{ event = \"searched\", reason = \"denied\" }",
            "lessons/50-sound.md:20: task: unknown field `reason` of the event `searched`, expected one of `term`",
        ),
        (
            "answer = \">3\"",
            "answer = \">three\"",
            "lessons/50-sound.md:25: task: `>three`: after `<` or `>` comes a number",
        ),
        ("toml quiz", "toml qiuz", "lessons/50-sound.md:42: `toml qiuz` is no block"),
        ("because = \"It is.\"\n```\n", "because = \"It is.\"\n", "lessons/50-sound.md:42: this fence is not closed"),
        ("+++\n## Step", "## Step", "lessons/50-sound.md:1: the front matter has no closing `+++`"),
        // Its starting state cannot be made.
        ("echo hi > here.txt", "false", "lessons/50-sound.md:4: front matter: `start`: `false`"),
        // A task starts solved, or is solved by looking around.
        (
            "done = [{ file = \"a.txt\" }]\nanswer = { number = 3 }",
            "done = [{ file = \"here.txt\" }]",
            "lessons/50-sound.md:10: task: it is solved before anything is done",
        ),
        (
            "done = [{ file = \"a.txt\" }]\nanswer = { number = 3 }",
            "done = [{ command = \"^ls\" }]",
            "lessons/50-sound.md:10: task: looking around solves it",
        ),
        // A solution does not solve it.
        ("touch a.txt\\nanswer 3", "touch a.txt\\nanswer 2", "lessons/50-sound.md:14: task: this solution does not"),
        (
            "> a.txt",
            "> d.txt",
            "lessons/50-sound.md:15: task: this solution does not solve it: it lacks: a.txt is there",
        ),
        // A wrong turn is not told, or is none.
        (
            "try = \"touch b.txt\"",
            "try = \"touch c.txt\"",
            "lessons/50-sound.md:19: feedback: this wrong turn does not",
        ),
        ("try = \"answer 4\"", "try = \"answer 2\"", "lessons/50-sound.md:24: feedback: this wrong turn does not"),
        (
            "try = \"touch b.txt\"",
            "try = \"touch b.txt a.txt\\nanswer 3\"",
            "lessons/50-sound.md:19: feedback: this wrong turn solves the task",
        ),
        (
            "when = [{ file = \"b.txt\" }]\n",
            "",
            "lessons/50-sound.md:8: task: the feedback for `touch b.txt` has neither",
        ),
        // Hints.
        (
            "hints = [\"direction\", \"command\"]",
            "hints = []",
            "lessons/50-sound.md:8: task: `hints` needs at least two",
        ),
        ("\"command\"", "\"direction\"", "lessons/50-sound.md:8: task: hint 2 says the same as an earlier one"),
        // Text shown as output is not the output.
        (
            "```console\n$ cat here.txt\nhi",
            "```console\n$ cat here.txt\nho",
            "lessons/50-sound.md:31: console: `cat here.txt`",
        ),
        (
            "```console\n$ cat here.txt\nhi",
            "```console\n$ cat here.txt",
            "lessons/50-sound.md:31: console: `cat here.txt`",
        ),
        // A prediction's right option cannot be computed; a question has no such option.
        (", nearest = [1, 2] }", " }", "lessons/50-sound.md:38: predict: the right option cannot be computed"),
        ("nearest = [1, 2]", "nearest = [1, 7, 2]", "lessons/50-sound.md:38: predict: option 3 is right"),
        ("answer = 1\n", "answer = 3\n", "lessons/50-sound.md:42: quiz: `answer` is 3, and there are options 1 to 2"),
        ("[\"this\", \"that\"]", "[\"this\", \"This\"]", "lessons/50-sound.md:44: quiz: option 2 cannot be chosen"),
    ] {
        let found = with(from, to);
        if !found.contains(expected) {
            wrong.push(format!("{from} -> {to}\nexpected: {expected}\nfound: {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn prerequisites_exist_and_lead_in_no_circle() {
    let lesson = |need: &str| SOUND.replacen("minutes = 1", &format!("minutes = 1\nneeds = [\"{need}\"]"), 1);
    let (one, other) = (lesson("02-b"), lesson("01-a"));
    let found = said(&prove_order(&[("lessons/01-a.md", &one), ("lessons/02-b.md", &other)]));
    assert_eq!(
        found,
        "lessons/01-a.md:4: front matter: `needs` leads in a circle back to this lesson\n\
         lessons/02-b.md:4: front matter: `needs` leads in a circle back to this lesson\n"
    );
    let found = said(&prove_order(&[("lessons/01-a.md", &one)]));
    assert_eq!(found, "lessons/01-a.md:4: front matter: `needs`: there is no lesson `02-b`\n");
}
