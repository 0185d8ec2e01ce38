//! The program itself at a terminal: a pseudo-terminal with somebody typing, and what appears.
#![cfg(unix)]

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

/// How long something may take to appear, seconds. (Nothing waits so long unless it fails.)
const PATIENCE: i64 = 30;
const ENTER: &str = "\r";
const CTRL_C: &str = "\u{3}";
const CTRL_D: &str = "\u{4}";
const TAB: &str = "\t";

/// A terminal with the program in it.
struct Terminal {
    master: File,
    child: Child,
    /// Everything that appeared.
    bytes: Vec<u8>,
    /// The same without escape sequences, from what was waited for last.
    text: String,
}

impl Terminal {
    /// Starts the program; `state` is where it keeps things.
    fn start(state: &Path, arguments: &[&str]) -> Terminal {
        Self::start_with(state, arguments, &[])
    }

    fn start_with(state: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Terminal {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        tcsetwinsize(&master, Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
        let name = ptsname(&master, vec![]).unwrap();
        let no_control = i32::try_from(OpenptFlags::NOCTTY.bits()).unwrap();
        let slave =
            OpenOptions::new().read(true).write(true).custom_flags(no_control).open(name.to_str().unwrap()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_layercake"));
        command.args(arguments).arg("--state").arg(state);
        command.env_remove("NO_COLOR").env("TERM", "xterm-256color").envs(variables.iter().copied());
        command.stdin(slave.try_clone().unwrap()).stdout(slave.try_clone().unwrap()).stderr(Stdio::from(slave));
        // SAFETY: both calls are system calls and nothing else.
        unsafe {
            command.pre_exec(|| {
                rustix::process::setsid()?;
                rustix::process::ioctl_tiocsctty(rustix::stdio::stdin())?;
                Ok(())
            });
        }
        let child = command.spawn().unwrap();
        Terminal { master: File::from(master), child, bytes: vec![], text: String::new() }
    }

    fn send(&mut self, keys: &str) {
        self.master.write_all(keys.as_bytes()).unwrap();
    }

    fn line(&mut self, line: &str) {
        self.send(&format!("{line}{ENTER}"));
    }

    /// Waits until a text appears after what was waited for before; gives everything up to its end.
    fn wait_for(&mut self, text: &str) -> String {
        loop {
            if let Some(at) = self.text.find(text) {
                let rest = self.text.split_off(at + text.len());
                return std::mem::replace(&mut self.text, rest);
            }
            assert!(self.read(), "\"{text}\" did not appear. What did:\n{}", without_escapes(&self.bytes));
        }
    }

    /// At the first prompt of a lesson, whose introduction takes two pages.
    fn in_lesson(&mut self) {
        self.wait_for("Enter shows more");
        self.send(ENTER);
        self.wait_for("Task: ");
        self.wait_for(" $ ");
    }

    /// Types a line at the prompt, and waits for the next prompt.
    fn run(&mut self, line: &str) -> String {
        self.line(line);
        self.wait_for("\n");
        self.wait_for(" $ ")
    }

    /// Reads what there is; `false` at the end, or when patience is.
    fn read(&mut self) -> bool {
        let patience = Timespec { tv_sec: PATIENCE, tv_nsec: 0 };
        let mut polled = [PollFd::new(&self.master, PollFlags::IN)];
        if poll(&mut polled, Some(&patience)).unwrap() == 0 {
            return false;
        }
        let mut buffer = [0; 4096];
        // At the end Linux says EIO.
        let Ok(count @ 1..) = self.master.read(&mut buffer) else { return false };
        let before = without_escapes(&self.bytes).len();
        self.bytes.extend_from_slice(&buffer[..count]);
        let all = without_escapes(&self.bytes);
        self.text.push_str(all.get(before..).unwrap_or_default());
        true
    }

    /// Waits for the end of the program.
    fn end(mut self) -> (ExitStatus, Vec<u8>) {
        while self.read() {}
        (self.child.wait().unwrap(), self.bytes.clone())
    }

    /// The program is killed as by a power cut.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Text without complete escape sequences; what is incomplete at the end is left out.
fn without_escapes(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut plain = String::new();
    let mut rest = text.trim_end_matches('\u{fffd}').chars();
    while let Some(character) = rest.next() {
        if character != '\u{1b}' {
            plain.push(character);
        } else if rest.next() == Some('[') {
            rest.by_ref().find(|c| c.is_ascii_alphabetic() || *c == '~');
        }
    }
    plain
}

fn state() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn from_the_menu_to_the_first_goal_and_back_after_quitting() {
    let state = state();
    let mut terminal = Terminal::start(state.path(), &[]);
    terminal.wait_for("menu> ");
    terminal.send(ENTER);
    terminal.wait_for("Enter shows more");
    terminal.send(ENTER);
    terminal.wait_for("Task: ");
    terminal.wait_for(" $ ");
    assert!(terminal.run("docker pull helo-world").contains("pull access denied for helo-world"));
    assert!(terminal.run("hint").contains("Hint 1 of "));
    let pulled = terminal.run("docker pull hello-world");
    assert!(pulled.contains("Pull complete") && pulled.contains("Enter (or next) goes on"), "{pulled}");
    assert!(terminal.run("docker images").contains("hello-world"));
    assert!(terminal.run("undo").contains("Undone: "));
    assert!(!terminal.run("docker images -q").contains("hello-world"));
    terminal.line("quit");
    let (status, bytes) = terminal.end();
    assert!(status.success());
    // Progress was redrawn in place.
    assert!(bytes.windows(4).any(|window| window == b"\x1b[1A"));

    let mut terminal = Terminal::start(state.path(), &["learn"]);
    terminal.wait_for("Welcome back");
    terminal.wait_for(" $ ");
    assert!(terminal.run("redo").contains("Done again: "));
    assert!(terminal.run("docker images").contains("hello-world"));
    terminal.send(CTRL_D);
    assert!(terminal.end().0.success());
}

#[test]
fn what_was_done_survives_a_kill() {
    let state = state();
    let mut terminal = Terminal::start(state.path(), &["learn", "1", "--speed", "max"]);
    terminal.in_lesson();
    terminal.run("docker pull hello-world");
    terminal.run("echo kept > note");
    terminal.kill();
    let mut terminal = Terminal::start(state.path(), &["learn"]);
    terminal.wait_for("Welcome back");
    terminal.wait_for(" $ ");
    assert!(terminal.run("cat note").contains("kept"));
    assert!(terminal.run("docker images").contains("hello-world"));
    assert!(terminal.run("undo").contains("Undone: "));
    assert!(terminal.run("cat note").contains("No such file"));
}

#[test]
fn ctrl_c_while_progress_is_shown_gives_the_command_up() {
    let state = state();
    let mut terminal = Terminal::start(state.path(), &["play", "--speed", "0.01"]);
    terminal.wait_for(" $ ");
    terminal.line("docker pull nginx");
    terminal.wait_for("Pulling fs layer");
    terminal.send(CTRL_C);
    terminal.wait_for("Interrupted");
    terminal.wait_for(" $ ");
    terminal.run("docker images -q | wc -l > count");
    let count = terminal.run("cat count");
    assert!(count.starts_with('0'), "{count}");
}

#[test]
fn ctrl_c_at_the_prompt_clears_the_line() {
    let state = state();
    let mut terminal = Terminal::start(state.path(), &["play"]);
    terminal.wait_for(" $ ");
    terminal.send("echo nev");
    terminal.wait_for("nev");
    terminal.send(CTRL_C);
    terminal.wait_for("\n");
    terminal.wait_for(" $ ");
    let shown = terminal.run("echo $((40 + 2))");
    assert!(shown.contains("42"), "{shown}");
}

#[test]
fn a_container_has_its_own_prompt_and_a_password_is_not_shown() {
    let state = state();
    let mut terminal = Terminal::start(state.path(), &["play", "--speed", "max"]);
    terminal.wait_for(" $ ");
    terminal.line("docker run -it alpine");
    terminal.wait_for("/ # ");
    terminal.line("echo in-$((40 + 2))");
    terminal.wait_for("in-42");
    terminal.wait_for("/ # ");
    terminal.line("exit");
    terminal.wait_for(" $ ");
    terminal.line("docker login localhost:5001");
    terminal.wait_for("Username: ");
    terminal.line("student");
    terminal.wait_for("Password: ");
    terminal.line("layers");
    let shown = terminal.wait_for("Login Succeeded");
    assert!(!shown.contains("layers"), "{shown}");
}

#[test]
fn tab_completes_and_a_heredoc_spans_lines() {
    let state = state();
    let mut terminal = Terminal::start(state.path(), &["play"]);
    terminal.wait_for(" $ ");
    terminal.send("docker ver");
    terminal.send(TAB);
    terminal.wait_for("docker version ");
    terminal.send(CTRL_C);
    terminal.wait_for("\n");
    terminal.wait_for(" $ ");
    // Typed ahead, before the program asks for the next line.
    terminal.send("cat > file <<END\rone two\rEND\r");
    terminal.wait_for("END\r\n");
    terminal.wait_for("END\r\n");
    terminal.wait_for(" $ ");
    assert!(terminal.run("wc -w file").contains("2 file"));
}

#[test]
fn plain_has_no_escape_byte() {
    let state = state();
    let mut terminal = Terminal::start(state.path(), &["learn", "1", "--plain"]);
    terminal.in_lesson();
    assert!(terminal.run("docker pull hello-world").contains("Pull complete"));
    terminal.line("quit");
    let (status, bytes) = terminal.end();
    assert!(status.success());
    assert!(!bytes.contains(&0x1b));
}

#[test]
fn without_colours_nothing_is_coloured() {
    let state = state();
    let mut terminal = Terminal::start_with(state.path(), &["learn", "1"], &[("NO_COLOR", "1")]);
    terminal.in_lesson();
    terminal.run("hint");
    terminal.line("quit");
    let (_, bytes) = terminal.end();
    let text = String::from_utf8_lossy(&bytes);
    let coloured = text.split('\u{1b}').skip(1).any(|sequence| {
        let end = sequence.find(|c: char| c.is_ascii_alphabetic());
        sequence.starts_with('[') && end.is_some_and(|end| &sequence[end..=end] == "m")
    });
    assert!(!coloured, "{text:?}");
}

#[test]
fn two_at_once_do_not_harm_each_other() {
    let state = state();
    let mut first = Terminal::start(state.path(), &["play"]);
    first.wait_for(" $ ");
    first.run("echo mine > file");
    let mut second = Terminal::start(state.path(), &["play"]);
    second.wait_for("open in another terminal");
    second.wait_for(" $ ");
    assert!(second.run("cat file").contains("mine"));
    second.run("rm file");
    second.line("quit");
    second.end();
    assert!(first.run("cat file").contains("mine"));
    first.kill();
    let mut again = Terminal::start(state.path(), &["play"]);
    again.wait_for(" $ ");
    assert!(again.run("cat file").contains("mine"));
}

#[test]
fn edit_opens_the_editor_on_a_copy() {
    let state = state();
    let editor = state.path().join("editor");
    fs::write(&editor, "#!/bin/sh\nprintf 'FROM scratch\\n' > \"$1\"\n").unwrap();
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).unwrap();
    let variables = [("VISUAL", ""), ("EDITOR", editor.to_str().unwrap())];
    let mut terminal = Terminal::start_with(state.path(), &["play"], &variables);
    terminal.wait_for(" $ ");
    terminal.run("edit Dockerfile");
    assert!(terminal.run("cat Dockerfile").contains("FROM scratch"));
    assert!(terminal.run("undo").contains("Undone: "));
    assert!(terminal.run("cat Dockerfile").contains("No such file"));
}

/// What is typed or pasted behind `edit` is never an editor's: `sh` stands for one that runs what it is told.
#[test]
fn what_is_typed_ahead_does_not_reach_the_editor() {
    let state = state();
    let (marker, editor) = (state.path().join("marker"), state.path().join("editor"));
    fs::write(&editor, "#!/bin/sh\necho editor is there\nexec sh -s\n").unwrap();
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).unwrap();
    let variables = [("VISUAL", ""), ("EDITOR", editor.to_str().unwrap())];
    let input = format!("edit f\ntouch {}\nquit\n", marker.display());
    let mut piped = Command::new(env!("CARGO_BIN_EXE_layercake"))
        .args(["play", "--plain", "--state"])
        .arg(state.path())
        .envs(variables)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    piped.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let said = String::from_utf8(piped.wait_with_output().unwrap().stdout).unwrap();
    assert!(said.contains("edit: your editor needs a terminal"), "{said}");
    for arguments in [&["play", "--plain"][..], &["play"]] {
        let mut terminal = Terminal::start_with(state.path(), arguments, &variables);
        terminal.wait_for(" $ ");
        terminal.send(&format!("edit f\ntouch {}\n", marker.display()));
        terminal.wait_for("editor is there");
        // The editor reads now, and ends here.
        terminal.send(CTRL_D);
        terminal.wait_for("Nothing was changed");
        terminal.line("quit");
        terminal.end();
    }
    assert!(!marker.exists());
}

/// What is read from a pipe is shown as a session, and nothing in it reaches the terminal as anything but text.
#[test]
fn lines_of_a_pipe_are_shown_without_escapes() {
    let state = state();
    let mut piped = Command::new(env!("CARGO_BIN_EXE_layercake"))
        .args(["play", "--plain", "--state"])
        .arg(state.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let input = b"echo \x1b]0;title\x07 \x1b[31mred\nread x\n\x1b[2J\nquit\n";
    piped.stdin.take().unwrap().write_all(input).unwrap();
    let said = String::from_utf8(piped.wait_with_output().unwrap().stdout).unwrap();
    assert!(said.contains("$ echo ^[]0;title^G ^[[31mred\n") && said.contains("\n^[[2J\n"), "{said}");
    assert!(!said.contains(['\x1b', '\x07']), "{said:?}");
}

/// While something is not on the disk every prompt says so, and so does the exit status.
#[test]
fn progress_that_is_not_recorded_is_said_and_recorded_later() {
    let state = state();
    let mut terminal = Terminal::start(state.path(), &["learn", "1", "--plain", "--speed", "max"]);
    terminal.in_lesson();
    let (progress, away) = (state.path().join("progress.json"), state.path().join("away.json"));
    fs::rename(&progress, &away).unwrap();
    fs::create_dir(&progress).unwrap();
    assert!(terminal.run("docker pull hello-world").contains("What you do is not saved: "));
    // The sandbox is saved, and nothing new is to be recorded: that does not make it recorded.
    let said = terminal.run("echo a > a");
    assert!(said.ends_with("[not saved] layercake:~/work $ ") && !said.contains("saved again"), "{said}");
    fs::remove_dir(&progress).unwrap();
    fs::rename(&away, &progress).unwrap();
    let said = terminal.run("echo b > b");
    assert!(said.contains("Everything is saved again.") && !said.contains("[not saved]"), "{said}");
    terminal.line("quit");
    assert!(terminal.end().0.success());
    let recorded = fs::read_to_string(&progress).unwrap();
    assert!(recorded.contains(r#""outcome": "solved""#), "{recorded}");
}

#[test]
fn what_is_not_saved_is_said_until_the_end() {
    let state = state();
    let mut terminal = Terminal::start(state.path(), &["play", "--plain"]);
    terminal.wait_for(" $ ");
    terminal.run("echo kept > kept");
    let (sandbox, away) = (state.path().join("sandboxes/play"), state.path().join("away"));
    fs::rename(&sandbox, &away).unwrap();
    assert!(terminal.run("echo one > one").contains("What you do is not saved: "));
    assert!(terminal.run("echo two > two").ends_with("[not saved] layercake:~/work $ "));
    fs::rename(&away, &sandbox).unwrap();
    let said = terminal.run("echo three > three");
    assert!(said.contains("Everything is saved again.") && !said.contains("[not saved]"), "{said}");
    fs::remove_dir_all(&sandbox).unwrap();
    terminal.run("echo four > four");
    terminal.line("menu");
    terminal.wait_for("menu> ");
    terminal.line("quit");
    let (status, bytes) = terminal.end();
    let said = String::from_utf8_lossy(&bytes).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(status.code(), Some(74));
    assert!(said.contains("What you did last is not kept: ") && !said.contains("Your place is kept"), "{said}");
}

#[test]
fn without_a_terminal_the_program_says_how_to_use_it() {
    let state = state();
    let output = Command::new(env!("CARGO_BIN_EXE_layercake"))
        .arg("--state")
        .arg(state.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("Usage: layercake"));
}

/// Point 1: an open question takes its answer first.
#[test]
fn an_open_question_takes_its_answer_first() {
    let state = state();
    let lesson = write_lesson(state.path());
    let mut terminal = Terminal::start(state.path(), &["learn", &lesson, "--speed", "max"]);
    terminal.wait_for("Guess first: ");
    terminal.wait_for(" $ ");
    assert!(terminal.run("maybe").contains("A question is open"));
    // `yes` is a program, too, which would never end.
    assert!(terminal.run("yes").contains("Task: How many"));
    assert!(terminal.run("eleven hundred").contains("answer eleven hundred"));
    assert!(terminal.run("11").contains("That is not it"));
    assert!(terminal.run("3").contains("finishes the lesson"));
}

/// Point 2: Ctrl-C stops anything at once, and output in one go is capped.
#[test]
fn ctrl_c_stops_a_program_that_runs_and_long_output_is_capped() {
    let state = state();
    let mut terminal = Terminal::start(state.path(), &["play", "--speed", "max"]);
    terminal.wait_for(" $ ");
    let shown = terminal.run("seq 1 20000");
    assert!(shown.contains("300") && shown.contains("19,700 more lines") && !shown.contains("\n301\r"), "{shown}");
    terminal.run("echo before > file");
    terminal.run("seq 1 90000 > numbers");
    terminal.line("echo during > file; while true; do gzip -kf numbers; done");
    terminal.wait_for("\n");
    // On a busy machine the line is shown before it is begun, and a key then would only clear it.
    std::thread::sleep(std::time::Duration::from_millis(400));
    terminal.send(CTRL_C);
    terminal.wait_for("Interrupted");
    terminal.wait_for(" $ ");
    assert!(terminal.run("cat file").contains("before"));
}

/// Point 3: an unclosed quote explains itself, and the tutor's words work there.
#[test]
fn an_unclosed_quote_explains_itself() {
    let state = state();
    let mut terminal = Terminal::start(state.path(), &["play"]);
    terminal.wait_for(" $ ");
    terminal.line("echo it's");
    let said = terminal.wait_for("starts over.") + &terminal.wait_for("> ");
    assert!(said.contains("the quote ' is open") && said.contains("Ctrl-C starts over"), "{said}");
    assert!(terminal.run("undo").contains("There is nothing to undo"));
    terminal.line("echo \"");
    terminal.wait_for("Ctrl-C starts over");
    terminal.wait_for("> ");
    terminal.send(CTRL_C);
    terminal.wait_for(" $ ");
    terminal.line("echo $(");
    terminal.wait_for("> ");
    terminal.line("exit");
    assert!(terminal.end().0.success());
}

/// Point 4: slips get one helpful line, once each, after what Docker says.
#[test]
fn slips_get_one_helpful_line() {
    let state = state();
    let mut terminal = Terminal::start(state.path(), &["play", "--speed", "max"]);
    terminal.wait_for(" $ ");
    for (typed, said) in [
        ("$ docker version -f {{.Client.Version}}", "is its prompt; it is not typed"),
        ("sudo docker ps", "not needed here"),
        ("dokcer ps", "Did you mean docker ps?"),
        ("docker pul nginx", "Did you mean docker pull?"),
        ("Docker ps", "in small letters: docker ps"),
        ("pull hello-world", "docker pull hello-world"),
        ("docker images \u{2014}quiet", "this ran: docker images --quiet"),
        ("man docker pull", "There is no man here"),
        ("help hint", "help a little"),
        ("help docker", "Docker explains itself"),
        ("how do I download an image", "docker pull NAME"),
        ("docker images \u{2014}q", "this ran: docker images -q"),
        ("docker pull ghcr.io/some/thing", "only Docker Hub"),
        ("docker pull ngnix", "Did you mean nginx?"),
        ("docker pull nginx:9.99", "has no tag 9.99"),
        ("docker logs hello-world", "the name of an image"),
        ("docker pull -q hello-world", "docker.io/library/hello-world"),
        ("docker rmi hello-wrold", "Did you mean hello-world?"),
        ("task", "belongs to lessons"),
    ] {
        let shown = terminal.run(typed).replace("\r\n", " ").replace("   ", " ").replace("  ", " ");
        assert!(shown.contains(said), "{typed}: {shown}");
    }
    assert!(terminal.run("dokcer ps").contains("Did you mean"));
}

/// Point 13: Enter goes on once a task is solved; a page that is full waits, and takes a command, too.
#[test]
fn enter_goes_on_and_a_full_page_waits() {
    let state = state();
    let mut terminal = Terminal::start(state.path(), &["learn", "1", "--speed", "max"]);
    terminal.wait_for("Enter shows more");
    assert!(terminal.run("docker pull hello-world").contains("Pull complete"));
    terminal.send(ENTER);
    terminal.wait_for("Step 2 of");
    terminal.wait_for(" $ ");
}

/// A lesson of one's own; gives its path.
fn write_lesson(folder: &Path) -> String {
    let path = folder.join("90-mine.md");
    let text = r#"+++
title = "Mine"
minutes = 1
+++
## Only one

```toml predict
ask = "Will it work?"
options = ["yes: it will", "no: it will not"]
answer = 1
because = "It does."
```

```toml task
do = "How many letters has `abc`?"
answer = { number = 3 }
hints = ["Count.", "Count them."]
solutions = ["answer 3"]
```
"#;
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().into()
}

/// Point 14: lessons of one's own, from a file or a folder, with menu, progress and resume.
#[test]
fn lessons_of_ones_own_run_from_anywhere() {
    let state = state();
    let file = write_lesson(state.path());
    let folder = state.path().to_str().unwrap();
    let mut terminal = Terminal::start(state.path(), &["--course", folder]);
    let menu = terminal.wait_for("menu> ");
    assert!(menu.contains("1  Mine") && menu.contains("Enter   begin lesson 1"), "{menu}");
    terminal.line("1");
    terminal.wait_for(" $ ");
    terminal.run("1");
    terminal.line("exit");
    terminal.wait_for("You left layercake");
    let back = terminal.wait_for("--state");
    assert!(back.contains("Your place is kept") && back.contains("--course"), "{back}");
    terminal.end();
    let mut terminal = Terminal::start(state.path(), &["--course", folder, "learn"]);
    terminal.wait_for("Welcome back to");
    terminal.wait_for("Task: How many letters");
    terminal.kill();
    let mut terminal = Terminal::start(state.path(), &["learn", &file]);
    terminal.wait_for("Guess first: ");
}

/// Point 5: the ghost is of what worked, not of typos and answers; Ctrl-C clears it.
#[test]
fn the_ghost_is_of_what_worked_and_ctrl_c_clears_it() {
    let state = state();
    let mut terminal = Terminal::start(state.path(), &["play"]);
    terminal.wait_for(" $ ");
    terminal.run("cat no-such-file-here");
    terminal.run("cat /etc/hostname");
    terminal.send("cat ");
    terminal.wait_for("/etc/hostname");
    terminal.send(CTRL_C);
    let erased = |bytes: &[u8]| bytes.windows(3).any(|window| window == b"\x1b[J");
    while !erased(&terminal.bytes) {
        assert!(terminal.read(), "the ghost stays");
    }
}

/// Point 6: the prompt has a mark of its own, and leaving says so.
#[test]
fn the_prompt_is_no_ones_own_shell() {
    let state = state();
    let mut terminal = Terminal::start(state.path(), &["play"]);
    let first = terminal.wait_for(" $ ");
    assert!(first.contains("not your own shell") && first.contains("quit leaves"), "{first}");
    assert!(first.ends_with("layercake:~/work $ "), "{first}");
    terminal.line("exit");
    let left = terminal.wait_for("--state");
    assert!(left.contains("You left layercake") && left.contains("Your place is kept"), "{left}");
    assert!(terminal.end().0.success());
}

/// Points 7 and 8: feedback names the real reason, and `explain` explains a failure.
#[test]
fn a_failure_is_explained() {
    let state = state();
    let mut terminal = Terminal::start(state.path(), &["learn", "1", "--speed", "max"]);
    terminal.in_lesson();
    terminal.run("docker pull hello-world");
    terminal.send(ENTER);
    terminal.wait_for("Step 2 of");
    terminal.wait_for(" $ ");
    let wrong = terminal.run("docker run hello-world ls").replace("\r\n  ", " ");
    assert!(wrong.contains("no such program") && !wrong.contains("only makes it"), "{wrong}");
    assert!(terminal.run("explain").replace("\r\n    ", " ").contains("one file, /hello"));
    let failed = terminal.run("docker stop nobody");
    assert!(failed.contains("docker ps -a"), "{failed}");
}

/// Points 9 and 16: the machine has a kernel, and the end of the course says what is different.
#[test]
fn the_machine_has_a_kernel_and_the_course_an_end() {
    let state = state();
    let file = write_lesson(state.path());
    let mut terminal = Terminal::start(state.path(), &["learn", &file, "--speed", "max"]);
    terminal.wait_for(" $ ");
    assert!(terminal.run("ls /boot").contains("vmlinuz-"));
    terminal.run("1");
    terminal.run("3");
    terminal.send(ENTER);
    terminal.wait_for("On a real Docker");
    terminal.send(ENTER);
    terminal.wait_for("docker run --rm hello-world");
}

/// Point 9: a server in the foreground stays until Ctrl-C, and the clock moves by seconds.
#[test]
fn a_server_in_the_foreground_stays_until_ctrl_c() {
    let state = state();
    let mut terminal = Terminal::start(state.path(), &["play", "--speed", "max"]);
    terminal.wait_for(" $ ");
    let day = terminal.run("date +day-%j");
    terminal.line("docker run nginx");
    terminal.wait_for("Ctrl-C ends it.");
    terminal.send(CTRL_C);
    terminal.wait_for(" $ ");
    assert_eq!(terminal.run("date +day-%j"), day);
    let listed = terminal.run("docker ps -a --format '{{.Image}} {{.Status}}'");
    assert!(listed.contains("nginx Exited (0) "), "{listed}");
    // In the very instant, whichever that is: before the program reads keys, or when it does.
    for _ in 0..20 {
        terminal.line("docker run --rm nginx");
        terminal.wait_for("Ctrl-C ends it.");
        terminal.send(CTRL_C);
        terminal.wait_for(" $ ");
    }
}

/// Points 11 and 12: what became of each step stays; `steps`, `goto`; `undo` after `reset` brings back place and
/// sandbox.
#[test]
fn steps_keep_what_became_of_them() {
    let state = state();
    let mut terminal = Terminal::start(state.path(), &["learn", "1", "--speed", "max"]);
    terminal.in_lesson();
    terminal.run("docker pull hello-world");
    terminal.send(ENTER);
    terminal.wait_for(" $ ");
    terminal.run("skip");
    let steps = terminal.run("steps");
    assert!(steps.contains("[x]  1") && steps.contains("[-]  2") && steps.contains("> [ ]  3"), "{steps}");
    assert!(terminal.run("goto 2").contains("The sandbox is as you left it"));
    terminal.line("reset");
    terminal.wait_for("Step 1 of");
    terminal.wait_for(" $ ");
    assert!(!terminal.run("docker images -q").contains(char::is_numeric));
    assert!(terminal.run("undo").contains("Step 2 of"));
    assert!(terminal.run("docker images").contains("hello-world"));
}

/// Point 10: help names what is only listed, and no two commands send a learner to each other.
#[test]
fn help_says_what_works_and_build_builds() {
    let state = state();
    let mut terminal = Terminal::start(state.path(), &["play", "--speed", "max"]);
    terminal.wait_for(" $ ");
    let page = terminal.run("docker --help").replace("\r\n  ", " ");
    assert!(page.contains("not simulated here: plugin, swarm"), "{page}");
    assert!(terminal.run("docker build").contains("requires 1 argument"));
    assert!(terminal.run("docker build .").contains("failed to read dockerfile"));
    assert!(terminal.run("docker buildx ls").contains("default*"));
    terminal.run("echo FROM alpine > Dockerfile");
    assert!(terminal.run("docker build -t mine .").contains("naming to docker.io/library/mine"));
}

/// Point 15: the README has three ways to begin, and its picture is what the program draws.
#[test]
fn the_readme_is_true() {
    let readme = fs::read_to_string("../README.md").unwrap();
    for way in ["cargo run --release", "cargo install --path program", "workflows/release.yml", "(.github/screen.svg)"]
    {
        assert!(readme.contains(way), "{way}");
    }
    let drawn = Command::new(env!("CARGO_BIN_EXE_layercake")).args(["lessons", "picture"]).output().unwrap();
    let kept = fs::read("../.github/screen.svg").unwrap();
    assert!(drawn.stdout == kept, "`just picture` draws it anew");
}
