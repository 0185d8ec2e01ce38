//! The preprocessor, as mdBook calls it: its messages in the forms of 0.4 and 0.5, its exit status, what it says of
//! mistakes; and the project's own book.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn run(arguments: &[&str], input: &str, directory: &Path) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_mdbook-layercake"))
        .args(arguments)
        .current_dir(directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // What fails before it reads its input closes it: that is no failure of the test.
    let _ = child.stdin.take().expect("it is piped").write_all(input.as_bytes());
    child.wait_with_output().expect("the program ends")
}

/// mdBook's message for a book of one part title and two chapters, one within the other.
fn message(list: &str, renderer: &str, inner: &str) -> String {
    let chapter = |name: &str, path: &str, content: &str, inside: Value| {
        json!({ "Chapter": {
            "name": name, "content": content, "number": [1], "sub_items": inside, "path": path, "source_path": path,
            "parent_names": []
        }})
    };
    let inner = chapter("In", "in.md", inner, json!([]));
    let outer = chapter("Out", "out.md", "# Out\n\n```console,layercake\n$ echo hi\nhi\n```\n", json!([inner]));
    let draft = json!({ "Chapter": {
        "name": "Draft", "content": "", "number": null, "sub_items": [], "path": null, "source_path": null, "parent_names": []
    }});
    let context = json!({
        "root": ".", "renderer": renderer, "mdbook_version": "0.0.0",
        "config": { "book": { "src": "src" }, "preprocessor": { "layercake": { "command": "mdbook-layercake" } } }
    });
    json!([context, { list: [{ "PartTitle": "Part" }, outer, "Separator", draft], "__non_exhaustive": null }])
        .to_string()
}

/// Both names of the program have the same stack: what is nested for one is nested for the other.
#[test]
fn what_is_nested_is_run_under_either_name() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("src");
    fs::create_dir(&source).unwrap();
    fs::write(folder.path().join("book.toml"), "[book]\n[preprocessor.layercake]\n").unwrap();
    fs::write(source.join("SUMMARY.md"), "- [One](one.md)\n").unwrap();
    let nested = format!("{}echo deep{}", "( ".repeat(60), " )".repeat(60));
    fs::write(source.join("one.md"), format!("```console,layercake\n$ {nested}\ndeep\n```\n")).unwrap();
    let by_itself = run(&["check"], "", folder.path());
    assert!(by_itself.status.success(), "{}", String::from_utf8_lossy(&by_itself.stderr));
    let program =
        Command::new(env!("CARGO_BIN_EXE_layercake")).args(["mdbook", "check"]).current_dir(folder.path()).output();
    assert!(program.unwrap().status.success());
}

#[test]
fn both_forms_of_a_book_come_back_with_only_their_texts_changed() {
    let empty = tempfile::tempdir().unwrap();
    for list in ["sections", "items"] {
        let sent = message(list, "html", "{{#layercake explain docker pull}} `{{#layercake map}}`\n");
        let output = run(&[], &sent, empty.path());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut book: Value = serde_json::from_slice(&output.stdout).unwrap();
        let mut before: Value = serde_json::from_str::<Value>(&sent).unwrap()[1].take();
        let outer = format!("/{list}/1/Chapter/content");
        let inner = format!("/{list}/1/Chapter/sub_items/0/Chapter/content");
        assert_eq!(book.pointer(&outer).unwrap(), "# Out\n\n```console\n$ echo hi\nhi\n```\n");
        let drawn = book.pointer(&inner).and_then(Value::as_str).unwrap();
        assert!(drawn.starts_with("<figure ") && drawn.contains("</figure> `{{#layercake map}}`\n"), "{drawn}");
        for place in [outer, inner] {
            *book.pointer_mut(&place).unwrap() = Value::Null;
            *before.pointer_mut(&place).unwrap() = Value::Null;
        }
        assert_eq!(book, before);
    }
}

#[test]
fn another_renderer_gets_plain_markdown() {
    let empty = tempfile::tempdir().unwrap();
    let inner = "```console,layercake,hidden\n$ docker pull -q alpine\n```\n{{#layercake map}}\n";
    let output = run(&[], &message("items", "markdown", inner), empty.path());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && text.contains("```text\\nTAGS AND IMAGES") && !text.contains("<svg"), "{text}");
}

#[test]
fn a_wrong_transcript_fails_and_is_named_with_file_and_line() {
    let empty = tempfile::tempdir().unwrap();
    let output = run(&[], &message("items", "html", "text\n\n```console,layercake\n$ echo a\nb\n```\n"), empty.path());
    assert!(!output.status.success() && output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("ERROR layercake: in.md:5: `$ echo a` prints something else"), "{said}");
    assert!(said.contains("\n  -b\n  +a\n"), "{said}");
}

#[test]
fn what_mdbook_asks_is_answered_and_what_is_no_message_is_refused() {
    let empty = tempfile::tempdir().unwrap();
    assert!(run(&["supports", "html"], "", empty.path()).status.success());
    for input in ["", "{}", "[1]", "hello"] {
        let output = run(&[], input, empty.path());
        assert_eq!(output.status.code(), Some(2), "{input}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("no message of mdBook"), "{input}");
    }
}

#[test]
fn a_book_on_disk_is_checked_and_its_transcripts_written() {
    let book = tempfile::tempdir().unwrap();
    fs::create_dir(book.path().join("src")).unwrap();
    let file = |name: &str| book.path().join(name);
    fs::write(file("book.toml"), "[preprocessor.layercake.start]\none = [\"echo 1 > f\"]\n").unwrap();
    fs::write(file("src/SUMMARY.md"), "# S\n\n- [A](a.md)\n  - [B](b.md)\n").unwrap();
    fs::write(file("src/a.md"), "```console,layercake,start = one\n$ cat f\n```\n").unwrap();
    fs::write(file("src/b.md"), "```console,layercake\n$ seq 3\n1\n…\n```\n").unwrap();
    let checked = run(&["check"], "", book.path());
    assert_eq!(checked.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&checked.stderr).contains("a.md:3: `$ cat f` prints something else"));
    assert!(run(&["update"], "", book.path()).status.success());
    assert_eq!(fs::read_to_string(file("src/a.md")).unwrap(), "```console,layercake,start = one\n$ cat f\n1\n```\n");
    assert!(run(&["check"], "", book.path()).status.success());
    fs::write(file("book.toml"), "[preprocessor.layercake]\nglosary = 1\n").unwrap();
    let refused = run(&["check"], "", book.path());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("glosary"));
}

#[test]
fn every_command_of_the_projects_book_prints_what_stands_there() {
    let output = run(&["check", "../book"], "", Path::new(env!("CARGO_MANIFEST_DIR")));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
