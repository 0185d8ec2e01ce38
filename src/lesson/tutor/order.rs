//! `order 3 1 2`: writes a file from lines that were shown in a wrong order, and tries what it is worth.

use super::super::script::{Arrange, Block};
use super::{Reply, Say, Tutor};
use crate::content::Rope;
use crate::lesson::check::Happened;
use crate::shell::Typed;
use crate::tell;

impl Tutor {
    /// Whether a line is a row of numbers where the task wants one: `order` was forgotten.
    pub(super) fn is_row(&self, line: &str) -> bool {
        let is_number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        let mut words = line.split([' ', ',']).filter(|word| !word.is_empty());
        matches!(self.block(), Some(Block::Task(_, task)) if task.arrange.is_some())
            && words.clone().count() > 1
            && words.all(is_number)
    }

    /// Takes the numbers of the lines.
    pub(super) fn order(&mut self, given: &str) -> Reply {
        let arrange = match self.block() {
            Some(Block::Task(_, task)) => task.arrange.clone(),
            _ => None,
        };
        let Some(arrange) = arrange else {
            return self.reply(vec![Say::Note(tell::order_nothing())]);
        };
        let content = match arranged(&arrange, given) {
            Ok(content) => content,
            Err(reason) => return self.reply(vec![Say::Correction(reason)]),
        };
        let earlier = self.earlier();
        let path = self.view().path(&arrange.file);
        if let Err(errno) = self.session.edit(&path, Rope::from(content.clone().into_bytes())) {
            return self.reply(vec![Say::Correction(format!("{}: {errno}", arrange.file))]);
        }
        self.place.happened(Happened {
            line: format!("edit {path}"),
            exit: 0,
            changed: true,
            events: Vec::new(),
            errors: String::new(),
            printed: String::new(),
            stopped: false,
        });
        let mut says = vec![Say::Text(tell::order_file(arrange.file, content))];
        let mut last = 0;
        for line in &arrange.run {
            says.push(Say::Text(format!("```console\n$ {line}\n```")));
            let reaction = self.session.take(Typed::Line(line.clone()));
            let happened = Happened::of(&reaction);
            says.extend(reaction.output.into_iter().map(Say::Output));
            let Some(happened) = happened else { break };
            last = happened.exit;
            self.place.happened(happened);
            if last != 0 {
                break;
            }
        }
        says.extend(self.judge_command(last, &earlier));
        self.reply(says)
    }
}

/// The file that the numbers make of the lines.
fn arranged(arrange: &Arrange, given: &str) -> Result<String, String> {
    let count = arrange.lines.len();
    let words = given.split([' ', ',', ';', '\t']).filter(|word| !word.is_empty());
    let mut taken: Vec<usize> = Vec::new();
    for word in words {
        let number = word.parse::<usize>().ok().filter(|number| (1..=count).contains(number));
        let Some(number) = number else {
            return Err(tell::order_no_line(word, count));
        };
        if taken.contains(&number) {
            return Err(tell::order_twice(number));
        }
        taken.push(number);
    }
    if taken.is_empty() {
        return Err(tell::order_how(count));
    }
    Ok(taken.iter().map(|number| format!("{}\n", arrange.lines[number - 1])).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_lines_and_what_is_no_number_is_said() {
        let lines = ["a", "b", "c"].map(String::from).to_vec();
        let arrange = Arrange { file: "f".into(), lines, run: Vec::new() };
        assert_eq!(arranged(&arrange, " 3, 1").as_deref(), Ok("c\na\n"));
        for (given, word) in [("", "In which"), ("4", "`4` is no line"), ("1 x", "`x`"), ("2 2", "twice"), ("0", "`0`")]
        {
            assert!(arranged(&arrange, given).is_err_and(|reason| reason.contains(word)), "{given}");
        }
    }
}
