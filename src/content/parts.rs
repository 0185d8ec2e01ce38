//! [`Parts`]: which parts a value has, and [`parts!`], which writes that down for a struct.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{AnyPart, Document, LoadError, Part, Rope};

/// Called for each part.
pub type Visit<'v> = dyn FnMut(&dyn AnyPart) + 'v;
/// Called for each part, to change it.
pub type VisitMut<'v> = dyn FnMut(&mut dyn AnyPart) -> Result<(), LoadError> + 'v;

/// A value that may have parts (and ropes) inside. For structs there is [`parts!`].
pub trait Parts {
    /// Calls `visit` for every part (and rope) directly inside.
    fn parts(&self, visit: &mut Visit<'_>);
    /// Calls `visit` for every part (and rope) directly inside, to resolve it after loading.
    fn parts_mut(&mut self, visit: &mut VisitMut<'_>) -> Result<(), LoadError>;
}

/// [`Parts`] of a struct: the fields that have parts, and `besides` them those that have none. A field that is named
/// nowhere does not compile.
macro_rules! parts {
    ($name:ty { $($part:ident),* } besides { $($plain:tt),* }) => {
        impl $crate::content::Parts for $name {
            fn parts(&self, _visit: &mut $crate::content::Visit<'_>) {
                let Self { $($part,)* $($plain: _,)* } = self;
                $($crate::content::Parts::parts($part, _visit);)*
            }
            fn parts_mut(
                &mut self,
                _visit: &mut $crate::content::VisitMut<'_>,
            ) -> Result<(), $crate::content::LoadError> {
                let Self { $($part,)* $($plain: _,)* } = self;
                $($crate::content::Parts::parts_mut($part, _visit)?;)*
                Ok(())
            }
        }
    };
}
pub(crate) use parts;

impl<T: Document> Parts for Part<T> {
    fn parts(&self, visit: &mut Visit<'_>) {
        visit(self);
    }
    fn parts_mut(&mut self, visit: &mut VisitMut<'_>) -> Result<(), LoadError> {
        visit(self)
    }
}

impl Parts for Rope {
    fn parts(&self, visit: &mut Visit<'_>) {
        visit(self);
    }
    fn parts_mut(&mut self, visit: &mut VisitMut<'_>) -> Result<(), LoadError> {
        visit(self)
    }
}

impl<T: Parts> Parts for Option<T> {
    fn parts(&self, visit: &mut Visit<'_>) {
        self.iter().for_each(|value| value.parts(visit));
    }
    fn parts_mut(&mut self, visit: &mut VisitMut<'_>) -> Result<(), LoadError> {
        self.iter_mut().try_for_each(|value| value.parts_mut(visit))
    }
}

impl<T: Parts> Parts for Vec<T> {
    fn parts(&self, visit: &mut Visit<'_>) {
        self.iter().for_each(|value| value.parts(visit));
    }
    fn parts_mut(&mut self, visit: &mut VisitMut<'_>) -> Result<(), LoadError> {
        self.iter_mut().try_for_each(|value| value.parts_mut(visit))
    }
}

impl<T: Parts + Clone> Parts for Arc<[T]> {
    fn parts(&self, visit: &mut Visit<'_>) {
        self.iter().for_each(|value| value.parts(visit));
    }
    fn parts_mut(&mut self, visit: &mut VisitMut<'_>) -> Result<(), LoadError> {
        let mut values = self.to_vec();
        values.parts_mut(visit)?;
        *self = values.into();
        Ok(())
    }
}

impl<K, T: Parts> Parts for BTreeMap<K, T> {
    fn parts(&self, visit: &mut Visit<'_>) {
        self.values().for_each(|value| value.parts(visit));
    }
    fn parts_mut(&mut self, visit: &mut VisitMut<'_>) -> Result<(), LoadError> {
        self.values_mut().try_for_each(|value| value.parts_mut(visit))
    }
}
