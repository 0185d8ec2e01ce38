use proptest::prelude::*;

use super::*;
use crate::clock::Timestamp;
use crate::lesson::{Act, Deed, exercise_files};
use crate::sandbox::{Halt, TerminalSize};

fn class() -> Class {
    let hub = crate::hub::builtin();
    let of = |slug: &str| {
        let (file, text) = exercise_files().iter().find(|(file, _)| file.contains(slug)).unwrap();
        Assigned::new("", file, text, hub.clone(), None).unwrap()
    };
    Class { exercises: vec![of("e1-"), of("e4-")], ..Class::default() }
}

fn handed_in(class: &Class, slug: &str, student: &str, manner: Manner) -> Receipt {
    let exercise = class.exercise(slug).unwrap();
    let seed = seed(&exercise.slug, student, &class.secret);
    let now = Timestamp::from_seconds(1_790_000_000);
    let with = Submitted { student, seed, words: "I tried.\n", program: "1.0.0", now };
    let HandIn { receipt, faithful } = sample(exercise, manner, &with).unwrap();
    assert!(faithful);
    receipt
}

fn graded(class: &Class, text: &str) -> Graded {
    grade("x.receipt", text.as_bytes(), class, &Halt::default())
}

const SLUG: &str = "e1-shelf-check";

#[test]
fn each_manner_has_its_marks() {
    let class = class();
    for (manner, points) in
        [(Manner::Right, "1"), (Manner::Slow, "1"), (Manner::Partly, "1"), (Manner::Lost, "0"), (Manner::Shown, "0")]
    {
        let text = handed_in(&class, SLUG, "Ada", manner).to_text();
        let graded = graded(&class, &text);
        assert_eq!(graded.findings, [], "{manner:?}\n{text}");
        assert_eq!((graded.points.to_string().as_str(), graded.of), (points, Points::ONE), "{manner:?}");
        assert_eq!(Receipt::parse(text.as_bytes()).unwrap().to_text(), text);
    }
}

#[test]
fn what_was_changed_is_noticed() {
    let class = class();
    let receipt = handed_in(&class, SLUG, "Ada", Manner::Right);
    let again = |change: &dyn Fn(&mut Receipt)| {
        let mut receipt = receipt.clone();
        change(&mut receipt);
        graded(&class, &receipt.to_text()).findings
    };
    // Whoever makes a new digest for what was changed is found by doing it again.
    let not_replayed = Finding::NotReplayed { program: "1.0.0".into() };
    assert_eq!(again(&|receipt| drop(receipt.acts.remove(0))), std::slice::from_ref(&not_replayed));
    assert_eq!(again(&|receipt| receipt.attempts += 1), [Finding::Edited]);
    assert_eq!(again(&|receipt| receipt.student = "Bob".into()), [Finding::OtherSeed { of: None }]);
    assert!(again(&|receipt| receipt.seed += 1).contains(&not_replayed));
    let text = receipt.to_text();
    assert_eq!(graded(&class, &text.replace('\n', "\r\n")).findings, [Finding::LineEnds]);
    assert_eq!(graded(&class, &text.replace("I tried", "I cried")).findings, [Finding::Edited]);
    let broken = &graded(&class, &text[..text.len() / 2]).findings[0];
    assert!(matches!(broken, Finding::Broken { .. }), "{broken:?}");
}

#[test]
fn what_is_lost_keeps_its_student_and_exercise() {
    let roster = Roster::read(b"name,id\nAda Lovelace,7\n").unwrap();
    let class = Class { roster: Some(roster), ..class() };
    let text = handed_in(&class, SLUG, "7", Manner::Right).to_text();
    let half = &text.as_bytes()[..text.len() / 2];
    let lost = Graded::lost("x", half, &class, Finding::Bug { why: "a bug".into() });
    for graded in [lost, graded(&class, std::str::from_utf8(half).unwrap())] {
        assert_eq!((graded.student.as_str(), graded.exercise.as_str()), ("Ada Lovelace", SLUG), "{graded:?}");
        assert!(graded.is_held());
    }
}

#[test]
fn who_takes_too_long_is_stopped_and_odd_terminals_are_refused() {
    let class = class();
    let receipt = handed_in(&class, SLUG, "Ada", Manner::Right);
    let halt = Halt::default();
    halt.halt();
    assert_eq!(grade("x", receipt.to_text().as_bytes(), &class, &halt).findings, [Finding::TooLong]);
    for terminal in [(0, 24), (80, 0), (9999, 24)].map(|(columns, rows)| TerminalSize { columns, rows }) {
        let text = Receipt { terminal, ..receipt.clone() }.to_text();
        assert!(Receipt::parse(text.as_bytes()).is_err_and(|error| error.to_string().contains("terminal")));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    /// Whatever somebody says to have done, it is graded, and nothing breaks.
    #[test]
    fn anything_that_was_done_is_judged(acts in prop::collection::vec(act(), 0..12)) {
        static CLASS: std::sync::OnceLock<(Class, Receipt)> = std::sync::OnceLock::new();
        let (class, receipt) = CLASS.get_or_init(|| {
            let class = class();
            let receipt = handed_in(&class, SLUG, "Ada", Manner::Lost);
            (class, receipt)
        });
        let text = Receipt { acts: acts.clone(), ..receipt.clone() }.to_text();
        let read = Receipt::parse(text.as_bytes());
        prop_assert_eq!(read.map(|receipt| receipt.acts), Ok(acts));
        let graded = graded(class, &text);
        prop_assert!(graded.points <= graded.of);
    }
}

/// Something that somebody says to have done.
fn act() -> impl Strategy<Value = Act> {
    let line = prop::sample::select(vec![
        "docker pull alpine",
        "docker run -it --rm alpine sh",
        "exit",
        "reset",
        "undo",
        "redo",
        "goto 1",
        "next",
        "",
        "docker login -u student",
        "layers",
        "answer 1",
        "echo 'open",
        "fork a",
        "switch a",
        "edit x",
        "quit",
        "\u{7f}",
    ]);
    let size = prop::sample::select(vec![(1, 1), (80, 24), (4096, 4096)]);
    let deed = prop_oneof![
        8 => line.clone().prop_map(|line| Deed::Line(line.into())),
        2 => line.clone().prop_map(|line| Deed::Input(line.into())),
        1 => line.prop_map(|line| Deed::Stopped(line.into())),
        1 => any::<[u8; 3]>().prop_map(|bytes| Deed::Edit {
            path: format!("/home/student/work/{}", bytes[0]),
            content: crate::text::escaped(&bytes),
        }),
        1 => Just(Deed::Edit { path: "../..".into(), content: String::new() }),
        1 => Just(Deed::Secret(crate::sandbox::Secret::new("layers".into()))),
        1 => Just(Deed::End),
        1 => Just(Deed::Interrupt),
        1 => Just(Deed::Resumed),
        1 => prop::sample::select(vec!["de", "en"]).prop_map(|language| Deed::Spoken(language.into())),
        1 => size.prop_map(|(columns, rows)| Deed::Resized(TerminalSize { columns, rows })),
    ];
    (any::<u64>(), deed).prop_map(|(seconds, deed)| Act { seconds, deed })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    /// Whatever byte is changed, put in or taken out.
    #[test]
    fn every_edit_of_a_receipt_is_noticed(at in any::<prop::sample::Index>(), byte in any::<u8>(), kind in 0..4) {
        static TEXT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
        let text = TEXT.get_or_init(|| handed_in(&class(), SLUG, "Ada", Manner::Slow).to_text()).as_bytes();
        let at = at.index(text.len());
        let mut edited = text.to_vec();
        match kind {
            0 => edited[at] = byte,
            1 => edited.insert(at, byte),
            2 => drop(edited.remove(at)),
            _ => edited.truncate(at),
        }
        prop_assert_eq!(Receipt::parse(&edited).is_ok(), edited == text);
    }
}
