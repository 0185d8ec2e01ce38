//! `openssl`: its version, random bytes, digests, base64.

use base64::Engine;
use sha2::{Digest, Sha256, Sha512};

use super::packages::read_text;
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["openssl"],
    about: "cryptography",
    usage: "version | rand [-hex | -base64] N | dgst -sha256 [FILE] | base64 [-d]",
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
                let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                process.print(&format!("{digits}\n"))?;
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
        Some(digest @ ("dgst" | "sha256" | "sha512")) => {
            let name = file.unwrap_or_else(|| "-".into());
            let content = match process.open(&name)? {
                Ok(content) => content,
                Err(errno) => {
                    process.output.write(Stream::Err, format!("{name}: {errno}\n").as_bytes())?;
                    return Ok(1);
                }
            };
            let bytes = process.take_in(&content)?;
            let long = digest == "sha512" || has("-sha512");
            let hash: Vec<u8> = if long { Sha512::digest(&bytes).to_vec() } else { Sha256::digest(&bytes).to_vec() };
            let digits: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            let shown = if name == "-" { "stdin" } else { &name };
            process.print(&format!("SHA2-{}({shown})= {digits}\n", if long { 512 } else { 256 }))?;
            Ok(0)
        }
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
            ("openssl rand -hex 8 | wc -c; openssl rand -base64 32 | wc -c", "17\n45\n"),
        ]);
    }
}
