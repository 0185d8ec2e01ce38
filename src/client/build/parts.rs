//! Several builds in one display, as `docker buildx bake` makes them (`Build` in buildx `build/build.go`). BuildKit does them at
//! the same time; here one follows the other.

use serde_json::{Map, Value};

use super::display::Display;
use super::{BUILD, BUILDER, inputs, mode_of, rawjson};
use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::sorted;
use crate::client::template::escaped_indented;
use crate::clock::Timestamp;
use crate::content::Rope;
use crate::engine::api::{SolveStatus, Vertex, VertexStatus};
use crate::oci::Digest;
use crate::shell::Stream;
use crate::text::parse_bool;

/// One build.
pub(in crate::client) struct Part {
    pub(in crate::client) name: String,
    /// As `docker build` would be given it: flags, then the context.
    pub(in crate::client) words: Vec<String>,
    /// A Dockerfile that stands in the bake file.
    pub(in crate::client) dockerfile: Option<String>,
}

/// A display that several builds are shown in, and what they came to.
pub(in crate::client) struct Parts {
    display: Display,
    debug: bool,
    metadata: Map<String, Value>,
}

impl Parts {
    /// A display. `titled`: it begins with the builder's name.
    pub(in crate::client) fn new(docker: &Client<'_>, progress: &str, changed: bool, titled: bool) -> Outcome<Parts> {
        let (mode, _) = mode_of(docker, progress, changed, false)?;
        let builder = if titled { BUILDER } else { "" };
        let display = Display::new(mode, builder, docker.colours(Stream::Err));
        Ok(Parts { display, debug: docker.debug, metadata: Map::new() })
    }

    /// Tells which files were read, with their bytes; `None`: it could not be read.
    pub(in crate::client) fn tell_read(
        &mut self,
        docker: &mut Client<'_>,
        files: &[(String, Option<u64>)],
    ) -> Outcome<()> {
        let name = "[internal] load local bake definitions";
        let at: Timestamp = docker.now;
        let digest = Digest::of(name.as_bytes());
        let vertex = |completed| Vertex {
            digest,
            inputs: Vec::new(),
            name: name.into(),
            started: Some(at),
            completed,
            cached: false,
            error: String::new(),
            group: None,
        };
        let mut told = vec![SolveStatus { vertexes: vec![vertex(None)], ..SolveStatus::default() }];
        for (name, size) in files {
            let size = size.unwrap_or(0);
            let status = VertexStatus {
                id: format!("reading {}", if name == "-" { "from stdin" } else { name }),
                vertex: digest,
                name: String::new(),
                total: if name == "-" { 0 } else { size },
                current: size,
                timestamp: at,
                started: Some(at),
                completed: Some(at),
            };
            told.push(SolveStatus { statuses: vec![status], ..SolveStatus::default() });
        }
        told.push(SolveStatus { vertexes: vec![vertex(Some(at))], ..SolveStatus::default() });
        for status in told {
            let shown = self.display.show(&status);
            docker.err(&shown)?;
        }
        Ok(())
    }

    /// Ends the display.
    pub(in crate::client) fn finish(&mut self, docker: &mut Client<'_>) -> Outcome<()> {
        docker.err(&self.display.finish())?;
        docker.build_warnings(self.display.warnings(), self.debug)
    }

    /// Does all builds; the first that fails ends them. Where there are several, each is named.
    pub(in crate::client) fn build(&mut self, docker: &mut Client<'_>, parts: &[Part]) -> Outcome<()> {
        let several = parts.len() > 1;
        let mut requests = Vec::new();
        for part in parts {
            let named = |failure: Failure| match several {
                true => failure.context(&format!("target {}", part.name)),
                false => failure,
            };
            let given = Matches::read(sorted(BUILD.flags), &part.words, true)
                .map_err(|bad| named(Failure::new(bad.to_string())))?;
            let options = docker.build_options(&given).map_err(named)?;
            let (mut request, wanted, _) =
                docker.complete_request(options, &given, given.argument(0)).map_err(named)?;
            if let Some(text) = &part.dockerfile {
                request.dockerfile = Some(inputs::alone(Rope::from(text.clone())));
                request.filename = "Dockerfile".into();
            }
            requests.push((part, request, wanted));
        }
        for (part, request, wanted) in requests {
            let name = if several { part.name.as_str() } else { "" };
            let result = match docker.solve_as(&request, &mut self.display, name)? {
                Ok(result) => result,
                Err(failure) => {
                    self.finish(docker)?;
                    docker.excerpts(&failure)?;
                    let target = if several { format!("target {name}: ") } else { String::new() };
                    return Err(Failure::new(format!("ERROR: {target}failed to solve: {}", failure.message)));
                }
            };
            docker.write_outputs(&result.outputs, &wanted, &request.cache_to)?;
            self.metadata.insert(part.name.clone(), result.metadata.into());
        }
        self.finish(docker)
    }

    /// Writes what the builds came to.
    pub(in crate::client) fn save_metadata(&self, docker: &mut Client<'_>, path: &str) -> Outcome<()> {
        let mut metadata = self.metadata.clone();
        let warnings = self.display.all_warnings();
        if !warnings.is_empty() && parse_bool(docker.variable("BUILDX_METADATA_WARNINGS")) == Ok(true) {
            metadata.insert("buildx.build.warnings".into(), warnings.iter().map(rawjson::warning).collect());
        }
        metadata.sort_keys();
        docker.save_file(path, Rope::from(escaped_indented(&Value::Object(metadata), "  ")), 0o644)
    }
}

/// Puts the name of a build before the names of its steps (buildx `util/progress/multiwriter.go`, `addPrefix`).
pub(super) fn prefix(status: &mut SolveStatus, name: &str) {
    if name.is_empty() {
        return;
    }
    let named = |text: &str| match text.strip_prefix('[') {
        Some(rest) => format!("[{name} {rest}"),
        None => format!("[{name}] {text}"),
    };
    for vertex in &mut status.vertexes {
        vertex.name = named(&vertex.name);
        if let Some(group) = &mut vertex.group {
            group.name = named(&group.name);
        }
    }
}
