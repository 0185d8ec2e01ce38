//! [`Roster`]: who is in the class, from a table with commas (RFC 4180), semicolons or tabs, such as Moodle and Canvas export.

use std::collections::BTreeMap;

use super::names::folded;

/// Bytes that a roster may have.
pub const ROSTER_BYTES: usize = 4 << 20;
/// Students that a roster may have.
pub const ROSTER_STUDENTS: usize = 20_000;

/// Columns that name a student, folded; in the order in which they are a student's name.
const NAMES: [&str; 5] = ["name", "student", "full name", "vollständiger name", "student name"];
/// Columns by which a student is known, too.
const KEYS: [&str; 14] = [
    "id",
    "id number",
    "username",
    "user name",
    "login",
    "github",
    "github_username",
    "email",
    "email address",
    "e-mail",
    "sis user id",
    "sis login id",
    "matrikelnummer",
    "anmeldename",
];
/// Columns of the parts of a name.
const FIRST: [&str; 3] = ["first name", "firstname", "vorname"];
const LAST: [&str; 4] = ["surname", "last name", "lastname", "nachname"];

/// Who is in the class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    /// The first line of the table.
    pub header: Vec<String>,
    pub students: Vec<Student>,
    by_key: BTreeMap<String, usize>,
}

/// A student of the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Student {
    /// As they are shown.
    pub name: String,
    /// What they are known by, folded.
    pub keys: Vec<String>,
    /// Their line of the table.
    pub row: Vec<String>,
}

/// Why a table is no roster.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RosterError {
    #[error("a roster may have {ROSTER_BYTES} bytes")]
    TooLarge,
    #[error("a roster may have {ROSTER_STUDENTS} students")]
    TooMany,
    #[error("it is no text (UTF-8)")]
    NoText,
    #[error("line {0}: a quoted field is not closed")]
    Quote(usize),
    #[error("line {line}: {has} fields, and the first line has {wanted}")]
    Fields { line: usize, has: usize, wanted: usize },
    #[error(
        "its first line names the columns; one of them is `name`, `id`, `username`, `email`, `First name` with `Surname`, or what Moodle or Canvas call them"
    )]
    NoName,
    #[error("line {line}: `{name}` is on line {first}, too")]
    Twice { line: usize, name: String, first: usize },
}

impl Roster {
    /// Reads a table.
    pub fn read(bytes: &[u8]) -> Result<Roster, RosterError> {
        if bytes.len() > ROSTER_BYTES {
            return Err(RosterError::TooLarge);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| RosterError::NoText)?;
        let mut rows = table(text.strip_prefix('\u{feff}').unwrap_or(text))?.into_iter();
        let (_, header) = rows.next().ok_or(RosterError::NoName)?;
        let columns: Vec<String> = header.iter().map(|name| folded(name)).collect();
        let known = |name: &&String| [&NAMES[..], &KEYS, &FIRST].iter().any(|names| names.contains(&name.as_str()));
        if !columns.iter().any(|name| known(&name)) {
            return Err(RosterError::NoName);
        }
        let mut roster = Roster { header, students: Vec::new(), by_key: BTreeMap::new() };
        let mut lines = Vec::new();
        for (line, row) in rows {
            // Canvas has a line with the points possible below the first.
            if row.iter().all(|field| field.trim().is_empty()) || row[0].trim() == "Points Possible" {
                continue;
            }
            if row.len() != columns.len() {
                return Err(RosterError::Fields { line, has: row.len(), wanted: columns.len() });
            }
            let Some(student) = student(&columns, row) else { continue };
            if roster.students.len() == ROSTER_STUDENTS {
                return Err(RosterError::TooMany);
            }
            for key in &student.keys {
                if let Some(other) = roster.by_key.insert(key.clone(), roster.students.len()) {
                    let first = lines.get(other).copied().unwrap_or(line);
                    return Err(RosterError::Twice { line, name: key.clone(), first });
                }
            }
            lines.push(line);
            roster.students.push(student);
        }
        Ok(roster)
    }

    /// The student who is known by this.
    pub fn find(&self, name: &str) -> Option<&Student> {
        self.by_key.get(&folded(name)).and_then(|at| self.students.get(*at))
    }
}

/// A student, if the row says anything of one.
fn student(columns: &[String], row: Vec<String>) -> Option<Student> {
    let field = |names: &[&str]| {
        let mut of = columns.iter().zip(&row).filter(|(column, _)| names.contains(&column.as_str()));
        of.find(|(_, field)| !field.trim().is_empty()).map(|(_, field)| field.trim().to_string())
    };
    let both = match (field(&FIRST), field(&LAST)) {
        (Some(first), Some(last)) => Some(format!("{first} {last}")),
        (one, other) => one.or(other),
    };
    let name = field(&NAMES).or(both);
    let mut keys: Vec<String> = columns
        .iter()
        .zip(&row)
        .filter(|(column, field)| KEYS.contains(&column.as_str()) && !field.trim().is_empty())
        .map(|(_, field)| folded(field))
        .collect();
    let shown = name.clone().or_else(|| field(&KEYS))?;
    keys.extend(name.map(|name| folded(&name)));
    keys.sort();
    keys.dedup();
    Some(Student { name: shown, keys, row })
}

/// What stands between the fields: the one of these that the first line has most of.
fn separator(text: &str) -> char {
    let first = text.lines().next().unwrap_or_default();
    [',', ';', '\t'].into_iter().rev().max_by_key(|mark| first.matches(*mark).count()).unwrap_or(',')
}

/// The rows of a table, with the line (from 1) where each begins.
fn table(text: &str) -> Result<Vec<(usize, Vec<String>)>, RosterError> {
    let mut rows = Vec::new();
    let (mut row, mut field, mut line, mut began) = (Vec::new(), String::new(), 1, 1);
    let separator = separator(text);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if field.is_empty() => loop {
                match characters.next() {
                    Some('"') if characters.peek() == Some(&'"') => {
                        characters.next();
                        field.push('"');
                    }
                    Some('"') => break,
                    Some(inside) => {
                        line += usize::from(inside == '\n');
                        field.push(inside);
                    }
                    None => return Err(RosterError::Quote(began)),
                }
            },
            mark if mark == separator => row.push(std::mem::take(&mut field)),
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' => {
                row.push(std::mem::take(&mut field));
                rows.push((began, std::mem::take(&mut row)));
                line += 1;
                began = line;
            }
            other => field.push(other),
        }
    }
    if !field.is_empty() || !row.is_empty() {
        row.push(field);
        rows.push((began, row));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_roster_of_moodle_and_one_of_canvas_are_read() {
        let moodle = "\u{feff}First name,Surname,ID number,Email address\r\nAda,Lovelace,7,ada@x\r\n";
        let roster = Roster::read(moodle.as_bytes()).unwrap();
        assert_eq!(roster.students[0].name, "Ada Lovelace");
        for name in ["ada lovelace", "7", "ADA@x"] {
            assert_eq!(roster.find(name).map(|student| student.name.as_str()), Some("Ada Lovelace"), "{name}");
        }
        let canvas = "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n\"Lovelace, Ada\",1,s1,ada,\"A \"\"x\"\"\"\n";
        let roster = Roster::read(canvas.as_bytes()).unwrap();
        assert_eq!((roster.students.len(), roster.students[0].row[4].as_str()), (1, "A \"x\""));
        assert_eq!(roster.find("ada").map(|student| student.name.as_str()), Some("Lovelace, Ada"));
    }

    #[test]
    fn a_table_that_is_no_roster_says_why() {
        let wrong = |text: &str| Roster::read(text.as_bytes()).unwrap_err().to_string();
        assert!(wrong("").contains("first line names the columns"));
        assert!(wrong("a,b\n1,2\n").contains("first line names the columns"));
        assert_eq!(wrong("name,id\nAda\n"), "line 2: 1 fields, and the first line has 2");
        assert_eq!(wrong("name\nAda\nada\n"), "line 3: `ada` is on line 2, too");
        assert_eq!(wrong("name\n\"Ada\n"), "line 2: a quoted field is not closed");
    }
}
