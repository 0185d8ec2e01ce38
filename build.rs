//! Lists the files that describe images and packages, and the lessons, so that a new one needs no Rust:
//! `fixtures/hub/**`,
//! `fixtures/packages/*`, `fixtures/servers/*`, `lessons/NN-*.md` and `lessons/exercises/*.md` become tables of
//! `include_str!`; and the messages of `messages/*.txt` become functions.

#[path = "build/messages.rs"]
mod messages;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let is_data = |name: &str| name.ends_with(".toml") || name.ends_with(".lock");
    table("fixtures/hub", "fixtures/hub", is_data, "hub_files.rs")?;
    table("fixtures/packages", "fixtures/packages", is_data, "package_files.rs")?;
    table("fixtures/servers", "fixtures/servers", is_data, "server_files.rs")?;
    let is_lesson = |name: &str| name.ends_with(".md") && name.starts_with(|c: char| c.is_ascii_digit());
    table("lessons", "", is_lesson, "lesson_files.rs")?;
    let is_translation =
        |path: &str| path.split_once('/').is_some_and(|(language, name)| language.len() == 2 && is_lesson(name));
    table("lessons", "", is_translation, "translation_files.rs")?;
    let is_trial = |name: &str| name == "corpus.txt" || name.ends_with(".accepted");
    table("lessons", "lessons", is_trial, "trial_files.rs")?;
    table("lessons/exercises", "", |name| name.ends_with(".md"), "exercise_files.rs")?;
    messages::functions("messages")
}

/// The code of a table's text.
fn write_out(name: &str, text: &str) -> io::Result<()> {
    let place = PathBuf::from(env::var("OUT_DIR").expect("cargo says where to write"));
    fs::write(place.join(name), text)
}

/// Writes the table of a folder's files: path (from the folder `above` on) and text, sorted by path. A file is listed
/// if its path in the folder is one of those that are wanted.
fn table(folder: &str, above: &str, wanted: impl Fn(&str) -> bool, out: &str) -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo says where the package is"));
    println!("cargo::rerun-if-changed={folder}");
    let above = root.join(above);
    let mut files = Vec::new();
    collect(&root.join(folder), "", &wanted, &mut files)?;
    let name =
        |file: &PathBuf| file.strip_prefix(&above).expect("it was found there").to_string_lossy().replace('\\', "/");
    files.sort_by_key(name);
    let mut table = String::from("&[\n");
    for file in files {
        let name = name(&file);
        writeln!(table, "    ({name:?}, include_str!({:?})),", file.to_string_lossy()).expect("a string takes text");
    }
    table.push_str("]\n");
    write_out(out, &table)
}

fn collect(folder: &Path, above: &str, wanted: &impl Fn(&str) -> bool, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, name) = (entry.path(), format!("{above}{}", entry.file_name().to_string_lossy()));
        if path.is_dir() {
            collect(&path, &format!("{name}/"), wanted, files)?;
        } else if wanted(&name) {
            files.push(path);
        }
    }
    Ok(())
}
