//! `docker logout` (docker/cli `cli/command/registry/logout.go`).

use super::browser::{CLIENT, REFRESH_KEY, TOKEN_KEYS};
use super::login::environment_warning;
use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::settings::{HUB, host_of};

pub static LOGOUT: Command = Command {
    about: "Log out from a registry.\nWithout a server: from Docker Hub.",
    synopsis: "[SERVER]",
    count: Count::AtMost(1),
    arguments: &[Argument::Registry],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    environment_warning(docker)?;
    let server = given.argument(0);
    let (shown, keys) = match server {
        "" => (HUB.to_string(), vec![HUB.to_string()]),
        server => {
            let host = host_of(server).to_string();
            let keys = vec![server.to_string(), host.clone(), format!("http://{host}"), format!("https://{host}")];
            (host, keys)
        }
    };
    if server.is_empty() {
        forget_tokens(docker)?;
    }
    docker.out_line(&format!("Removing login credentials for {shown}"))?;
    let mut failed = Vec::new();
    for key in &keys {
        match docker.erase_account(key) {
            Err(failure @ Failure::Stop(_)) => return Err(failure),
            Err(failure) => failed.push(format!("{key}: {}", failure)),
            Ok(()) => {}
        }
    }
    if failed.len() == keys.len() {
        docker.err_line("WARNING: could not erase credentials:")?;
        for line in failed {
            docker.err_line(&line)?;
        }
    }
    Ok(())
}

/// Removes the tokens that a login with a browser left.
fn forget_tokens(docker: &mut Client<'_>) -> Outcome<()> {
    let settings = docker.load_settings()?;
    let refresh = match docker.account(&settings, REFRESH_KEY) {
        Ok(account) => account.password,
        Err(failure @ Failure::Stop(_)) => return Err(failure),
        Err(failure) => return docker.err_line(&format!("WARNING: {}", failure)),
    };
    // Refresh tokens of the browser login carry the client's name after two dots.
    let parts: Vec<&str> = refresh.split("..").collect();
    let [token, _] = parts.as_slice() else { return Ok(()) };
    for key in TOKEN_KEYS {
        docker.erase_account(key)?;
    }
    let form = [("client_id", CLIENT), ("token", *token)];
    match docker.registries().web_form("login.docker.com", "/oauth/revoke", &form, "") {
        Err(error) => docker.err_line(&format!(
            "WARNING: credentials erased successfully, but there was a failure to revoke the OAuth refresh token with the tenant: {}",
            error
        )),
        Ok(_) => Ok(()),
    }
}
