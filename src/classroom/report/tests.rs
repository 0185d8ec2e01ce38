use super::*;
use crate::classroom::grade::{Turn, Typing};
use crate::classroom::mark::{Mark, Sort};
use crate::lesson::Outcome;

fn graded(student: &str, points: u32, lines: &str) -> Graded {
    let text = Digest::of(lines.as_bytes());
    let mark = |step: usize, sort: Sort, points: Points| Mark {
        number: step,
        step,
        title: "What is <it>?".into(),
        sort,
        outcome: (points.0 > 0).then_some(Outcome::Solved),
        points,
        of: Points::ONE,
        attempts: 1,
        hints: 1,
        seconds: 30,
        missing: if points >= Points::ONE { Vec::new() } else { vec!["web:1 is here".into()] },
    };
    Graded {
        file: format!("{student}.receipt"),
        student: student.into(),
        exercise: "e1".into(),
        points: Points(points + 50),
        of: Points(200),
        marks: vec![mark(1, Sort::Task, Points(points)), mark(2, Sort::Question, Points(50))],
        attempts: 2,
        hints: 2,
        seconds: 3700,
        lines: 9,
        finished: false,
        handed: "2026-11-26T13:00:00Z".into(),
        words: String::new(),
        turns: vec![Turn {
            step: 1,
            line: "docker pull nginx".into(),
            said: "Ask for a version.".into(),
            known: Some(1),
        }],
        findings: Vec::new(),
        typed: Some(Typing { lines: 9, text, times: text }),
    }
}

fn report() -> Report {
    let mut broken = graded("=Eve", 0, "e");
    broken.findings.push(Finding::Edited);
    let receipts = vec![graded("Bob", 33, "a"), graded("Ada", 100, "a"), graded("ada ", 20, "b"), broken];
    let roster = Roster::read(b"name,username\nAda,ada\nBob,bob\nZoe,zoe\n").unwrap();
    Report::of(receipts, &Class { roster: Some(roster), ..Class::default() })
}

#[test]
fn equal_lines_are_a_note_and_the_better_receipt_counts() {
    let report = report();
    let of = |student: &str| report.receipts.iter().find(|graded| graded.student == student).unwrap();
    let twin = |name: &str| Finding::Twin { student: name.into(), file: format!("{name}.receipt"), times: true };
    assert_eq!(of("Ada").findings, [twin("Bob")]);
    assert_eq!(of("Bob").findings, [twin("Ada")]);
    assert_eq!(of("ada ").findings, [Finding::Outdone { file: "Ada.receipt".into() }]);
    let exercise = &report.exercises[0];
    assert_eq!((exercise.statistics.handed_in, exercise.statistics.held), (3, 1));
    assert_eq!(exercise.missing, ["Zoe"]);
    assert_eq!(exercise.statistics.turns[0].students, 2);
    assert!(!report.is_full() && report.held() == 1);
}

#[test]
fn a_table_of_marks() {
    insta::assert_snapshot!(report().written(Form::Table));
}

#[test]
fn what_moodle_and_canvas_take() {
    let lines = |form| report().written(form).split("\r\n").map(String::from).collect::<Vec<_>>();
    let moodle = [
        "name,username,e1,e1 (feedback)",
        "Ada,ada,1.5,What is <it>?: web:1 is here",
        "Bob,bob,0.83,What is <it>?: web:1 is here. What is <it>?: web:1 is here",
        "Zoe,zoe,,",
        "",
    ];
    assert_eq!(lines(Form::Moodle), moodle);
    let canvas = [
        "Student,ID,SIS User ID,SIS Login ID,Section,e1",
        "\"    Points Possible\",,,,,2",
        "Ada,,,ada,,1.5",
        "Bob,,,bob,,0.83",
        "Zoe,,,zoe,,",
        "",
    ];
    assert_eq!(lines(Form::Canvas), canvas);
}

#[test]
fn a_spreadsheet_takes_no_name_for_a_formula() {
    let csv = report().written(Form::Csv);
    assert!(csv.contains("\r\n'=Eve,e1,"), "{csv}");
    assert_eq!(csv.lines().count(), 5);
}

#[test]
fn junit_counts_failures_and_errors() {
    let xml = report().written(Form::Junit);
    assert!(xml.contains("<testsuite name=\"e1\" tests=\"12\" failures=\"7\" errors=\"1\">"), "{xml}");
    assert!(xml.contains("What is &lt;it&gt;?") && !xml.contains("<it>"));
}

#[test]
fn a_page_has_nothing_from_outside_and_a_nameless_one_no_name() {
    let page = report().written(Form::Html);
    assert!(!page.contains("http") && !page.contains("<script") && !page.contains("<it>"));
    assert!(page.contains("Ada") && page.contains("id=\"nameless\""));
    for form in [Form::Html, Form::Json, Form::Csv, Form::Table, Form::Junit, Form::Moodle, Form::Canvas] {
        let text = report().nameless().written(form);
        for name in ["Ada", "Bob", "Eve", "Zoe", "ada.receipt"] {
            assert!(!text.contains(name), "{form:?}: {name}");
        }
    }
}

#[test]
fn a_student_has_one_number_however_the_name_is_typed() {
    let report = report().nameless();
    let names: Vec<&str> = report.receipts.iter().map(|graded| graded.student.as_str()).collect();
    assert_eq!(names, ["Student 1", "Student 2", "Student 2", "Student 3"]);
}

#[test]
fn a_table_fits_the_screen() {
    let mut receipts: Vec<Graded> =
        (0..9).map(|at| graded(&format!("Somebody Whose Name Is Long {at}"), 33, "a")).collect();
    receipts[0].findings.push(Finding::NotReplayed { program: "1.0.0".into() });
    let names: String = (0..40).map(|at| format!("Student Number {at}\n")).collect();
    let roster = Roster::read(format!("name\n{names}").as_bytes()).unwrap();
    let text = Report::of(receipts, &Class { roster: Some(roster), ..Class::default() }).written(Form::Table);
    let long: Vec<&str> = text.lines().filter(|line| crate::text::width(line) > 80 || line.ends_with(' ')).collect();
    assert!(long.is_empty() && text.contains("Student Number 39"), "{long:#?}");
}

#[test]
fn the_document_has_numbers() {
    let document: serde_json::Value = serde_json::from_str(&report().written(Form::Json)).unwrap();
    assert_eq!(document["layercake_classroom"], 1);
    assert_eq!(document["receipts"][0]["findings"][0]["finding"], "edited");
    assert_eq!(document["exercises"][0]["statistics"]["median_points"], 0.83);
}
