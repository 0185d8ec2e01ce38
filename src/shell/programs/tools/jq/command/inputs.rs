//! [`Inputs`]: values out of the files that were named, one when it is asked for; and whatever else a filter asks of its
//! program.

use std::collections::VecDeque;

use bytes::Bytes;

use super::options::Options;
use crate::allowance::insist;
use crate::shell::programs::tools::jq::json::{Reader, Style, written};
use crate::shell::programs::tools::jq::machine::Host;
use crate::shell::programs::tools::jq::paths;
use crate::shell::programs::tools::jq::value::{List, Map, Value};
use crate::shell::{Process, Stop, Stream};

pub struct Inputs<'p, 'a> {
    process: &'p mut Process<'a>,
    waiting: VecDeque<String>,
    bytes: Bytes,
    at: usize,
    name: Option<String>,
    reader: Reader,
    raw: bool,
    slurp: bool,
    stream: bool,
    /// Events of a value that was read.
    events: VecDeque<Value>,
    ended: bool,
    style: Style,
    /// Files that could not be opened.
    pub failures: usize,
}

type Found = Option<Result<Value, String>>;

impl<'p, 'a> Inputs<'p, 'a> {
    pub fn new(process: &'p mut Process<'a>, options: &Options, style: &Style) -> Self {
        let mut waiting: VecDeque<String> = options.files.iter().cloned().collect();
        if waiting.is_empty() {
            waiting.push_back("-".into());
        }
        Inputs {
            process,
            waiting,
            bytes: Bytes::new(),
            at: 0,
            name: None,
            reader: Reader::new(options.sequence),
            raw: options.raw_input,
            slurp: options.slurp,
            stream: options.stream,
            events: VecDeque::new(),
            ended: false,
            style: Style { indent: None, ..style.clone() },
            failures: 0,
        }
    }

    pub fn print(&mut self, text: &str) -> Result<(), Stop> {
        self.process.print(text)
    }

    pub fn complain(&mut self, text: &str) -> Result<(), Stop> {
        self.process.output.write(Stream::Err, text.as_bytes())
    }

    pub fn step(&mut self) -> Result<(), Stop> {
        self.process.system.step()
    }

    /// Where what was read last stands.
    pub fn place(&self) -> String {
        match &self.name {
            Some(name) => format!("{name}:{}", self.line()),
            None => "<unknown>".into(),
        }
    }

    /// Goes on to the next file that there is.
    fn open_next(&mut self) -> Result<bool, Stop> {
        while let Some(file) = self.waiting.pop_front() {
            (self.bytes, self.at) = (Bytes::new(), 0);
            self.name = Some(if file == "-" { "<stdin>".into() } else { file.clone() });
            match self.process.open(&file)? {
                Ok(content) => {
                    self.bytes = self.process.take_in(&content)?;
                    // A mark of the order of bytes is no part of the text.
                    self.at = if self.bytes.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
                    return Ok(true);
                }
                Err(errno) => {
                    self.failures += 1;
                    self.complain(&format!("jq: error: Could not open file {file}: {errno}\n"))?;
                }
            }
        }
        Ok(false)
    }

    pub fn next_input(&mut self) -> Result<Found, Stop> {
        if !self.slurp {
            return self.one();
        }
        if self.ended {
            return Ok(None);
        }
        if self.raw {
            let mut text = String::new();
            while self.at < self.bytes.len() || self.open_next()? {
                text += &String::from_utf8_lossy(&self.bytes);
                self.at = self.bytes.len();
            }
            self.ended = true;
            return Ok(Some(Ok(text.into())));
        }
        let mut all = List::default();
        loop {
            match self.one()? {
                None => break,
                Some(Err(words)) => return Ok(Some(Err(words))),
                Some(Ok(value)) => {
                    insist(1);
                    if let Err(deep) = all.push(value) {
                        return Ok(Some(Err(deep.text().map(|text| text.to_string()).unwrap_or_default())));
                    }
                }
            }
        }
        self.ended = true;
        Ok(Some(Ok(Value::List(all.into()))))
    }

    fn one(&mut self) -> Result<Found, Stop> {
        if let Some(event) = self.events.pop_front() {
            return Ok(Some(Ok(event)));
        }
        let found = if self.raw { self.line_of_text()? } else { self.value()? };
        match found {
            Some(Ok(value)) if self.stream && !self.raw => {
                if let Err(problem) = events(value, &mut self.events) {
                    return Ok(Some(Err(problem.text().map(|text| text.to_string()).unwrap_or_default())));
                }
                Ok(self.events.pop_front().map(Ok))
            }
            found => Ok(found),
        }
    }

    fn value(&mut self) -> Result<Found, Stop> {
        if self.ended {
            return Ok(None);
        }
        loop {
            match self.reader.value(&self.bytes, &mut self.at) {
                Ok(None) if self.open_next()? => {}
                Ok(None) => {
                    self.ended = !self.slurp;
                    return Ok(self.reader.end().transpose());
                }
                found => return Ok(found.transpose()),
            }
        }
    }

    fn line_of_text(&mut self) -> Result<Found, Stop> {
        let mut line = Vec::new();
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            if let Some(length) = rest.iter().position(|byte| *byte == b'\n') {
                line.extend_from_slice(rest.get(..length).unwrap_or_default());
                self.at += length + 1;
                insist(line.len() as u64);
                return Ok(Some(Ok(String::from_utf8_lossy(&line).into_owned().into())));
            }
            line.extend_from_slice(rest);
            self.at = self.bytes.len();
            if !self.open_next()? {
                let text = String::from_utf8_lossy(&line).into_owned();
                return Ok((!text.is_empty()).then(|| Ok(text.into())));
            }
        }
    }
}

/// A value as `--stream` gives it: each leaf with its path, and the end of each list and object.
fn events(value: Value, all: &mut VecDeque<Value>) -> Result<(), Value> {
    let (mut at, mut path) = (value, Vec::new());
    // What is open, its keys, and how many of them were seen.
    let mut open: Vec<(Value, Vec<Value>, usize)> = Vec::new();
    loop {
        insist(1 + path.len() as u64);
        let keys: Vec<Value> = match &at {
            Value::List(list) => (0..list.items().len()).map(Value::count).collect(),
            Value::Map(map) => map.rows().map(|(key, _)| Value::Text(key.clone())).collect(),
            _ => Vec::new(),
        };
        if keys.is_empty() {
            all.push_back(Value::list(vec![Value::list(path.clone())?, at])?);
        } else {
            open.push((at, keys, 0));
        }
        loop {
            let depth = open.len();
            let Some((outer, keys, seen)) = open.last_mut() else { return Ok(()) };
            path.truncate(depth - 1);
            if let Some(key) = keys.get(*seen) {
                at = paths::get(outer, key)?;
                path.push(key.clone());
                *seen += 1;
                break;
            }
            path.extend(keys.last().cloned());
            all.push_back(Value::list(vec![Value::list(path.clone())?])?);
            open.pop();
        }
    }
}

impl Host for Inputs<'_, '_> {
    fn input(&mut self) -> Result<Option<Result<Value, String>>, Stop> {
        self.next_input()
    }

    fn debug(&mut self, value: &Value) -> Result<(), Stop> {
        let pair = Value::list(vec!["DEBUG:".into(), value.clone()]).unwrap_or_default();
        let text = written(&pair, &self.style);
        self.complain(&format!("{text}\n"))
    }

    fn stderr(&mut self, value: &Value) -> Result<(), Stop> {
        match value {
            Value::Text(text) => self.complain(text),
            other => self.complain(&written(other, &Style::default())),
        }
    }

    fn now(&mut self) -> f64 {
        let now = self.process.system.clock().now();
        now.seconds() as f64 + f64::from(now.subsecond_nanos() / 1000) / 1e6
    }

    fn environment(&self) -> Value {
        let mut map = Map::default();
        for (name, value) in self.process.environment.iter() {
            let _ = map.insert(name.as_str().into(), value.as_str().into());
        }
        Value::Map(map.into())
    }

    fn filename(&self) -> Option<String> {
        self.name.clone()
    }

    /// Lines that were read: a line is read wholly.
    fn line(&self) -> usize {
        let read = self.bytes.get(..self.at).unwrap_or_default();
        let whole = read.iter().filter(|byte| **byte == b'\n').count();
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        whole + usize::from(!read.is_empty() && !read.ends_with(b"\n") && rest.contains(&b'\n'))
    }
}
