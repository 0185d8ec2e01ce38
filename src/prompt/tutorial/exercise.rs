//! An exercise is all there is where it is open: what is elsewhere, and how one comes there.

use super::Tutorial;
use crate::lesson::REVIEW;
use crate::tell;

/// What stands between the program and the exercise's name where somebody comes back to one.
const START: &str = " exercise start ";

impl Tutorial {
    /// How the exercise is handed in.
    pub(super) fn hand_in(&self) -> String {
        match self.comeback.split_once(START) {
            Some((program, rest)) => tell::exercise_hand_in(format!("{program} exercise submit {rest}")),
            // A page takes `submit` at its prompt.
            None => tell::exercise_hand_in_here(),
        }
    }

    /// Where the lesson is that somebody asked for.
    pub(super) fn outside(&self, name: &str) -> String {
        let leave = self.comeback.split_once(START).map(|(program, rest)| {
            let options = [" --course ", " --state "].iter().filter_map(|option| rest.find(option)).min();
            let options = options.and_then(|at| rest.get(at..)).unwrap_or_default();
            let words = if name == REVIEW { REVIEW.into() } else { format!("learn {}", name.replace('`', "'")) };
            tell::leave_and_type(format!("{program} {words}{options}"))
        });
        tell::lessons_are_outside() + &leave.unwrap_or_default()
    }
}

/// Whether somebody wants to hand an exercise in.
pub(super) fn asks_to_hand_in(line: &str) -> bool {
    let line = line.trim();
    let line = line.strip_prefix("layercake ").unwrap_or(line);
    let line = line.strip_prefix("exercise ").unwrap_or(line);
    line.split_whitespace().next() == Some("submit") || line == "hand in"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::course::Course;
    use crate::prompt::progress::Progress;
    use crate::prompt::sheet::Surface;
    use crate::prompt::style::Palette;
    use crate::prompt::tutorial::Start;
    use crate::shell::TerminalSize;

    fn at(comeback: &str) -> Tutorial {
        Tutorial::new(Start {
            courses: vec![Course::only(Vec::new())],
            language: "en".into(),
            surface: Surface { size: TerminalSize { columns: 80, rows: 99 }, palette: Palette::Plain },
            progress: Progress::default(),
            seed: 0,
            again: false,
            comeback: comeback.into(),
        })
    }

    #[test]
    fn who_leaves_an_exercise_is_told_what_to_type() {
        let terminal = at("layercake exercise start e1 --student \"Ada\" --state /x");
        assert!(terminal.hand_in().contains("`layercake exercise submit e1 --student \"Ada\" --state /x`"));
        assert!(terminal.outside("3").contains("`layercake learn 3 --state /x`"));
        assert!(terminal.outside(REVIEW).contains("`layercake review --state /x`"));
        let page = at("");
        assert!(page.hand_in().contains("type `submit`") && !page.outside("3").contains("quit"));
        assert!(asks_to_hand_in("layercake exercise submit e1") && !asks_to_hand_in("submits"));
    }
}
