//! The helpers, from a line to what it prints.

use crate::hub;
use crate::sandbox::{Session, Setup};
use crate::shell::Stream;

fn session() -> Session {
    Session::new(Setup { keeps_shell: true, ..Setup::new(hub::builtin()) })
}

fn said(session: &mut Session, line: &str) -> String {
    let reaction = session.feed(line);
    let exit = reaction.ended.as_ref().map_or(0, |(_, exit)| *exit);
    let text = format!("{}{}", reaction.text(Stream::Out), reaction.text(Stream::Err));
    assert_eq!(text.lines().find(|line| crate::text::width(line) > 80), None);
    if exit == 0 { text } else { format!("{text}exit {exit}\n") }
}

#[test]
fn every_page_ends_with_what_docker_has() {
    let mut session = session();
    for line in ["hub show nginx", "hub limits", "hub clock", "hub token list", "hub token check", "hub", "layer"] {
        let text = said(&mut session, line);
        assert!(text.lines().last().unwrap_or_default().starts_with("Docker has no such command; "), "{text}");
    }
}

#[test]
fn a_badge_and_its_absence_are_told_apart() {
    let mut session = session();
    assert!(said(&mut session, "hub show nginx").contains("Docker Official Image"));
    assert!(said(&mut session, "hub show ngnix-mirror/nginx").contains("none: anybody may have pushed this"));
    assert_eq!(
        said(&mut session, "hub show nobody/nothing"),
        "hub: there is no repository nobody/nothing (or it is private)\nexit 1\n"
    );
}

#[test]
fn asking_for_limits_costs_nothing() {
    let mut session = session();
    let first = said(&mut session, "hub limits");
    assert!(first.contains("REMAINING  100\n"), "{first}");
    assert_eq!(said(&mut session, "hub limits"), first);
    said(&mut session, "docker pull hello-world");
    // Index, manifest and attestation.
    assert!(said(&mut session, "hub limits").contains("REMAINING  97\nRENEWED    2"));
    said(&mut session, "hub clock next");
    assert!(said(&mut session, "hub limits").contains("REMAINING  100\n"), "days have passed on the Hub");
}

#[test]
fn the_clock_moves_on_and_undo_brings_it_back() {
    let mut session = session();
    let before = said(&mut session, "hub clock");
    assert!(before.starts_with("The Hub shows Friday, 2026-08-21.\n"), "{before}");
    let next = said(&mut session, "hub clock next");
    assert!(next.contains("Nothing on your machine has changed"), "{next}");
    assert!(said(&mut session, "hub clock 2026-01-01").contains("time does not go back"));
    assert!(session.undo());
    assert_eq!(said(&mut session, "hub clock"), before);
}

#[test]
fn a_revoked_token_is_not_accepted() {
    let mut session = session();
    assert!(said(&mut session, "hub token check").contains("accepted"));
    assert!(said(&mut session, "hub token revoke classroom").starts_with("1 token revoked"));
    assert!(said(&mut session, "hub token check").contains("revoked"));
    assert!(said(&mut session, "hub token revoke nonsense").contains("student has no token nonsense"));
}

#[test]
fn the_pages_are_help_when_called_wrongly() {
    let mut session = session();
    assert!(said(&mut session, "hub").contains("hub tags NAME"));
    assert_eq!(
        said(&mut session, "hub tag nginx"),
        "hub: there is no page \"tag\" (did you mean tags?); hub help lists them\nexit 1\n"
    );
    assert_eq!(said(&mut session, "hub tags"), "hub: write: hub tags NAME\nexit 1\n");
    assert_eq!(said(&mut session, "layer cat a"), "layer: write: layer cat IMAGE N PATH\nexit 1\n");
    assert!(said(&mut session, "hub approve LAYR-CAKE").contains("no login waits"));
    assert!(said(&mut session, "hub set nginx --immutable ^1").contains("is not student's"));
}

#[test]
fn layers_are_listed_and_read() {
    let mut session = session();
    assert!(said(&mut session, "layer ls hello-world").contains("there is no image hello-world here"));
    said(&mut session, "docker pull hello-world");
    let layers = said(&mut session, "layer ls hello-world");
    assert!(layers.contains(" 1  e111915723ff") && layers.contains("COPY hello /"), "{layers}");
    let files = said(&mut session, "layer ls hello-world 1");
    assert!(files.contains("10072  hello\n"), "{files}");
    assert!(said(&mut session, "layer ls hello-world 2").contains("has layers 1 to 1, and no layer 2"));
    assert!(said(&mut session, "layer cat hello-world 1 /nothing").contains("does not hold /nothing"));
    assert!(said(&mut session, "layer cat hello-world 1 hello | grep -ac 'Hello from Docker!'").starts_with("1\n"));
    let chain = said(&mut session, "layer chain hello-world");
    let row: Vec<&str> = chain.lines().nth(1).unwrap_or_default().split_whitespace().collect();
    assert_eq!((row.len(), row.get(1)), (3, row.get(2)), "{chain}");
}
