//! The seed of an assignment: from the exercise, the student, and what the class has in common.

use super::names::folded;
use crate::oci::Digest;

/// The number that fills in a student's names and figures, and that chance follows from in their sandbox. `secret` is what a
/// teacher gave to the class (blanks around it do not count); empty: whoever knows the name knows the number.
pub fn seed(exercise: &str, student: &str, secret: &[u8]) -> u64 {
    let (student, secret) = (folded(student), secret.trim_ascii());
    let mut text = Vec::new();
    for part in [b"layercake: seed of an exercise", exercise.as_bytes(), student.as_bytes(), secret] {
        text.extend((part.len() as u64).to_be_bytes());
        text.extend(part);
    }
    let digest = *Digest::of(&text).as_bytes();
    digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_of_exercise_student_and_class() {
        let ada = seed("e1", "Ada", b"");
        assert_eq!(ada, seed("e1", " ada ", b"\n"));
        for other in [seed("e2", "Ada", b""), seed("e1", "Bob", b""), seed("e1", "Ada", b"us"), seed("e1a", "da", b"")]
        {
            assert_ne!(ada, other);
        }
        // It stays what it is: receipts of old classes are read with it.
        assert_eq!(format!("{ada:016x}"), "6f12c5381894eeea");
    }
}
