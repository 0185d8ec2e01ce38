//! Styles: text carries a [`Look`], and only the [`Palette`] knows which bytes make it so.
//!
//! A look is never the only carrier of a meaning: without colours a code span keeps its backticks, a wrong answer says
//! that it is wrong, a goal has its `[x]`.

use colored::Colorize;

/// What a piece of text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Look {
    #[default]
    Plain,
    /// The head of a lesson or a step.
    Head,
    /// What can be typed.
    Code,
    Strong,
    Emphasis,
    /// Less important than what is around it.
    Dim,
    /// What worked.
    Good,
    /// What did not.
    Bad,
    /// What is to be done.
    Todo,
    /// Help.
    Hint,
}

/// How looks are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Palette {
    /// With colours.
    Colours,
    /// Without (`NO_COLOR`); lines may still be redrawn.
    NoColours,
    /// No escape byte at all, and plain ASCII where the choice is ours.
    Plain,
}

impl Palette {
    /// Text with a look.
    pub fn paint(self, look: Look, text: &str) -> String {
        if self != Palette::Colours || text.is_empty() {
            return text.to_string();
        }
        // The crate's switch is global and guesses; the palette has decided.
        colored::control::set_override(true);
        let painted = match look {
            Look::Plain => return text.to_string(),
            Look::Head => text.cyan().bold(),
            Look::Code => text.cyan(),
            Look::Strong => text.bold(),
            Look::Emphasis => text.italic(),
            Look::Dim => text.dimmed(),
            Look::Good => text.green().bold(),
            Look::Bad => text.red().bold(),
            Look::Todo => text.yellow().bold(),
            Look::Hint => text.magenta().bold(),
        };
        painted.to_string()
    }

    /// Whether there are colours.
    pub fn colours(self) -> bool {
        self == Palette::Colours
    }

    /// A mark before an item of a list.
    pub fn bullet(self) -> &'static str {
        if self == Palette::Plain { "-" } else { "•" }
    }

    /// A horizontal line.
    pub fn rule(self, columns: usize) -> String {
        if self == Palette::Plain { "-" } else { "─" }.repeat(columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_palette_with_colours_writes_escapes() {
        assert_eq!(Palette::Colours.paint(Look::Strong, "a"), "\u{1b}[1ma\u{1b}[0m");
        assert_eq!(Palette::Colours.paint(Look::Plain, "a"), "a");
        assert_eq!(Palette::NoColours.paint(Look::Bad, "a"), "a");
        assert_eq!(Palette::Plain.paint(Look::Bad, "a"), "a");
    }
}
