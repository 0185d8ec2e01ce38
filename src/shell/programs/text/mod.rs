//! Programs that read and write text (and bytes).

mod awk;
mod cat;
mod column;
mod compare;
mod cut;
mod decimal;
mod dump;
mod echo;
mod envsubst;
mod factor;
mod grep;
mod head;
mod lines;
mod printf;
pub(in crate::shell) mod regex;
mod sed;
mod seq;
mod shuf;
mod sort;
mod tables;
mod tail;
mod tee;
#[cfg(test)]
mod tests;
mod tr;
mod uniq;
mod wc;
mod yes;

use super::{Applet, Bail, Ended, Lines, escape, options};

/// A row a program.
pub(super) static ALL: &[&[&Applet]] = &[
    &[
        &awk::PROGRAM,
        &cat::PROGRAM,
        &column::PROGRAM,
        &cut::PROGRAM,
        &echo::PROGRAM,
        &envsubst::PROGRAM,
        &factor::PROGRAM,
        &grep::PROGRAM,
        &head::PROGRAM,
        &printf::PROGRAM,
        &sed::PROGRAM,
        &seq::PROGRAM,
        &shuf::PROGRAM,
        &sort::PROGRAM,
        &tables::JOIN,
        &tables::SPLIT,
        &tail::PROGRAM,
        &tee::PROGRAM,
        &tr::PROGRAM,
        &uniq::PROGRAM,
        &wc::PROGRAM,
        &yes::PROGRAM,
    ],
    compare::ALL,
    dump::ALL,
    lines::ALL,
];
