//! [`Class`]: what receipts are judged by: the exercises, what the class has in common, the roster.

use super::assigned::Assigned;
use super::finding::Finding;
use super::names::folded;
use super::receipt::Receipt;
use super::roster::Roster;
use super::seed::seed;

/// A class.
#[derive(Clone, Debug, Default)]
pub struct Class {
    pub exercises: Vec<Assigned>,
    /// What seeds follow from beside exercise and student; empty: nothing.
    pub secret: Vec<u8>,
    pub roster: Option<Roster>,
}

impl Class {
    /// The exercise that a receipt is of.
    pub fn exercise(&self, slug: &str) -> Option<&Assigned> {
        self.exercises.iter().find(|exercise| exercise.slug == slug)
    }

    /// The student whose name is in a receipt, as the roster has them; the name itself if there is no roster.
    pub fn student(&self, name: &str) -> Option<String> {
        match &self.roster {
            Some(roster) => roster.find(name).map(|student| student.name.clone()),
            None => Some(name.to_string()),
        }
    }

    /// What the seed of a receipt says.
    pub(super) fn judge_seed(&self, receipt: &Receipt) -> Option<Finding> {
        let of = |student: &str| seed(&receipt.exercise, student, &self.secret) == receipt.seed;
        if of(&receipt.student) {
            return None;
        }
        let students = self.roster.iter().flat_map(|roster| &roster.students);
        let mut names = students.flat_map(|student| student.keys.iter().map(move |key| (student, key)));
        let whose = names.find(|(_, key)| of(key)).map(|(student, _)| student);
        match whose {
            // The same person under another of their names.
            Some(student) if student.keys.contains(&folded(&receipt.student)) => None,
            whose => Some(Finding::OtherSeed { of: whose.map(|student| student.name.clone()) }),
        }
    }
}
