//! [`Containers`] of the Engine API: each endpoint is a file of its own beside this one.

use serde_json::Value;

use crate::content::Rope;
use crate::oci::Platform;

use super::super::Daemon;
use super::super::api::{
    self, ApiResult, Attached, Containers, Ended, Filters, Output, PathStat, TerminalSize, models,
};
use super::{
    archive, attach, changes, commit, create, exec, export, inspect, kill, list, logs, pause, prune, remove, rename,
    resize, start, stop, top, update, wait,
};

impl Containers for Daemon<'_> {
    fn container_create(
        &mut self,
        name: &str,
        platform: Option<&Platform>,
        body: &models::ContainerCreateBody,
    ) -> ApiResult<models::ContainerCreateResponse> {
        create::create(self, name, platform, body)
    }
    fn container_attach(&mut self, id: &str) -> ApiResult<()> {
        attach::attach(self, id)
    }
    fn container_start(&mut self, id: &str) -> ApiResult<()> {
        start::start(self, id)
    }
    fn container_stream(&mut self, id: &str, attached: Attached<'_>) -> ApiResult<Ended> {
        attach::stream(self, id, attached)
    }
    fn container_resize(&mut self, id: &str, size: TerminalSize) -> ApiResult<()> {
        resize::container(self, id, size)
    }
    fn container_stop(&mut self, id: &str, signal: &str, timeout: Option<i64>) -> ApiResult<()> {
        stop::stop(self, id, signal, timeout)
    }
    fn container_restart(&mut self, id: &str, signal: &str, timeout: Option<i64>) -> ApiResult<()> {
        stop::restart(self, id, signal, timeout)
    }
    fn container_kill(&mut self, id: &str, signal: &str) -> ApiResult<()> {
        kill::kill(self, id, signal)
    }
    fn container_pause(&mut self, id: &str, pause: bool) -> ApiResult<()> {
        pause::pause(self, id, pause)
    }
    fn container_wait(&mut self, id: &str) -> ApiResult<i64> {
        wait::wait(self, id)
    }
    fn container_remove(&mut self, id: &str, force: bool, volumes: bool) -> ApiResult<()> {
        remove::remove(self, id, force, volumes)
    }
    fn container_list(&mut self, options: &api::ContainerList) -> ApiResult<Vec<models::ContainerSummary>> {
        list::list(self, options)
    }
    fn container_inspect(&mut self, id: &str, size: bool) -> ApiResult<Value> {
        inspect::inspect(self, id, size)
    }
    fn container_logs(&mut self, id: &str, options: &api::LogOptions, output: &mut dyn Output) -> ApiResult<()> {
        logs::logs(self, id, options, output)
    }
    fn exec_create(&mut self, container: &str, config: &models::ExecConfig) -> ApiResult<String> {
        exec::create(self, container, config)
    }
    fn exec_start(&mut self, id: &str, attached: Option<Attached<'_>>) -> ApiResult<Ended> {
        exec::start(self, id, attached)
    }
    fn exec_stream(&mut self, id: &str, attached: Attached<'_>) -> ApiResult<Ended> {
        exec::stream(self, id, attached)
    }
    fn exec_resize(&mut self, id: &str, size: TerminalSize) -> ApiResult<()> {
        resize::exec(self, id, size)
    }
    fn exec_inspect(&mut self, id: &str) -> ApiResult<models::ExecInspectResponse> {
        exec::inspect(self, id)
    }
    fn container_top(&mut self, id: &str, arguments: &str) -> ApiResult<models::ContainerTopResponse> {
        top::top(self, id, arguments)
    }
    fn container_changes(&mut self, id: &str) -> ApiResult<Vec<models::FilesystemChange>> {
        changes::changes(self, id)
    }
    fn container_commit(&mut self, options: &api::Commit) -> ApiResult<String> {
        commit::commit(self, options)
    }
    fn container_stat(&mut self, id: &str, path: &str) -> ApiResult<PathStat> {
        archive::stat(self, id, path)
    }
    fn container_read(&mut self, id: &str, path: &str) -> ApiResult<(Rope, PathStat)> {
        archive::read(self, id, path)
    }
    fn container_write(
        &mut self,
        id: &str,
        path: &str,
        archive: Rope,
        no_overwrite_dir_non_dir: bool,
        copy_owner: bool,
    ) -> ApiResult<()> {
        archive::write(self, id, path, archive, no_overwrite_dir_non_dir, copy_owner)
    }
    fn container_export(&mut self, id: &str) -> ApiResult<Rope> {
        export::export(self, id)
    }
    fn container_rename(&mut self, id: &str, name: &str) -> ApiResult<()> {
        rename::rename(self, id, name)
    }
    fn container_update(&mut self, id: &str, wanted: &models::HostConfig) -> ApiResult<Vec<String>> {
        update::update(self, id, wanted)
    }
    fn container_prune(&mut self, filters: &Filters) -> ApiResult<models::ContainerPruneResponse> {
        prune::prune(self, filters)
    }
}
