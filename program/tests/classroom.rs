//! A class from its beginning to its marks, through the program.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use layercake::{
    Act, Assigned, Deed, Manner, Receipt, Submitted, Timestamp, builtin_hub, exercise_files, exercise_seed,
    sample_receipt,
};

/// Runs the program in a folder, with its state there.
fn layercake(folder: &Path, arguments: &[&str], typed: &str) -> Output {
    let manner = ["--plain", "--lang", "en"];
    layercake_with(folder, &[&manner, arguments].concat(), typed)
}

/// The same, in another manner.
fn layercake_with(folder: &Path, arguments: &[&str], typed: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_layercake"))
        .args(["--speed", "max", "--state", "state"])
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

/// What a worker thread says, too.
#[test]
fn marks_are_said_in_the_language_of_the_teacher() {
    let folder = tempfile::tempdir().unwrap();
    layercake(folder.path(), &["classroom", "new", "class", "--exercises", "e2"], "");
    let grade = ["--lang", "de", "classroom", "grade", "class", "--format", "csv", "--jobs", "5"];
    let text = told(&layercake_with(folder.path(), &grade, ""));
    assert!(text.contains("die Lösung wurde gezeigt") && text.contains("Nach dem Schreiben verändert"), "{text}");
    assert!(!text.contains("the solution was shown") && !text.contains("not reached"), "{text}");
}

/// A receipt whose lines and whose output would do something to a terminal.
#[test]
fn what_is_replayed_does_nothing_to_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str], typed: &str| told(&layercake_with(folder.path(), arguments, typed));
    let student = ["--student", "Ada"];
    let line = "printf '\\033]0;title\\007\\033[2J\\033[31mred\\033[5nend\\n'; echo '\u{1b}]52;c;eA==\u{7}\u{202e}typed'\nquit\n";
    run(&[&["--plain", "exercise", "start", "e1"], &student[..]].concat(), line);
    run(&[&["--plain", "exercise", "submit", "e1", "-o", "a.receipt"], &student[..]].concat(), "");
    let text = run(&["classroom", "replay", "a.receipt"], "");
    assert!(text.contains("redend") && text.contains("^[]52;c;eA==^G<U+202E>typed"), "{text}");
    for forbidden in ["\u{1b}]", "\u{1b}[2J", "\u{1b}[31m", "\u{1b}[5n", "\u{7}", "\u{202e}"] {
        assert!(!text.contains(forbidden), "{forbidden:?} in {text:?}");
    }
    // One line alone, and no more than that.
    let one = run(&["classroom", "replay", "a.receipt", "--step", "1"], "");
    assert!(one.contains("[1/") && !one.contains("[2/") && one.contains("It comes to"), "{one}");
}

/// Whoever answers a student who hands in may be anybody.
#[test]
fn what_a_server_says_does_nothing_to_the_terminal() {
    use std::io::Read;
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str], typed: &str| told(&layercake(folder.path(), arguments, typed));
    run(&["exercise", "start", "e1", "--student", "Ada"], "ls\nquit\n");
    for status in ["201 Created", "403 Forbidden"] {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let to = format!("http://{}", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut heard = Vec::new();
            while !String::from_utf8_lossy(&heard).contains("\ndigest ") {
                let mut piece = [0; 4096];
                let len = stream.read(&mut piece).unwrap();
                heard.extend_from_slice(&piece[..len]);
            }
            let said = "odd \u{1b}]0;mine\u{7} word";
            let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", said.len());
            stream.write_all((head + said).as_bytes()).unwrap();
        });
        let text = run(&["exercise", "submit", "e1", "--student", "Ada", "--to", &to, "--code", "abcd-2345"], "");
        server.join().unwrap();
        assert!(
            text.contains("^[]0;mine^G") && !text.contains('\u{1b}') && !text.contains('\u{7}'),
            "{status}: {text:?}"
        );
    }
}

/// Names of folders that a shell or a table would take for something else.
#[test]
fn a_class_may_have_any_name() {
    let folder = tempfile::tempdir().unwrap();
    let name = "Web's \"first\" class $(x)";
    let text = told(&layercake(folder.path(), &["classroom", "new", name, "--exercises", "e1"], ""));
    let quoted = "'Web'\\''s \"first\" class $(x)'";
    assert!(text.contains(&format!("`layercake classroom grade {quoted}`")), "{text}");
    let readme = fs::read_to_string(folder.path().join(name).join("README.md")).unwrap();
    assert!(readme.starts_with(&format!("# {name}\n")) && readme.contains(&format!("classroom check {quoted}\n")));
    let (text, code) = {
        let output = layercake(folder.path(), &["classroom", "grade", name], "");
        (told(&output), output.status.code())
    };
    assert!(code == Some(1) && text.contains("Ada Example"), "{text}");
}

/// One that would take all the memory of the teacher's machine is stopped; nobody else is disturbed.
#[test]
fn a_receipt_has_a_limit_of_memory() {
    let folder = tempfile::tempdir().unwrap();
    let (file, text) = exercise_files().iter().find(|(file, _)| file.contains("e1-")).unwrap();
    let exercise = Assigned::new("", file, text, builtin_hub(), None).unwrap();
    let receipt = |student: &str| {
        let seed = exercise_seed(&exercise.slug, student, b"");
        let with = Submitted { student, seed, words: "", program: "1", now: Timestamp::from_seconds(0) };
        sample_receipt(&exercise, Manner::Right, &with).unwrap().receipt
    };
    let large = |at: usize| Act {
        seconds: 1,
        deed: Deed::Line(format!(
            "docker run --rm -v vol:/v python:3.13 python3 -c \"open('/v/{at}','w').write('x'*30000000)\""
        )),
    };
    let (ada, ben) = (receipt("Ada"), receipt("Ben"));
    let greedy = Receipt { acts: (0..2000).map(large).collect(), ..ada };
    fs::write(folder.path().join("ada.receipt"), greedy.to_text()).unwrap();
    fs::write(folder.path().join("ben.receipt"), ben.to_text()).unwrap();
    let output = layercake(folder.path(), &["classroom", "grade", "."], "");
    let text = told(&output).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("! Ada (ada.receipt): Doing it again took more than 512 MiB of memory"), "{text}");
    assert!(text.contains("Ben 1 / 1") && output.status.code() == Some(1), "{text}");
}
