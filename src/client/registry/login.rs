//! `docker login` (docker/cli `cli/command/registry/login.go`, `cli/command/registry.go`).

use super::browser;
use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Switch, Text};
use crate::client::note::underlined;
use crate::client::settings::{AUTH_VARIABLE, Account, HUB, host_of};
use crate::engine::api::Credentials;
use crate::shell::Stream;

const USERNAME: Text = Text::new("username", "Account name").short('u');
const PASSWORD: Text =
    Text::new("password", "Password or personal access token, or \"-\" to read it from standard input").short('p');
const PASSWORD_STDIN: Switch =
    Switch::new("password-stdin", "Read the password or personal access token from standard input");

const FLAGS: Flags = &[&USERNAME, &PASSWORD, &PASSWORD_STDIN];

pub static LOGIN: Command = Command {
    about: "Log in to a registry.\nWithout a server: to Docker Hub.",
    synopsis: "[OPTIONS] [SERVER]",
    count: Count::AtMost(1),
    arguments: &[Argument::Registry],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    check_flags(given)?;
    let username = given.text(&USERNAME).to_string();
    let mut password = given.text(&PASSWORD).to_string();
    let from_input = given.on(&PASSWORD_STDIN) || password == "-";
    if password == "-" {
        password.clear();
    }
    if !password.is_empty() {
        docker.err_line("WARNING! Using --password via the CLI is insecure. Use --password-stdin.")?;
    }
    if from_input {
        if username.is_empty() {
            return Err(Failure::new("username is empty"));
        }
        let read = docker.read_secret()?;
        let secret = ["\r\n", "\n", "\r"].iter().find_map(|end| read.strip_suffix(end)).unwrap_or(&read);
        if secret.trim().is_empty() {
            return Err(Failure::new("password is empty"));
        }
        password = secret.to_string();
    }
    environment_warning(docker)?;
    let server = match given.argument(0) {
        "" | "docker.io" | HUB => HUB.to_string(),
        server => host_of(server).to_string(),
    };
    let mut stored = Account::default();
    let mut status = None;
    if username.is_empty() && password.is_empty() {
        let settings = docker.load_settings()?;
        // A helper that is missing counts as nothing stored.
        stored = match docker.account(&settings, &server) {
            Ok(account) => account,
            Err(failure @ Failure::Stop(_)) => return Err(failure),
            Err(_) => Account::default(),
        };
        if !stored.username.is_empty() && !stored.password.is_empty() {
            status = with_stored(docker, &server, &stored)?;
        }
    }
    let status = match status {
        Some(status) => status,
        None => with_new(docker, &server, &username, &password, &stored.username)?,
    };
    if status.is_empty() { Ok(()) } else { docker.out_line(&status) }
}

fn check_flags(given: &Matches) -> Outcome<()> {
    let fail = |words: &str| Err(Failure::new(words));
    if given.changed(&PASSWORD_STDIN) || given.text(&PASSWORD) == "-" {
        if given.changed(&PASSWORD) && given.text(&PASSWORD) != "-" {
            return fail("conflicting options: cannot specify both --password and --password-stdin");
        }
        if !given.changed(&USERNAME) {
            return fail("the --password-stdin option requires --username to be set");
        }
    }
    if given.changed(&USERNAME) && given.text(&USERNAME).is_empty() {
        return fail("username is empty");
    }
    if given.changed(&PASSWORD) && given.text(&PASSWORD).is_empty() {
        return fail("password is empty");
    }
    Ok(())
}

/// Warns of credentials in the environment, which win over what is stored.
pub(super) fn environment_warning(docker: &mut Client<'_>) -> Outcome<()> {
    if docker.variable(AUTH_VARIABLE).is_empty() {
        return Ok(());
    }
    docker.warning_note(
        Stream::Err,
        &format!(
            "{AUTH_VARIABLE} is set and takes precedence.\nUnset {AUTH_VARIABLE} to restore the CLI auth behaviour.\n"
        ),
    )
}

/// Asks the registry about credentials, and stores them if they are good.
pub(super) fn log_in(docker: &mut Client<'_>, server: &str, account: &Account) -> Outcome<String> {
    let credentials = Credentials {
        username: account.username.clone(),
        password: account.password.clone(),
        identity_token: account.identity_token.clone(),
        server_address: server.to_string(),
    };
    let (status, token) = docker.engine().auth(&credentials)?;
    let mut account = account.clone();
    if !token.is_empty() {
        account.password.clear();
        account.identity_token = token;
    }
    docker.store_account(server, &account)?;
    Ok(status)
}

/// Logs in with what is stored; `None` if that is not good any more.
fn with_stored(docker: &mut Client<'_>, server: &str, stored: &Account) -> Outcome<Option<String>> {
    docker.err_line(&format!("Authenticating with existing credentials... [Username: {}]", stored.username))?;
    docker.note(Stream::Err, "To login with a different account, run 'docker logout' followed by 'docker login'")?;
    docker.err("\n\n")?;
    match log_in(docker, server, stored) {
        Ok(status) => Ok(Some(status)),
        Err(failure @ Failure::Stop(_)) => Err(failure),
        Err(Failure::Daemon { status: 401, .. }) => {
            docker.err_line("Stored credentials invalid or expired")?;
            Ok(None)
        }
        Err(failure) => {
            docker.err_line(&format!("Login did not succeed, error: {}", failure))?;
            Ok(None)
        }
    }
}

fn with_new(
    docker: &mut Client<'_>,
    server: &str,
    username: &str,
    password: &str,
    default_name: &str,
) -> Outcome<String> {
    if (username.is_empty() || password.is_empty()) && !docker.asks() {
        return Err(Failure::new("error: cannot perform an interactive login from a non-TTY device"));
    }
    if server == HUB && username.is_empty() && password.is_empty() {
        let account = browser::authorize(docker)?;
        return log_in(docker, HUB, &account);
    }
    let mut account = Account { username: username.trim().into(), password: password.into(), ..Account::default() };
    if account.username.is_empty() {
        let prompt = match default_name {
            "" => "Username: ".to_string(),
            name => format!("Username ({name}): "),
        };
        let answer = docker.ask(&prompt, true)?.unwrap_or_default();
        account.username = match answer.trim() {
            "" => default_name.to_string(),
            name => name.to_string(),
        };
        if account.username.is_empty() {
            return Err(Failure::new("error: username is required"));
        }
    }
    if account.password.trim().is_empty() {
        if server == HUB {
            let page = underlined("https://app.docker.com/settings");
            docker.note(
                Stream::Err,
                &format!("A Personal Access Token (PAT) can be used instead.\nTo create a PAT, visit {page}\n\n"),
            )?;
        }
        account.password = docker.ask("Password: ", false)?.unwrap_or_default().trim().to_string();
        if account.password.is_empty() {
            return Err(Failure::new("error: password is required"));
        }
    }
    log_in(docker, server, &account)
}
