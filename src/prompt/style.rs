//! Looks of text, and the palette that it is shown in.
//!
//! A look is never the only carrier of a meaning: without colours a code span keeps its backticks, a wrong answer says
//! that it is wrong, a goal has its `[x]`. Which bytes (or which style sheet) make a look is
//! the business of whoever shows it.

/// What a piece of text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
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
pub enum Palette {
    /// With colours.
    Colours,
    /// Without; lines may still be redrawn.
    NoColours,
    /// No escape byte at all, and plain ASCII where the choice is ours.
    Plain,
}

impl Palette {
    /// Whether there are colours.
    pub fn colours(self) -> bool {
        self == Palette::Colours
    }

    /// A mark before an item of a list.
    pub(super) fn bullet(self) -> &'static str {
        if self == Palette::Plain { "-" } else { "•" }
    }

    /// A sign, or the words for it where signs may not be shown.
    pub(super) fn sign<'a>(self, sign: &'a str, words: &'a str) -> &'a str {
        if self == Palette::Plain { words } else { sign }
    }

    /// A horizontal line.
    pub(super) fn rule(self, columns: usize) -> String {
        self.sign("─", "-").repeat(columns)
    }
}
