//! What a configuration says once it is read: its servers, where they listen, their locations; and what is wrong with it
//! that its directives alone do not show.

use std::collections::{BTreeMap, BTreeSet};

use regex_lite::Regex;

use super::directive::{Directive, Place, Wrong};
use super::variables;
use crate::shell::Served;
use crate::text::is_loopback;

/// Single directives that may stand once in a block.
const ONCE: &[&str] = &[
    "alias",
    "autoindex",
    "client_max_body_size",
    "default_type",
    "gzip",
    "keepalive_timeout",
    "pid",
    "root",
    "sendfile",
    "server_tokens",
    "try_files",
    "user",
    "worker_connections",
    "worker_processes",
];

/// The servers of a configuration.
#[derive(Debug, Default)]
pub struct Site {
    /// What stands outside of `http`.
    pub main: Vec<Directive>,
    pub http: Vec<Directive>,
    pub servers: Vec<Server>,
    /// Servers of an `upstream` by its name.
    pub upstreams: BTreeMap<String, Vec<String>>,
    /// Names of other machines that are asked, and how an error calls them.
    pub hosts: Vec<(String, Wrong)>,
    /// Warnings.
    pub warnings: Vec<String>,
}

#[derive(Debug)]
pub struct Server {
    pub listens: Vec<Listen>,
    pub names: Vec<String>,
    pub directives: Vec<Directive>,
    pub locations: Vec<Location>,
}

#[derive(Clone, Debug)]
pub struct Listen {
    pub address: String,
    pub port: u16,
    pub default: bool,
    pub ssl: bool,
}

#[derive(Debug)]
pub struct Location {
    pub how: How,
    pub path: String,
    pub directives: Vec<Directive>,
    pub locations: Vec<Location>,
}

/// How a location is chosen.
#[derive(Debug)]
pub enum How {
    /// `=`
    Same,
    Prefix,
    /// `^~`: no pattern is tried after it.
    PrefixAlone,
    /// `~` and `~*`
    Pattern(Regex),
    /// `@name`
    Named,
}

/// What a configuration's directives say.
pub fn site(directives: &[Directive]) -> Result<Site, Wrong> {
    let mut site = Site { main: directives.to_vec(), ..Site::default() };
    once(directives)?;
    let http = directives.iter().find(|directive| directive.name == "http");
    let inner = http.and_then(|http| http.block.as_deref()).unwrap_or_default();
    once(inner)?;
    site.http = inner.to_vec();
    for upstream in inner.iter().filter(|directive| directive.name == "upstream") {
        site.upstream(upstream)?;
    }
    for server in inner.iter().filter(|directive| directive.name == "server") {
        let server = site.server(server)?;
        site.servers.push(server);
    }
    site.conflicts()?;
    if !directives.iter().any(|directive| directive.name == "events") {
        return Err(Wrong { words: "no \"events\" section in configuration".into(), place: None });
    }
    variables::check(&site.http)?;
    Ok(site)
}

fn once(directives: &[Directive]) -> Result<(), Wrong> {
    let mut seen = BTreeSet::new();
    for directive in directives.iter().filter(|directive| ONCE.contains(&directive.name.as_str())) {
        if !seen.insert(directive.name.as_str()) {
            return Err(Wrong::at(&directive.place, format!("\"{}\" directive is duplicate", directive.name)));
        }
    }
    Ok(())
}

impl Site {
    fn upstream(&mut self, upstream: &Directive) -> Result<(), Wrong> {
        let name = upstream.words.first().cloned().unwrap_or_default();
        let inner = upstream.block.as_deref().unwrap_or_default();
        let servers: Vec<&Directive> = inner.iter().filter(|directive| directive.name == "server").collect();
        if servers.is_empty() {
            return Err(Wrong::at(&upstream.place, "no servers are inside upstream"));
        }
        let mut addresses = Vec::new();
        for server in servers {
            let address = server.words.first().cloned().unwrap_or_default();
            let host = host_of(&address).to_string();
            let wrong = Wrong::at(&server.place, format!("host not found in upstream \"{address}\""));
            if !address.starts_with("unix:") {
                self.hosts.push((host, wrong));
            }
            addresses.push(address);
        }
        if self.upstreams.insert(name.clone(), addresses).is_some() {
            return Err(Wrong::at(&upstream.place, format!("duplicate upstream \"{name}\"")));
        }
        Ok(())
    }

    fn server(&mut self, server: &Directive) -> Result<Server, Wrong> {
        let directives = server.block.clone().unwrap_or_default();
        once(&directives)?;
        let mut listens = Vec::new();
        for directive in directives.iter().filter(|directive| directive.name == "listen") {
            let listen = listen(directive)?;
            let known = |own: &Listen| own.address == listen.address && own.port == listen.port;
            if listens.iter().any(known) {
                let words = format!("a duplicate listen {}:{}", listen.address, listen.port);
                return Err(Wrong::at(&directive.place, words));
            }
            listens.push(listen);
        }
        if listens.is_empty() {
            listens.push(Listen { address: "0.0.0.0".into(), port: 80, default: false, ssl: false });
        }
        let certificate =
            [&directives, &self.http].iter().any(|level| level.iter().any(|own| own.name == "ssl_certificate"));
        if listens.iter().any(|listen| listen.ssl) && !certificate {
            let words = "no \"ssl_certificate\" is defined for the \"listen ... ssl\" directive";
            return Err(Wrong::at(&server.place, words));
        }
        let names = directives.iter().filter(|directive| directive.name == "server_name");
        let names = names.flat_map(|directive| directive.words.clone()).collect();
        let locations = self.locations(&directives)?;
        Ok(Server { listens, names, directives, locations })
    }

    fn locations(&mut self, directives: &[Directive]) -> Result<Vec<Location>, Wrong> {
        for directive in directives {
            self.checked(directive)?;
        }
        let mut locations: Vec<Location> = Vec::new();
        for directive in directives.iter().filter(|directive| directive.name == "location") {
            let location = self.location(directive)?;
            let same = |own: &Location| {
                own.path == location.path && std::mem::discriminant(&own.how) == std::mem::discriminant(&location.how)
            };
            if !matches!(location.how, How::Pattern(_)) && locations.iter().any(same) {
                return Err(Wrong::at(&directive.place, format!("duplicate location \"{}\"", location.path)));
            }
            locations.push(location);
        }
        Ok(locations)
    }

    fn location(&mut self, directive: &Directive) -> Result<Location, Wrong> {
        let inner = directive.block.clone().unwrap_or_default();
        once(&inner)?;
        let pattern = |text: &str, caseless: bool| {
            let whole = if caseless { format!("(?i){text}") } else { text.to_string() };
            Regex::new(&whole).map(How::Pattern).map_err(|error| {
                let why = error.to_string().replace('\n', " ");
                Wrong::at(&directive.place, format!("pcre2_compile() failed: {why} in \"{text}\""))
            })
        };
        let words: Vec<&str> = directive.words.iter().map(String::as_str).collect();
        let (how, path) = match words.as_slice() {
            ["=", path] => (How::Same, *path),
            ["^~", path] => (How::PrefixAlone, *path),
            ["~", path] => (pattern(path, false)?, *path),
            ["~*", path] => (pattern(path, true)?, *path),
            [modifier, _] => {
                return Err(Wrong::at(&directive.place, format!("invalid location modifier \"{modifier}\"")));
            }
            [path] => match path.strip_prefix(['=', '~', '^']) {
                Some(rest) if path.starts_with('=') => (How::Same, rest),
                Some(rest) if path.starts_with('~') => match rest.strip_prefix('*') {
                    Some(rest) => (pattern(rest, true)?, rest),
                    None => (pattern(rest, false)?, rest),
                },
                _ if path.starts_with('@') => (How::Named, *path),
                _ => (How::Prefix, *path),
            },
            _ => (How::Prefix, "/"),
        };
        let by_pattern = matches!(how, How::Pattern(_) | How::Named);
        let pass = inner.iter().find(|directive| directive.name == "proxy_pass");
        let has_path = |url: &String| url.split_once("://").is_some_and(|(_, rest)| rest.contains('/'));
        if let Some(pass) = pass.filter(|pass| by_pattern && pass.words.first().is_some_and(has_path)) {
            return Err(Wrong::at(
                &pass.place,
                "\"proxy_pass\" cannot have URI part in location given by regular expression, or inside named location, \
                 or inside \"if\" statement, or inside \"limit_except\" block",
            ));
        }
        let locations = self.locations(&inner)?;
        Ok(Location { how, path: path.to_string(), directives: inner, locations })
    }

    /// Directives whose words can be wrong.
    fn checked(&mut self, directive: &Directive) -> Result<(), Wrong> {
        let wrong = |words: String| Err(Wrong::at(&directive.place, words));
        let first = directive.words.first().map_or("", String::as_str);
        match directive.name.as_str() {
            "return" if directive.words.len() > 1 && first.parse::<u16>().map_or(true, |code| code > 999) => {
                wrong(format!("invalid return code \"{first}\""))
            }
            "return" if directive.words.len() == 1 && first.parse::<u16>().is_err() => {
                match first.starts_with("http://") || first.starts_with("https://") || first.starts_with("$scheme") {
                    true => Ok(()),
                    false => wrong(format!("invalid return code \"{first}\"")),
                }
            }
            "error_page" => {
                let codes = directive.words.iter().take(directive.words.len().saturating_sub(1));
                for code in codes.filter(|word| !word.starts_with('=')) {
                    match code.parse::<u16>() {
                        Err(_) => return wrong(format!("invalid value \"{code}\"")),
                        Ok(number) if !(300..=599).contains(&number) => {
                            return wrong(format!("value \"{code}\" must be between 300 and 599"));
                        }
                        Ok(_) => {}
                    }
                }
                Ok(())
            }
            "proxy_pass" if first.contains('$') => Ok(()),
            "proxy_pass" => {
                let Some(rest) = first.strip_prefix("http://").or_else(|| first.strip_prefix("https://")) else {
                    return wrong("invalid URL prefix".into());
                };
                let host = host_of(rest.split('/').next().unwrap_or_default());
                if host.is_empty() {
                    return wrong(format!("no host in upstream \"{rest}\""));
                }
                if !self.upstreams.contains_key(host) && !rest.starts_with("unix:") {
                    let not_found = Wrong::at(&directive.place, format!("host not found in upstream \"{host}\""));
                    self.hosts.push((host.to_string(), not_found));
                }
                Ok(())
            }
            "fastcgi_pass" if !first.contains('$') && !first.starts_with("unix:") => {
                let host = host_of(first);
                if !self.upstreams.contains_key(host) {
                    let not_found = Wrong::at(&directive.place, format!("host not found in upstream \"{host}\""));
                    self.hosts.push((host.to_string(), not_found));
                }
                Ok(())
            }
            "if" | "limit_except" => directive.block.iter().flatten().try_for_each(|inner| self.checked(inner)),
            _ => Ok(()),
        }
    }

    /// Servers that cannot be told apart.
    fn conflicts(&mut self) -> Result<(), Wrong> {
        let mut names = BTreeSet::new();
        let mut defaults = BTreeSet::new();
        for server in &self.servers {
            for listen in &server.listens {
                let place = format!("{}:{}", listen.address, listen.port);
                if listen.default && !defaults.insert(place.clone()) {
                    let own = server.directives.iter().find(|directive| directive.name == "listen");
                    let wrong = Place::default();
                    let place_of = own.map_or(&wrong, |own| &own.place);
                    return Err(Wrong::at(place_of, format!("a duplicate default server for {place}")));
                }
                let own = if server.names.is_empty() { vec![String::new()] } else { server.names.clone() };
                for name in own {
                    if !names.insert((place.clone(), name.clone())) {
                        self.warnings.push(format!("conflicting server name \"{name}\" on {place}, ignored"));
                    }
                }
            }
        }
        Ok(())
    }

    /// The ports where it listens, each once.
    pub fn ports(&self) -> Vec<u16> {
        let mut ports = Vec::new();
        for listen in self.servers.iter().flat_map(|server| &server.listens) {
            if !ports.contains(&listen.port) {
                ports.push(listen.port);
            }
        }
        ports
    }

    /// How it answers there: to everybody, unless it listens at the machine's own address alone.
    pub fn served(&self, port: u16) -> Served {
        let mut listens = self.servers.iter().flat_map(|server| &server.listens).filter(|listen| listen.port == port);
        if listens.all(|listen| is_loopback(&listen.address)) { Served::OwnProgram } else { Served::Program }
    }

    /// The server that is meant by a port and a host's name.
    pub fn chosen(&self, port: u16, host: &str) -> Option<&Server> {
        let here = |server: &&Server| server.listens.iter().any(|listen| listen.port == port);
        let ranked = self.servers.iter().filter(here).filter_map(|server| {
            let best = server.names.iter().filter_map(|name| fits(name, host)).min()?;
            Some((best, server))
        });
        let named = ranked.min_by_key(|(rank, _)| *rank).map(|(_, server)| server);
        let default = || {
            let mut all = self.servers.iter().filter(here);
            let is = |server: &&Server| server.listens.iter().any(|listen| listen.port == port && listen.default);
            all.clone().find(is).or_else(|| all.next())
        };
        named.or_else(default)
    }
}

/// How well a server's name fits a host: the lower the better.
fn fits(name: &str, host: &str) -> Option<(u8, usize)> {
    if name.eq_ignore_ascii_case(host) {
        return Some((0, 0));
    }
    if let Some(rest) = name.strip_prefix('*').or_else(|| name.strip_prefix('.').map(|_| name)) {
        let same = name.starts_with('.') && host == name.trim_start_matches('.');
        return (same || host.ends_with(rest)).then_some((1, usize::MAX - rest.len()));
    }
    if let Some(start) = name.strip_suffix('*') {
        return host.starts_with(start).then_some((2, usize::MAX - start.len()));
    }
    let pattern = name.strip_prefix('~')?;
    Regex::new(pattern).ok()?.is_match(host).then_some((3, 0))
}

/// `listen 80`, `listen [::]:80 default_server`
fn listen(directive: &Directive) -> Result<Listen, Wrong> {
    let wrong = |words: String| Err(Wrong::at(&directive.place, words));
    let own = directive.words.first().cloned().unwrap_or_default();
    let (address, port) = match own.rsplit_once(':') {
        Some((address, port)) if !own.ends_with(']') => (address.to_string(), port.to_string()),
        _ if own.chars().all(|c| c.is_ascii_digit()) => ("0.0.0.0".to_string(), own.clone()),
        _ => (own.clone(), "80".to_string()),
    };
    let Some(port) = port.parse::<u16>().ok().filter(|port| *port > 0) else {
        return wrong(format!("invalid port in \"{own}\" of the \"listen\" directive"));
    };
    let known = |c: char| c.is_ascii_hexdigit() || matches!(c, '.' | ':' | '[' | ']');
    if !address.chars().all(known) && address != "*" && address != "localhost" {
        return wrong(format!("host not found in \"{own}\" of the \"listen\" directive"));
    }
    let address = if address == "*" { "0.0.0.0".to_string() } else { address };
    let (mut default, mut ssl) = (false, false);
    for word in directive.words.iter().skip(1) {
        match word.as_str() {
            "default_server" | "default" => default = true,
            "ssl" => ssl = true,
            "http2" | "quic" | "reuseport" | "proxy_protocol" | "deferred" | "bind" => {}
            other if other.contains('=') => {}
            other => return wrong(format!("invalid parameter \"{other}\"")),
        }
    }
    Ok(Listen { address, port, default, ssl })
}

/// The host of `host:port`.
pub fn host_of(address: &str) -> &str {
    match address.rsplit_once(':') {
        Some((host, port)) if port.chars().all(|c| c.is_ascii_digit()) => host,
        _ => address,
    }
}
