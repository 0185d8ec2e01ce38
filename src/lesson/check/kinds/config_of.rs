//! What the config of an image says.

use crate::lesson::check::forms::{Expression, ImageName, Many};
use crate::lesson::check::{Ask, View, is, keys};
use crate::tell;

keys! {
    /// What the config of an image says.
    pub(super) struct ConfigOf {
        /// an image's name or ID
        config_of: ImageName,
        /// the user it runs as; empty: root
        user: Option<String>,
        /// `NAME` or `NAME=value`, each set
        #[serde(default)]
        env: Many<String>,
        /// `NAME` or `NAME=value`, each set
        #[serde(default)]
        label: Many<String>,
        /// found in entrypoint and command, joined by spaces
        command: Option<Expression>,
        /// the working directory
        directory: Option<String>,
        /// an exposed port, e.g. `80/tcp`
        port: Option<String>,
    }
}

impl Ask for ConfigOf {
    fn has_subject(&self, view: &View<'_>) -> bool {
        view.image(&self.config_of).is_some()
    }

    fn holds(&self, view: &View<'_>) -> bool {
        let Some(config) = view.image(&self.config_of).and_then(|image| image.config) else { return false };
        let config = config.config;
        let labels: Vec<String> =
            config.labels.iter().flatten().map(|(name, value)| format!("{name}={value}")).collect();
        let set = |all: &[String], wanted: &String| {
            all.iter().any(|entry| entry == wanted || entry.split('=').next() == Some(wanted))
        };
        self.user.as_ref().is_none_or(|user| config.user == *user)
            && self.env.iter().all(|wanted| set(&config.env, wanted))
            && self.label.iter().all(|wanted| set(&labels, wanted))
            && self.directory.as_ref().is_none_or(|directory| config.working_dir == *directory)
            && self.port.as_ref().is_none_or(|port| config.exposed_ports.iter().flatten().any(|(p, _)| p == port))
            && self.command.as_ref().is_none_or(|command| command.is_in(&config.command_line().join(" ")))
    }

    fn says(&self, not: bool) -> String {
        tell::goal_config(self.config_of.full().text(), is(not))
    }
}
