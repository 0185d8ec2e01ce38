//! Lists the Hub's files, so that a new image needs no Rust: `fixtures/hub/**` becomes a table of `include_str!`.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo says where the package is"));
    let folder = root.join("fixtures/hub");
    println!("cargo::rerun-if-changed=fixtures/hub");
    println!("cargo::rerun-if-changed=build.rs");
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
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo says where to write"));
    fs::write(out.join("hub_files.rs"), table)
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
