//! `openssl`: its version, random bytes, digests, base64.

use base64::Engine;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};

use super::packages::read_text;
use crate::content::hex;
use crate::shell::programs::files::{md5, sha1};
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["openssl"],
    about: "cryptography",
    usage: "version | rand [-hex | -base64] N | dgst [-md5 | -sha1 | -sha256 | -sha512] [-r] [FILE]... | base64 [-d] [-A] [-in FILE]",
    run,
};

/// Random bytes that one command makes.
const MOST_BYTES: usize = 1 << 20;

fn run(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let has = |option: &str| words.iter().any(|word| word == option);
    let file = words.iter().skip(1).rfind(|word| !word.starts_with('-')).cloned();
    match words.first().map(String::as_str) {
        Some("version" | "--version" | "-v") => {
            let release = read_text(process.system.files(), "/etc/os-release");
            let text = match () {
                () if release.contains("bookworm") => "OpenSSL 3.0.17 1 Jul 2025 (Library: OpenSSL 3.0.17 1 Jul 2025)",
                () if release.contains("noble") => "OpenSSL 3.0.13 30 Jan 2024 (Library: OpenSSL 3.0.13 30 Jan 2024)",
                () => "OpenSSL 3.5.7 7 Jul 2026 (Library: OpenSSL 3.5.7 7 Jul 2026)",
            };
            process.print(&format!("{text}\n"))?;
            Ok(0)
        }
        Some("rand") => {
            let Some(count) = file.and_then(|text| text.parse::<usize>().ok()).filter(|count| *count <= MOST_BYTES)
            else {
                process.output.write(Stream::Err, b"rand: Use -help for summary.\n")?;
                return Ok(1);
            };
            let mut bytes = Vec::new();
            while bytes.len() < count {
                bytes.extend(process.system.clock().random().to_le_bytes());
            }
            bytes.truncate(count);
            if has("-hex") {
                process.print(&format!("{}\n", hex(&bytes)))?;
            } else if has("-base64") {
                let text = base64::engine::general_purpose::STANDARD.encode(&bytes);
                for line in text.as_bytes().chunks(64) {
                    process.print(&format!("{}\n", String::from_utf8_lossy(line)))?;
                }
            } else {
                process.put(&bytes)?;
            }
            Ok(0)
        }
        Some("dgst") => digests(process, &words[1..]),
        Some(digest) if Kind::of(digest).is_some() => digests(process, &words),
        Some("base64" | "enc") if has("-base64") || words[0] == "base64" => base64_of(process, &words[1..]),
        Some(other) => {
            let text = format!("openssl {other}: the sandbox does not simulate this command of openssl\n");
            process.output.write(Stream::Err, text.as_bytes())?;
            Ok(1)
        }
        None => {
            process.print("help:\n\nStandard commands\ndgst rand version\n")?;
            Ok(0)
        }
    }
}

/// What a digest is made by.
#[derive(Clone, Copy)]
enum Kind {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Kind {
    /// By the name of its command, or of its option without the dash.
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "md5" => Kind::Md5,
            "sha1" => Kind::Sha1,
            "sha224" => Kind::Sha224,
            "sha256" => Kind::Sha256,
            "sha384" => Kind::Sha384,
            "sha512" => Kind::Sha512,
            _ => return None,
        })
    }

    /// As it is shown before its file.
    fn shown(self) -> &'static str {
        match self {
            Kind::Md5 => "MD5",
            Kind::Sha1 => "SHA1",
            Kind::Sha224 => "SHA2-224",
            Kind::Sha256 => "SHA2-256",
            Kind::Sha384 => "SHA2-384",
            Kind::Sha512 => "SHA2-512",
        }
    }

    fn digest(self, bytes: &[u8]) -> String {
        match self {
            Kind::Md5 => hex(&md5(bytes)),
            Kind::Sha1 => hex(&sha1(bytes)),
            Kind::Sha224 => hex(&Sha224::digest(bytes)),
            Kind::Sha256 => hex(&Sha256::digest(bytes)),
            Kind::Sha384 => hex(&Sha384::digest(bytes)),
            Kind::Sha512 => hex(&Sha512::digest(bytes)),
        }
    }
}

/// An option that is not simulated.
fn lacks(process: &mut Process<'_>, option: &str) -> Ended {
    process
        .output
        .write(Stream::Err, format!("openssl: layercake does not simulate the option {option}\n").as_bytes())?;
    Ok(1)
}

/// `openssl dgst [-sha256] [-r] [FILE]...`, `openssl sha256 [-r] [FILE]...`
fn digests(process: &mut Process<'_>, words: &[String]) -> Ended {
    let (mut kind, mut reversed, mut files) = (Kind::Sha256, false, Vec::new());
    for word in words {
        match (Kind::of(word.trim_start_matches('-')), word.as_str()) {
            (Some(named), _) if word.starts_with('-') || std::ptr::eq(word, &words[0]) => kind = named,
            (_, "-r") => reversed = true,
            (_, "-hex" | "-c") => {}
            (_, option) if option.starts_with('-') && option.len() > 1 => return lacks(process, option),
            _ => files.push(word.clone()),
        }
    }
    if files.is_empty() {
        files.push("-".into());
    }
    let mut status = 0;
    for name in files {
        let content = match process.open(&name)? {
            Ok(content) => content,
            Err(errno) => {
                process.output.write(Stream::Err, format!("{name}: {errno}\n").as_bytes())?;
                status = 1;
                continue;
            }
        };
        let digest = kind.digest(&process.take_in(&content)?);
        let shown = if name == "-" { "stdin" } else { &name };
        process.print(&match reversed {
            true => format!("{digest} *{shown}\n"),
            false => format!("{}({shown})= {digest}\n", kind.shown()),
        })?;
    }
    Ok(status)
}

/// `openssl base64 [-d] [-A] [-in FILE]`
fn base64_of(process: &mut Process<'_>, words: &[String]) -> Ended {
    let (mut decodes, mut one_line, mut file) = (false, false, "-".to_string());
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-d" => decodes = true,
            "-A" => one_line = true,
            "-e" | "-base64" | "-a" => {}
            "-in" => file = words.next().cloned().unwrap_or_default(),
            option => return lacks(process, option),
        }
    }
    let content = match process.open(&file)? {
        Ok(content) => content,
        Err(errno) => return process.fail(1, &format!("Can't open \"{file}\" for reading, {errno}")),
    };
    let bytes = process.take_in(&content)?;
    let engine = base64::engine::general_purpose::STANDARD;
    if decodes {
        let text: Vec<u8> = bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let Ok(bytes) = engine.decode(text) else { return process.fail(1, "error reading input file") };
        process.put(&bytes)?;
        return Ok(0);
    }
    let text = engine.encode(&bytes);
    for line in text.as_bytes().chunks(if one_line { text.len().max(1) } else { 64 }) {
        process.print(&String::from_utf8_lossy(line))?;
        process.print(if one_line { "" } else { "\n" })?;
    }
    Ok(0)
}

#[cfg(test)]
mod tests {
    use crate::shell::testing::check;

    #[test]
    fn digests_and_random_bytes() {
        check(&[
            (
                "printf abc | openssl dgst -sha256",
                "SHA2-256(stdin)= ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n",
            ),
            (
                "printf abc > f; printf abc | openssl dgst -md5; openssl sha1 -r f f; openssl dgst -sha9 2> /dev/null; printf 'a b' | openssl base64 | openssl base64 -d",
                "MD5(stdin)= 900150983cd24fb0d6963f7d28e17f72\na9993e364706816aba3e25717850c26c9cd0d89d *f\na9993e364706816aba3e25717850c26c9cd0d89d *f\na b",
            ),
            ("openssl rand -hex 8 | wc -c; openssl rand -base64 32 | wc -c", "17\n45\n"),
        ]);
    }
}
