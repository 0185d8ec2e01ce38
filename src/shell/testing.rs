//! A small machine for tests: a file system with the userland in `/bin`, a clock, lines that are typed.

use std::cell::Cell;
use std::collections::VecDeque;

use super::elf::COMPILED;
use super::embedded::Embedded;
use super::{
    Behind, Bounds, Executable, Flavour, HttpAsked, HttpReply, Input, Listener, OutputBuffer, ProcessInfo,
    ProcessParts, Program, ProgramFile, Prompt, Shell, Stay, Steps, Stop, Stream, System, identify, programs,
};
use crate::clock::{Clock, Timestamp};
use crate::content::Rope;
use crate::vfs::{Files, Identity, Tree};

thread_local! {
    static TAKEN: Cell<u64> = const { Cell::new(0) };
}

/// Counts a step of any system, so that a test can say what a line costs.
pub fn count_step() {
    TAKEN.with(|taken| taken.set(taken.get() + 1));
}

/// Steps since the last call.
pub fn steps_taken() -> u64 {
    TAKEN.with(|taken| taken.take())
}

pub struct Machine {
    pub tree: Tree,
    pub clock: Clock,
    pub flavour: Flavour,
    pub typed: VecDeque<String>,
    pub steps: Steps,
    /// What the commands in the background have slept, nanoseconds.
    pub background: Vec<i64>,
    pub bounds: Bounds,
    /// Ports at which somebody listens.
    pub ports: Vec<u16>,
}

impl Machine {
    pub fn new(flavour: Flavour) -> Self {
        let mut tree = Tree::new();
        let now = Timestamp::parse("2026-08-21T10:11:12Z").unwrap();
        tree.set_identity(Identity { uid: 0, gid: 0, groups: vec![0], now, umask: 0o022, lacks: 0 });
        for directory in ["/bin", "/tmp", "/etc", "/home", "/home/student", "/dev"] {
            tree.make_dir(directory, 0o755).unwrap();
        }
        for name in programs::all().iter().flat_map(|program| program.names()) {
            tree.write(&format!("/bin/{name}"), format!("program {name}").into(), 0o755).unwrap();
        }
        tree.write(
            "/etc/passwd",
            "root:x:0:0:root:/root:/bin/sh\nstudent:x:1000:1000::/home/student:/bin/sh\n".into(),
            0o644,
        )
        .unwrap();
        tree.write("/etc/group", "root:x:0:\nstudent:x:1000:\n".into(), 0o644).unwrap();
        Machine {
            tree,
            clock: Clock::new(now, 7),
            flavour,
            typed: VecDeque::new(),
            steps: Steps::new("a test"),
            background: Vec::new(),
            bounds: Bounds::default(),
            ports: Vec::new(),
        }
    }
}

impl System for Machine {
    fn files(&mut self) -> &mut dyn Files {
        &mut self.tree
    }
    fn clock(&mut self) -> &mut Clock {
        &mut self.clock
    }
    fn moment(&mut self) -> Timestamp {
        self.clock.now().plus(self.background.last().copied().unwrap_or_default())
    }
    fn bounds(&mut self) -> &mut Bounds {
        &mut self.bounds
    }
    fn sleep(&mut self, nanos: i64) -> Result<(), Stop> {
        let end = self.moment().plus(nanos.max(0));
        if self.bounds.end().is_some_and(|bound| end > bound) {
            return Err(Stop::Stays(Stay { until: Some(end), ..Stay::default() }));
        }
        if let Some(slept) = self.background.last_mut() {
            *slept += nanos;
            return Ok(());
        }
        self.clock.advance(nanos);
        Ok(())
    }
    fn enter_background(&mut self) {
        self.background.push(0);
    }
    fn leave_background(&mut self) -> Behind {
        Behind { nanos: self.background.pop().unwrap_or_default(), attached: None }
    }
    fn read_line(&mut self, prompt: &Prompt) -> Result<Option<String>, Stop> {
        self.typed.pop_front().map(Some).ok_or_else(|| Stop::Input(prompt.clone()))
    }
    fn step(&mut self) -> Result<(), Stop> {
        self.steps.take(&self.bounds)
    }
    fn run_external(&mut self, name: &str, process: &mut ProcessParts<'_>) -> Option<Result<i32, Stop>> {
        (name == "docker").then(|| {
            process.output.write(Stream::Out, b"docker was run\n")?;
            Ok(0)
        })
    }
    fn external_names(&self) -> Vec<String> {
        vec!["docker".into()]
    }
    fn executable(&mut self, path: &str) -> Executable {
        let content = self.tree.read(path).unwrap_or_default();
        let text = String::from_utf8_lossy(&content.slice(0..200).to_bytes()).into_owned();
        match text.strip_prefix("program ").and_then(programs::find) {
            Some(program) => Executable::Program(program, self.flavour),
            // What is compiled runs, whatever libraries there are.
            None if Embedded::of(&content.slice(0..1 << 20).to_bytes()).is_some() => match programs::find(COMPILED) {
                Some(program) => Executable::Program(program, self.flavour),
                None => Executable::NoProgram,
            },
            None => match identify(&content) {
                ProgramFile::Script { interpreter, argument } => Executable::Script { interpreter, argument },
                ProgramFile::Named(name) => match programs::find(&name) {
                    Some(program) => Executable::Program(program, self.flavour),
                    None => Executable::NoProgram,
                },
                _ => Executable::NoProgram,
            },
        }
    }
    fn program(&self, name: &str) -> Option<&'static dyn Program> {
        programs::find(name)
    }
    fn http(&mut self, url: &str, asked: &HttpAsked) -> Result<HttpReply, String> {
        let plain = vec![("content-type".to_string(), "text/plain".to_string())];
        let to = |place: &str| vec![("location".to_string(), place.to_string())];
        let (status, headers, body) = match url {
            "http://localhost/" => (200, plain, "hello\n".to_string()),
            "http://localhost/round" => (302, to("/round"), String::new()),
            "http://localhost/away" => (302, to("http://other/asked"), String::new()),
            // How it was asked: the method, and for which hosts.
            "http://other/asked" => {
                let hosts = asked.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("host"));
                let hosts = hosts.map(|(_, host)| format!(" {host}")).collect::<String>();
                (200, plain, format!("{}{hosts}\n", asked.method))
            }
            _ => return Err("(6) Could not resolve host".into()),
        };
        Ok(HttpReply { status, headers, body: body.into() })
    }
    fn connect(&mut self, host: &str, port: u16) -> Result<(), String> {
        match host {
            "localhost" if self.ports.contains(&port) => Ok(()),
            "localhost" => Err(format!("(7) Failed to connect to {host} port {port}")),
            _ => Err(format!("(6) Could not resolve host: {host}")),
        }
    }
    fn listening(&mut self) -> Vec<Listener> {
        super::listeners(self.ports.iter().copied(), &self.processes())
    }
    fn processes(&self) -> Vec<ProcessInfo> {
        let started = self.clock.now();
        vec![ProcessInfo { pid: 1, user: "root".into(), started, command: "sh".into() }]
    }
    fn hostname(&self) -> String {
        "box".into()
    }
}

/// What a script printed to each stream, and its exit code.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    pub stdout: String,
    pub stderr: String,
    pub status: i32,
}

/// The stack of a test's thread, bytes.
pub const TEST_STACK: usize = 2 << 20;

/// Runs `script` by a shell called `sh` in the home directory.
pub fn run_on(machine: &mut Machine, script: &str, stdin: &str) -> Result<Outcome, Stop> {
    crate::allowance::declare_stack(TEST_STACK);
    let environment = [("PATH", "/bin"), ("HOME", "/home/student")].map(|(name, value)| (name.into(), value.into()));
    let mut shell = Shell::new("sh", "/home/student", &environment.into());
    let mut output = OutputBuffer::default();
    let mut input = Input::Data { content: Rope::from(stdin.to_string()), position: 0 };
    let flavour = machine.flavour;
    let status = super::run(&mut shell, script, &mut input, &mut output, machine, flavour)?;
    let text = |stream| String::from_utf8_lossy(&output.stream(stream)).into_owned();
    Ok(Outcome { stdout: text(Stream::Out), stderr: text(Stream::Err), status })
}

/// Runs `script` on a fresh machine.
pub fn run(flavour: Flavour, script: &str) -> Outcome {
    run_on(&mut Machine::new(flavour), script, "").unwrap()
}

/// What `script` prints on a fresh machine with GNU programs; it must not complain.
pub fn prints(script: &str) -> String {
    let outcome = run(Flavour::Gnu, script);
    assert_eq!(outcome.stderr, "", "{script}");
    outcome.stdout
}

/// Asserts what scripts print, one row a script.
pub fn check(rows: &[(&str, &str)]) {
    for (script, expected) in rows {
        assert_eq!(prints(script), *expected, "{script}");
    }
}

/// Asserts both streams (standard output first) and the exit code.
pub fn check_all(flavour: Flavour, rows: &[(&str, &str, &str, i32)]) {
    for (script, stdout, stderr, status) in rows {
        let expected = Outcome { stdout: stdout.to_string(), stderr: stderr.to_string(), status: *status };
        assert_eq!(run(flavour, script), expected, "{script}");
    }
}
