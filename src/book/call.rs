//! `{{#layercake …}}`: what a call in a chapter becomes.

use std::sync::Arc;

use super::drawing::{Caption, svg};
use super::options::Options;
use super::sandboxes::Sandbox;
use super::try_it::State;
use super::{Book, Form, Mistake, lesson, reference};
use crate::lesson::{
    Canvas, Style, answer_key, authors_page, draw, draw_map, draw_stack, explain, is_of_course, parse,
};
use crate::prompt::{Palette, explained, page, settled};

/// What can be called.
const CALLS: &str = "map, layers NAME, draw NAME…, diff CONTAINER, explain [COMMAND…], lesson FILE, commands, keys";

/// Something to be shown as a drawing.
struct Drawing {
    title: String,
    /// As lines of signs.
    lines: String,
    /// As sentences.
    words: String,
}

impl Book<'_> {
    /// Does it. A mistake without a file is one of the call itself.
    pub(super) fn call(&mut self, path: &str, words: &str) -> Result<String, Mistake> {
        let here = |what: String| Mistake { file: String::new(), line: 0, what };
        let options = Options::of_call(words);
        let Some((name, rest)) = options.rest.split_first() else {
            return Err(here(format!("what? There are: {CALLS}")));
        };
        match *name {
            "lesson" => return self.lesson(path, rest),
            "commands" => return Ok(reference::commands()),
            "keys" => return Ok(authors_page()),
            _ => {}
        }
        let sandbox = self.sandboxes.of(&options).map_err(here)?;
        let drawing = drawing(sandbox, name, rest).map_err(here)?;
        Ok(self.shown(path, &drawing))
    }

    fn shown(&mut self, path: &str, drawing: &Drawing) -> String {
        if self.form == Form::Markdown {
            return format!("```text\n{}\n```", drawing.lines.trim_end());
        }
        self.pictures += 1;
        let chapter: String = path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let id = format!("lc-{}-{}", chapter.trim_end_matches("-md"), self.pictures);
        svg(&drawing.lines, &Caption { id: &id, title: &drawing.title, words: &drawing.words })
    }

    fn lesson(&mut self, path: &str, words: &[&str]) -> Result<String, Mistake> {
        let file = words.join(" ");
        let here = |what: String| Mistake { file: String::new(), line: 0, what };
        let text = (self.read)(path, &file).map_err(here)?;
        let lesson = parse(&file, &text).map_err(|error| Mistake {
            file: file.clone(),
            line: error.line,
            what: error.reason,
        })?;
        let lesson = Arc::new(lesson);
        let key = answer_key(&lesson, self.sandboxes.lesson_session()).map_err(|(line, what)| Mistake {
            file: file.clone(),
            line,
            what,
        })?;
        let playground = self.playground.as_ref().filter(|_| is_of_course(&text));
        let link = |step| playground.map(|playground| playground.link(path, State::Step(&lesson.slug, step)));
        Ok(lesson::render(&lesson, &key, self.form, &link))
    }
}

const LINES: Canvas = Canvas { columns: 80, style: Style::Lines };
const WORDS: Canvas = Canvas { columns: 120, style: Style::Sentences };

fn drawing(sandbox: &mut Sandbox, name: &str, words: &[&str]) -> Result<Drawing, String> {
    let world = sandbox.session.world();
    let last = sandbox.last.as_ref();
    let said = words.join(" ");
    match name {
        "map" => Ok(Drawing {
            title: "Names, images and layers".into(),
            lines: draw_map(world, LINES),
            words: draw_map(world, WORDS),
        }),
        "layers" => Ok(Drawing {
            title: format!("The layers of {said}"),
            lines: draw_stack(world, &said, LINES)?,
            words: draw_stack(world, &said, WORDS)?,
        }),
        "draw" => Ok(Drawing {
            title: said.clone(),
            lines: draw(&said, world, last, LINES)?,
            words: draw(&said, world, last, WORDS)?,
        }),
        "diff" => diff(sandbox, &said),
        "explain" if words.is_empty() => {
            let last = last.ok_or("no command was run here yet")?;
            Ok(of_markdown(&format!("What {} did", last.line), &explain::sentences(last, world)))
        }
        "explain" => Ok(of_markdown(&format!("{said}, word by word"), &explained(&said))),
        other => Err(format!("there is no `{other}`; there are: {CALLS}")),
    }
}

/// Lines of a short Markdown text.
fn of_markdown(title: &str, markdown: &str) -> Drawing {
    let lines: Vec<String> = page(markdown, LINES.columns, Palette::NoColours).iter().map(|line| line.text()).collect();
    let lines = lines.join("\n");
    Drawing { title: title.into(), words: lines.clone(), lines }
}

/// What a container changed in its image.
fn diff(sandbox: &Sandbox, container: &str) -> Result<Drawing, String> {
    let mut session = sandbox.session.clone();
    let reaction = session.feed(&format!("docker diff {container}"));
    let bytes: Vec<u8> = reaction.output.iter().flat_map(|chunk| chunk.bytes.iter().copied()).collect();
    let printed = settled(&bytes);
    if reaction.ended.is_none_or(|(_, code)| code != 0) {
        return Err(printed.trim().into());
    }
    let changes = printed.lines().map(|line| {
        let (kind, path) = line.split_at_checked(2).unwrap_or((line, ""));
        let (sign, word) = match kind {
            "A " => ("■", "added"),
            "D " => ("○", "deleted"),
            _ => ("◆", "changed"),
        };
        (sign, word, path)
    });
    let mut lines = vec![format!("WHAT {container} CHANGED IN ITS IMAGE")];
    lines.extend(changes.clone().map(|(sign, word, path)| format!("{sign} {word:<7}  {path}")));
    let words: Vec<String> = changes.map(|(_, word, path)| format!("{path} was {word}.")).collect();
    let words = if words.is_empty() { vec!["Nothing was changed.".to_string()] } else { words };
    Ok(Drawing { title: format!("What {container} changed"), lines: lines.join("\n"), words: words.join(" ") })
}
