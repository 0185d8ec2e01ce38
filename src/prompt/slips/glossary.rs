//! "What is a digest?": one sentence on each word of the trade.

use super::Says;
use crate::tell;

/// Words with which somebody asks what something is.
const ASKING: [&str; 6] = ["what", "whats", "what's", "define", "meaning", "explain"];
/// Words between those and what is asked for.
const BETWEEN: [&str; 22] = [
    "is", "are", "does", "do", "the", "a", "an", "one", "this", "that", "these", "mean", "means", "meant", "by", "of",
    "exactly", "actually", "in", "docker's", "word", "again",
];
/// The words, and what they mean. Blanks stand for dashes, too.
const GLOSSARY: &[(&[&str], Says)] = &[
    (&["image", "images", "docker image", "container image", "base image"], tell::gloss_image),
    (&["container", "containers", "docker container"], tell::gloss_container),
    (&["layer", "layers", "image layer"], tell::gloss_layer),
    (&["tag", "tags", "image tag"], tell::gloss_tag),
    (&["digest", "digests", "sha256", "blob digest"], tell::gloss_digest),
    (&["id", "ids", "image id", "container id"], tell::gloss_id),
    (&["diff id", "diffid", "diff ids"], tell::gloss_diff_id),
    (&["chain id", "chainid", "chain ids"], tell::gloss_chain_id),
    (&["blob", "blobs"], tell::gloss_blob),
    (&["attestation", "attestations", "attestation manifest"], tell::gloss_attestation),
    (&["index", "image index", "manifest list"], tell::gloss_index),
    (&["manifest", "manifests"], tell::gloss_manifest),
    (&["config", "configuration", "image config"], tell::gloss_config),
    (&["filter", "filters"], tell::gloss_filter),
    (&["format"], tell::gloss_format),
    (&["registry", "registries"], tell::gloss_registry),
    (&["repository", "repositories", "repo"], tell::gloss_repository),
    (&["hub", "docker hub", "dockerhub"], tell::gloss_hub),
    (&["dockerfile", "dockerfiles"], tell::gloss_dockerfile),
    (&["context", "build context"], tell::gloss_context),
    (&["cache", "build cache", "cached"], tell::gloss_cache),
    (&["platform", "platforms"], tell::gloss_platform),
    (&["volume", "volumes"], tell::gloss_volume),
    (&["dangling", "dangling image", "dangling images"], tell::gloss_dangling),
    (&["writable layer", "container layer"], tell::gloss_writable),
    (&["copy on write", "copy up", "cow"], tell::gloss_copy_up),
    (&["overlay", "overlayfs", "overlay2", "union", "union file system", "union filesystem"], tell::gloss_overlay),
    (&["whiteout", "whiteouts"], tell::gloss_whiteout),
    (&["daemon", "dockerd", "docker daemon", "engine", "docker engine"], tell::gloss_daemon),
    (&["provenance"], tell::gloss_provenance),
    (&["sbom"], tell::gloss_sbom),
    (&["stage", "stages", "multi stage build", "build stage"], tell::gloss_stage),
    (&["entrypoint", "cmd"], tell::gloss_entrypoint),
    (&["exit code", "exit status", "exit codes"], tell::gloss_exit_code),
    (&["token", "tokens", "access token", "pat"], tell::gloss_token),
    (&["scratch"], tell::gloss_scratch),
    (&["kernel", "linux kernel"], tell::gloss_kernel),
    (&["content size"], tell::gloss_content_size),
    (&["disk usage"], tell::gloss_disk_usage),
    (&["namespace", "namespaces"], tell::gloss_namespace),
    (&["base64"], tell::gloss_base64),
    (&["shell", "bash", "sh"], tell::gloss_shell),
    (&["buildkit", "builder", "buildx"], tell::gloss_buildkit),
];

/// What the word means that words of a question (in small letters) ask for.
pub(super) fn answer(words: &[&str]) -> Option<String> {
    let (first, rest) = words.split_first().filter(|(first, _)| ASKING.contains(first))?;
    // `explain tag` may be a command line that lacks `docker`.
    if rest.is_empty() || *first == "explain" && rest.len() < 2 {
        return None;
    }
    let asked: Vec<&str> = rest.iter().copied().filter(|word| !BETWEEN.contains(word)).collect();
    let asked = asked.join(" ");
    let known = |words: &[&str]| words.contains(&asked.as_str());
    GLOSSARY.iter().find(|(words, _)| known(words)).map(|(_, says)| says())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_trade_are_explained() {
        let asked = |line: &str| answer(&line.split(' ').collect::<Vec<_>>()).unwrap_or_default();
        assert!(asked("what is a layer").contains("archive"));
        assert!(asked("what does dangling mean").contains("<none>"));
        assert!(asked("what are the diff ids").contains("config"));
        assert!(asked("what is the build cache").contains("cache"));
        assert!(asked("explain the digest").contains("SHA-256"));
        for line in ["what is", "what is it", "what should i do", "what is a quokka", "explain tag", "layer"] {
            assert_eq!(asked(line), "", "{line}");
        }
        tell::speak("de");
        assert!(asked("what is one layer").contains("Archiv"));
    }
}
