//! Results as `psql` prints them (`print_aligned_text` in PostgreSQL's print.c), and its own lists.

use super::super::sql::Session;
use unicode_width::UnicodeWidthStr;

/// How results are printed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// Rows alone (`-t`).
    pub tuples: bool,
    /// Values side by side with `|` (`-A`).
    pub unaligned: bool,
    /// A line a value (`-x`).
    pub expanded: bool,
}

/// A result; of each column its name and whether it stands to the right.
pub fn aligned(
    title: Option<&str>,
    columns: &[(String, bool)],
    rows: &[Vec<String>],
    footer: Option<&str>,
    style: &Style,
) -> String {
    if style.expanded {
        return expanded(columns, rows, style);
    }
    if style.unaligned {
        let mut lines: Vec<String> = Vec::new();
        if !style.tuples {
            lines.push(columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join("|"));
        }
        lines.extend(rows.iter().map(|row| row.join("|")));
        lines.extend(footer.filter(|_| !style.tuples).map(str::to_string));
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
    if let Some(footer) = footer.filter(|_| !style.tuples) {
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
    let values = rows.iter().flatten().map(|cell| cell.width()).max().unwrap_or(0);
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        if !style.tuples {
            let head = format!("-[ RECORD {} ]", at + 1);
            let rest = (names + values + 3).saturating_sub(head.len());
            text += &format!("{head}{}\n", "-".repeat(rest));
        }
        for ((name, _), cell) in columns.iter().zip(row) {
            text += &format!("{name}{} | {cell}\n", " ".repeat(names - name.width()));
        }
    }
    text.push('\n');
    text
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

/// `\dt`, and without `tables_only` `\d`; `None`: there are none.
pub fn relations(session: &mut Session, major: u32, tables_only: bool, style: &Style) -> Option<String> {
    let user = session.around.user.clone();
    let tables = &session.database().ok()?.tables;
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (name, table) in tables {
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
pub fn relation(session: &mut Session, name: &str, style: &Style) -> Option<String> {
    let table = session.database().ok()?.tables.get(name)?;
    let rows: Vec<Vec<String>> = table
        .columns
        .iter()
        .map(|column| {
            let default = match (&column.default, column.counts, column.default_now) {
                (_, true, _) => format!("nextval('{name}_{}_seq'::regclass)", column.name),
                (_, _, true) => "now()".into(),
                (Some(super::super::sql::Value::Text(text)), ..) => format!("'{text}'::{}", column.kind),
                (Some(super::super::sql::Value::Bool(value)), ..) => value.to_string(),
                (Some(value), ..) => value.plain(),
                (None, ..) => String::new(),
            };
            let nullable = if column.not_null { "not null" } else { "" };
            [&column.name, &column.kind, "", nullable, &default].map(|text| text.to_string()).to_vec()
        })
        .collect();
    let columns = heads(["Column", "Type", "Collation", "Nullable", "Default"]);
    let mut indexes = String::new();
    for column in &table.columns {
        let own = &column.name;
        if column.primary {
            indexes += &format!("    \"{name}_pkey\" PRIMARY KEY, btree ({own})\n");
        } else if column.unique {
            indexes += &format!("    \"{name}_{own}_key\" UNIQUE CONSTRAINT, btree ({own})\n");
        }
    }
    let text = aligned(Some(&format!("Table \"public.{name}\"")), &columns, &rows, None, style);
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
