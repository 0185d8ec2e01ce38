//! `gradle`

use super::super::super::packages;
use super::super::{java, system};
use super::{BUILDING, PLUGINS, carry_settings, gather, keep, tests};
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Stop, Stream};

pub(in super::super::super) static GRADLE: Applet = Applet {
    names: &["gradle", "gradlew"],
    about: "builds Java projects",
    usage: "build | bootJar | assemble | clean",
    run: gradle,
};

/// Tasks that compile and pack, and those that Gradle has besides.
const TASKS: &[&str] =
    &["build", "assemble", "jar", "bootJar", "classes", "clean", "test", "dependencies", "shadowJar"];
const OTHER_TASKS: &[&str] =
    &["run", "bootRun", "check", "tasks", "init", "wrapper", "help", "installDist", "projects"];

/// `gradle build`
fn gradle(process: &mut Process<'_>) -> Ended {
    let words: Vec<String> = process.arguments.get(1..).unwrap_or_default().to_vec();
    if words.iter().any(|word| word == "--version" || word == "-v") {
        process.print("\n------------------------------------------------------------\nGradle 9.1.0\n------------------------------------------------------------\n\n")?;
        return Ok(0);
    }
    let before = process.system.clock().now();
    let excluded = |place: usize| place > 0 && matches!(words[place - 1].as_str(), "-x" | "--exclude-task");
    let (left_out, tasks): (Vec<_>, Vec<_>) =
        words.iter().enumerate().filter(|(_, word)| !word.starts_with('-')).partition(|(place, _)| excluded(*place));
    let tasks: Vec<String> = tasks.iter().map(|(_, task)| task.trim_start_matches(':').to_string()).collect();
    let tests_too = !left_out.iter().any(|(_, task)| task.trim_start_matches(':') == "test");
    let mut text = None;
    for name in ["build.gradle", "build.gradle.kts"] {
        text = text.or(system::source(process, name)?);
    }
    let Some(text) = text else {
        let folder = process.directory.clone();
        let said = format!(
            "\nFAILURE: Build failed with an exception.\n\n* What went wrong:\nDirectory '{folder}' does not contain a Gradle build.\n\nBUILD FAILED in 1s\n"
        );
        process.output.write(Stream::Err, said.as_bytes())?;
        return Ok(1);
    };
    let settings = system::source(process, "settings.gradle")?.unwrap_or_default();
    let value = |text: &str, name: &str| {
        let line = text.lines().map(str::trim).find_map(|line| line.strip_prefix(name))?;
        Some(line.trim_start_matches([' ', '=']).trim_matches(['\'', '"']).to_string())
    };
    let base = process.directory.rsplit('/').next().unwrap_or("app").to_string();
    let name = value(&settings, "rootProject.name").unwrap_or(base);
    if let Some(task) = tasks.iter().find(|task| !TASKS.contains(&task.as_str())) {
        let known = OTHER_TASKS.contains(&task.as_str());
        let said = match known {
            true => format!("layercake: gradle {task} is not simulated\n"),
            false => format!(
                "\nFAILURE: Build failed with an exception.\n\n* What went wrong:\nTask '{task}' not found in root project '{name}'.\n\n* Try:\n> Run gradle tasks to get a list of available tasks.\n\nBUILD FAILED in 1s\n"
            ),
        };
        process.output.write(Stream::Err, said.as_bytes())?;
        return Ok(1);
    }
    let has = |name: &str| tasks.iter().any(|task| task == name);
    if has("test") && tests_too {
        process
            .output
            .write(Stream::Err, b"layercake: gradle test is not simulated; -x test leaves the tests out\n")?;
        return Ok(1);
    }
    let count = tests(process)?;
    if has("build") && tests_too && count > 0 {
        let text = format!("layercake does not run tests of Java: {count} left out\n");
        process.output.write(Stream::Err, text.as_bytes())?;
    }
    if has("clean") {
        if let Some(status) = clean(process)? {
            return Ok(status);
        }
        if tasks.len() == 1 {
            process.print("\nBUILD SUCCESSFUL in 1s\n1 actionable task: 1 executed\n")?;
            return Ok(0);
        }
    }
    let version = value(&text, "version").map(|version| format!("-{version}")).unwrap_or_default();
    let home = process.environment.get("HOME").map_or("/root", |home| home.trim_end_matches('/')).to_string();
    let cache = format!("{home}/.gradle/caches/modules-2/files-2.1/plugins.jar");
    if process.system.files().stat(&cache, true).is_err() {
        packages::download(process, PLUGINS * 3)?;
        keep(process, &cache, PLUGINS * 3)?;
    }
    let root = process.absolute("src/main/java");
    let mut sources = Vec::new();
    gather(process, &root, &mut sources, 0)?;
    process.system.sleep(BUILDING * 2)?;
    if let Some(problem) = sources.iter().flat_map(java::problems).next() {
        let said = format!(
            "> Task :compileJava FAILED\n{problem}1 error\n\nFAILURE: Build failed with an exception.\n\n* What went wrong:\nExecution failed for task ':compileJava'.\n> Compilation failed; see the compiler output below.\n\nBUILD FAILED in 3s\n"
        );
        process.output.write(Stream::Err, said.as_bytes())?;
        return Ok(1);
    }
    let main = value(&text, "mainClass").filter(|name| !name.is_empty());
    let has_main = main.is_some() || text.contains("org.springframework.boot");
    let found = sources
        .iter()
        .find(|source| source.text.contains("static void main("))
        .map(|source| source.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".java").to_string());
    let path = process.absolute(&format!("build/libs/{name}{version}.jar"));
    let entry = main.or(found).filter(|_| has_main);
    carry_settings(process, &mut sources)?;
    let status = java::write_archive(process, &path, entry.as_deref(), sources)?;
    if status != 0 {
        process.output.write(Stream::Err, b"\nFAILURE: Build failed with an exception.\n\n* What went wrong:\nExecution failed for task ':jar'.\n\nBUILD FAILED in 3s\n")?;
        return Ok(1);
    }
    let seconds = process.system.clock().now().since(before).max(0) / 1_000_000_000;
    process.print(&format!("\nBUILD SUCCESSFUL in {seconds}s\n2 actionable tasks: 2 executed\n"))?;
    Ok(0)
}

/// `gradle clean`; the exit code if that fails.
fn clean(process: &mut Process<'_>) -> Result<Option<i32>, Stop> {
    let folder = process.absolute("build");
    let Err(errno) = super::super::super::npm::remove_all(process.system.files(), &folder) else { return Ok(None) };
    let text = format!(
        "\nFAILURE: Build failed with an exception.\n\n* What went wrong:\nExecution failed for task ':clean'.\n> Unable to \
         delete directory '{folder}': {errno}\n\nBUILD FAILED in 1s\n"
    );
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(Some(1))
}
