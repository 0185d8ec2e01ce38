//! The part of Ruby's library that is in Ruby.

/// A file of the library.
pub struct Bundled {
    pub name: &'static str,
    pub text: &'static str,
    /// The gem that has it, if it does not come with Ruby.
    pub gem: Option<&'static str>,
}

macro_rules! library {
    ($($name:literal $file:literal $gem:expr),* $(,)?) => {
        static LIBRARY: &[Bundled] = &[
            $(Bundled { name: $name, text: include_str!(concat!("library/", $file)), gem: $gem },)*
        ];
    };
}

library! {
    "digest" "digest.rb" None,
    "erb" "erb.rb" None,
    "fileutils" "fileutils.rb" None,
    "json" "json.rb" None,
    "logger" "logger.rb" None,
    "net/http" "net_http.rb" None,
    "optparse" "optparse.rb" None,
    "rack" "rack.rb" Some("rack"),
    "rackup" "rackup.rb" Some("rackup"),
    "securerandom" "securerandom.rb" None,
    "sinatra/base" "sinatra_base.rb" Some("sinatra"),
    "sinatra" "sinatra.rb" Some("sinatra"),
    "socket" "socket.rb" None,
    "time" "time.rb" None,
    "uri" "uri.rb" None,
    "webrick" "webrick.rb" Some("webrick"),
    "bin/puma" "puma_program.rb" Some("puma"),
    "bin/rackup" "rackup_program.rb" Some("rackup"),
}

/// What is there before a program begins.
pub static CORE: &[(&str, &str)] = &[
    ("<internal:enumerable>", include_str!("library/enumerable.rb")),
    ("<internal:core>", include_str!("library/core.rb")),
    ("<internal:collections>", include_str!("library/collections.rb")),
    ("<internal:records>", include_str!("library/records.rb")),
    ("<internal:system>", include_str!("library/system.rb")),
    ("<internal:io>", include_str!("library/io.rb")),
];

/// Names of files that have nothing that is not there already.
pub const EMPTY: &[&str] = &[
    "English",
    "bundler",
    "bundler/setup",
    "cgi",
    "date",
    "enumerator",
    "etc",
    "forwardable",
    "io/console",
    "monitor",
    "ostruct",
    "pp",
    "rbconfig",
    "rubygems",
    "set",
    "stringio",
    "tempfile",
    "thread",
    "timeout",
    "tmpdir",
];

/// A file of the library.
pub fn bundled(name: &str) -> Option<&'static Bundled> {
    LIBRARY.iter().find(|file| file.name == name)
}
