//! `layercake classroom new`: a folder for a class, with five students who do not exist, so that a teacher can try everything
//! before the first real one comes.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use layercake::words::{new_class, new_next, visible};
use layercake::{Assigned, Course, HandIn, Manner, Receipt, Submitted, Timestamp, exercise_seed, sample_receipt};

use super::folder::{HANDOUT, KEY, RECEIPTS, STUDENTS, of_program};

/// The README of a class, and of what students get; workflows for continuous integration.
const README: &str = include_str!("new/README.md");
const HANDOUT_README: &str = include_str!("new/HANDOUT.md");
const GITHUB: &str = include_str!("new/github.yml");
const GITLAB: &str = include_str!("new/gitlab.yml");
const KEY_README: &str = include_str!("new/KEY.md");

/// Those who do not exist, and how they go about it.
const SAMPLES: [(&str, Manner); 5] = [
    ("Ada Example", Manner::Right),
    ("Ben Example", Manner::Slow),
    ("Chloe Example", Manner::Partly),
    ("Deniz Example", Manner::Shown),
    ("Emre Example", Manner::Right),
];
/// When they handed in: 2026-09-01T08:30:00Z.
const HANDED: i64 = 1_788_251_400;

/// Makes it.
pub(super) fn new(folder: &Path, names: &[String]) -> Result<()> {
    let exercises = of_program(names)?;
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let slug = layercake::plain_name(&name);
    if slug.is_empty() || !slug.is_ascii() {
        bail!("{}: the name of a class's folder has letters (a to z), digits and dashes", folder.display());
    }
    fs::create_dir(folder).with_context(|| folder.display().to_string())?;
    for inside in ["", HANDOUT, &format!("{HANDOUT}/exercises"), KEY, RECEIPTS, "ci"] {
        let path = folder.join(inside);
        fs::create_dir_all(&path).with_context(|| path.display().to_string())?;
    }
    let file = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::write(&path, text).with_context(|| path.display().to_string())
    };
    let titled = |text: &str| text.replace("CLASS", &name).replace("FOLDER", &shell_quoted(&name));
    file("README.md", &titled(README))?;
    let roster: String = SAMPLES.iter().map(|(student, _)| format!("{student},{}\n", login(student))).collect();
    file(STUDENTS, &format!("name,username\n{roster}"))?;
    file(&format!("{HANDOUT}/README.md"), &titled(HANDOUT_README))?;
    // A name of its own keeps its sandboxes apart from those of the program's own exercises.
    let front = format!("name = \"class-{slug}\"\ntitle = {}\n", toml::Value::from(name.as_str()));
    file(&format!("{HANDOUT}/course.toml"), &front)?;
    let mut copied = Vec::new();
    for (path, text) in exercises {
        let path = format!("exercises/{}", path.rsplit('/').next().unwrap_or(path));
        file(&format!("{HANDOUT}/{path}"), text)?;
        copied.push((path, text.to_string()));
    }
    file("ci/github-classroom.yml", GITHUB)?;
    file("ci/gitlab-ci.yml", GITLAB)?;
    file(&format!("{KEY}/README.md"), KEY_README)?;
    let course = Course { name: format!("class-{slug}"), exercises: copied, ..Course::only(Vec::new()) };
    for (path, text) in samples(&course)? {
        file(&format!("{RECEIPTS}/{path}"), &text)?;
    }
    let (shown, quoted) = (folder.display().to_string(), shell_quoted(&folder.to_string_lossy()));
    println!("{}", visible(&new_class(&shown, course.exercises.len())));
    println!("{}", visible(&new_next(&quoted, &shown)));
    Ok(())
}

/// A name as one word of a shell's.
fn shell_quoted(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./".contains(c);
    if name.chars().all(is_plain) && !name.starts_with('-') {
        name.into()
    } else {
        format!("'{}'", name.replace('\'', "'\\''"))
    }
}

fn login(student: &str) -> String {
    student.split(' ').next().unwrap_or_default().to_lowercase()
}

/// What they hand in: of the exercise with the most to do. The last one has a line changed.
fn samples(course: &Course) -> Result<Vec<(String, String)>> {
    let tasks = |text: &str| text.matches("```toml task").count();
    let Some((file, text)) = course.exercises.iter().rev().max_by_key(|(_, text)| tasks(text)) else {
        return Ok(Vec::new());
    };
    let exercise = Assigned::new(&course.name, file, text, course.hub.clone(), None)?;
    let mut receipts = Vec::new();
    for (number, (student, manner)) in SAMPLES.iter().enumerate() {
        let with = Submitted {
            student,
            seed: exercise_seed(&exercise.slug, student, b""),
            words: if number == 1 { "The second task took me a while." } else { "" },
            program: env!("CARGO_PKG_VERSION"),
            now: Timestamp::from_seconds(HANDED + 600 * i64::try_from(number).unwrap_or(0)),
        };
        let HandIn { receipt, .. } = sample_receipt(&exercise, *manner, &with)?;
        let text = receipt.to_text();
        let edited = number + 1 == SAMPLES.len();
        receipts.push((receipt.file_name(), if edited { changed(&receipt) } else { text }));
    }
    Ok(receipts)
}

/// A receipt in which somebody made themselves faster.
fn changed(receipt: &Receipt) -> String {
    let faster = receipt.acts.iter().cloned().map(|act| {
        let seconds = act.seconds / 2;
        layercake::Act { seconds, ..act }
    });
    let digest = receipt.to_text().lines().last().unwrap_or_default().to_string();
    let text = Receipt { acts: faster.collect(), ..receipt.clone() }.to_text();
    let kept = text.rfind("digest ").unwrap_or(text.len());
    format!("{}{digest}\n", &text[..kept])
}
