//! Results as `psql` prints them (`print_aligned_text` in PostgreSQL's print.c), and its own lists.

use super::super::sql::{Session, Value};
use unicode_width::UnicodeWidthStr;

/// How results are printed.
#[derive(Clone, Debug)]
pub struct Style {
    /// Rows alone (`-t`).
    pub tuples: bool,
    /// Values side by side (`-A`), and what stands between them (`-F`).
    pub unaligned: bool,
    pub separator: String,
    /// Values with commas between them (`--csv`).
    pub csv: bool,
    /// A line a value (`-x`).
    pub expanded: bool,
    /// Whether the number of rows stands below them.
    pub footer: bool,
    /// What stands for nothing.
    pub null: String,
}

impl Default for Style {
    fn default() -> Self {
        Style {
            tuples: false,
            unaligned: false,
            separator: "|".into(),
            csv: false,
            expanded: false,
            footer: true,
            null: String::new(),
        }
    }
}

impl Style {
    /// `\pset name value`; `false`: that is not simulated.
    pub fn set(&mut self, name: &str, value: &str) -> bool {
        let on = !matches!(value, "off" | "false" | "0");
        match (name, value) {
            ("tuples_only" | "t", _) => self.tuples = on,
            ("expanded" | "x", _) if value != "auto" => self.expanded = on,
            ("footer", _) => self.footer = on,
            ("null", _) => self.null = value.into(),
            ("fieldsep", _) => self.separator = value.into(),
            ("format", "aligned" | "unaligned" | "csv") => {
                (self.unaligned, self.csv) = (value == "unaligned", value == "csv");
            }
            // Nothing pages here, and these are what there is.
            ("pager", _) | ("border", "1") | ("linestyle", "ascii") => {}
            _ => return false,
        }
        true
    }
}

/// A value between commas (RFC 4180).
fn comma_separated(cell: &str) -> String {
    match cell.contains(['"', ',', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_string(),
    }
}

/// A result; of each column its name and whether it stands to the right.
pub fn aligned(
    title: Option<&str>,
    columns: &[(String, bool)],
    rows: &[Vec<String>],
    footer: Option<&str>,
    style: &Style,
) -> String {
    let footer = footer.filter(|_| style.footer && !style.tuples);
    if style.expanded {
        return expanded(columns, rows, style);
    }
    if style.unaligned || style.csv {
        let separator = if style.csv { "," } else { style.separator.as_str() };
        let cell = |text: &String| if style.csv { comma_separated(text) } else { text.clone() };
        let joined = |cells: &mut dyn Iterator<Item = &String>| cells.map(cell).collect::<Vec<_>>().join(separator);
        let mut lines: Vec<String> = Vec::new();
        if !style.tuples {
            lines.push(joined(&mut columns.iter().map(|(name, _)| name)));
        }
        lines.extend(rows.iter().map(|row| joined(&mut row.iter())));
        lines.extend(footer.filter(|_| !style.csv).map(str::to_string));
        return lines.iter().map(|line| format!("{line}\n")).collect();
    }
    let cells = |at: usize| rows.iter().filter_map(move |row| row.get(at));
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, (name, _))| {
            let head = if style.tuples { 0 } else { name.width() };
            cells(at).flat_map(|cell| cell.lines().map(|line| line.width())).chain([head]).max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    if !style.tuples {
        if let Some(title) = title {
            let whole: usize = widths.iter().map(|width| width + 3).sum::<usize>().saturating_sub(1);
            text += &format!("{}{title}\n", " ".repeat(whole.saturating_sub(title.width()) / 2));
        }
        let heads = columns.iter().zip(&widths).map(|((name, _), width)| {
            let free = width - name.width();
            format!(" {}{name}{} ", " ".repeat(free / 2), " ".repeat(free - free / 2))
        });
        text += &heads.collect::<Vec<_>>().join("|");
        text.push('\n');
        text += &widths.iter().map(|width| "-".repeat(width + 2)).collect::<Vec<_>>().join("+");
        text.push('\n');
    }
    for row in rows {
        text += &row_text(columns, row, &widths);
    }
    if let Some(footer) = footer {
        text += footer;
        text.push('\n');
    }
    text.push('\n');
    text
}

/// One row, whose values may have several lines.
fn row_text(columns: &[(String, bool)], row: &[String], widths: &[usize]) -> String {
    let lines = row.iter().map(|cell| cell.lines().count()).max().unwrap_or(1).max(1);
    let mut text = String::new();
    for line in 0..lines {
        for (at, (cell, width)) in row.iter().zip(widths).enumerate() {
            let part = cell.lines().nth(line).unwrap_or("");
            let more = cell.lines().count() > line + 1;
            let free = " ".repeat(width - part.width());
            let last = at + 1 == row.len();
            let (before, after) = match columns.get(at) {
                Some((_, true)) => (free.as_str(), ""),
                _ if last && !more => ("", ""),
                _ => ("", free.as_str()),
            };
            let mark = if more {
                "+"
            } else if last {
                ""
            } else {
                " "
            };
            text += &format!(" {before}{part}{after}{mark}{}", if last { "" } else { "|" });
        }
        text.push('\n');
    }
    text
}

fn expanded(columns: &[(String, bool)], rows: &[Vec<String>], style: &Style) -> String {
    if rows.is_empty() {
        return "(0 rows)\n\n".into();
    }
    let names = columns.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    let values = rows.iter().flatten().flat_map(|cell| cell.lines()).map(|line| line.width()).max().unwrap_or(0);
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        if !style.tuples {
            text += &record_line(at + 1, names, values);
        }
        for ((name, _), cell) in columns.iter().zip(row) {
            let space = " ".repeat(names - name.width());
            let mut lines = cell.lines();
            text += &format!("{name}{space} | {}\n", lines.next().unwrap_or(""));
            for line in lines {
                text += &format!("{} | {line}\n", " ".repeat(names));
            }
        }
    }
    text.push('\n');
    text
}

/// The line above a record (`print_aligned_vertical_line`).
fn record_line(number: usize, names: usize, values: usize) -> String {
    let mut line = format!("-[ RECORD {number} ]");
    let lacks = |line: &String, width: usize| width.saturating_sub(line.len());
    line += &"-".repeat(lacks(&line, names));
    for (at, sign) in ["-", "+", "-"].into_iter().enumerate() {
        if line.len() <= names + at {
            line += sign;
        }
    }
    line += &"-".repeat(lacks(&line, names + 3 + values));
    line + "\n"
}

fn heads<const N: usize>(names: [&str; N]) -> Vec<(String, bool)> {
    names.map(|name| (name.to_string(), false)).to_vec()
}

fn rows_footer(count: usize) -> String {
    if count == 1 { "(1 row)".into() } else { format!("({count} rows)") }
}

/// `\l`
pub fn databases(session: &Session, major: u32, style: &Style) -> String {
    let mut rows = Vec::new();
    for (name, database) in &session.store.databases {
        let owner = &database.owner;
        let template = name.starts_with("template");
        let access = if template { format!("=c/{owner}\n{owner}=CTc/{owner}") } else { String::new() };
        let texts: Vec<&str> = match major {
            ..=14 => vec![name, owner, "UTF8", "en_US.utf8", "en_US.utf8", &access],
            _ => vec![name, owner, "UTF8", "libc", "en_US.utf8", "en_US.utf8", "", "", &access],
        };
        rows.push(texts.into_iter().map(str::to_string).collect());
    }
    let columns = match major {
        ..=14 => heads(["Name", "Owner", "Encoding", "Collate", "Ctype", "Access privileges"]),
        _ => heads([
            "Name",
            "Owner",
            "Encoding",
            "Locale Provider",
            "Collate",
            "Ctype",
            "Locale",
            "ICU Rules",
            "Access privileges",
        ]),
    };
    aligned(Some("List of databases"), &columns, &rows, Some(&rows_footer(rows.len())), style)
}

/// What is said where there are no tables.
pub fn no_relations(major: u32, tables: bool) -> &'static str {
    if major >= 18 && tables { "Did not find any tables." } else { "Did not find any relations." }
}

/// A table's schema and name.
fn in_schema(name: &str) -> (&str, &str) {
    name.split_once('.').unwrap_or(("public", name))
}

/// `\dn`
pub fn schemas(session: &Session, style: &Style) -> String {
    let user = session.around.user.clone();
    let schemas = session.database().map(|database| database.schemas.clone()).unwrap_or_default();
    let mut rows: Vec<Vec<String>> = schemas.into_iter().map(|name| vec![name, user.clone()]).collect();
    rows.push(vec!["public".into(), "pg_database_owner".into()]);
    rows.sort();
    aligned(Some("List of schemas"), &heads(["Name", "Owner"]), &rows, Some(&rows_footer(rows.len())), style)
}

/// `\dt`, and without `tables_only` `\d`; `None`: there are none.
pub fn relations(session: &Session, major: u32, tables_only: bool, style: &Style) -> Option<String> {
    let user = session.around.user.clone();
    let tables = &session.database().ok()?.tables;
    let mut rows: Vec<Vec<String>> = Vec::new();
    // Only what is in the search path is listed.
    for (name, table) in tables.iter().filter(|(name, _)| in_schema(name).0 == "public") {
        rows.push(["public", name, "table", &user].map(str::to_string).to_vec());
        for column in table.columns.iter().filter(|column| column.counts && !tables_only) {
            let sequence = format!("{name}_{}_seq", column.name);
            rows.push(["public", &sequence, "sequence", &user].map(str::to_string).to_vec());
        }
    }
    let title = if major >= 18 && tables_only { "List of tables" } else { "List of relations" };
    let footer = rows_footer(rows.len());
    let columns = heads(["Schema", "Name", "Type", "Owner"]);
    (!rows.is_empty()).then(|| aligned(Some(title), &columns, &rows, Some(&footer), style))
}

/// `\d NAME`
pub fn relation(session: &Session, name: &str, style: &Style) -> Option<String> {
    let name = name.strip_prefix("public.").unwrap_or(name);
    let table = session.database().ok()?.tables.get(name)?;
    let (schema, name) = in_schema(name);
    let rows: Vec<Vec<String>> = table
        .columns
        .iter()
        .map(|column| {
            let default = match (&column.default, column.counts, column.default_now) {
                (_, true, _) => format!("nextval('{name}_{}_seq'::regclass)", column.name),
                (_, _, true) => "now()".into(),
                (Some(Value::Text(text)), ..) => format!("'{text}'::{}", column.kind),
                (Some(Value::Bool(value)), ..) => value.to_string(),
                (Some(value), ..) => value.plain(),
                (None, ..) => String::new(),
            };
            let nullable = if column.not_null { "not null" } else { "" };
            [&column.name, &column.kind, "", nullable, &default].map(|text| text.to_string()).to_vec()
        })
        .collect();
    let columns = heads(["Column", "Type", "Collation", "Nullable", "Default"]);
    let mut indexes = String::new();
    let primary: Vec<&str> =
        table.columns.iter().filter(|column| column.primary).map(|column| column.name.as_str()).collect();
    if !primary.is_empty() {
        indexes += &format!("    \"{name}_pkey\" PRIMARY KEY, btree ({})\n", primary.join(", "));
    }
    let single = table.columns.iter().filter(|column| column.unique).map(|column| vec![column.name.clone()]);
    let mut uniques: Vec<Vec<String>> = single.chain(table.uniques.iter().cloned()).collect();
    uniques.sort();
    let mut rows_of_indexes: Vec<(String, &str, String)> = Vec::new();
    for names in uniques {
        let (own, all) = (names.join("_"), names.join(", "));
        rows_of_indexes.push((format!("{name}_{own}_key"), "UNIQUE CONSTRAINT, ", all));
    }
    for (own, index) in &table.indexes {
        rows_of_indexes.push((own.clone(), if index.unique { "UNIQUE, " } else { "" }, index.columns.join(", ")));
    }
    rows_of_indexes.sort();
    for (own, kind, all) in rows_of_indexes {
        indexes += &format!("    \"{own}\" {kind}btree ({all})\n");
    }
    let text = aligned(Some(&format!("Table \"{schema}.{name}\"")), &columns, &rows, None, style);
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let indexes = if indexes.is_empty() { String::new() } else { format!("Indexes:\n{indexes}") };
    Some(format!("{text}{indexes}\n"))
}

/// `\du`
pub fn roles(session: &Session, style: &Style) -> String {
    let owner = session.store.databases.get("postgres").map(|database| database.owner.clone());
    let rows: Vec<Vec<String>> = session
        .store
        .users
        .iter()
        .map(|user| {
            let all = "Superuser, Create role, Create DB, Replication, Bypass RLS";
            let attributes = if owner.as_ref() == Some(user) { all } else { "" };
            vec![user.clone(), attributes.to_string()]
        })
        .collect();
    aligned(Some("List of roles"), &heads(["Role name", "Attributes"]), &rows, None, style)
}
