//! `mvn` and `gradle`: from a project's description to an archive in `target` or `build/libs`, with what they download
//! kept below `~/.m2` and `~/.gradle`.

mod gradle;
mod phases;

use self::phases::{goals, goes_to, refused, undeployed};
use super::super::packages::{self, Offer, put, seed};
use super::java;
use super::system;
use crate::content::{Filler, Rope};
use crate::shell::embedded::{Embedded, Language, SourceFile};
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{Process, Stop, Stream};
use crate::vfs::FileType;

pub(in super::super) static MAVEN: Applet = Applet {
    names: &["mvn", "mvnw"],
    about: "builds Java projects",
    usage: "[-B] [-q] [-DskipTests] clean | compile | test | package | install | dependency:go-offline",
    run: maven,
};
pub(in super::super) use gradle::GRADLE;

static OFFER: Offer = Offer::of("maven.toml");

/// Bytes of what a plugin, and an artifact that the file of packages does not have, take.
const PLUGINS: u64 = 14_000_000;
const UNKNOWN: u64 = 400_000;
/// Nanoseconds that the build itself takes.
const BUILDING: i64 = 2_600_000_000;
/// Sources of one project, and directories within each other.
const MOST_SOURCES: usize = 2_000;
const DEEPEST: usize = 40;

/// What a pom.xml says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Pom {
    group: String,
    artifact: String,
    version: String,
    packaging: String,
    final_name: String,
    main: String,
    spring: bool,
    needs: Vec<(String, String, String)>,
}

/// The text of an element, the first one of this name.
fn element<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(inner, _)| inner.trim())
}

fn read(text: &str) -> Pom {
    // The project's own elements are those outside of its parent, its dependencies and its build.
    let mut own = text.to_string();
    for inner in ["parent", "dependencies", "build", "properties", "dependencyManagement", "profiles"] {
        while let Some((before, rest)) = own.split_once(&format!("<{inner}>")) {
            let after = rest.split_once(&format!("</{inner}>")).map_or("", |(_, after)| after);
            own = format!("{before}{after}");
        }
    }
    let parent = element(text, "parent").unwrap_or_default();
    let field = |name: &str, usual: &str| {
        element(&own, name)
            .or_else(|| element(parent, name).filter(|_| name != "artifactId"))
            .unwrap_or(usual)
            .to_string()
    };
    let mut needs = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("<dependency>") {
        let inner = after.split_once("</dependency>").map_or(after, |(inner, _)| inner);
        let part = |name: &str| element(inner, name).unwrap_or_default().to_string();
        needs.push((part("groupId"), part("artifactId"), part("version")));
        rest = after;
    }
    Pom {
        group: field("groupId", "com.example"),
        artifact: field("artifactId", "app"),
        version: field("version", "1.0"),
        packaging: field("packaging", "jar"),
        final_name: element(text, "finalName").unwrap_or_default().into(),
        main: element(text, "mainClass").or_else(|| element(text, "start-class")).unwrap_or_default().into(),
        spring: text.contains("spring-boot-maven-plugin"),
        needs,
    }
}

fn maven(process: &mut Process<'_>) -> Ended {
    let words: Vec<String> = process.arguments.get(1..).unwrap_or_default().to_vec();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if words.contains(&"--version") || words.contains(&"-v") || words.contains(&"-version") {
        return version(process);
    }
    let quiet = words.contains(&"-q") || words.contains(&"--quiet");
    let file =
        words.iter().position(|word| *word == "-f").and_then(|at| words.get(at + 1)).copied().unwrap_or("pom.xml");
    let say = |process: &mut Process<'_>, text: &str| -> Result<(), Stop> {
        if quiet {
            Ok(())
        } else {
            process.print(format!("[INFO] {text}").trim_end()).and_then(|()| process.print("\n"))
        }
    };
    let before = process.system.clock().now();
    say(process, "Scanning for projects...")?;
    let Some(text) = system::source(process, file)? else {
        let folder = process.directory.clone();
        let text = format!(
            "The goal you specified requires a project to execute but there is no POM in this directory ({folder}). Please verify you invoked Maven from the correct directory."
        );
        return failure(process, quiet, before, &text, "MissingProjectException");
    };
    let pom = read(&text);
    let wanted = goals(&words);
    if let Some((text, kind)) = refused(&wanted, &text) {
        return failure(process, quiet, before, &text, kind);
    }
    pom.heading().iter().try_for_each(|line| say(process, line))?;
    fetch(process, &pom, quiet)?;
    if wanted.contains(&"clean") || wanted.contains(&"post-clean") {
        step(process, quiet, &pom, "clean:3.2.0:clean (default-clean)")?;
        let target = process.absolute("target");
        if let Err(errno) = super::super::npm::remove_all(process.system.files(), &target) {
            return failure(
                process,
                quiet,
                before,
                &format!("Failed to clean project: Failed to delete {target}: {errno}"),
                "MojoExecutionException",
            );
        }
    }
    if goes_to(&wanted, "process-resources") {
        step(process, quiet, &pom, "resources:3.3.1:resources (default-resources)")?;
    }
    if goes_to(&wanted, "compile") {
        step(process, quiet, &pom, "compiler:3.13.0:compile (default-compile)")?;
        let root = process.absolute("src/main/java");
        let mut sources = Vec::new();
        gather(process, &root, &mut sources, 0)?;
        if sources.is_empty() {
            say(process, "No sources to compile")?;
        } else {
            let plural = if sources.len() == 1 { "file" } else { "files" };
            say(process, &format!("Compiling {} source {plural} with javac [debug] to target/classes", sources.len()))?;
            process.system.sleep(BUILDING)?;
            let problems: Vec<String> = sources.iter().flat_map(java::problems).collect();
            if let Some(problem) = problems.first() {
                let text = compilation_error(process, problem, &pom)?;
                return failure(process, quiet, before, &text, "MojoFailureException");
            }
            if let Err(text) = keep_classes(process, &sources) {
                return failure(process, quiet, before, &text, "MojoExecutionException");
            }
        }
        if goes_to(&wanted, "test") {
            step(process, quiet, &pom, "surefire:3.2.5:test (default-test)")?;
            let skipped =
                words.iter().any(|word| word.starts_with("-DskipTests") || word.starts_with("-Dmaven.test.skip"));
            match (skipped, tests(process)?) {
                (true, _) => say(process, "Tests are skipped.")?,
                (false, 0) => say(process, "No tests to run.")?,
                // Who asks for the tests wants to know how they come out.
                (false, _) if !goes_to(&wanted, "package") => {
                    let text = "layercake does not run tests of Java; -DskipTests leaves them out";
                    return failure(process, quiet, before, text, "MojoFailureException");
                }
                (false, count) => {
                    process.print(&format!("[WARNING] layercake does not run tests of Java: {count} left out\n"))?;
                }
            }
        }
        if goes_to(&wanted, "package") {
            package(process, quiet, &pom, sources, &wanted)?;
            if goes_to(&wanted, "deploy") {
                step(process, quiet, &pom, "deploy:3.1.2:deploy (default-deploy)")?;
                return failure(process, quiet, before, &undeployed(&pom.artifact), "MojoExecutionException");
            }
        }
    }
    say(process, &"-".repeat(72))?;
    say(process, "BUILD SUCCESS")?;
    finish(process, quiet, before)?;
    Ok(0)
}

impl Pom {
    /// What stands above a project's steps.
    fn heading(&self) -> [String; 5] {
        let title = format!("< {}:{} >", self.group, self.artifact);
        let side = 72_usize.saturating_sub(title.len()) / 2;
        let rest = 72_usize.saturating_sub(side + title.len());
        [
            String::new(),
            format!("{}{title}{}", "-".repeat(side), "-".repeat(rest)),
            format!("Building {} {}", self.artifact, self.version),
            "  from pom.xml".to_string(),
            format!("{:-^72}", format!("[ {} ]", self.packaging)),
        ]
    }
}

fn version(process: &mut Process<'_>) -> Ended {
    let java = java::version(process);
    let maven = process.environment.get("MAVEN_VERSION").cloned().unwrap_or_else(|| "3.9.11".into());
    process.print(&format!("Apache Maven {maven}\nMaven home: /usr/share/maven\nJava version: {java}, vendor: Eclipse Adoptium, runtime: /opt/java/openjdk\nDefault locale: en, platform encoding: UTF-8\nOS name: \"linux\", version: \"6.12.48\", arch: \"amd64\", family: \"unix\"\n"))?;
    Ok(0)
}

/// Shows the first problem of the sources; gives what the failed goal says of it.
fn compilation_error(process: &mut Process<'_>, problem: &str, pom: &Pom) -> Result<String, Stop> {
    let mut parts = problem.lines().next().unwrap_or_default().splitn(4, ':');
    let (path, line) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let what = parts.nth(1).unwrap_or_default().trim();
    let place = format!("{path}:[{line},1] {what}");
    let rule = "-------------------------------------------------------------";
    process.print(&format!("[ERROR] COMPILATION ERROR : \n[INFO] {rule}\n[ERROR] {place}\n[INFO] 1 error\n"))?;
    let goal = "org.apache.maven.plugins:maven-compiler-plugin:3.13.0:compile (default-compile)";
    let artifact = &pom.artifact;
    Ok(format!("Failed to execute goal {goal} on project {artifact}: Compilation failure\n[ERROR] {place}\n[ERROR] "))
}

fn step(process: &mut Process<'_>, quiet: bool, pom: &Pom, goal: &str) -> Result<(), Stop> {
    if quiet { Ok(()) } else { process.print(&format!("[INFO]\n[INFO] --- {goal} @ {} ---\n", pom.artifact)) }
}

/// Makes the archive, and puts it where other projects look for it, if the phases go so far.
fn package(
    process: &mut Process<'_>,
    quiet: bool,
    pom: &Pom,
    mut sources: Vec<SourceFile>,
    wanted: &[&str],
) -> Result<(), Bail> {
    carry_settings(process, &mut sources)?;
    let name = if pom.final_name.is_empty() || pom.final_name.contains('$') {
        format!("{}-{}", pom.artifact, pom.version)
    } else {
        pom.final_name.clone()
    };
    let file = format!("target/{name}.{}", if pom.packaging == "war" { "war" } else { "jar" });
    let path = process.absolute(&file);
    step(process, quiet, pom, "jar:3.4.1:jar (default-jar)")?;
    if !quiet {
        process.print(&format!("[INFO] Building jar: {path}\n"))?;
    }
    let named = sources.iter().find(|source| source.text.contains("static void main(")).map(|source| {
        let package = java::package(&source.text);
        let stem = source.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".java").to_string();
        if package.is_empty() { stem } else { format!("{package}.{stem}") }
    });
    let has_main = !pom.main.is_empty() || pom.spring;
    let entry = if pom.main.is_empty() || pom.main.contains('$') { named } else { Some(pom.main.clone()) };
    let status = java::write_archive(process, &path, entry.as_deref().filter(|_| has_main), sources)?;
    if status != 0 {
        return Err(Bail::Status(status));
    }
    if pom.spring {
        step(process, quiet, pom, "spring-boot:3.5.6:repackage (repackage)")?;
        if !quiet {
            process.print(&format!("[INFO] Replacing main artifact {path} with repackaged archive, adding nested dependencies in BOOT-INF/.\n"))?;
        }
    }
    if goes_to(wanted, "install") { install(process, quiet, pom, &file) } else { Ok(()) }
}

/// Copies what was built, and the POM, into the repository of whoever builds (maven-install-plugin).
fn install(process: &mut Process<'_>, quiet: bool, pom: &Pom, file: &str) -> Result<(), Bail> {
    step(process, quiet, pom, "install:3.1.2:install (default-install)")?;
    let home = process.environment.get("HOME").cloned().unwrap_or_else(|| "/root".into());
    let Pom { artifact, version, .. } = pom;
    let folder = format!("{home}/.m2/repository/{}/{artifact}/{version}", pom.group.replace('.', "/"));
    let ending = file.rsplit('.').next().unwrap_or("jar");
    for (from, ending) in [("pom.xml", "pom"), (file, ending)] {
        let (from, to) = (process.absolute(from), format!("{folder}/{artifact}-{version}.{ending}"));
        let files = process.system.files();
        let copied = files.read(&from).and_then(|content| put(files, &to, content, 0o644));
        if !quiet && copied.is_ok() {
            process.print(&format!("[INFO] Installing {from} to {to}\n"))?;
        }
        if let Err(errno) = copied {
            process.output.write(Stream::Err, format!("[ERROR] {to}: {errno}\n").as_bytes())?;
            return Err(Bail::Status(1));
        }
    }
    Ok(())
}

/// Leaves the classes of the sources; the error says which could not be written.
fn keep_classes(process: &mut Process<'_>, sources: &[SourceFile]) -> Result<(), String> {
    for source in sources {
        let package = java::package(&source.text).replace('.', "/");
        let stem = source.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".java");
        let path = process.absolute(&format!("target/classes/{package}/{stem}.class"));
        let bytes = Embedded::single(Language::Java, &source.path, &source.text).behind(java::CLASS);
        put(process.system.files(), &path, bytes.into(), 0o644).map_err(|errno| format!("{path}: {errno}"))?;
    }
    Ok(())
}

/// How many files of tests there are.
fn tests(process: &mut Process<'_>) -> Result<usize, Stop> {
    let root = process.absolute("src/test/java");
    let mut tests = Vec::new();
    gather(process, &root, &mut tests, 0)?;
    Ok(tests.len())
}

/// The sources below a directory.
fn gather(process: &mut Process<'_>, folder: &str, sources: &mut Vec<SourceFile>, depth: usize) -> Result<(), Stop> {
    let entries = process.system.files().read_dir(folder).unwrap_or_default();
    for entry in entries {
        let path = format!("{folder}/{}", entry.name);
        if entry.stat.kind == FileType::Directory && depth < DEEPEST {
            gather(process, &path, sources, depth + 1)?;
        } else if entry.name.ends_with(".java")
            && sources.len() < MOST_SOURCES
            && let Some(text) = system::source(process, &path)?
        {
            sources.push(SourceFile { path, text });
        }
    }
    Ok(())
}

/// The settings that a framework reads from the archive.
fn carry_settings(process: &mut Process<'_>, sources: &mut Vec<SourceFile>) -> Result<(), Stop> {
    let path = process.absolute("src/main/resources/application.properties");
    if let Some(text) = system::source(process, &path)? {
        sources.push(SourceFile { path, text });
    }
    Ok(())
}

/// Downloads plugins and artifacts that are not in the local repository.
fn fetch(process: &mut Process<'_>, pom: &Pom, quiet: bool) -> Result<(), Bail> {
    let home = process.environment.get("HOME").map_or("/root", |home| home.trim_end_matches('/')).to_string();
    let root = format!("{home}/.m2/repository");
    let plugins =
        format!("{root}/org/apache/maven/plugins/maven-compiler-plugin/3.13.0/maven-compiler-plugin-3.13.0.jar");
    if process.system.files().stat(&plugins, true).is_err() {
        packages::download(process, PLUGINS)?;
        keep(process, &plugins, PLUGINS)?;
    }
    for (group, artifact, version) in &pom.needs {
        process.system.step()?;
        let form = OFFER.find(&format!("{group}:{artifact}")).map(|(_, form)| form);
        let known = form.is_some() || OFFER.all().any(|(name, _)| name.split(':').next() == Some(group));
        let version = match (version.as_str(), form) {
            ("", Some(form)) => form.version.clone(),
            ("", None) => "1.0".into(),
            (version, Some(form)) if version.starts_with("${") => form.version.clone(),
            (version, _) => version.to_string(),
        };
        let folder = format!("{}/{artifact}/{version}", group.replace('.', "/"));
        let path = format!("{root}/{folder}/{artifact}-{version}.jar");
        if process.system.files().stat(&path, true).is_ok() {
            continue;
        }
        if !known {
            let text = format!(
                "Failed to execute goal on project {}: Could not resolve dependencies for project {}:{}:{}:{}: Could not find artifact {group}:{artifact}:jar:{version} in central (https://repo.example/maven2)",
                pom.artifact, pom.group, pom.artifact, pom.packaging, pom.version
            );
            let now = process.system.clock().now();
            failure(process, quiet, now, &text, "DependencyResolutionException")?;
            return Err(Bail::Status(1));
        }
        let bytes = form.map_or(UNKNOWN, |form| form.size);
        if !quiet {
            let address = format!("https://repo.example/maven2/{folder}/{artifact}-{version}.jar");
            process.print(&format!(
                "Downloading from central: {address}\nDownloaded from central: {address} ({} kB at 2.1 MB/s)\n",
                bytes / 1000
            ))?;
        }
        packages::download(process, bytes)?;
        keep(process, &path, bytes)?;
    }
    Ok(())
}

fn keep(process: &mut Process<'_>, path: &str, bytes: u64) -> Result<(), Bail> {
    let content = Rope::filler(Filler { seed: seed(path, "jar"), dense: 60_000 }, bytes);
    match put(process.system.files(), path, content, 0o644) {
        Ok(()) => Ok(()),
        Err(errno) => {
            let text = format!("[ERROR] Could not create local repository at {path} -> [Help 1]\n[ERROR] {errno}\n");
            process.print(&text)?;
            Err(Bail::Status(1))
        }
    }
}

fn finish(process: &mut Process<'_>, quiet: bool, before: crate::clock::Timestamp) -> Result<(), Stop> {
    let now = process.system.clock().now();
    let millis = now.since(before).max(0) / 1_000_000;
    if quiet {
        return Ok(());
    }
    let line = "-".repeat(72);
    let at = now.in_utc("%Y-%m-%dT%H:%M:%SZ");
    process.print(&format!(
        "[INFO] {line}\n[INFO] Total time:  {}.{:03} s\n[INFO] Finished at: {at}\n[INFO] {line}\n",
        millis / 1000,
        millis % 1000
    ))
}

fn failure(process: &mut Process<'_>, quiet: bool, before: crate::clock::Timestamp, text: &str, kind: &str) -> Ended {
    if !quiet {
        let line = "-".repeat(72);
        process.print(&format!("[INFO] {line}\n[INFO] BUILD FAILURE\n"))?;
    }
    finish(process, quiet, before)?;
    process.print(&format!(
        "[ERROR] {text} -> [Help 1]\n[ERROR]\n[ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.\n\
         [ERROR] Re-run Maven using the -X switch to enable full debug logging.\n[ERROR]\n\
         [ERROR] For more information about the errors and possible solutions, please read the following articles:\n\
         [ERROR] [Help 1] http://cwiki.apache.org/confluence/display/MAVEN/{kind}\n"
    ))?;
    Ok(1)
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::run;
    use super::*;
    use crate::shell::Flavour;
    use crate::shell::testing::Machine;
    use crate::vfs::Files;

    #[test]
    fn a_pom_tells_of_itself_and_of_its_needs() {
        let text = "<project><parent><groupId>org.spring</groupId><artifactId>parent</artifactId><version>3</version></parent>\
                    <groupId>com.shop</groupId><artifactId>shop</artifactId><version>0.1</version><dependencies><dependency>\
                    <groupId>a.b</groupId><artifactId>c</artifactId></dependency></dependencies></project>";
        let pom = read(text);
        assert_eq!((pom.group.as_str(), pom.artifact.as_str(), pom.version.as_str()), ("com.shop", "shop", "0.1"));
        assert_eq!(pom.needs, [("a.b".to_string(), "c".to_string(), String::new())]);
        assert!(goes_to(&["clean", "package"], "compile") && !goes_to(&["compile"], "package"));
    }

    #[test]
    fn phases_behind_the_package_do_what_they_say() {
        let mut machine = Machine::new(Flavour::Gnu);
        machine.tree.make_dirs("/tmp/src/main/java", 0o755).unwrap();
        let pom = "<project><groupId>com.shop</groupId><artifactId>shop</artifactId><version>0.1</version></project>";
        machine.tree.write("/tmp/pom.xml", pom.into(), 0o644).unwrap();
        let (said, ended) = run(&mut machine, "mvn -B install");
        assert_eq!(ended, Ok(0), "{said}");
        let place = "/root/.m2/repository/com/shop/shop/0.1/shop-0.1";
        for ending in ["jar", "pom"] {
            assert!(said.contains(&format!(" to {place}.{ending}\n")), "{said}");
            assert!(machine.tree.stat(&format!("{place}.{ending}"), true).is_ok());
        }
        let (said, ended) = run(&mut machine, "mvn deploy");
        assert!(said.contains("Deployment failed: repository element was not specified in the POM"), "{said}");
        assert_eq!(ended, Ok(1));
        let (said, ended) = run(&mut machine, "mvn site");
        assert!(said.contains("layercake does not simulate the phase site"), "{said}");
        assert_eq!(ended, Ok(1));
    }
}
