//! From words to statements.

mod definition;
mod expression;
mod query;

use super::Fault;
use super::cursor::{Cursor, Parsed};
use super::lexer::{Kind, tokens};
use super::syntax::Statement;

/// The statements of a text, each with its own words.
pub fn statements(text: &str, mysql: bool) -> Parsed<Vec<String>> {
    let mut all = Vec::new();
    let mut start = 0;
    let tokens = tokens(text, mysql)?;
    for token in &tokens {
        if token.kind == Kind::Sign(";") {
            all.push(text.get(start..token.at).unwrap_or("").trim().to_string());
            start = token.end;
        }
    }
    if tokens.last().is_some_and(|last| last.end > start) {
        all.push(text.get(start..).unwrap_or("").trim().to_string());
    }
    all.retain(|statement| !statement.is_empty());
    Ok(all)
}

/// Reads one statement. [`Fault::Unsimulated`]: it is one that the sandbox does not know.
pub fn parse(text: &str, mysql: bool) -> Parsed<Statement> {
    let mut cursor = Cursor::new(text, mysql)?;
    let statement = cursor.statement()?;
    cursor.end()?;
    Ok(statement)
}

/// What begins statements that servers know and the sandbox does not.
const LATER: [&str; 20] = [
    "alter",
    "explain",
    "copy",
    "show",
    "revoke",
    "replace",
    "lock",
    "unlock",
    "call",
    "comment",
    "load",
    "do",
    "merge",
    "prepare",
    "execute",
    "declare",
    "listen",
    "notify",
    "reset",
    "savepoint",
];

impl Cursor<'_> {
    fn statement(&mut self) -> Parsed<Statement> {
        if self.word("create") {
            return self.create();
        }
        if self.word("drop") {
            return self.drop();
        }
        if self.word("insert") {
            return self.insert();
        }
        if self.is_select() {
            return Ok(Statement::Select(Box::new(self.select()?)));
        }
        if self.word("update") {
            return self.update();
        }
        if self.words(&["delete", "from"]) {
            let table = self.name()?;
            if self.is("using") {
                return Err(self.unsimulated());
            }
            let filter = self.filter()?;
            return Ok(Statement::Delete { table, filter, returning: self.returning()? });
        }
        if self.word("truncate") {
            let _ = self.word("table");
            let table = self.name()?;
            return if self.is_any(&["restart", "cascade"]) {
                Err(self.unsimulated())
            } else {
                Ok(Statement::Truncate(table))
            };
        }
        if self.words(&["alter", "table"]) {
            return self.alter();
        }
        self.short()
    }

    /// Statements of a few words.
    fn short(&mut self) -> Parsed<Statement> {
        if self.mysql && self.word("use") {
            return Ok(Statement::Use(self.any_name()?.name));
        }
        if self.mysql && self.is("show") {
            self.advance();
            return match () {
                () if self.word("databases") || self.word("schemas") => Ok(Statement::ShowDatabases),
                () if self.word("tables") => match self.word("from") || self.word("in") {
                    true => Ok(Statement::ShowTables(Some(self.any_name()?.name))),
                    false => Ok(Statement::ShowTables(None)),
                },
                () if self.words(&["columns", "from"]) || self.words(&["fields", "from"]) => {
                    Ok(Statement::Describe(self.name()?))
                }
                () => Err(self.unsimulated()),
            };
        }
        if self.mysql && (self.word("describe") || self.word("desc")) {
            return Ok(Statement::Describe(self.name()?));
        }
        let simple = [
            ("begin", Statement::Begin),
            ("commit", Statement::Commit),
            ("end", Statement::Commit),
            ("rollback", Statement::Rollback),
            ("grant", Statement::Accepted("GRANT")),
            ("flush", Statement::Accepted("FLUSH")),
            ("set", Statement::Accepted("SET")),
            ("analyze", Statement::Accepted("ANALYZE")),
            ("vacuum", Statement::Accepted("VACUUM")),
        ];
        for (word, statement) in simple {
            if self.word(word) {
                if statement == Statement::Rollback && self.is("to") {
                    return Err(self.unsimulated());
                }
                self.skip_rest();
                return Ok(statement);
            }
        }
        if self.words(&["start", "transaction"]) {
            return Ok(Statement::Begin);
        }
        if self.is_any(&LATER) { Err(self.unsimulated()) } else { Err(self.wrong()) }
    }
}
