//! What a package brings beside its programs: settings, places with their owners, accounts, time zones.

use super::form::SetForm;
use super::place::{Recorded, make_dirs, parent, put, read_text};
use crate::clock::zone;
use crate::vfs::{Errno, Files};

/// The first number of an account that a package makes, and the one behind the last.
const OF_THE_SYSTEM: std::ops::Range<u32> = 100..1000;

/// Writes a set, and adds the paths of its files to what is recorded.
pub fn write(files: &mut dyn Files, set: &SetForm, recorded: &mut Recorded) -> Result<(), Errno> {
    for user in &set.users {
        add_user(files, user)?;
    }
    for (path, how) in &set.dirs {
        make_dirs(files, path)?;
        apply(files, path, how)?;
    }
    for (path, text) in &set.files {
        // dpkg asks before it takes the place of settings that somebody wrote, and apk lays its own beside them.
        if path.starts_with("/etc/") && files.stat(path, false).is_ok() {
            continue;
        }
        put(files, path, text.clone().into(), if text.starts_with("#!") { 0o755 } else { 0o644 })?;
        recorded.push(path.clone());
    }
    for (path, target) in &set.links {
        if files.stat(path, false).is_err() {
            make_dirs(files, parent(path))?;
            files.symlink(target, path)?;
            recorded.push(path.clone());
        }
    }
    for (path, how) in &set.modes {
        apply(files, path, how)?;
    }
    for (name, rule) in set.zones.iter().flat_map(|_| zone::all()) {
        let path = format!("{}/{name}", set.zones.as_deref().unwrap_or_default());
        put(files, &path, zone::file(rule).into(), 0o644)?;
        recorded.push(path);
    }
    Ok(())
}

/// `0750 redis`: permission bits, and the account whose it is.
fn apply(files: &mut dyn Files, path: &str, how: &str) -> Result<(), Errno> {
    let mut words = how.split(' ').filter(|word| !word.is_empty());
    if let Some(mode) = words.next().and_then(|word| u32::from_str_radix(word, 8).ok()) {
        files.set_mode(path, mode)?;
    }
    if let Some(owner) = words.next()
        && let (Some(uid), Some(gid)) = (number(files, "/etc/passwd", owner), number(files, "/etc/group", owner))
    {
        files.set_owner(path, uid, gid, true)?;
    }
    Ok(())
}

/// The number of an account or a group.
fn number(files: &dyn Files, path: &str, name: &str) -> Option<u32> {
    read_text(files, path)
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':')?.split(':').nth(1)?.parse().ok())
}

/// Adds an account of the system with its group, unless there is one of this name.
fn add_user(files: &mut dyn Files, described: &str) -> Result<(), Errno> {
    let mut fields = described.split(':');
    let mut field = || fields.next().unwrap_or_default().to_string();
    let (name, about, home, shell) = (field(), field(), field(), field());
    if number(files, "/etc/passwd", &name).is_some() {
        return Ok(());
    }
    let gid = match number(files, "/etc/group", &name) {
        Some(gid) => gid,
        None => {
            let gid = free(files, "/etc/group");
            append(files, "/etc/group", &format!("{name}:x:{gid}:\n"))?;
            gid
        }
    };
    let uid = free(files, "/etc/passwd");
    append(files, "/etc/passwd", &format!("{name}:x:{uid}:{gid}:{about}:{home}:{shell}\n"))?;
    if files.stat("/etc/shadow", true).is_ok() {
        append(files, "/etc/shadow", &format!("{name}:!:20000:0:99999:7:::\n"))?;
    }
    Ok(())
}

/// The lowest number of the system that nobody has.
fn free(files: &dyn Files, path: &str) -> u32 {
    let text = read_text(files, path);
    let taken: std::collections::BTreeSet<u32> =
        text.lines().filter_map(|line| line.split(':').nth(2)?.parse().ok()).collect();
    let mut numbers = OF_THE_SYSTEM;
    numbers.find(|number| !taken.contains(number)).unwrap_or(OF_THE_SYSTEM.start)
}

fn append(files: &mut dyn Files, path: &str, line: &str) -> Result<(), Errno> {
    let mode = files.stat(path, true).map_or(0o644, |stat| stat.mode & 0o7777);
    files.append(path, line.to_string().into(), mode)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::Flavour;
    use crate::shell::testing::Machine;

    #[test]
    fn accounts_places_and_settings_are_made_and_what_was_there_stays() {
        let mut machine = Machine::new(Flavour::Gnu);
        let files = &mut machine.tree;
        put(files, "/etc/passwd", "root:x:0:0::/root:/bin/sh\nfirst:x:100:100::/:/bin/sh\n".into(), 0o644).unwrap();
        put(files, "/etc/group", "root:x:0:\nusers:x:100:\n".into(), 0o644).unwrap();
        put(files, "/etc/redis.conf", "own\n".into(), 0o644).unwrap();
        let set: SetForm = toml::from_str(
            r#"
            users = ["redis:redis:/var/lib/redis:/sbin/nologin"]
            dirs = { "/var/lib/redis" = "0750 redis", "/etc/redis.d" = "" }
            files = { "/etc/redis.conf" = "theirs\n", "/etc/redis.d/a" = "a\n", "/usr/bin/x" = "\u0023!/bin/sh\n" }
            links = { "/usr/bin/y" = "x" }
            modes = { "/etc/redis.d/a" = "0440" }
            "#,
        )
        .unwrap();
        let mut recorded = Recorded::new();
        write(files, &set, &mut recorded).unwrap();
        write(files, &set, &mut recorded).unwrap();
        let passwd = read_text(files, "/etc/passwd");
        assert!(
            passwd.ends_with(":100:100::/:/bin/sh\nredis:x:101:101:redis:/var/lib/redis:/sbin/nologin\n"),
            "{passwd}"
        );
        let place = files.stat("/var/lib/redis", true).unwrap();
        assert_eq!((place.mode & 0o7777, place.uid, place.gid), (0o750, 101, 101));
        assert_eq!(read_text(files, "/etc/redis.conf"), "own\n");
        assert_eq!(files.stat("/etc/redis.d/a", true).unwrap().mode & 0o7777, 0o440);
        assert_eq!(files.stat("/usr/bin/y", true).unwrap().mode & 0o7777, 0o755);
        assert!(recorded.contains(&"/usr/bin/y".to_string()) && !recorded.contains(&"/etc/redis.conf".to_string()));
    }
}
