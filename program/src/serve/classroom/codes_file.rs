//! The files with the codes, beside the teacher's other keys: `codes.csv`, a line a student, and `teacher-code.txt`. They are
//! made for whoever has no code yet, and only their owner can read them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use layercake::{ROSTER_BYTES, Roster};

use super::code::Code;
use super::visitor::Codes;
use crate::disk::{remove_leftovers, write_whole};
use crate::reading::read_file;

/// The students' codes.
pub(super) const STUDENTS: &str = "codes.csv";
/// The teacher's code.
pub(super) const TEACHER: &str = "teacher-code.txt";
/// Bytes that it may have.
const TEACHER_BYTES: u64 = 1 << 10;

/// Reads the codes of a class, and makes those that are missing.
pub(super) fn open(folder: &Path, students: &[String]) -> Result<Codes> {
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    remove_leftovers(folder).with_context(|| folder.display().to_string())?;
    let path = folder.join(STUDENTS);
    let mut known = match path.exists() {
        true => parse(&read_file(&path, ROSTER_BYTES as u64)?).with_context(|| path.display().to_string())?,
        false => BTreeMap::new(),
    };
    let before = known.len();
    for student in students.iter().filter(|student| !known.contains_key(*student)).collect::<Vec<_>>() {
        known.insert(student.clone(), fresh(known.values())?);
    }
    if known.len() > before {
        write_whole(&path, table(&known).as_bytes())?;
    }
    let path = folder.join(TEACHER);
    let teacher = match path.exists() {
        true => {
            let bytes = read_file(&path, TEACHER_BYTES)?;
            String::from_utf8_lossy(&bytes).trim().parse().with_context(|| path.display().to_string())?
        }
        false => {
            let code = fresh(known.values())?;
            write_whole(&path, format!("{code}\n").as_bytes())?;
            code
        }
    };
    // Whoever left the class hands nothing in.
    known.retain(|name, _| students.contains(name));
    Ok(Codes { teacher, students: known })
}

/// A code that nobody has.
fn fresh<'a>(known: impl Iterator<Item = &'a Code> + Clone) -> Result<Code> {
    loop {
        let code = Code::random().context("this machine has no chance to give")?;
        if !known.clone().any(|other| *other == code) {
            return Ok(code);
        }
    }
}

fn parse(bytes: &[u8]) -> Result<BTreeMap<String, Code>> {
    let roster = Roster::read(bytes)?;
    let Some(column) = roster.header.iter().position(|name| name.trim().eq_ignore_ascii_case("code")) else {
        bail!("its first line has no column `code`");
    };
    let mut codes: BTreeMap<String, Code> = BTreeMap::new();
    for student in &roster.students {
        let text = student.row.get(column).map_or("", String::as_str);
        let code: Code = text.parse().with_context(|| format!("the code of {}", student.name))?;
        if let Some((other, _)) = codes.iter().find(|(_, known)| **known == code) {
            bail!("{} and {other} have the same code", student.name);
        }
        codes.insert(student.name.clone(), code);
    }
    Ok(codes)
}

fn table(codes: &BTreeMap<String, Code>) -> String {
    let line = |(name, code): (&String, &Code)| format!("{},{code}\n", field(name));
    "name,code\n".to_string() + &codes.iter().map(line).collect::<String>()
}

/// A field of a table with commas (RFC 4180).
fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r', ';', '\t']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_made_once_and_for_whoever_comes_later() {
        let folder = tempfile::tempdir().unwrap();
        let names = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
        let first = open(folder.path(), &names(&["Ada", "Lovelace, \"Ben\""])).unwrap();
        let again = open(folder.path(), &names(&["Ada", "Lovelace, \"Ben\"", "Cleo"])).unwrap();
        assert_eq!((first.teacher, first.students.len(), again.students.len()), (again.teacher, 2, 3));
        assert!(first.students.iter().all(|(name, code)| again.students.get(name) == Some(code)));
        let left = open(folder.path(), &names(&["Cleo"])).unwrap();
        assert_eq!(left.students.keys().collect::<Vec<_>>(), ["Cleo"]);
        let back = open(folder.path(), &names(&["Ada"])).unwrap();
        assert_eq!(back.students.get("Ada"), first.students.get("Ada"));
    }

    #[cfg(unix)]
    #[test]
    fn only_their_owner_reads_them() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        open(folder.path(), &["Ada".into()]).unwrap();
        for file in [STUDENTS, TEACHER] {
            assert_eq!(fs::metadata(folder.path().join(file)).unwrap().permissions().mode() & 0o777, 0o600, "{file}");
        }
    }

    #[test]
    fn a_broken_table_says_what_is_wrong() {
        let wrong = |text: &str| format!("{:#}", parse(text.as_bytes()).unwrap_err());
        assert_eq!(wrong("name\nAda\n"), "its first line has no column `code`");
        assert!(wrong("name,code\nAda,abc\n").starts_with("the code of Ada: a code has 8 letters"));
        assert_eq!(wrong("name,code\nAda,abcd-2345\nBen,ABCD2345\n"), "Ben and Ada have the same code");
    }
}
