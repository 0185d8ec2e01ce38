//! Whole dialogues: what somebody types, and what they see, at several widths and in each palette.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

mod slips;

use super::*;
use crate::lesson::{Lesson, Setting, Word, course, parse};
use crate::sandbox::{Kept, Typed};
use crate::shell::TerminalSize;

const FIRST: &str = r#"+++
title = "Writing files"
minutes = 3
goals = ["write a file", "count what you have written, which takes a little more thought than writing it"]
+++
A file is a **name** and its bytes; `touch` makes one that is empty. Nothing that you do here can break anything.

## Two files

| command | what it does |
|---|---|
| `touch` | makes an empty file, or says that an old one was changed just now |
| `ls` | lists files |

```toml task
do = "Write `a.txt`, and then `b.txt`."
done = [{ file = "a.txt" }, { file = "b.txt" }]
hints = ["There is a command for empty files.", "It is `touch`."]
solutions = ["touch a.txt b.txt"]
after = "Well done."

[[feedback]]
try = "touch c.txt"
when = [{ file = "c.txt" }]
say = "That is `c.txt`; nobody asked for it."
```

## How many

```toml quiz
ask = "How many files are there now?"
options = ["one", "two"]
answer = 2
because = "You have made both of them."
```
"#;

const SECOND: &str =
    "+++\ntitle = \"Nothing\"\nminutes = 1\n+++\nNothing is to be done.\n\n## The end\n\nThat is all.\n";

/// Somebody at a prompt that needs no machine.
struct Learner {
    tutorial: Tutorial,
    wanted: Wanted,
    /// What was kept, by name.
    kept: BTreeMap<String, Kept>,
    open: Option<String>,
    progress: Progress,
    /// Whether things are kept at all.
    keeps: bool,
    /// How the editor will be left.
    edited: Edited,
    bytes: Vec<u8>,
}

fn surface(columns: u16, palette: Palette) -> Surface {
    Surface { size: TerminalSize { columns, rows: 99 }, palette }
}

fn two_lessons() -> Vec<Arc<Lesson>> {
    let lessons = [("lessons/01-files.md", FIRST), ("lessons/02-nothing.md", SECOND)];
    lessons.iter().map(|(file, text)| Arc::new(parse(file, text).unwrap())).collect()
}

impl Learner {
    fn new(course: Vec<Arc<Lesson>>, surface: Surface) -> Learner {
        Learner::with(vec![Course::only(course)], surface)
    }

    fn with(courses: Vec<Course>, surface: Surface) -> Learner {
        let progress = Progress::default();
        let start = Start {
            courses,
            language: "en".into(),
            surface,
            progress: progress.clone(),
            seed: 0,
            again: false,
            comeback: "layercake".into(),
        };
        Learner {
            tutorial: Tutorial::new(start),
            wanted: Wanted::Nothing,
            kept: BTreeMap::new(),
            open: None,
            progress,
            keeps: true,
            edited: Edited::Failed("no editor".into()),
            bytes: Vec::new(),
        }
    }

    /// The same, in another language, from the beginning.
    fn speak(&mut self, language: &str) {
        let courses = vec![Course::only(two_lessons())];
        let surface = surface(80, Palette::Plain);
        let (progress, comeback) = (Progress::default(), String::new());
        let language = language.into();
        self.tutorial = Tutorial::new(Start { courses, language, surface, progress, seed: 0, again: false, comeback });
    }

    /// A learner who is at play.
    fn at_play() -> Learner {
        let mut learner = Learner::new(two_lessons(), surface(80, Palette::NoColours));
        learner.begin(Room::Play);
        learner
    }

    fn begin(&mut self, room: Room) -> String {
        let shown = self.tutorial.begin(room);
        self.goes_on(shown)
    }

    fn types(&mut self, line: &str) -> String {
        self.does(Typed::Line(line.into()))
    }

    fn does(&mut self, typed: Typed) -> String {
        let shown = self.tutorial.take(typed);
        self.goes_on(shown)
    }

    /// Does what a host does until a line is wanted; gives what is on the page then, the prompt included.
    fn goes_on(&mut self, mut shown: Shown) -> String {
        let mut page = String::new();
        loop {
            for piece in &shown.pieces {
                match piece {
                    Piece::Lines(lines) => lines.iter().for_each(|line| page += &(line.text() + "\n")),
                    Piece::Output(bytes) => {
                        self.bytes.extend_from_slice(bytes);
                        page += &settled(bytes);
                    }
                }
            }
            self.keep();
            shown = match shown.wanted {
                Wanted::Open(name) => {
                    let found = self.kept.get(&name).cloned();
                    self.open = Some(name);
                    self.tutorial.opened(Opened { found, kept: self.keeps, ..Opened::default() })
                }
                Wanted::Close => {
                    self.open = None;
                    self.tutorial.set_progress(self.progress.clone());
                    self.tutorial.closed()
                }
                Wanted::Course(_) => self.tutorial.chosen(self.progress.clone()),
                Wanted::Edit(file) => self.tutorial.edited(&file, self.edited.clone()),
                wanted => {
                    if let Wanted::Line(prompt) = &wanted {
                        page += &prompt.text;
                    }
                    self.wanted = wanted;
                    return page;
                }
            };
        }
    }

    fn keep(&mut self) {
        let (Some(name), Some((session, bookmark))) = (&self.open, self.tutorial.sandbox()) else { return };
        if self.keeps {
            self.kept.insert(name.clone(), Kept { session: session.clone(), bookmark, lost: 0 });
        }
        if let Some((slug, lesson)) = self.tutorial.lesson_progress() {
            self.progress.record(&slug, lesson);
        }
        self.tutorial.set_progress(self.progress.clone());
    }

    /// A dialogue as it looks: what is typed stands behind the prompts.
    fn dialogue(&mut self, room: Room, lines: &[&str]) -> String {
        let mut page = self.begin(room);
        for line in lines {
            let _ = writeln!(page, "{line}");
            page += &self.types(line);
        }
        page
    }

    fn prompt(&self) -> Prompt {
        match &self.wanted {
            Wanted::Line(prompt) => prompt.clone(),
            other => panic!("no line is wanted but {other:?}"),
        }
    }
}

const THROUGH_THE_LESSON: [&str; 14] = [
    "what?",
    "",
    "touch c.txt",
    "hint",
    "nonsense",
    "hint",
    "solution",
    "touch a.txt b.txt",
    "next",
    "3",
    "1",
    "2",
    "progress",
    "quit",
];

#[test]
fn from_the_menu_through_a_lesson() {
    for (name, columns, palette) in
        [("80", 80, Palette::Colours), ("60", 60, Palette::NoColours), ("plain", 80, Palette::Plain)]
    {
        let mut learner = Learner::new(two_lessons(), surface(columns, palette));
        let page = learner.dialogue(Room::Menu, &THROUGH_THE_LESSON);
        let too_wide = page.lines().find(|line| line.chars().count() > usize::from(columns));
        assert_eq!(too_wide, None);
        assert_eq!(learner.wanted, Wanted::Nothing);
        assert!(palette != Palette::Plain || page.is_ascii(), "{page}");
        insta::assert_snapshot!(format!("lesson_{name}"), page);
    }
}

#[test]
fn playing_without_a_lesson() {
    let mut learner = Learner::new(two_lessons(), surface(80, Palette::NoColours));
    let lines = [
        "explain",
        "docker pull -q hello-world",
        "explain",
        "docker tag hello-world mine:1",
        "map",
        "layers mine:1",
        "undo",
        "docker images",
        "redo",
        "hint",
        "layers",
        "edit",
        "reset step",
        "reset",
        "docker images",
        "progress",
        "menu",
        "play",
        "undo",
        "docker images",
        "bye",
    ];
    insta::assert_snapshot!("play", learner.dialogue(Room::Play, &lines));
    assert_eq!(learner.wanted, Wanted::Nothing);
}

#[test]
fn every_word_means_something_in_a_lesson_and_at_play() {
    for room in [Room::Lesson(0), Room::Play] {
        for word in Word::ALL {
            let mut learner = Learner::new(two_lessons(), surface(80, Palette::NoColours));
            learner.begin(room);
            let said = learner.types(word.name());
            match word {
                Word::Quit => assert_eq!(learner.wanted, Wanted::Nothing),
                Word::Menu | Word::Lessons => assert!(said.contains("menu> "), "{word:?}: {said}"),
                _ => {
                    assert!(
                        said.trim_end().ends_with('$') && said.lines().count() > 1,
                        "{word:?} says nothing: {said}"
                    );
                    assert!(learner.types("echo $((40 + 2))").contains("42"), "{word:?} ends it");
                }
            }
            assert!(!said.contains("not found"), "{word:?} is taken for a command");
        }
    }
}

#[test]
fn help_lists_the_words_of_the_place() {
    let mut learner = Learner::new(two_lessons(), surface(80, Palette::NoColours));
    let lesson = { learner.begin(Room::Lesson(0)) + &learner.types("help") };
    let play = Learner::at_play().types("help");
    for word in Word::ALL {
        let call = format!("`{}", word.name());
        assert!(lesson.contains(&call), "{call}");
        assert_eq!(play.contains(&call), word.works_in(Setting::Play), "{call}");
    }
}

#[test]
fn the_course_of_the_program_begins() {
    let mut learner = Learner::new(course().unwrap(), surface(80, Palette::NoColours));
    assert!(learner.begin(Room::Menu).contains("Enter   begin lesson 1"));
    assert!(learner.types("").contains("Task: "));
    assert!(learner.types("docker pull helo-world").contains("pull access denied for helo-world"));
    assert!(learner.types("hint").contains("Hint 1 of "));
    let pulled = learner.types("docker pull hello-world");
    assert!(pulled.contains("Pull complete") && pulled.contains("Enter (or `next`) goes on"), "{pulled}");
    assert!(learner.bytes.windows(4).any(|window| window == b"\x1b[1A"), "progress is redrawn in place");
    assert!(learner.types("undo").contains("Undone: "));
    learner.types("menu");
    let again = learner.types("1");
    assert!(again.contains("Welcome back to "), "{again}");
    assert!(learner.types("redo").contains("Done again: "));
    let missing = learner.types("docker run helloworld");
    assert!(missing.contains("pull access denied"), "the past is read when it is needed: {missing}");
    assert!(learner.types("docker images").contains("hello-world"));
    assert!(learner.does(Typed::End).contains("Your place is kept."));
    assert_eq!(learner.wanted, Wanted::Nothing);
}

#[test]
fn plain_output_has_no_escape_byte() {
    let mut learner = Learner::new(two_lessons(), surface(80, Palette::Plain));
    learner.begin(Room::Play);
    assert!(learner.types("docker pull hello-world").contains("Pull complete"));
    learner.types("docker run -it alpine");
    learner.types("ls");
    assert!(!learner.bytes.contains(&0x1b));
}

#[test]
fn a_container_asks_at_its_own_prompt_and_a_password_is_secret() {
    let mut learner = Learner::at_play();
    learner.types("docker pull -q alpine");
    learner.types("docker run -it alpine");
    assert_eq!((learner.prompt().text.as_str(), learner.prompt().ask), ("/ # ", Ask::Line));
    assert!(learner.types("echo in-$((40 + 2))").contains("in-42"));
    learner.types("exit");
    assert_eq!((learner.prompt().text.as_str(), learner.prompt().ask), ("layercake:~/work $ ", Ask::Command));
    learner.types("docker login localhost:5001");
    assert_eq!((learner.prompt().text.as_str(), learner.prompt().ask), ("Username: ", Ask::Line));
    learner.types("student");
    assert_eq!((learner.prompt().text.as_str(), learner.prompt().ask), ("Password: ", Ask::Secret));
    assert!(learner.types("layers").contains("Login Succeeded"));
}

#[test]
fn the_rest_of_a_command_is_asked_for_and_a_paste_is_several_lines() {
    let mut learner = Learner::at_play();
    learner.types("cat > file <<END");
    assert_eq!(learner.prompt().text, "> ");
    learner.types("one two\nEND");
    assert_eq!(learner.prompt().ask, Ask::Command);
    assert!(learner.types("wc -w file").contains("2 file"));
    learner.types("echo 'open");
    assert_eq!(learner.prompt().text, "> ");
    learner.does(Typed::Interrupt);
    assert_eq!(learner.prompt().ask, Ask::Command);
    let pasted = learner.types("echo a\nmenu\necho never");
    assert!(pasted.contains("a\n") && pasted.contains("menu> ") && !pasted.contains("never"), "{pasted}");
}

#[test]
fn what_a_program_printed_before_it_asks_stands_on_the_line() {
    let mut learner = Learner::at_play();
    let shown = learner.types("printf 'name: '; read name; echo \"hello $name\"");
    assert!(shown.ends_with("name: "), "{shown}");
    assert_eq!((learner.prompt().standing.as_str(), learner.prompt().text.as_str()), ("name: ", ""));
    assert!(learner.types("you").starts_with("hello you\n"));
    let shown = learner.types("printf abc");
    assert_eq!(shown, "abc\nlayercake:~/work $ ");
}

#[test]
fn a_file_goes_through_the_editor() {
    let mut learner = Learner::at_play();
    learner.edited = Edited::Content(b"FROM scratch\n".to_vec());
    assert!(learner.types("edit Dockerfile").contains("Saved in the sandbox."));
    assert!(learner.types("edit ~/work/Dockerfile").contains("Nothing was changed."));
    assert!(learner.types("cat Dockerfile").contains("FROM scratch"));
    assert!(learner.types("edit /etc").contains("`/etc` is a folder"));
    learner.edited = Edited::Failed("vi does not start".into());
    assert!(learner.types("edit Dockerfile").contains("edit: vi does not start"));
    assert!(learner.types("undo").contains("Undone: "));
    assert!(learner.types("cat Dockerfile").contains("No such file"));
}

#[test]
fn what_is_not_kept_is_no_progress() {
    let mut learner = Learner::new(two_lessons(), surface(80, Palette::NoColours));
    learner.keeps = false;
    learner.begin(Room::Lesson(0));
    learner.types("touch a.txt b.txt");
    assert!(!learner.types("quit").contains("Your place is kept"));
    assert_eq!(learner.progress, Progress::default());
}

#[test]
fn after_an_interruption_it_is_as_it_was_before() {
    let mut learner = Learner::at_play();
    let before = learner.tutorial.clone();
    learner.types("touch a.txt");
    learner.tutorial = before;
    let shown = learner.tutorial.told(Look::Dim, "Interrupted.");
    assert_eq!(learner.goes_on(shown), "Interrupted.\nlayercake:~/work $ ");
    assert_eq!(learner.types("ls"), "layercake:~/work $ ");
}

#[test]
fn what_was_stopped_is_explained_as_that() {
    let mut learner = Learner::at_play();
    let mut told = |line| learner.types(line).split_whitespace().collect::<Vec<_>>().join(" ");
    let helped = told("while true; do :; done; docker save alpine");
    assert!(helped.contains("this one wanted more, so nothing of it happened"), "{helped}");
    assert!(!helped.contains("docker save -o"), "{helped}");
    assert!(told("explain").contains("this one wanted more, so nothing of it happened"));
}

#[test]
fn a_finished_lesson_leads_to_the_next_and_can_be_read_again() {
    let mut learner = Learner::new(two_lessons(), surface(80, Palette::NoColours));
    learner.begin(Room::Lesson(0));
    for line in ["touch a.txt b.txt", "next", "2"] {
        learner.types(line);
    }
    let second = learner.types("next");
    assert!(second.contains("Step 1 of 1: The end"), "{second}");
    assert!(learner.progress.is_finished("01-files"));
    let menu = learner.types("menu");
    assert!(menu.contains("done") && menu.contains("step 1 of 1") && menu.contains("go on with lesson 2"), "{menu}");
    let first = learner.types("1");
    assert!(first.contains("Welcome back") && first.contains("This lesson is done"), "{first}");
    let steps = learner.types("steps");
    assert!(steps.contains("[x]  1  Two files") && steps.contains("[x]  2  How many"), "{steps}");
    assert!(learner.types("goto 1").contains("Step 1 of 2: Two files"));
    assert!(learner.progress.is_finished("01-files"));
}

#[test]
fn the_menu_shows_other_courses_and_opens_them() {
    let other = Course { name: "tides".into(), title: "Tides".into(), ..Course::only(vec![two_lessons().remove(1)]) };
    let courses = vec![Course::only(two_lessons()), other];
    let mut learner = Learner::with(courses, surface(60, Palette::Plain));
    insta::assert_snapshot!(learner.dialogue(Room::Menu, &["course", "course tides", "course layercake"]), @r"
    layercake: learn container images by doing

    >  1  Writing files                        3 min  new
       2  Nothing                              1 min  new

      Enter   begin lesson 1
      1, 2 ..  that lesson
      play    a sandbox without a lesson
      quit    leave (you come back to the same place)

    Other courses
      course tides       Tides

    menu> course
    There is no course of that name. There are: `course
    layercake`, `course tides`.
    menu> course tides

    layercake: Tides

    >  1  Nothing                              1 min  new

      Enter   begin lesson 1
      1, 2 ..  that lesson
      play    a sandbox without a lesson
      quit    leave (you come back to the same place)

    Other courses
      course layercake   the course that comes with layercake

    menu> course layercake

    layercake: learn container images by doing

    >  1  Writing files                        3 min  new
       2  Nothing                              1 min  new

      Enter   begin lesson 1
      1, 2 ..  that lesson
      play    a sandbox without a lesson
      quit    leave (you come back to the same place)

    Other courses
      course tides       Tides

    menu>
    ");
}

#[test]
fn the_tutor_speaks_another_language_and_what_is_not_translated_is_english() {
    let mut learner = Learner::new(two_lessons(), surface(80, Palette::Plain));
    learner.speak("de");
    let menu = learner.begin(Room::Menu);
    assert!(menu.contains("Lektion 1 beginnen") && menu.contains("Writing files"), "{menu}");
    let first = learner.types("1");
    assert!(first.contains("Schritt 1 von 2: Two files") && first.contains("Aufgabe: "), "{first}");
    assert!(learner.types("docker pul x").contains("Tutor: Meinst du `docker pull`?"));
    assert!(learner.types("hint").contains("Tipp 1 von"));
    assert!(learner.types("docker pull hello-world").contains("Pull complete"));
    let told = learner.types("explain");
    assert!(told.contains("1 Layer wurde heruntergeladen"), "{told}");
    assert!(learner.types("quit").contains("Du hast layercake verlassen"));
}
