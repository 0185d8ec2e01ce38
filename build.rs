//! Lists the files that describe images and packages, so that a new one needs no Rust: `fixtures/hub/**` and
//! `fixtures/packages/*` become tables of `include_str!`.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    table("fixtures/hub", "hub_files.rs")?;
    table("fixtures/packages", "package_files.rs")
}

/// Writes the table of a folder's files: path and text, sorted by path.
fn table(folder: &str, out: &str) -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo says where the package is"));
    println!("cargo::rerun-if-changed={folder}");
    let folder = root.join(folder);
    let mut files = Vec::new();
    collect(&folder, &mut files)?;
    let name =
        |file: &PathBuf| file.strip_prefix(&folder).expect("it was found there").to_string_lossy().replace('\\', "/");
    files.sort_by_key(name);
    let mut table = String::from("&[\n");
    for file in files {
        let name = name(&file);
        writeln!(table, "    ({name:?}, include_str!({:?})),", file.to_string_lossy()).expect("a string takes text");
    }
    table.push_str("]\n");
    let place = PathBuf::from(env::var("OUT_DIR").expect("cargo says where to write"));
    fs::write(place.join(out), table)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml" || extension == "lock") {
            files.push(path);
        }
    }
    Ok(())
}
