//! Commands in the background of a container.

use super::*;

#[test]
fn what_runs_in_the_background_runs_beside() {
    let mut world = World::new();
    let script = "(while true; do echo tick; sleep 1; done) & sleep 3; echo end";
    let (shown, ended) = world.run("clock", &["sh", "-c", script]);
    assert_eq!((shown.as_str(), ended), ("tick\ntick\ntick\nend\n", Ended::Exited(0)));
    let (shown, ended) = world.run("waits", &["sh", "-c", "(sleep 2; exit 4) & echo a; wait $!; echo $?"]);
    assert_eq!((shown.as_str(), ended), ("a\n4\n", Ended::Exited(0)));
}

#[test]
fn a_log_is_in_the_order_of_time() {
    let mut world = World::new();
    let script = "(sleep 3; echo two) & (sleep 1; echo one) & sleep 2; echo mid; wait; echo all; sleep 100";
    world.run_detached("box", &["sh", "-c", script]);
    world.clock.advance(2 * SECOND);
    assert_eq!(world.logs("box"), "one\nmid\n");
    world.clock.advance(20 * SECOND);
    assert_eq!(world.logs("box"), "one\nmid\ntwo\nall\n");
}

#[test]
fn a_container_ends_with_its_main_process() {
    let mut world = World::new();
    world.run_detached("box", &["sh", "-c", "(sleep 1; echo one; sleep 9; echo never) & sleep 5; echo end"]);
    world.clock.advance(60 * SECOND);
    assert_eq!(world.logs("box"), "one\nend\n");
}

#[test]
fn a_shell_that_waits_hears_signals() {
    let mut world = World::new();
    world.run_detached("box", &["sh", "-c", "trap 'echo bye; exit 3' TERM; sleep 1000 & wait $!"]);
    world.clock.advance(SECOND);
    world.with(|daemon| daemon.container_stop("box", "", None)).unwrap();
    let state = world.with(|daemon| daemon.container_inspect("box", false)).unwrap()["State"].clone();
    assert_eq!(state["ExitCode"], 3);
    assert!(world.logs("box").ends_with("bye\n"), "{}", world.logs("box"));
}

#[test]
fn traps_run_when_the_shell_comes_to_them() {
    let mut world = World::new();
    let state = |world: &mut World, name: &str| {
        let inspected = world.with(|daemon| daemon.container_inspect(name, false)).unwrap();
        inspected["State"]["ExitCode"].as_i64().unwrap()
    };
    let script = "trap 'echo hup' HUP; trap 'echo bye; exit 4' TERM; while true; do sleep 1; done";
    world.run_detached("loop", &["sh", "-c", script]);
    world.with(|daemon| daemon.container_kill("loop", "HUP")).unwrap();
    assert_eq!(world.logs("loop"), "");
    world.clock.advance(2 * SECOND);
    assert_eq!(world.logs("loop"), "hup\n");
    let before = world.clock.now();
    world.with(|daemon| daemon.container_stop("loop", "", None)).unwrap();
    assert!(world.clock.now().since(before) <= SECOND);
    assert_eq!((world.logs("loop").as_str(), state(&mut world, "loop")), ("hup\nbye\n", 4));
    // While a command runs in the foreground the trap waits, and the patience is over first.
    world.run_detached("long", &["sh", "-c", "trap 'echo bye; exit 4' TERM; sleep 1000"]);
    world.with(|daemon| daemon.container_stop("long", "", Some(2))).unwrap();
    assert_eq!((world.logs("long").as_str(), state(&mut world, "long")), ("", 137));
}

#[test]
fn logs_are_followed_to_an_end_that_comes_by_itself() {
    let mut world = World::new();
    let mut follow = |name: &str, script: &str| {
        world.run_detached(name, &["sh", "-c", script]);
        let mut output = OutputBuffer::default();
        let options = LogOptions { stdout: true, tail: "all".into(), follow: true, ..LogOptions::default() };
        world.with(|daemon| daemon.container_logs(name, &options, &mut output)).unwrap();
        shown(&output)
    };
    assert_eq!(follow("ends", "echo 1; sleep 5; echo 2"), "1\n2\n");
    assert_eq!(follow("stays", "echo 1; sleep 5000; echo 2"), "1\n");
}

#[test]
fn who_is_attached_in_the_background_sees_the_beginning() {
    let mut world = World::new();
    world.create("box", &["sh", "-c", "echo now; sleep 5; echo later; exit 2"], |_| {}).unwrap();
    let mut output = OutputBuffer::default();
    let mut terminal = |_: &Prompt| Ok(None);
    let attached = Attached { stdin: None, output: &mut output, terminal: &mut terminal, in_background: true };
    world.with(|daemon| daemon.container_attach("box").and_then(|()| daemon.container_start("box"))).unwrap();
    let before = world.clock.now();
    let ended = world.with(|daemon| daemon.container_stream("box", attached)).unwrap();
    assert_eq!((shown(&output).as_str(), ended, world.clock.now()), ("now\n", Ended::StillRunning, before));
    world.clock.advance(10 * SECOND);
    assert_eq!(world.logs("box"), "now\nlater\n");
}
