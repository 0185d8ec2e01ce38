//! `layercake lessons`: list, show, and prove lessons.

use std::collections::BTreeSet;
use std::fs;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, bail};

use super::own_lessons::LESSON_BYTES;
use super::proofs::{Job, Script, in_parallel, processors, proved, told};
use super::reading::read_text;
use super::state::StateDirectory;
use super::terminal::{self, Options};
use super::{courses, own_lessons};
use layercake::{
    Block, LessonError, Recorder, Session, Setup, Trial, accepted, authors_page, builtin_hub, corpus, course,
    course_files, exercise_files, inputs, parse_lesson, preview, prove_order, spots, translation_files,
};

/// What to do with lessons.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Action {
    /// List the lessons
    List,
    /// Print a lesson as it is written
    Show {
        /// Its number or its name
        lesson: String,
    },
    /// Prove that lessons are right: tasks start unsolved, solutions solve, wrong turns are told
    Check {
        /// Lesson files, or packs (a folder or an archive); without any, the lessons that come with the program
        #[arg(value_name = "FILE|PACK")]
        files: Vec<PathBuf>,
        /// Type natural wrong inputs where each task waits, too, and compare what the lessons say with what was
        /// accepted
        #[arg(long)]
        corpus: bool,
        /// … and list the wrong inputs that got no word
        #[arg(long, requires = "corpus")]
        silent: bool,
        /// … and accept what the lessons say: write it beside the files
        #[arg(long, requires = "corpus", requires = "files")]
        accept: bool,
        /// Check again whenever a file changes, until Ctrl-C
        #[arg(long, requires = "files")]
        watch: bool,
    },
    /// Show a lesson to its end, solved, without waiting
    Preview {
        /// The lesson's file
        file: PathBuf,
        /// Only this step, from 1
        #[arg(long, value_name = "N")]
        step: Option<usize>,
    },
    /// Type commands, and get a lesson's skeleton of them: transcripts, tasks, checks
    Record {
        /// The file to write; the lines are read from standard input until `quit`
        file: PathBuf,
    },
    /// Begin a lesson of your own: a file with one step, which is proved
    New {
        /// The file's name without `.md`: 01-my-lesson
        name: String,
    },
    /// Print a picture of the first lesson (SVG)
    #[command(hide = true)]
    Picture,
    /// Print the authors' page: the form of a lesson, all checks and values
    Keys,
}

/// Does it.
pub(super) fn run(options: &Options, action: &Action) -> Result<ExitCode> {
    match action {
        Action::List => list()?,
        Action::Show { lesson } => show(lesson)?,
        Action::Check { files, watch: true, .. } => watch(files)?,
        Action::Check { files, corpus, silent, accept, .. } => {
            let corpus = corpus.then_some(Corpus { silent: *silent, accept: *accept });
            return check(files, corpus);
        }
        Action::New { name } => new(name)?,
        Action::Preview { file, step } => {
            let state = StateDirectory::find(options.state.as_deref())?;
            let course = courses::courses(&state, options.course.as_deref(), &options.language)?.swap_remove(0);
            let session = Session::new(Setup { hub: course.hub, ..setup() });
            let says = preview(&own_lessons::read(file)?, session, *step).map_err(anyhow::Error::msg)?;
            terminal::show(options, &says);
        }
        Action::Record { file } => record(file)?,
        Action::Picture => {
            let typed = ["docker pul hello-world", "docker pull hello-world", ""];
            print!("{}", layercake::picture(course()?, builtin_hub(), &typed));
        }
        Action::Keys => print!("{}", authors_page()),
    }
    Ok(ExitCode::SUCCESS)
}

fn list() -> Result<()> {
    for lesson in course()? {
        let tasks = lesson.steps.iter().flat_map(|step| &step.blocks).filter(|block| matches!(block, Block::Task(..)));
        let (front, tasks) = (&lesson.front, tasks.count());
        let tasks = format!("{tasks} {}", layercake::words::plural("task", tasks));
        println!("{:<24} {:<40} {:>3} min  {tasks}", lesson.slug, front.title, front.minutes);
    }
    Ok(())
}

fn show(wanted: &str) -> Result<()> {
    for (file, text) in course_files() {
        let slug = parse_lesson(file, text)?.slug;
        let number = slug.split('-').next().unwrap_or_default();
        if slug == wanted || number.trim_start_matches('0') == wanted.trim_start_matches('0') {
            print!("{text}");
            return Ok(());
        }
    }
    bail!("there is no lesson {wanted}; `layercake lessons list` lists them")
}

fn setup() -> Setup {
    Setup { keeps_shell: true, ..Setup::new(builtin_hub()) }
}

/// Runs the lines of standard input in a fresh sandbox, and writes a lesson of them.
fn record(path: &Path) -> Result<()> {
    let mut file = fs::File::create_new(path).with_context(|| path.display().to_string())?;
    let mut recorder = Recorder::new(Session::new(setup()));
    let ask = std::io::stdin().is_terminal();
    let mut out = std::io::stdout();
    loop {
        if ask {
            out.write_all(b"record $ ")?;
            out.flush()?;
        }
        let mut line = String::new();
        if std::io::stdin().read_line(&mut line)? == 0 || line.trim() == "quit" {
            break;
        }
        for chunk in recorder.take(line.trim_end_matches(['\n', '\r'])).output {
            out.write_all(&chunk.bytes)?;
        }
    }
    let title = path.file_stem().unwrap_or_default().to_string_lossy().replace('-', " ");
    file.write_all(recorder.script(&title).as_bytes()).with_context(|| path.display().to_string())?;
    println!("{} is written.", path.display());
    Ok(())
}

/// How often it is looked whether a file has changed.
const LOOK: Duration = Duration::from_millis(300);

/// Checks whenever one of the files changes.
fn watch(files: &[PathBuf]) -> Result<()> {
    let mut seen = None;
    loop {
        let now: Vec<Option<SystemTime>> =
            files.iter().map(|file| fs::metadata(file).and_then(|file| file.modified()).ok()).collect();
        if seen.as_ref() != Some(&now) {
            if let Err(error) = check(files, None) {
                eprintln!("{error:#}");
            }
            println!("(watching; Ctrl-C ends)");
            seen = Some(now);
        }
        std::thread::sleep(LOOK);
    }
}

/// Writes the beginning of a lesson; what is there stays.
fn new(name: &str) -> Result<()> {
    let path = PathBuf::from(format!("{}.md", name.trim_end_matches(".md")));
    let title = path.file_stem().unwrap_or_default().to_string_lossy().replace('-', " ");
    let text =
        include_str!("new_lesson.md").replace("TITLE", title.trim_start_matches(|c: char| c.is_ascii_digit()).trim());
    let mut file = fs::File::create_new(&path).with_context(|| path.display().to_string())?;
    file.write_all(text.as_bytes()).with_context(|| path.display().to_string())?;
    println!("{0} is there. `layercake lessons check {0}` proves it, `layercake learn {0}` opens it.", path.display());
    Ok(())
}

/// What to do with the corpus of wrong inputs.
#[derive(Clone, Copy, Debug)]
struct Corpus {
    silent: bool,
    accept: bool,
}

fn check(files: &[PathBuf], corpus: Option<Corpus>) -> Result<ExitCode> {
    let is_pack = |path: &&PathBuf| path.is_dir() || path.extension().is_none_or(|extension| extension != "md");
    let (packs, files): (Vec<_>, Vec<_>) = files.iter().partition(is_pack);
    let mut right = true;
    for pack in &packs {
        right &= check_pack(pack)?;
    }
    if files.is_empty() && !packs.is_empty() {
        return Ok(if right { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let mut own = Vec::new();
    for path in &files {
        own.push((path.display().to_string(), read_text(path, LESSON_BYTES)?));
    }
    let is_translation = |(file, _): &Script<'_>| {
        let folder = Path::new(file).parent().and_then(Path::file_name);
        folder.is_some_and(|folder| folder.len() == 2 && file.contains("lessons"))
    };
    let (translations, given): (Vec<Script<'_>>, Vec<Script<'_>>) = scripts(&own).into_iter().partition(is_translation);
    let checked = if files.is_empty() { course_files() } else { given.as_slice() };
    let setup = setup();
    // A file of one's own may need lessons that come with the program.
    let known = course_files().iter().filter(|(file, _)| !checked.iter().any(|(other, _)| ends_alike(file, other)));
    let together: Vec<(&str, &str)> = checked.iter().chain(known).copied().collect();
    let mut errors: Vec<LessonError> = prove_order(&together);
    errors.retain(|error| checked.iter().any(|(file, _)| *file == error.file));
    let own_exercises = checked.iter().filter(|(_, text)| text.contains("[[vary]]"));
    let exercises: Vec<(&str, &str)> = match files.is_empty() {
        true => exercise_files().to_vec(),
        false => own_exercises.copied().collect(),
    };
    let lessons = checked.iter().filter(|(_, text)| !text.contains("[[vary]]")).copied();
    let mut jobs: Vec<Job<'_>> = exercises.into_iter().map(Job::Exercise).chain(lessons.map(Job::Lesson)).collect();
    jobs.extend(words(if files.is_empty() { translation_files() } else { &translations }, course_files()));
    for (job, found) in jobs.iter().zip(proved(&jobs, &setup)) {
        job.report(found, &mut errors);
    }
    if let Some(corpus) = corpus.filter(|_| errors.is_empty()) {
        errors.extend(try_out(&jobs, corpus)?);
    }
    Ok(if told(&errors) && right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Proves all of a pack, with its own Hub.
fn check_pack(path: &Path) -> Result<bool> {
    let pack = courses::read(path)?;
    let setup = Setup { hub: courses::opened(&pack, "en")?.hub, ..setup() };
    let lessons = scripts(&pack.scripts);
    let mut errors = prove_order(&lessons);
    let exercises = scripts(&pack.exercises).into_iter().map(Job::Exercise);
    let jobs: Vec<Job<'_>> = exercises
        .chain(lessons.iter().copied().map(Job::Lesson))
        .chain(words(&scripts(&pack.translations), &lessons))
        .collect();
    for (job, found) in jobs.iter().zip(proved(&jobs, &setup)) {
        job.report(found, &mut errors);
    }
    Ok(told(&errors))
}

fn scripts(files: &[(String, String)]) -> Vec<Script<'_>> {
    files.iter().map(|(file, text)| (file.as_str(), text.as_str())).collect()
}

/// Translations with the lessons that they are of.
fn words<'a>(translations: &[Script<'a>], english: &[Script<'a>]) -> Vec<Job<'a>> {
    let of = |words: &Script<'a>| english.iter().find(|(file, _)| ends_alike(file, words.0)).copied();
    translations.iter().filter_map(|words| Some(Job::Words(*words, of(words)?))).collect()
}

/// How many inputs somebody who looks for work takes at once.
const AT_ONCE: usize = 24;

/// What the corpus shows in each lesson, with the lesson's name. All lessons are walked first, and then every processor
/// takes some inputs at a place, wherever there are any left.
fn tried_out(lessons: &[Script<'_>]) -> Result<Vec<(String, Trial)>> {
    let hub = builtin_hub();
    let walked = in_parallel(lessons, processors(), |(file, text)| {
        parse_lesson(file, text).map(|lesson| (lesson.slug.clone(), spots(&Arc::new(lesson), &hub)))
    });
    let walked = walked.into_iter().collect::<std::result::Result<Vec<_>, _>>()?;
    let inputs: Vec<String> = inputs(corpus()).collect();
    let mut work = Vec::new();
    for (lesson, (_, spots)) in walked.iter().enumerate() {
        work.extend(spots.iter().flat_map(|spot| inputs.chunks(AT_ONCE).map(move |inputs| (lesson, spot, inputs))));
    }
    let found = in_parallel(&work, processors(), |(_, spot, inputs)| spot.try_out(*inputs));
    let mut trials: Vec<(String, Trial)> = walked.iter().map(|(slug, _)| (slug.clone(), Trial::default())).collect();
    for ((lesson, ..), found) in work.iter().zip(found) {
        if let Some((_, trial)) = trials.get_mut(*lesson) {
            trial.add(found);
        }
    }
    Ok(trials)
}

/// Plays the corpus of natural wrong inputs through the lessons, and gives what nobody has accepted.
fn try_out(jobs: &[Job<'_>], Corpus { silent, accept }: Corpus) -> Result<Vec<LessonError>> {
    let lessons: Vec<Script<'_>> =
        jobs.iter().filter(|job| matches!(job, Job::Lesson(_))).map(|job| job.script()).collect();
    let trials = tried_out(&lessons)?;
    let mut errors = Vec::new();
    let (mut slips, mut helped) = (0, 0);
    for ((file, _), (slug, trial)) in lessons.iter().zip(trials) {
        println!(
            "{file}: {} wrong inputs: {} helped ({} %), {} directed to help, {} without a word",
            trial.slips(),
            trial.helped,
            trial.helped_percent(),
            trial.directed,
            trial.silent.len()
        );
        slips += trial.slips();
        helped += trial.helped;
        if silent {
            trial.silent.iter().for_each(|line| println!("  no word: {line}"));
        }
        let beside = PathBuf::from(file).with_extension("accepted");
        if accept {
            let text: String = trial.findings.iter().flat_map(|finding| [finding, "\n"]).collect();
            fs::write(&beside, text).with_context(|| beside.display().to_string())?;
            continue;
        }
        let known = fs::read_to_string(&beside).ok();
        let known: BTreeSet<&str> = known.as_deref().unwrap_or_else(|| accepted(&slug)).lines().collect();
        let new = trial.findings.iter().filter(|finding| !known.contains(finding.as_str()));
        errors.extend(new.map(|finding| LessonError {
            file: beside.display().to_string(),
            line: 1,
            reason: format!("nobody has accepted: {finding}"),
        }));
    }
    println!(
        "{helped} of {slips} wrong inputs got a line about just that ({} %)",
        (helped * 100).checked_div(slips).unwrap_or(100)
    );
    Ok(errors)
}

fn ends_alike(one: &str, other: &str) -> bool {
    let name = |path: &str| path.rsplit(['/', '\\']).next().map(String::from);
    name(one) == name(other)
}
