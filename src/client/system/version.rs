//! `docker version` (docker/cli `cli/command/system/version.go`).

use serde_json::{Value, json};

use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::Flags;
use crate::client::inspector::FORMAT;
use crate::client::shape::{SERVER_VERSION, VERSIONS, typed};
use crate::client::target::{self, API_VARIABLE};
use crate::client::template::{Missing, Template};
use crate::client::versions;
use crate::clock::Timestamp;
use crate::text::Columns;

const TEMPLATE: &str = r#"{{with .Client -}}
Client:
 Version:	{{.Version}}
 API version:	{{.APIVersion}}{{if ne .APIVersion .DefaultAPIVersion}} (downgraded from {{.DefaultAPIVersion}}){{end}}
 Go version:	{{.GoVersion}}
 Git commit:	{{.GitCommit}}
 Built:	{{.BuildTime}}
 OS/Arch:	{{.Os}}/{{.Arch}}
 Context:	{{.Context}}
{{- end}}{{with .Server}}

Server:{{if ne .Platform.Name ""}} {{.Platform.Name}}{{end}}
 {{- range $component := .Components}}
 {{$component.Name}}:
  {{- if eq $component.Name "Engine" }}
  Version:	{{.Version}}
  API version:	{{index .Details "ApiVersion"}} (minimum version {{index .Details "MinAPIVersion"}})
  Go version:	{{index .Details "GoVersion"}}
  Git commit:	{{index .Details "GitCommit"}}
  Built:	{{index .Details "BuildTime"}}
  OS/Arch:	{{index .Details "Os"}}/{{index .Details "Arch"}}
  Experimental:	{{index .Details "Experimental"}}
  {{- else }}
  Version:	{{$component.Version}}
  {{- $order := getDetailsOrder $component}}
  {{- range $key := $order}}
  {{$key}}:	{{index $component.Details $key}}
   {{- end}}
  {{- end}}
 {{- end}}
 {{- end}}"#;

const FLAGS: Flags = &[&FORMAT];

pub static VERSION: Command =
    Command { about: "Show the versions of client and engine", synopsis: "[OPTIONS]", flags: &[FLAGS], run, ..COMMAND };

/// The API that both speak: the client steps down to an older engine's.
fn negotiated(engine: &str) -> &str {
    if target::api_version(engine) < target::api_version(versions::API_VERSION) {
        engine
    } else {
        versions::API_VERSION
    }
}

/// What is known of the client itself; `api` is what it speaks with the engine.
pub(super) fn client(server: &Value, api: &str) -> Value {
    let of_server = |key: &str| server.get(key).cloned().unwrap_or_else(|| "".into());
    json!({
        "Version": versions::VERSION,
        "ApiVersion": api,
        "DefaultAPIVersion": versions::API_VERSION,
        "GitCommit": versions::COMMIT,
        "GoVersion": of_server("GoVersion"),
        "Os": "linux",
        "Arch": "amd64",
        "BuildTime": date(of_server("BuildTime").as_str().unwrap_or("")),
        "Context": "default",
    })
}

/// A time of building as C's `ctime` writes it.
fn date(text: &str) -> String {
    Timestamp::parse(text).map_or_else(|| text.to_string(), |at| at.in_utc("%a %b %e %H:%M:%S %Y"))
}

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let source = match given.text(&FORMAT) {
        "" => TEMPLATE,
        "json" => "{{json .}}",
        own => own,
    };
    let template = Template::named("version", source)
        .map_err(|words| Failure::Status { code: 64, message: format!("template parsing error: {words}") })?;
    let asked = target::asked_version(docker.variable(API_VARIABLE)).ok().flatten();
    let asked = asked.map(|(major, minor)| format!("{major}.{minor}"));
    let unanswered = target::answers(docker).err();
    let ping = docker.engine().ping()?;
    let mut server = docker.engine().version()?;
    let api = asked.as_deref().unwrap_or(match unanswered {
        Some(_) => versions::API_VERSION,
        None => negotiated(&ping.api_version),
    });
    let client = client(&server, api);
    match unanswered {
        Some(_) => server = Value::Null,
        None => complete(&mut server),
    }
    let both = json!({"Client": client, "Server": server});
    let executed = template.execute(&typed(&VERSIONS, &both), Missing::Default);
    let text = executed.clone().unwrap_or_default();
    let columns = Columns { minimum: 20, padding: 1 };
    docker.out(&columns.align(&format!("{text}\n")))?;
    if let Some(failure) = unanswered {
        return Err(failure);
    }
    executed.map(|_| ()).map_err(Failure::new)
}

/// Fills in what older fields leave out.
fn complete(server: &mut Value) {
    let Some(fields) = server.as_object_mut() else { return };
    for key in
        ["Version", "ApiVersion", "MinAPIVersion", "Os", "Arch", "GitCommit", "GoVersion", "KernelVersion", "BuildTime"]
    {
        fields.entry(key).or_insert_with(|| "".into());
    }
    fields.entry("Platform").or_insert_with(|| json!({"Name": ""}));
    let detail = |key: &str| fields.get(key).cloned().unwrap_or_else(|| "".into());
    let engine = json!([{
        "Name": "Engine",
        "Version": detail("Version"),
        "Details": {
            "ApiVersion": detail("ApiVersion"), "Arch": detail("Arch"), "BuildTime": detail("BuildTime"),
            "Experimental": (fields.get("Experimental") == Some(&Value::Bool(true))).to_string(), "GitCommit": detail("GitCommit"),
            "GoVersion": detail("GoVersion"), "KernelVersion": detail("KernelVersion"),
            "MinAPIVersion": detail("MinAPIVersion"), "Os": detail("Os"),
        },
    }]);
    fields.entry("Components").or_insert(engine);
    for component in fields.get_mut("Components").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(built) = component.pointer_mut("/Details/BuildTime") {
            *built = date(built.as_str().unwrap_or("")).into();
        }
    }
    // False is left out.
    fields.retain(|_, value| *value != Value::Bool(false));
    *server = SERVER_VERSION.pick(server);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_page_is_aligned() {
        let mut server = json!({"Version": "29.8.0", "ApiVersion": "1.52", "MinAPIVersion": "1.44", "Os": "linux", "Arch": "amd64",
            "GitCommit": "abc", "GoVersion": "go1.25", "BuildTime": "2026-08-20T10:11:12Z"});
        let client = client(&server, versions::API_VERSION);
        complete(&mut server);
        let both = json!({"Client": client, "Server": server});
        let text =
            Template::named("version", TEMPLATE).unwrap().execute(&typed(&VERSIONS, &both), Missing::Default).unwrap();
        let short = "{{.Client.APIVersion}} {{.Server.APIVersion}} {{.Server.Experimental}} {{(index .Server.Components 0).Name}}";
        let short = Template::named("version", short).unwrap().execute(&typed(&VERSIONS, &both), Missing::Default);
        assert_eq!(short.unwrap(), "1.55 1.52 false Engine");
        insta::assert_snapshot!(Columns { minimum: 20, padding: 1 }.align(&text), @r"
        Client:
         Version:           29.8.0
         API version:       1.55
         Go version:        go1.25
         Git commit:        layercake
         Built:             Thu Aug 20 10:11:12 2026
         OS/Arch:           linux/amd64
         Context:           default

        Server:
         Engine:
          Version:          29.8.0
          API version:      1.52 (minimum version 1.44)
          Go version:       go1.25
          Git commit:       abc
          Built:            Thu Aug 20 10:11:12 2026
          OS/Arch:          linux/amd64
          Experimental:     false
        ");
    }
}
