//! What must hold of an engine's state at any moment.

use super::daemon::State;

impl State {
    /// What is wrong inside, one line each. Nothing ever should be.
    pub fn faults(&self) -> Vec<String> {
        let mut held: Vec<_> = self.containers.iter().map(|container| container.chain_id).collect();
        held.extend(self.builder.held());
        let mut faults = self.images.faults(&held, &self.builder.held_content());
        let mut names: Vec<&str> = self.containers.iter().map(|container| container.name.as_str()).collect();
        names.sort_unstable();
        let twice = names.windows(2).filter(|pair| pair.first() == pair.last());
        faults.extend(twice.map(|pair| format!("two containers have the name {}", pair.concat())));
        for container in self.containers.iter() {
            if self.images.snapshot(&container.chain_id).is_none() {
                faults.push(format!("the container {} has lost its layers", container.id));
            }
            if container.run.is_some() != container.state.is_running() {
                faults.push(format!("the container {} both runs and does not run", container.id));
            }
        }
        faults
    }
}
