//! [`Room`]: a class whose door is open: its exercises, codes, inbox, registry and site, and what each page is made of.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use http::StatusCode;
use layercake::Class;

use super::super::folder::Folder;
use super::super::registry::Registry;
use super::codes_file;
use super::front_page::{Front, Who, code_page, front};
use super::grader::Grader;
use super::hand_in::{Accepted, Refused, Sent, hand_in};
use super::html::notice;
use super::inbox::Inbox;
use super::student_page::student_page;
use super::visitor::{Codes, Visitor};
use super::wall::{Wall, wall, without_names};
use super::wall_page::{public_wall, teachers_wall};
use crate::classroom::folder::{KEY, RECEIPTS};

/// Where the registry is kept.
const REGISTRY: &str = "registry";
/// Where a static site is looked for.
const SITE: &str = "site";

/// What an open door needs.
#[derive(Debug)]
pub(super) struct Room {
    name: String,
    class: Arc<Class>,
    codes: Codes,
    inbox: Inbox,
    pub grader: Grader,
    pub registry: Option<Registry>,
    pub site: Option<Folder>,
}

/// What is opened besides the inbox.
#[derive(Clone, Copy, Debug)]
pub(super) struct Doors<'a> {
    pub site: Option<&'a Path>,
    pub registry: bool,
}

/// A page, and its status.
pub(super) type Page = (StatusCode, String);

impl Room {
    /// Opens a class's folder. What was handed in earlier is looked at again.
    pub fn open(folder: &Path, name: &str, class: Class, doors: Doors<'_>) -> Result<Room> {
        let Some(roster) = &class.roster else { bail!("this class has no roster: who may hand in is not known") };
        let students: Vec<String> = roster.students.iter().map(|student| student.name.clone()).collect();
        let place = |name: &str| folder.join(name);
        let codes = codes_file::open(&place(KEY), &students)?;
        let inbox = Inbox::open(&place(RECEIPTS), |name| class.student(name))?;
        let registry = doors.registry.then(|| Registry::open(&place(REGISTRY))).transpose();
        let registry = registry.with_context(|| place(REGISTRY).display().to_string())?;
        let site = match doors.site {
            Some(site) => Some(Folder::new(site).with_context(|| site.display().to_string())?),
            None => Folder::new(&place(SITE)).ok().filter(Folder::has_index),
        };
        let class = Arc::new(class);
        let grader = Grader::start(class.clone())?;
        for (_, kept) in inbox.all() {
            kept.into_iter().for_each(|kept| grader.hand_over(kept));
        }
        Ok(Room { name: name.into(), class, codes, inbox, grader, registry, site })
    }

    /// How many students there are, and how many receipts.
    pub fn counts(&self) -> (usize, usize) {
        (self.codes.students.len(), self.inbox.all().iter().map(|(_, kept)| kept.len()).sum())
    }

    /// Whose code this is.
    pub fn visitor(&self, code: Option<&str>) -> Option<Visitor> {
        self.codes.visitor(code?)
    }

    /// Keeps a receipt, and has it looked at.
    pub fn hand_in(&self, sent: &Sent) -> Result<Accepted, Refused> {
        let accepted = hand_in(sent, &self.class, &self.codes, &self.inbox)?;
        if !accepted.again {
            self.grader.hand_over(accepted.kept.clone());
        }
        Ok(accepted)
    }

    /// The first page. `host` is what the server is called by whoever asks.
    pub fn front(&self, visitor: Option<Visitor>, host: &str) -> Page {
        let who = match visitor {
            None => Who::Unknown,
            Some(Visitor::Teacher) => Who::Teacher,
            Some(Visitor::Student(name)) => Who::Student(name),
        };
        let page = Front {
            class: self.name.clone(),
            exercises: self.exercises(),
            host: host.into(),
            visitor: who,
            has_site: self.site.is_some(),
            has_registry: self.registry.is_some(),
        };
        (StatusCode::OK, front(&page))
    }

    /// A student's own page; the teacher's is the wall.
    pub fn mine(&self, visitor: Option<Visitor>) -> Page {
        match visitor {
            Some(Visitor::Student(name)) => {
                let kept = self.inbox.of(&name);
                (StatusCode::OK, student_page(&name, &kept, &self.grader.graded_of(&kept)))
            }
            Some(Visitor::Teacher) => self.wall(visitor, true),
            None => {
                let then =
                    "Your page says what was received of you. It opens with the code that your teacher gave you.";
                (StatusCode::OK, code_page("My page", then, false))
            }
        }
    }

    /// How far the class is.
    pub fn wall(&self, visitor: Option<Visitor>, names: bool) -> Page {
        let wall = self.progress();
        let html = match visitor {
            Some(Visitor::Teacher) if names => teachers_wall(&wall, true),
            Some(Visitor::Teacher) => teachers_wall(&without_names(wall, &self.codes.teacher.to_string()), false),
            _ => public_wall(&wall),
        };
        (StatusCode::OK, html)
    }

    /// What is said to somebody whose code is nobody's.
    pub fn wrong_code(&self) -> Page {
        let then = "Look at it again: it has eight letters and digits. Capitals and the dash do not matter.";
        (StatusCode::FORBIDDEN, code_page("This code is wrong", then, true))
    }

    /// What is said about something that was handed in by a page's form.
    pub fn said(&self, result: &Result<Accepted, Refused>) -> Page {
        match result {
            Ok(accepted) => {
                let text = format!("{} It is on the disk. Your page says what comes of it.", sentence(accepted));
                (status(accepted), notice("Received", &text))
            }
            Err(refused) => (refused.status(), notice("Not received", &format!("{}.", capital(&refused.to_string())))),
        }
    }

    fn progress(&self) -> Wall {
        wall(self.codes.students.len(), &self.class, &self.inbox.all(), &self.grader.graded())
    }

    fn exercises(&self) -> Vec<(String, String)> {
        self.class.exercises.iter().map(|exercise| (exercise.slug.clone(), exercise.title.clone())).collect()
    }
}

/// 201 for what is new, 200 for what was here.
pub(super) fn status(accepted: &Accepted) -> StatusCode {
    if accepted.again { StatusCode::OK } else { StatusCode::CREATED }
}

/// What was received, in words.
pub(super) fn sentence(accepted: &Accepted) -> String {
    let Accepted { student, kept, again } = accepted;
    let digest = kept.digest.hex();
    let known = if *again { ", which was here already" } else { "" };
    format!("Received: {} by {student}{known} (sha256 {}…).", kept.exercise, digest.get(..16).unwrap_or(&digest))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
