//! `nohup`, `nice` and `setsid`: a command, with the least that the one, the other and the third do.

use super::xargs::become_command;
use super::{Applet, Ended};
use crate::shell::programs::options::Accepted;
use crate::shell::{Input, OutputBuffer, Process, Stream};

pub(super) static ALL: &[&Applet] = &[&NOHUP, &NICE, &SETSID];

static NOHUP: Applet =
    Applet { names: &["nohup"], about: "runs a command that outlives the terminal", usage: "PROG ARGS", run: nohup };
static NICE: Applet =
    Applet { names: &["nice"], about: "runs a command with less haste", usage: "[-n ADJUST] [PROG ARGS]", run: nice };
static SETSID: Applet = Applet {
    names: &["setsid"],
    about: "runs a command in a session of its own",
    usage: "[-cfw] PROG ARGS",
    run: setsid,
};

/// Runs the command with this process's input.
fn launch(process: &mut Process<'_>, command: Vec<String>) -> Ended {
    let mut stdin = std::mem::take(&mut process.stdin);
    let status = become_command(process, command, &mut stdin);
    process.stdin = stdin;
    status
}

/// What would go to the terminal goes into `nohup.out`, here or at home.
fn nohup(process: &mut Process<'_>) -> Ended {
    let options = Accepted { letters: "+", long: &[], misuse: 125 }.parse(process)?;
    if options.operands.is_empty() {
        return if process.busybox() { process.missing_operand() } else { process.misused(125, "missing operand") };
    }
    let [out, err] = [Stream::Out, Stream::Err].map(|stream| process.output.terminal(stream).is_some());
    let input = matches!(process.stdin, Input::Terminal);
    if input {
        process.stdin = Input::Empty;
    }
    if !out {
        let words = match (input, err) {
            (true, true) => "ignoring input and redirecting stderr to stdout",
            (true, false) => "ignoring input",
            (false, true) => "redirecting stderr to stdout",
            (false, false) => "",
        };
        if !words.is_empty() && !process.busybox() {
            process.complain(words)?;
        }
        return launch(process, options.operands);
    }
    let mut name = "nohup.out".to_string();
    let mut path = process.absolute(&name);
    if process.system.files().append(&path, "".into(), 0o600).is_err() {
        let home = process.environment.get("HOME").cloned().unwrap_or_default();
        name = format!("{home}/nohup.out");
        path = process.absolute(&name);
        if let Err(errno) = process.system.files().append(&path, "".into(), 0o600) {
            return process.fail(125, &format!("failed to open '{name}': {errno}"));
        }
    }
    let gnu = match input {
        true => format!("ignoring input and appending output to '{name}'"),
        false => format!("appending output to '{name}'"),
    };
    process.complain_as(&gnu, &format!("appending output to {name}"))?;
    let mut buffer = OutputBuffer::default();
    let mut stdin = std::mem::take(&mut process.stdin);
    let ended = {
        let mut inner = Process {
            arguments: process.arguments.clone(),
            environment: process.environment.clone(),
            directory: process.directory.clone(),
            stdin: Input::Empty,
            output: &mut buffer,
            system: &mut *process.system,
            flavour: process.flavour,
            pid: process.pid,
            inside: process.inside.clone(),
            version: process.version.clone(),
        };
        become_command(&mut inner, options.operands, &mut stdin)
    };
    process.stdin = stdin;
    let text: Vec<u8> = buffer.chunks.into_iter().flat_map(|(_, bytes)| bytes).collect();
    if let Err(errno) = process.system.files().append(&path, text.into(), 0o600) {
        process.complain(&format!("{name}: {errno}"))?;
    }
    ended
}

/// Nobody runs sooner or later than another; how nice one is does not show.
fn nice(process: &mut Process<'_>) -> Ended {
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec();
    // `-5` and `--5` are adjustments.
    if let Some(number) = words.first().and_then(|word| word.strip_prefix('-')).map(str::to_string)
        && number.parse::<i64>().is_ok()
    {
        words.splice(..1, ["-n".to_string(), number]);
    }
    let accepted = Accepted { letters: "+n:", long: &[("adjustment", 'n')], misuse: 125 };
    let options = accepted.parse_words(process, words)?;
    let adjustment = options.value('n').unwrap_or("10");
    let Ok(adjustment) = adjustment.parse::<i64>() else {
        let (gnu, busybox) = (format!("invalid adjustment '{adjustment}'"), format!("invalid number '{adjustment}'"));
        process.complain_as(&gnu, &busybox)?;
        return Ok(if process.busybox() { 1 } else { 125 });
    };
    if options.operands.is_empty() {
        return match (options.has('n'), process.busybox()) {
            (false, _) => Ok(process.print("0\n").map(|()| 0)?),
            (true, true) => process.missing_operand(),
            (true, false) => process.misused(125, "a command must be given with an adjustment"),
        };
    }
    if adjustment < 0 && process.system.files().identity().uid != 0 {
        let (gnu, busybox) = ("cannot set niceness: Permission denied", "setpriority(-1): Permission denied");
        process.complain_as(gnu, busybox)?;
        if process.busybox() {
            return Ok(1);
        }
    }
    launch(process, options.operands)
}

/// Sessions do not show; a command that is not waited for is one in the background.
fn setsid(process: &mut Process<'_>) -> Ended {
    let accepted = Accepted { letters: "+ cw", long: &[("ctty", 'c'), ("wait", 'w')], misuse: 1 };
    let options = accepted.parse(process)?;
    if options.operands.is_empty() {
        return if process.busybox() { process.missing_operand() } else { process.misused(1, "no command specified") };
    }
    launch(process, options.operands)
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour::{Busybox, Gnu};
    use crate::shell::testing::{Machine, check, check_all, run_on};
    use crate::shell::{Environment, Input, OutputBuffer, Shell, Stream, TerminalSize};

    #[test]
    fn launchers_have_manners_of_their_own() {
        check(&[("nice; nice -n 5 echo a; nice -5 echo b; setsid echo c; nohup echo d", "0\na\nb\nc\nd\n")]);
        let more = |name: &str, words: &str| format!("{name}: {words}\nTry '{name} --help' for more information.\n");
        check_all(
            Gnu,
            &[
                ("nice -n abc true", "", "nice: invalid adjustment 'abc'\n", 125),
                ("nice -n 5", "", &more("nice", "a command must be given with an adjustment"), 125),
                ("nohup", "", &more("nohup", "missing operand"), 125),
                ("setsid", "", &more("setsid", "no command specified"), 1),
                ("nohup nothing", "", "nohup: failed to run command 'nothing': No such file or directory\n", 127),
            ],
        );
        check_all(Busybox, &[("nice -n abc true", "", "nice: invalid number 'abc'\n", 1)]);
    }

    #[test]
    fn what_would_go_to_the_terminal_goes_into_a_file() {
        let mut machine = Machine::new(Gnu);
        let mut output = OutputBuffer::default();
        output.terminal = Some(TerminalSize { columns: 80, rows: 24 });
        let environment: Environment = [("PATH".to_string(), "/bin".to_string())].into();
        let mut shell = Shell::new("sh", "/tmp", &environment);
        let line = "nohup sh -c 'echo out; echo err >&2'";
        crate::shell::run(&mut shell, line, &mut Input::Terminal, &mut output, &mut machine, Gnu).unwrap();
        let told = String::from_utf8(output.stream(Stream::Err)).unwrap();
        assert_eq!(told, "nohup: ignoring input and appending output to 'nohup.out'\n");
        assert!(output.stream(Stream::Out).is_empty());
        assert_eq!(run_on(&mut machine, "cat /tmp/nohup.out", "").unwrap().stdout, "out\nerr\n");
    }
}
