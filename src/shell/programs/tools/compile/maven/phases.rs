//! What Maven is asked for: phases, goals of plugins, and which of them are not simulated.

/// How far the phases go: whether one of them is `phase` of the default lifecycle, or a later one.
pub(super) fn goes_to(words: &[&str], phase: &str) -> bool {
    let default = || LIFECYCLE.iter().skip_while(|own| **own != "validate").take_while(|own| **own != "pre-site");
    let wanted = default().position(|own| *own == phase).unwrap_or(0);
    words.iter().filter_map(|word| default().position(|own| own == word)).any(|at| at >= wanted)
}

/// Maven's phases, in order.
const LIFECYCLE: &[&str] = &[
    "pre-clean",
    "clean",
    "post-clean",
    "validate",
    "initialize",
    "generate-sources",
    "process-sources",
    "generate-resources",
    "process-resources",
    "compile",
    "process-classes",
    "generate-test-sources",
    "process-test-sources",
    "generate-test-resources",
    "process-test-resources",
    "test-compile",
    "process-test-classes",
    "test",
    "prepare-package",
    "package",
    "pre-integration-test",
    "integration-test",
    "post-integration-test",
    "verify",
    "install",
    "deploy",
    "pre-site",
    "site",
    "post-site",
    "site-deploy",
];
/// Goals of plugins that download, and no more.
const GOALS: &[&str] =
    &["dependency:go-offline", ":go-offline", "dependency:resolve", "dependency:resolve-plugins", "wrapper:wrapper"];

/// Options that have a word behind them (`maven-embedder`, `CLIManager`).
const VALUED: &[&str] = &[
    "-P",
    "--activate-profiles",
    "-T",
    "--threads",
    "-b",
    "--builder",
    "-f",
    "--file",
    "-gs",
    "--global-settings",
    "-gt",
    "--global-toolchains",
    "-l",
    "--log-file",
    "-pl",
    "--projects",
    "-rf",
    "--resume-from",
    "-s",
    "--settings",
    "-t",
    "--toolchains",
    "--color",
];

/// The phases and goals of a command line.
pub(super) fn goals<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let mut goals = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if VALUED.contains(word) {
            words.next();
        } else if !word.starts_with('-') {
            goals.push(*word);
        }
    }
    goals
}

/// What is wrong with what Maven is asked for, and what that is called.
pub(super) fn refused(goals: &[&str], project: &str) -> Option<(String, &'static str)> {
    if goals.is_empty() {
        let text = "No goals have been specified for this build. You must specify a valid lifecycle phase or a goal in the format <plugin-prefix>:<goal> or <plugin-group-id>:<plugin-artifact-id>[:<plugin-version>]:<goal>.";
        return Some((text.to_string(), "NoGoalSpecifiedException"));
    }
    if let Some(goal) = goals.iter().find(|goal| !LIFECYCLE.contains(goal) && !goal.contains(':')) {
        let text = format!(
            "Unknown lifecycle phase \"{goal}\". You must specify a valid lifecycle phase or a goal in the format \
             <plugin-prefix>:<goal> or <plugin-group-id>:<plugin-artifact-id>[:<plugin-version>]:<goal>. Available \
             lifecycle phases are: {}.",
            LIFECYCLE.join(", ")
        );
        return Some((text, "LifecyclePhaseNotFoundException"));
    }
    if let Some(phase) = goals.iter().find(|goal| goal.ends_with("site") || **goal == "site-deploy") {
        return Some((format!("layercake does not simulate the phase {phase}"), "MojoNotFoundException"));
    }
    if goals.contains(&"deploy") && project.contains("<distributionManagement>") {
        let text = "layercake does not simulate the phase deploy into a repository";
        return Some((text.to_string(), "MojoNotFoundException"));
    }
    let goal = goals.iter().find(|goal| goal.contains(':') && !GOALS.iter().any(|known| goal.ends_with(known)))?;
    Some((format!("layercake does not simulate the goal {goal}"), "MojoNotFoundException"))
}

/// What fails where nothing says to which repository it goes (maven-deploy-plugin, `AbstractDeployMojo`).
pub(super) fn undeployed(artifact: &str) -> String {
    format!(
        "Failed to execute goal org.apache.maven.plugins:maven-deploy-plugin:3.1.2:deploy (default-deploy) on project {}: \
         Deployment failed: repository element was not specified in the POM inside distributionManagement element or in \
         -DaltDeploymentRepository=id::url parameter",
        artifact
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phase_brings_those_before_it() {
        for (words, phase, goes) in [
            ("test-compile", "compile", true),
            ("process-classes", "test", false),
            ("integration-test", "package", true),
            ("clean", "compile", false),
            ("site", "compile", false),
        ] {
            assert_eq!(goes_to(&[words], phase), goes, "{words} {phase}");
        }
        assert_eq!(goals(&["-T", "4", "-B", "clean", "-f", "a/pom.xml", "package"]), ["clean", "package"]);
    }

    #[test]
    fn what_is_not_simulated_is_refused() {
        let words = |goal: &str, project: &str| refused(&[goal], project).map(|(text, _)| text).unwrap_or_default();
        assert_eq!(words("site", ""), "layercake does not simulate the phase site");
        assert_eq!(words("deploy", ""), "");
        assert_eq!(
            words("deploy", "<distributionManagement>"),
            "layercake does not simulate the phase deploy into a repository"
        );
        assert_eq!(words("versions:set", ""), "layercake does not simulate the goal versions:set");
        assert!(words("sit", "").starts_with("Unknown lifecycle phase \"sit\"."));
    }
}
