//! What must hold of a World at any moment, whatever was typed.

use crate::registry::Place;

use super::World;

impl World {
    /// What is wrong inside, one line each: names of nothing, damaged content, wrong counts. Nothing ever should be.
    /// It reads everything, so it takes its time.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = self.engine.faults();
        for place in [Place::Hub, Place::Open, Place::Locked] {
            let state = self.network.state(place);
            let library = self.network.library();
            let found = match place {
                Place::Hub => state.faults(&**library),
                _ => state.faults(&crate::registry::EmptyLibrary),
            };
            faults.extend(found.into_iter().map(|fault| format!("{place:?}: {fault}")));
        }
        faults
    }
}
