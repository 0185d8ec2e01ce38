//! `htpasswd`: files of names and hashed passwords, for web servers and registries.

use base64::Engine;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::{NO_PAD, STANDARD};

use crate::shell::programs::files::{md5, sha1};
use crate::shell::programs::options::Accepted;
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Prompt, Stop, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["htpasswd"],
    about: "keeps names and hashed passwords",
    usage: "[-cimBsDvn] [-b] [-C cost] passwordfile username [password]",
    run,
};

/// bcrypt's alphabet.
const BCRYPT: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::BCRYPT, NO_PAD);
/// Bytes of a password that bcrypt looks at, with the zero behind it.
const BCRYPT_BYTES: usize = 72;
/// The most work that a hash may be (bcrypt's cost: rounds as a power of two); a registry in the sandbox takes no more.
const MOST_WORK: u32 = 12;
/// The digits of Apache's own base 64.
const DIGITS: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// What it says when it is called wrongly.
const USAGE: &str = "Usage:\n\
    \thtpasswd [-cimB25dpsDv] [-C cost] [-r rounds] passwordfile username\n\
    \thtpasswd -b[cmB25dpsDv] [-C cost] [-r rounds] passwordfile username password\n\
    \n\
    \thtpasswd -n[imB25dps] [-C cost] [-r rounds] username\n\
    \thtpasswd -nb[mB25dps] [-C cost] [-r rounds] username password\n";

const ACCEPTED: Accepted = Accepted { letters: "cnbimBspDvC:", long: &[], misuse: 2 };

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let mut words = options.operands.clone().into_iter();
    let file = if options.has('n') { None } else { words.next() };
    let (name, given) = (words.next(), words.next());
    let password_there = given.is_some() == options.has('b');
    let Some(name) = name.filter(|_| password_there && words.next().is_none() && (file.is_some() || options.has('n')))
    else {
        process.output.write(Stream::Err, USAGE.as_bytes())?;
        return Ok(2);
    };
    if name.contains(':') {
        return process.fail(5, "username contains illegal character ':'");
    }
    let lines = match &file {
        None => Vec::new(),
        Some(file) => match kept(process, file, options.has('c'))? {
            Ok(lines) => lines,
            Err(status) => return Ok(status),
        },
    };
    let mine = |line: &String| line.split_once(':').is_some_and(|(other, _)| other == name);
    let (old, mut others): (Vec<String>, Vec<String>) = lines.into_iter().partition(mine);
    if options.has('D') {
        let what = if old.is_empty() { "User NAME not found" } else { "Deleting password for user NAME" };
        process.output.write(Stream::Err, format!("{}\n", what.replace("NAME", &name)).as_bytes())?;
        return save(process, &file.unwrap_or_default(), &others);
    }
    let password = match given {
        Some(password) => password,
        None => match asked(process, options.has('i'))? {
            Some(password) => password,
            None => return process.fail(3, "password verification error"),
        },
    };
    if options.has('v') {
        let Some(hash) = old.first().and_then(|line| line.split_once(':')).map(|(_, hash)| hash) else {
            return process.fail(6, &format!("User {name} not found"));
        };
        if !is_password(hash, &password) {
            return process.fail(3, "password verification failed");
        }
        process.output.write(Stream::Err, format!("Password for user {name} correct.\n").as_bytes())?;
        return Ok(0);
    }
    let cost = options.value('C').map_or(Some(5), |text| text.parse().ok()).filter(|cost| (4..=17).contains(cost));
    let Some(cost) = cost else {
        return process.fail(2, "argument to -C must be a positive integer between 4 and 17");
    };
    if cost > MOST_WORK {
        return Err(Stop::Limit(format!("htpasswd hashes with a cost of at most {MOST_WORK}")).into());
    }
    let hash = match options.last_of("Bspm") {
        Some('B') => bcrypt(process, &password, cost),
        Some('s') => format!("{{SHA}}{}", STANDARD.encode(sha1(password.as_bytes()))),
        Some('p') => password,
        _ => apr1(&password, &salt(process)),
    };
    let line = format!("{name}:{hash}");
    let Some(file) = file else {
        process.print(&format!("{line}\n\n"))?;
        return Ok(0);
    };
    let what = if old.is_empty() { "Adding" } else { "Updating" };
    process.output.write(Stream::Err, format!("{what} password for user {name}\n").as_bytes())?;
    others.push(line);
    save(process, &file, &others)
}

/// The lines of a file, which must be there unless it is to be made.
fn kept(process: &mut Process<'_>, file: &str, makes: bool) -> Result<Result<Vec<String>, i32>, Stop> {
    if makes {
        return Ok(Ok(Vec::new()));
    }
    match process.open(file)? {
        Ok(content) => {
            let bytes = process.take_in(&content)?;
            Ok(Ok(String::from_utf8_lossy(&bytes).lines().map(String::from).collect()))
        }
        Err(_) => {
            process.complain(&format!("cannot modify file {file}; use '-c' to create it"))?;
            Ok(Err(1))
        }
    }
}

fn save(process: &mut Process<'_>, file: &str, lines: &[String]) -> Ended {
    let path = process.absolute(file);
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    match process.system.files().write(&path, text.into(), 0o644) {
        Ok(()) => Ok(0),
        Err(errno) => process.fail(1, &format!("cannot create file {file}: {errno}")),
    }
}

/// A password from standard input, or typed twice; `None`: it was not the same.
fn asked(process: &mut Process<'_>, from_input: bool) -> Result<Option<String>, Stop> {
    if from_input {
        let rest = process.rest_of_stdin()?;
        let text = String::from_utf8_lossy(&process.take_in(&rest)?).into_owned();
        return Ok(Some(text.lines().next().unwrap_or_default().to_string()));
    }
    let first = process.system.read_line(&Prompt::secret("New password: "))?.unwrap_or_default();
    let again = process.system.read_line(&Prompt::secret("Re-type new password: "))?.unwrap_or_default();
    Ok((first == again).then_some(first))
}

fn bcrypt(process: &mut Process<'_>, password: &str, cost: u32) -> String {
    let salt = process.system.clock().random_bytes::<16>();
    let mut bytes: Vec<u8> = password.bytes().chain([0]).collect();
    bytes.truncate(BCRYPT_BYTES);
    let digest = bcrypt::bcrypt(cost, salt, &bytes);
    format!("$2y${cost:02}${}{}", BCRYPT.encode(salt), BCRYPT.encode(&digest[..23]))
}

/// Eight digits by chance.
fn salt(process: &mut Process<'_>) -> String {
    let bytes = process.system.clock().random_bytes::<8>();
    bytes.iter().map(|byte| char::from(DIGITS[usize::from(byte & 63)])).collect()
}

/// Apache's MD5 of a thousand rounds (apr `crypto/apr_md5.c`).
fn apr1(password: &str, salt: &str) -> String {
    let password = password.as_bytes();
    let once = md5(&[password, salt.as_bytes(), password].concat());
    let mut mixed = [password, b"$apr1$", salt.as_bytes()].concat();
    mixed.extend(once.iter().cycle().take(password.len()));
    let mut length = password.len();
    while length > 0 {
        mixed.push(if length & 1 == 1 { 0 } else { password.first().copied().unwrap_or_default() });
        length >>= 1;
    }
    let mut digest = md5(&mixed);
    for round in 0..1000 {
        let (first, last): (&[u8], &[u8]) = if round % 2 == 1 { (password, &digest) } else { (&digest, password) };
        let mut mixed = first.to_vec();
        if round % 3 != 0 {
            mixed.extend_from_slice(salt.as_bytes());
        }
        if round % 7 != 0 {
            mixed.extend_from_slice(password);
        }
        mixed.extend_from_slice(last);
        digest = md5(&mixed);
    }
    let mut text = format!("$apr1${salt}$");
    for [a, b, c] in [[0, 6, 12], [1, 7, 13], [2, 8, 14], [3, 9, 15], [4, 10, 5]] {
        put(&mut text, u32::from_be_bytes([0, digest[a], digest[b], digest[c]]), 4);
    }
    put(&mut text, digest[11].into(), 2);
    text
}

/// Whether a file's hash is that of a password; what is no hash is the password itself.
pub(in super::super) fn is_password(hash: &str, password: &str) -> bool {
    if let Some(rest) = hash.strip_prefix("$apr1$") {
        return apr1(password, rest.split('$').next().unwrap_or_default()) == hash;
    }
    if let Some(digest) = hash.strip_prefix("{SHA}") {
        return STANDARD.encode(sha1(password.as_bytes())) == digest;
    }
    if let Some(rest) = hash.strip_prefix("$2") {
        return is_bcrypt(rest, password).unwrap_or(false);
    }
    hash == password || hash.strip_prefix("{PLAIN}") == Some(password)
}

/// The same for what stands after `$2`: a letter, the cost, salt and digest.
fn is_bcrypt(rest: &str, password: &str) -> Option<bool> {
    let mut parts = rest.split('$').skip(1);
    let cost = parts.next()?.parse().ok().filter(|cost| (4..=MOST_WORK).contains(cost))?;
    let text = parts.next()?;
    let lenient = NO_PAD.with_decode_allow_trailing_bits(true);
    let engine = GeneralPurpose::new(&base64::alphabet::BCRYPT, lenient);
    let salt: [u8; 16] = engine.decode(text.get(..22)?).ok()?.try_into().ok()?;
    let digest = engine.decode(text.get(22..)?).ok()?;
    let mut bytes: Vec<u8> = password.bytes().chain([0]).collect();
    bytes.truncate(BCRYPT_BYTES);
    Some(digest.len() == 23 && bcrypt::bcrypt(cost, salt, &bytes).starts_with(&digest))
}

/// A number in Apache's base 64, lowest digit first.
fn put(text: &mut String, mut number: u32, digits: usize) {
    for _ in 0..digits {
        text.push(char::from(DIGITS[(number & 63) as usize]));
        number >>= 6;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apaches_hash_is_as_openssl_has_it() {
        assert_eq!(apr1("password", "abcdefgh"), "$apr1$abcdefgh$FBwExRW4dCc8aL.OvjpIE1");
    }
}
