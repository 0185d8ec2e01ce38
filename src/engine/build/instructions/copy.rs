//! `COPY [--from=…] [--chown=…] [--chmod=…] [--link] [--parents] [--exclude=…] source … destination`

use super::flags::Flags;
use super::sources::{self, Copying, Sources, one_argument};
use super::{Evaluation, Expander, Fault, Meaning, Outcome, Request, Source, StageState, Written};

const FLAGS: &[Flags] = &[
    Flags::Text("chown"),
    Flags::Text("from"),
    Flags::Text("chmod"),
    Flags::Switch("link"),
    Flags::List("exclude"),
    Flags::Switch("parents"),
];

#[derive(Debug)]
struct Copy {
    sources: Sources,
    from: String,
    owner: String,
    mode: String,
    link: bool,
    parents: bool,
    exclude: Vec<String>,
}

pub fn read(request: &Request<'_>) -> Outcome<Box<dyn Meaning>> {
    if request.words.len() < 2 {
        return Err(one_argument("COPY"));
    }
    let given = request.flags(FLAGS)?;
    Ok(Box::new(Copy {
        sources: sources::read(request, "COPY")?,
        from: given.text("from"),
        owner: given.text("chown"),
        mode: given.text("chmod"),
        link: given.switch("link").unwrap_or(false),
        parents: given.switch("parents").unwrap_or(false),
        exclude: given.list("exclude"),
    }))
}

impl Meaning for Copy {
    fn expand(&mut self, word: Expander<'_>) -> Outcome<()> {
        self.owner = word(&self.owner)?;
        self.mode = word(&self.mode)?;
        self.sources.expand(word)
    }

    fn expand_raw(&mut self, text: Expander<'_>) -> Outcome<()> {
        self.sources.expand_raw(text)
    }

    fn sources(&self) -> Vec<Source> {
        if self.from.is_empty() { Vec::new() } else { vec![Source::Copied(self.from.clone())] }
    }

    fn is_step(&self) -> bool {
        true
    }

    fn evaluate(&mut self, written: &Written, stage: &mut StageState, work: &mut Evaluation<'_>) -> Outcome<()> {
        let source = work.sources.first();
        if source.is_some_and(|source| !source.dispatched) {
            let text = format!(
                "cannot copy from stage {}, it needs to be defined before current stage {}",
                crate::text::quote(&self.from),
                crate::text::quote(&stage.name)
            );
            return Err(Fault::new(text));
        }
        let from = match source {
            Some(source) => source.root,
            None => Some(work.context),
        };
        let copying = Copying {
            sources: &self.sources,
            from,
            is_add: false,
            from_context: source.is_none(),
            owner: &self.owner,
            mode: &self.mode,
            link: self.link,
            parents: self.parents,
            exclude: &self.exclude,
            checksum: "",
            unpack: None,
        };
        let used = source.map(|source| source.stage);
        sources::copy(&copying, written, stage, work)?;
        self.sources.paths.iter().for_each(|path| work.use_path(stage, used, path));
        Ok(())
    }
}
