//! An engine that knows only what a test tells it, and remembers what it was asked for.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::machine::NOW;
use crate::client::{BlobCopy, NoAnswer, Registries, RegistryManifest};
use crate::clock::Timestamp;
use crate::content::Rope;
use crate::engine::api::*;
use crate::oci::{Digest, Platform, Reference};
use crate::vfs::FileType;

/// An engine that remembers what it was asked for.
#[derive(Default)]
pub(super) struct Fake {
    pub(super) calls: Vec<String>,
    pub(super) images: Vec<models::ImageSummary>,
    /// What `image_inspect` and `container_inspect` find.
    pub(super) objects: BTreeMap<String, Value>,
    /// Whether the image is here that a container is made of.
    pub(super) pulled: bool,
    /// The password that logs in.
    pub(super) password: String,
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
}

impl Networks for Fake {
    fn network_list(&mut self, _: &Filters) -> ApiResult<Vec<NetworkSummary>> {
        self.nothing("network_list")
    }
    fn network_create(&mut self, wanted: &NetworkCreate) -> ApiResult<String> {
        self.calls.push(format!("network_create {wanted:?}"));
        Ok("5".repeat(64))
    }
    fn network_inspect(&mut self, _: &str) -> ApiResult<Value> {
        Err(ApiError::new(404, "network not found"))
    }
    fn network_remove(&mut self, name: &str) -> ApiResult<()> {
        Err(ApiError::new(404, format!("network {name} not found")))
    }
    fn network_connect(&mut self, name: &str, container: &str, end: &models::EndpointSettings) -> ApiResult<()> {
        self.calls.push(format!("network_connect {name} {container} {:?}", end.aliases));
        Ok(())
    }
    fn network_disconnect(&mut self, name: &str, container: &str, force: bool) -> ApiResult<()> {
        self.calls.push(format!("network_disconnect {name} {container} {force}"));
        Ok(())
    }
    fn network_prune(&mut self, _: &Filters) -> ApiResult<Vec<String>> {
        Ok(Vec::new())
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
