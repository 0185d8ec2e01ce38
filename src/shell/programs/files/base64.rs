//! `base64`

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

use crate::content::Rope;
use crate::shell::Process;
use crate::shell::programs::{Accepted, Applet, Ended};

pub(super) static PROGRAM: Applet =
    Applet { names: &["base64"], about: "encodes and decodes base64", usage: "[-di] [-w COLUMNS] [FILE]", run };

const ACCEPTED: Accepted =
    Accepted { letters: "diw:", long: &[("decode", 'd'), ("ignore-garbage", 'i'), ("wrap", 'w')], misuse: 1 };

/// Columns of a line.
const COLUMNS: usize = 76;

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let columns = match options.value('w').map(str::parse) {
        None => COLUMNS,
        Some(Ok(columns)) => columns,
        Some(Err(_)) => {
            let words = format!("invalid wrap size: '{}'", options.value('w').unwrap_or(""));
            return process.fail(1, &words);
        }
    };
    let operand = match options.operands.as_slice() {
        [] => "-".to_string(),
        [only] => only.clone(),
        [_, extra, ..] => {
            let words = format!("extra operand '{extra}'");
            return process.misses(&words);
        }
    };
    let content = match process.open(&operand)? {
        Ok(content) => content,
        Err(errno) => {
            return process.fail(1, &format!("{operand}: {errno}"));
        }
    };
    if options.has('d') {
        let bytes = process.take_in(&content)?;
        let useful = |byte: &u8| {
            let letter = byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
            if options.has('i') { letter } else { !matches!(byte, b'\n' | b'\r') }
        };
        let text: Vec<u8> = bytes.iter().copied().filter(useful).collect();
        let decoded = STANDARD.decode(&text).or_else(|_| STANDARD_NO_PAD.decode(&text));
        return match decoded {
            Ok(bytes) => {
                process.put(&bytes)?;
                Ok(0)
            }
            Err(_) => {
                // What comes before the mistake is still decoded.
                let good =
                    text.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')).count();
                let whole = text.get(..good / 4 * 4).unwrap_or_default();
                process.put(&STANDARD.decode(whole).unwrap_or_default())?;
                process.complain_as("invalid input", "truncated input")?;
                Ok(1)
            }
        };
    }
    encode(process, &content, columns)
}

/// Prints the content in lines of so many columns (0: in one), as it comes.
fn encode(process: &mut Process<'_>, content: &Rope, columns: usize) -> Ended {
    let (mut left, mut column) = (Vec::new(), 0);
    let mut chunks = content.chunks();
    loop {
        let chunk = chunks.next();
        left.extend_from_slice(chunk.as_deref().unwrap_or_default());
        // Only the end is padded.
        let whole = if chunk.is_some() { left.len() / 3 * 3 } else { left.len() };
        let text = STANDARD.encode(left.drain(..whole).as_slice());
        let mut text = text.as_bytes();
        let mut wrapped = Vec::with_capacity(text.len() + text.len() / columns.max(1) + 1);
        while !text.is_empty() {
            let room = if columns == 0 { text.len() } else { columns - column };
            let (line, rest) = text.split_at(room.min(text.len()));
            wrapped.extend_from_slice(line);
            column += line.len();
            text = rest;
            if column == columns {
                wrapped.push(b'\n');
                column = 0;
            }
        }
        if chunk.is_none() && columns > 0 && column > 0 {
            wrapped.push(b'\n');
        }
        process.put(&wrapped)?;
        if chunk.is_none() {
            return Ok(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::{check, check_all};

    #[test]
    fn text_goes_there_and_back() {
        check(&[
            (
                "printf 'student:layers' | base64; echo c3R1ZGVudDpsYXllcnM= | base64 -d",
                "c3R1ZGVudDpsYXllcnM=\nstudent:layers",
            ),
            ("printf 123456 | base64 -w 4; printf 123456 | base64 -w0", "MTIz\nNDU2\nMTIzNDU2"),
        ]);
        check_all(Flavour::Gnu, &[("echo 'YWJj*' | base64 -d", "abc", "base64: invalid input\n", 1)]);
    }
}
