//! Simple and compound commands, functions and redirections.

use std::sync::{Arc, OnceLock};

use super::{Parsed, PendingHeredoc, is_name};
use crate::shell::language::{
    AfterArm, Arm, Command, CommandKind, Dialect, Extra, Function, HEREDOCS, Parser, Problem, Redirection,
    RedirectionKind, Script, Unfinished, Word,
};

impl<'s> Parser<'s> {
    pub(super) fn command(&mut self) -> Parsed<Command> {
        let _nesting = self.nest()?;
        self.skip_blanks();
        self.expand_aliases();
        let line = self.line;
        let kind = match (self.peek(), self.reserved()) {
            (None, _) => return self.incomplete(Unfinished::Command(None)),
            (Some('('), _) => {
                if let Some(command) = self.arithmetic_command(line)? {
                    return Ok(command);
                }
                self.bump();
                let body = self.list(Some(")"))?;
                if !self.take(")") {
                    return Err(self.unexpected(Some(")")));
                }
                CommandKind::Subshell(body)
            }
            (_, Some("{")) => {
                self.take("{");
                let body = self.list(Some("}"))?;
                self.expect_reserved("}")?;
                CommandKind::Group(body)
            }
            (_, Some("if")) => self.if_command()?,
            (_, Some(word @ ("while" | "until"))) => {
                self.take(word);
                let condition = self.list(Some("do"))?;
                let body = self.do_group()?;
                CommandKind::Loop { until: word == "until", condition, body }
            }
            (_, Some("for")) => self.for_command()?,
            (_, Some("case")) => self.case_command()?,
            (_, Some("in" | "!")) => return self.simple_command(line),
            (_, Some(_)) => return Err(self.unexpected(None)),
            _ if self.here() == "[[" && self.knows(Extra::Conditions) => self.condition_command()?,
            _ if self.here() == "function" && self.knows(Extra::FunctionKeyword) => return self.function_keyword(line),
            _ if self.here() == "select" && self.knows(Extra::Keywords) => {
                self.take("select");
                match self.for_clause()? {
                    CommandKind::For { name, words, body } => CommandKind::Select { name, words, body },
                    other => other,
                }
            }
            _ if self.here() == "coproc" && self.knows(Extra::Keywords) => {
                self.take("coproc");
                self.command()?;
                CommandKind::Unsimulated("coproc")
            }
            _ => return self.simple_command(line),
        };
        self.redirected(kind, line)
    }

    /// A compound command with the redirections that follow it.
    pub(super) fn redirected(&mut self, kind: CommandKind, line: u32) -> Parsed<Command> {
        let mut redirections = Vec::new();
        loop {
            self.skip_blanks();
            match self.redirection()? {
                Some(redirection) => redirections.push(redirection),
                None => return Ok(Command { kind, redirections, line }),
            }
        }
    }

    fn if_command(&mut self) -> Parsed<CommandKind> {
        self.take("if");
        let mut branches = Vec::new();
        loop {
            let condition = self.list(Some("then"))?;
            self.expect_reserved("then")?;
            let body = self.list(Some("fi"))?;
            branches.push((condition, body));
            if self.take_reserved("elif") {
                continue;
            }
            let otherwise = if self.take_reserved("else") { Some(self.list(Some("fi"))?) } else { None };
            self.expect_reserved("fi")?;
            return Ok(CommandKind::If { branches, otherwise });
        }
    }

    pub(super) fn do_group(&mut self) -> Parsed<Script> {
        self.expect_reserved("do")?;
        let body = self.list(Some("done"))?;
        self.expect_reserved("done")?;
        Ok(body)
    }

    fn for_command(&mut self) -> Parsed<CommandKind> {
        self.take("for");
        self.skip_blanks();
        if self.starts_with("((") && self.knows(Extra::ArithmeticLoops) {
            return self.arithmetic_loop();
        }
        self.for_clause()
    }

    /// `NAME [in WORDS]; do … done`
    fn for_clause(&mut self) -> Parsed<CommandKind> {
        self.skip_blanks();
        let start = self.position;
        let name = self.plain_text();
        if !is_name(&name) {
            if self.rest().is_empty() && self.at_prompt {
                return self.incomplete(Unfinished::Command(None));
            }
            return Err(self.syntax(Problem::BadForVariable, start));
        }
        self.skip_newlines()?;
        let mut words = None;
        if self.take_reserved("in") {
            let mut list = Vec::new();
            loop {
                self.skip_blanks();
                match self.peek() {
                    None => return self.incomplete(Unfinished::Command(Some("do"))),
                    Some('\n') => break,
                    Some(';') if !self.starts_with(";;") => {
                        self.bump();
                        break;
                    }
                    Some('<' | '>') if self.at_process() => list.push(self.word()?),
                    Some('&' | '|' | '<' | '>' | '(' | ')' | ';') => return Err(self.unexpected(None)),
                    Some(_) => list.push(self.word()?),
                }
            }
            words = Some(list);
        } else {
            self.skip_blanks();
            self.take(";");
        }
        Ok(CommandKind::For { name, words, body: self.do_group()? })
    }

    fn case_command(&mut self) -> Parsed<CommandKind> {
        self.take("case");
        self.skip_blanks();
        if self.peek().is_none() {
            return self.incomplete(Unfinished::Command(None));
        }
        if self.at_operator() {
            return Err(self.unexpected(None));
        }
        let word = self.word()?;
        self.expect_reserved("in")?;
        let mut arms = Vec::new();
        loop {
            self.skip_newlines()?;
            if self.take_reserved("esac") {
                return Ok(CommandKind::Case { word, arms });
            }
            self.take("(");
            let mut patterns = Vec::new();
            loop {
                self.skip_blanks();
                if self.peek().is_none() {
                    return self.incomplete(Unfinished::Command(Some(")")));
                }
                if self.at_operator() {
                    return Err(self.unexpected(None));
                }
                patterns.push(self.word()?);
                self.skip_blanks();
                if self.take("|") {
                    continue;
                }
                if !self.take(")") {
                    return Err(self.unexpected(Some(")")));
                }
                break;
            }
            self.skip_newlines()?;
            let empty = self.starts_with(";;") || self.at_falling() || self.reserved() == Some("esac");
            let body = if empty { Script::default() } else { self.list(Some(";;"))? };
            let after = if self.at_falling() {
                self.take(";&");
                AfterArm::FallsThrough
            } else if self.knows(Extra::FallingThrough) && self.take(";;&") {
                AfterArm::GoesOn
            } else if self.take(";;") || self.reserved() == Some("esac") {
                AfterArm::Ends
            } else {
                return Err(self.unexpected(Some(";;")));
            };
            arms.push(Arm { patterns, body, after });
        }
    }

    pub(super) fn at_operator(&self) -> bool {
        self.peek().is_some_and(|c| "\n;&|<>()".contains(c)) && !self.at_process()
    }

    fn simple_command(&mut self, line: u32) -> Parsed<Command> {
        let start = self.position;
        let mut assignments = Vec::new();
        let mut words: Vec<Word> = Vec::new();
        let mut redirections = Vec::new();
        loop {
            self.skip_blanks();
            if let Some(redirection) = self.redirection()? {
                redirections.push(redirection);
                continue;
            }
            match self.peek() {
                Some('(') if words.len() == 1 && assignments.is_empty() && redirections.is_empty() => {
                    return self.function(&words, line, start);
                }
                None | Some('\n' | ';' | '&' | '|' | ')') => break,
                Some('<' | '>') if self.at_process() => {}
                Some('<' | '>' | '(') => return Err(self.unexpected(None)),
                Some(_) => {}
            }
            if words.is_empty()
                && let Some(assignment) = self.assignment()?
            {
                assignments.push(assignment);
                self.skip_blanks();
                self.expand_aliases();
                continue;
            }
            if !words.is_empty() && self.follows_blank_alias() {
                self.expand_aliases();
            }
            let declared = if self.declares(&words) { self.declared_list()? } else { None };
            words.push(match declared {
                Some(word) => word,
                None => self.word()?,
            });
        }
        if words.is_empty() && assignments.is_empty() && redirections.is_empty() {
            return Err(self.unexpected(None));
        }
        Ok(Command { kind: CommandKind::Simple { assignments, words }, redirections, line })
    }

    fn function(&mut self, words: &[Word], line: u32, definition: usize) -> Parsed<Command> {
        let start = self.position;
        self.take("(");
        self.skip_blanks();
        if !self.take(")") {
            return Err(self.unexpected(Some(")")));
        }
        let name = words.first().and_then(Word::bare).unwrap_or("").to_string();
        let fine = !name.is_empty() && !name.contains(['=', '/', '*', '?', '[']);
        if !fine {
            return Err(self.syntax(Problem::BadFunctionName, start));
        }
        self.function_body(name, line, definition)
    }

    /// `function NAME [()] BODY`
    fn function_keyword(&mut self, line: u32) -> Parsed<Command> {
        let definition = self.position;
        self.take("function");
        self.skip_blanks();
        let name = self.plain_text();
        if name.is_empty() {
            return Err(self.unexpected(None));
        }
        self.skip_blanks();
        if self.take("(") {
            self.skip_blanks();
            if !self.take(")") {
                return Err(self.unexpected(Some(")")));
            }
        }
        self.function_body(name, line, definition)
    }

    fn function_body(&mut self, name: String, line: u32, definition: usize) -> Parsed<Command> {
        self.skip_newlines()?;
        let body = self.command()?;
        let source = self.source.get(definition..self.position).unwrap_or("").to_string();
        let function = Arc::new(Function { source, dialect: self.dialect, body });
        Ok(Command { kind: CommandKind::Function { name, function }, redirections: Vec::new(), line })
    }

    /// Bare characters up to a blank or operator.
    pub(super) fn plain_text(&mut self) -> String {
        let mut text = String::new();
        while let Some(next) = self.peek().filter(|c| !" \t\r\n;&|<>()".contains(*c)) {
            text.push(next);
            self.bump();
        }
        text
    }

    // Redirections.

    fn redirection(&mut self) -> Parsed<Option<Redirection>> {
        let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let after = self.rest().get(digits..).unwrap_or("");
        let appends = self.knows(Extra::BothAppended) && self.starts_with("&>>");
        if appends || self.knows(Extra::BothStreams) && self.starts_with("&>") {
            self.position += if appends { 3 } else { 2 };
            let kind = if appends { RedirectionKind::BothAppended } else { RedirectionKind::Both };
            return Ok(Some(Redirection { descriptor: 1, kind, word: self.target()? }));
        }
        if digits == 0 && self.at_process() {
            return Ok(None);
        }
        if !after.starts_with(['<', '>']) {
            return Ok(None);
        }
        let number = self.rest().get(..digits).unwrap_or("").to_string();
        let start = self.position;
        self.position += digits;
        const OPERATORS: [(&str, RedirectionKind); 10] = [
            ("<<<", RedirectionKind::HereString),
            ("<<-", RedirectionKind::Heredoc),
            ("<<", RedirectionKind::Heredoc),
            ("<&", RedirectionKind::Duplicate),
            ("<>", RedirectionKind::ReadWrite),
            (">>", RedirectionKind::Append),
            (">|", RedirectionKind::Clobber),
            (">&", RedirectionKind::Duplicate),
            ("<", RedirectionKind::Read),
            (">", RedirectionKind::Write),
        ];
        let known = |kind: RedirectionKind| kind != RedirectionKind::HereString || self.knows(Extra::HereStrings);
        let mut operators = OPERATORS.into_iter().filter(|(_, kind)| known(*kind));
        let Some((operator, kind)) = operators.find(|(text, _)| self.starts_with(text)) else {
            return Ok(None);
        };
        self.take(operator);
        let descriptor = if number.is_empty() {
            u32::from(operator.starts_with('>'))
        } else {
            number.parse().ok().filter(|n| *n < 10).ok_or_else(|| self.syntax(Problem::BadDescriptor, start))?
        };
        if kind != RedirectionKind::Heredoc {
            return Ok(Some(Redirection { descriptor, kind, word: self.target()? }));
        }
        self.target_begins()?;
        if self.heredocs.len() >= HEREDOCS {
            return Err(self.syntax(Problem::TooManyHeredocs, self.position));
        }
        let (delimiter, quoted) = self.heredoc_delimiter()?;
        let body = Arc::new(OnceLock::new());
        let strip_tabs = operator == "<<-";
        Arc::make_mut(&mut self.heredocs).push(PendingHeredoc { delimiter, quoted, strip_tabs, body: body.clone() });
        Ok(Some(Redirection { descriptor, kind, word: body }))
    }

    fn target(&mut self) -> Parsed<Arc<OnceLock<Word>>> {
        self.target_begins()?;
        let cell = OnceLock::new();
        let _ = cell.set(self.word()?);
        Ok(Arc::new(cell))
    }

    /// The word behind a redirection stands on its line. To bash a text's end is an end of line, which no line after it
    /// can mend (`bash -c 'echo >'`: unexpected token `newline'); to dash it is the end of the file.
    fn target_begins(&mut self) -> Parsed<()> {
        self.skip_blanks();
        match self.peek() {
            None if self.dialect == Dialect::Bash => Err(self.syntax(Problem::UnexpectedNewline, self.position)),
            None => self.incomplete(Unfinished::Command(None)),
            Some(_) if self.at_operator() => Err(self.unexpected(None)),
            Some(_) => Ok(()),
        }
    }
}
