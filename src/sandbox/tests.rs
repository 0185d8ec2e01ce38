//! Visits: what is typed into programs that ask, one line after the other.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;

use super::*;
use crate::content::{Origins, Source};
use crate::hub;
use crate::shell::testing::steps_taken;
use crate::shell::{Prompt, Stream, TerminalSize};

/// A learner's session at a terminal, with alpine pulled.
fn session() -> Session {
    let terminal = Some(TerminalSize { columns: 80, rows: 24 });
    let mut session = Session::new(Setup { terminal, keeps_shell: true, ..Setup::new(hub::builtin()) });
    assert_eq!(feed(&mut session, "docker pull -q alpine"), "docker.io/library/alpine:latest\n$ ");
    session
}

/// What comes out when something goes in, and the prompt that follows.
fn take(session: &mut Session, typed: Typed) -> String {
    let reaction = session.take(typed);
    let text = reaction.text(Stream::Out) + &reaction.text(Stream::Err);
    let prompt = match reaction.next {
        Next::Command => "$ ".to_string(),
        Next::More => "> ".to_string(),
        Next::Left => "left".to_string(),
        Next::Input(Prompt { text, .. }) => text,
    };
    format!("{}{prompt}", text.replace('\r', ""))
}

fn feed(session: &mut Session, line: &str) -> String {
    take(session, Typed::Line(line.into()))
}

/// Plays lines against what they must show.
fn play(session: &mut Session, lines: &[(&str, &str)]) {
    for (line, expected) in lines {
        assert_eq!(feed(session, line), *expected, "{line}");
    }
}

#[derive(Default)]
struct Memory(BTreeMap<String, Bytes>);

impl Origins for Memory {
    fn stored(&self, sha256: &str) -> Option<Bytes> {
        self.0.get(sha256).cloned()
    }
    fn made(&self, sha256: &str, recipe: Option<&str>) -> Option<Arc<dyn Source>> {
        hub::builtin().made(sha256, recipe)
    }
}

impl Store for Memory {
    fn has(&self, sha256: &str) -> bool {
        self.0.contains_key(sha256)
    }
    fn put(&mut self, sha256: &str, bytes: &Bytes) -> Result<(), SaveError> {
        self.0.insert(sha256.into(), bytes.clone());
        Ok(())
    }
}

/// The session after the program was killed and started again.
fn killed(session: &Session) -> Session {
    let mut store = Memory::default();
    let root = session.save(&mut store).unwrap();
    let loaded = Session::load(session.setup().clone(), &root, &store).unwrap();
    assert_eq!(loaded.next(), session.next());
    loaded
}

#[test]
fn line_five_hundred_costs_what_the_first_does() {
    let mut session = session();
    feed(&mut session, "docker run -it --name box alpine");
    let cost = |session: &mut Session, number: u32| {
        steps_taken();
        assert_eq!(feed(session, &format!("x=$((x + 1)); echo $x > /count; echo {number}")), format!("{number}\n/ # "));
        steps_taken()
    };
    let first = cost(&mut session, 1);
    let last = (2..=500).map(|number| cost(&mut session, number)).max().unwrap();
    assert_eq!(last, first);
    assert_eq!(feed(&mut session, "cat /count; echo $x"), "500\n500\n/ # ");
    assert_eq!(feed(&mut session, "exit"), "$ ");
    assert!(session.undo());
    assert_eq!(feed(&mut session, "docker ps -aq"), "$ ");
}

#[test]
fn five_million_turns_over_a_visit_are_no_error() {
    let mut session = session();
    feed(&mut session, "docker run -it alpine");
    // Fewer turns here, as many times: each line has a budget of its own.
    for _ in 0..4 {
        let said = feed(&mut session, "i=0; while [ $i -lt 15000 ]; do i=$((i + 1)); done; echo $i");
        assert_eq!(said, "15000\n/ # ");
    }
}

#[test]
fn a_limit_costs_the_line_and_not_the_visit() {
    let mut session = session();
    play(&mut session, &[("docker run -it alpine", "/ # "), ("echo kept > /kept; cd /tmp; x=1", "/tmp # ")]);
    let said = feed(&mut session, "x=2; cd /; echo lost > /lost; while true; do :; done");
    assert_eq!(said, "layercake: stopped: more than 200000 steps in a container\n/tmp # ");
    play(&mut session, &[("cat /kept; ls /lost; echo $x", "kept\nls: /lost: No such file or directory\n1\n/tmp # ")]);
    let said = feed(&mut session, "yes");
    assert!(said.ends_with("layercake: stopped: more than 16777216 bytes of output\n/tmp # "), "{}", said.len());
    play(&mut session, &[("exit", "$ ")]);
    // At the learner's own prompt there is no shell above.
    let said = feed(&mut session, "echo lost > lost; while true; do :; done");
    assert!(said.ends_with("the sandbox is as it was before this command\n$ "), "{said}");
    play(&mut session, &[("ls", "$ "), ("sh", "$ "), ("cd /tmp", "$ ")]);
    let said = feed(&mut session, "while true; do :; done");
    assert_eq!(said, "layercake: stopped: more than 200000 steps in one command line\n$ ");
    assert_eq!(feed(&mut session, "pwd"), "/tmp\n$ ");
}

#[test]
fn a_command_that_is_too_long_is_not_cut_but_refused() {
    let mut session = session();
    let before = session.world_part().clone();
    let long = "a".repeat(COMMAND_BYTES - 20);
    let refused = "layercake: stopped: more than 16777216 bytes typed for one command; the sandbox is as it was before this \
                   command\n$ ";
    assert_eq!(feed(&mut session, &format!("echo x > f; : {long}{long}")), refused);
    // With all its lines: one that goes on is no way around it.
    assert_eq!(feed(&mut session, &format!("echo x > f; : '{long}")), "> ");
    assert_eq!(feed(&mut session, "and some more'; echo y"), refused);
    assert!(session.world_part() == &before);
    assert_eq!(feed(&mut session, "echo y"), "y\n$ ");
}

#[test]
fn shells_inside_shells_go_on_each_where_it_was() {
    let mut session = session();
    play(
        &mut session,
        &[
            ("docker run -it alpine; echo code $?", "/ # "),
            ("a=1; export b=2", "/ # "),
            ("echo before; sh && echo after $a", "before\n/ # "),
            ("echo $a-$b; c=3; cd /etc", "-2\n/etc # "),
            ("sh", "/etc # "),
            ("exit 0", "/etc # "),
            ("for i in 1 2; do sh; echo back $i $c; done", "/etc # "),
            ("echo first; exit", "first\nback 1 3\n/etc # "),
            ("echo second", "second\n/etc # "),
        ],
    );
    let mut session = killed(&session);
    play(
        &mut session,
        &[("exit", "back 2 3\n/etc # "), ("exit", "after 1\n/ # "), ("echo $a", "1\n/ # "), ("exit 7", "code 7\n$ ")],
    );
}

#[test]
fn the_rest_of_the_line_goes_on_when_a_visit_is_over() {
    let mut session = session();
    play(
        &mut session,
        &[
            ("docker run -it alpine sh && echo after; read name; echo hello $name", "/ # "),
            ("echo in", "in\n/ # "),
            ("exit 0", "after\n"),
            ("you", "hello you\n$ "),
            ("docker run -it alpine sh || echo failed", "/ # "),
            ("exit 3", "failed\n$ "),
            ("for i in 1 2; do docker run -it --rm alpine; done; docker ps -aq | wc -l", "/ # "),
            ("exit", "/ # "),
            ("exit", "2\n$ "),
        ],
    );
}

#[test]
fn questions_inside_a_line_are_asked_once() {
    let mut session = session();
    play(
        &mut session,
        &[
            ("docker run -it alpine", "/ # "),
            ("echo one >> /log; read x; echo two >> /log; read y; echo $x $y; cat /log", ""),
            ("first word", ""),
            ("second", "first word second\none\ntwo\n/ # "),
            ("cat > /typed", ""),
            ("line 1", ""),
            ("line 2", ""),
        ],
    );
    let mut session = killed(&session);
    assert_eq!(take(&mut session, Typed::End), "/ # ");
    play(&mut session, &[("cat /typed", "line 1\nline 2\n/ # "), ("if true", "> "), ("then echo yes", "> ")]);
    play(&mut session, &[("fi", "yes\n/ # "), ("touch /f; rm -i /f", "rm: remove '/f'? "), ("y", "/ # ")]);
    play(&mut session, &[("ls /f", "ls: /f: No such file or directory\n/ # ")]);
}

#[test]
fn ctrl_c_and_ctrl_d_mean_what_they_do_at_each_level() {
    let mut session = session();
    play(&mut session, &[("docker run -it alpine", "/ # "), ("x=1", "/ # "), ("sh", "/ # "), ("cd /etc", "/etc # ")]);
    assert_eq!(take(&mut session, Typed::Interrupt), "/etc # ");
    play(&mut session, &[("touch /f; rm -i /f", "rm: remove '/f'? ")]);
    // The question is given up, and what was done before it stays.
    assert_eq!(take(&mut session, Typed::Interrupt), "/etc # ");
    play(&mut session, &[("echo $?; ls /f", "130\n/f\n/etc # "), ("cat", "")]);
    assert_eq!(take(&mut session, Typed::Interrupt), "/etc # ");
    assert_eq!(take(&mut session, Typed::End), "/ # ");
    play(&mut session, &[("echo $x", "1\n/ # ")]);
    assert_eq!(take(&mut session, Typed::End), "$ ");
    play(&mut session, &[("docker login localhost:5001", "Username: ")]);
    let before = session.world_part().digest().to_string();
    assert_eq!(take(&mut session, Typed::Interrupt), "$ ");
    assert_eq!(session.world_part().digest(), before);
}

#[test]
fn a_command_in_a_running_container_is_visited_too() {
    let mut session = session();
    play(&mut session, &[("docker run -d --name box alpine sleep 1000 > /dev/null", "$ ")]);
    play(
        &mut session,
        &[
            ("docker exec -it box sh; echo code $?", "/ # "),
            ("cd /etc; x=1", "/etc # "),
            ("echo $x > /made; ps | tail -n 1 | wc -l", "1\n/etc # "),
        ],
    );
    let mut session = killed(&session);
    play(
        &mut session,
        &[
            ("echo $x", "1\n/etc # "),
            ("exit 5", "code 5\n$ "),
            ("docker exec box cat /made", "1\n$ "),
            ("docker inspect -f '{{.ExecIDs}}' box", "[]\n$ "),
        ],
    );
}

#[test]
fn without_t_there_is_no_terminal_and_no_prompt() {
    let mut session = session();
    play(
        &mut session,
        &[
            ("docker run -i --rm alpine; echo code $?", ""),
            ("tty; x=1", "not a tty\n"),
            ("for i in 1 2", ""),
            ("do echo $i$x; done", "11\n21\n"),
        ],
    );
    let mut session = killed(&session);
    play(
        &mut session,
        &[
            ("read name", ""),
            ("me", ""),
            ("echo $name; [ -t 0 ] || echo pipe", "me\npipe\n"),
            ("exit 3", "code 3\n$ "),
            ("docker run -i --rm alpine sh", ""),
            ("echo (", "sh: syntax error: unexpected newline\n$ "),
            ("docker run -d --name box alpine sleep 1000 > /dev/null", "$ "),
            ("docker exec -i box tty", "not a tty\n$ "),
            ("docker exec -t box tty", "/dev/pts/0\n$ "),
            ("docker exec -i box cat", ""),
            ("one", "one\n"),
        ],
    );
    assert_eq!(take(&mut session, Typed::End), "$ ");
}

#[test]
fn attaching_to_what_was_started_detached() {
    let mut session = session();
    play(
        &mut session,
        &[
            ("docker run -dit --name box alpine > /dev/null; docker exec box sh -c 'echo exec > /f'", "$ "),
            ("docker attach box", "/ # "),
            ("cat /f; x=2", "exec\n/ # "),
            ("echo $x; exit", "2\n$ "),
            ("docker logs box", "exec\n2\n$ "),
            ("docker start -ai box", "/ # "),
            ("cat /f; exit 4", "exec\n$ "),
            ("docker inspect -f '{{.State.ExitCode}}' box", "4\n$ "),
        ],
    );
}

#[test]
fn a_kill_comes_back_to_the_same_prompt_and_undo_gives_the_visit_up() {
    let mut session = session();
    let before = session.world_part().clone();
    play(&mut session, &[("docker run -it --name box alpine", "/ # "), ("cd /tmp; echo kept > f", "/tmp # ")]);
    let mut session = killed(&session);
    play(&mut session, &[("cat f", "kept\n/tmp # ")]);
    assert_eq!(session.world_part(), &before);
    assert!(session.undo());
    assert_eq!(session.next(), Next::Command);
    assert_eq!(feed(&mut session, "docker image ls -q"), "$ ");
}

#[test]
fn a_visit_whose_output_goes_elsewhere_keeps_all_of_it() {
    let mut session = session();
    play(
        &mut session,
        &[
            ("docker run -it alpine | tail -n 2", "/ # "),
            ("echo one", "/ # "),
            ("echo two", "/ # "),
            ("echo three; exit", "two\nthree\n$ "),
            ("sh > file", "$ "),
            ("echo four", "$ "),
            ("echo five; exit", "$ "),
            ("cat file", "four\nfive\n$ "),
        ],
    );
}

#[test]
fn a_server_in_a_visit_ends_with_ctrl_c() {
    let mut session = session();
    feed(&mut session, "docker pull -q nginx:alpine");
    play(&mut session, &[("docker run -it --rm --entrypoint sh nginx:alpine", "/ # "), ("x=1", "/ # ")]);
    feed(&mut session, "nginx -g 'daemon off;'");
    let said = take(&mut session, Typed::Interrupt);
    assert!(said.ends_with("/ # "), "{said}");
    play(&mut session, &[("echo $x", "1\n/ # "), ("exit", "$ ")]);
}

#[test]
fn what_a_visit_did_is_told_when_it_is_over() {
    let mut session = session();
    feed(&mut session, "docker run -it --name box alpine");
    feed(&mut session, "echo x >> /etc/passwd");
    let reaction = session.feed("exit");
    let names: Vec<&str> = reaction.events.iter().map(crate::engine::Event::name).collect();
    assert_eq!(names, ["container_created", "container_started", "copied_up", "container_exited"]);
}

#[test]
fn a_registry_in_a_container_is_a_registry() {
    let mut session = session();
    let lines = [
        "docker run -d --name reg -p 5002:5000 -v kept:/var/lib/registry -e REGISTRY_STORAGE_DELETE_ENABLED=true registry:3 >/dev/null 2>&1",
        "docker pull -q hello-world >/dev/null; docker tag hello-world localhost:5002/hello:1",
        "docker push -q localhost:5002/hello:1",
    ];
    for line in lines {
        feed(&mut session, line);
    }
    let asked = "curl -s localhost:5002/v2/_catalog; curl -s localhost:5002/v2/hello/tags/list";
    let held = "{\"repositories\":[\"hello\"]}\n{\"name\":\"hello\",\"tags\":[\"1\"]}\n$ ";
    assert_eq!(feed(&mut session, asked), held);
    let tags = "docker exec reg ls /var/lib/registry/docker/registry/v2/repositories/hello/_manifests/tags";
    assert_eq!(feed(&mut session, tags), "1\n$ ");
    // It is gone when it stops, and what it kept is in its volume, after a kill of the program, too.
    assert_eq!(feed(&mut session, "docker rm -f reg; curl -s localhost:5002/v2/_catalog; echo $?"), "reg\n7\n$ ");
    feed(&mut session, "docker run -d --name r2 -p 5002:5000 -v kept:/var/lib/registry registry:3");
    let mut session = killed(&session);
    assert_eq!(feed(&mut session, asked), held);
    assert_eq!(
        feed(
            &mut session,
            "docker rmi -f hello-world localhost:5002/hello:1 >/dev/null; docker pull -q localhost:5002/hello:1"
        ),
        "localhost:5002/hello:1\n$ "
    );
}

/// Everything that is saved, as one text: the root, a waiting command, documents and blobs.
fn saved_text(session: &Session) -> String {
    let mut store = Memory::default();
    let root = session.save(&mut store).unwrap();
    let bytes: Vec<u8> = store.0.values().flat_map(|bytes| bytes.to_vec()).chain(root).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn what_is_read_without_echo_is_never_saved_and_the_replay_knows_whether_it_was_right() {
    let mut session = session();
    let lines = [
        ("docker login localhost:5001", "Username: "),
        ("student", "Password: "),
        ("tr0ub4dor", "Error response from daemon"),
        ("docker login localhost:5001", "Username: "),
        ("student", "Password: "),
        ("layers", "Login Succeeded"),
        ("docker login localhost:5001 -u teacher; docker logout localhost:5001", "Password: "),
        ("chalk", "Removing login credentials"),
        ("docker login localhost:5001 -u teacher; read end", "Password: "),
        ("ponyexpress", ""),
    ];
    for (line, expected) in lines {
        let said = feed(&mut session, line);
        assert!(said.contains(expected), "{line}: {said}");
    }
    // In the middle of a command, too.
    assert!(!saved_text(&session).contains("ponyexpress"));
    feed(&mut session, "ended");
    feed(&mut session, "read -s word");
    feed(&mut session, "correcthorse");
    assert_eq!(feed(&mut session, "echo ${#word}"), "12\n$ ");
    let saved = saved_text(&session);
    assert!(
        saved.contains("sealed")
            && !saved.contains("tr0ub4dor")
            && !saved.contains("ponyexpress")
            && !saved.contains("correcthorse")
    );
    let again = Session::replay(session.setup().clone(), killed(&session).history()).unwrap();
    assert_eq!(again.world_part(), session.world_part());
}

#[test]
fn what_read_s_takes_is_saved_nowhere_that_a_shell_keeps_it() {
    let ways = [
        ("read -s", "${#REPLY}"),
        ("read -s -a list", "${#list[0]}"),
        ("read -s 'list[3]'", "${#list[3]}"),
        ("read -s word; copy=user:$word", "$((${#copy} - 5))"),
        ("read -s word; set -- a \"$word\"", "${#2}"),
        ("read -s word; declare -A map; map[$word]=1", "${#map[*]}2"),
        ("word=$(read -s x; echo \"$x\")", "${#word}"),
        (
            "read -s word; export word; alias a=\"echo $word\"; trap \"echo $word\" USR1; eval \"f() { echo $word; }\"",
            "${#word}",
        ),
        ("read -s word; export word; bash", "${#word}"),
    ];
    for (line, length) in ways {
        let mut session = Session::new(Setup { keeps_shell: true, ..session().setup().clone() });
        feed(&mut session, line);
        feed(&mut session, "correcthorse");
        assert_eq!(feed(&mut session, &format!("echo {length}")).lines().next(), Some("12"), "{line}");
        assert!(!saved_text(&session).contains("correcthorse"), "{line}");
    }
}
