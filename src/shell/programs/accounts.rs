//! Who is who: `/etc/passwd` and `/etc/group`.

use crate::shell::System;

/// Bytes of an account file that are looked at.
const ACCOUNTS_LIMIT: u64 = 1 << 20;

/// The text of a small file; empty if it cannot be read.
pub fn text(system: &mut dyn System, path: &str) -> String {
    let bytes = system.files().read(path).ok().and_then(|rope| rope.bytes_up_to(ACCOUNTS_LIMIT).ok());
    bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

fn field_of(text: &str, id: u32) -> Option<String> {
    let id = id.to_string();
    let mut lines = text.lines().map(|line| line.split(':').collect::<Vec<_>>());
    lines.find(|fields| fields.get(2) == Some(&id.as_str())).and_then(|fields| Some(fields.first()?.to_string()))
}

fn id_of(text: &str, name: &str) -> Option<u32> {
    let mut lines = text.lines().map(|line| line.split(':').collect::<Vec<_>>());
    lines.find(|fields| fields.first() == Some(&name)).and_then(|fields| fields.get(2)?.parse().ok())
}

/// A user's name.
pub fn user_name(system: &mut dyn System, uid: u32) -> Option<String> {
    field_of(&text(system, "/etc/passwd"), uid)
}

/// A group's name.
pub fn group_name(system: &mut dyn System, gid: u32) -> Option<String> {
    field_of(&text(system, "/etc/group"), gid)
}

/// A user's number and main group, by name or number.
pub fn user(system: &mut dyn System, name: &str) -> Option<(u32, Option<u32>)> {
    let passwd = text(system, "/etc/passwd");
    let uid = id_of(&passwd, name).or_else(|| name.parse().ok())?;
    let is = |line: &&str| line.split(':').next() == Some(name);
    let number = uid.to_string();
    let has_number = |line: &&str| line.split(':').nth(2) == Some(&number);
    let line = passwd.lines().find(is).or_else(|| passwd.lines().find(has_number));
    Some((uid, line.and_then(|line| line.split(':').nth(3)?.parse().ok())))
}

/// A group's number, by name or number.
pub fn group(system: &mut dyn System, name: &str) -> Option<u32> {
    id_of(&text(system, "/etc/group"), name).or_else(|| name.parse().ok())
}

/// A user's groups: the main one, and those that have the user as a member (getgrouplist(3)).
pub fn groups_of(system: &mut dyn System, name: &str, gid: u32) -> Vec<u32> {
    let text = text(system, "/etc/group");
    let of = |line: &str| {
        let (rest, members) = line.rsplit_once(':')?;
        let group: u32 = rest.split(':').nth(2)?.parse().ok()?;
        (group != gid && members.split(',').any(|member| member == name)).then_some(group)
    };
    let mut groups = vec![gid];
    groups.extend(text.lines().filter_map(of));
    groups
}
