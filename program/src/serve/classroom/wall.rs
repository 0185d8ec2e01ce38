//! [`Wall`]: how far the class is in each exercise, as it follows from what was handed in.

use std::sync::Arc;

use layercake::{Assigned, Class, Digest, Graded, Mark, Points, Sort, Stand, State};

use super::grader::Results;
use super::inbox::Kept;

/// How far the class is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Wall {
    /// Students on the roster.
    pub students: usize,
    pub exercises: Vec<Progress>,
}

/// How far the class is in one exercise.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Progress {
    pub title: String,
    /// The steps that ask for something, by their numbers, and what they are called.
    pub steps: Vec<(usize, String)>,
    /// Students who handed something in.
    pub rows: Vec<Row>,
}

/// How far one student is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub student: String,
    /// Receipts of this exercise.
    pub receipts: usize,
    /// Receipts that wait for being looked at.
    pub waiting: usize,
    /// The one that counts, if one was looked at.
    pub best: Option<Best>,
}

/// What the receipt came to that counts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Best {
    /// How the steps stand, in the order of [`Progress::steps`].
    pub steps: Vec<State>,
    pub stand: Stand,
    pub points: Points,
    pub of: Points,
    /// Something is odd about it, and the teacher has to look.
    pub held: bool,
}

/// Whether a mark is shown to students: what their teacher checks besides is not, and a guess is not marked.
pub(super) fn is_shown(mark: &Mark) -> bool {
    !matches!(mark.sort, Sort::Hidden | Sort::Prediction)
}

impl Best {
    fn of(graded: &Graded, steps: &[(usize, String)]) -> Best {
        let shown = || graded.marks.iter().filter(|mark| is_shown(mark));
        let state = |(number, _): &(usize, String)| graded.step(*number).map_or(State::Open, |step| step.state);
        Best {
            steps: steps.iter().map(state).collect(),
            stand: graded.stands(),
            points: shown().map(|mark| mark.points).sum(),
            of: shown().map(|mark| mark.of).sum(),
            held: graded.is_held(),
        }
    }
}

impl Progress {
    /// Of a step, by its place among [`Progress::steps`]: how many are done with it, and how many are at it.
    pub fn step(&self, place: usize) -> (usize, usize) {
        let best = || self.rows.iter().filter_map(|row| row.best.as_ref());
        let number = self.steps.get(place).map(|(number, _)| *number);
        let done = best().filter(|best| best.steps.get(place) == Some(&State::Done)).count();
        let is_here = |stand: Stand| matches!(stand, Stand::At(step) if Some(step) == number);
        (done, best().filter(|best| is_here(best.stand)).count())
    }
}

/// The wall of a class with so many students; `graded` is by the digest of a receipt.
pub(super) fn wall(students: usize, class: &Class, kept: &[(String, Vec<Kept>)], graded: &Results) -> Wall {
    let progress = |exercise: &Assigned| {
        let steps = exercise.steps();
        let mut rows = Vec::new();
        for (student, receipts) in kept {
            let receipts: Vec<&Kept> = receipts.iter().filter(|kept| kept.exercise == exercise.slug).collect();
            if receipts.is_empty() {
                continue;
            }
            let known: Vec<&Graded> =
                receipts.iter().filter_map(|kept| graded.get(&kept.digest)).map(Arc::as_ref).collect();
            let best = known.iter().copied().reduce(|best, other| if other.outdoes(best) { other } else { best });
            rows.push(Row {
                student: student.clone(),
                receipts: receipts.len(),
                waiting: receipts.len() - known.len(),
                best: best.map(|graded| Best::of(graded, &steps)),
            });
        }
        Progress { title: exercise.title.clone(), steps, rows }
    };
    Wall { students, exercises: class.exercises.iter().map(progress).collect() }
}

/// The same with numbers for names, in an order that says nothing about who is who.
pub(super) fn without_names(mut wall: Wall, secret: &str) -> Wall {
    for progress in &mut wall.exercises {
        let place = |row: &Row| Digest::of(format!("{secret} {}", row.student).as_bytes());
        progress.rows.sort_by_key(place);
        for (number, row) in progress.rows.iter_mut().enumerate() {
            row.student = format!("Student {}", number + 1);
        }
    }
    wall
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::SystemTime;

    use layercake::{Finding, Outcome, builtin_hub};

    use super::*;

    /// Two steps that ask for something, and one between them that does not.
    const EXERCISE: &str = "+++\ntitle = \"First\"\nminutes = 1\n\n[[vary]]\nfile = \"a\"\n+++\n## Make `it`\n```toml task\ndo = \"Make {file}.\"\n\
                            done = [{ file = \"{file}\" }]\nhints = [\"touch\", \"touch {file}\"]\nsolutions = [\"touch {file}\"]\n```\n\
                            ## Read\nWords.\n## Say\n```toml quiz\nask = \"Is it?\"\noptions = [\"yes\", \"no\"]\nanswer = 1\nbecause = \"It is.\"\n```\n";

    fn class() -> Class {
        let exercise = Assigned::new("", "e1.md", EXERCISE, builtin_hub(), None).unwrap();
        Class { exercises: vec![exercise], ..Class::default() }
    }

    fn mark(step: usize, sort: Sort, outcome: Option<Outcome>, points: u32) -> Mark {
        let (title, points, of) = (format!("{sort:?}"), Points(points), Points(100));
        let (number, attempts, hints, seconds, missing) = (0, 0, 0, 0, Vec::new());
        Mark { number, step, title, sort, outcome, points, of, attempts, hints, seconds, missing }
    }

    /// A student's receipt, with what became of the task and of the question.
    fn handed(name: &str, task: (Option<Outcome>, u32), question: (Option<Outcome>, u32)) -> (Kept, Graded) {
        let kept = Kept {
            digest: Digest::of(name.as_bytes()),
            exercise: "e1".into(),
            at: SystemTime::UNIX_EPOCH,
            path: PathBuf::new(),
        };
        let mut graded = Graded::lost(name, b"", &class(), Finding::Edited);
        graded.findings.clear();
        graded.attempts = 1;
        graded.marks = vec![
            mark(1, Sort::Prediction, None, 0),
            mark(1, Sort::Task, task.0, task.1),
            mark(3, Sort::Question, question.0, question.1),
            mark(0, Sort::Hidden, None, 0),
        ];
        graded.points = Points(task.1 + question.1);
        (kept, graded)
    }

    fn shown(wall: &Wall) -> Vec<String> {
        let row = |row: &Row| match &row.best {
            Some(best) => {
                format!("{} {:?} {} of {}, {:?}", row.student, best.steps, best.points, best.of, best.stand)
            }
            None => format!("{} waits", row.student),
        };
        wall.exercises.iter().flat_map(|progress| progress.rows.iter().map(row)).collect()
    }

    fn wall_of(receipts: &[(&str, Vec<(Kept, Graded)>)]) -> Wall {
        let all = receipts.iter().flat_map(|(_, all)| all);
        let graded = all.map(|(kept, graded)| (kept.digest, Arc::new(graded.clone()))).collect();
        let kept = receipts.iter().map(|(name, all)| (name.to_string(), all.iter().map(|one| one.0.clone()).collect()));
        wall(4, &class(), &kept.collect::<Vec<_>>(), &graded)
    }

    const SOLVED: (Option<Outcome>, u32) = (Some(Outcome::Solved), 100);

    #[test]
    fn the_best_receipt_of_each_student_counts() {
        let mut cheat = handed("3", SOLVED, SOLVED);
        cheat.1.findings.push(Finding::Edited);
        let ada = vec![handed("1", (None, 50), (None, 0)), handed("2", SOLVED, (Some(Outcome::Solved), 50)), cheat];
        let wall = wall_of(&[("Ada", ada), ("Ben", vec![handed("4", SOLVED, (None, 0))])]);
        assert_eq!(shown(&wall), ["Ada [Done, Part] 1.5 of 2, Ended", "Ben [Done, Open] 1 of 2, At(3)"]);
        let first = &wall.exercises[0];
        assert_eq!(first.steps, [(1, "Make it".to_string()), (3, "Say".into())], "as the class's exercise has them");
        assert_eq!((first.step(0), first.step(1), first.rows[0].receipts), ((2, 0), (0, 1), 3));

        let hidden = without_names(wall.clone(), "secret");
        let names: Vec<&str> = hidden.exercises[0].rows.iter().map(|row| row.student.as_str()).collect();
        assert_eq!(names, ["Student 1", "Student 2"]);
        assert_eq!(hidden, without_names(wall, "secret"), "a number stays with its student");
    }

    #[test]
    fn whoever_is_through_is_at_no_step() {
        let shown_the_way = (Some(Outcome::Shown), 0);
        let mut idle = handed("d", (None, 0), (None, 0));
        idle.1.attempts = 0;
        let mut left = handed("e", (None, 0), SOLVED);
        left.1.finished = true;
        let wall = wall_of(&[
            ("Ada", vec![handed("a", SOLVED, SOLVED)]),
            ("Ben", vec![handed("b", shown_the_way, SOLVED)]),
            ("Cleo", vec![handed("c", (None, 50), (None, 0))]),
            ("Dan", vec![idle]),
            ("Eve", vec![left]),
        ]);
        let stands = [
            "Ada [Done, Done] 2 of 2, Done",
            "Ben [Missed, Done] 1 of 2, Ended",
            "Cleo [Begun, Open] 0.5 of 2, At(1)",
            "Dan [Open, Open] 0 of 2, NotBegun",
            "Eve [Open, Done] 1 of 2, Ended",
        ];
        assert_eq!(shown(&wall), stands);
        assert_eq!(wall.exercises[0].step(0), (1, 1), "one is done, one is at it");
    }

    #[test]
    fn what_was_not_looked_at_waits() {
        let (kept, _) = handed("new", SOLVED, SOLVED);
        let wall = wall(4, &class(), &[("Ada".into(), vec![kept])], &Results::new());
        assert_eq!(shown(&wall), ["Ada waits"]);
        assert_eq!(wall.exercises[0].rows[0].waiting, 1);
    }
}
