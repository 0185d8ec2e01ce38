//! `RUN --mount=type=…` (BuildKit's `commands_runmount.go`).

use super::super::graph::{MountKind, Sharing};
use super::{Fault, Outcome};
use crate::dockerfile::nearest_exact;
use crate::text::{parse_bool, parse_memory, quote};

/// A mount of RUN.
#[derive(Clone, Debug, Default)]
pub struct Mount {
    pub kind: MountKind,
    /// A stage or an image; empty: the context, or nothing.
    pub from: String,
    pub source: String,
    pub target: String,
    pub read_only: bool,
    /// Bytes.
    pub size: u64,
    pub id: String,
    pub sharing: Option<Sharing>,
    pub required: bool,
    pub variable: Option<String>,
    pub mode: Option<u32>,
    pub uid: Option<u32>,
    pub gid: Option<u32>,
}

const KINDS: [(&str, MountKind); 5] = [
    ("bind", MountKind::Bind),
    ("cache", MountKind::Cache),
    ("tmpfs", MountKind::Tmpfs),
    ("secret", MountKind::Secret),
    ("ssh", MountKind::Ssh),
];

const SHARING: [(&str, Sharing); 3] =
    [("shared", Sharing::Shared), ("private", Sharing::Private), ("locked", Sharing::Locked)];

const KEYS: [&str; 19] = [
    "type",
    "from",
    "source",
    "target",
    "readonly",
    "id",
    "sharing",
    "required",
    "size",
    "mode",
    "uid",
    "gid",
    "src",
    "dst",
    "destination",
    "ro",
    "rw",
    "readwrite",
    "env",
];

impl MountKind {
    /// As it is written.
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map_or("bind", |(name, _)| name)
    }

    /// Whether its files may be given a mode and an owner.
    fn has_owner(self) -> bool {
        matches!(self, MountKind::Secret | MountKind::Ssh | MountKind::Cache)
    }

    fn may_be_required(self) -> bool {
        matches!(self, MountKind::Secret | MountKind::Ssh)
    }
}

/// The fields of one of `what`: comma-separated values, as in CSV.
pub fn fields(text: &str, what: &str) -> Outcome<Vec<String>> {
    let bad = |why: &str| Fault::new(format!("failed to parse csv {what}: {why}"));
    let mut fields = Vec::new();
    let mut rest = text;
    loop {
        let (field, after) = match rest.strip_prefix('"') {
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                if rest[..end].contains('"') {
                    return Err(bad("bare \" in non-quoted-field"));
                }
                (rest[..end].to_string(), &rest[end..])
            }
            Some(quoted) => {
                let mut field = String::new();
                let mut inside = quoted;
                loop {
                    let Some((before, after)) = inside.split_once('"') else {
                        return Err(bad("extraneous or missing \" in quoted-field"));
                    };
                    field.push_str(before);
                    match after.strip_prefix('"') {
                        Some(more) => {
                            field.push('"');
                            inside = more;
                        }
                        None => break (field, after),
                    }
                }
            }
        };
        fields.push(field);
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None if after.is_empty() => return Ok(fields),
            None => return Err(bad("extraneous or missing \" in quoted-field")),
        }
    }
}

/// What a mount is taken from, before variables are known: only `from` is looked at.
pub fn source(text: &str) -> Outcome<String> {
    let mut from = String::new();
    for field in fields(text, "mounts")? {
        let Some((key, value)) = field.split_once('=') else { continue };
        if !key.eq_ignore_ascii_case("from") {
            continue;
        }
        if value.find('$').is_some_and(|at| at + 1 != value.len()) {
            let text = "'from' doesn't support variable expansion, define alias stage instead";
            return Err(Fault::new(text));
        }
        from = value.to_string();
    }
    Ok(from)
}

/// Reads a mount, with variables put in.
pub fn mount(text: &str, word: super::Expander<'_>) -> Outcome<Mount> {
    let mut mount = Mount::default();
    let mut writable: Option<bool> = None;
    for field in fields(text, "mounts")? {
        let (key, value) = match field.split_once('=') {
            Some((key, value)) => (key.to_lowercase(), Some(value)),
            None => (field.to_lowercase(), None),
        };
        let unexpected =
            |mount: &Mount| Fault::new(format!("unexpected key '{key}' for mount type '{}'", mount.kind.name()));
        let Some(value) = value else {
            match key.as_str() {
                "readonly" | "ro" => writable = Some(false),
                "readwrite" | "rw" => writable = Some(true),
                "required" if mount.kind.may_be_required() => mount.required = true,
                "required" => return Err(unexpected(&mount)),
                _ => return Err(Fault::new(format!("invalid field '{field}' must be a key=value pair"))),
            }
            continue;
        };
        let value = word(value)?;
        let invalid = || Fault::new(format!("invalid value for {key}: {value}"));
        match key.as_str() {
            "type" => mount.kind = choose(&KINDS, &value, "unsupported mount type")?,
            "from" => mount.from = value,
            "source" | "src" => mount.source = value,
            "target" | "dst" | "destination" => mount.target = value,
            "readonly" | "ro" => writable = Some(!parse_bool(&value).map_err(|_| invalid())?),
            "readwrite" | "rw" => writable = Some(parse_bool(&value).map_err(|_| invalid())?),
            "required" if mount.kind.may_be_required() => mount.required = parse_bool(&value).map_err(|_| invalid())?,
            "size" if mount.kind == MountKind::Tmpfs => {
                let bytes = parse_memory(&value).map_err(|_| invalid())?;
                mount.size = u64::try_from(bytes).map_err(|_| invalid())?;
            }
            "required" | "size" => return Err(unexpected(&mount)),
            "id" => mount.id = value,
            "sharing" => mount.sharing = Some(choose(&SHARING, &value, "unsupported sharing value")?),
            "mode" => {
                let mode = u32::from_str_radix(&value, 8);
                mount.mode = Some(mode.map_err(|_| Fault::new(format!("invalid value {value} for mode")))?);
            }
            "uid" | "gid" => {
                let number: u32 = value.parse().map_err(|_| Fault::new(format!("invalid value {value} for {key}")))?;
                match key.as_str() {
                    "uid" => mount.uid = Some(number),
                    _ => mount.gid = Some(number),
                }
            }
            "env" => mount.variable = Some(value),
            _ => {
                let text = format!("unexpected key '{key}' in '{field}'");
                return Err(Fault::new(text).or_rather(nearest_exact(&key, KEYS.iter().copied())));
            }
        }
    }
    check(&mount)?;
    let default = matches!(mount.kind, MountKind::Cache | MountKind::Tmpfs);
    mount.read_only = !writable.unwrap_or(default);
    Ok(mount)
}

fn check(mount: &Mount) -> Outcome<()> {
    let kind = mount.kind;
    if !kind.has_owner() {
        let given = [("mode", mount.mode), ("uid", mount.uid), ("gid", mount.gid)];
        if let Some((key, _)) = given.iter().find(|(_, value)| value.is_some()) {
            return Err(Fault::new(format!("{key} not allowed for {} type mounts", quote(kind.name()))));
        }
    }
    if kind == MountKind::Secret {
        let text = match mount {
            Mount { from, .. } if !from.is_empty() => Some("secret mount should not have a from"),
            Mount { sharing: Some(_), .. } => Some("secret mount should not define sharing"),
            Mount { source, target, id, .. } if source.is_empty() && target.is_empty() && id.is_empty() => {
                Some("invalid secret mount. one of source, target required")
            }
            Mount { source, id, .. } if !source.is_empty() && !id.is_empty() => Some("both source and id can't be set"),
            _ => None,
        };
        if let Some(text) = text {
            return Err(Fault::new(text));
        }
    }
    if mount.sharing.is_some() && kind != MountKind::Cache {
        return Err(Fault::new(format!("invalid cache sharing set for {} mount", kind.name())));
    }
    Ok(())
}

fn choose<T: Copy>(known: &[(&'static str, T)], value: &str, wrong: &str) -> Outcome<T> {
    let lower = value.to_lowercase();
    match known.iter().find(|(name, _)| *name == lower) {
        Some((_, choice)) => Ok(*choice),
        None => {
            let nearest = nearest_exact(value, known.iter().map(|(name, _)| *name));
            Err(Fault::new(format!("{wrong} {}", quote(value))).or_rather(nearest))
        }
    }
}
