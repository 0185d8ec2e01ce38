//! What awk writes to and reads from besides its operands: files and commands, until they are closed.

use std::collections::VecDeque;

use super::{MAX_TEXT, Machine, Ran};
use crate::content::Rope;
use crate::shell::launch::{Launch, launch};
use crate::shell::programs::Lines;
use crate::shell::programs::text::awk::syntax::{Expression, Place, To};
use crate::shell::programs::text::awk::value::Value;
use crate::shell::{Input, LaunchError, OutputBuffer, Stop, Stream};

/// Files and commands that may be open at once.
const MOST: usize = 1000;

/// Something that is written to.
pub(super) struct Sink {
    name: String,
    command: bool,
    bytes: Vec<u8>,
}

/// Something that is read from, record by record.
pub(super) struct Records {
    pub lines: Lines,
    /// Records that have been read already, where they do not end with lines.
    pub ready: VecDeque<String>,
}

impl Records {
    pub fn new(lines: Lines) -> Self {
        Records { lines, ready: VecDeque::new() }
    }
}

impl Machine<'_, '_> {
    /// Writes where a `print` says.
    pub(super) fn send(&mut self, text: &str, name: String, to: To) -> Ran<()> {
        match name.as_str() {
            "/dev/stdout" | "-" if to != To::Command => return Ok(self.process.print(text)?),
            "/dev/stderr" => return Ok(self.process.output.write(Stream::Err, text.as_bytes())?),
            "/dev/null" => return Ok(()),
            _ => {}
        }
        let command = to == To::Command;
        let known = self.sinks.iter().position(|sink| sink.name == name && sink.command == command);
        let place = match known {
            Some(place) => place,
            None => {
                if self.sinks.len() >= MOST {
                    return Err(Stop::Limit(format!("awk writes to at most {MOST} files and commands")).into());
                }
                if to == To::Over {
                    self.put(&name, Rope::new(), false)?;
                }
                self.sinks.push(Sink { name, command, bytes: Vec::new() });
                self.sinks.len() - 1
            }
        };
        let Some(sink) = self.sinks.get_mut(place) else { return Ok(()) };
        sink.bytes.extend_from_slice(text.as_bytes());
        if sink.bytes.len() > MAX_TEXT {
            return Err(Stop::Limit(format!("awk writes at most {MAX_TEXT} bytes to a file")).into());
        }
        Ok(())
    }

    fn put(&mut self, name: &str, content: Rope, adds: bool) -> Ran<()> {
        let path = self.process.absolute(name);
        let files = self.process.system.files();
        let put = if adds { files.append(&path, content, 0o666) } else { files.write(&path, content, 0o666) };
        match put {
            Ok(()) => Ok(()),
            Err(errno) => {
                let gnu = format!("can't redirect to {name}: {errno}");
                self.refuse(&gnu, &format!("can't open '{name}': {errno}"))
            }
        }
    }

    /// Brings what was written to its files.
    pub(super) fn flush(&mut self) -> Ran<()> {
        for place in 0..self.sinks.len() {
            let Some(sink) = self.sinks.get_mut(place).filter(|sink| !sink.command) else { continue };
            let (name, bytes) = (sink.name.clone(), std::mem::take(&mut sink.bytes));
            if !bytes.is_empty() {
                self.put(&name, Rope::from(bytes), true)?;
            }
        }
        Ok(())
    }

    /// Closes everything, first opened first.
    pub(super) fn close_all(&mut self) -> Ran<()> {
        self.flush()?;
        while !self.sinks.is_empty() {
            let sink = self.sinks.remove(0);
            self.end(sink)?;
        }
        Ok(())
    }

    /// `close`: the exit code of a command, 0 of a file, -1 of what was not open.
    pub(super) fn close(&mut self, name: &str) -> Ran<f64> {
        self.flush()?;
        if let Some(place) = self.sinks.iter().position(|sink| sink.name == name) {
            let sink = self.sinks.remove(place);
            return self.end(sink).map(f64::from);
        }
        let read = [true, false].map(|command| self.sources.remove(&(name.to_string(), command)).is_some());
        Ok(if read.contains(&true) { 0.0 } else { -1.0 })
    }

    fn end(&mut self, sink: Sink) -> Ran<i32> {
        if !sink.command {
            return Ok(0);
        }
        let mut stdin = Input::Data { content: Rope::from(sink.bytes), position: 0 };
        self.command(&sink.name, &mut stdin, None)
    }

    /// `system`
    pub(super) fn system(&mut self, command: &str) -> Ran<i32> {
        self.flush()?;
        let mut stdin = std::mem::take(&mut self.process.stdin);
        let ended = self.command(command, &mut stdin, None);
        self.process.stdin = stdin;
        ended
    }

    /// Runs a command line; what it prints goes to `output`, or where awk's own goes.
    fn command(&mut self, line: &str, stdin: &mut Input, output: Option<&mut OutputBuffer>) -> Ran<i32> {
        let process = &mut *self.process;
        let ended = launch(Launch {
            arguments: vec!["sh".into(), "-c".into(), line.into()],
            environment: process.environment.clone(),
            directory: process.directory.clone(),
            stdin,
            output: match output {
                Some(output) => output,
                None => &mut *process.output,
            },
            system: process.system,
            pid: process.pid.wrapping_add(1),
        });
        match ended {
            Ok(status) => Ok(status),
            Err(LaunchError::Stop(stop)) => Err(stop.into()),
            Err(error) => {
                self.process.complain(&format!("sh: {error}"))?;
                Ok(error.status())
            }
        }
    }

    /// `getline`: 1, at the end 0, and -1 where nothing can be read.
    pub(super) fn getline(&mut self, from: Option<&(Expression, bool)>, into: Option<&Place>) -> Ran<f64> {
        let Some((from, command)) = from else {
            let Some(record) = self.next_main()? else { return Ok(0.0) };
            return self.take_record(record, into).map(|()| 1.0);
        };
        let name = self.value(from)?.text("%.6g");
        let key = (name.clone(), *command);
        let mut records = match self.sources.remove(&key) {
            Some(records) => records,
            None if self.sources.len() >= MOST => {
                return Err(Stop::Limit(format!("awk reads from at most {MOST} files and commands")).into());
            }
            None => match self.open(&name, *command)? {
                Some(lines) => Records::new(lines),
                None => return Ok(-1.0),
            },
        };
        let record = self.next_record(&mut records)?;
        self.sources.insert(key, records);
        let Some(record) = record else { return Ok(0.0) };
        if *command {
            self.count(&["NR"]);
        }
        self.take_record(record, into).map(|()| 1.0)
    }

    fn take_record(&mut self, record: String, into: Option<&Place>) -> Ran<()> {
        match into {
            Some(place) => self.write(place, Value::Input(record)),
            None => self.set_record(record),
        }
    }

    fn open(&mut self, name: &str, command: bool) -> Ran<Option<Lines>> {
        self.flush()?;
        if !command {
            return Ok(self.process.lines(name).ok());
        }
        let mut output = OutputBuffer::default();
        self.command(name, &mut Input::Empty, Some(&mut output))?;
        self.process.output.write(Stream::Err, &output.stream(Stream::Err))?;
        Ok(Some(Lines::of(&Rope::from(output.stream(Stream::Out).to_vec()))))
    }
}
