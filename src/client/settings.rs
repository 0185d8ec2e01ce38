//! The client's own settings: `~/.docker/config.json` (docker/cli `cli/config`), and the credentials in it.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::failure::{Failure, Outcome};
use super::target::DEFAULT_SOCKET;
use super::template::indented;
use super::{Client, json_syntax};
use crate::content::Rope;
use crate::engine::api::Credentials;
use crate::oci::Reference;

/// The key under which the credentials for Docker Hub are kept.
pub const HUB: &str = "https://index.docker.io/v1/";
/// The variable that holds credentials for one command.
pub const AUTH_VARIABLE: &str = "DOCKER_AUTH_CONFIG";

/// The keys that Docker writes, in its order, after `auths`; other keys are lost when it writes.
const KEYS: [&str; 24] = [
    "HttpHeaders",
    "psFormat",
    "imagesFormat",
    "networksFormat",
    "pluginsFormat",
    "volumesFormat",
    "statsFormat",
    "detachKeys",
    "credsStore",
    "credHelpers",
    "serviceInspectFormat",
    "servicesFormat",
    "tasksFormat",
    "secretFormat",
    "configFormat",
    "nodesFormat",
    "pruneFilters",
    "proxies",
    "currentContext",
    "cliPluginsExtraDirs",
    "plugins",
    "aliases",
    "features",
    "",
];

/// The settings as they were read, with the credentials decoded.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The file, absolute.
    pub path: String,
    auths: BTreeMap<String, Account>,
    rest: Map<String, Value>,
}

/// What is stored for one registry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    pub username: String,
    pub password: String,
    pub identity_token: String,
    pub registry_token: String,
}

impl Settings {
    /// A setting that is a text; empty if it is not there.
    pub fn text(&self, key: &str) -> &str {
        self.rest.get(key).and_then(Value::as_str).unwrap_or("")
    }

    /// The texts of a list.
    pub fn list(&self, key: &str) -> Vec<String> {
        let items = self.rest.get(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        items.iter().filter_map(Value::as_str).map(String::from).collect()
    }

    /// The proxies that containers and builds of the default engine are told of: name and value, in Docker's order.
    pub fn proxies(&self) -> Vec<(&'static str, &str)> {
        const NAMES: [(&str, &str); 5] = [
            ("HTTP_PROXY", "httpProxy"),
            ("HTTPS_PROXY", "httpsProxy"),
            ("NO_PROXY", "noProxy"),
            ("FTP_PROXY", "ftpProxy"),
            ("ALL_PROXY", "allProxy"),
        ];
        let all = self.rest.get("proxies");
        let of_engine = all.and_then(|all| all.get(DEFAULT_SOCKET).or_else(|| all.get("default")));
        let value = |key: &str| of_engine?.get(key)?.as_str().filter(|value| !value.is_empty());
        NAMES.into_iter().filter_map(|(name, key)| Some((name, value(key)?))).collect()
    }

    /// The name of the credential helper for a registry; empty: none.
    fn helper(&self, key: &str) -> &str {
        let helpers = self.rest.get("credHelpers").and_then(|helpers| helpers.get(key)).and_then(Value::as_str);
        helpers.unwrap_or_else(|| self.text("credsStore"))
    }

    fn parse(path: String, text: &str) -> Result<Settings, String> {
        if text.trim().is_empty() {
            return Ok(Settings { path, ..Settings::default() });
        }
        if let Some(fault) = json_syntax::fault(text) {
            return Err(fault);
        }
        let Ok(Value::Object(mut rest)) = serde_json::from_str(text) else {
            return Err("json: cannot unmarshal value into Go value of type configfile.ConfigFile".into());
        };
        let mut auths = BTreeMap::new();
        if let Some(Value::Object(stored)) = rest.remove("auths") {
            for (key, value) in stored {
                let field = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or("").to_string();
                let mut account = Account {
                    username: field("username"),
                    password: field("password"),
                    identity_token: field("identitytoken"),
                    registry_token: field("registrytoken"),
                };
                if !field("auth").is_empty() {
                    (account.username, account.password) = decode(&field("auth"))?;
                }
                auths.insert(key, account);
            }
        }
        Ok(Settings { path, auths, rest })
    }

    /// The file's text.
    fn render(&self) -> String {
        let mut auths = Map::new();
        for (key, account) in &self.auths {
            let mut entry = Map::new();
            if !(account.username.is_empty() && account.password.is_empty()) {
                let auth = STANDARD.encode(format!("{}:{}", account.username, account.password));
                entry.insert("auth".into(), auth.into());
            }
            for (name, value) in
                [("identitytoken", &account.identity_token), ("registrytoken", &account.registry_token)]
            {
                if !value.is_empty() {
                    entry.insert(name.into(), value.clone().into());
                }
            }
            auths.insert(key.clone(), Value::Object(entry));
        }
        let mut whole = Map::new();
        whole.insert("auths".into(), Value::Object(auths));
        for key in KEYS {
            let empty = |value: &&Value| match value {
                Value::Null => true,
                Value::String(text) => text.is_empty(),
                Value::Array(items) => items.is_empty(),
                Value::Object(items) => items.is_empty(),
                _ => false,
            };
            if let Some(value) = self.rest.get(key).filter(|value| !empty(value)) {
                whole.insert(key.into(), value.clone());
            }
        }
        indented(&Value::Object(whole), "\t")
    }
}

/// Name and password in an `auth` field.
fn decode(auth: &str) -> Result<(String, String), String> {
    let bytes = STANDARD.decode(auth).map_err(|_| format!("illegal base64 data at input byte {}", first_bad(auth)))?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    match text.split_once(':') {
        Some((name, password)) if !name.is_empty() => Ok((name.into(), password.trim_matches('\0').into())),
        _ => Err("invalid auth configuration file".into()),
    }
}

fn first_bad(text: &str) -> usize {
    text.find(|c: char| !(c.is_ascii_alphanumeric() || "+/=".contains(c))).unwrap_or(text.len())
}

/// The host in an address that may be a URL (docker/cli `credentials.ConvertToHostname`).
pub fn host_of(address: &str) -> &str {
    crate::text::Url::split(address).authority
}

/// The key for a registry's host.
pub fn key_of(host: &str) -> &str {
    if matches!(host, "docker.io" | "index.docker.io") { HUB } else { host }
}

impl Client<'_> {
    pub fn settings_directory(&self) -> String {
        match (&self.settings, self.variable("DOCKER_CONFIG"), self.variable("HOME")) {
            (Some(directory), _, _) => directory.clone(),
            (None, "", "") => "/home/student/.docker".into(),
            (None, "", home) => self.path(&format!("{home}/.docker")),
            (None, directory, _) => self.path(directory),
        }
    }

    /// Reads the settings; a file that cannot be read is warned of and counts as empty.
    pub fn load_settings(&mut self) -> Outcome<Settings> {
        let path = format!("{}/config.json", self.settings_directory());
        if self.files.stat(&path, true).is_err() {
            return Ok(Settings { path, ..Settings::default() });
        }
        let text = self.open_text(&path)?;
        match Settings::parse(path.clone(), &text) {
            Ok(settings) => Ok(settings),
            Err(fault) => {
                // The command reads its settings once, and so warns once.
                if !std::mem::replace(&mut self.faulted, true) {
                    self.err_line(&format!("WARNING: Error parsing config file ({path}): {fault}"))?;
                }
                Ok(Settings { path, ..Settings::default() })
            }
        }
    }

    /// Writes the settings.
    fn save_settings(&mut self, settings: &Settings) -> Outcome<()> {
        let fault = |error: crate::vfs::Errno| {
            Failure::new(format!("open {}: {}", settings.path, super::invocation::go_words(error)))
        };
        self.files.make_dirs(&crate::vfs::Path::new(&settings.path).parent(), 0o700).map_err(fault)?;
        self.files.write(&settings.path, Rope::from(settings.render()), 0o600).map_err(fault)
    }

    /// The credentials in `DOCKER_AUTH_CONFIG`; what is wrong with it is said on standard error.
    fn variable_accounts(&mut self) -> Outcome<BTreeMap<String, Account>> {
        let text = self.variable(AUTH_VARIABLE).to_string();
        if text.is_empty() {
            return Ok(BTreeMap::new());
        }
        match parse_variable(&text) {
            Ok(accounts) => Ok(accounts),
            Err(fault) => {
                self.err_line(&format!("Failed to create credential store from {AUTH_VARIABLE}:  {fault}"))?;
                Ok(BTreeMap::new())
            }
        }
    }

    /// What is stored under a key.
    pub fn account(&mut self, settings: &Settings, key: &str) -> Outcome<Account> {
        if let Some(account) = self.variable_accounts()?.remove(key) {
            return Ok(account);
        }
        let helper = settings.helper(key);
        if !helper.is_empty() {
            return Err(Failure::new(format!("error getting credentials - err: {}", no_helper(helper))));
        }
        let by_host = || settings.auths.iter().find(|(stored, _)| host_of(stored) == key).map(|(_, account)| account);
        Ok(settings.auths.get(key).or_else(by_host).cloned().unwrap_or_default())
    }

    /// Stores credentials under a key.
    pub fn store_account(&mut self, key: &str, account: &Account) -> Outcome<()> {
        let mut settings = self.load_settings()?;
        let helper = settings.helper(key).to_string();
        if !helper.is_empty() {
            return Err(Failure::new(format!(
                "error saving credentials: error storing credentials - err: {}",
                no_helper(&helper)
            )));
        }
        if settings.auths.get(key) == Some(account) {
            return Ok(());
        }
        settings.auths.insert(key.to_string(), account.clone());
        self.save_settings(&settings)?;
        if !account.password.is_empty() && !self.warned {
            self.warned = true;
            self.err_line(&format!(
                "\nWARNING! Your credentials are stored unencrypted in '{}'.\nConfigure a credential helper to remove this warning. See\nhttps://docs.docker.com/go/credential-store/\n",
                settings.path
            ))?;
        }
        Ok(())
    }

    /// Removes what is stored under a key.
    pub fn erase_account(&mut self, key: &str) -> Outcome<()> {
        let mut settings = self.load_settings()?;
        let helper = settings.helper(key).to_string();
        if !helper.is_empty() {
            return Err(Failure::new(format!("error erasing credentials - err: {}", no_helper(&helper))));
        }
        settings.auths.remove(key);
        self.save_settings(&settings)
    }

    /// The credentials to send along for an image's registry.
    pub fn credentials(&mut self, reference: &Reference) -> Outcome<Credentials> {
        self.credentials_for(reference.name.host())
    }

    /// The hosts of the registries for which there may be credentials.
    pub fn hosts_with_login(&mut self) -> Outcome<Vec<String>> {
        let mut hosts: Vec<String> = self.load_settings()?.auths.keys().map(|key| host_of(key).to_string()).collect();
        hosts.extend(self.variable_accounts()?.keys().map(|key| host_of(key).to_string()));
        hosts.iter_mut().filter(|host| *host == "index.docker.io").for_each(|host| *host = "docker.io".into());
        Ok(hosts)
    }

    /// The credentials to send along for a registry's host.
    pub fn credentials_for(&mut self, host: &str) -> Outcome<Credentials> {
        let settings = self.load_settings()?;
        let key = key_of(host).to_string();
        let account = self.account(&settings, &key)?;
        let known = account != Account::default();
        Ok(Credentials {
            username: account.username,
            password: account.password,
            identity_token: account.identity_token,
            server_address: if known { key } else { String::new() },
        })
    }
}

fn no_helper(helper: &str) -> String {
    format!("exec: \"docker-credential-{helper}\": executable file not found in $PATH, out: ``")
}

fn parse_variable(text: &str) -> Result<BTreeMap<String, Account>, String> {
    if let Some(fault) = json_syntax::fault(text) {
        return Err(fault);
    }
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut accounts = BTreeMap::new();
    for (key, entries) in value.as_object().into_iter().flatten() {
        if key != "auths" {
            return Err(format!("json: unknown field {}", crate::text::quote(key)));
        }
        for (address, entry) in entries.as_object().into_iter().flatten() {
            if let Some(other) =
                entry.as_object().into_iter().flatten().map(|(name, _)| name).find(|name| *name != "auth")
            {
                return Err(format!("json: unknown field {}", crate::text::quote(other)));
            }
            let auth = entry.get("auth").and_then(Value::as_str).unwrap_or("");
            if auth.is_empty() {
                return Err(format!("{AUTH_VARIABLE} environment variable is missing key `auth` for {address}"));
            }
            let (username, password) = decode(auth)?;
            accounts.insert(address.clone(), Account { username, password, ..Account::default() });
        }
    }
    Ok(accounts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_written_as_docker_writes_it() {
        let mut settings = Settings::parse("/c".into(), r#"{"psFormat":"table","own":1,"auths":{"b":{}}}"#).unwrap();
        let account = Account { username: "student".into(), password: "layers".into(), ..Account::default() };
        settings.auths.insert("localhost:5001".into(), account.clone());
        settings.auths.remove("b");
        let text = settings.render();
        assert_eq!(
            text,
            "{\n\t\"auths\": {\n\t\t\"localhost:5001\": {\n\t\t\t\"auth\": \"c3R1ZGVudDpsYXllcnM=\"\n\t\t}\n\t},\n\t\"psFormat\": \"table\"\n}"
        );
        assert_eq!(Settings::parse("/c".into(), &text).unwrap().auths["localhost:5001"], account);
        assert_eq!(Settings::default().render(), "{\n\t\"auths\": {}\n}");
    }

    #[test]
    fn bad_files_say_what_is_wrong() {
        assert_eq!(
            Settings::parse("/c".into(), "{auths}").unwrap_err(),
            "invalid character 'a' looking for beginning of object key string"
        );
        assert_eq!(
            Settings::parse("/c".into(), r#"{"auths":{"x":{"auth":"bm9jb2xvbg=="}}}"#).unwrap_err(),
            "invalid auth configuration file"
        );
        assert_eq!(parse_variable(r#"{"auths":{"x":{"user":"a"}}}"#).unwrap_err(), r#"json: unknown field "user""#);
    }

    #[test]
    fn addresses_are_reduced_to_hosts() {
        assert_eq!(host_of("https://index.docker.io/v1/"), "index.docker.io");
        assert_eq!(host_of("localhost:5001"), "localhost:5001");
        assert_eq!(key_of("docker.io"), HUB);
    }
}
