//! `ADD [--chown=…] [--chmod=…] [--link] [--checksum=…] [--keep-git-dir] [--unpack] [--exclude=…] source … destination`

use super::flags::Flags;
use super::sources::{self, Copying, Sources, one_argument};
use super::{Evaluation, Expander, Meaning, Outcome, Request, StageState, Written};

const FLAGS: &[Flags] = &[
    Flags::Text("chown"),
    Flags::Text("chmod"),
    Flags::Switch("link"),
    Flags::Switch("keep-git-dir"),
    Flags::Text("checksum"),
    Flags::Switch("unpack"),
    Flags::List("exclude"),
];

#[derive(Debug)]
struct Add {
    sources: Sources,
    owner: String,
    mode: String,
    link: bool,
    checksum: String,
    unpack: Option<bool>,
    exclude: Vec<String>,
}

pub fn read(request: &Request<'_>) -> Outcome<Box<dyn Meaning>> {
    if request.words.len() < 2 {
        return Err(one_argument("ADD"));
    }
    let given = request.flags(FLAGS)?;
    Ok(Box::new(Add {
        sources: sources::read(request, "ADD")?,
        owner: given.text("chown"),
        mode: given.text("chmod"),
        link: given.switch("link").unwrap_or(false),
        checksum: given.text("checksum"),
        unpack: given.switch("unpack"),
        exclude: given.list("exclude"),
    }))
}

impl Meaning for Add {
    fn expand(&mut self, word: Expander<'_>) -> Outcome<()> {
        for text in [&mut self.owner, &mut self.mode, &mut self.checksum] {
            *text = word(text)?;
        }
        self.sources.expand(word)
    }

    fn expand_raw(&mut self, text: Expander<'_>) -> Outcome<()> {
        self.sources.expand_raw(text)
    }

    fn added(&self) -> Option<&Sources> {
        Some(&self.sources)
    }

    fn is_step(&self) -> bool {
        true
    }

    fn evaluate(&mut self, written: &Written, stage: &mut StageState, work: &mut Evaluation<'_>) -> Outcome<()> {
        let copying = Copying {
            sources: &self.sources,
            from: Some(work.context),
            is_add: true,
            from_context: true,
            owner: &self.owner,
            mode: &self.mode,
            link: self.link,
            parents: false,
            exclude: &self.exclude,
            checksum: &self.checksum,
            unpack: self.unpack,
        };
        sources::copy(&copying, written, stage, work)?;
        self.sources.paths.iter().for_each(|path| work.use_path(stage, None, path));
        Ok(())
    }
}
