//! Help pages, laid out as docker/cli's usage template lays them out (`cli/cobra.go`).

use super::command::{Row, Section};
use super::flag::{Flag, Kind, sorted};
use super::global;
use super::table::children;
use crate::text::quote;

/// Columns of a page that is not shown on a terminal.
pub const DEFAULT_COLUMNS: usize = 80;
/// The narrowest name column of a list of commands.
const NAME_PADDING: usize = 11;
/// Blanks a line may take beyond the wrapping column to avoid a lone last word.
const SLOP: usize = 5;
/// What help says of experimental commands, in docker's words.
const EXPERIMENTAL: &str = "  Experimental features provide early access to product functionality. These
  features may change between releases without warning, or can be removed from a
  future release. Learn more about experimental features in our documentation:
  https://docs.docker.com/go/experimental/
";
/// Explanations narrower than this go to a line of their own.
const NARROWEST: usize = 24;

/// The page of `docker` itself.
pub fn root(columns: usize) -> String {
    let mut page =
        String::from("Usage:  docker [OPTIONS] COMMAND\n\nPulls, runs, looks into and shares container images\n");
    let mut common: Vec<&Row> = children("").filter(|row| matches!(row.section, Section::Common(_))).collect();
    common.sort_by_key(|row| match row.section {
        Section::Common(place) => place,
        _ => u8::MAX,
    });
    list(&mut page, "Common Commands", common);
    lists(&mut page, "");
    page.push_str("\nGlobal Options:\n");
    page.push_str(&flag_usages(&sorted(&[global::FLAGS]), columns));
    page.push_str("\nRun 'docker COMMAND --help' for more information on a command.\n");
    page.push_str("\nFor more help on how to use Docker, head to https://docs.docker.com/go/guides/\n");
    page
}

/// The page of a command or of a group of commands.
pub fn page(row: &Row, columns: usize) -> String {
    let flags = row.flags();
    let visible = flags.iter().any(|flag| !flag.hidden);
    let group = super::table::is_group(row);
    let full = row.full();
    let mut page = match (group, visible) {
        (false, _) => format!("Usage:  {}\n", row.usage()),
        (true, true) => format!("Usage:  {full} [OPTIONS] COMMAND\n"),
        (true, false) => format!("Usage:  {full} COMMAND\n"),
    };
    page.push_str(&format!("\n{}\n", row.command.about));
    if row.experimental() {
        page.push_str(&format!("\nEXPERIMENTAL:\n  {full} is an experimental feature.\n{EXPERIMENTAL}"));
    }
    if !row.command.aliases.is_empty() {
        page.push_str(&format!("\nAliases:\n  {}\n", row.command.aliases));
    }
    if visible {
        page.push_str("\nOptions:\n");
        page.push_str(&flag_usages(&flags, columns));
    }
    lists(&mut page, row.shown.unwrap_or(row.path));
    if group {
        page.push_str(&format!("\nRun '{full} COMMAND --help' for more information on a command.\n"));
    }
    if row.shown == Some("buildx") || row.path == "buildx" {
        page.push_str("\nExperimental commands and flags are hidden. Set BUILDX_EXPERIMENTAL=1 to show them.\n");
    }
    page
}

/// The page of the help command.
pub fn help_page() -> String {
    "Usage:  docker help [command]\n\nShow the help page of a command\n".into()
}

fn lists(page: &mut String, parent: &str) {
    let section = |wanted: fn(Section) -> bool| {
        let mut rows: Vec<&Row> = children(parent).filter(|row| wanted(row.section)).collect();
        rows.sort_by_key(|row| row.name());
        rows
    };
    list(page, "Management Commands", section(|of| matches!(of, Section::Management | Section::Plugin)));
    list(page, "Swarm Commands", section(|of| of == Section::Swarm));
    let plain = section(|of| of == Section::Plain);
    let common = section(|of| matches!(of, Section::Common(_)));
    list(page, "Commands", if parent.is_empty() { plain } else { [plain, common].concat() });
}

fn list(page: &mut String, head: &str, rows: Vec<&Row>) {
    if rows.is_empty() {
        return;
    }
    page.push_str(&format!("\n{head}:\n"));
    for row in rows {
        let mark = if row.section == Section::Plugin { "*" } else { " " };
        let about = row.command.about.lines().next().unwrap_or("");
        page.push_str(&format!("  {:NAME_PADDING$} {about}\n", format!("{}{mark}", row.name()).trim_end()));
    }
}

/// The flags with their explanations, as spf13/pflag's `FlagUsagesWrapped` writes them for a page of `columns`.
pub fn flag_usages(flags: &[&Flag], columns: usize) -> String {
    let visible = || flags.iter().filter(|flag| !flag.hidden);
    let left = |flag: &Flag| {
        let short = flag.short.map_or("    ".into(), |short| format!("-{short}, "));
        let value = flag.kind.name();
        format!("  {short}--{}{}{value}", flag.long, if value.is_empty() { "" } else { " " })
    };
    let widest = visible().map(|flag| left(flag).len()).max().unwrap_or(0);
    let mut usages = String::new();
    for flag in visible() {
        let mut about = flag.about.to_string();
        if !flag.default.is_empty() {
            let shown = if flag.kind == Kind::Text { quote(flag.default) } else { flag.default.into() };
            about.push_str(&format!(" (default {shown})"));
        }
        let wrapped = wrap(widest + 3, columns.saturating_sub(1), &about);
        usages.push_str(&format!("{:widest$}   {wrapped}\n", left(flag)));
    }
    usages
}

/// Wraps `text`, whose first line begins at `indent`, at `columns`.
fn wrap(indent: usize, columns: usize, text: &str) -> String {
    let mut indent = indent;
    let mut out = String::new();
    let mut room = columns.saturating_sub(indent);
    if room < NARROWEST {
        indent = 16;
        room = columns.saturating_sub(indent);
        out.push_str(&format!("\n{:indent$}", ""));
    }
    if room < NARROWEST {
        return text.replace('\n', &out);
    }
    let margin = format!("\n{:indent$}", "");
    let room = room - SLOP;
    let mut rest = text;
    let mut first = true;
    while first || !rest.is_empty() {
        let (line, after) = cut(room, rest);
        if !first {
            out.push_str(&margin);
        }
        out.push_str(&line.replace('\n', &margin));
        rest = after;
        first = false;
    }
    out
}

/// The first line of `text`, at most `room` bytes (or a little more), and the rest.
fn cut(room: usize, text: &str) -> (&str, &str) {
    if room + SLOP > text.len() {
        return (text, "");
    }
    let head = (0..=room).rev().find_map(|at| text.get(..at)).unwrap_or("");
    let Some(blank) = head.rfind([' ', '\t', '\n']).filter(|at| *at > 0) else { return (text, "") };
    let at = head.rfind('\n').filter(|line| *line > 0 && *line < blank).unwrap_or(blank);
    (text.get(..at).unwrap_or(text), text.get(at + 1..).unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use super::super::flag::{Listed, Switch, Text};
    use super::super::table::find;
    use super::*;

    fn words(path: &str) -> Vec<String> {
        path.split(' ').map(String::from).collect()
    }

    #[test]
    fn flags_are_aligned_and_wrapped() {
        let flags = [
            &Text::new("format", "Format output using a custom template:\n'json':   Print in JSON format")
                as &dyn Listed,
            &Switch::new("human", "Print sizes and dates so that people can read them").short('H').default("true"),
            &Text::new("pull", "When to pull").default("missing"),
        ]
        .map(|listed| *listed.flag());
        insta::assert_snapshot!(flag_usages(&flags.each_ref(), 80), @r#"
              --format string   Format output using a custom template:
                                'json':   Print in JSON format
          -H, --human           Print sizes and dates so that people can read
                                them (default true)
              --pull string     When to pull (default "missing")
        "#);
    }

    #[test]
    fn a_command_has_its_page() {
        let (row, _) = find(&words("image push")).unwrap();
        let page = page(row, 80);
        let kept: Vec<&str> = page.lines().filter(|line| !line.starts_with("                 ")).collect();
        insta::assert_snapshot!(kept.join("\n").replace(row.command.about, "ABOUT"), @r"
        Usage:  docker image push [OPTIONS] NAME[:TAG]

        ABOUT

        Aliases:
          docker image push, docker push

        Options:
          -a, --all-tags          Every tag of the repository
              --platform string   Push only this platform's manifest, as an image
          -q, --quiet             Print only the name
        ");
    }

    #[test]
    fn a_group_lists_its_commands_in_order() {
        let (row, _) = find(&words("image")).unwrap();
        let names: Vec<String> = page(row, 80)
            .lines()
            .skip_while(|line| *line != "Commands:")
            .skip(1)
            .take_while(|line| !line.is_empty())
            .filter_map(|line| line.split_whitespace().next().map(String::from))
            .collect();
        assert_eq!(
            names,
            ["build", "history", "import", "inspect", "load", "ls", "prune", "pull", "push", "rm", "save", "tag"]
        );
    }

    #[test]
    fn the_first_page_has_all_its_parts() {
        let page = root(80);
        let heads: Vec<&str> = page.lines().filter(|line| line.ends_with(':') && !line.starts_with(' ')).collect();
        assert_eq!(
            heads,
            ["Common Commands:", "Management Commands:", "Swarm Commands:", "Commands:", "Global Options:"]
        );
        assert!(page.contains("\n  buildx*     "), "{page}");
        assert!(page.contains("\n  -l, --log-level string   "), "{page}");
    }
}
