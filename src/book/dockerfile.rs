//! ` ```docker,layercake `: a Dockerfile that is linted and built.

use super::options::Options;
use super::sandboxes::Sandbox;
use crate::content::Rope;
use crate::lesson::check::Happened;
use crate::prompt::settled;
use crate::vfs::Path;

/// Writes the file into the sandbox's working directory, lints it and builds it there; the error says what is wrong.
pub(super) fn build(sandbox: &mut Sandbox, body: &str, options: &Options<'_>) -> Result<(), String> {
    let file = options.file.unwrap_or("Dockerfile");
    let content = Rope::from(body.as_bytes().to_vec());
    let path = Path::new(&sandbox.session.world().shell.directory).join(file);
    sandbox.session.edit(&path, content).map_err(|errno| format!("{file}: {errno}"))?;
    sandbox.lines.extend(written(file, body));
    let tag = options.tag.map(|tag| format!(" -t {}", quoted(tag))).unwrap_or_default();
    let mut commands = vec![format!("docker build --check -f {} .", quoted(file))];
    if !options.lint {
        commands.push(format!("docker build --progress=plain -f {}{tag} .", quoted(file)));
    }
    let mut failed = None;
    for command in commands {
        let reaction = sandbox.session.feed(&command);
        sandbox.lines.push(command.clone());
        sandbox.last = Happened::of(&reaction).or(sandbox.last.take());
        if reaction.ended.as_ref().is_none_or(|(_, code)| *code != 0) {
            let bytes: Vec<u8> = reaction.output.iter().flat_map(|chunk| chunk.bytes.iter().copied()).collect();
            failed = Some(format!("`{command}` fails:\n{}", indented(&settled(&bytes))));
            break;
        }
    }
    match (failed, options.fails) {
        (Some(reason), false) => Err(reason),
        (None, true) => Err("it is marked `fails`, but has no warning and can be built".into()),
        _ => Ok(()),
    }
}

/// Lines that write the file.
fn written(file: &str, body: &str) -> Vec<String> {
    let mut end = String::from("END");
    while body.lines().any(|line| line == end) {
        end.push('_');
    }
    let head = format!("cat > {} << '{end}'", quoted(file));
    std::iter::once(head).chain(body.lines().map(String::from)).chain([end]).collect()
}

fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}
