//! Reading a receipt: strictly, within limits, with the line of what is wrong.

use std::str::FromStr;

use super::receipt::{NAME_BYTES, RECEIPT_BYTES, RECEIPT_VERSION, Receipt, WORDS_BYTES};
use crate::clock::Timestamp;
use crate::lesson::{Act, Deed, TRAIL_ACTS};
use crate::oci::Digest;
use crate::sandbox::{Secret, TerminalSize};
use crate::tell::is_language;
use crate::text::{escaped, unescaped};

/// Columns and rows that a terminal may have.
const SIDE_LIMIT: u16 = 4096;

/// Why something is no receipt.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    #[error("it has more than {RECEIPT_BYTES} bytes")]
    TooLarge,
    #[error("line {0}: it is no text (UTF-8)")]
    NoText(usize),
    #[error("it was written by a newer layercake (version {0} of the form; this one knows {RECEIPT_VERSION})")]
    Newer(u32),
    #[error("line {line}: {fault}")]
    Line { line: usize, fault: ReceiptFault },
    #[error("it was edited: the last line is not the digest of the lines before it")]
    Edited,
    #[error("its line ends were changed (CR LF, as Windows has them)")]
    LineEnds,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptFault {
    #[error("the file ends where `{0}` should stand")]
    Ends(&'static str),
    #[error("`{0}` should stand here")]
    Expected(&'static str),
    #[error("`{0}` is not what stands after this word")]
    Value(&'static str),
    #[error("more than {limit} {what}")]
    TooMany { what: &'static str, limit: usize },
    #[error("a line of what was done has seconds, a sign, and a text")]
    Act,
    #[error("nothing stands after the digest")]
    More,
    #[error("this is not how layercake writes it")]
    Odd,
}

/// What was done to a file that can still be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// Its digest is not that of its lines.
    Edited,
    /// Its line ends are others.
    LineEnds,
}

impl Receipt {
    /// The receipt in a file, if nobody has touched it.
    ///
    /// # Errors
    ///
    /// Whatever [`Receipt::read`] cannot read, and each of its flaws.
    pub fn parse(bytes: &[u8]) -> Result<Receipt, ReceiptError> {
        let (receipt, flaws) = Receipt::read(bytes)?;
        match flaws.first() {
            Some(Flaw::Edited) => Err(ReceiptError::Edited),
            Some(Flaw::LineEnds) => Err(ReceiptError::LineEnds),
            None => Ok(receipt),
        }
    }

    /// The receipt in a file, and what was done to it.
    ///
    /// # Errors
    ///
    /// It is too large, no text, of a newer form, or a line (from 1) is not as a receipt's.
    pub fn read(bytes: &[u8]) -> Result<(Receipt, Vec<Flaw>), ReceiptError> {
        if bytes.len() > RECEIPT_BYTES {
            return Err(ReceiptError::TooLarge);
        }
        let text = std::str::from_utf8(bytes).map_err(|wrong| {
            ReceiptError::NoText(1 + bytes[..wrong.valid_up_to()].iter().filter(|byte| **byte == b'\n').count())
        })?;
        let mut flaws = Vec::new();
        let unix = text.replace("\r\n", "\n");
        if unix.len() != text.len() {
            flaws.push(Flaw::LineEnds);
        }
        let mut reader = Reader { lines: unix.split('\n'), number: 0 };
        let receipt = reader.receipt()?;
        let written = receipt.without_digest();
        let digest: Digest = reader.value("digest")?;
        reader.end()?;
        // One receipt has one form: whatever else it could mean, it was not written by the program.
        let odd = unix.split('\n').zip(written.split('\n')).position(|(theirs, ours)| theirs != ours);
        if !unix.starts_with(&written) {
            return Err(ReceiptError::Line { line: odd.unwrap_or_default() + 1, fault: ReceiptFault::Odd });
        }
        if Digest::of(written.as_bytes()) != digest {
            flaws.insert(0, Flaw::Edited);
        }
        Ok((receipt, flaws))
    }

    /// Who says to have handed in a file that may be no receipt, and for which exercise.
    pub fn claimed(bytes: &[u8]) -> (String, String) {
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(8 * NAME_BYTES)]);
        let find = |word: &str| text.lines().find_map(|line| line.strip_prefix(word)).unwrap_or_default().trim();
        let short = |name: &str| name.chars().take(NAME_BYTES).collect::<String>();
        (short(find("student ")), short(find("exercise ")))
    }
}

struct Reader<'a> {
    lines: std::str::Split<'a, char>,
    /// Of the line that was read last, from 1.
    number: usize,
}

impl<'a> Reader<'a> {
    fn error(&self, fault: ReceiptFault) -> ReceiptError {
        ReceiptError::Line { line: self.number, fault }
    }

    fn line(&mut self, wanted: &'static str) -> Result<&'a str, ReceiptError> {
        self.number += 1;
        self.lines.next().ok_or(ReceiptFault::Ends(wanted)).map_err(|fault| self.error(fault))
    }

    /// What stands after a word.
    fn text(&mut self, word: &'static str) -> Result<&'a str, ReceiptError> {
        let line = self.line(word)?;
        if line.is_empty() && self.lines.clone().next().is_none() {
            return Err(self.error(ReceiptFault::Ends(word)));
        }
        let after = line.strip_prefix(word).and_then(|rest| rest.strip_prefix(' '));
        after.ok_or_else(|| self.error(ReceiptFault::Expected(word)))
    }

    fn value<T: FromStr>(&mut self, word: &'static str) -> Result<T, ReceiptError> {
        let text = self.text(word)?;
        text.parse().map_err(|_| self.error(ReceiptFault::Value(word)))
    }

    /// A number of lines that follow.
    fn count(&mut self, word: &'static str, limit: usize) -> Result<usize, ReceiptError> {
        let count = self.value(word)?;
        if count > limit {
            return Err(self.error(ReceiptFault::TooMany { what: word, limit }));
        }
        Ok(count)
    }

    /// One line that says something and hides nothing.
    fn name(&mut self, word: &'static str) -> Result<String, ReceiptError> {
        let text = self.text(word)?;
        if !is_name(text) {
            return Err(self.error(ReceiptFault::Value(word)));
        }
        Ok(text.into())
    }

    fn receipt(&mut self) -> Result<Receipt, ReceiptError> {
        match self.value::<u32>("layercake receipt")? {
            RECEIPT_VERSION => {}
            0 => return Err(self.error(ReceiptFault::Value("layercake receipt"))),
            newer => return Err(ReceiptError::Newer(newer)),
        }
        Ok(Receipt {
            course: self.name("course")?,
            exercise: self.name("exercise")?,
            text: self.value("text")?,
            program: self.name("program")?,
            student: self.name("student")?,
            seed: {
                let text = self.text("seed")?;
                u64::from_str_radix(text, 16).map_err(|_| self.error(ReceiptFault::Value("seed")))?
            },
            terminal: {
                let text = self.text("terminal")?;
                size(text).ok_or_else(|| self.error(ReceiptFault::Value("terminal")))?
            },
            language: {
                let code = self.text("language")?;
                spoken(code).ok_or_else(|| self.error(ReceiptFault::Value("language")))?
            },
            handed: {
                let text = self.text("handed")?;
                Timestamp::parse(text).ok_or_else(|| self.error(ReceiptFault::Value("handed")))?
            },
            attempts: self.value("attempts")?,
            hints: self.value("hints")?,
            world: self.value("world")?,
            words: self.words()?,
            acts: self.acts()?,
        })
    }

    fn words(&mut self) -> Result<String, ReceiptError> {
        let count = self.count("words", WORDS_BYTES)?;
        let mut words = Vec::new();
        for _ in 0..count {
            let line = self.text("|")?;
            words.push(unescaped_text(line).ok_or_else(|| self.error(ReceiptFault::Value("|")))?);
        }
        let words = words.join("\n");
        if words.len() > WORDS_BYTES {
            return Err(self.error(ReceiptFault::TooMany { what: "bytes of words", limit: WORDS_BYTES }));
        }
        Ok(words)
    }

    fn acts(&mut self) -> Result<Vec<Act>, ReceiptError> {
        let count = self.count("acts", TRAIL_ACTS)?;
        let mut acts = Vec::with_capacity(count);
        for _ in 0..count {
            let line = self.line("acts")?;
            acts.push(act(line).ok_or_else(|| self.error(ReceiptFault::Act))?);
        }
        Ok(acts)
    }

    /// Nothing but the last newline is left.
    fn end(&mut self) -> Result<(), ReceiptError> {
        self.number += 1;
        match (self.lines.next(), self.lines.next()) {
            (Some(""), None) => Ok(()),
            _ => Err(self.error(ReceiptFault::More)),
        }
    }
}

/// Whether a text can be a name in a receipt.
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= NAME_BYTES && text.trim() == text && escaped(text.as_bytes()) == text
}

fn size(text: &str) -> Option<TerminalSize> {
    let (columns, rows) = text.split_once('x')?;
    let side = |text: &str| text.parse().ok().filter(|side| (1..=SIDE_LIMIT).contains(side));
    Some(TerminalSize { columns: side(columns)?, rows: side(rows)? })
}

fn spoken(code: &str) -> Option<String> {
    is_language(code).then(|| code.into())
}

fn unescaped_text(text: &str) -> Option<String> {
    String::from_utf8(unescaped(text)?).ok()
}

fn act(line: &str) -> Option<Act> {
    let (seconds, rest) = line.split_once(' ')?;
    let seconds = seconds.parse().ok()?;
    let deed = match rest.split_once(' ') {
        None => match rest {
            "^D" => Deed::End,
            "^C" => Deed::Interrupt,
            "~" => Deed::Resumed,
            _ => return None,
        },
        Some(("$", text)) => Deed::Line(unescaped_text(text)?),
        Some((">", text)) => Deed::Input(unescaped_text(text)?),
        Some(("*", seal)) => Deed::Secret(Secret::of_seal(seal)?),
        Some(("!", text)) => Deed::Stopped(unescaped_text(text)?),
        Some(("#", text)) => Deed::Resized(size(text)?),
        Some(("@", code)) => Deed::Spoken(spoken(code)?),
        Some(("e", text)) => {
            let (path, content) = text.split_once('\t')?;
            unescaped(content)?;
            Deed::Edit { path: unescaped_text(path)?, content: content.into() }
        }
        Some(_) => return None,
    };
    Some(Act { seconds, deed })
}
