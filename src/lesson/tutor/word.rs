//! [`Word`]: the tutor's words, in one list from which reading, `help` and completion derive. Whoever acts on a word
//! matches the enum exhaustively: a new one does not compile until it means something everywhere.

/// Where a word is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// In a lesson.
    Lesson,
    /// In the sandbox without a lesson.
    Play,
}

/// Where a word means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Everywhere,
    Lessons,
}

struct Row {
    name: &'static str,
    /// Other spellings.
    aliases: &'static [&'static str],
    reach: Reach,
    /// What follows it.
    usage: &'static str,
    /// One line.
    about: &'static str,
}

macro_rules! words {
    ($($word:ident $reach:ident $name:literal $aliases:tt $usage:literal, $about:literal;)*) => {
        /// A word that the tutor understands.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Word {
            $(#[doc = $about] $word,)*
        }

        impl Word {
            /// All words, in the order in which `help` lists them.
            pub const ALL: &'static [Word] = &[$(Word::$word,)*];

            fn row(self) -> &'static Row {
                match self {
                    $(Word::$word => {
                        &Row { name: $name, aliases: &$aliases, reach: Reach::$reach, usage: $usage, about: $about }
                    })*
                }
            }
        }
    };
}

words! {
    Task Lessons "task" [] "", "show the task again";
    Check Lessons "check" [] "", "show what holds already and what does not";
    Hint Lessons "hint" [] "", "help a little; again: help more";
    Solution Lessons "solution" [] "", "show a way that works";
    Answer Lessons "answer" [] "TEXT", "answer a question";
    Order Lessons "order" [] "NUMBERS", "put the lines of a task in this order";
    Show Lessons "show" [] "me", "make the sandbox as a question of the final review supposes";
    Next Lessons "next" ["n"] "", "go on";
    Back Lessons "back" [] "", "look at the step before";
    Skip Lessons "skip" [] "", "leave this task out";
    Steps Lessons "steps" [] "", "list the steps of this lesson, and what became of them";
    Goto Lessons "goto" [] "N", "go to a step; the sandbox stays as it is";
    Undo Everywhere "undo" [] "", "take back the last command that changed something";
    Redo Everywhere "redo" [] "", "take back the undo";
    Reset Everywhere "reset" [] "[step]", "start this lesson over; `reset step`: the sandbox as it was when this step began";
    Fork Everywhere "fork" [] "NAME", "go on in a side copy of the sandbox, to try something";
    Switch Everywhere "switch" [] "NAME", "go to another copy (`switch main`: back)";
    Forks Everywhere "forks" [] "", "list the copies";
    Explain Everywhere "explain" [] "", "say what the last command did; `explain docker …`: what a command line means";
    Map Everywhere "map" [] "", "draw tags, images and layers";
    Layers Everywhere "layers" [] "IMAGE|CONTAINER", "show the layers of an image or container";
    Draw Everywhere "draw" [] "[WHAT]", "draw one idea: sharing, a pull, a path, a build, an index …; alone: list them";
    Edit Everywhere "edit" [] "FILE", "edit a file of the sandbox in your own editor";
    Quiz Lessons "quiz" [] "", "go to the questions at the end of the lesson";
    Learn Everywhere "learn" ["lesson"] "[LESSON]", "open a lesson, by its number or name; alone: the one to go on with";
    Review Everywhere "review" [] "", "a few questions from lessons that you have finished";
    Play Everywhere "play" [] "", "go to a sandbox without a lesson";
    Lessons Everywhere "lessons" [] "", "list the lessons";
    Progress Everywhere "progress" [] "", "show what you have done";
    Menu Everywhere "menu" [] "", "go to the menu";
    Help Everywhere "help" ["?"] "", "list these words";
    Quit Everywhere "quit" ["bye"] "", "leave; you come back to this place (Ctrl-D and `exit`, too)";
}

impl Word {
    /// As it is typed.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// What follows it; empty: nothing.
    pub fn usage(self, setting: Setting) -> &'static str {
        match (self, setting) {
            (Word::Reset, Setting::Play) => "",
            _ => self.row().usage,
        }
    }

    /// One line on what it does.
    pub fn about(self, setting: Setting) -> &'static str {
        match (self, setting) {
            (Word::Reset, Setting::Play) => "make the sandbox as it was in the beginning",
            _ => self.row().about,
        }
    }

    /// Whether it means anything there.
    pub fn works_in(self, setting: Setting) -> bool {
        self.row().reach == Reach::Everywhere || setting == Setting::Lesson
    }

    /// The words that mean something there.
    pub fn all_in(setting: Setting) -> impl Iterator<Item = Word> {
        Word::ALL.iter().copied().filter(move |word| word.works_in(setting))
    }

    /// The word that `typed` is, if it is one.
    pub fn find(typed: &str) -> Option<Word> {
        Word::ALL.iter().copied().find(|word| word.name() == typed || word.row().aliases.contains(&typed))
    }

    /// The word that a line begins with, and what follows it. (`check` with arguments is somebody's command, not ours.)
    pub fn read(line: &str) -> Option<(Word, &str)> {
        let line = line.trim();
        let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        let word = Word::find(first)?;
        let takes = match word {
            Word::Reset => matches!(rest, "" | "step"),
            Word::Show => matches!(rest, "" | "me"),
            _ => rest.is_empty() || !word.row().usage.is_empty(),
        };
        takes.then_some((word, rest))
    }
}

/// The words as Markdown.
pub fn words_page(setting: Setting) -> String {
    let rows: Vec<String> = Word::all_in(setting)
        .map(|word| {
            let call = format!("{} {}", word.name(), word.usage(setting));
            format!("| `{}` | {} |", call.trim_end().replace('|', "\\|"), word.about(setting))
        })
        .collect();
    format!(
        "Type any `docker …` command, or the usual commands of a Linux shell. These words are the tutor's:\n\n\
         | word | what it does |\n|---|---|\n{}\n\n\
         `hub …` looks at the mock Docker Hub as its web page would; `layer …` looks into layers.",
        rows.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_a_help_text_and_a_name_of_its_own() {
        for setting in [Setting::Lesson, Setting::Play] {
            let page = words_page(setting);
            for word in Word::all_in(setting) {
                assert!(!word.about(setting).trim().is_empty(), "{word:?} lacks a help text");
                assert!(page.contains(&format!("| `{}", word.name())), "{word:?} is not on the page");
            }
        }
        for word in Word::ALL {
            assert_eq!(Word::find(word.name()), Some(*word));
            for alias in word.row().aliases {
                assert_eq!(Word::find(alias), Some(*word));
            }
        }
    }

    #[test]
    fn a_word_is_read_only_with_what_it_takes() {
        assert_eq!(Word::read(" answer  11 "), Some((Word::Answer, "11")));
        assert_eq!(Word::read("reset step"), Some((Word::Reset, "step")));
        assert_eq!(Word::read("reset this"), None);
        assert_eq!(Word::read("check this"), None);
        assert_eq!(Word::read("bye"), Some((Word::Quit, "")));
        assert_eq!(Word::read("docker images"), None);
    }
}
