//! [`Word`]: the tutor's words, in one list from which reading, `help` and completion derive. Whoever acts on a word
//! matches the enum exhaustively: a new one does not compile until it means something everywhere.

use crate::tell;

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
    about: fn() -> String,
}

macro_rules! words {
    ($($word:ident $reach:ident $name:literal $aliases:tt $usage:literal, $about:ident;)*) => {
        /// A word that the tutor understands.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Word {
            $(#[doc = $name] $word,)*
        }

        impl Word {
            /// All words, in the order in which `help` lists them.
            pub const ALL: &'static [Word] = &[$(Word::$word,)*];

            fn row(self) -> &'static Row {
                match self {
                    $(Word::$word => {
                        &Row { name: $name, aliases: &$aliases, reach: Reach::$reach, usage: $usage, about: tell::$about }
                    })*
                }
            }
        }
    };
}

words! {
    Task Lessons "task" [] "", word_task;
    Check Lessons "check" [] "", word_check;
    Hint Lessons "hint" [] "", word_hint;
    Solution Lessons "solution" [] "", word_solution;
    Answer Lessons "answer" [] "TEXT", word_answer;
    Order Lessons "order" [] "NUMBERS", word_order;
    Show Lessons "show" [] "me", word_show;
    Next Lessons "next" ["n"] "", word_next;
    Back Lessons "back" [] "", word_back;
    Skip Lessons "skip" [] "", word_skip;
    Steps Lessons "steps" [] "", word_steps;
    Goto Lessons "goto" [] "N", word_goto;
    Undo Everywhere "undo" [] "", word_undo;
    Redo Everywhere "redo" [] "", word_redo;
    Reset Everywhere "reset" [] "[step|lesson]", word_reset;
    Fork Everywhere "fork" [] "NAME", word_fork;
    Switch Everywhere "switch" [] "NAME", word_switch;
    Forks Everywhere "forks" [] "", word_forks;
    Explain Everywhere "explain" [] "", word_explain;
    Map Everywhere "map" [] "", word_map;
    Layers Everywhere "layers" [] "IMAGE|CONTAINER", word_layers;
    Draw Everywhere "draw" [] "[WHAT]", word_draw;
    Edit Everywhere "edit" [] "FILE", word_edit;
    Quiz Lessons "quiz" [] "", word_quiz;
    Learn Everywhere "learn" ["lesson"] "[LESSON]", word_learn;
    Review Everywhere "review" [] "", word_review;
    Play Everywhere "play" [] "", word_play;
    Lessons Everywhere "lessons" [] "", word_lessons;
    Exercises Everywhere "exercises" ["exercise"] "", word_exercises;
    Progress Everywhere "progress" [] "", word_progress;
    Menu Everywhere "menu" [] "", word_menu;
    Help Everywhere "help" ["?"] "", word_help;
    Quit Everywhere "quit" ["bye"] "", word_quit;
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
    pub fn about(self, setting: Setting) -> String {
        match (self, setting) {
            (Word::Reset, Setting::Play) => tell::word_reset_play(),
            _ => (self.row().about)(),
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
            Word::Reset => matches!(rest, "" | "step" | "lesson"),
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
    tell::words_page(rows.join("\n"))
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
        assert_eq!(Word::read("reset lesson"), Some((Word::Reset, "lesson")));
        assert_eq!(Word::read("reset this"), None);
        assert_eq!(Word::read("check this"), None);
        assert_eq!(Word::read("bye"), Some((Word::Quit, "")));
        assert_eq!(Word::read("docker images"), None);
    }
}
