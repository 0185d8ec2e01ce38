//! A Dockerfile's text into its instructions (`Parse` of BuildKit's `parser.go`).

use super::directive::{Directives, Repeated};
use super::fault::{Fault, ParseError};
use super::lines::{continued, is_comment, without_end};
use super::scan::{End, Scan};
use super::{Directive, Heredoc, Instruction, Key, Span, arguments, heredoc, limits};

/// What escapes a character and continues a line, unless a directive says otherwise.
pub const DEFAULT_ESCAPE: char = '\\';

/// A Dockerfile as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dockerfile {
    /// The directives at the top that were honoured. (A `syntax` or `check` after a `#!` line is found by
    /// `Directive::find` only.)
    pub directives: Vec<Directive>,
    pub escape: char,
    /// At least one.
    pub instructions: Vec<Instruction>,
    /// In the order of the file.
    pub empty_continuations: Vec<EmptyContinuation>,
}

/// An instruction whose continued lines had an empty one among them: not an error yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmptyContinuation {
    /// The instruction, joined.
    pub instruction: String,
    /// Its last line.
    pub span: Span,
}

impl Dockerfile {
    /// Reads a file. Bytes that are not UTF-8 become U+FFFD.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        if bytes.len() > limits::FILE {
            return Err(Fault::LargeFile.at(Span::line(0)));
        }
        let text = String::from_utf8_lossy(bytes);
        let scan = Scan::new(text.strip_prefix('\u{feff}').unwrap_or(&text));
        Reader {
            scan,
            line: 0,
            directives: Directives::new("#"),
            escape: DEFAULT_ESCAPE,
            comments: Vec::new(),
            words: limits::WORDS,
        }
        .read()
    }
}

struct Reader<'a> {
    scan: Scan<'a>,
    /// How many lines were read.
    line: usize,
    directives: Directives,
    escape: char,
    /// Comments since the last instruction.
    comments: Vec<String>,
    /// How many more words may come.
    words: usize,
}

/// An instruction's lines, joined.
struct Joined {
    text: String,
    has_empty_line: bool,
}

impl<'a> Reader<'a> {
    fn read(mut self) -> Result<Dockerfile, ParseError> {
        let mut directives = Vec::new();
        let mut instructions = Vec::new();
        let mut empty_continuations = Vec::new();
        while let Some(line) = self.scan.next() {
            let here = Span::line(self.line);
            let line = without_end(line);
            let body = line.trim_start();
            let directive = self.directive(body).map_err(|fault| fault.at(here))?;
            self.line += 1;
            if let Some(directive) = directive {
                directives.push(directive);
                continue;
            }
            if is_comment(line) {
                self.comment(line).map_err(|fault| fault.at(Span::line(self.line)))?;
                continue;
            }
            if body.is_empty() {
                continue;
            }
            let first = self.line;
            let Joined { text, has_empty_line } = self.join(body);
            if has_empty_line {
                empty_continuations.push(EmptyContinuation { instruction: text.clone(), span: Span::line(self.line) });
            }
            let instruction = self.instruction(&text, first).map_err(|fault| fault.at(Span::new(first, self.line)))?;
            if instructions.len() == limits::INSTRUCTIONS {
                return Err(Fault::ManyInstructions.at(instruction.span));
            }
            instructions.push(instruction);
        }
        if instructions.is_empty() {
            return Err(Fault::NoInstructions.at(Span::line(self.line)));
        }
        if self.scan.end == End::LongLine {
            return Err(Fault::LongLine.at(Span::line(self.line)));
        }
        Ok(Dockerfile { directives, escape: self.escape, instructions, empty_continuations })
    }

    /// Takes a directive in, if the line is one.
    fn directive(&mut self, line: &str) -> Result<Option<Directive>, Fault> {
        let directive = self.directives.read(line).map_err(|Repeated(key)| Fault::RepeatedDirective(key))?;
        if let Some(Directive { key: Key::Escape, value, .. }) = &directive {
            self.escape = match value.as_str() {
                "\\" => '\\',
                "`" => '`',
                _ => return Err(Fault::BadEscape(value.clone())),
            };
        }
        Ok(directive)
    }

    /// Keeps a comment for the instruction that follows. The first character goes, `#` or not, as in BuildKit.
    fn comment(&mut self, line: &str) -> Result<(), Fault> {
        let mut characters = line.chars();
        characters.next();
        match characters.as_str().trim() {
            "" => self.comments.clear(),
            comment => {
                self.spend(1)?;
                self.comments.push(comment.to_string());
            }
        }
        Ok(())
    }

    fn spend(&mut self, words: usize) -> Result<(), Fault> {
        self.words = self.words.checked_sub(words).ok_or(Fault::ManyWords)?;
        Ok(())
    }

    /// Joins an instruction's first line with those that continue it.
    fn join(&mut self, first: &str) -> Joined {
        let mut joined = Joined { text: String::new(), has_empty_line: false };
        let mut line = first;
        while let Some(before) = continued(line, self.escape) {
            joined.text.push_str(before);
            line = loop {
                let Some(next) = self.scan.next() else { return joined };
                self.line += 1;
                if is_comment(next) {
                    continue;
                }
                let next = without_end(next);
                if !next.trim_start().is_empty() {
                    break next;
                }
                joined.has_empty_line = true;
            };
        }
        joined.text.push_str(line);
        joined
    }

    fn instruction(&mut self, text: &str, first: usize) -> Result<Instruction, Fault> {
        if text.len() > limits::INSTRUCTION {
            return Err(Fault::LargeInstruction);
        }
        let mut instruction = arguments::instruction(text, self.escape, Span::new(first, self.line), 0)?;
        self.spend(instruction.size())?;
        if heredoc::may_follow(&instruction) && text.contains("<<") {
            for mark in heredoc::marks(text)? {
                let content = self.content(&mark)?;
                instruction.heredocs.push(Heredoc { content, ..mark });
            }
            instruction.extend(Span::new(first, self.line));
        }
        instruction.comments = std::mem::take(&mut self.comments);
        Ok(instruction)
    }

    /// The lines up to the heredoc's end, as they stand.
    fn content(&mut self, mark: &Heredoc) -> Result<String, Fault> {
        let mut content = String::new();
        for line in self.scan.by_ref() {
            self.line += 1;
            let end = without_end(line);
            let end = if mark.strips_tabs { end.trim_start_matches('\t') } else { end };
            if end == mark.name {
                return Ok(content);
            }
            content.push_str(line);
        }
        Err(Fault::UnterminatedHeredoc)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dockerfile::{Arguments, Pair, Separator, excerpt};

    fn parse(text: &str) -> Dockerfile {
        Dockerfile::parse(text.as_bytes()).unwrap()
    }

    fn fault(text: &str) -> (String, Span) {
        let error = Dockerfile::parse(text.as_bytes()).unwrap_err();
        (error.to_string(), error.span)
    }

    fn line(text: &str) -> Arguments {
        Arguments::Line(text.to_string())
    }

    #[test]
    fn continued_lines_are_joined_past_comments_and_empty_lines() {
        let file = parse("\u{feff}FROM a\r\n\r\n  # about\n  RUN a \\\n# inside\n  b \\\n\n   c\n");
        assert_eq!(file.instructions[0].arguments, Arguments::Words(vec!["a".to_string()]));
        let run = &file.instructions[1];
        assert_eq!(run.original, "RUN a   b    c");
        assert_eq!(run.span, Span::new(4, 8));
        assert_eq!(run.comments, ["# about"], "only the first character goes, a blank here");
        let [warning] = file.empty_continuations.as_slice() else { panic!("one warning") };
        assert_eq!((warning.instruction.as_str(), warning.span), ("RUN a   b    c", Span::line(8)));
    }

    #[test]
    fn an_instruction_may_end_with_the_file() {
        assert_eq!(parse("FROM a\nRUN b \\").instructions[1].original, "RUN b ");
        assert_eq!(parse("FROM a\n\\").instructions[1].name, "");
    }

    #[test]
    fn directives_count_at_the_top_only() {
        let file = parse("# syntax=x\n# escape=`\nFROM a\nRUN b `\n c\n");
        assert_eq!(file.escape, '`');
        assert_eq!(file.instructions[1].original, "RUN b  c");
        assert_eq!(file.instructions[0].comments, Vec::<String>::new());
        assert_eq!(parse("# about\n# escape=`\nFROM a").instructions[0].comments, ["about", "escape=`"]);
        assert_eq!(
            fault("# escape=x\nFROM a"),
            ("invalid escape token 'x' does not match ` or \\".to_string(), Span::line(0))
        );
        assert_eq!(
            fault("# escape=`\n# escape=`\nFROM a"),
            ("only one escape parser directive can be used".to_string(), Span::line(1))
        );
    }

    #[test]
    fn comments_gather_until_an_instruction_or_an_empty_comment() {
        let file = parse("# a\n\n# b\nFROM x\n# c\n#\n# d\nRUN y\nRUN z");
        let comments: Vec<_> = file.instructions.iter().map(|found| found.comments.join("|")).collect();
        assert_eq!(comments, ["a|b", "d", ""]);
    }

    #[test]
    fn heredocs_follow_in_order() {
        let file = parse("FROM a\nCOPY <<A 3<<-'B' /x/\n$one\nA\n\ttwo\r\n\tB\nRUN c\n");
        let copy = &file.instructions[1];
        assert_eq!(copy.span, Span::new(2, 6));
        assert_eq!(copy.original, "COPY <<A 3<<-'B' /x/");
        let heredoc = |name: &str, descriptor, expands, strips_tabs, content: &str| Heredoc {
            name: name.to_string(),
            descriptor,
            expands,
            strips_tabs,
            content: content.to_string(),
        };
        assert_eq!(copy.heredocs, [heredoc("A", 0, true, false, "$one\n"), heredoc("B", 3, false, true, "\ttwo\r\n")]);
        assert_eq!(file.instructions[2].span, Span::line(7));
    }

    #[test]
    fn only_run_copy_and_add_take_heredocs_and_not_in_json_form() {
        for text in ["FROM a\nCMD <<E\n", "FROM a\nRUN [\"<<E\"]\n", "FROM a\nRUN cat <<< E\n", "FROM a\nRUN '<<E'\n"] {
            assert!(parse(text).instructions[1].heredocs.is_empty(), "{text}");
        }
        let file = parse("FROM a\nONBUILD RUN <<E\nx\nE\n");
        assert_eq!(file.instructions[1].heredocs[0].content, "x\n");
        let text = "FROM busybox:1.37\nRUN <<EOF\necho hi\n";
        let error = Dockerfile::parse(text.as_bytes()).unwrap_err();
        assert_eq!(error.fault, Fault::UnterminatedHeredoc);
        assert!(excerpt("D", text, &[error.span]).contains("   3 | >>> echo hi\n   4 |     \n"));
    }

    #[test]
    fn arguments_have_their_instructions_form() {
        let arguments = |text: &str| parse(text).instructions.remove(0).arguments;
        let words = |list: &[&str]| list.iter().map(|word| word.to_string()).collect::<Vec<_>>();
        let pair = |name: &str, value: &str, separator| {
            let (name, value) = (name.to_string(), value.to_string());
            Pair { name, value, separator }
        };
        assert_eq!(arguments("from  a \t as b"), Arguments::Words(words(&["a", "as", "b"])));
        assert_eq!(arguments("COPY [\"a b\", \"c\"]"), Arguments::Json(words(&["a b", "c"])));
        assert_eq!(arguments("COPY ['a', 'b']"), Arguments::Words(words(&["['a',", "'b']"])));
        assert_eq!(arguments("CMD [\"a\"]"), Arguments::Json(words(&["a"])));
        assert_eq!(arguments("CMD  [\"a\" b "), line("[\"a\" b"));
        assert_eq!(arguments("CMD"), Arguments::None);
        assert_eq!(arguments("USER  a b "), line("a b"));
        assert_eq!(arguments("ARG a b=\"c d\""), Arguments::Words(words(&["a", "b=\"c d\""])));
        assert_eq!(
            arguments("ENV a=b c='d e'"),
            Arguments::Pairs(vec![pair("a", "b", Separator::Equals), pair("c", "'d e'", Separator::Equals)])
        );
        assert_eq!(arguments("LABEL a  b=c d"), Arguments::Pairs(vec![pair("a", "b=c d", Separator::Space)]));
        assert_eq!(
            arguments("HEALTHCHECK --retries=3 CMD [\"a\"]"),
            Arguments::Check { kind: "CMD".to_string(), command: Box::new(Arguments::Json(words(&["a"]))) }
        );
        assert_eq!(arguments("FOO --x y"), Arguments::Unread);
        let Arguments::Inner(inner) = arguments("ONBUILD RUN --x y") else { panic!("an inner instruction") };
        assert_eq!((inner.original.as_str(), inner.arguments), ("RUN --x y", line("y")));
        assert_eq!(arguments("ONBUILD HEALTHCHECK CMD a b").words(), ["HEALTHCHECK", "CMD", "a b"]);
    }

    #[test]
    fn faults_have_buildkits_words_and_places() {
        assert_eq!(fault(""), ("file with no instructions".to_string(), Span::line(0)));
        assert_eq!(fault("# a\n\n"), ("file with no instructions".to_string(), Span::line(2)));
        assert_eq!(fault("ENV a"), ("ENV must have two arguments".to_string(), Span::line(1)));
        assert_eq!(
            fault("FROM a\nLABEL a=b \\\n c"),
            ("Syntax error - can't find = in \"c\". Must be of the form: name=value".to_string(), Span::new(2, 3))
        );
        assert_eq!(fault("CMD [1]").0, "when using JSON array syntax, arrays must be comprised of strings only");
    }

    #[test]
    fn sizes_have_limits() {
        let long = format!("FROM a\nRUN {}\n", "x".repeat(1 << 20));
        assert_eq!(fault(&long), ("dockerfile line greater than max allowed size of 65535".to_string(), Span::line(1)));
        assert_eq!(parse(&format!("RUN {}\n", "x".repeat(limits::LINE - 4))).instructions.len(), 1);
        assert_eq!(fault(&"x\n".repeat(limits::INSTRUCTIONS + 1)).0, "dockerfile has more than 50000 instructions");
        assert_eq!(fault(&" ".repeat(limits::FILE + 1)).0, "dockerfile greater than max allowed size of 16777216");
        let marks = format!("RUN {}", "<<A ".repeat(limits::HEREDOCS + 1));
        assert_eq!(fault(&marks).0, "instruction has more than 1000 heredocs");
        assert_eq!(parse(&"FROM a\n".repeat(10_000)).instructions.len(), 10_000);
        let joined = |word: &str, count| format!("ENV a=b{}\n", format!(" \\\n{word}").repeat(count));
        assert_eq!(
            fault(&joined(&"x".repeat(99), 11_000)).0,
            "dockerfile instruction greater than max allowed size of 1048576"
        );
        assert_eq!(fault(&joined("c=d", 60_000).repeat(2)).0, "dockerfile has more than 200000 words");
        assert_eq!(fault(&"# a\n".repeat(limits::WORDS + 1)).0, "dockerfile has more than 200000 words");
        let mut deep = parse(&"ONBUILD ".repeat(8_000)).instructions.remove(0).arguments;
        for _ in 0..=limits::ONBUILD_DEPTH {
            deep = match deep {
                Arguments::Inner(inner) => inner.arguments,
                other => other,
            };
        }
        assert_eq!(deep, Arguments::Unread);
    }
}
