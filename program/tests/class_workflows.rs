//! The workflows that `classroom new` writes: their commands are taken out and run as they stand, in a repository of a student's.

#![cfg(unix)]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use support::Server;

/// Runs a command, and expects it to work.
fn run(program: &str, arguments: &[&str], folder: &Path) -> Output {
    let state = ["--plain", "--lang", "en", "--state", "state"];
    let output = Command::new(program).args(state).args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", told(&output));
    output
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The commands of a workflow: what stands after `run:`, or in the lists `before_script` and `script`.
fn commands(workflow: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut lines = workflow.lines().filter(|line| !line.trim_start().starts_with('#')).peekable();
    let indent = |line: &str| line.len() - line.trim_start().len();
    while let Some(line) = lines.next() {
        match line.trim() {
            "run: |" => {
                let mut script = Vec::new();
                while let Some(inner) = lines.next_if(|inner| indent(inner) > indent(line)) {
                    script.push(inner.trim());
                }
                found.push(script.join("\n"));
            }
            "before_script:" | "script:" => {
                while let Some(item) = lines.next_if(|inner| indent(inner) > indent(line)) {
                    found.push(item.trim().strip_prefix("- ").expect("an item of a list").into());
                }
            }
            line => found.extend(line.strip_prefix("run: ").map(String::from)),
        }
    }
    found
}

/// What came of a workflow: of its last command, and the marks.
struct Ran {
    said: String,
    worked: bool,
    marks: String,
}

/// Runs a workflow in a folder, as its system does: one command after the other, up to the first that fails.
fn ran(workflow: &str, folder: &Path) -> Ran {
    let (mut said, mut worked) = (String::new(), true);
    let commands = commands(workflow);
    assert!(commands.len() >= 3, "{commands:?}");
    for command in commands {
        let command = command.replace("./layercake", "./layercake --lang en --state state");
        let output = Command::new("sh").args(["-e", "-c", &command]).current_dir(folder).output().unwrap();
        said += &format!("$ {command}\n{}", told(&output));
        worked = output.status.success();
        if !worked {
            break;
        }
    }
    let marks = folder.join("marks.xml");
    let text = fs::read_to_string(&marks).unwrap_or_default();
    // The next run makes it anew.
    drop((fs::remove_file(marks), fs::remove_file(folder.join("layercake"))));
    Ran { said, worked, marks: text }
}

#[test]
fn the_workflows_of_a_new_class_do_what_they_say() {
    let layercake = env!("CARGO_BIN_EXE_layercake");
    let tools = ["curl", "wget"].map(|tool| Command::new(tool).arg("--version").output().is_ok());
    let folder = tempfile::tempdir().unwrap();
    run(layercake, &["classroom", "new", "class", "--exercises", "e1,e2"], folder.path());
    let class = folder.path().join("class");
    let server = Server::start(&["serve", Path::new(layercake).parent().unwrap().to_str().unwrap()]);

    // What a teacher puts into the template: the handout, and where the program is.
    let repository = folder.path().join("repository");
    fs::create_dir_all(repository.join("work")).unwrap();
    let copied = Command::new("cp").arg("-R").arg(class.join("handout")).arg(&repository).status().unwrap();
    assert!(copied.success());
    fs::write(repository.join("layercake-url"), format!("http://{}/layercake\n", server.address)).unwrap();

    for ((file, tool), installed) in
        [("github-classroom.yml", "curl"), ("gitlab-ci.yml", "wget")].into_iter().zip(tools)
    {
        let workflow = fs::read_to_string(class.join("ci").join(file)).unwrap();
        assert!(workflow.contains(&format!("{tool} ")), "{workflow}");
        if !installed {
            println!("{tool} is not installed: {file} is skipped");
            continue;
        }
        let hand_in = |name: &str| {
            let from = class.join(format!("receipts/e2-layer-detective-{name}-example.receipt"));
            fs::copy(from, repository.join("work/mine.receipt")).unwrap();
        };
        let none = ran(&workflow, &repository);
        assert!(
            !none.worked && none.said.contains("no receipt is there") && none.marks.contains("<testsuites"),
            "{}",
            none.said
        );
        hand_in("ada");
        let right = ran(&workflow, &repository);
        assert!(right.worked && right.said.contains("Ada Example"), "{}", right.said);
        assert!(right.marks.contains("failures=\"0\" errors=\"0\""), "{}", right.marks);
        hand_in("chloe");
        let half = ran(&workflow, &repository);
        assert!(!half.worked && half.said.contains("3 / 5"), "{}", half.said);
        assert!(
            half.marks.contains("failures=\"2\" errors=\"0\"") && half.marks.contains("<failure"),
            "{}",
            half.marks
        );
        hand_in("emre");
        let edited = ran(&workflow, &repository);
        assert!(!edited.worked && edited.said.contains("It was edited"), "{}", edited.said);
        assert!(edited.marks.contains("errors=\"1\""), "{}", edited.marks);
        fs::remove_file(repository.join("work/mine.receipt")).unwrap();
    }
}

/// A folder is a class's by its roster or its key; one in which nothing was handed in yet is an empty class.
#[test]
fn a_class_in_which_nothing_was_handed_in_is_an_empty_one() {
    let layercake = env!("CARGO_BIN_EXE_layercake");
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("class/key")).unwrap();
    let output = run(layercake, &["classroom", "grade", "class"], folder.path());
    assert!(
        told(&output).contains("class: no receipt is there") && told(&output).contains("No receipts."),
        "{output:?}"
    );
    // A receipt that lies beside the class's is not the class's.
    fs::write(folder.path().join("class/other.receipt"), "x").unwrap();
    fs::write(folder.path().join("class/students.csv"), "name\nAda\n").unwrap();
    let output = run(layercake, &["classroom", "grade", "class", "--format", "json"], folder.path());
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"receipts\": []"), "{output:?}");
}
