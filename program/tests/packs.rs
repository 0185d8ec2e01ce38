//! Packs of lessons, as their authors and learners meet them on the command line.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/tides");

fn layercake(state: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_layercake")).arg("--state").arg(state).args(words).output().unwrap()
}

/// What is printed on both streams, and whether it worked.
fn said(state: &Path, words: &[&str]) -> (String, bool) {
    let output = layercake(state, words);
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (text, output.status.success())
}

/// The sample pack as `tides-1.0.tar.gz`.
fn archive(folder: &Path) -> String {
    let mut builder = tar::Builder::new(Vec::new());
    builder.append_dir_all("tides-1.0", SAMPLE).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut gzip, &builder.into_inner().unwrap()).unwrap();
    let path = folder.join("tides-1.0.tar.gz");
    fs::write(&path, gzip.finish().unwrap()).unwrap();
    path.to_str().unwrap().into()
}

#[test]
fn a_pack_is_proved_from_its_folder_and_from_its_archive() {
    let state = tempfile::tempdir().unwrap();
    let (text, worked) = said(state.path(), &["lessons", "check", SAMPLE]);
    assert!(worked, "{text}");
    insta::assert_snapshot!(text, @r"
    exercises/p1-two-tides.md: proved for 20 seeds (2 tasks, 2 solutions, 2 wrong turns)
    lessons/01-high-water.md: proved (1 task, 1 solution, 3 wrong turns, 1 question, 1 transcript)
    lessons/02-low-water.md: proved (1 task, 1 solution, 1 wrong turn)
    ");
    assert_eq!(said(state.path(), &["lessons", "check", &archive(state.path())]), (text, true));
}

#[test]
fn a_pack_is_installed_listed_and_removed() {
    let state = tempfile::tempdir().unwrap();
    let mut page = String::new();
    let archive = archive(state.path());
    for words in [
        &["course", "list"][..],
        &["course", "add", &archive],
        &["course", "add", SAMPLE],
        &["course", "list"],
        &["--course", "tides", "exercise", "list"],
        &["--course", "tides", "progress"],
        &["course", "remove", "tides"],
        &["course", "remove", "../.."],
        &["--course", "tides", "progress"],
    ] {
        let (text, worked) = said(state.path(), words);
        let words = words.join(" ").replace(&archive, "tides-1.0.tar.gz").replace(SAMPLE, "tests/packs/tides");
        page += &format!("$ layercake {words}\n{text}{}", if worked { "" } else { "(failed)\n" });
    }
    insta::assert_snapshot!(page, @r#"
    $ layercake course list
    $ layercake course add tides-1.0.tar.gz
    tides: Tides: an image for the harbour (2 lessons, 1 exercise) is installed. The menu lists it; `--course tides` opens it.
    $ layercake course add tests/packs/tides
    tides: Tides: an image for the harbour (2 lessons, 1 exercise) is installed. The menu lists it; `--course tides` opens it.
    $ layercake course list
    tides                Tides: an image for the harbour              2 lessons, 1 exercise
    $ layercake --course tides exercise list
    p1-two-tides             Two tides                  3 min  after 01-high-water
    $ layercake --course tides progress
    lesson      progress  solved  shown  open  hints  minutes  questions
    ----------  --------  ------  -----  ----  -----  -------  ---------
    High water  new
    Low water   new
    $ layercake course remove tides
    tides is removed. What you have done in it is kept, in case it comes back.
    $ layercake course remove ../..
    layercake: there is no pack "../.."; `layercake course list` lists them
    (failed)
    $ layercake --course tides progress
    layercake: tides: No such file or directory (os error 2)
    (failed)
    "#);
}

#[test]
fn what_a_pack_says_is_shown_and_not_sent() {
    let state = tempfile::tempdir().unwrap();
    let pack = state.path().join("evil");
    fs::create_dir_all(pack.join("lessons")).unwrap();
    fs::write(pack.join("course.toml"), "name = \"evil\"\ntitle = \"\\u001b]0;mine\\u0007\\u001b[2J\"\n").unwrap();
    let lesson = "+++\ntitle = \"\\u001b[31mRed\"\nminutes = 1\n+++\n\u{1b}[2JText.\n## S\u{1b}c\n\n```toml task\ndo = \"\\u009b2J\"\n\
                  done = [{ file = \"a\" }]\nhints = [\"\\u001bc\", \"b\"]\nsolutions = [\"touch a\"]\n```\n";
    fs::write(pack.join("lessons/01-x.md"), lesson).unwrap();
    let path = pack.to_str().unwrap();
    for words in [
        &["course", "add", path][..],
        &["course", "list"],
        &["--course", "evil", "progress"],
        &["lessons", "check", path],
    ] {
        let (text, _) = said(state.path(), words);
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{words:?}: {text:?}");
    }
}

#[cfg(unix)]
#[test]
fn links_are_refused_wherever_they_lead() {
    let state = tempfile::tempdir().unwrap();
    let pack = state.path().join("p");
    fs::create_dir_all(pack.join("lessons")).unwrap();
    fs::write(pack.join("course.toml"), "name = \"p\"\ntitle = \"P\"\n").unwrap();
    std::os::unix::fs::symlink("/etc/passwd", pack.join("lessons/01-x.md")).unwrap();
    let (text, worked) = said(state.path(), &["course", "add", pack.to_str().unwrap()]);
    assert_eq!(
        (text.as_str(), worked),
        ("layercake: lessons/01-x.md: is a link; a pack has plain files only\n", false)
    );
    assert!(!state.path().join("courses").exists());
}
