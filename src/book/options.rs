//! [`Options`]: what stands in the info string of a block, and at the end of a call.

use std::fmt;

/// What a block says of itself after its language: words, and `name = value`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Options<'a> {
    /// `console` or `docker`; empty for a call.
    pub language: &'a str,
    /// Run, but not shown.
    pub hidden: bool,
    /// In a fresh sandbox.
    pub reset: bool,
    /// In a fresh sandbox, in the state of this name.
    pub start: Option<&'a str>,
    /// In the sandbox of this name, which all chapters share, instead of the chapter's own.
    pub session: Option<&'a str>,
    /// Of a Dockerfile: the name of the image.
    pub tag: Option<&'a str>,
    /// Of a Dockerfile: the name of the file.
    pub file: Option<&'a str>,
    /// Of a Dockerfile: it is not built, only linted.
    pub lint: bool,
    /// Of a Dockerfile: it has warnings, or cannot be built, and that is what it shows.
    pub fails: bool,
    /// What is none of these: the words of a call.
    pub rest: Vec<&'a str>,
}

/// A word in an info string that means nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum OptionError {
    #[error("{0} `{1}`: there is no such option; there are {2}")]
    Unknown(Subject, String, &'static str),
    #[error("{0} `{1}`: it needs a value: `{1} = …`")]
    NoValue(Subject, String),
}

/// Whose option it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    Console,
    Docker,
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Subject::Console => "console block:",
            Subject::Docker => "docker block:",
        })
    }
}

impl Subject {
    const fn options(self) -> &'static str {
        match self {
            Subject::Console => "hidden, reset, start = NAME, session = NAME",
            Subject::Docker => "hidden, reset, start = NAME, session = NAME, tag = NAME, file = NAME, lint, fails",
        }
    }
}

impl<'a> Options<'a> {
    /// Reads the info string of a block: words between commas or blanks, of which the first is the language.
    pub fn of_block(info: &'a str) -> Result<Options<'a>, OptionError> {
        let mut options = Options::default();
        let words: Vec<&str> = info.split([',', ' ', '\t']).filter(|word| !word.is_empty()).collect();
        let mut words = words.into_iter().peekable();
        options.language = words.next().unwrap_or_default();
        let subject = if options.language == "docker" { Subject::Docker } else { Subject::Console };
        while let Some(word) = words.next() {
            if word == "layercake" {
                continue;
            }
            // `name=value`, `name = value`, `name= value`
            let (name, mut value) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
            if value.is_none() && words.next_if_eq(&"=").is_some() {
                value = Some("");
            } else if let Some(next) = words.peek().and_then(|next| next.strip_prefix('='))
                && value.is_none()
            {
                value = Some(next);
                words.next();
            }
            if value == Some("") {
                value = words.next();
            }
            options.set(subject, name, value)?;
        }
        Ok(options)
    }

    /// Reads the words of a call: `session=NAME`, `start=NAME` and `reset` are options, the rest is what is called.
    pub fn of_call(words: &'a str) -> Options<'a> {
        let mut options = Options::default();
        for word in words.split_whitespace() {
            match word.split_once('=') {
                Some(("session", name)) => options.session = Some(name),
                Some(("start", name)) => options.start = Some(name),
                None if word == "reset" => options.reset = true,
                _ => options.rest.push(word),
            }
        }
        options
    }

    fn set(&mut self, subject: Subject, name: &str, value: Option<&'a str>) -> Result<(), OptionError> {
        let of_docker = subject == Subject::Docker;
        let flag = match name {
            "hidden" => Some(&mut self.hidden),
            "reset" => Some(&mut self.reset),
            "lint" if of_docker => Some(&mut self.lint),
            "fails" if of_docker => Some(&mut self.fails),
            _ => None,
        };
        if let Some(flag) = flag.filter(|_| value.is_none()) {
            *flag = true;
            return Ok(());
        }
        let place = match name {
            "start" => &mut self.start,
            "session" => &mut self.session,
            "tag" if of_docker => &mut self.tag,
            "file" if of_docker => &mut self.file,
            _ => return Err(OptionError::Unknown(subject, name.into(), subject.options())),
        };
        *place = Some(value.ok_or_else(|| OptionError::NoValue(subject, name.into()))?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blocks_options_stand_between_commas_or_blanks() {
        let options = Options::of_block("console,layercake,hidden,start=pulled,session = a").unwrap();
        assert!(options.hidden && !options.reset);
        assert_eq!((options.language, options.start, options.session), ("console", Some("pulled"), Some("a")));
        let options = Options::of_block("docker layercake tag =hi:1, fails").unwrap();
        assert_eq!((options.tag, options.fails), (Some("hi:1"), true));
    }

    #[test]
    fn what_means_nothing_is_refused_with_what_there_is() {
        let error = |info| Options::of_block(info).unwrap_err().to_string();
        assert_eq!(
            error("console,layercake,hiden"),
            "console block: `hiden`: there is no such option; there are hidden, reset, start = NAME, session = NAME"
        );
        assert_eq!(error("console,layercake,start"), "console block: `start`: it needs a value: `start = …`");
        assert!(error("console,layercake,tag=x").contains("`tag`"));
    }

    #[test]
    fn a_call_keeps_its_words() {
        let options = Options::of_call("explain docker run -e A=b alpine session=x");
        assert_eq!(options.rest, ["explain", "docker", "run", "-e", "A=b", "alpine"]);
        assert_eq!(options.session, Some("x"));
    }
}
