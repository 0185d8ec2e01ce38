//! How a registry's state is saved: which parts and ropes each document has.

use crate::content::{AnyPart, Document, LoadError};

use super::accounts::Accounts;
use super::state::{Blobs, Repository, State, Uploads};

impl Document for State {
    fn parts(&self, visit: &mut dyn FnMut(&dyn AnyPart)) {
        self.repositories.values().for_each(|repository| visit(repository));
        visit(&self.blobs);
        visit(&self.uploads);
        visit(&self.accounts);
    }
    fn parts_mut(&mut self, visit: &mut dyn FnMut(&mut dyn AnyPart) -> Result<(), LoadError>) -> Result<(), LoadError> {
        self.repositories.values_mut().try_for_each(|repository| visit(repository))?;
        visit(&mut self.blobs)?;
        visit(&mut self.uploads)?;
        visit(&mut self.accounts)
    }
}

impl Document for Blobs {
    fn parts(&self, visit: &mut dyn FnMut(&dyn AnyPart)) {
        self.0.values().for_each(|content| visit(content));
    }
    fn parts_mut(&mut self, visit: &mut dyn FnMut(&mut dyn AnyPart) -> Result<(), LoadError>) -> Result<(), LoadError> {
        self.0.values_mut().try_for_each(|content| visit(content))
    }
}

impl Document for Uploads {
    fn parts(&self, visit: &mut dyn FnMut(&dyn AnyPart)) {
        self.0.values().for_each(|upload| visit(&upload.content));
    }
    fn parts_mut(&mut self, visit: &mut dyn FnMut(&mut dyn AnyPart) -> Result<(), LoadError>) -> Result<(), LoadError> {
        self.0.values_mut().try_for_each(|upload| visit(&mut upload.content))
    }
}

/// A document without parts.
macro_rules! leaf {
    ($($document:ty),+) => {$(
        impl Document for $document {
            fn parts(&self, _visit: &mut dyn FnMut(&dyn AnyPart)) {}
            fn parts_mut(
                &mut self,
                _visit: &mut dyn FnMut(&mut dyn AnyPart) -> Result<(), LoadError>,
            ) -> Result<(), LoadError> {
                Ok(())
            }
        }
    )+};
}

leaf!(Repository, Accounts);
