//! Side copies of a sandbox, for trying something without losing the place.

use super::operation::Kind;
use super::session::Session;

/// Side copies that a sandbox may have.
pub const FORK_LIMIT: usize = 20;
/// Letters of a side copy's name.
pub const FORK_NAME_LIMIT: usize = 40;

/// Why there is no such side copy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ForkError {
    #[error("a copy needs a name of letters, digits, dots and dashes, at most {FORK_NAME_LIMIT}")]
    Name,
    #[error("there is a copy `{0}` already; `switch {0}` goes to it")]
    Taken(String),
    #[error("there is no copy `{0}`; `forks` lists them")]
    Missing(String),
    #[error("the copy `{0}` cannot be read any more: {1}")]
    Unreadable(String, String),
    #[error("there may be {FORK_LIMIT} copies at once")]
    TooMany,
}

impl Session {
    /// Goes on in a side copy of the sandbox as it is.
    pub fn fork(&mut self, name: &str) -> Result<(), ForkError> {
        let is_fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if name.is_empty() || name.len() > FORK_NAME_LIMIT || !name.chars().all(is_fit) {
            return Err(ForkError::Name);
        }
        if self.forks().iter().any(|(other, _)| other == name) {
            return Err(ForkError::Taken(name.into()));
        }
        if self.forks().len() >= FORK_LIMIT {
            return Err(ForkError::TooMany);
        }
        let world = self.world_part().clone();
        self.go_to(Kind::Fork { name: name.into() }, world);
        Ok(())
    }

    /// Goes to another copy of the sandbox, as it was left.
    pub fn switch(&mut self, name: &str) -> Result<(), ForkError> {
        let left = self.stacks().forks.left(name);
        let world = left.map(|left| self.readable(&left.world)).ok_or_else(|| ForkError::Missing(name.into()))?;
        let world = world.map_err(|error| ForkError::Unreadable(name.into(), error.to_string()))?;
        self.go_to(Kind::Switch { name: name.into() }, world);
        Ok(())
    }

    /// All copies, and whether they are the one that is open.
    pub fn forks(&self) -> Vec<(String, bool)> {
        self.stacks().forks.names()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Setup;
    use super::super::stacks::MAIN;
    use super::*;

    fn session() -> Session {
        Session::new(Setup { keeps_shell: true, ..Setup::new(crate::hub::builtin()) })
    }

    fn has(session: &mut Session, file: &str) -> bool {
        session.feed(&format!("test -e {file}")).ended.is_some_and(|(_, exit)| exit == 0)
    }

    #[test]
    fn a_side_copy_is_tried_and_left_and_both_keep_their_undo() {
        let mut session = session();
        session.feed("touch one");
        session.fork("try").unwrap();
        session.feed("touch two; rm one");
        session.switch(MAIN).unwrap();
        assert!(has(&mut session, "one") && !has(&mut session, "two"));
        session.feed("touch three");
        assert!(session.undo() && session.undo());
        assert!(!has(&mut session, "one"));
        assert!(session.redo());
        session.switch("try").unwrap();
        assert!(!has(&mut session, "one") && has(&mut session, "two"));
        assert!(session.undo());
        assert!(has(&mut session, "one") && !has(&mut session, "two"));
        assert_eq!(session.forks(), [("main".into(), false), ("try".into(), true)]);
    }

    #[test]
    fn copies_are_replayed() {
        let mut session = session();
        session.fork("try").unwrap();
        session.feed("touch two");
        session.switch(MAIN).unwrap();
        let again = Session::replay(session.setup().clone(), session.history()).unwrap();
        assert_eq!(again.forks(), session.forks());
        assert_eq!(again.world_part(), session.world_part());
    }

    #[test]
    fn what_cannot_be_is_said() {
        let mut session = session();
        assert_eq!(session.fork("a b"), Err(ForkError::Name));
        assert_eq!(session.fork(MAIN), Err(ForkError::Taken(MAIN.into())));
        assert_eq!(session.switch("x"), Err(ForkError::Missing("x".into())));
        for number in 1..FORK_LIMIT {
            session.fork(&format!("f{number}")).unwrap();
        }
        assert_eq!(session.fork("more"), Err(ForkError::TooMany));
    }
}
