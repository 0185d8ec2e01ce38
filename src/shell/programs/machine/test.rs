//! `test` and `[` (POSIX): files, strings, numbers.

use super::{Applet, Ended};
use crate::shell::programs::text::regex::{Style, compile};
use crate::shell::{Dialect, Input, Process, Stream};
use crate::vfs::FileType;

pub(super) static PROGRAM: Applet =
    Applet { names: &["test", "["], about: "tells whether something is so by its exit code", usage: "EXPRESSION", run };

/// Parentheses and negations inside one another.
const DEEPEST: usize = 50;

fn run(process: &mut Process<'_>) -> Ended {
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec();
    if process.name() == "[" && words.pop().as_deref() != Some("]") {
        return process.fail(2, "missing ]");
    }
    let mut expression = Expression { process, words: &words, at: 0, depth: 0 };
    let result = expression.whole();
    match result {
        Ok(value) => Ok(i32::from(!value)),
        Err(words) => process.fail(2, &words),
    }
}

struct Expression<'e, 'p> {
    process: &'e mut Process<'p>,
    words: &'e [String],
    at: usize,
    depth: usize,
}

type Truth = Result<bool, String>;

const BINARY: [&str; 15] =
    ["=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef", "=~"];

/// Whether a word asks something of the one after it.
fn is_unary(word: &str) -> bool {
    word.len() == 2 && word.starts_with('-')
}

impl Expression<'_, '_> {
    fn word(&self, ahead: usize) -> Option<&str> {
        self.words.get(self.at + ahead).map(String::as_str)
    }

    /// POSIX: what the operands mean depends on how many there are.
    fn whole(&mut self) -> Truth {
        match self.words {
            [] => return Ok(false),
            [one] => return Ok(!one.is_empty()),
            [not, one] if not == "!" => return Ok(one.is_empty()),
            [left, operator, right] if BINARY.contains(&operator.as_str()) => {
                let (left, operator, right) = (left.clone(), operator.clone(), right.clone());
                return self.binary(&left, &operator, &right);
            }
            _ => {}
        }
        let value = self.or()?;
        match self.word(0) {
            None => Ok(value),
            Some(word) if self.process.busybox() => Err(format!("{word}: unknown operand")),
            Some(_) => {
                let before = self.at.checked_sub(1).and_then(|at| self.words.get(at)).map_or("", String::as_str);
                Err(format!("{before}: unexpected operator"))
            }
        }
    }

    fn dialect(&self) -> Dialect {
        if self.process.busybox() { Dialect::Ash } else { Dialect::Dash }
    }

    fn or(&mut self) -> Truth {
        let mut value = self.and()?;
        while matches!(self.word(0), Some("-o" | "||")) {
            self.at += 1;
            value |= self.and()?;
        }
        Ok(value)
    }

    fn and(&mut self) -> Truth {
        let mut value = self.not()?;
        while matches!(self.word(0), Some("-a" | "&&")) {
            self.at += 1;
            value &= self.not()?;
        }
        Ok(value)
    }

    fn not(&mut self) -> Truth {
        let mut negated = false;
        while self.word(0) == Some("!") && self.word(1).is_some() {
            negated = !negated;
            self.at += 1;
        }
        Ok(self.primary()? != negated)
    }

    fn primary(&mut self) -> Truth {
        let Some(first) = self.word(0).map(str::to_string) else { return Err("argument expected".into()) };
        if let (Some(operator), Some(right)) = (self.word(1), self.word(2))
            && BINARY.contains(&operator)
        {
            let (operator, right) = (operator.to_string(), right.to_string());
            self.at += 3;
            return self.binary(&first, &operator, &right);
        }
        if let Some(operator) = self.word(1).filter(|word| BINARY.contains(word))
            && self.process.busybox()
            && !is_unary(&first)
            && first != "("
        {
            return Err(format!("{operator}: argument expected"));
        }
        if first == "(" {
            self.depth += 1;
            if self.depth > DEEPEST {
                return Err("nested too deeply".into());
            }
            self.at += 1;
            let value = self.or()?;
            self.depth -= 1;
            if self.word(0) != Some(")") {
                return Err("closing paren expected".into());
            }
            self.at += 1;
            return Ok(value);
        }
        self.at += 1;
        let unary = is_unary(&first);
        match self.word(0).map(str::to_string) {
            Some(operand) if unary && !matches!(first.as_str(), "-a" | "-o") => {
                self.at += 1;
                self.unary(first.chars().nth(1).unwrap_or(' '), &operand)
            }
            _ => Ok(!first.is_empty()),
        }
    }

    fn number(&self, text: &str) -> Result<i64, String> {
        text.trim().parse().map_err(|_| match self.dialect() {
            Dialect::Ash => format!("{text}: bad number"),
            _ => format!("Illegal number: {text}"),
        })
    }

    fn binary(&mut self, left: &str, operator: &str, right: &str) -> Truth {
        let mtime = |this: &mut Self, path: &str| {
            let path = this.process.absolute(path);
            this.process.system.files().stat(&path, true).ok().map(|stat| (stat.mtime, stat.inode))
        };
        Ok(match operator {
            "=" | "==" => left == right,
            "!=" => left != right,
            "<" => left < right,
            ">" => left > right,
            "=~" => {
                let style = Style { extended: true, ..Style::default() };
                let regex = compile(right, style).map_err(|why| why.to_string())?;
                regex.is_match(left).map_err(|why| why.to_string())?
            }
            "-nt" => mtime(self, left).map(|of| of.0) > mtime(self, right).map(|of| of.0),
            "-ot" => mtime(self, left).map(|of| of.0) < mtime(self, right).map(|of| of.0),
            "-ef" => {
                let (left, right) = (mtime(self, left), mtime(self, right));
                left.is_some() && left.map(|of| of.1) == right.map(|of| of.1)
            }
            _ => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                match operator {
                    "-eq" => left == right,
                    "-ne" => left != right,
                    "-lt" => left < right,
                    "-le" => left <= right,
                    "-gt" => left > right,
                    _ => left >= right,
                }
            }
        })
    }

    fn unary(&mut self, operator: char, operand: &str) -> Truth {
        match operator {
            'n' => return Ok(!operand.is_empty()),
            'z' => return Ok(operand.is_empty()),
            't' => {
                return Ok(match operand {
                    "0" => matches!(self.process.stdin, Input::Terminal),
                    "1" => self.process.output.terminal(Stream::Out).is_some(),
                    "2" => self.process.output.terminal(Stream::Err).is_some(),
                    _ => false,
                });
            }
            _ => {}
        }
        let path = self.process.absolute(operand);
        let files = self.process.system.files();
        let stat = files.stat(&path, !matches!(operator, 'h' | 'L'));
        let kind = stat.as_ref().ok().map(|stat| stat.kind);
        let mode = stat.as_ref().map_or(0, |stat| stat.mode);
        Ok(match operator {
            'e' => kind.is_some(),
            'f' => kind == Some(FileType::File),
            'd' => kind == Some(FileType::Directory),
            'h' | 'L' => kind == Some(FileType::Symlink),
            'b' => kind == Some(FileType::BlockDevice),
            'c' => kind == Some(FileType::CharDevice),
            'p' => kind == Some(FileType::Fifo),
            'S' => false,
            's' => stat.is_ok_and(|stat| stat.size > 0),
            'r' => files.may(&path, 4).is_ok(),
            'w' => files.may(&path, 2).is_ok(),
            'x' => {
                let runnable = kind == Some(FileType::Directory) || mode & 0o111 != 0;
                runnable && files.may(&path, 1).is_ok()
            }
            'u' => mode & 0o4000 != 0,
            'g' => mode & 0o2000 != 0,
            'k' => mode & 0o1000 != 0,
            'O' => stat.is_ok_and(|stat| stat.uid == files.identity().uid),
            'G' => stat.is_ok_and(|stat| stat.gid == files.identity().gid),
            other => return Err(format!("-{other}: unexpected operator")),
        })
    }
}
