//! `layercake serve DIR`: a static site for this machine, and for others if that is wanted.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use http::{Method, Request};
use hyper::body::Incoming;

use super::address::{Address, reach, url};
use super::answer::{self, Answer};
use super::folder::Folder;
use super::listen::{self, Site, Stop};
use super::path;

/// Serve a folder (the site that `just site` builds, a book) until Ctrl-C
#[derive(Debug, clap::Args)]
pub struct ServeArguments {
    /// The folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Where to listen: an address of this machine and a port (0: any that is free)
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8000")]
    addr: Address,
}

/// Serves until Ctrl-C.
pub fn run(arguments: &ServeArguments) -> Result<ExitCode> {
    let name = arguments.folder.display();
    let folder = Folder::new(&arguments.folder).with_context(|| format!("{name} cannot be served"))?;
    if !folder.has_index() {
        eprintln!("layercake: {name} has no index.html: its other files are served");
    }
    let address = arguments.addr.0;
    listen::serve(address, Arc::new(Static(folder)), |bound| {
        println!("{name} is at {}\n{}\nCtrl-C ends it.", url(bound), reach(bound));
    })
    .with_context(|| format!("cannot listen at {address}"))?;
    println!("Ended.");
    Ok(ExitCode::SUCCESS)
}

/// A folder and nothing else.
struct Static(Folder);

impl Site for Static {
    async fn answer(self: Arc<Self>, request: Request<Incoming>, _stop: Stop) -> Answer {
        if ![Method::GET, Method::HEAD].contains(request.method()) {
            return answer::other_method("GET, HEAD");
        }
        let path = request.uri().path().to_string();
        match path::parts(&path) {
            Ok(parts) => answer::waited(move || self.0.get(&parts, &path, request.headers())).await,
            Err(error) => answer::text(error.status(), format!("{error}\n")),
        }
    }
}
