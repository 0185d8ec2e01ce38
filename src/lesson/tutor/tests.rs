//! Scripted sessions with a small lesson.

use super::*;
use crate::hub;
use crate::lesson::parse;
use crate::sandbox::Setup;

const LESSON: &str = r#"+++
title = "A test"
minutes = 1
+++
Hello.

## First

Prose.

```toml task
do = "Write `a.txt`, and then `b.txt`."
done = [{ file = "a.txt" }, { file = "b.txt" }]
hints = ["direction", "family", "command"]
solutions = ["touch a.txt b.txt"]
after = "Well."

[[feedback]]
try = "touch c.txt"
when = [{ file = "c.txt" }]
say = "Not c."

[[feedback]]
try = "touch e.txt"
when = [{ file = "e.txt" }]
say = "Not e."

[[feedback]]
try = "mkdir nothing"
when = [{ command = "^mkdir" }]
say = "No directory."
```

## Second

```toml predict
ask = "How many?"
options = ["one", "three", "a hundred"]
run = ["touch x"]
answer = { number = 4, nearest = [1, 3, 100] }
because = "Because."
```

```toml task
do = "How many?"
answer = { number = 4 }
hints = ["count", "it is 4"]
solutions = ["answer {answer}"]

[[feedback]]
try = "answer 5"
answer = ">4"
say = "Too many."
```

## Last

```toml quiz
ask = "Which?"
options = ["`this`", "that", "neither"]
answer = 2
because = "That is it."
```
"#;

fn tutor() -> Tutor {
    let lesson = Arc::new(parse("lessons/99-test.md", LESSON).unwrap());
    let setup = Setup { keeps_shell: true, ..Setup::new(hub::builtin()) };
    let session = Tutor::starting_session(&lesson, Session::new(setup)).unwrap();
    Tutor::begin(lesson, session).0
}

/// What is said, one line a thing, in short.
fn said(tutor: &mut Tutor, line: &str) -> String {
    let reply = tutor.take(Typed::Line(line.into()));
    let mut lines: Vec<String> = reply.says.iter().map(short).collect();
    match reply.next {
        After::Prompt(_) => {}
        other => lines.push(format!("{other:?}")),
    }
    lines.join("\n")
}

fn short(say: &Say) -> String {
    let goals = |goals: &[Goal]| {
        goals.iter().map(|g| format!("[{}] {}", if g.holds { 'x' } else { ' ' }, g.text)).collect::<Vec<_>>().join(" ")
    };
    match say {
        Say::Title { title, .. } => format!("# {title}"),
        Say::Step { number, of, title } => format!("## {number}/{of} {title}"),
        Say::Text(text) => text.clone(),
        Say::Task { instruction, goals: all, .. } => format!("task: {instruction} {}", goals(all)),
        Say::Goals(all) => format!("goals: {}", goals(all)),
        Say::Choice { ask, options, .. } => format!("ask: {ask} {}", options.join(" / ")),
        Say::Output(chunk) => format!("> {}", String::from_utf8_lossy(&chunk.bytes).trim_end()),
        Say::Praise(text) => format!("good: {text}"),
        Say::Correction(text) => format!("no: {text}"),
        Say::Hint { number, of, text } => format!("hint {number}/{of}: {text}"),
        Say::Solution(text) => format!("solution: {text}"),
        Say::Next(text) => format!("next: {text}"),
        Say::Note(text) => format!("note: {text}"),
        Say::Drawing(text) => text.clone(),
        Say::Finished { score, .. } => format!("finished: {} of {}", score.right, score.questions),
        Say::Aside(text) => format!("aside: {text}"),
    }
}

#[test]
fn the_checklist_is_live_and_goals_are_unticked() {
    let mut tutor = tutor();
    assert_eq!(said(&mut tutor, "touch a.txt"), "goals: [x] a.txt is there [ ] b.txt is there");
    assert_eq!(said(&mut tutor, "ls"), "> a.txt");
    assert_eq!(said(&mut tutor, "rm a.txt"), "goals: [ ] a.txt is there [ ] b.txt is there");
    assert_eq!(said(&mut tutor, "check"), "goals: [ ] a.txt is there [ ] b.txt is there");
    assert_eq!(
        said(&mut tutor, "touch a.txt b.txt"),
        "good: Well.\nnext: Enter (or `next`) goes on; or try things out first, nothing is lost."
    );
    // The learner stays, and breaks it again.
    assert_eq!(said(&mut tutor, "rm b.txt"), "goals: [x] a.txt is there [ ] b.txt is there");
    assert_eq!(
        said(&mut tutor, "undo"),
        "note: Undone: `rm b.txt`.\ngoals: [x] a.txt is there [x] b.txt is there\nnext: Enter (or `next`) goes on; or try things out \
         first, nothing is lost."
    );
}

#[test]
fn the_next_hint_comes_after_an_attempt() {
    let mut tutor = tutor();
    assert_eq!(said(&mut tutor, "hint"), "hint 1/3: direction");
    assert_eq!(said(&mut tutor, "hint"), "note: Try something first; then the next hint is yours.");
    said(&mut tutor, "ls");
    assert_eq!(said(&mut tutor, "hint"), "hint 2/3: family");
    said(&mut tutor, "ls");
    assert_eq!(said(&mut tutor, "hint"), "hint 3/3: command");
    assert_eq!(said(&mut tutor, "hint"), "hint 3/3: command");
    assert_eq!(said(&mut tutor, "solution"), "solution: touch a.txt b.txt");
    // What is done needs no more.
    said(&mut tutor, "touch a.txt b.txt");
    assert!(said(&mut tutor, "hint").starts_with("next: Enter"));
}

#[test]
fn help_is_offered_once_after_three_misses() {
    let mut tutor = tutor();
    assert!(!said(&mut tutor, "nonsense").contains("next:"));
    assert!(!said(&mut tutor, "nonsense").contains("next:"));
    assert!(said(&mut tutor, "nonsense").contains("next: Stuck?"));
    assert!(!said(&mut tutor, "nonsense").contains("next:"));
}

#[test]
fn a_wrong_turn_is_told_each_time_it_is_taken_and_only_then() {
    let mut tutor = tutor();
    assert_eq!(said(&mut tutor, "touch c.txt"), "no: Not c.");
    assert_eq!(said(&mut tutor, "ls"), "> c.txt");
    assert_eq!(said(&mut tutor, "mkdir one"), "no: No directory.");
    assert!(said(&mut tutor, "mkdir two").starts_with("no: No directory."));
}

#[test]
fn answers_predictions_and_questions() {
    let mut tutor = tutor();
    assert!(said(&mut tutor, "next").starts_with("note: This task is not done yet."));
    let skipped = said(&mut tutor, "skip");
    assert!(skipped.starts_with(
        "note: Left out. `steps` lists what is open; `goto N` comes back to it.\n## 2/3 Second\nask: How many? one / three / a hundred"
    ));
    assert_eq!(
        said(&mut tutor, "next"),
        "note: A question is open: answer with a number from 1 to 3, or in the words of one option. `skip` leaves it out."
    );
    assert_eq!(said(&mut tutor, "c"), "no: It will be: three. Because.\ntask: How many? [ ] the right `answer …`");
    assert_eq!(said(&mut tutor, "answer 5"), "no: Too many.");
    assert_eq!(said(&mut tutor, "answer 2"), "no: That is not it.");
    assert_eq!(said(&mut tutor, "solution"), "solution: answer 4");
    assert!(said(&mut tutor, "answer Four.").starts_with("good: "));
    assert_eq!(said(&mut tutor, "next"), "## 3/3 Last\nask: Which? `this` / that / neither");
    assert_eq!(said(&mut tutor, "answer this"), "no: Not that one. Try once more, or `skip`.");
    assert_eq!(
        said(&mut tutor, "2"),
        "good: That is it.\nnote: Once more, because it was missed:\nask: Which? `this` / that / neither"
    );
    assert_eq!(
        said(&mut tutor, "that"),
        "good: That is it.\nfinished: 0 of 1\nnext: `next` begins the next lesson, `menu` lists all; or stay and play."
    );
    assert_eq!(said(&mut tutor, "next"), "NextLesson");
}

#[test]
fn who_skips_to_the_end_goes_on_to_the_next_lesson() {
    let mut tutor = tutor();
    said(&mut tutor, "quiz");
    assert!(said(&mut tutor, "skip").contains("Once more, because it was missed"));
    assert!(said(&mut tutor, "skip").contains("finished: 0 of 1"));
    assert_eq!(said(&mut tutor, "next"), "NextLesson");
}

#[test]
fn after_a_task_that_was_left_out_the_sandbox_can_be_made_as_it_should_be() {
    let mut tutor = tutor();
    assert!(said(&mut tutor, "skip").ends_with(&format!("note: {}", tell::skipped())));
    said(&mut tutor, "touch other.txt");
    assert!(said(&mut tutor, "reset step").contains(&tell::reset_step_made()));
    assert_eq!(said(&mut tutor, "ls"), "> a.txt\nb.txt");
}

#[test]
fn a_question_that_comes_again_is_not_passed_by_with_enter() {
    let mut tutor = tutor();
    said(&mut tutor, "quiz");
    said(&mut tutor, "answer 1");
    assert!(said(&mut tutor, "answer 2").contains("Once more, because it was missed"));
    for line in ["", "next"] {
        assert_eq!(said(&mut tutor, line), format!("note: {}", tell::how_to_choose(3)), "{line:?}");
    }
    said(&mut tutor, "goto 1");
    assert!(said(&mut tutor, "next").contains("not done yet"), "whoever went elsewhere is there");
}

const EXAM: &str = r#"+++
title = "An exam"
minutes = 1
+++
Hello.

## Questions

```toml exam
draw = 1
pass = 1

[[question]]
id = "A1"
lesson = 1
ask = "First?"
options = ["no", "yes"]
answer = 2
because = "So."
look = "Look."

[[question]]
id = "A2"
lesson = 1
ask = "Second?"
options = ["no", "yes"]
answer = 2
because = "So."
look = "Look."
```

## Task

```toml task
do = "Write `a.txt`."
done = [{ file = "a.txt" }]
hints = ["direction", "command"]
solutions = ["touch a.txt"]
```
"#;

#[test]
fn who_comes_back_to_an_exam_finds_it_as_it_was_left() {
    let lesson = Arc::new(parse("lessons/99-exam.md", EXAM).unwrap());
    let session = Tutor::starting_session(&lesson, Session::new(Setup::new(hub::builtin()))).unwrap();
    let mut tutor = Tutor::begin(lesson, session).0;
    let first = tutor.question().unwrap().id.clone();
    said(&mut tutor, "goto 2");
    said(&mut tutor, "goto 1");
    assert_eq!(tutor.question().unwrap().id, first, "a try that is under way goes on");
    said(&mut tutor, "answer 1");
    said(&mut tutor, "goto 2");
    said(&mut tutor, "goto 1");
    assert_ne!(tutor.question().unwrap().id, first, "after one that was not passed others are drawn");
    said(&mut tutor, "answer 2");
    said(&mut tutor, "next");
    assert!(said(&mut tutor, "goto 1").contains("You have passed"));
    assert_eq!((tutor.question().map(|question| question.id.clone()), tutor.score().right), (None, 1));
    said(&mut tutor, "next");
    assert_eq!(tutor.place().step, 1);
}

#[test]
fn the_best_try_of_an_exam_counts() {
    let lesson = Arc::new(
        parse("lessons/99-exam.md", &EXAM.replace("draw = 1", "draw = 2").replace("pass = 1", "pass = 2")).unwrap(),
    );
    let session = Tutor::starting_session(&lesson, Session::new(Setup::new(hub::builtin()))).unwrap();
    let mut tutor = Tutor::begin(lesson, session).0;
    said(&mut tutor, "answer 2");
    said(&mut tutor, "answer 1");
    said(&mut tutor, "next");
    said(&mut tutor, "answer 1");
    assert_eq!((tutor.score().right, tutor.grade().unwrap().right), (1, 1));
}

#[test]
fn a_file_from_the_editor_counts_and_can_be_undone() {
    let mut tutor = tutor();
    let reply = tutor.edit("/home/student/work/c.txt", Rope::from("text")).unwrap();
    assert!(reply.says.contains(&Say::Correction("Not c.".into())));
    said(&mut tutor, "undo");
    assert!(said(&mut tutor, "cat c.txt").contains("No such file"));
    assert!(tutor.edit("/nowhere/at/all", Rope::from("text")).is_err());
}

#[test]
fn words_lead_out_and_other_commands_go_to_the_shell() {
    let mut tutor = tutor();
    for (word, after) in [("quit", "Quit"), ("menu", "Menu"), ("lessons", "Menu"), ("progress", "Progress")] {
        assert_eq!(said(&mut tutor, word), after);
    }
    assert_eq!(said(&mut tutor, "edit a.txt"), "Edit(\"a.txt\")");
    assert_eq!(said(&mut tutor, "echo next"), "> next");
    assert!(said(&mut tutor, "check this").contains("not found"));
    assert!(said(&mut tutor, "help").contains("| `hint` |"));
    assert_eq!(said(&mut tutor, "quiz"), "## 3/3 Last\nask: Which? `this` / that / neither");
    assert!(said(&mut tutor, "back").starts_with("## 2/3 Second\nask: How many? one / three / a hundred"));
}

#[test]
fn a_wrong_turn_behind_another_one_is_named_once_that_is_mended() {
    let mut tutor = tutor();
    assert!(said(&mut tutor, "touch c.txt; mkdir nothing; touch e.txt").contains("Not c."));
    assert!(said(&mut tutor, "rm c.txt").contains("Not e."));
    assert_eq!(said(&mut tutor, "ls -d nothing"), "> nothing");
}

#[test]
fn reset_takes_back_a_step_or_the_lesson() {
    let mut tutor = tutor();
    said(&mut tutor, "touch a.txt b.txt");
    said(&mut tutor, "next");
    said(&mut tutor, "touch d.txt");
    said(&mut tutor, "rm a.txt");
    assert!(said(&mut tutor, "reset step").contains("when this step began"));
    assert_eq!(said(&mut tutor, "ls"), "> a.txt\nb.txt");
    assert!(said(&mut tutor, "reset").contains("## 1/3 First"));
    assert_eq!(said(&mut tutor, "ls"), "");
    said(&mut tutor, "undo");
    assert_eq!(said(&mut tutor, "ls"), "> a.txt\nb.txt");
    assert!(said(&mut tutor, "reset lesson").contains("## 1/3 First"));
    assert_eq!(said(&mut tutor, "ls"), "");
    // What was solved stays so, and undo brings back place and sandbox together.
    assert_eq!(tutor.place().outcome(0, 1), Some(Outcome::Solved));
    assert!(said(&mut tutor, "undo").contains("## 2/3 Second"));
    assert_eq!(said(&mut tutor, "ls"), "> a.txt\nb.txt");
    // Each reset with its own place; one that has nothing to reset is none.
    said(&mut tutor, "reset lesson");
    said(&mut tutor, "touch c.txt");
    said(&mut tutor, "goto 3");
    said(&mut tutor, "reset lesson");
    said(&mut tutor, "reset lesson");
    assert!(said(&mut tutor, "undo").contains("## 3/3"));
    assert_eq!(said(&mut tutor, "ls"), "> c.txt");
    said(&mut tutor, "undo");
    assert!(said(&mut tutor, "undo").contains("## 2/3 Second"));
    assert_eq!(said(&mut tutor, "ls"), "> a.txt\nb.txt");
}

#[test]
fn somebody_begins_at_a_step_in_its_state() {
    let begun = tutor();
    let (mut tutor, says) = Tutor::begin_at(begun.lesson().clone(), begun.session().clone(), 1);
    assert_eq!(short(&says[0]), "## 2/3 Second");
    assert_eq!(said(&mut tutor, "ls"), "> a.txt\nb.txt");
    assert!(tutor.place().records.iter().all(|record| record.step == 1), "{:?}", tutor.place().records);
    let (last, _) = Tutor::begin_at(begun.lesson().clone(), begun.session().clone(), 99);
    assert_eq!(last.place().step, 2);
}

#[test]
fn a_place_is_saved_and_gone_on_from() {
    let mut tutor = tutor();
    said(&mut tutor, "touch a.txt");
    said(&mut tutor, "hint");
    let saved = serde_json::to_string(tutor.place()).unwrap();
    let place: Place = serde_json::from_str(&saved).unwrap();
    assert_eq!(&place, tutor.place());
    let (lesson, session, before) = (tutor.lesson().clone(), tutor.session().clone(), tutor.before().clone());
    let (mut again, says) = Tutor::resume(lesson, session, place, before);
    let says: Vec<String> = says.iter().map(short).collect();
    assert_eq!(
        says.join("\n"),
        "## 1/3 First\nProse.\ntask: Write `a.txt`, and then `b.txt`. [x] a.txt is there [ ] b.txt is there"
    );
    assert_eq!(said(&mut again, "hint"), "note: Try something first; then the next hint is yours.");
    assert!(said(&mut again, "touch b.txt").starts_with("good: Well."));
}

#[test]
fn a_place_beyond_a_lesson_that_was_shortened_is_moved_back() {
    let tutor = tutor();
    let place = Place { step: 90, block: 70, ..Place::start("99-test") };
    let (mut again, _) = Tutor::resume(tutor.lesson().clone(), tutor.session().clone(), place, tutor.before().clone());
    assert_eq!(again.place().step, 2);
    said(&mut again, "next");
    said(&mut again, "hint");
    said(&mut again, "task");
}

#[test]
fn explain_says_what_the_last_command_did() {
    let mut tutor = tutor();
    assert_eq!(said(&mut tutor, "explain"), "No command yet.");
    said(&mut tutor, "docker pull hello-world");
    insta::assert_snapshot!(said(&mut tutor, "explain"), @r#"
        `docker pull hello-world`

        - 3 manifests came from docker.io: lists that name the parts of the image by their digests.
        - 1 layer was downloaded (2.89kB).
        - 4 small documents were downloaded (5.55kB): the config (a pull prints no line for it) and parts of the notes on how the image was built.
        - 1 layer was unpacked, which takes 16.4kB on disk beside the compressed blobs.
        - The name `hello-world:latest` is new and points to 843cf5c6c79b.
        - `hello-world:latest` is here now, with the ID 843cf5c6c79b.
        "#);
    said(&mut tutor, "docker tag hello-world web:1");
    insta::assert_snapshot!(said(&mut tutor, "explain"), @r#"
        `docker tag hello-world web:1`

        - The name `web:1` is new and points to 843cf5c6c79b.
        "#);
    insta::assert_snapshot!(said(&mut tutor, "map"), @r###"
TAGS AND IMAGES
  hello-world:latest ──┐
  web:1 ───────────────┴─▶ 843cf5c6c79b  1 layer  10kB

IMAGES ON LAYERS: diff ID, size unpacked, what made it
■ 0cdb677509c3  16.4kB  COPY hello /
◆ image 843cf5c6c79b  hello-world:latest, web:1
"###);
    insta::assert_snapshot!(said(&mut tutor, "layers web:1"), @r#"
        web:1: image 843cf5c6c79b, 1 layer, 10kB on the wire, 26.4kB on disk
        ────────────────────────────────────────────────────────────
          1 COPY hello /
            adds 1 file: /hello
            2.89kB on the wire, 16.4kB unpacked
            blob e111915723ff  diff 0cdb677509c3  chain 0cdb677509c3
        "#);
    assert_eq!(said(&mut tutor, "layers nothing"), "note: There is no image and no container `nothing` here.");
}

const OPEN: &str = r#"+++
title = "Open"
minutes = 1
+++
## Questions

```toml predict
ask = "What happens?"
options = ["Docker refuses", "it goes well"]
answer = 1
because = "So it is."
```

```toml task
do = "What stands there?"
answer = { text = ["<untagged>"] }
hints = ["look", "it is <untagged>"]
solutions = ["answer <untagged>"]

[[feedback]]
try = "answer <none>"
answer = "*none*"
say = "Older ones."
```

```toml task
do = "Is no container here? Yes or no."
answer = { holds = [{ containers = 0 }] }
hints = ["Look.", "Yes."]
solutions = ["answer yes"]
```

```toml exam
draw = 2
pass = 2

[[question]]
id = "A1"
lesson = 1
ask = "One?"
options = ["yes", "no"]
answer = 1
because = "One."
look = "Look."

[[question]]
id = "A2"
lesson = 1
ask = "Two?"
options = ["yes", "no"]
answer = 1
because = "Two."
look = "Look."
```
"#;

#[test]
fn an_answer_may_look_like_a_command_and_a_question_may_be_skipped() {
    let lesson = Arc::new(parse("lessons/98-open.md", OPEN).unwrap());
    let setup = Setup { keeps_shell: true, ..Setup::new(hub::builtin()) };
    let mut tutor = Tutor::begin(lesson, Session::new(setup)).0;
    // It is no answer here, and nobody wants a screen full of y.
    for given in ["yes", "Yes, of course", "no idea"] {
        assert!(said(&mut tutor, given).starts_with("note: A question is open"), "{given}");
    }
    assert!(!said(&mut tutor, "yes | head -n 1").contains("A question is open"));
    assert!(said(&mut tutor, "docker refuses").starts_with("good: "));
    assert_eq!(said(&mut tutor, "<none>"), "no: Older ones.");
    assert!(said(&mut tutor, "<untagged>").starts_with("good: "));
    said(&mut tutor, "next");
    assert!(said(&mut tutor, "perhaps").contains("type `answer perhaps`"));
    assert!(said(&mut tutor, "the answer is open").contains("type `answer the answer is open`"));
    assert!(said(&mut tutor, "answer perhaps").starts_with("note: One of these words is wanted: `yes`, `no`"));
    assert!(said(&mut tutor, "answer no idea").starts_with("note: One of these words"));
    assert!(said(&mut tutor, "yes it is").starts_with("good: "), "it is no program here");
    said(&mut tutor, "next");
    assert!(said(&mut tutor, "skip").contains("no: It is: yes."));
    assert!(said(&mut tutor, "skip").contains("0 of 2 right"));
    assert_eq!(tutor.place().step, 0);
}
