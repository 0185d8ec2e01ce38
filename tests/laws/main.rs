//! Laws of the sandbox, tried with random command lines: nothing panics, no invariant breaks, undo and redo go back and
//! forth to the byte, what is saved is loaded, and the same lines make the same World.
//!
//! The lines follow from a fixed seed. `PROPTEST_CASES=5000 cargo test --test laws` tries more of them.

mod lines;
#[path = "../support/mod.rs"]
mod support;

use std::sync::{Arc, LazyLock};

use layercake::Hub;
use layercake::TerminalSize;
use layercake::{Next, Reaction, SaveError, Session, Setup, Typed};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use lines::Step;
use support::Memory;

/// Sequences that are tried unless `PROPTEST_CASES` says otherwise.
const CASES: u32 = 24;
/// Lines of a sequence.
const LINES: std::ops::Range<usize> = 1..12;
/// Inputs that a program gets before it gets nothing but ends of file.
const INPUTS: usize = 8;

/// What happens before each sequence, so that there is something to act on.
const BEFORE: &[&str] = &[
    "docker pull -q alpine",
    "docker pull -q hello-world",
    "docker tag alpine localhost:5000/team/app:1",
    "docker push -q localhost:5000/team/app:1",
    "docker run --name box alpine sh -c 'echo one > /one; rm /etc/os-release'",
    "docker run -d --name server alpine sleep 1000",
    "docker commit box app:2",
    "docker save -o images.tar alpine hello-world",
    "docker export -o box.tar box",
    "mkdir dir; echo text > dir/file; echo layers > secret",
];

static HUB: LazyLock<Arc<dyn Hub>> = LazyLock::new(support::small_hub);

/// Sandboxes to start from: for scripts, and at a terminal.
static STARTS: LazyLock<[Session; 2]> = LazyLock::new(|| {
    [None, Some(TerminalSize { columns: 80, rows: 24 })].map(|terminal| {
        let mut session = Session::new(Setup { terminal, keeps_shell: terminal.is_some(), ..Setup::new(HUB.clone()) });
        for line in BEFORE {
            let reaction = session.feed(line);
            assert!(matches!(reaction.ended, Some((_, 0))), "{line}: {reaction:?}");
        }
        session
    })
});

/// Takes a line and whatever its programs ask for; gives everything that came out.
fn play(session: &mut Session, step: &Step) -> Vec<Reaction> {
    let line = lines::filled(&step.line, session.world());
    let mut reactions = vec![session.feed(&line)];
    let mut inputs = step.inputs.iter().take(INPUTS).cloned();
    for _ in 0..INPUTS + 40 {
        let typed = match session.next() {
            Next::Command | Next::Left => break,
            Next::More => Typed::End,
            Next::Input(_) => inputs.next().unwrap_or(Typed::End),
        };
        reactions.push(session.take(typed));
    }
    if session.next() != Next::Command {
        reactions.push(session.take(Typed::Interrupt));
    }
    reactions
}

/// Runs `law` on random sequences.
fn try_lines(law: impl Fn(&Session, &[Step]) -> Result<(), TestCaseError>) {
    let mut config = Config { failure_persistence: None, ..Config::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = CASES;
    }
    let seed = std::env::var("LAYERCAKE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(29_u8);
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let sequences = (any::<bool>(), vec(lines::step(), LINES));
    LazyLock::force(&STARTS);
    let result = TestRunner::new_with_rng(config, rng)
        .run(&sequences, |(terminal, steps)| law(&STARTS[usize::from(terminal)], &steps));
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn undo_goes_back_and_redo_forth_to_the_byte() {
    try_lines(|start, steps| {
        let mut session = start.clone();
        for step in steps {
            let before = session.world_part().digest().to_string();
            let depth = session.undo_depth();
            let reactions = play(&mut session, step);
            let changed = reactions.iter().any(|reaction| reaction.changed);
            let after = session.world_part().digest().to_string();
            prop_assert_eq!(session.undo_depth(), depth + usize::from(changed), "{:?}", step);
            if changed {
                prop_assert_ne!(&after, &before, "{:?} changed nothing", step);
                prop_assert!(session.undo());
                prop_assert_eq!(session.world_part().digest(), &before, "undo after {:?}", step);
                prop_assert!(session.redo());
                prop_assert_eq!(session.world_part().digest(), &after, "redo after {:?}", step);
            }
        }
        Ok(())
    });
}

#[test]
fn undoing_everything_leads_back_to_the_start() {
    try_lines(|start, steps| {
        let mut session = start.clone();
        let mut worlds = vec![];
        for step in steps {
            let before = session.world_part().clone();
            if play(&mut session, step).iter().any(|reaction| reaction.changed) {
                worlds.push(before);
            }
        }
        let mut undone = vec![];
        for before in worlds.iter().rev() {
            undone.push(session.world_part().clone());
            prop_assert!(session.undo());
            prop_assert_eq!(session.world_part().digest(), before.digest());
        }
        for after in undone.iter().rev() {
            prop_assert!(session.redo());
            prop_assert_eq!(session.world_part().digest(), after.digest());
        }
        prop_assert!(!session.redo());
        Ok(())
    });
}

#[test]
fn no_command_breaks_an_invariant() {
    try_lines(|start, steps| {
        let mut session = start.clone();
        for step in steps {
            play(&mut session, step);
            let faults = session.world().faults();
            prop_assert!(faults.is_empty(), "after {:?}:\n{}", step, faults.join("\n"));
        }
        Ok(())
    });
}

#[test]
fn what_was_saved_is_loaded_with_its_past() {
    try_lines(|start, steps| {
        let mut session = start.clone();
        let mut store = Memory::new(HUB.clone());
        for step in steps {
            play(&mut session, step);
            session.save(&mut store).map_err(|error| TestCaseError::fail(error.to_string()))?;
        }
        let root = session.save(&mut store).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let mut loaded = Session::load(session.setup().clone(), &root, &store)
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(loaded.world_part().digest(), session.world_part().digest());
        prop_assert!(!loaded.world().differs_from(session.world()));
        prop_assert_eq!(loaded.undo_depth(), session.undo_depth());
        let again = loaded.save(&mut store).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(again, root);
        // The loaded one goes on as the other does.
        let line = "docker ps -a; docker image ls; ls -l; docker pull busybox; docker run alpine ls /";
        prop_assert_eq!(loaded.feed(line), session.feed(line));
        prop_assert_eq!(loaded.world_part().digest(), session.world_part().digest());
        while session.undo() {
            prop_assert!(loaded.undo());
            prop_assert_eq!(loaded.world_part().digest(), session.world_part().digest());
        }
        Ok(())
    });
}

#[test]
fn a_kill_at_any_prompt_changes_nothing() {
    try_lines(|start, steps| {
        let (mut session, mut killed) = (start.clone(), start.clone());
        let mut store = Memory::new(HUB.clone());
        let failed = |error: SaveError| TestCaseError::fail(error.to_string());
        for step in steps {
            let line = lines::filled(&step.line, session.world());
            let mut typed = Typed::Line(line);
            let mut inputs = step.inputs.iter().take(INPUTS).cloned();
            for _ in 0..INPUTS + 40 {
                prop_assert_eq!(killed.take(typed.clone()), session.take(typed), "{:?}", step);
                typed = match session.next() {
                    Next::Command | Next::Left => break,
                    Next::More => Typed::End,
                    Next::Input(_) => inputs.next().unwrap_or(Typed::End),
                };
                if matches!(session.next(), Next::Input(_)) {
                    let root = killed.save(&mut store).map_err(failed)?;
                    killed = Session::load(killed.setup().clone(), &root, &store).map_err(failed)?;
                }
            }
            if session.next() != Next::Command {
                prop_assert_eq!(killed.take(Typed::Interrupt), session.take(Typed::Interrupt));
            }
            prop_assert_eq!(killed.world_part().digest(), session.world_part().digest());
        }
        Ok(())
    });
}

#[test]
fn a_history_done_again_leads_to_the_same_worlds() {
    try_lines(|start, steps| {
        let mut session = start.clone();
        for (number, step) in steps.iter().enumerate() {
            play(&mut session, step);
            match number % 4 {
                1 => drop(session.undo()),
                2 => drop(session.redo()),
                3 => drop(session.edit("/home/student/work/note", format!("{number}").into())),
                _ => {}
            }
        }
        let again = Session::replay(session.setup().clone(), session.history())
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(again.world_part().digest(), session.world_part().digest());
        prop_assert_eq!(again.history(), session.history());
        Ok(())
    });
}

#[test]
fn the_same_lines_make_the_same_world() {
    try_lines(|start, steps| {
        let mut sessions = [start.clone(), start.clone()];
        for step in steps {
            let reactions = sessions.each_mut().map(|session| play(session, step));
            prop_assert_eq!(&reactions[0], &reactions[1], "{:?}", step);
            // What one of them did and took back leaves no trace.
            if reactions.iter().flatten().any(|reaction| reaction.changed) {
                prop_assert!(sessions[0].undo() && sessions[0].redo());
            }
        }
        prop_assert_eq!(sessions[0].world_part().digest(), sessions[1].world_part().digest());
        Ok(())
    });
}
