//! A build that went well, under another name than the task wants.

use super::Tutor;
use crate::engine::Event;
use crate::oci::Reference;
use crate::tell;

impl Tutor {
    /// The last command built an image without a name, or under another tag of the name that is missing.
    pub(super) fn built_otherwise(&self) -> Option<String> {
        let last = self.place.past.last().filter(|last| last.exit == 0)?;
        let references = last.events.iter().rev().find_map(|event| match event {
            Event::Built { references, .. } => Some(references),
            _ => None,
        })?;
        let view = self.view();
        let wanted = || {
            let checks = self.task().into_iter().flat_map(|task| &task.done);
            checks.filter_map(|check| Some((check.image_wanted()?, check.holds(&view))))
        };
        let (missing, _) = wanted().find(|(_, holds)| !holds)?;
        let Some(built) = references.first() else { return Some(tell::built_without_name(missing)) };
        let repository = |name: &str| Reference::parse(name).ok().map(|reference| reference.name.familiar());
        let is_wanted = wanted().any(|(name, _)| references.iter().any(|built| built == name));
        let joined = built.split(':').next() == Some(&*missing.replace(':', ""));
        let near = repository(built) == repository(missing) || joined;
        (near && !is_wanted).then(|| tell::built_under_other_name(built, missing))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{Say, Tutor};
    use crate::hub;
    use crate::lesson::parse;
    use crate::sandbox::{Session, Setup, Typed};

    const LESSON: &str = "+++\ntitle = \"A\"\nminutes = 1\nfiles = [{ path = \"app/Dockerfile\", text = \"FROM scratch\\nCOPY . /\\n\" }]\n\
        +++\n## First\n\nText.\n\n```toml task\ndo = \"Do.\"\ndone = [{ image = \"app:1\" }, { image = \"other:1\" }]\n\
        hints = [\"x\", \"y\"]\nsolutions = [\"docker build -t app:1 -t other:1 app\"]\n```\n";

    #[test]
    fn a_build_under_another_name_is_told_the_one_that_is_wanted() {
        let lesson = Arc::new(parse("lessons/99-a.md", LESSON).unwrap());
        let setup = Setup { keeps_shell: true, ..Setup::new(hub::builtin()) };
        let session = Tutor::starting_session(&lesson, Session::new(setup)).unwrap();
        let mut tutor = Tutor::begin(lesson, session).0;
        let mut corrected = |line: &str| {
            let says = tutor.take(Typed::Line(line.into())).says;
            let corrections = says.into_iter().filter_map(|say| match say {
                Say::Correction(text) => Some(text),
                _ => None,
            });
            corrections.collect::<Vec<_>>().join(" ")
        };
        assert!(corrected("docker build app").contains("no name; the task wants one: `-t app:1`"));
        assert!(corrected("docker build -t app app").contains("as `app:latest`; the task wants the name `app:1`"));
        assert!(corrected("docker build -t app1 app").contains("as `app1:latest`"));
        for right in ["docker build -t more app", "docker build -t other:1 app", "docker build -t app:1 app", "ls"] {
            assert_eq!(corrected(right), "", "{right}");
        }
    }
}
