//! A class from its beginning to its marks, through the program.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs the program in a folder, with its state there.
fn layercake(folder: &Path, arguments: &[&str], typed: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_layercake"))
        .args(["--plain", "--speed", "max", "--lang", "en", "--state", "state"])
        .args(arguments)
        .current_dir(folder)
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("it is a pipe").write_all(typed.as_bytes()).expect("it is read");
    child.wait_with_output().expect("it ends")
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// What Ada types about an exercise.
fn exercise<'a>(action: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let whose = ["--student", "Ada Lovelace", "--seed-from", "secret"];
    [&["exercise", action, "e1"], &whose[..], more].concat()
}

#[test]
fn a_student_hands_in_what_the_teacher_grades() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str], typed: &str| {
        let output = layercake(folder.path(), arguments, typed);
        (told(&output), output.status.code())
    };
    fs::write(folder.path().join("secret"), "a class of ours\n").unwrap();
    run(&exercise("start", &[]), "docker pull alpine\nhint\necho 'two\nlines' > a\nquit\n");
    // Coming back.
    run(&exercise("start", &[]), "docker login -u student\nlayers\ndocker rmi alpine\nquit\n");

    let (text, _) = run(&exercise("submit", &["--show"]), "");
    assert!(text.starts_with("layercake receipt 1\n") && !text.contains("layers\n"), "{text}");
    let (text, code) = run(&exercise("submit", &["--words", "Hello."]), "");
    let name = "e1-shelf-check-ada-lovelace.receipt";
    assert!(text.contains(name) && text.contains("passwords") && code == Some(0), "{text}");
    assert!(text.contains("Tasks and questions solved: 0 of 1."), "{text}");

    let grade = ["classroom", "grade", name, "--seed-from", "secret"];
    let (text, code) = run(&grade, "");
    assert!(text.contains("Ada Lovelace") && !text.contains('!') && code == Some(0), "{text}");
    // Without the secret, it is somebody else's.
    let (text, code) = run(&["classroom", "grade", name], "");
    assert!(text.contains("not this student's") && code == Some(1), "{text}");
    let (text, code) = run(&[&grade[..], &["--strict", "--format", "junit"]].concat(), "");
    assert!(text.contains("failures=\"1\" errors=\"0\"") && code == Some(1), "{text}");
    let (text, code) = run(&["classroom", "replay", name], "");
    assert!(text.contains("$ docker pull alpine") && text.contains("alpine:latest") && code == Some(1), "{text}");

    let path = folder.path().join(name);
    let edited = fs::read_to_string(&path).unwrap().replace("Hello.", "Hallo.");
    fs::write(&path, edited).unwrap();
    let (text, code) = run(&grade, "");
    assert!(text.contains("It was edited") && code == Some(1), "{text}");
}

#[test]
fn a_new_class_has_five_receipts_with_marks() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = layercake(folder.path(), arguments, "");
        (told(&output), output.status.code())
    };
    let (text, code) = run(&["classroom", "new", "docker-101", "--exercises", "e1,e7"]);
    assert_eq!(code, Some(0), "{text}");
    let (text, code) = run(&["classroom", "new", "docker-101"]);
    assert!(code == Some(2) && text.contains("docker-101"), "{text}");
    let key = "points = [2, 1]\n[[hidden]]\nsays = \"nothing runs\"\ndone = [{ container = \"*\", running = true, not = true }]\n";
    fs::write(folder.path().join("docker-101/key/e7-leak-response.toml"), key).unwrap();
    let (text, code) = run(&["classroom", "grade", "docker-101", "--jobs", "2"]);
    assert_eq!(code, Some(1), "one was edited");
    insta::assert_snapshot!(text);
    let (text, code) = run(&["classroom", "check", "docker-101"]);
    assert!(code == Some(0) && text.contains("docker-101 is right."), "{text}");
    fs::write(folder.path().join("docker-101/key/e9-none.toml"), "").unwrap();
    fs::write(folder.path().join("docker-101/key/e1-shelf-check.toml"), "hint = 3\n").unwrap();
    let (text, code) = run(&["classroom", "check", "docker-101"]);
    assert!(code == Some(2) && text.contains("`hint` is a share"), "{text}");
    fs::remove_file(folder.path().join("docker-101/key/e1-shelf-check.toml")).unwrap();
    let (text, code) = run(&["classroom", "check", "docker-101"]);
    assert!(code == Some(1) && text.contains("e9-none.toml"), "{text}");
}
