//! The command from its arguments to its output, against an engine that knows only what a test tells it.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};

use super::{BlobCopy, Docker, NoAnswer, Registries, RegistryManifest, run};
use crate::clock::Timestamp;
use crate::content::Rope;
use crate::engine::api::*;
use crate::oci::{Digest, Platform, Reference};
use crate::shell::{Environment, Input, Output, OutputBuffer, Prompt, Stop, Stream, TerminalSize};
use crate::vfs::{FileType, Files, Tree};

/// An engine that remembers what it was asked for.
#[derive(Default)]
struct Fake {
    calls: Vec<String>,
    images: Vec<models::ImageSummary>,
    /// What `image_inspect` and `container_inspect` find.
    objects: BTreeMap<String, Value>,
    /// Whether the image is here that a container is made of.
    pulled: bool,
    /// The password that logs in.
    password: String,
}

impl Fake {
    fn nothing<T>(&mut self, call: &str) -> ApiResult<T> {
        self.calls.push(call.into());
        Err(ApiError::new(501, "not in this test"))
    }
    fn find(&mut self, kind: &str, name: &str) -> ApiResult<Value> {
        let found = self.objects.get(&format!("{kind}/{name}")).cloned();
        found.ok_or_else(|| ApiError::new(404, format!("No such {kind}: {name}")))
    }
}

impl Builds for Fake {
    fn build(
        &mut self,
        _request: &BuildRequest,
        _progress: StatusSink<'_>,
    ) -> ApiResult<Result<BuildResult, BuildFailure>> {
        self.nothing("build")
    }
    fn build_cache(&mut self, _filters: &Filters) -> ApiResult<Vec<CacheUsage>> {
        self.nothing("build_cache")
    }
    fn build_cache_prune(&mut self, _prune: &CachePrune) -> ApiResult<Vec<CacheUsage>> {
        self.nothing("build_cache_prune")
    }
    fn build_prune(&mut self, _all: bool, _filters: &Filters) -> ApiResult<models::BuildPruneResponse> {
        self.nothing("build_prune")
    }
    fn build_records(&mut self) -> ApiResult<Vec<BuildRecord>> {
        self.nothing("build_records")
    }
    fn build_record_remove(&mut self, _reference: &str) -> ApiResult<()> {
        self.nothing("build_record_remove")
    }
}

impl Containers for Fake {
    fn container_create(
        &mut self,
        name: &str,
        _platform: Option<&Platform>,
        body: &models::ContainerCreateBody,
    ) -> ApiResult<models::ContainerCreateResponse> {
        let image = body.image.clone().unwrap_or_default();
        if !self.pulled {
            return Err(ApiError::new(404, format!("No such image: {image}:latest")));
        }
        self.calls.push(format!("container_create {name} {image} {:?} {:?}", body.cmd, body.env));
        Ok(models::ContainerCreateResponse { id: "c0ffee".into(), warnings: Vec::new() })
    }
    fn container_attach(&mut self, id: &str) -> ApiResult<()> {
        self.calls.push(format!("container_attach {id}"));
        Ok(())
    }
    fn container_start(&mut self, id: &str) -> ApiResult<()> {
        self.calls.push(format!("container_start {id}"));
        Ok(())
    }
    fn container_stream(&mut self, _id: &str, attached: Attached<'_>) -> ApiResult<Ended> {
        attached.output.write(Stream::Out, b"hi\n")?;
        attached.output.write(Stream::Err, b"oh\n")?;
        Ok(Ended::Exited(3))
    }
    fn container_stat(&mut self, _id: &str, path: &str) -> ApiResult<PathStat> {
        match path {
            "/tmp" => Ok(PathStat {
                name: "tmp".into(),
                size: 0,
                kind: FileType::Directory,
                link_target: String::new(),
                mode: 0o777,
                mtime: Timestamp(0),
            }),
            path => Err(ApiError::new(404, format!("Could not find the file {path}"))),
        }
    }
    fn container_write(
        &mut self,
        id: &str,
        path: &str,
        archive: Rope,
        _no_overwrite_dir_non_dir: bool,
        _copy_owner: bool,
    ) -> ApiResult<()> {
        let mut reader = tar::Archive::new(archive.reader());
        let names: Vec<String> = reader
            .entries()
            .unwrap()
            .map(|entry| entry.unwrap().path().unwrap().to_string_lossy().into_owned())
            .collect();
        self.calls.push(format!("container_write {id}:{path} {}", names.join(" ")));
        self.objects.insert("archive".into(), json!(archive.to_bytes().to_vec()));
        Ok(())
    }
    fn container_read(&mut self, _id: &str, path: &str) -> ApiResult<(Rope, PathStat)> {
        let bytes: Vec<u8> = serde_json::from_value(self.objects["archive"].clone()).unwrap();
        let stat = PathStat {
            name: path.into(),
            size: 0,
            kind: FileType::Directory,
            link_target: String::new(),
            mode: 0o755,
            mtime: Timestamp(0),
        };
        Ok((Rope::from(bytes), stat))
    }
    fn container_resize(&mut self, _id: &str, _size: TerminalSize) -> ApiResult<()> {
        self.nothing("container_resize")
    }
    fn container_stop(&mut self, _id: &str, _signal: &str, _timeout: Option<i64>) -> ApiResult<()> {
        self.nothing("container_stop")
    }
    fn container_restart(&mut self, _id: &str, _signal: &str, _timeout: Option<i64>) -> ApiResult<()> {
        self.nothing("container_restart")
    }
    fn container_kill(&mut self, _id: &str, _signal: &str) -> ApiResult<()> {
        self.nothing("container_kill")
    }
    fn container_pause(&mut self, _id: &str, _pause: bool) -> ApiResult<()> {
        self.nothing("container_pause")
    }
    fn container_wait(&mut self, _id: &str) -> ApiResult<i64> {
        self.nothing("container_wait")
    }
    fn container_remove(&mut self, _id: &str, _force: bool, _volumes: bool) -> ApiResult<()> {
        self.nothing("container_remove")
    }
    fn container_list(&mut self, _options: &ContainerList) -> ApiResult<Vec<models::ContainerSummary>> {
        self.nothing("container_list")
    }
    fn container_logs(&mut self, _id: &str, _options: &LogOptions, _output: &mut dyn Output) -> ApiResult<()> {
        self.nothing("container_logs")
    }
    fn exec_create(&mut self, _container: &str, _config: &models::ExecConfig) -> ApiResult<String> {
        self.nothing("exec_create")
    }
    fn exec_start(&mut self, _id: &str, _attached: Option<Attached<'_>>) -> ApiResult<Ended> {
        self.nothing("exec_start")
    }
    fn exec_stream(&mut self, _id: &str, _attached: Attached<'_>) -> ApiResult<Ended> {
        self.nothing("exec_stream")
    }
    fn exec_resize(&mut self, _id: &str, _size: TerminalSize) -> ApiResult<()> {
        self.nothing("exec_resize")
    }
    fn exec_inspect(&mut self, _id: &str) -> ApiResult<models::ExecInspectResponse> {
        self.nothing("exec_inspect")
    }
    fn container_top(&mut self, _id: &str, _arguments: &str) -> ApiResult<models::ContainerTopResponse> {
        self.nothing("container_top")
    }
    fn container_changes(&mut self, _id: &str) -> ApiResult<Vec<models::FilesystemChange>> {
        self.nothing("container_changes")
    }
    fn container_commit(&mut self, _options: &Commit) -> ApiResult<String> {
        self.nothing("container_commit")
    }
    fn container_export(&mut self, _id: &str) -> ApiResult<Rope> {
        self.nothing("container_export")
    }
    fn container_rename(&mut self, _id: &str, _name: &str) -> ApiResult<()> {
        self.nothing("container_rename")
    }
    fn container_update(&mut self, _id: &str, _wanted: &models::HostConfig) -> ApiResult<Vec<String>> {
        self.nothing("container_update")
    }
    fn container_prune(&mut self, _filters: &Filters) -> ApiResult<models::ContainerPruneResponse> {
        self.nothing("container_prune")
    }
    fn container_inspect(&mut self, id: &str, _size: bool) -> ApiResult<Value> {
        self.find("container", id)
    }
}

impl Volumes for Fake {
    fn volume_list(&mut self, filters: &Filters) -> ApiResult<Vec<Value>> {
        self.calls.push(format!("volume_list {filters:?}"));
        let volumes = self.objects.iter().filter(|(key, _)| key.starts_with("volume/"));
        Ok(volumes.map(|(_, volume)| volume.clone()).collect())
    }
    fn volume_create(&mut self, wanted: &VolumeCreate) -> ApiResult<Value> {
        let volume = serde_json::json!({ "Driver": "local", "Labels": wanted.labels, "Name": wanted.name });
        self.objects.insert(format!("volume/{}", wanted.name), volume.clone());
        Ok(volume)
    }
    fn volume_inspect(&mut self, name: &str) -> ApiResult<Value> {
        self.find("volume", name)
    }
    fn volume_remove(&mut self, name: &str, _force: bool) -> ApiResult<()> {
        let gone = self.objects.remove(&format!("volume/{name}")).map(|_| ());
        gone.ok_or_else(|| ApiError::new(404, format!("get {name}: no such volume")))
    }
    fn volume_prune(&mut self, filters: &Filters) -> ApiResult<models::VolumePruneResponse> {
        self.calls.push(format!("volume_prune {filters:?}"));
        let volumes_deleted = Some(vec!["data".to_string()]);
        Ok(models::VolumePruneResponse { volumes_deleted, space_reclaimed: Some(12) })
    }
}

impl Images for Fake {
    fn image_tag(&mut self, _source: &str, _repository: &str, _tag: &str) -> ApiResult<()> {
        self.nothing("image_tag")
    }
    fn image_push(
        &mut self,
        _name: &str,
        _tag: &str,
        _platform: Option<&Platform>,
        _auth: &Credentials,
        _progress: ProgressSink<'_>,
    ) -> ApiResult<()> {
        self.nothing("image_push")
    }
    fn image_save(&mut self, _names: &[String], _platforms: &[Platform]) -> ApiResult<Rope> {
        self.nothing("image_save")
    }
    fn image_load(&mut self, _archive: Rope, _platforms: &[Platform], _progress: ProgressSink<'_>) -> ApiResult<()> {
        self.nothing("image_load")
    }
    fn image_import(
        &mut self,
        _source: ImportSource,
        _options: &ImageImport,
        _progress: ProgressSink<'_>,
    ) -> ApiResult<()> {
        self.nothing("image_import")
    }
    fn image_list(&mut self, options: &ImageList) -> ApiResult<Vec<models::ImageSummary>> {
        self.calls.push(format!("image_list {:?} manifests={}", options.filters, options.manifests));
        Ok(self.images.clone())
    }
    fn image_inspect(&mut self, name: &str, _platform: Option<&Platform>, _manifests: bool) -> ApiResult<Value> {
        self.find("image", name)
    }
    fn image_prune(&mut self, filters: &Filters) -> ApiResult<models::ImagePruneResponse> {
        self.calls.push(format!("image_prune {filters:?}"));
        Ok(models::ImagePruneResponse {
            images_deleted: Some(vec![models::ImageDeleteResponseItem {
                deleted: Some("sha256:d02014c7de30".into()),
                untagged: None,
            }]),
            space_reclaimed: Some(9210),
        })
    }
    fn image_history(
        &mut self,
        _name: &str,
        _platform: Option<&Platform>,
    ) -> ApiResult<Vec<models::ImageHistoryResponseItem>> {
        let item = |id: &str, created, by: &str, size| models::ImageHistoryResponseItem {
            id: id.into(),
            created,
            created_by: by.into(),
            tags: Vec::new(),
            size,
            comment: String::new(),
        };
        Ok(vec![
            item("sha256:842f567b130f57bb", NOW - 120, "CMD [\"sh\"]", 0),
            item("<missing>", 0, "ADD rootfs.tar.gz / # buildkit and quite a lot of words more", 2_010_000),
        ])
    }
    fn image_remove(&mut self, name: &str, _options: &ImageRemove) -> ApiResult<Vec<models::ImageDeleteResponseItem>> {
        match name {
            "hello" => Ok(vec![
                models::ImageDeleteResponseItem { untagged: Some("hello:latest".into()), deleted: None },
                models::ImageDeleteResponseItem { untagged: None, deleted: Some("sha256:d0".into()) },
            ]),
            name => Err(ApiError::new(404, format!("No such image: {name}:latest"))),
        }
    }
    fn image_pull(
        &mut self,
        reference: &str,
        _platform: Option<&Platform>,
        auth: &Credentials,
        progress: ProgressSink<'_>,
    ) -> ApiResult<()> {
        self.calls.push(format!("image_pull {reference} as {:?}", auth.username));
        self.pulled = true;
        let message = |id: &str, status: &str, current| Progress {
            id: id.into(),
            status: status.into(),
            current,
            ..Progress::default()
        };
        progress(message("latest", "Pulling from library/hello", None));
        progress(message("1286efbf789e", "Pulling fs layer", Some(0)));
        progress(message("1286efbf789e", "Downloading", Some(100)));
        progress(message("1286efbf789e", "Pull complete", Some(0)));
        progress(message("", "Status: Downloaded newer image for hello:latest", None));
        Ok(())
    }
    fn image_search(
        &mut self,
        term: &str,
        limit: Option<i64>,
        filters: &Filters,
        _auth: &Credentials,
    ) -> ApiResult<Vec<models::ImageSearchResponseItem>> {
        self.calls.push(format!("image_search {term} {limit:?} {filters:?}"));
        Ok(vec![models::ImageSearchResponseItem {
            name: Some("nginx".into()),
            description: Some("Official build of Nginx.".into()),
            star_count: Some(21394),
            is_official: Some(true),
            is_automated: Some(false),
        }])
    }
}

impl System for Fake {
    fn ping(&mut self) -> ApiResult<Ping> {
        self.nothing("ping")
    }
    fn events(&mut self, _asked: &EventsAsked) -> ApiResult<Vec<EventMessage>> {
        self.nothing("events")
    }
    fn version(&mut self) -> ApiResult<Value> {
        self.nothing("version")
    }
    fn info(&mut self) -> ApiResult<Value> {
        self.nothing("info")
    }
    fn disk_usage(&mut self) -> ApiResult<models::SystemDataUsageResponse> {
        self.nothing("disk_usage")
    }
    fn network_list(&mut self) -> ApiResult<Vec<NetworkSummary>> {
        self.nothing("network_list")
    }
}

impl Auth for Fake {
    fn auth(&mut self, credentials: &Credentials) -> ApiResult<(String, String)> {
        self.calls.push(format!("auth {} {}", credentials.username, credentials.server_address));
        match credentials.password == self.password {
            true => Ok(("Login Succeeded".into(), String::new())),
            false => Err(ApiError::new(401, "unauthorized: incorrect username or password")),
        }
    }
}

impl Registries for Fake {
    fn registry_manifest(&mut self, reference: &Reference, _auth: &Credentials) -> Result<RegistryManifest, NoAnswer> {
        Err(NoAnswer { status: 404, message: format!("{reference}: not found") })
    }
    fn registry_copy_blob(&mut self, copy: &BlobCopy<'_>) -> Result<(), NoAnswer> {
        Err(NoAnswer { status: 404, message: format!("{}: not found", copy.digest) })
    }
    fn registry_put_manifest(
        &mut self,
        reference: &Reference,
        media_type: &str,
        body: bytes::Bytes,
        _auth: &Credentials,
    ) -> Result<Digest, NoAnswer> {
        self.calls.push(format!("registry_put_manifest {reference} {media_type}"));
        Ok(Digest::of(&body))
    }
    fn registry_blob(
        &mut self,
        _repository: &Reference,
        digest: &Digest,
        _auth: &Credentials,
    ) -> Result<bytes::Bytes, NoAnswer> {
        Err(NoAnswer { status: 404, message: format!("{digest}: not found") })
    }
    fn web_form(
        &mut self,
        host: &str,
        path: &str,
        form: &[(&str, &str)],
        _bearer: &str,
    ) -> Result<(u16, Value), NoAnswer> {
        let account = form.iter().find(|(name, _)| *name == "account").map_or("", |(_, account)| *account);
        self.calls.push(format!("web_form {host}{path} {account}").trim_end().to_string());
        let claims = r#"{"https://hub.docker.com":{"username":"student"}}"#;
        use base64::Engine as _;
        let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims);
        let denied = self.calls.iter().any(|call| call == "web_form login.docker.com/activate");
        Ok(match path {
            "/oauth/device/code" => (
                200,
                json!({"user_code": "LAYR-CAKE", "device_code": "d", "verification_uri": "https://login.docker.com/activate"}),
            ),
            "/oauth/token" if denied => (403, json!({"error_description": "User cancelled the confirmation prompt."})),
            "/oauth/token" => (200, json!({"access_token": format!("h.{claims}.s"), "refresh_token": "v1.r"})),
            "/v2/access-tokens/desktop-generate" => (201, json!({"data": {"token": "dckr_pat_x"}})),
            _ => (200, Value::Null),
        })
    }
}

/// 2026-11-23T12:00:00Z
const NOW: i64 = 1_795_435_200;

/// A machine on which docker commands are run.
struct Desk {
    fake: Fake,
    files: Tree,
    environment: Environment,
    stdin: Input,
    terminal: Option<TerminalSize>,
    answers: VecDeque<String>,
}

impl Desk {
    fn new() -> Desk {
        let mut files = Tree::new();
        files.make_dir("/home", 0o755).unwrap();
        files.make_dir("/home/student", 0o755).unwrap();
        files.make_dir("/home/student/work", 0o755).unwrap();
        let environment = Environment::from([("HOME".to_string(), "/home/student".to_string())]);
        Desk {
            fake: Fake::default(),
            files,
            environment,
            stdin: Input::Empty,
            terminal: None,
            answers: VecDeque::new(),
        }
    }

    fn on_terminal(mut self, answers: &[&str]) -> Desk {
        self.stdin = Input::Terminal;
        self.terminal = Some(TerminalSize { columns: 100, rows: 30 });
        self.answers = answers.iter().map(|answer| answer.to_string()).collect();
        self
    }

    /// Runs a line; both streams in their order, with errors marked, then the exit code.
    fn run(&mut self, line: &str) -> String {
        let arguments: Vec<String> = line.split(' ').map(String::from).collect();
        let mut output = OutputBuffer::default();
        output.terminal.clone_from(&self.terminal);
        let answers = &mut self.answers;
        let mut asked = Vec::new();
        let code = run(Docker {
            arguments: &arguments,
            environment: &self.environment,
            directory: "/home/student/work",
            stdin: &mut self.stdin,
            output: &mut output,
            files: &mut self.files,
            remotes: &mut self.fake,
            terminal: &mut |prompt: &Prompt| -> Result<Option<String>, Stop> {
                asked.push(format!("{}{}", prompt.text, if prompt.echo { "" } else { "(hidden)" }));
                Ok(answers.pop_front())
            },
            now: Timestamp::from_seconds(NOW),
            connection: &mut None,
        });
        let mut text = String::new();
        for (stream, bytes) in &output.chunks {
            for line in String::from_utf8_lossy(bytes).lines() {
                text.push_str(if *stream == Stream::Err { "! " } else { "" });
                text.push_str(line);
                text.push('\n');
            }
        }
        for question in asked {
            text.push_str(&format!("? {question}\n"));
        }
        text + &format!("exit {}", code.unwrap())
    }

    fn file(&self, path: &str) -> String {
        String::from_utf8_lossy(&self.files.read(path).unwrap().to_bytes()).into_owned()
    }
}

#[test]
fn a_run_pulls_what_is_missing_and_ends_with_the_programs_code() {
    let mut desk = Desk::new();
    insta::assert_snapshot!(desk.run("docker run --name box -e A=1 hello sh -c x"), @r"
    ! Unable to find image 'hello:latest' locally
    ! latest: Pulling from library/hello
    ! 1286efbf789e: Pulling fs layer
    ! 1286efbf789e: Pull complete
    ! Status: Downloaded newer image for hello:latest
    hi
    ! oh
    exit 3
    ");
    assert_eq!(
        desk.fake.calls,
        [
            "image_pull hello:latest as \"\"",
            r#"container_create box hello Some(["sh", "-c", "x"]) Some(["A=1"])"#,
            "container_attach c0ffee",
            "container_start c0ffee",
        ]
    );
}

#[test]
fn a_detached_run_prints_the_id() {
    let mut desk = Desk::new();
    desk.fake.pulled = true;
    insta::assert_snapshot!(desk.run("docker run -d hello"), @r"
    c0ffee
    exit 0
    ");
    insta::assert_snapshot!(desk.run("docker run --pull never -a stderr hello"), @r"
    ! oh
    exit 3
    ");
    desk.fake.pulled = false;
    insta::assert_snapshot!(desk.run("docker run --pull never hello"), @r"
    ! docker: Error response from daemon: No such image: hello:latest
    ! 
    ! Run 'docker run --help' for more information
    exit 125
    ");
}

#[test]
fn pruning_asks_and_takes_no_for_an_answer() {
    let mut desk = Desk::new();
    insta::assert_snapshot!(desk.run("docker image prune"), @r"
    WARNING! This will remove all dangling images.
    Are you sure you want to continue? [y/N] 
    exit 0
    ");
    assert!(desk.fake.calls.is_empty());
    desk.stdin = Input::Data { content: Rope::from("Y\n"), position: 0 };
    insta::assert_snapshot!(desk.run("docker image prune -a"), @r"
    WARNING! This will remove all images without at least one container associated to them.
    Are you sure you want to continue? [y/N] Deleted Images:
    deleted: sha256:d02014c7de30

    Total reclaimed space: 9.21kB
    exit 0
    ");
    let mut desk = Desk::new().on_terminal(&["n"]);
    insta::assert_snapshot!(desk.run("docker image prune"), @r"
    WARNING! This will remove all dangling images.
    ? Are you sure you want to continue? [y/N] 
    exit 0
    ");
}

#[test]
fn a_login_stores_what_the_registry_took() {
    let mut desk = Desk::new();
    desk.fake.password = "layers".into();
    desk.stdin = Input::Data { content: Rope::from("layers\n"), position: 0 };
    insta::assert_snapshot!(desk.run("docker login -u student --password-stdin localhost:5001"), @r"
    ! 
    ! WARNING! Your credentials are stored unencrypted in '/home/student/.docker/config.json'.
    ! Configure a credential helper to remove this warning. See
    ! https://docs.docker.com/go/credential-store/
    ! 
    Login Succeeded
    exit 0
    ");
    insta::assert_snapshot!(desk.run("docker login -u student -p wrong"), @r"
    ! WARNING! Using --password via the CLI is insecure. Use --password-stdin.
    ! Error response from daemon: unauthorized: incorrect username or password
    exit 1
    ");
    assert!(desk.file("/home/student/.docker/config.json").contains("c3R1ZGVudDpsYXllcnM="));
    desk.run("docker pull localhost:5001/a");
    assert_eq!(desk.fake.calls.last().unwrap(), "image_pull localhost:5001/a:latest as \"student\"");
    insta::assert_snapshot!(desk.run("docker logout localhost:5001"), @r"
    Removing login credentials for localhost:5001
    exit 0
    ");
    assert_eq!(desk.file("/home/student/.docker/config.json"), "{\n\t\"auths\": {}\n}");
}

#[test]
fn a_login_on_a_terminal_asks() {
    let mut desk = Desk::new().on_terminal(&["student", "layers"]);
    desk.fake.password = "layers".into();
    let text = desk.run("docker login localhost:5001");
    assert!(text.ends_with("Login Succeeded\n? Username: \n? Password: (hidden)\nexit 0"), "{text}");
    let mut desk = Desk::new();
    insta::assert_snapshot!(desk.run("docker login"), @r"
    ! error: cannot perform an interactive login from a non-TTY device
    exit 1
    ");
}

#[test]
fn a_login_with_the_browser_keeps_its_tokens() {
    let mut desk = Desk::new().on_terminal(&[""]);
    desk.fake.password = "dckr_pat_x".into();
    let text = desk.run("docker login").replace('\u{1b}', "^");
    insta::assert_snapshot!(text, @r"
    ! ^[1m
    ! USING WEB-BASED LOGIN^[0m
    ! 
    ! ^[1m^[106m^[30mi^[0m^[0m ^[96mInfo → ^[0m^[0m^[3mTo sign in with credentials on the command line, use 'docker login -u <username>'^[0m
    !          ^[3m^[0m
    ! 
    ! Your one-time device confirmation code is: ^[1mLAYR-CAKE
    ! ^[0m^[1mPress ENTER^[0m to open your browser or submit your device code here: ^[4mhttps://login.docker.com/activate
    ! ^[0m
    ! Waiting for authentication in the browser…
    ! 
    ! WARNING! Your credentials are stored unencrypted in '/home/student/.docker/config.json'.
    ! Configure a credential helper to remove this warning. See
    ! https://docs.docker.com/go/credential-store/
    ! 
    Login Succeeded
    ? (in the browser) Sign in as student and confirm LAYR-CAKE? [Y/n] 
    exit 0
    ");
    let stored = desk.file("/home/student/.docker/config.json");
    assert!(stored.contains("v1/access-token") && stored.contains("v1/refresh-token"), "{stored}");
    desk.run("docker logout");
    assert_eq!(desk.file("/home/student/.docker/config.json"), "{\n\t\"auths\": {}\n}");
    assert!(desk.fake.calls.contains(&"web_form login.docker.com/oauth/revoke".to_string()));

    let mut desk = Desk::new().on_terminal(&["n"]);
    assert!(
        desk.run("docker login")
            .contains("! failed waiting for authentication: User cancelled the confirmation prompt.\n")
    );
}

#[test]
fn what_worked_is_told_before_what_did_not() {
    let mut desk = Desk::new();
    insta::assert_snapshot!(desk.run("docker rmi nope hello"), @r"
    Untagged: hello:latest
    Deleted: sha256:d0
    ! Error response from daemon: No such image: nope:latest
    exit 1
    ");
    insta::assert_snapshot!(desk.run("docker rmi -f nope"), @r"
    ! Error response from daemon: No such image: nope:latest
    exit 0
    ");
}

#[test]
fn history_is_a_table_of_cut_texts() {
    insta::assert_snapshot!(Desk::new().run("docker history busybox"), @r#"
    IMAGE          CREATED         CREATED BY                                      SIZE      COMMENT
    842f567b130f   2 minutes ago   CMD ["sh"]                                      0B        
    <missing>      N/A             ADD rootfs.tar.gz / # buildkit and quite a l…   2.01MB    
    exit 0
    "#);
}

#[test]
fn inspecting_finds_containers_before_images() {
    let mut desk = Desk::new();
    desk.fake.objects.insert("container/box".into(), json!({"Id": "c1", "Name": "/box"}));
    desk.fake.objects.insert("image/hello".into(), json!({"Id": "sha256:d0", "Config": {"Cmd": null}}));
    insta::assert_snapshot!(desk.run("docker inspect -f {{.Id}} hello box nope"), @r"
    sha256:d0
    c1
    ! error: no such object: nope
    exit 1
    ");
    insta::assert_snapshot!(desk.run("docker inspect hello"), @r#"
    [
        {
            "Id": "sha256:d0",
            "Config": {
                "Cmd": null
            }
        }
    ]
    exit 0
    "#);
    insta::assert_snapshot!(desk.run("docker image inspect -f {{.Id hello"), @r"
    ! template parsing error: template: :1: unclosed action
    exit 64
    ");
}

#[test]
fn files_go_to_a_container_and_come_back() {
    let mut desk = Desk::new();
    desk.files.make_dir("/home/student/work/src", 0o755).unwrap();
    desk.files.write("/home/student/work/src/one", Rope::from("1\n"), 0o644).unwrap();
    assert_eq!(desk.run("docker cp src box:/tmp"), "exit 0");
    assert_eq!(desk.run("docker cp src box:/new"), "exit 0");
    assert_eq!(desk.run("docker cp src/. box:/new"), "exit 0");
    assert_eq!(
        desk.fake.calls,
        [
            "container_write box:/tmp src/ src/one",
            "container_write box:/ new/ new/one",
            "container_write box:/ new/ new/one",
        ]
    );
    assert_eq!(desk.run("docker cp box:/new back"), "exit 0");
    assert_eq!(desk.file("/home/student/work/back/one"), "1\n");
    insta::assert_snapshot!(desk.run("docker cp nothere box:/tmp"), @r"
    ! lstat /home/student/work/nothere: no such file or directory
    exit 1
    ");
    insta::assert_snapshot!(desk.run("docker cp a b"), @r"
    ! must specify at least one container source
    exit 1
    ");
}

#[test]
fn mistakes_on_the_command_line_are_dockers_own() {
    let mut desk = Desk::new();
    insta::assert_snapshot!(desk.run("docker image lss"), @r"
    ! docker: unknown command: docker image lss
    ! 
    ! Usage:  docker image
    ! 
    ! Run 'docker image --help' for more information
    exit 1
    ");
    insta::assert_snapshot!(desk.run("docker search --limit ten x"), @r#"
    ! invalid argument "ten" for "--limit" flag: strconv.ParseInt: parsing "ten": invalid syntax
    ! 
    ! Usage:  docker search [OPTIONS] TERM
    ! 
    ! Run 'docker search --help' for more information
    exit 125
    "#);
    insta::assert_snapshot!(desk.run("docker network create --driver y x"), @r"
    ! docker network create is not simulated in this sandbox: containers here have no networks of their own
    exit 1
    ");
    insta::assert_snapshot!(desk.run("docker --version"), @r"
    Docker version 29.8.0, build layercake
    exit 0
    ");
    insta::assert_snapshot!(desk.run("docker help nope"), @r"
    ! unknown help topic: nope
    exit 1
    ");
    insta::assert_snapshot!(desk.run("docker -H ssh://x ps"), @r"
    ! the engine ssh://x is not simulated in this sandbox: there is one engine here; leave its address out
    exit 1
    ");
}

#[test]
fn an_engine_that_is_not_there_cannot_be_reached() {
    let mut desk = Desk::new();
    for (line, said) in [
        (
            "docker -H tcp://localhost:1 ps",
            "! Cannot connect to the Docker daemon at tcp://localhost:1. Is the docker daemon running?\nexit 1\n",
        ),
        ("docker -c x -H tcp://y ps", "! conflicting options: cannot specify both --host and --context\nexit 1\n"),
        ("docker -c elsewhere context show", "elsewhere\nexit 0\n"),
        (
            "docker context rm default x",
            "! context \"default\" cannot be removed\n! context \"x\" does not exist\nexit 1\n",
        ),
    ] {
        assert_eq!(desk.run(line).trim_end(), said.trim_end(), "{line}");
    }
    let said = desk.run("docker -c elsewhere ps");
    assert!(
        said.starts_with("! Failed to initialize: unable to resolve docker endpoint: context \"elsewhere\""),
        "{said}"
    );
}

#[test]
fn help_is_found_from_anywhere_on_the_line() {
    let mut desk = Desk::new();
    let mut first = |line: &str| desk.run(line).lines().next().unwrap_or("").to_string();
    for (line, said) in [
        ("docker --help image", "Usage:  docker image COMMAND"),
        ("docker image --help ls", "Usage:  docker image ls [OPTIONS] [REPOSITORY[:TAG]]"),
        ("docker image ls a b c --help", "Usage:  docker image ls [OPTIONS] [REPOSITORY[:TAG]]"),
        ("docker nope --help", "Usage:  docker [OPTIONS] COMMAND"),
        ("docker help help --help", "Usage:  docker help [command]"),
        ("docker images -h", "Flag shorthand -h has been deprecated, use --help"),
        ("docker image ls --help --nope", "! unknown flag: --nope"),
        ("docker help image nope", "! unknown help topic: nope"),
        ("docker help nope image", "! unknown help topic: nope image"),
        ("docker manifest nope", "! docker: unknown command: docker manifest nope"),
        ("docker builder prune x", "! ERROR: docker: 'docker buildx prune' accepts no arguments"),
    ] {
        assert_eq!(first(line), said, "{line}");
    }
}

#[test]
fn a_search_is_a_table() {
    let mut desk = Desk::new();
    insta::assert_snapshot!(desk.run("docker search -f is-official=true --limit 3 nginx"), @r"
    NAME      DESCRIPTION                STARS     OFFICIAL
    nginx     Official build of Nginx.   21394     [OK]
    exit 0
    ");
    assert_eq!(desk.fake.calls, [r#"image_search nginx Some(3) {"is-official": ["true"]}"#]);
}

#[test]
fn an_empty_list_may_hint_at_another_command() {
    let mut desk = Desk::new();
    insta::assert_snapshot!(desk.run("docker images ls"), @r#"
    IMAGE   ID             DISK USAGE   CONTENT SIZE   EXTRA
    ! No images found matching "ls": did you mean "docker image ls"?
    exit 0
    "#);
    insta::assert_snapshot!(desk.run("docker image ls --tree -q"), @r"
    ! --quiet is not yet supported with --tree
    exit 1
    ");
}

#[test]
fn volumes_are_made_listed_pruned_and_removed() {
    let mut desk = Desk::new();
    assert_eq!(desk.run("docker volume create --label a=b data"), "data\nexit 0");
    assert_eq!(desk.run("docker volume ls"), "DRIVER    VOLUME NAME\nlocal     data\nexit 0");
    assert_eq!(desk.run("docker volume ls -qf dangling=true"), "data\nexit 0");
    assert!(desk.fake.calls.contains(&r#"volume_list {"dangling": ["true"]}"#.to_string()));
    assert_eq!(desk.run("docker volume ls --format {{.Labels}}:{{.Links}}"), "a=b:N/A\nexit 0");
    assert_eq!(desk.run("docker volume inspect -f {{.Driver}} data"), "local\nexit 0");
    assert_eq!(desk.run("docker volume prune -af"), "Deleted Volumes:\ndata\n\nTotal reclaimed space: 12B\nexit 0");
    assert!(desk.fake.calls.contains(&r#"volume_prune {"all": ["true"]}"#.to_string()));
    assert_eq!(
        desk.run("docker volume rm data nope"),
        "data\n! Error response from daemon: get nope: no such volume\nexit 1"
    );
}
