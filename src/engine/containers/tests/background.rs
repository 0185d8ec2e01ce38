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
fn who_is_attached_in_the_background_sees_the_beginning() {
    let mut world = World::new();
    world.create("box", &["sh", "-c", "echo now; sleep 5; echo later; exit 2"], |_| {}).unwrap();
    let mut output = OutputBuffer::default();
    let mut terminal = |_: &Prompt| Ok(None);
    let attached = Attached { stdin: None, output: &mut output, terminal: &mut terminal, behind: true };
    world.with(|daemon| daemon.container_attach("box").and_then(|()| daemon.container_start("box"))).unwrap();
    let before = world.clock.now();
    let ended = world.with(|daemon| daemon.container_stream("box", attached)).unwrap();
    assert_eq!((shown(&output).as_str(), ended, world.clock.now()), ("now\n", Ended::StillRunning, before));
    world.clock.advance(10 * SECOND);
    assert_eq!(world.logs("box"), "now\nlater\n");
}
