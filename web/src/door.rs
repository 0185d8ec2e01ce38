//! [`Door`]: the tutorial, as JavaScript holds it.

use std::sync::Arc;

use bytes::Bytes;
use layercake::{
    Ask, Course, Edited, FileToEdit, Layout, Lesson, Look, News, Opened, Palette, Progress, Room, Shown, Start,
    Suggestion, Surface, TerminalSize, Tutorial, Typed, UnreadableProgress, Unrecorded, Wanted, board, course_in, keep,
    layer_files, load_kept, named, named_document, sweep, words,
};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::drawer::{Change, Drawer};
use crate::exercise::{Desk, ROOM};
use crate::paint::{painted, styled};

/// The key of the document of all lessons' progress.
const PROGRESS: &str = "progress.json";

/// A tutorial in a page.
#[wasm_bindgen]
pub struct Door {
    pub(crate) tutorial: Tutorial,
    lessons: Vec<Arc<Lesson>>,
    palette: Palette,
    progress: Progress,
    drawer: Option<Drawer>,
    layout: Layout,
    /// What is to be edited.
    edited: Option<FileToEdit>,
    /// In which state the sandbox begins that somebody came for.
    begun: Opened,
    unrecorded: Unrecorded,
    /// Why the sandbox cannot be written as documents.
    unwritten: Option<String>,
    /// Why the browser does not store what it was given.
    unstored: Option<String>,
    /// What is to be said before anything else.
    notes: String,
    /// Days since 1970-01-01.
    today: i64,
    changes: Vec<Change>,
    pub(crate) desk: Desk,
}

#[wasm_bindgen]
impl Door {
    /// A tutorial for a terminal of so many columns and rows, with colours or `plain` text; `day` is today, in days
    /// since 1970-01-01; `language` is a locale (`de`).
    #[wasm_bindgen(constructor)]
    pub fn new(columns: u16, rows: u16, plain: bool, day: f64, language: String) -> Door {
        let palette = if plain { Palette::Plain } else { Palette::Colours };
        words::speak(&language);
        let lessons = course_in(words::code(&language)).unwrap_or_default();
        let surface = Surface { size: TerminalSize { columns, rows: rows.max(1) }, palette };
        #[allow(clippy::cast_possible_truncation, reason = "a day's number is small")]
        let day = day as i64;
        let mut tutorial = Tutorial::new(Start {
            courses: vec![Course::only(lessons.clone())],
            surface,
            progress: Progress::default(),
            // Nothing is known of the learner: everybody gets the questions of the day.
            seed: day.unsigned_abs(),
            again: false,
            comeback: words::web_comeback(),
            language,
        });
        tutorial.set_today(day);
        Door {
            tutorial,
            lessons,
            palette,
            progress: Progress::default(),
            drawer: None,
            layout: Layout::default(),
            edited: None,
            begun: Opened::default(),
            unrecorded: Unrecorded::default(),
            unwritten: None,
            unstored: None,
            notes: String::new(),
            today: day,
            changes: Vec::new(),
            desk: Desk::default(),
        }
    }

    /// What the page says itself, in the learner's language: a sentence by its name, as JSON.
    pub fn words(&self) -> String {
        json!({
            "stopped": words::given_up(),
            "bug": words::web_bug(),
            "left": words::web_left(),
            "again": words::web_again(),
            "copy": words::web_copy(),
            "renewed": words::web_renewed(),
        })
        .to_string()
    }

    /// A document comes back from the browser's store. One of progress that cannot be read is put aside.
    pub fn load(&mut self, key: &str, bytes: &[u8]) {
        if key == PROGRESS {
            let (aside, why) = match Progress::read(bytes) {
                Ok(progress) => {
                    self.tutorial.set_progress(progress.clone());
                    self.progress = progress;
                    return;
                }
                Err(why @ UnreadableProgress::Newer(_)) => (format!("{PROGRESS}.newer"), why),
                Err(why @ UnreadableProgress::Damaged(_)) => (format!("{PROGRESS}.damaged"), why),
            };
            self.notes += &format!("{}\n", words::progress_put_aside(why, &aside));
            self.changes.push((aside, Some(Bytes::copy_from_slice(bytes))));
        } else if let Some(drawer) = &mut self.drawer {
            drawer.put_back(key, Bytes::copy_from_slice(bytes));
        }
    }

    /// Begins: at the `menu`, in free `play`, in a `review`, in an exercise (`exercise=e1&student=Ada`), or in the lesson
    /// of this number or name. Who has nothing there yet begins a lesson at a step, from 1, and finds in free play what
    /// the lines made.
    pub fn begin(&mut self, room: &str, step: Option<usize>, lines: &str) -> String {
        if room.starts_with(ROOM) {
            return self.assign(room);
        }
        let room = match room {
            "play" => Room::Play,
            "review" => self.tutorial.review_room().unwrap_or(Room::Menu),
            name => named(&self.lessons, name).filter(|_| !name.is_empty()).map_or(Room::Menu, Room::Lesson),
        };
        // Whoever chooses at the menu came for nothing yet.
        self.begun = match room {
            Room::Menu => Opened::default(),
            _ => Opened { step, lines: lines.lines().map(String::from).collect(), ..Opened::default() },
        };
        let shown = self.tutorial.begin(room);
        self.settled(shown)
    }

    /// The documents of the sandbox that was asked for are loaded. `kept`: whether the browser keeps what is done
    /// there.
    pub fn opened(&mut self, kept: bool) -> String {
        let setup = self.tutorial.setup();
        let mut opened = Opened { kept, ..std::mem::take(&mut self.begun) };
        if let Some(drawer) = &mut self.drawer {
            match load_kept(&setup, drawer) {
                Ok(found) => opened.found = found,
                Err(error) => {
                    drawer.clear();
                    opened.notes.push(words::sandbox_unreadable(error, words::web_afresh()));
                }
            }
        }
        let shown = self.tutorial.opened(opened);
        self.settled(shown)
    }

    /// A line was typed. The answer says whether it is worth typing again (`remembers`), and whether it `worked`.
    pub fn take(&mut self, line: &str) -> String {
        if let Some(answer) = self.at_desk(line) {
            return answer;
        }
        let remembers = self.tutorial.remembers(line);
        let shown = self.tutorial.take(Typed::Line(line.into()));
        self.answered(shown, remembers)
    }

    /// Ctrl-C at the prompt.
    pub fn interrupt(&mut self) -> String {
        let shown = self.tutorial.take(Typed::Interrupt);
        self.settled(shown)
    }

    /// Ctrl-D at an empty prompt.
    pub fn end(&mut self) -> String {
        let shown = self.tutorial.take(Typed::End);
        self.settled(shown)
    }

    /// The editor was left with this content; nothing: without saving.
    pub fn edited(&mut self, content: Option<String>) -> String {
        let Some(file) = self.edited.take() else { return self.told("") };
        let edited = Edited::Content(content.map_or_else(|| file.content.clone(), String::into_bytes));
        let shown = self.tutorial.edited(&file, edited);
        self.settled(shown)
    }

    /// Something happened to the command that was typed last (it was stopped): it is as if it had not been typed.
    pub fn told(&mut self, text: &str) -> String {
        let shown = self.tutorial.told(Look::Dim, text);
        self.settled(shown)
    }

    /// The terminal has another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        let size = TerminalSize { columns, rows: rows.max(1) };
        self.tutorial.set_surface(Surface { size, palette: self.palette });
    }

    /// What the word before the cursor (in UTF-16 units) may become:
    /// `{"start", "candidates": [{"shown", "text", "about"}]}`.
    pub fn complete(&self, line: &str, cursor: usize) -> String {
        let Some(completer) = self.tutorial.completer() else { return json!({ "candidates": [] }).to_string() };
        let (start, candidates) = completer.complete(line, byte_of(line, cursor));
        let start: usize = line.get(..start).unwrap_or(line).encode_utf16().count();
        let candidates: Vec<Value> = candidates
            .iter()
            .map(|candidate| json!({ "shown": candidate.shown, "text": candidate.text, "about": candidate.about }))
            .collect();
        json!({ "start": start, "candidates": candidates }).to_string()
    }

    /// How the line may go on: `{"text", "rest": whether it can be taken over}`, or nothing.
    pub fn suggest(&self, line: &str) -> Option<String> {
        let (text, rest) = match self.tutorial.completer()?.suggest(line)? {
            Suggestion::Rest(text) => (text, true),
            Suggestion::Usage(text) => (text, false),
        };
        Some(json!({ "text": text, "rest": rest }).to_string())
    }

    /// What the sandbox holds, for a drawing; empty where none is open.
    pub fn board(&self) -> String {
        let board = self.tutorial.sandbox().map(|(session, _)| board(session.world())).unwrap_or_default();
        serde_json::to_string(&board).unwrap_or_default()
    }

    /// The files of a layer of an image, bottom first from 0: `{"files": [["A", "/path"]], "more": 0}`.
    pub fn files(&self, image: &str, layer: usize) -> Option<String> {
        let (session, _) = self.tutorial.sandbox()?;
        serde_json::to_string(&layer_files(session.world(), image, layer)?).ok()
    }

    /// The JSON document that a name points to, here or on its registry.
    pub fn document(&self, name: &str, on_registry: bool) -> Option<String> {
        let (session, _) = self.tutorial.sandbox()?;
        named_document(session.world(), name, on_registry)
    }

    /// The browser has stored what changed, or has not: why. What is to be said then, and what stands before each
    /// prompt as long as it is not stored: `{"said", "mark"}`.
    pub fn stored(&mut self, why: Option<String>) -> String {
        self.unstored = why;
        let mut said = String::new();
        self.record(&mut said);
        let mark = self.unrecorded.why().map(|_| words::not_saved_mark() + " ").unwrap_or_default();
        json!({ "said": said, "mark": mark }).to_string()
    }

    /// What is to be stored, or removed, in its order. Asked for after each step.
    pub fn changes(&mut self) -> Vec<JsChange> {
        let mut changes = std::mem::take(&mut self.changes);
        changes.extend(self.drawer.iter_mut().flat_map(Drawer::take_changes));
        changes.into_iter().map(|(key, bytes)| JsChange { key, bytes: bytes.map(|bytes| bytes.to_vec()) }).collect()
    }

    /// Progress, as `layercake progress import` takes it.
    pub fn export_progress(&self) -> String {
        self.progress.text()
    }

    /// Takes what another document of progress says; the error says why not.
    pub fn import_progress(&mut self, text: &str) -> Option<String> {
        match Progress::read(text.as_bytes()) {
            Ok(other) => {
                self.progress.merge(other);
                self.progress_changed();
                None
            }
            Err(error) => Some(error.to_string()),
        }
    }
}

impl Door {
    pub(crate) fn settled(&mut self, shown: Shown) -> String {
        self.answered(shown, false)
    }

    /// Does what needs nobody else, keeps what was done, and says what is shown and wanted.
    fn answered(&mut self, mut shown: Shown, remembers: bool) -> String {
        let mut text = std::mem::take(&mut self.notes);
        text += &painted(&shown.pieces, self.palette);
        let wanted = loop {
            match &shown.wanted {
                Wanted::Close => {
                    self.keep(&mut text);
                    self.close();
                    self.tutorial.set_progress(self.progress.clone());
                    shown = self.tutorial.closed();
                }
                Wanted::Course(_) => shown = self.tutorial.chosen(self.progress.clone()),
                Wanted::Line(prompt) => {
                    let ask = match prompt.ask {
                        Ask::Command => "command",
                        Ask::Line => "line",
                        Ask::Secret => "secret",
                    };
                    let line = format!("{}{}", prompt.standing, prompt.text);
                    break json!({ "kind": "line", "ask": ask, "prompt": styled(prompt.look, &line, self.palette) });
                }
                Wanted::Open(name) => {
                    let prefix = format!("sandboxes/{name}/");
                    self.drawer = Some(Drawer::new(prefix.clone(), self.tutorial.setup().hub));
                    self.layout = Layout::default();
                    break json!({ "kind": "open", "prefix": prefix });
                }
                Wanted::Edit(file) => {
                    self.edited = Some(file.clone());
                    let content = String::from_utf8_lossy(&file.content);
                    break json!({ "kind": "edit", "path": file.path, "content": content });
                }
                Wanted::Nothing => break json!({ "kind": "nothing" }),
            }
            text += &painted(&shown.pieces, self.palette);
        };
        self.keep(&mut text);
        let worked = self.tutorial.worked();
        let file = self.desk.file.take().map(|(name, text)| json!({ "name": name, "text": text }));
        json!({ "text": text, "wanted": wanted, "worked": worked, "remembers": remembers, "download": file })
            .to_string()
    }

    /// Keeps what was done: as documents, for the browser.
    fn keep(&mut self, text: &mut String) {
        if let (Some(drawer), Some((session, bookmark))) = (&mut self.drawer, self.tutorial.sandbox()) {
            let kept = keep(session, bookmark.as_ref(), &mut self.layout, drawer);
            self.unwritten = kept.err().map(|error| error.to_string());
        }
        self.unrecorded.note(self.tutorial.lesson_progress(), &self.tutorial.reviewed());
        self.record(text);
    }

    fn record(&mut self, text: &mut String) {
        let (progress, today) = (&mut self.progress, self.today);
        let mut changed = false;
        let saved = self.unwritten.as_ref().or(self.unstored.as_ref()).map_or(Ok(()), |why| Err(why.clone()));
        let news = self.unrecorded.keep(saved, |entries| {
            entries.write_into(progress, today);
            changed = true;
            Ok(())
        });
        match news {
            Some(News::NotKept(why)) => *text += &format!("{}\n", words::cannot_be_kept(why)),
            Some(News::KeptAgain) => *text += &format!("{}\n", words::saved_again()),
            None => {}
        }
        if changed {
            self.progress_changed();
        }
        self.tutorial.set_lost(self.unrecorded.lost().map(String::from));
    }

    fn progress_changed(&mut self) {
        self.tutorial.set_progress(self.progress.clone());
        self.changes.push((PROGRESS.into(), Some(Bytes::from(self.progress.text()))));
    }

    /// Removes what nothing needs any more, and closes the sandbox.
    fn close(&mut self) {
        if let (Some(drawer), Some((session, bookmark))) = (&mut self.drawer, self.tutorial.sandbox())
            && self.unrecorded.why().is_none()
        {
            // What cannot be removed stays for the next time.
            let _ = sweep(session, bookmark.as_ref(), drawer);
        }
        self.changes.extend(self.drawer.iter_mut().flat_map(Drawer::take_changes));
        self.drawer = None;
        match self.unwritten.take() {
            Some(_) => self.unrecorded.close(),
            // What the browser has not stored yet waits there.
            None => self.unrecorded.leave_room(),
        }
        self.tutorial.set_lost(self.unrecorded.lost().map(String::from));
    }
}

/// A document to be stored, or to be removed.
#[wasm_bindgen(getter_with_clone)]
pub struct JsChange {
    pub key: String,
    pub bytes: Option<Vec<u8>>,
}

/// The byte at a place that is counted in UTF-16 units.
fn byte_of(line: &str, units: usize) -> usize {
    let mut left = units;
    for (at, c) in line.char_indices() {
        if left < c.len_utf16() {
            return at;
        }
        left -= c.len_utf16();
    }
    line.len()
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// The door of a fresh visitor.
    pub fn door() -> Door {
        Door::new(80, 24, true, 20783.0, "en".into())
    }

    pub fn parsed(text: &str) -> Value {
        serde_json::from_str(text).expect("JSON")
    }

    #[test]
    fn a_visit_is_kept_and_comes_back() {
        let mut door = door();
        let wanted = parsed(&door.begin("play", None, ""));
        assert_eq!(wanted["wanted"]["kind"], "open");
        assert_eq!(parsed(&door.opened(true))["wanted"]["ask"], "command");
        let pulled = parsed(&door.take("docker pull alpine"));
        assert!(pulled["text"].as_str().unwrap().contains("Status: Downloaded newer image for alpine:latest"));
        let kept = door.changes();
        assert!(kept.iter().any(|change| change.key == "sandboxes/play/sandbox.json"));
        let board = parsed(&door.board());
        assert_eq!(board["images"][0]["names"][0], "alpine:latest");

        let mut again = super::tests::door();
        again.begin("play", None, "");
        kept.iter().for_each(|change| again.load(&change.key, change.bytes.as_deref().unwrap()));
        again.opened(true);
        let listed = |door: &mut Door| parsed(&door.take("docker images -q --no-trunc"))["text"].clone();
        let images = listed(&mut again);
        assert!(images.as_str().unwrap().starts_with("sha256:"), "{images}");
        assert_eq!(images, listed(&mut door));
    }

    #[test]
    fn somebody_begins_in_a_state_without_seeing_how_it_was_made() {
        let mut door = door();
        door.begin("play", None, "docker pull -q alpine\necho made > note");
        assert!(!parsed(&door.opened(true))["text"].as_str().unwrap().contains("alpine"));
        let made = parsed(&door.take("cat note; docker images -q --no-trunc"));
        assert!(made["text"].as_str().unwrap().starts_with("made\nsha256:"), "{made}");
        door.begin("1", Some(2), "");
        assert!(parsed(&door.opened(true))["text"].as_str().unwrap().contains("Step 2 of"));
    }

    /// The step that an address names is that of the lesson it names, and of no other.
    #[test]
    fn a_step_belongs_to_the_room_that_was_asked_for() {
        let mut door = door();
        door.begin("no such lesson", Some(3), "echo a > a");
        door.take("2");
        let opened = door.opened(true) + &door.take("");
        assert!(opened.contains("Step 1 of") && !opened.contains("Step 3 of"), "{opened}");
    }

    #[test]
    fn what_the_browser_does_not_store_is_said_until_it_does() {
        let mut door = door();
        door.begin("1", None, "");
        door.opened(true);
        let full = parsed(&door.stored(Some("the disk is full".into())));
        assert_eq!(full["said"], "What you do is not saved: the disk is full\n");
        assert_eq!(full["mark"], "[not saved] ");
        assert!(!parsed(&door.take("docker pull hello-world"))["text"].as_str().unwrap().contains("saved"));
        assert_eq!(parsed(&door.stored(Some("the disk is full".into())))["said"], "");
        // It is not forgotten on the way out of the room.
        door.take("menu");
        let left = parsed(&door.take("quit"));
        let words: Vec<&str> = left["text"].as_str().unwrap().split_whitespace().collect();
        assert!(words.join(" ").contains("is not kept: the disk is full"), "{left}");
        let again = parsed(&door.stored(None));
        assert_eq!((&again["said"], &again["mark"]), (&json!("Everything is saved again.\n"), &json!("")));
        assert!(door.export_progress().contains("01-what-an-image-is"));
    }

    /// What the last line in a room did is kept, too: the line leads out of it.
    #[test]
    fn the_line_that_leaves_a_room_is_kept() {
        let mut door = door();
        door.begin("play", None, "");
        door.opened(true);
        door.changes();
        door.take("menu");
        door.take("1");
        door.opened(true);
        door.changes();
        door.take("skip");
        door.changes();
        door.take("menu");
        assert!(door.changes().iter().any(|change| change.key == "sandboxes/01-what-an-image-is/sandbox.json"));
    }

    #[test]
    fn progress_that_cannot_be_read_is_put_aside() {
        let mut door = door();
        door.load(PROGRESS, b"{\"version\": 99}");
        assert!(parsed(&door.begin("menu", None, ""))["text"].as_str().unwrap().contains("progress.json.newer"));
        assert!(door.changes().iter().any(|change| change.key == "progress.json.newer" && change.bytes.is_some()));
    }

    #[test]
    fn progress_is_a_document_and_words_are_completed() {
        let mut door = door();
        door.begin("1", None, "");
        door.opened(true);
        let changes = door.changes();
        assert!(changes.iter().any(|change| change.key == PROGRESS));
        assert!(door.export_progress().contains("01-what-an-image-is"));
        assert_eq!(door.import_progress("{"), door.import_progress("{").filter(|why| !why.is_empty()));
        assert_eq!(parsed(&door.take("docker images"))["remembers"], true);
        let completed = parsed(&door.complete("docker pu", 9));
        assert_eq!(completed["start"], 7);
        assert!(completed["candidates"].as_array().unwrap().iter().any(|one| one["text"] == "pull "));
    }
}
