//! After a pull or a push that failed.

use super::call::Call;
use super::{Around, credentials, folders, forms, lately, names};
use crate::engine::{Event, Reason};
use crate::oci::Reference;
use crate::sandbox::user_of;
use crate::tell;
use crate::text::closest;

/// Digits from which on a word of hexadecimal digits is an ID.
const ID: usize = 10;

/// What helps after a pull that failed.
pub(super) fn pull(event: &Event, call: &Call<'_>, around: &Around<'_>) -> Option<String> {
    let Event::PullFailed { reference, reason, .. } = event else { return None };
    let parsed = Reference::parse(reference).ok()?;
    let host = parsed.name.host();
    let name = parsed.name.familiar();
    if let Some(image) = forms::of_page(reference) {
        return Some(tell::address_of_page(image.split(':').next().unwrap_or_default()));
    }
    if let Some(about) = flag_without_dash(&name, call, around) {
        return Some(about);
    }
    if name == "sha256" {
        return Some(tell::digest_needs_name());
    }
    let whole = parsed.clone().or_latest().familiar();
    if host == "docker.io"
        && matches!(reason, Reason::Denied | Reason::NoSuchTag)
        && let Some(about) = no_name(&name, call, around).or_else(|| lately::image(&whole, around.session))
    {
        return Some(about);
    }
    match reason {
        Reason::NoRoute if host.ends_with("docker.com") => Some(tell::hub_is_called()),
        Reason::NoRoute => Some(tell::no_other_hosts(host)),
        Reason::NoSuchTag | Reason::Denied if host == "docker.io" && names::is_repository(&name, around) => {
            let tags = names::tags(parsed.name.path(), around);
            let tag = parsed.tag.as_ref().map(|tag| tag.as_str().to_string()).unwrap_or_default();
            if parsed.digest.is_some() {
                return Some(tell::no_such_digest(name));
            }
            let near =
                closest(&tag, tags.iter().map(String::as_str)).filter(|near| !tag.is_empty() && tag_like(&tag, near));
            let near = near.map(|near| tell::did_you_mean_tag(&name, near)).unwrap_or_default();
            Some(tell::no_such_tag(name, tag, near))
        }
        Reason::Denied | Reason::NoSuchTag if names::here(&name, around).contains(&whole) => {
            Some(tell::platform_is_not_here(whole))
        }
        Reason::Denied | Reason::NoSuchTag if !names::here(&name, around).is_empty() => {
            Some(tell::tags_here(&name, names::listed(&names::here(&name, around))))
        }
        Reason::Denied | Reason::NoSuchTag if host == "docker.io" => match names::repository_like(&name, around) {
            _ if names::is_container(&name, around) => Some(tell::container_no_image(name)),
            _ if folders::is_file(around.world, &format!("{name}/Dockerfile")) => {
                Some(tell::not_built_yet(&whole, format!("docker build -t {whole} {name}")))
            }
            Some(near) => Some(tell::no_repository_near(name, near)),
            None => Some(tell::no_repository(name)),
        },
        Reason::Denied | Reason::NoSuchTag => Some(tell::nothing_on_registry(host)),
        Reason::NoSuchPlatform => Some(tell::platforms_listed(reference)),
        Reason::RateLimited => Some(tell::limits_listed()),
        Reason::CredentialsRefused => Some(credentials::stored(host, around)),
        _ => None,
    }
}

/// `docker run it alpine`: a flag of `docker run` without its dashes, taken for the image.
fn flag_without_dash(name: &str, call: &Call<'_>, around: &Around<'_>) -> Option<String> {
    let [flag, rest @ ..] = call.arguments.as_slice() else { return None };
    let image = rest.first().filter(|_| *flag == name && matches!(call.verb(), "run" | "create"))?;
    let known = names::is_repository(image.split(':').next().unwrap_or(image), around)
        || names::local_images(around).contains(*image);
    let dashes = match name {
        "i" | "t" | "d" | "it" | "ti" | "itd" | "dit" => "-",
        "rm" | "interactive" | "tty" | "detach" => "--",
        _ => return None,
    };
    let rest = rest.join(" ");
    known.then(|| tell::did_you_mean(format!("docker {} {dashes}{name} {rest}", call.path)))
}

/// What helps after a push that failed.
pub(super) fn push(event: &Event, around: &Around<'_>) -> Option<String> {
    let Event::PushFailed { reference, reason, .. } = event else { return None };
    let whole = Reference::parse(reference).ok()?;
    let name = &whole.name;
    let (host, path) = (name.host(), name.path());
    let user = user_of(&around.world.files, host);
    match reason {
        Reason::LoginNeeded | Reason::Denied if host == "docker.io" && !path.starts_with("library/") => {
            let owner = path.split('/').next().unwrap_or_default();
            match user.filter(|user| user != owner) {
                Some(user) => Some(tell::push_not_yours(owner, user, last_part(&whole))),
                None => Some(tell::push_owner(name.familiar())),
            }
        }
        Reason::LoginNeeded => Some(tell::nobody_logged_in(host)),
        Reason::CredentialsRefused => Some(credentials::stored(host, around)),
        Reason::Denied if path.starts_with("library/") => Some(tell::push_official(last_part(&whole))),
        Reason::NoRoute => Some(tell::no_other_hosts(host)),
        _ => None,
    }
}

/// Whether one tag may be a slip for another: of two versions each is meant.
fn tag_like(tag: &str, near: &str) -> bool {
    let has_digit = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    !has_digit(tag) && !has_digit(near) || near.starts_with(tag) || tag.starts_with(near)
}

/// The name without an account, with its tag if it says one that is not the usual.
fn last_part(reference: &Reference) -> String {
    let name = reference.name.path().rsplit('/').next().unwrap_or_default();
    match reference.tag.as_ref().map(|tag| tag.as_str()).filter(|tag| *tag != "latest") {
        Some(tag) => format!("{name}:{tag}"),
        None => name.into(),
    }
}

/// What was given as an image's name and is none: an ID, a version after a slash, a container's name.
fn no_name(name: &str, call: &Call<'_>, around: &Around<'_>) -> Option<String> {
    let digits = name.strip_prefix("sha256:").unwrap_or(name);
    if digits.len() >= ID && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Some(tell::that_is_an_id(name));
    }
    if let Some((repository, tag)) = name.rsplit_once('/')
        && names::is_repository(repository, around)
    {
        let path = Reference::parse(repository).ok()?;
        let tags = names::tags(path.name.path(), around);
        if tags.iter().any(|known| known == tag) || tag.starts_with(|c: char| c.is_ascii_digit()) {
            return Some(tell::tag_follows_colon(format!("{repository}:{tag}")));
        }
    }
    let second = call.arguments.get(1).filter(|_| matches!(call.verb(), "run" | "create"))?;
    let whole = Reference::parse(second).ok()?.or_latest().familiar();
    let image =
        names::local_images(around).contains(&whole) || second.contains(':') && names::is_repository(second, around);
    let none_near = names::repository_like(name, around).is_none();
    (image && none_near).then(|| tell::name_has_a_flag(format!("docker {} --name {name} {second}", call.path)))
}
