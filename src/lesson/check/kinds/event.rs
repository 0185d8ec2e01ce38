//! Something that happened.

use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

use crate::engine::{Event, EventKind, Reason};
use crate::lesson::check::forms::{ImageName, Wildcard};
use crate::lesson::check::keys::{Form, Keys};
use crate::lesson::check::{Ask, View, keys};
use crate::tell;

keys! {
    /// Something happened since the step began. The list of events below says which keys each of them knows.
    pub(super) struct Happening {
        /// the event's name, e.g. `pulled`, `pull_failed`, `searched`, `blob_downloaded`
        event: EventName,
        /// it happened so often (otherwise: once)
        at_least: Option<usize>,
        /// a name (`latest` is filled in) or a pattern; of a removal an ID fits, too, that belongs to the name's image
        reference: Option<ImageName>,
        /// why it failed or was refused
        reason: Option<Reason>,
        /// the registry's host
        host: Option<Wildcard>,
        /// the repository that was pushed to
        repository: Option<Wildcard>,
        /// the repository that a blob was taken from; or the ID that a name pointed to before
        from: Option<Wildcard>,
        /// the account
        user: Option<Wildcard>,
        /// what was searched for
        term: Option<Wildcard>,
        /// one of the filters
        filters: Option<Wildcard>,
        /// one of the names in an archive
        references: Option<Wildcard>,
        /// the container's ID
        container: Option<Wildcard>,
        /// the container's name
        name: Option<Wildcard>,
        /// the program that could not start
        program: Option<Wildcard>,
        /// the file
        path: Option<Wildcard>,
        /// a build's step, as its output shows it (`[2/3] COPY a b`)
        step: Option<Wildcard>,
        /// a build's instruction, as written
        instruction: Option<Wildcard>,
        /// exit code
        code: Option<i64>,
        /// whether a pull brought something
        new: Option<bool>,
    }
}

/// The kind of an event.
#[derive(Clone, Debug)]
struct EventName(&'static EventKind);

impl Form for EventName {
    const NAME: &'static str = "event";
}
impl Form for Reason {
    const NAME: &'static str = "reason";
}
impl Form for usize {
    const NAME: &'static str = "number";
}
impl Form for i64 {
    const NAME: &'static str = "number";
}

impl<'de> Deserialize<'de> for EventName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let found = Event::KINDS.iter().find(|kind| kind.name == name).map(EventName);
        found.ok_or_else(|| {
            let known: Vec<&str> = Event::KINDS.iter().map(|kind| kind.name).collect();
            de::Error::custom(format!("unknown event `{name}`, expected one of `{}`", known.join("`, `")))
        })
    }
}

/// The keys that name a field of an event.
pub fn fields() -> impl Iterator<Item = &'static str> {
    Happening::KEYS.iter().skip(2).map(|key| key.name)
}

/// Fields, each with what its value has to be.
type Asked<'h> = Vec<(&'static str, Box<dyn Fn(&Value) -> bool + 'h>)>;

impl Happening {
    /// Each field that was asked for, and whether what the event has there is as asked.
    fn asked<'h>(&'h self, view: Option<&'h View<'_>>) -> Asked<'h> {
        let mut asked: Asked<'h> = Vec::new();
        let Happening {
            event: _,
            at_least: _,
            reference,
            reason,
            host,
            repository,
            from,
            user,
            term,
            filters,
            references,
            container,
            name,
            program,
            path,
            step,
            instruction,
            code,
            new,
        } = self;
        let patterns = [
            ("host", host.as_ref()),
            ("repository", repository.as_ref()),
            ("from", from.as_ref()),
            ("user", user.as_ref()),
            ("term", term.as_ref()),
            ("filters", filters.as_ref()),
            ("references", references.as_ref()),
            ("container", container.as_ref()),
            ("name", name.as_ref()),
            ("program", program.as_ref()),
            ("path", path.as_ref()),
            ("step", step.as_ref()),
            ("instruction", instruction.as_ref()),
        ];
        if let Some(name) = reference {
            let by_id = move |text: &str| view.is_some_and(|view| self.is_id_of(text, name, view));
            let fits = move |text: &str| name.full().fits(text) || name.text() == text || by_id(text);
            asked.push(("reference", Box::new(move |value| value.as_str().is_some_and(fits))));
        }
        for (field, pattern) in patterns {
            if let Some(pattern) = pattern {
                asked.push((
                    field,
                    Box::new(|value| match value {
                        Value::String(text) => pattern.fits(text),
                        Value::Array(items) => items.iter().filter_map(Value::as_str).any(|text| pattern.fits(text)),
                        _ => false,
                    }),
                ));
            }
        }
        if let Some(reason) = reason {
            asked.push(("reason", Box::new(|value| Reason::deserialize(value).is_ok_and(|other| other == *reason))));
        }
        if let Some(code) = code {
            asked.push(("code", Box::new(|value| value.as_i64() == Some(*code))));
        }
        if let Some(new) = new {
            asked.push(("new", Box::new(|value| value.as_bool() == Some(*new))));
        }
        asked
    }

    /// Whether a text is an ID of the name's image. What is pulled or pushed is never named so: `docker pull sha256:…` asks for
    /// a repository `sha256`.
    fn is_id_of(&self, text: &str, name: &ImageName, view: &View<'_>) -> bool {
        let hex = text.strip_prefix("sha256:").unwrap_or(text).chars().all(|c| c.is_ascii_hexdigit());
        let meant = view.now.engine.images.stored_id(text).filter(|_| hex);
        matches!(self.event.0.name, "remove_refused" | "untagged") && meant.is_some() && meant == view.id(name)
    }

    fn is_as_asked(&self, event: &Event, view: &View<'_>) -> bool {
        let asked = self.asked(Some(view));
        asked.is_empty()
            || serde_json::to_value(event)
                .is_ok_and(|fields| asked.iter().all(|(field, is_as_asked)| fields.get(field).is_some_and(is_as_asked)))
    }
}

impl Ask for Happening {
    fn valid(&self) -> Result<(), String> {
        let EventName(kind) = self.event;
        match self.asked(None).iter().find(|(field, _)| !kind.fields.contains(field)) {
            Some((field, _)) => {
                let known: Vec<&str> = fields().filter(|name| kind.fields.contains(name)).collect();
                let known = if known.is_empty() { "none".into() } else { format!("one of `{}`", known.join("`, `")) };
                Err(format!("unknown field `{field}` of the event `{}`, expected {known}", kind.name))
            }
            None => Ok(()),
        }
    }

    fn holds(&self, view: &View<'_>) -> bool {
        let count =
            view.events().filter(|event| event.name() == self.event.0.name && self.is_as_asked(event, view)).count();
        count >= self.at_least.unwrap_or(1)
    }

    fn says(&self, not: bool) -> String {
        let what = self.reference.as_ref().map(|name| {
            let full = name.full().text();
            full.split(['*', '[', '?']).next().unwrap_or(full).trim_end_matches([':', '@'])
        });
        let what = what.unwrap_or_default();
        let text = match (self.event.0.name, &self.filters) {
            ("searched", Some(filter)) => tell::goal_searched_filter(filter.text().trim_matches('*')),
            ("searched", None) => tell::goal_searched(),
            ("pulled", _) => tell::goal_pulled(what),
            ("pull_failed", _) => tell::goal_tried_pull(what),
            ("pushed", _) => tell::goal_pushed(what),
            ("push_failed", _) => tell::goal_tried_push(what),
            ("remove_refused", _) => tell::goal_tried_remove(what),
            ("build_step_failed" | "build_failed", _) => tell::goal_build_failed(),
            (name, _) => tell::goal_happened(name.replace('_', " "), what),
        };
        let text = text.trim_end();
        if not { tell::goal_not(text) } else { text.into() }
    }
}
