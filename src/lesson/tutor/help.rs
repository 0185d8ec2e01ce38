//! The tutor's words: one table, from which `help`, completion and the reference derive.

/// A word that the tutor understands.
pub struct Word {
    pub name: &'static str,
    /// Other spellings.
    pub aliases: &'static [&'static str],
    /// What follows it.
    pub usage: &'static str,
    /// One line.
    pub about: &'static str,
}

const fn word(name: &'static str, aliases: &'static [&'static str], usage: &'static str, about: &'static str) -> Word {
    Word { name, aliases, usage, about }
}

/// All words, in the order in which `help` lists them.
pub const WORDS: &[Word] = &[
    word("task", &[], "", "show the task again"),
    word("check", &[], "", "show what holds already and what does not"),
    word("hint", &[], "", "help a little; again: help more"),
    word("solution", &[], "", "show a way that works"),
    word("answer", &[], "TEXT", "answer a question"),
    word("next", &["n"], "", "go on"),
    word("back", &[], "", "look at the step before"),
    word("skip", &[], "", "leave this task out"),
    word("undo", &[], "", "take back the last command that changed something"),
    word("redo", &[], "", "take back the undo"),
    word("reset", &[], "[step]", "start this lesson over; `reset step`: the sandbox as it was when this step began"),
    word("explain", &[], "", "say in plain words what the last command did"),
    word("map", &[], "", "draw tags, images and layers"),
    word("layers", &[], "IMAGE|CONTAINER", "show the layers of an image or container"),
    word("edit", &[], "FILE", "edit a file of the sandbox in your own editor"),
    word("quiz", &[], "", "go to the questions at the end of the lesson"),
    word("lessons", &[], "", "list the lessons"),
    word("progress", &[], "", "show what you have done"),
    word("menu", &[], "", "go to the menu"),
    word("help", &["?"], "", "list these words"),
    word("quit", &["bye"], "", "leave; you come back to this place"),
];

/// The word that `typed` is, if it is one.
pub(super) fn find(typed: &str) -> Option<&'static str> {
    WORDS.iter().find(|word| word.name == typed || word.aliases.contains(&typed)).map(|word| word.name)
}

/// The list of words as Markdown.
pub(super) fn text() -> String {
    let rows: Vec<String> = WORDS
        .iter()
        .map(|word| {
            let call =
                if word.usage.is_empty() { word.name.to_string() } else { format!("{} {}", word.name, word.usage) };
            format!("| `{}` | {} |", call.replace('|', "\\|"), word.about)
        })
        .collect();
    format!(
        "Type any `docker …` command, or the usual commands of a Linux shell. These words are the tutor's:\n\n\
         | word | what it does |\n|---|---|\n{}\n\n\
         `hub …` looks at the mock Docker Hub as its web page would; `layer …` looks into layers.",
        rows.join("\n")
    )
}
