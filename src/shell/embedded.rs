//! [`Embedded`]: what a file that a compiler made carries: the program's sources, which are run in its stead.
//!
//! It is the payload of a [`super::elf::Compiled`]; a class file or an archive that is no ELF file may carry it behind
//! its own magic ([`Embedded::behind`]). Whoever has a file's bytes asks [`Embedded::of`].

use serde::{Deserialize, Serialize};

use super::elf;

/// A language whose small programs run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    C,
    Go,
    Java,
    JavaScript,
    Php,
    Python,
    Ruby,
    Rust,
}

/// One source file of a program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// As the compiler was told, e.g. `main.go` or `./cmd/app/main.go`.
    pub path: String,
    pub text: String,
}

/// A program as its sources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Embedded {
    pub language: Language,
    /// The file (or for Java the class) that starts stands first.
    pub sources: Vec<SourceFile>,
}

impl Embedded {
    /// A program of one file.
    pub fn single(language: Language, path: &str, text: &str) -> Self {
        Embedded { language, sources: vec![SourceFile { path: path.into(), text: text.into() }] }
    }

    /// As a payload of [`elf::Compiled`].
    pub fn to_payload(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The bytes of a file that begins with `magic` and is no ELF file (`\xca\xfe\xba\xbe` of a class, `PK` of an archive).
    pub fn behind(&self, magic: &[u8]) -> Vec<u8> {
        let mut bytes = magic.to_vec();
        elf::append_payload(&mut bytes, &self.to_payload());
        bytes
    }

    /// The program that a file carries; `None` if it carries none.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(elf::payload(bytes)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gives_back_the_program_that_was_put_into_it() {
        let program = Embedded::single(Language::Go, "main.go", "package main\n");
        let elf = elf::Compiled { loader: None, needs: &[], payload: &program.to_payload() }.to_bytes();
        assert_eq!(Embedded::of(&elf), Some(program.clone()));
        assert_eq!(Embedded::of(&program.behind(b"\xca\xfe\xba\xbe")), Some(program));
        assert_eq!(Embedded::of(b"\x7fELF"), None);
    }

    #[test]
    fn the_form_is_frozen() {
        let program = Embedded::single(Language::JavaScript, "a.js", "x");
        let text = r#"{"language":"javascript","sources":[{"path":"a.js","text":"x"}]}"#;
        assert_eq!(String::from_utf8(program.to_payload()).unwrap(), text);
    }
}
