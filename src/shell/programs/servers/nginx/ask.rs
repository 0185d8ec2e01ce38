//! [`Ask`]: a request on its way through a server's directives: what its variables are, and which levels of the
//! configuration hold for it.

use std::collections::BTreeMap;

use super::directive::Directive;
use super::site::{How, Location, Server, Site};
use super::variables::filled;
use crate::clock::Timestamp;
use crate::shell::HttpRequest;
use crate::text::percent_decoded;
use crate::vfs::Path;

/// A request, and where it has come to.
pub struct Ask<'s> {
    pub site: &'s Site,
    pub server: &'s Server,
    pub request: &'s HttpRequest,
    pub at: Timestamp,
    pub version: String,
    /// The host's name that the client asks for.
    pub host: String,
    /// The path, decoded; rewriting changes it.
    pub uri: String,
    pub arguments: String,
    /// What `set` has set.
    pub set: BTreeMap<String, String>,
    /// What the groups of the last pattern found.
    pub groups: Vec<String>,
    /// The levels that hold, the innermost first.
    pub levels: Vec<&'s [Directive]>,
    /// The location, if one was found.
    pub location: Option<&'s Location>,
    pub user: String,
    pub status: u16,
    pub sent: u64,
    /// What goes into the error log.
    pub errors: Vec<String>,
    /// An error has its page already.
    pub in_error: bool,
}

impl<'s> Ask<'s> {
    pub fn new(site: &'s Site, request: &'s HttpRequest, at: Timestamp, version: String) -> Option<Ask<'s>> {
        let header = request.asked.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("host"));
        let named = header.map_or("", |(_, host)| host.as_str());
        let host = super::site::host_of(named).to_ascii_lowercase();
        let server = site.chosen(request.port, &host)?;
        let (path, arguments) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let path = path.split('#').next().unwrap_or_default();
        let slash = path.ends_with('/') || path.is_empty();
        let mut uri: String = Path::new(&percent_decoded(path)).into();
        if slash && !uri.ends_with('/') {
            uri.push('/');
        }
        let levels = vec![server.directives.as_slice(), site.http.as_slice()];
        let own = server.names.first().cloned().unwrap_or_default();
        let host = if host.is_empty() { own } else { host };
        let (set, groups, errors) = Default::default();
        Some(Ask {
            site,
            server,
            request,
            at,
            version,
            host,
            uri,
            arguments: arguments.to_string(),
            set,
            groups,
            levels,
            location: None,
            user: String::new(),
            status: 0,
            sent: 0,
            errors,
            in_error: false,
        })
    }

    /// A directive of the innermost level that has it.
    pub fn one(&self, name: &str) -> Option<&'s Directive> {
        self.levels.iter().find_map(|level| level.iter().find(|directive| directive.name == name))
    }

    /// The directives of this name of the innermost level that has any.
    pub fn all(&self, names: &[&str]) -> Vec<&'s Directive> {
        let has = |level: &&&'s [Directive]| level.iter().any(|directive| names.contains(&directive.name.as_str()));
        let level = self.levels.iter().find(has);
        level.into_iter().flat_map(|level| level.iter()).filter(|own| names.contains(&own.name.as_str())).collect()
    }

    /// A directive of the location itself: what makes its content is not handed down.
    pub fn own(&self, name: &str) -> Option<&'s Directive> {
        let levels = self.levels.get(..self.levels.len().saturating_sub(2)).unwrap_or_default();
        levels.first().and_then(|level| level.iter().find(|directive| directive.name == name))
    }

    /// Whether a switch is on.
    pub fn is_on(&self, name: &str, usual: bool) -> bool {
        self.one(name)
            .map_or(usual, |directive| directive.words.first().is_some_and(|word| word.eq_ignore_ascii_case("on")))
    }

    /// Finds the location of the path.
    pub fn locate(&mut self) {
        let mut found = Vec::new();
        find(&self.server.locations, &self.uri, &mut found);
        if let Some(How::Pattern(pattern)) = found.last().map(|location| &location.how)
            && let Some(captures) = pattern.captures(&self.uri)
        {
            self.groups =
                captures.iter().map(|group| group.map_or_else(String::new, |group| group.as_str().into())).collect();
            for name in pattern.capture_names().flatten() {
                if let Some(group) = captures.name(name) {
                    self.set.insert(name.to_string(), group.as_str().to_string());
                }
            }
        }
        self.enter(found);
    }

    /// Goes to a location with a name; whether there is one.
    pub fn locate_named(&mut self, name: &str) -> bool {
        let named =
            self.server.locations.iter().find(|location| matches!(location.how, How::Named) && location.path == name);
        self.enter(named.into_iter().collect());
        named.is_some()
    }

    fn enter(&mut self, found: Vec<&'s Location>) {
        self.location = found.last().copied();
        let inner = found.into_iter().rev().map(|location| location.directives.as_slice());
        self.levels = inner.chain([self.server.directives.as_slice(), self.site.http.as_slice()]).collect();
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.request.asked.headers.iter();
        headers.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// A text with variables put in.
    pub fn fill(&self, text: &str) -> String {
        if text.contains('$') { filled(text, &|name| self.value(name)) } else { text.to_string() }
    }

    /// The directory of files, as `root` says.
    pub fn root(&self) -> String {
        let root = self.one("root").and_then(|root| root.words.first());
        let root = root.map_or_else(|| "/etc/nginx/html".to_string(), |root| self.fill(root));
        if root.starts_with('/') { root } else { format!("/etc/nginx/{root}") }
    }

    /// The file that a path means; a slash at its end stays.
    pub fn file(&self, uri: &str) -> String {
        let mut file = self.written(uri);
        while file.contains("//") {
            file = file.replace("//", "/");
        }
        file
    }

    fn written(&self, uri: &str) -> String {
        let alias = self.own("alias").and_then(|alias| alias.words.first());
        match (alias, self.location) {
            (Some(alias), Some(location)) => match location.how {
                How::Pattern(_) => self.fill(alias),
                _ => format!("{}{}", self.fill(alias), uri.strip_prefix(&location.path).unwrap_or(uri)),
            },
            _ => format!("{}{uri}", self.root().trim_end_matches('/')),
        }
    }

    pub fn value(&self, name: &str) -> String {
        if let Some(value) = self.set.get(name) {
            return value.clone();
        }
        if let Ok(number) = name.parse::<usize>() {
            return self.groups.get(number).cloned().unwrap_or_default();
        }
        let asked = &self.request.asked;
        let port = self.request.port;
        let secure = self.server.listens.iter().any(|listen| listen.port == port && listen.ssl);
        match name {
            "uri" | "document_uri" | "fastcgi_script_name" => self.uri.clone(),
            "request_uri" => self.request.target.clone(),
            "args" | "query_string" => self.arguments.clone(),
            "is_args" => {
                if self.arguments.is_empty() {
                    String::new()
                } else {
                    "?".into()
                }
            }
            "host" => self.host.clone(),
            "server_name" => self.server.names.first().cloned().unwrap_or_default(),
            "server_port" => port.to_string(),
            "server_addr" => "172.17.0.2".into(),
            "server_protocol" => "HTTP/1.1".into(),
            "scheme" => {
                if secure {
                    "https".into()
                } else {
                    "http".into()
                }
            }
            "https" => {
                if secure {
                    "on".into()
                } else {
                    String::new()
                }
            }
            "remote_addr" | "realip_remote_addr" => self.request.from.clone(),
            "proxy_add_x_forwarded_for" => match self.header("x-forwarded-for") {
                Some(before) => format!("{before}, {}", self.request.from),
                None => self.request.from.clone(),
            },
            "remote_port" => "50000".into(),
            "remote_user" => self.user.clone(),
            "request_method" => asked.method.clone(),
            "request" => format!("{} {} HTTP/1.1", asked.method, self.request.target),
            "request_body" => String::from_utf8_lossy(&asked.body).into_owned(),
            "request_time" => "0.000".into(),
            "request_length" => (asked.body.len() + self.request.target.len() + 70).to_string(),
            "request_filename" => self.file(&self.uri),
            "document_root" | "realpath_root" => self.root(),
            "content_type" | "content_length" => self.header(&name.replace('_', "-")).unwrap_or_default().to_string(),
            "status" => self.status.to_string(),
            "body_bytes_sent" | "bytes_sent" => self.sent.to_string(),
            "time_local" => self.at.in_utc("%d/%b/%Y:%H:%M:%S +0000"),
            "time_iso8601" => self.at.in_utc("%Y-%m-%dT%H:%M:%S+00:00"),
            "msec" => format!("{}.{:03}", self.at.seconds(), self.at.subsecond_nanos() / 1_000_000),
            "nginx_version" => self.version.clone(),
            "hostname" => self.set.get("hostname").cloned().unwrap_or_default(),
            "connection" | "connection_requests" | "pid" => "1".into(),
            "pipe" => ".".into(),
            _ => self.of_family(name),
        }
    }

    fn of_family(&self, name: &str) -> String {
        if let Some(header) = name.strip_prefix("http_") {
            return self.header(&header.replace('_', "-")).unwrap_or_default().to_string();
        }
        if let Some(wanted) = name.strip_prefix("arg_") {
            let pairs = self.arguments.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
            return pairs
                .clone()
                .find(|(own, _)| own.eq_ignore_ascii_case(wanted))
                .map_or("", |(_, value)| value)
                .into();
        }
        if let Some(wanted) = name.strip_prefix("cookie_") {
            let cookies = self.header("cookie").unwrap_or_default();
            let pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
            return pairs.clone().find(|(own, _)| *own == wanted).map_or("", |(_, value)| value).into();
        }
        self.mapped(name)
    }

    /// A variable that a `map` makes of another text.
    fn mapped(&self, name: &str) -> String {
        let is = |directive: &&Directive| {
            directive.name == "map" && directive.words.get(1).is_some_and(|own| own.trim_start_matches('$') == name)
        };
        let Some(map) = self.site.http.iter().find(is) else { return String::new() };
        let of = map.words.first().filter(|of| !of.contains(name)).map(|of| self.fill(of)).unwrap_or_default();
        let rows = map.block.as_deref().unwrap_or_default();
        let fits = |row: &&Directive| match row.name.strip_prefix('~') {
            Some(pattern) => {
                let (pattern, start) = pattern.strip_prefix('*').map_or((pattern, ""), |rest| (rest, "(?i)"));
                regex_lite::Regex::new(&format!("{start}{pattern}")).is_ok_and(|pattern| pattern.is_match(&of))
            }
            None => row.name.eq_ignore_ascii_case(&of),
        };
        let row = rows.iter().find(fits).or_else(|| rows.iter().find(|row| row.name == "default"));
        row.and_then(|row| row.words.first()).cloned().unwrap_or_default()
    }
}

/// The locations that a path leads into, the outermost first.
fn find<'s>(locations: &'s [Location], uri: &str, found: &mut Vec<&'s Location>) {
    if let Some(same) = locations.iter().find(|location| matches!(location.how, How::Same) && location.path == uri) {
        found.push(same);
        return;
    }
    let prefixes = locations.iter().filter(|location| matches!(location.how, How::Prefix | How::PrefixAlone));
    let longest =
        prefixes.filter(|location| uri.starts_with(&location.path)).max_by_key(|location| location.path.len());
    let depth = found.len();
    if let Some(prefix) = longest {
        found.push(prefix);
        find(&prefix.locations, uri, found);
        let inner = found.get(depth + 1..).unwrap_or_default();
        let settled = inner.iter().any(|location| matches!(location.how, How::Same | How::Pattern(_)));
        if settled || matches!(prefix.how, How::PrefixAlone) {
            return;
        }
    }
    let fits = |location: &&Location| matches!(&location.how, How::Pattern(pattern) if pattern.is_match(uri));
    if let Some(pattern) = locations.iter().find(fits) {
        found.truncate(depth);
        found.push(pattern);
        find(&pattern.locations, uri, found);
    }
}
