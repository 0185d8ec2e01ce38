//! Programs in, text out.

mod javascript;
mod python;
mod python_library;
mod ruby;
mod testing;

use crate::shell::programs::find;
use crate::shell::testing::Machine;
use crate::shell::{Flavour, Input, OutputBuffer, Process, Stop, Stream};
use crate::vfs::Files;

/// A machine with these files below `/app`.
fn machine(files: &[(&str, &str)]) -> Machine {
    let mut machine = Machine::new(Flavour::Gnu);
    machine.tree.make_dir("/app", 0o755).unwrap();
    for (name, text) in files {
        let path = format!("/app/{name}");
        if let Some((folder, _)) = path.rsplit_once('/') {
            machine.tree.make_dirs(folder, 0o755).unwrap();
        }
        machine.tree.write(&path, text.to_string().into(), 0o644).unwrap();
    }
    machine
}

/// Runs a command in `/app`: standard output, standard error, how it ended.
fn run_on(machine: &mut Machine, arguments: &[&str], stdin: &str) -> (String, String, Result<i32, Stop>) {
    let mut output = OutputBuffer::default();
    let name = arguments.first().copied().unwrap_or_default();
    let environment = [
        ("PATH", "/bin"),
        ("HOME", "/root"),
        ("PYTHON_VERSION", "3.14.7"),
        ("GREETING", "hello"),
        ("RUBY_VERSION", "3.4.1"),
    ];
    let stdin = match stdin {
        "" => Input::Empty,
        text => Input::Data { content: text.to_string().into(), position: 0 },
    };
    let result = find(name).unwrap().run(&mut Process {
        arguments: arguments.iter().map(|word| word.to_string()).collect(),
        environment: environment.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect(),
        directory: "/app".into(),
        stdin,
        output: &mut output,
        system: machine,
        flavour: Flavour::Gnu,
        pid: 1,
        inside: None,
        version: None,
    });
    let text = |stream| String::from_utf8_lossy(&output.stream(stream)).into_owned();
    (text(Stream::Out), text(Stream::Err), result)
}

/// What a program of one file prints; it must end well.
fn prints(interpreter: &str, file: &str, text: &str) -> String {
    let (said, status) = run(interpreter, file, text);
    assert_eq!(status, 0, "{text}\n{said}");
    said
}

/// Programs, and what they print.
fn check(interpreter: &str, file: &str, rows: &[(&str, &str)]) {
    for (program, expected) in rows {
        assert_eq!(prints(interpreter, file, program), *expected, "{program}");
    }
}

/// Stack that a program may need, bytes: what the thinnest thread has. Frames that are not optimised are several times
/// as large.
const THIN: usize = if cfg!(debug_assertions) { 2 << 20 } else { 512 << 10 };

/// Runs a program of one file on a thin stack: it must come back.
fn comes_back(interpreter: &'static str, file: &'static str, text: String) -> (String, i32) {
    let thread = std::thread::Builder::new().stack_size(THIN);
    thread.spawn(move || run(interpreter, file, &text)).unwrap().join().unwrap()
}

#[test]
fn depth_has_limits_that_hold_on_a_thin_stack() {
    let deep = |open: &str, close: &str| open.repeat(5_000) + "1" + &close.repeat(5_000);
    let python = [
        deep("(", ")"),
        deep("[", "]"),
        "-".repeat(5_000) + "1",
        format!("x = {}", "1+".repeat(5_000) + "1"),
        "a".to_string() + &".b".repeat(5_000),
        (0..90).map(|level| format!("{}if 1:\n", " ".repeat(level))).collect::<String>() + &" ".repeat(90) + "pass\n",
        "def f(n): return f(n + 1)\nf(0)\n".into(),
        "x = []\nfor i in range(10000): x = [x]\nprint(x)\n".into(),
        "class A:\n  def __repr__(self): return repr(self)\nprint(A())\n".into(),
        "x = lambda v: sorted([v, v], key=x)\nx(1)\n".into(),
        "f'{f\"{1}\"}'\n".repeat(10),
    ];
    for text in python {
        comes_back("python3", "app.py", text);
    }
    let javascript = [
        deep("(", ")"),
        deep("[", "]"),
        "!".repeat(5_000) + "1",
        "x => ".repeat(5_000) + "1",
        "{".repeat(5_000),
        format!("x = {}", "1+".repeat(5_000) + "1"),
        "a?b:".repeat(5_000) + "1",
        "if (1) ".repeat(5_000) + "1",
        "function f() { return f() } f()".into(),
        "let x = []; for (let i = 0; i < 10000; i++) x = [x]; console.log(x, String(x), JSON.stringify(x))".into(),
        "const f = () => [1, 2].map(f); f()".into(),
        "const p = () => new Promise((r) => r(p())); p()".into(),
        "`${".repeat(3_000),
    ];
    for text in javascript {
        comes_back("node", "app.js", text);
    }
    let ruby = [
        deep("(", ")"),
        deep("[", "]"),
        deep("{a: ", "}"),
        "-".repeat(5_000) + "1",
        "!".repeat(5_000) + "1",
        format!("x = {}", "1+".repeat(5_000) + "1"),
        format!("x = {}", "1 << ".repeat(5_000) + "1"),
        format!("x = ''\nx {}", "<< 'a' ".repeat(5_000)),
        "a".to_string() + &".b".repeat(5_000),
        "a".to_string() + &"&.b".repeat(5_000),
        "a".to_string() + &"[0]".repeat(5_000),
        "a ? b : ".repeat(5_000) + "1",
        "if 1\n".repeat(5_000),
        "begin\n".repeat(5_000),
        "def a\n".repeat(5_000),
        "class A\n".repeat(5_000),
        "-> { ".repeat(5_000),
        "p ".repeat(5_000) + "1",
        "x = ".repeat(5_000) + "1",
        "not ".repeat(5_000) + "1",
        "1 if ".repeat(5_000) + "1",
        "\"#{".repeat(3_000),
        "if 1 then 2 elsif ".repeat(3_000),
        "|".repeat(3_000),
        "((a, ".repeat(3_000),
        "def f(n) = f(n + 1)\nf(0)".into(),
        "x = []\n10000.times { x = [x] }\np x\nputs x\nputs x.flatten.inspect, x == [x], x.hash".into(),
        "class A\n  def to_s = \"#{self}\"\n  def inspect = [self].inspect\n  def ==(o) = self == o\nend\nputs A.new"
            .into(),
        "class A\n  def <=>(o) = [self, o].max\nend\n[A.new, A.new].sort".into(),
        "def f = [1].each { f }\nf".into(),
        "h = Hash.new { |h, k| h[k + 1] }\nh[0]".into(),
        "x = {}\nx[x] = x\np x".into(),
    ];
    for text in ruby {
        comes_back("ruby", "app.rb", text);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

    /// Whatever a file holds: the interpreters come to an end and say something of it.
    #[test]
    fn no_text_breaks_an_interpreter(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..40)) {
        let text = pieces.concat();
        run("python3", "app.py", &text);
        run("node", "app.js", &text);
        run("ruby", "app.rb", &text);
    }

    #[test]
    fn no_letters_break_an_interpreter(text in ".{0,200}") {
        run("python3", "app.py", &text);
        run("node", "app.js", &text);
        run("ruby", "app.rb", &text);
    }
}

/// Pieces of programs, right and wrong.
const PIECES: &[&str] = &[
    "x",
    " = ",
    "1",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    "\n",
    "\n    ",
    " if ",
    " else ",
    " for ",
    " in ",
    "def f(a):",
    "return ",
    "class A",
    "lambda: ",
    "f'{",
    "}'",
    "`${",
    "}`",
    "'",
    "\"",
    "=>",
    "function f(a) ",
    "const ",
    "let ",
    "...",
    "*",
    "**",
    "try:",
    "except E as e:",
    "try ",
    "catch (e) ",
    "finally ",
    "while ",
    "break",
    "continue",
    "yield ",
    "await ",
    "async ",
    "import ",
    " from ",
    "new ",
    "this.",
    "?.",
    "??",
    "/",
    "/re/g",
    "#",
    "//",
    "/*",
    "*/",
    "0x",
    "1e",
    "\\",
    ";",
    "print",
    "console.log",
    "raise ",
    "throw ",
    "del ",
    "switch (1) {case 1:",
    "with ",
    "@",
    "==",
    "+=",
    "++",
    "super()",
    "\t",
    "end",
    " do |x, *y| ",
    "-> ",
    "<<~A\n",
    "A\n",
    "%w[",
    "#{",
    ":x",
    "&.",
    "rescue ",
    "@x",
    "$1",
    "elsif ",
    "when ",
    "case ",
    "module M",
    "begin\n",
    "retry",
    "next ",
    "&:a",
    "..",
    "|",
    "||=",
    "<<",
    "defined?(",
    "a: ",
    "puts ",
    "p x",
    ".each",
    "= x",
];

/// Runs a program of one file: everything that it printed, and its exit code.
fn run(interpreter: &str, file: &str, text: &str) -> (String, i32) {
    let mut machine = machine(&[(file, text)]);
    let (out, err, ended) = run_on(&mut machine, &[interpreter, file], "");
    (out + &err, ended.unwrap_or(-1))
}
