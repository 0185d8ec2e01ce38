//! [`Wall`]: how far the class is in each exercise, as it follows from what was handed in.

use std::sync::Arc;

use layercake::{Digest, Graded, Mark, Points, Sort};

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
    /// What its tasks and questions are called, in their order.
    pub steps: Vec<String>,
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
    /// The best of them, if one was looked at.
    pub best: Option<Best>,
}

/// What the best receipt came to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Best {
    pub cells: Vec<Cell>,
    pub points: Points,
    pub of: Points,
    /// Something is odd about it, and the teacher has to look.
    pub held: bool,
}

/// How one task or question stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Done,
    /// Something of it, or not at the first try.
    Part,
    Open,
}

/// Whether a mark is shown to students: what their teacher checks besides is not, and a guess is not marked.
pub(super) fn is_shown(mark: &Mark) -> bool {
    !matches!(mark.sort, Sort::Hidden | Sort::Prediction)
}

/// How a mark stands.
pub(super) fn cell(mark: &Mark) -> Cell {
    match mark.outcome {
        _ if mark.points == Points::default() => Cell::Open,
        Some(_) if mark.points >= mark.of => Cell::Done,
        _ => Cell::Part,
    }
}

impl Best {
    fn of(graded: &Graded) -> Best {
        let shown = || graded.marks.iter().filter(|mark| is_shown(mark));
        Best {
            cells: shown().map(cell).collect(),
            points: shown().map(|mark| mark.points).sum(),
            of: shown().map(|mark| mark.of).sum(),
            held: graded.is_held(),
        }
    }

    /// The step (from 1) that the student is at; `None`: past the last.
    pub fn at(&self) -> Option<usize> {
        self.cells.iter().position(|cell| *cell == Cell::Open).map(|at| at + 1)
    }
}

impl Progress {
    /// How many are done with a step (from 1), and how many are at it.
    pub fn step(&self, number: usize) -> (usize, usize) {
        let best = || self.rows.iter().filter_map(|row| row.best.as_ref());
        let done = best().filter(|best| best.cells.get(number - 1) == Some(&Cell::Done)).count();
        (done, best().filter(|best| best.at() == Some(number)).count())
    }
}

/// The wall of a class. `exercises` are slugs and titles; `graded` is by the digest of a receipt.
pub(super) fn wall(
    students: usize,
    exercises: &[(String, String)],
    kept: &[(String, Vec<Kept>)],
    graded: &Results,
) -> Wall {
    let progress = |(slug, title): &(String, String)| {
        let mut progress = Progress { title: title.clone(), ..Progress::default() };
        for (student, receipts) in kept {
            let receipts: Vec<&Kept> = receipts.iter().filter(|kept| kept.exercise == *slug).collect();
            if receipts.is_empty() {
                continue;
            }
            let known: Vec<&Graded> =
                receipts.iter().filter_map(|kept| graded.get(&kept.digest)).map(Arc::as_ref).collect();
            // Of two that are worth the same, the later one.
            let best = known.iter().max_by_key(|graded| (!graded.is_held(), graded.points));
            if let Some(best) = best.filter(|best| best.marks.len() > progress.steps.len()) {
                let shown = best.marks.iter().filter(|mark| is_shown(mark));
                progress.steps = shown.map(|mark| mark.title.clone()).collect();
            }
            progress.rows.push(Row {
                student: student.clone(),
                receipts: receipts.len(),
                waiting: receipts.len() - known.len(),
                best: best.map(|graded| Best::of(graded)),
            });
        }
        progress
    };
    Wall { students, exercises: exercises.iter().map(progress).collect() }
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

    use layercake::{Finding, Outcome};

    use super::*;

    fn mark(sort: Sort, outcome: Option<Outcome>, points: u32) -> Mark {
        let (title, points, of) = (format!("{sort:?}"), Points(points), Points(100));
        let (number, step, attempts, hints, seconds, missing) = (0, 1, 0, 0, 0, Vec::new());
        Mark { number, step, title, sort, outcome, points, of, attempts, hints, seconds, missing }
    }

    /// A student's receipt of two tasks that came to so many hundredths of points.
    fn handed(name: &str, first: u32, second: u32) -> (Kept, Graded) {
        let kept = Kept {
            digest: Digest::of(name.as_bytes()),
            exercise: "e1".into(),
            at: SystemTime::UNIX_EPOCH,
            path: PathBuf::new(),
        };
        let mut graded = Graded::lost(name, "");
        graded.findings.clear();
        let solved = |points| (points == 100).then_some(Outcome::Solved);
        graded.marks = vec![
            mark(Sort::Prediction, None, 0),
            mark(Sort::Task, solved(first), first),
            mark(Sort::Question, solved(second), second),
            mark(Sort::Hidden, None, 0),
        ];
        graded.points = Points(first + second);
        (kept, graded)
    }

    fn shown(wall: &Wall) -> Vec<String> {
        let row = |row: &Row| match &row.best {
            Some(best) => format!("{} {:?} {} of {} at {:?}", row.student, best.cells, best.points, best.of, best.at()),
            None => format!("{} waits", row.student),
        };
        wall.exercises.iter().flat_map(|progress| progress.rows.iter().map(row)).collect()
    }

    #[test]
    fn the_best_receipt_of_each_student_counts() {
        let (mut good, mut cheat) = (handed("2", 100, 50), handed("3", 100, 100));
        cheat.1.findings.push(Finding::Edited);
        good.0.at += std::time::Duration::from_secs(1);
        let receipts = [handed("1", 50, 0), good, cheat, handed("4", 100, 0)];
        let graded = receipts.iter().map(|(kept, graded)| (kept.digest, Arc::new(graded.clone()))).collect();
        let [one, two, three, four] = receipts.map(|(kept, _)| kept);
        let waits = Kept { digest: Digest::of(b"new"), ..one.clone() };
        let kept =
            [("Ada".to_string(), vec![one, two, three]), ("Ben".into(), vec![four]), ("Cleo".into(), vec![waits])];
        let exercises = [("e1".to_string(), "First".to_string()), ("e2".into(), "Second".into())];
        let wall = wall(4, &exercises, &kept, &graded);
        assert_eq!(
            shown(&wall),
            ["Ada [Done, Part] 1.5 of 2 at None", "Ben [Done, Open] 1 of 2 at Some(2)", "Cleo waits"]
        );
        let first = &wall.exercises[0];
        assert_eq!(first.steps, ["Task", "Question"], "no guesses, and nothing that is hidden");
        assert_eq!((first.step(1), first.step(2)), ((2, 0), (0, 1)));
        assert_eq!((first.rows[0].receipts, first.rows[2].waiting, wall.exercises[1].rows.len()), (3, 1, 0));

        let hidden = without_names(wall.clone(), "secret");
        let names: Vec<&str> = hidden.exercises[0].rows.iter().map(|row| row.student.as_str()).collect();
        assert_eq!(names, ["Student 1", "Student 2", "Student 3"]);
        assert_eq!(hidden, without_names(wall, "secret"), "a number stays with its student");
    }
}
