//! A docker command with the wrong words behind it: too few, too many, in another form.

use super::call::Call;
use super::{Around, folders, names, several};
use crate::lesson::explain::wants_other_count;
use crate::oci::Reference;
use crate::tell;

/// How commands are called, for those who left something out.
const EXAMPLES: [(&str, &str); 30] = [
    ("image rm", "docker image rm nginx"),
    ("image inspect", "docker image inspect nginx"),
    ("volume rm", "docker volume rm data"),
    ("volume inspect", "docker volume inspect data"),
    ("pull", "docker pull nginx"),
    ("push", "docker push student/site:1"),
    ("run", "docker run hello-world"),
    ("create", "docker create --name web nginx"),
    ("rmi", "docker rmi nginx"),
    ("rm", "docker rm web"),
    ("inspect", "docker image inspect nginx"),
    ("history", "docker history nginx"),
    ("tag", "docker tag nginx student/nginx"),
    ("save", "docker save -o nginx.tar nginx"),
    ("search", "docker search nginx"),
    ("exec", "docker exec web ls /"),
    ("logs", "docker logs web"),
    ("start", "docker start web"),
    ("stop", "docker stop web"),
    ("restart", "docker restart web"),
    ("kill", "docker kill web"),
    ("cp", "docker cp web:/etc/hosts ."),
    ("diff", "docker diff web"),
    ("top", "docker top web"),
    ("port", "docker port web"),
    ("rename", "docker rename web web2"),
    ("commit", "docker commit web site:1"),
    ("export", "docker export -o web.tar web"),
    ("attach", "docker attach web"),
    ("wait", "docker wait web"),
];

/// Another number of words was wanted.
pub(super) fn count(printed: &str, call: &Call<'_>, around: &Around<'_>) -> Option<String> {
    if !wants_other_count(printed) {
        return None;
    }
    if call.substituted && printed.contains(" requires at least ") {
        return Some(tell::nothing_substituted());
    }
    if call.builds() {
        return build(call, around);
    }
    let given = several::names_of(call);
    let more = given.get(1).map(|second| second.replace('`', "'"));
    match (call.verb(), given.first().zip(more)) {
        ("pull" | "push" | "history", Some((first, second))) => {
            let [first, second] = [first, &*second].map(|word| word.trim_end_matches(','));
            Some(one_name(call, first, second, around))
        }
        ("login" | "logout", Some(_)) => Some(tell::login_one_host()),
        ("search", Some((first, second))) if second.contains('=') => {
            Some(tell::search_filter_flag(format!("docker search --filter {second} {first}")))
        }
        ("search", Some((first, second))) => Some(tell::search_one_word(format!("{first} {second}"))),
        ("tag", Some((first, second))) if given.len() == 3 => {
            let tag = given.get(2).copied().unwrap_or_default();
            Some(tell::one_name_tag(format!("docker tag {first} {second}:{tag}")))
        }
        (verb, more) => {
            let of = |name: &str| EXAMPLES.iter().find(|(known, _)| *known == name);
            // `docker manifest create` is not called as `docker create` is.
            let group = call.path.rsplit_once(' ').map_or("", |(group, _)| group);
            let alike = matches!(group, "" | "image" | "container");
            let (_, example) = of(call.path).or_else(|| of(verb).filter(|_| alike))?;
            Some(if more.is_some() { tell::too_many_words(example) } else { tell::too_few_words(example) })
        }
    }
}

/// Two words where one name is wanted.
fn one_name(call: &Call<'_>, first: &str, second: &str, around: &Around<'_>) -> String {
    let joined = [format!("{first}-{second}"), format!("{first}{second}")];
    if let Some(name) = joined.into_iter().find(|name| names::is_repository(name, around)) {
        return tell::one_name_joined(format!("docker {} {name}", call.path));
    }
    let second = second.trim_start_matches([':', '@']);
    if call.verb() == "push" && names::local_images(around).contains(second) {
        return tell::push_one_name(second);
    }
    let both = names::is_repository(second, around) || names::local_images(around).contains(second);
    if both {
        return tell::one_name_each(format!("docker {}", call.path), first, second);
    }
    if ["amd64", "arm64", "arm", "386"].contains(&second.trim_start_matches("linux/")) {
        let platform = format!("linux/{}", second.trim_start_matches("linux/"));
        return tell::platform_is_a_flag(format!("docker {} --platform {platform} {first}", call.path));
    }
    let joined = format!("{first}:{second}");
    match call.verb() {
        "push" if second.contains('/') => tell::tag_before_push(first, second),
        _ if Reference::parse(&joined).is_ok_and(|parsed| parsed.tag.is_some()) && !first.contains(':') => {
            tell::one_name_tag(format!("docker {} {joined}", call.path))
        }
        _ => tell::one_name_only(second),
    }
}

/// A build without a folder, without `-t`, or with more than one folder.
fn build(call: &Call<'_>, around: &Around<'_>) -> Option<String> {
    let world = around.world;
    let tag = call.flag("tag");
    match (call.arguments.as_slice(), tag) {
        ([], Some(tag)) => {
            let parts = [tag.rsplit([':', '/']).next().unwrap_or_default(), tag.split(':').next().unwrap_or_default()];
            let folder = parts.iter().find(|part| !part.is_empty() && folders::is_folder(world, part));
            Some(match folder {
                Some(folder) => tell::build_lacks_this_folder(format!("docker build -t {tag} {folder}"), folder),
                None => tell::build_lacks_folder(format!("docker build -t {tag} .")),
            })
        }
        ([], None) => Some(tell::build_lacks_folder("docker build -t NAME .".to_string())),
        ([first, second], None) => {
            let is_folder = |word: &str| folders::is_folder(world, word);
            let swapped = match (is_folder(first), is_folder(second)) {
                (true, false) => true,
                (false, true) => false,
                _ => second.contains(':') && !first.contains(':'),
            };
            let (name, folder) = if swapped { (second, first) } else { (first, second) };
            Some(tell::build_lacks_tag(format!("docker build -t {name} {folder}")))
        }
        ([.., more], Some(_)) => Some(tell::build_one_folder(more.replace('`', "'"))),
        _ => None,
    }
}

/// What was to be a name and cannot be one.
pub(super) fn name(printed: &str, words: &[&str], around: &Around<'_>) -> Option<String> {
    if printed.contains("must be lowercase") {
        let name = words.iter().find(|word| word.contains(|c: char| c.is_uppercase()) && !word.starts_with('-'))?;
        return Some(tell::names_small(name.to_lowercase()));
    }
    if !(printed.contains("invalid reference format") || printed.contains("invalid tag format")) {
        return None;
    }
    if let Some((_, rest)) = words.iter().find_map(|word| word.split_once("://")) {
        if let Some(image) = of_page(rest) {
            return Some(tell::address_of_page(image));
        }
        return Some(tell::name_without_scheme(rest));
    }
    let comma = words.iter().find_map(|word| word.split_once(':').filter(|(_, tag)| tag.contains(',')));
    if let Some((name, tag)) = comma {
        let path = format!("library/{name}");
        let meant = tag.replace(',', ".");
        let known = names::tags(if name.contains('/') { name } else { &path }, around).contains(&meant);
        return Some(if known {
            tell::did_you_mean(format!("{name}:{meant}"))
        } else {
            tell::tag_signs(format!("{name}:{meant}"))
        });
    }
    Some(match words.iter().find(|word| word.contains('@')) {
        Some(word) => tell::no_digest_name(word),
        None => tell::what_a_name_is(),
    })
}

/// The image whose page on the Hub this is: `hub.docker.com/_/nginx`, `hub.docker.com/r/grafana/grafana`.
pub(super) fn of_page(address: &str) -> Option<&str> {
    let path = address.trim_end_matches('/').split_once('/').filter(|(host, _)| host.ends_with("docker.com"))?.1;
    let path = path.split(['?', '#']).next()?;
    let path = path.strip_prefix("_/").or_else(|| path.strip_prefix("r/")).unwrap_or(path);
    let path = path.strip_suffix("/tags").unwrap_or(path);
    (!path.is_empty() && path.split('/').count() < 3).then_some(path)
}

/// Words in another order, or without what says what they are.
pub(super) fn order(printed: &str, call: &Call<'_>) -> Option<String> {
    let has = |text: &str| printed.contains(text);
    let arguments = call.arguments.as_slice();
    match (call.verb(), arguments) {
        ("cp", [from, _]) if from.starts_with(':') => Some(tell::cp_needs_container(format!("docker cp web{from} ."))),
        ("cp", [from, to]) if has("must specify at least one container source") => {
            let file = from.rsplit('/').next().unwrap_or_default();
            Some(tell::cp_needs_colon(format!("docker cp {from} {to}:/{file}")))
        }
        ("save", [image, file]) if has("owardly refusing") && file.contains(".t") => {
            Some(tell::save_into(format!("docker save -o {file} {image}")))
        }
        ("save", _) if has("owardly refusing") || has("refusing to save") => Some(tell::save_needs_file()),
        ("login", [host]) if !host.contains(['.', ':']) && *host != "localhost" && has("no such host") => {
            Some(tell::login_user(format!("docker login -u {host}")))
        }
        _ => None,
    }
}
