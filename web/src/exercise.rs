//! An exercise in the page: it opens with a student's name, and what was done is handed in as a file that the browser saves.
//! Nothing is sent anywhere.

use std::sync::Arc;

use layercake::{
    Assigned, Course, Exercise, HandIn, Look, Next, Room, Submitted, Timestamp, builtin_hub, exercise_files,
    exercise_seed, exercise_slug, is_called, submit_exercise, words,
};
use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::door::Door;

/// What the room of an exercise begins with: `exercise=e1`, `exercise=e1&student=Ada Lovelace`.
pub(crate) const ROOM: &str = "exercise=";

/// What somebody is to do, and who that is.
pub(crate) struct Assignment {
    exercise: Assigned,
    student: String,
    seed: u64,
}

/// What the page does about exercises.
#[derive(Default)]
pub(crate) struct Desk {
    /// The exercise whose student is still to say their name.
    asked: Option<String>,
    open: Option<Assignment>,
    /// Seconds since 1970-01-01, when the last line was typed.
    now: i64,
    /// The name and the text of a file that the browser is to save.
    pub file: Option<(String, String)>,
}

#[wasm_bindgen]
impl Door {
    /// The next line took so many seconds; it is typed now, in seconds since 1970-01-01.
    pub fn waited(&mut self, seconds: f64, now: f64) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "casts saturate")]
        let (seconds, now) = (seconds.round().max(0.0) as u64, now as i64);
        self.tutorial.spent(seconds);
        self.desk.now = now;
    }
}

impl Door {
    /// Opens the exercise that a room names; without a name of its student it is asked for.
    pub(crate) fn assign(&mut self, room: &str) -> String {
        let asked = room.strip_prefix(ROOM).unwrap_or(room);
        let (name, student) = asked.split_once("&student=").unwrap_or((asked, ""));
        if student.trim().is_empty() {
            self.desk.asked = Some(name.into());
            let prompt = words::web_name() + " ";
            return json!({ "text": "", "wanted": { "kind": "line", "ask": "line", "prompt": prompt } }).to_string();
        }
        let shown = match assignment(name, student.trim()) {
            Ok((assignment, course)) => {
                self.tutorial.only(course);
                self.desk.open = Some(assignment);
                self.tutorial.begin(Room::Lesson(0))
            }
            Err(why) => {
                self.tutorial.begin(Room::Menu);
                self.tutorial.told(Look::Plain, &why)
            }
        };
        self.settled(shown)
    }

    /// The answer to a line, if it is about an exercise: the student's name, or `submit` at the prompt.
    pub(crate) fn at_desk(&mut self, line: &str) -> Option<String> {
        if let Some(exercise) = self.desk.asked.take() {
            return Some(self.assign(&format!("{ROOM}{exercise}&student={line}")));
        }
        let rest = handed_in(line)?;
        let waits = self.tutorial.sandbox().is_some_and(|(session, _)| session.next() == Next::Command);
        let Assignment { exercise, student, seed } = self.desk.open.as_ref().filter(|_| waits)?;
        let tutor = self.tutorial.tutor()?;
        let said = rest.strip_prefix("--words").unwrap_or_default().trim().trim_matches(['"', '\'']);
        let (program, now) = (env!("CARGO_PKG_VERSION"), Timestamp::from_seconds(self.desk.now));
        let with = Submitted { student, seed: *seed, words: said, program, now };
        let text = match submit_exercise(tutor, exercise, &with) {
            Err(why) => why.to_string(),
            Ok(HandIn { receipt, .. }) if rest.starts_with("--show") => {
                format!("{}\n{}", receipt.to_text(), words::submit_shown())
            }
            Ok(HandIn { receipt, faithful }) => {
                let score = tutor.score();
                let all = score.solved + score.shown + score.skipped + score.open;
                let mut said = vec![
                    words::submit_holds(&receipt.student, receipt.acts.len()),
                    format!("{} {}", words::submit_secrets(), words::submit_stays()),
                    words::submit_solved(score.solved, all),
                    words::submit_place(receipt.file_name()),
                ];
                if !faithful {
                    said.push(words::submit_differs());
                }
                self.desk.file = Some((receipt.file_name(), receipt.to_text()));
                said.join("\n\n").replace('`', "")
            }
        };
        let shown = self.tutorial.told(Look::Plain, &text);
        Some(self.settled(shown))
    }
}

/// What follows `submit`, as a student types it here or in a terminal.
fn handed_in(line: &str) -> Option<&str> {
    let line = line.trim();
    let line = line.strip_prefix("layercake ").unwrap_or(line);
    let line = line.strip_prefix("exercise ").unwrap_or(line);
    let rest = line.strip_prefix("submit")?;
    (rest.is_empty() || rest.starts_with(' ')).then(|| rest.trim())
}

/// The exercise that somebody means, filled for its student, and the course that is nothing else. The error is for the student.
fn assignment(name: &str, student: &str) -> Result<(Assignment, Course), String> {
    let found = exercise_files().iter().find(|(file, _)| is_called(exercise_slug(file), name));
    let (file, text) = found.ok_or_else(|| words::web_no_exercise(name))?;
    let seed = exercise_seed(exercise_slug(file), student, b"");
    let lesson = Exercise::read(file, text).and_then(|exercise| exercise.lesson(seed));
    let lesson = Arc::new(lesson.map_err(|error| error.to_string())?);
    let exercise = Assigned::new("", file, text, builtin_hub(), None).map_err(|error| error.to_string())?;
    let course = Course { assigned: Some(seed), ..Course::only(vec![lesson]) };
    Ok((Assignment { exercise, student: student.into(), seed }, course))
}

#[cfg(test)]
mod tests {
    use layercake::{Class, Halt, Receipt, grade_receipt};

    use super::*;
    use crate::door::tests::{door, parsed};

    /// What a page's student hands in is graded as what a terminal's does.
    #[test]
    fn what_was_done_in_the_page_is_handed_in_as_a_file() {
        let mut door = door();
        let asked = parsed(&door.begin("exercise=e1", None, ""));
        assert_eq!(asked["wanted"]["ask"], "line");
        assert_eq!(parsed(&door.take("Ada Lovelace"))["wanted"]["kind"], "open");
        let welcome = parsed(&door.opened(true));
        assert_eq!(welcome["wanted"]["ask"], "command", "{welcome}");
        door.waited(12.4, 1_790_000_000.0);
        door.take("docker pull alpine");
        door.waited(3.0, 1_790_000_003.0);
        let shown = parsed(&door.take("submit --show"));
        assert!(shown["text"].as_str().unwrap().contains("student Ada Lovelace\n") && shown["download"].is_null());
        let saved = parsed(&door.take("exercise submit --words 'I tried.'"));
        let text = saved["text"].as_str().unwrap();
        assert!(
            text.contains("What you hand in: your name as you gave it (Ada") && text.contains("Nothing is sent"),
            "{text}"
        );
        assert_eq!(saved["download"]["name"], "e1-shelf-check-ada-lovelace.receipt");
        let file = saved["download"]["text"].as_str().unwrap();
        let receipt = Receipt::parse(file.as_bytes()).unwrap();
        assert_eq!((receipt.words.as_str(), receipt.handed.rfc3339().as_str()), ("I tried.", "2026-09-21T14:13:23Z"));
        assert!(file.contains("\n12 $ docker pull alpine\n") && !file.contains("submit"), "{file}");

        let exercise = door.desk.open.as_ref().unwrap().exercise.clone();
        let class = Class { exercises: vec![exercise], ..Class::default() };
        let graded = grade_receipt("x", file.as_bytes(), &class, &Halt::default());
        assert_eq!((graded.findings.as_slice(), graded.attempts), (&[][..], receipt.attempts));
        assert!(parsed(&door.take("ls"))["download"].is_null(), "a file is saved once");
    }

    #[test]
    fn an_exercise_that_is_not_there_says_so() {
        let mut door = door();
        let text = parsed(&door.begin("exercise=e99&student=Ada", None, ""))["text"].to_string();
        assert!(text.contains("e99"), "{text}");
        let play = |door: &mut Door, line: &str| parsed(&door.take(line))["text"].to_string();
        door.begin("play", None, "");
        door.opened(true);
        assert!(!play(&mut door, "submit").contains("What you hand in"), "there is nothing to hand in");
    }
}
