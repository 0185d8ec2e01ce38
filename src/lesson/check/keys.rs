//! [`keys!`]: a struct whose fields are the keys of a check or value, and whose documentation is the authors' page.
//!
//! The macro derives the reading (`serde`, unknown keys refused) and keeps what the doc comments say, so that each key
//! is written down once.

use serde::de::DeserializeOwned;

/// A key of a check or value.
#[derive(Debug)]
pub struct Key {
    pub name: &'static str,
    /// What stands after it.
    pub form: &'static str,
    /// What it means, for authors.
    pub about: &'static str,
    /// Whether a value can stand after it.
    pub(super) fits: fn(toml::Value) -> Result<(), toml::de::Error>,
}

/// A struct made by [`keys!`].
pub trait Keys: DeserializeOwned {
    /// What it is, for authors.
    const ABOUT: &'static str;
    /// Its fields, in the order written; of a check or value the first is the one that names it.
    const KEYS: &'static [Key];
}

/// What can stand after a key.
pub(super) trait Form: DeserializeOwned {
    /// As the authors' page says it.
    const NAME: &'static str;
}

/// Reads a table; the error names the key that is wrong.
pub(super) fn read<T: Keys>(table: toml::Table) -> Result<T, String> {
    T::deserialize(table.clone()).map_err(|error| {
        let wrong = T::KEYS.iter().find_map(|key| {
            let error = (key.fits)(table.get(key.name)?.clone()).err()?;
            Some(format!("`{}`: {}", key.name, error.message()))
        });
        wrong.unwrap_or_else(|| error.message().into())
    })
}

/// Refuses keys of a table that are not in these lists.
pub(super) fn known(table: &toml::Table, lists: [&'static [Key]; 2]) -> Result<(), String> {
    let names = || lists.into_iter().flatten().map(|key| key.name);
    match table.keys().find(|key| !names().any(|name| name == *key)) {
        Some(key) => {
            Err(format!("unknown field `{key}`, expected one of `{}`", names().collect::<Vec<_>>().join("`, `")))
        }
        None => Ok(()),
    }
}

/// Takes out of a table the keys of `T`, and reads them.
pub(super) fn take<T: Keys>(table: &mut toml::Table) -> Result<T, String> {
    let of_t = T::KEYS.iter().filter_map(|key| Some((key.name.to_string(), table.remove(key.name)?)));
    let own = of_t.collect();
    read(own)
}

/// Whether a value has the form `T`.
pub(super) fn fits<T: DeserializeOwned>(value: toml::Value) -> Result<(), toml::de::Error> {
    T::deserialize(value).map(drop)
}

/// Makes a struct, its reading, and the table of its keys out of its doc comments.
macro_rules! keys {
    (
        $(#[doc = $about:literal])+
        $visible:vis struct $Name:ident {
            $(
                $(#[doc = $key_about:literal])+
                $(#[serde($($serde:tt)*)])?
                $key:ident: $Form:ty,
            )+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        $visible struct $Name {
            $(
                $(#[doc = $key_about])+
                $(#[serde($($serde)*)])?
                $key: $Form,
            )+
        }

        impl $crate::lesson::check::keys::Keys for $Name {
            const ABOUT: &'static str = concat!($($about),+);
            const KEYS: &'static [$crate::lesson::check::keys::Key] = &[$(
                $crate::lesson::check::keys::Key {
                    name: stringify!($key),
                    form: <$Form as $crate::lesson::check::keys::Form>::NAME,
                    about: concat!($($key_about),+),
                    fits: $crate::lesson::check::keys::fits::<$Form>,
                },
            )+];
        }
    };
}
pub(super) use keys;
