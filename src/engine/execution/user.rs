//! Who a process is: `name[:group]` looked up in its own `/etc/passwd` and `/etc/group`
//! (moby/sys `user.GetExecUser`).

use crate::vfs::Files;

/// Bytes of `/etc/passwd` or `/etc/group` that are looked at.
const LIMIT: u64 = 1 << 20;

/// The highest number of a user or a group.
const HIGHEST: u32 = 0x7fff_ffff;

/// A number; `None`: it is no number at all.
fn number_of(text: &str) -> Result<Option<u32>, UserError> {
    let Ok(number) = text.parse::<i64>() else { return Ok(None) };
    match u32::try_from(number) {
        Ok(number) if number <= HIGHEST => Ok(Some(number)),
        _ => Err(UserError::Range),
    }
}

/// A user as a process has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    pub uid: u32,
    pub gid: u32,
    pub groups: Vec<u32>,
    pub home: String,
    /// Name in `/etc/passwd`, or the number.
    pub name: String,
}

/// A user or group that is not there, in the daemon's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UserError {
    #[error("unable to find user {0}: no matching entries in passwd file")]
    NoUser(String),
    #[error("unable to find group {0}: no matching entries in group file")]
    NoGroup(String),
    #[error("uids and gids must be in range 0-{HIGHEST}")]
    Range,
}

/// Looks up `name[:group]`, each a name or a number; empty: root.
pub fn look_up(files: &dyn Files, wanted: &str) -> Result<User, UserError> {
    let (user, group) = match wanted.split_once(':') {
        Some((user, group)) => (user, Some(group)),
        None => (wanted, None),
    };
    let passwd = lines(files, "/etc/passwd");
    let by_name = passwd.iter().find(|fields| field(fields, 0) == user);
    let number = match user {
        "" => Some(0),
        user if by_name.is_none() => number_of(user)?,
        user => user.parse().ok(),
    };
    let entry = passwd
        .iter()
        .find(|fields| field(fields, 0) == user || number.is_some_and(|uid| field(fields, 2).parse() == Ok(uid)));
    let mut found = match (entry, number) {
        (Some(fields), _) => User {
            uid: field(fields, 2).parse().unwrap_or(0),
            gid: field(fields, 3).parse().unwrap_or(0),
            groups: Vec::new(),
            home: field(fields, 5).to_string(),
            name: field(fields, 0).to_string(),
        },
        (None, Some(uid)) => User {
            uid,
            gid: 0,
            groups: Vec::new(),
            home: "/".into(),
            name: if uid == 0 { "root".into() } else { uid.to_string() },
        },
        (None, None) => return Err(UserError::NoUser(user.to_string())),
    };
    let groups = lines(files, "/etc/group");
    match group.filter(|group| !group.is_empty()) {
        Some(group) => {
            let entry = groups.iter().find(|fields| field(fields, 0) == group || field(fields, 2) == group);
            found.gid = match (entry, number_of(group)?) {
                (Some(fields), _) => field(fields, 2).parse().unwrap_or(0),
                (None, Some(gid)) => gid,
                (None, None) => return Err(UserError::NoGroup(group.to_string())),
            };
        }
        None => {
            let member = |fields: &&Vec<String>| field(fields, 3).split(',').any(|name| name == found.name);
            found.groups = groups.iter().filter(member).filter_map(|fields| field(fields, 2).parse().ok()).collect();
        }
    }
    if found.home.is_empty() {
        found.home = "/".into();
    }
    Ok(found)
}

/// Looks up groups, each a name or a number (`GetAdditionalGroups`).
pub fn look_up_groups(files: &dyn Files, wanted: &[String]) -> Result<Vec<u32>, UserError> {
    let groups = if wanted.is_empty() { Vec::new() } else { lines(files, "/etc/group") };
    let found = wanted.iter().map(|name| {
        let entry = groups.iter().find(|fields| field(fields, 0) == name || field(fields, 2) == name);
        let number = entry.map_or(name.as_str(), |fields| field(fields, 2)).parse();
        number.map_err(|_| UserError::NoGroup(name.clone()))
    });
    found.collect()
}

fn lines(files: &dyn Files, path: &str) -> Vec<Vec<String>> {
    let Some(bytes) = files.read(path).ok().and_then(|content| content.bytes_up_to(LIMIT).ok()) else {
        return Vec::new();
    };
    let text = String::from_utf8_lossy(&bytes);
    text.lines().map(|line| line.trim().split(':').map(str::to_string).collect()).collect()
}

fn field(fields: &[String], index: usize) -> &str {
    fields.get(index).map_or("", String::as_str)
}
