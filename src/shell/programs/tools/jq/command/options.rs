//! The words after `jq`.

use std::rc::Rc;

use super::{SYSTEM, version};
use crate::shell::programs::Bail;
use crate::shell::programs::tools::jq::json::{self, Reader};
use crate::shell::programs::tools::jq::value::Value;
use crate::shell::{Input, Process, Stream};

/// What jq shall do.
#[derive(Debug)]
pub struct Options {
    pub filter: Option<String>,
    pub from_file: bool,
    pub files: Vec<String>,
    pub named: Vec<(Rc<str>, Value)>,
    pub positional: Vec<Value>,
    pub null: bool,
    pub slurp: bool,
    pub raw_input: bool,
    pub stream: bool,
    pub sequence: bool,
    pub raw: bool,
    pub joined: bool,
    pub nul: bool,
    pub ascii: bool,
    pub sorted: bool,
    pub colours: bool,
    pub exit_status: bool,
    pub indent: Option<String>,
}

/// A filter is to be run, or all that was asked for is said.
pub enum Asked {
    Filter(Box<Options>),
    Said(i32),
}

/// What operands are, besides the filter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operands {
    Files,
    Texts,
    Values,
}

/// Short options with their long names.
const SHORT: &[(char, &str)] = &[
    ('s', "slurp"),
    ('r', "raw-output"),
    ('j', "join-output"),
    ('c', "compact-output"),
    ('C', "color-output"),
    ('M', "monochrome-output"),
    ('a', "ascii-output"),
    ('S', "sort-keys"),
    ('R', "raw-input"),
    ('n', "null-input"),
    ('f', "from-file"),
    ('L', "library-path"),
    ('b', "binary"),
    ('e', "exit-status"),
    ('h', "help"),
    ('V', "version"),
];

struct Reading<'p, 'a> {
    process: &'p mut Process<'a>,
    words: std::vec::IntoIter<String>,
    options: Box<Options>,
    operands: Operands,
}

/// Reads all words.
pub fn read(process: &mut Process<'_>, words: Vec<String>) -> Result<Asked, Bail> {
    let options = Box::new(Options {
        filter: None,
        from_file: false,
        files: Vec::new(),
        named: Vec::new(),
        positional: Vec::new(),
        null: false,
        slurp: false,
        raw_input: false,
        stream: false,
        sequence: false,
        raw: false,
        joined: false,
        nul: false,
        ascii: false,
        sorted: false,
        colours: false,
        exit_status: false,
        indent: Some("  ".into()),
    });
    let mut reading = Reading { process, words: words.into_iter(), options, operands: Operands::Files };
    let mut only_operands = false;
    while let Some(word) = reading.words.next() {
        let mut letters = word.chars().skip(1);
        let option =
            word.starts_with('-') && letters.next().is_some_and(|next| next == '-' || next.is_ascii_alphabetic());
        if only_operands || !option {
            reading.operand(word)?;
        } else if word == "--" {
            only_operands = true;
        } else if let Some(long) = word.strip_prefix("--") {
            if let Some(status) = reading.option(long, &format!("--{long}"))? {
                return Ok(Asked::Said(status));
            }
        } else {
            let letters = word.trim_start_matches('-');
            for (at, letter) in letters.char_indices() {
                let long = SHORT.iter().find(|(short, _)| *short == letter).map(|(_, long)| *long);
                let rest = letters.get(at + 1..).unwrap_or_default();
                if letter == 'L' && !rest.is_empty() {
                    break;
                }
                if let Some(status) =
                    reading.option(long.unwrap_or_default(), &format!("-{}", letters.get(at..).unwrap_or_default()))?
                {
                    return Ok(Asked::Said(status));
                }
            }
        }
    }
    let terminal =
        matches!(reading.process.stdin, Input::Terminal) && reading.process.output.terminal(Stream::Out).is_some();
    let mut options = reading.options;
    if options.filter.is_none() && !options.from_file && !terminal {
        options.filter = Some(".".into());
    }
    Ok(Asked::Filter(options))
}

impl Reading<'_, '_> {
    fn operand(&mut self, word: String) -> Result<(), Bail> {
        if self.options.filter.is_none() {
            self.options.filter = Some(word);
            return Ok(());
        }
        match self.operands {
            Operands::Files => self.options.files.push(word),
            Operands::Texts => self.options.positional.push(word.into()),
            Operands::Values => match json::whole(&word) {
                Ok(value) => self.options.positional.push(value),
                Err(_) => return self.die("jq: invalid JSON text passed to --jsonargs\n"),
            },
        }
        Ok(())
    }

    fn die<T>(&mut self, text: &str) -> Result<T, Bail> {
        let help = "Use jq --help for help with command-line options,\n\
                    or see the jq manpage, or online docs  at https://jqlang.org\n";
        self.process.output.write(Stream::Err, format!("{text}{help}").as_bytes())?;
        Err(Bail::Status(SYSTEM))
    }

    /// An option by its long name; a status if there is nothing more to do.
    fn option(&mut self, long: &str, written: &str) -> Result<Option<i32>, Bail> {
        let options = &mut self.options;
        match long {
            "slurp" => options.slurp = true,
            "raw-output" => options.raw = true,
            "raw-output0" => (options.raw, options.joined, options.nul) = (true, true, true),
            "join-output" => (options.raw, options.joined) = (true, true),
            "compact-output" => options.indent = None,
            "color-output" => options.colours = true,
            "monochrome-output" => options.colours = false,
            "ascii-output" => options.ascii = true,
            "sort-keys" => options.sorted = true,
            "raw-input" => options.raw_input = true,
            "null-input" => options.null = true,
            "from-file" => options.from_file = true,
            "exit-status" => options.exit_status = true,
            "seq" => options.sequence = true,
            "stream" => options.stream = true,
            // All is written at once, and a text is the same to all.
            "unbuffered" | "binary" => {}
            "tab" => options.indent = Some("\t".into()),
            "args" => self.operands = Operands::Texts,
            "jsonargs" => self.operands = Operands::Values,
            "indent" => self.indent()?,
            "library-path" => {
                if self.words.next().is_none() {
                    return self.die("-L takes a parameter: (e.g. -L /search/path or -L/search/path)\n");
                }
            }
            "arg" | "argjson" | "slurpfile" | "rawfile" => self.variable(long)?,
            "help" => return super::usage(self.process, true).map(Some),
            "version" => {
                let version = version(self.process);
                self.process.print(&format!("jq-{version}\n"))?;
                return Ok(Some(0));
            }
            "stream-errors"
            | "build-configuration"
            | "debug-dump-disasm"
            | "debug-trace"
            | "debug-trace=all"
            | "run-tests" => {
                let text = format!("jq: layercake does not simulate --{long}\n");
                self.process.output.write(Stream::Err, text.as_bytes())?;
                return Err(Bail::Status(SYSTEM));
            }
            _ => return self.die(&format!("jq: Unknown option {written}\n")),
        }
        Ok(None)
    }

    fn indent(&mut self) -> Result<(), Bail> {
        let Some(word) = self.words.next() else { return self.die("jq: --indent takes one parameter\n") };
        match word.parse::<i64>() {
            // Without a blank, each value still has a line; one less is a tab.
            Ok(-1) => {
                self.options.indent = Some("\t".into());
                Ok(())
            }
            Ok(count @ 0..=7) => {
                self.options.indent = Some(" ".repeat(usize::try_from(count).unwrap_or(0)));
                Ok(())
            }
            _ => self.die("jq: --indent takes a number between -1 and 7\n"),
        }
    }

    /// `--arg` and its like: the first one of a name counts.
    fn variable(&mut self, long: &str) -> Result<(), Bail> {
        let (Some(name), Some(word)) = (self.words.next(), self.words.next()) else {
            let example = match long {
                "arg" => "varname value",
                "argjson" => "varname text",
                _ => "varname filename",
            };
            return self.die(&format!("jq: --{long} takes two parameters (e.g. --{long} {example})\n"));
        };
        if self.options.named.iter().any(|(own, _)| **own == *name) {
            return Ok(());
        }
        let value = match long {
            "arg" => Value::from(word),
            "argjson" => match json::whole(&word) {
                Ok(value) => value,
                Err(_) => return self.die("jq: invalid JSON text passed to --argjson\n"),
            },
            _ => match self.file(&word, long == "rawfile")? {
                Ok(value) => value,
                Err(words) => {
                    let text = format!("jq: Bad JSON in --{long} {name} {word}: {words}\n");
                    self.process.output.write(Stream::Err, text.as_bytes())?;
                    return Err(Bail::Status(SYSTEM));
                }
            },
        };
        self.options.named.push((name.into(), value));
        Ok(())
    }

    fn file(&mut self, path: &str, raw: bool) -> Result<Result<Value, String>, Bail> {
        let bytes = match load(self.process, path)? {
            Ok(bytes) => bytes,
            Err(words) => return Ok(Err(words)),
        };
        if raw {
            return Ok(Ok(String::from_utf8_lossy(&bytes).into_owned().into()));
        }
        let (mut reader, mut at, mut all) = (Reader::new(false), 0, Vec::new());
        let mut read = || -> Result<Value, String> {
            while let Some(value) = reader.value(&bytes, &mut at)? {
                all.push(value);
            }
            all.extend(reader.end()?);
            Value::list(std::mem::take(&mut all)).map_err(|_| String::new())
        };
        Ok(read())
    }
}

/// A file's bytes, or why it cannot be opened.
pub fn load(process: &mut Process<'_>, path: &str) -> Result<Result<bytes::Bytes, String>, Bail> {
    match process.open(path)? {
        Ok(content) => Ok(Ok(process.take_in(&content)?)),
        Err(errno) => Ok(Err(format!("Could not open {path}: {errno}"))),
    }
}
