//! A container by its image, even if `--rm` has taken it away.

use std::collections::BTreeSet;

use crate::engine::{Container, Event, Status};
use crate::lesson::check::forms::{Expression, ImageName};
use crate::lesson::check::{Ask, View, is, keys};
use crate::tell;

keys! {
    /// A container was made from this image: it is there, or was since the step began (`--rm`).
    pub(super) struct ContainerFrom {
        /// an image's name or ID
        container_from: ImageName,
        /// it ended with this exit code
        exit: Option<i32>,
        /// found in what it printed (the list needs `says` for that)
        prints: Option<Expression>,
        /// it started what the image itself says; nothing stood behind the image's name that says something else
        own: Option<bool>,
    }
}

impl ContainerFrom {
    /// Whether a container that is there went so.
    fn fits(&self, container: &Container, view: &View<'_>) -> bool {
        let image = || view.image(&self.container_from).and_then(|image| image.config);
        let own = || image().is_some_and(|image| image.config.command_line() == container.config.command());
        let state = &container.state;
        let logged = || container.log.lines().iter().map(|line| line.text.as_str()).collect::<String>();
        self.own.is_none_or(|wanted| wanted == own())
            && self.exit.is_none_or(|code| state.status == Status::Exited && state.exit_code == code)
            && self.prints.as_ref().is_none_or(|text| text.is_in(&logged()))
    }
}

impl Ask for ContainerFrom {
    fn holds(&self, view: &View<'_>) -> bool {
        let Some(image) = view.id(&self.container_from) else { return false };
        if view.now.engine.containers.iter().any(|container| container.image == image && self.fits(container, view)) {
            return true;
        }
        let made: BTreeSet<&str> = view
            .events()
            .filter_map(|event| match event {
                Event::ContainerCreated { id, image: from, own, .. } => {
                    (*from == image && self.own.is_none_or(|wanted| wanted == *own)).then_some(id.as_str())
                }
                _ => None,
            })
            .collect();
        let ended = |code: i32| {
            view.events().any(|event| match event {
                Event::ContainerExited { id, code: with } => made.contains(id.as_str()) && *with == code,
                _ => false,
            })
        };
        let printed = |text: &Expression| {
            view.past.iter().filter(|happened| text.is_in(&happened.printed)).any(|happened| {
                let mut events = happened.events.iter();
                events.any(|event| matches!(event, Event::ContainerStarted { id } if made.contains(id.as_str())))
            })
        };
        !made.is_empty() && self.exit.is_none_or(ended) && self.prints.as_ref().is_none_or(printed)
    }

    fn says(&self, not: bool) -> String {
        let image = &self.container_from;
        let started = if not { tell::did_not_run() } else { tell::ran() };
        match self.exit {
            Some(0) => tell::goal_ran_to_end(image, started),
            Some(code) => tell::goal_ran_with_code(image, started, code),
            None => tell::goal_made_from(is(not), image),
        }
    }
}
