//! The modules that Python brings: a few are native, the rest is written in Python (`library/`) over `_layercake`.

mod json;
mod math;
pub mod regex;
mod rust;
mod rust_text;
mod system;
mod time;

use crate::shell::programs::script::bundled::Bundled;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::value::{Dict, Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{Fault, library};

macro_rules! library {
    ($($name:literal $file:literal),* ; $($other:literal $other_file:literal),*) => {
        static LIBRARY: &[Bundled] = &[
            $(Bundled { name: $name, text: include_str!(concat!("../library/", $file)), installed: false },)*
            $(Bundled { name: $other, text: include_str!(concat!("../library/", $other_file)), installed: true },)*
        ];
    };
}

library! {
    "_io" "_io.py",
    "_jinja" "jinja.py",
    "_wsgi" "wsgi.py",
    "argparse" "argparse.py",
    "asyncio" "asyncio.py",
    "collections" "collections.py",
    "dataclasses" "dataclasses.py",
    "datetime" "datetime.py",
    "functools" "functools.py",
    "getpass" "getpass.py",
    "hashlib" "hashlib.py",
    "http" "http.py",
    "http.server" "http_server.py",
    "itertools" "itertools.py",
    "logging" "logging.py",
    "os" "os.py",
    "os.path" "os_path.py",
    "pathlib" "pathlib.py",
    "platform" "platform.py",
    "random" "random.py",
    "secrets" "secrets.py",
    "signal" "signal.py",
    "shutil" "shutil.py",
    "socket" "socket.py",
    "socketserver" "socketserver.py",
    "string" "string.py",
    "sys" "sys.py",
    "textwrap" "textwrap.py",
    "threading" "threading.py",
    "time" "time.py",
    "traceback" "traceback.py",
    "typing" "typing.py",
    "urllib" "http.py",
    "urllib.parse" "urllib_parse.py",
    "urllib.request" "urllib_request.py",
    "uuid" "uuid.py",
    "wsgiref" "http.py",
    "wsgiref.simple_server" "wsgiref_simple_server.py"
    ;
    "dotenv" "dotenv.py",
    "fastapi" "fastapi.py",
    "fastapi.cli" "fastapi_cli.py",
    "fastapi.responses" "fastapi_responses.py",
    "flask" "flask.py",
    "flask.cli" "flask_cli.py",
    "gunicorn" "http.py",
    "gunicorn.app" "http.py",
    "gunicorn.app.wsgiapp" "gunicorn.py",
    "pydantic" "pydantic.py",
    "requests" "requests.py",
    "uvicorn" "uvicorn.py",
    "uvicorn.main" "uvicorn_main.py",
    "waitress" "waitress.py"
}

/// Modules of the standard library that the sandbox does not have.
pub const STANDARD: &[&str] = &[
    "abc",
    "ast",
    "base64",
    "bisect",
    "calendar",
    "cgi",
    "concurrent",
    "configparser",
    "contextlib",
    "copy",
    "csv",
    "ctypes",
    "curses",
    "decimal",
    "difflib",
    "email",
    "enum",
    "fractions",
    "ftplib",
    "gc",
    "glob",
    "gzip",
    "heapq",
    "html",
    "importlib",
    "inspect",
    "io",
    "ipaddress",
    "multiprocessing",
    "operator",
    "pickle",
    "pprint",
    "queue",
    "select",
    "smtplib",
    "sqlite3",
    "ssl",
    "stat",
    "statistics",
    "struct",
    "subprocess",
    "tarfile",
    "tempfile",
    "tkinter",
    "tomllib",
    "unittest",
    "warnings",
    "weakref",
    "xml",
    "zipfile",
    "zlib",
    "zoneinfo",
];

/// The module of this name that is written in Python.
pub fn bundled(name: &str) -> Option<&'static Bundled> {
    LIBRARY.iter().find(|module| module.name == name).or_else(|| library::bundled(name))
}

/// A module of natives.
pub fn native(vm: &mut Vm<'_, '_>, name: &str) -> Result<Option<Value>, Fault> {
    let (functions, values): (&'static [Native], Vec<(&str, Value)>) = match name {
        "_layercake" => (system::FUNCTIONS, Vec::new()),
        "_time" => (time::FUNCTIONS, Vec::new()),
        "json" => {
            let error = vm.class("JSONDecodeError")?;
            (json::FUNCTIONS, vec![("JSONDecodeError", Value::Object(error))])
        }
        "math" => (math::FUNCTIONS, math::constants()),
        "re" => (regex::FUNCTIONS, regex::constants()),
        "_rust" => (rust::FUNCTIONS, Vec::new()),
        _ => return Ok(None),
    };
    let mut members = Dict::default();
    for native in functions {
        members.put(native.name, Value::Native(native));
    }
    for (name, value) in values {
        members.put(name, value);
    }
    vm.heap.value(Object::Module { name: name.into(), members }).map(Some)
}
