//! Evens out what may differ between two correct engines, the same way on both sides: IDs (numbered in the order of their
//! appearance), times and ages, sizes, orders that are random, the explanations on help pages. Everything else must
//! be equal to the character.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use fancy_regex::{Captures, Regex};

use super::{Step, progress};

const HOME: &str = "/home/student";
const CWD: &str = "/home/student/work";

/// First words of generated container names.
const ADJECTIVES: &str = "\
    admiring adoring affectionate agitated amazing angry awesome beautiful blissful bold boring brave \
    busy charming clever compassionate competent condescending confident cool cranky crazy dazzling \
    determined distracted dreamy eager ecstatic elastic elated elegant eloquent epic exciting fervent \
    festive flamboyant focused friendly frosty funny gallant gifted goofy gracious great happy hardcore \
    heuristic hopeful hungry infallible inspiring intelligent interesting jolly jovial keen kind \
    laughing loving lucid magical modest musing mystifying naughty nervous nice nifty nostalgic \
    objective optimistic peaceful pedantic pensive practical priceless quirky quizzical recursing \
    relaxed reverent romantic sad serene sharp silly sleepy stoic strange stupefied suspicious sweet \
    tender thirsty trusting unruffled upbeat vibrant vigilant vigorous wizardly wonderful xenodochial \
    youthful zealous zen";

pub fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"))
}

/// Patterns and what stands for them.
static RULES: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let unit = r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)";
    let span = format!(r"(?:Less than a second|About an? (?:minute|hour)|\d+ {unit})");
    let epoch = r"(?!0001-01-01|1970-01-01)";
    let adjectives = ADJECTIVES.split_whitespace().collect::<Vec<_>>().join("|");
    [
        (format!(r"{epoch}\b\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)"), "<TIME>"),
        (format!(r"{epoch}\b\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [+-]\d{{4}} [A-Z]{{3,4}}\b"), "<TIME>"),
        (format!(r"{epoch}\b\d{{4}}-\d\d-\d\d \d\d:\d\d(?::\d\d(?:\.\d+)?)?\b"), "<TIME>"),
        (
            r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d (?:\d\d:\d\d| ?\d{4})\b".to_string(),
            "<TIME>",
        ),
        (r"\x1b\[[0-9;]*m".to_string(), ""),
        (r"\blinux/amd64/v[1-4]\b".to_string(), "linux/amd64"),
        ("failed to build: failed to run Build function: ".to_string(), "failed to build: failed to solve: "),
        (format!(r"\b{span} ago\b"), "<AGO>"),
        (format!(r"\bUp {span}\b"), "Up <AGO>"),
        (format!(r"(?:(?<![\w/])|(?<=/))(?:{adjectives})_[a-z]+\d?(?![\w])"), "<NAME>"),
        (r"(?<![\w])(?=[0-9a-z]*\d)(?=[0-9a-z]*[g-z])[0-9a-z]{25}(?![\w])".to_string(), "<REF>"),
    ]
    .into_iter()
    .map(|(pattern, by)| (regex(&pattern), by))
    .collect()
});

static SIZE: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?<![\w.:/-])(?!0B\b)\d+(?:\.\d+)? ?(?:B|kB|KB|MB|GB|TB|KiB|MiB|GiB)(?![\w])"));
static BYTES: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"((?:"[A-Za-z]*[sS]ize[A-Za-z]*"|(?<![\w])size)\s*:\s*)[1-9]\d*"#));
static ASKS_BYTES: LazyLock<Regex> = LazyLock::new(|| regex(r"\.Size\b|--human=false|--human=0|\bwc -c\b|-H=false"));
static COUNT: LazyLock<Regex> = LazyLock::new(|| regex(r"(?<![\w.:-])(?!\d{12}\b)[1-9]\d{2,}(?![\w.:-])"));
static PERCENT: LazyLock<Regex> = LazyLock::new(|| regex(r" \(\d+%\)"));
static BLANKS: LazyLock<Regex> = LazyLock::new(|| regex(r"(?<=\S)[ \t]{2,}"));
static ID: LazyLock<Regex> = LazyLock::new(|| regex(r"(?<![0-9A-Za-z])([0-9a-f]{64}|[0-9a-f]{12})(?![0-9A-Za-z])"));
static BARE_ID: LazyLock<Regex> = LazyLock::new(|| regex(r"^[0-9a-f]{64}$"));
static TRANSIENT: LazyLock<Regex> = LazyLock::new(|| regex(r"^([0-9a-f]{12}): (?:Waiting|Preparing|Unavailable)$"));
static FLAG: LazyLock<Regex> = LazyLock::new(|| regex(r"^ +((?:-\w, )?--[\w-]+(?: [\w:.\[\]=,|-]+)?)(?: {2,}.*)?$"));
static COMMAND: LazyLock<Regex> = LazyLock::new(|| regex(r"^  ([\w-]+\*?)(?: {2,}.*)?$"));
static SECTION: LazyLock<Regex> = LazyLock::new(|| regex(r"^(?:[A-Z][A-Za-z ]*):$"));

/// Lines whose order is random where several of them follow each other.
static RANDOM_ORDER: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        r"^[0-9a-f]{12}: (?:Push|Pull|Download|Extract|Verifying|Wait|Prepar|Unavail|Mounted|Already|Layer already|Skipped)",
        r"^[ACD] /",
        r"^Deleted: ",
        r"^(?:deleted|untagged): ",
        r"^blobs/sha256/[0-9a-f]{64}$",
        r"^<REF>",
        r"^    (?:com|org|vnd)\.[\w./-]+: +\S",
        r"^[0-9a-z]{12}\*?  (?:source\.local|regular|internal|frontend|exec\.cachemount)\b",
    ]
    .map(regex)
    .into()
});

pub fn is_match(regex: &Regex, text: &str) -> bool {
    regex.is_match(text).unwrap_or(false)
}

/// Which order a block of lines has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Fixed,
    /// Random; the number tells kinds of lines apart.
    Random(usize),
}

type Block = (Order, Vec<String>);

/// The lines of one stream with everything evened out but the IDs.
fn lines(text: &str, command: &str) -> Vec<String> {
    let mut text = text.replace(CWD, "<CWD>").replace(HOME, "<HOME>");
    for (rule, by) in RULES.iter() {
        text = rule.replace_all(&text, *by).into_owned();
    }
    text = SIZE.replace_all(&text, "<SIZE>").into_owned();
    text = BYTES.replace_all(&text, "${1}<BYTES>").into_owned();
    text = PERCENT.replace_all(&text, " (<PERCENT>)").into_owned();
    if is_match(&ASKS_BYTES, command) {
        text = COUNT.replace_all(&text, "<BYTES>").into_owned();
    }
    text.split('\n').map(|line| BLANKS.replace_all(line, "  ").trim_end_matches([' ', '\t']).to_string()).collect()
}

/// A help page without its explanations.
fn without_explanations(lines: Vec<String>) -> Vec<String> {
    let Some(start) = lines.iter().position(|line| !line.is_empty()) else { return lines };
    if !lines[start].starts_with("Usage:  docker") {
        return lines;
    }
    let mut out: Vec<String> = lines[..=start].to_vec();
    let mut section = String::new();
    for line in &lines[start + 1..] {
        if is_match(&SECTION, line) {
            section = line.trim_end_matches(':').to_string();
            out.extend([String::new(), line.clone()]);
        } else if line.is_empty() {
        } else if section.is_empty() {
            if out.last().is_none_or(|last| last != "<TEXT>") {
                out.push("<TEXT>".into());
            }
        } else if section.ends_with("Options") || section.ends_with("Commands") {
            let item = if section.ends_with("Options") { &FLAG } else { &COMMAND };
            match item.captures(line).ok().flatten() {
                Some(found) => out.push(format!("  {}", &found[1])),
                None if !line.starts_with(' ') => {
                    section = "end".into();
                    out.push(line.clone());
                }
                None => {}
            }
        } else {
            out.push(line.clone());
        }
    }
    out
}

/// The lines as blocks of one order each.
fn blocks(lines: Vec<String>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut in_list = false;
    for line in lines {
        let heads_list = line == "Deleted Containers:";
        let bare = is_match(&BARE_ID, &line);
        in_list = heads_list || (in_list && bare);
        let kind = RANDOM_ORDER.iter().position(|pattern| is_match(pattern, &line));
        let order = match kind {
            _ if in_list && bare => Order::Random(99),
            Some(kind) => Order::Random(kind),
            None => Order::Fixed,
        };
        match out.last_mut() {
            Some((last, block)) if *last == order => block.push(line),
            _ => out.push((order, vec![line])),
        }
    }
    for (order, block) in &mut out {
        if *order == Order::Random(0) {
            *block = settled(std::mem::take(block));
        }
        if block.len() == 1 {
            *order = Order::Fixed;
        }
    }
    out
}

/// Progress lines without repetitions, and without states that something followed.
fn settled(block: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let block: Vec<String> = block.into_iter().filter(|line| seen.insert(line.clone())).collect();
    let layer = |line: &str| line.chars().take(12).collect::<String>();
    let done: BTreeSet<String> =
        block.iter().filter(|line| !is_match(&TRANSIENT, line)).map(|line| layer(line)).collect();
    let gone: BTreeSet<String> =
        block.iter().filter(|line| line.ends_with(": Unavailable")).map(|line| layer(line)).collect();
    let stays = |line: &String| {
        !is_match(&TRANSIENT, line)
            || !done.contains(&layer(line)) && (line.ends_with(": Unavailable") || !gone.contains(&layer(line)))
    };
    block.into_iter().filter(stays).collect()
}

fn prepare(step: &Step) -> Vec<Block> {
    let mut out = vec![(Order::Fixed, vec![format!("exit {}", step.exit)])];
    for (name, text) in [("stdout", &step.stdout), ("stderr", &step.stderr)] {
        if !text.is_empty() {
            out.push((Order::Fixed, vec![format!("--- {name}")]));
            out.extend(blocks(progress::canonical(without_explanations(lines(text, &step.command)))));
        }
    }
    out
}

/// The text with IDs numbered, and the IDs that are new in it, in the order of their appearance.
fn render(blocks: Vec<Block>, known: &BTreeMap<String, usize>) -> (String, Vec<String>) {
    let mut fresh: Vec<String> = Vec::new();
    let mut out = Vec::new();
    for (order, block) in blocks {
        let mut rendered = Vec::new();
        for line in block {
            let numbered = ID.replace_all(&line, |found: &Captures<'_>| {
                let id = &found[1];
                let key = id[..12].to_string();
                let number = match known.get(&key) {
                    Some(number) => number.to_string(),
                    None if order != Order::Fixed => "*".into(),
                    None => {
                        let place = fresh.iter().position(|other| *other == key).unwrap_or_else(|| {
                            fresh.push(key);
                            fresh.len() - 1
                        });
                        format!("new{}", place + 1)
                    }
                };
                format!("<id{}:{number}>", id.len())
            });
            rendered.push(numbered.into_owned());
        }
        if order != Order::Fixed {
            rendered.sort();
        }
        out.extend(rendered);
    }
    (out.join("\n"), fresh)
}

/// Compares two runs of one session step by step, numbering IDs as it goes: a step that matches gives the IDs that were
/// new in it the same next numbers on both sides.
#[derive(Default)]
pub struct Pair {
    recorded: BTreeMap<String, usize>,
    ours: BTreeMap<String, usize>,
}

impl Pair {
    /// Whether the step is the same on both sides, and both texts.
    pub fn step(&mut self, recorded: &Step, ours: &Step) -> (bool, String, String) {
        let (left, left_new) = render(prepare(recorded), &self.recorded);
        let (right, right_new) = render(prepare(ours), &self.ours);
        let same = left == right;
        if same {
            for (a, b) in left_new.into_iter().zip(right_new) {
                let number = self.recorded.len() + 1;
                self.recorded.insert(a, number);
                self.ours.insert(b, number);
            }
        }
        (same, left, right)
    }
}
