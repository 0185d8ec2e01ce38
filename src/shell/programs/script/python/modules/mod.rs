//! The modules that Python brings: a few are native, the rest is written in Python (`library/`) over `_layercake`.

mod json;
mod math;
mod process;
pub mod regex;
mod rust;
mod rust_text;
mod system;
mod time;
mod twister;

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
    "__future__" "__future__.py",
    "_argparse_help" "argparse_help.py",
    "_argparse_read" "argparse_read.py",
    "_async" "_async.py",
    "_asyncio_loop" "asyncio_loop.py",
    "_asyncio_sync" "asyncio_sync.py",
    "_io" "_io.py",
    "_jinja" "jinja.py",
    "_jinja_values" "jinja_values.py",
    "_pytest_core" "pytest_core.py",
    "_pytest_report" "pytest_report.py",
    "_pytest_run" "pytest_run.py",
    "_strptime" "_strptime.py",
    "_traceback" "_traceback.py",
    "_unittest_diff" "unittest_diff.py",
    "_unittest_main" "unittest_main.py",
    "_wsgi" "wsgi.py",
    "abc" "abc.py",
    "argparse" "argparse.py",
    "ast" "ast.py",
    "asyncio" "asyncio.py",
    "atexit" "atexit.py",
    "base64" "base64.py",
    "binascii" "binascii.py",
    "bisect" "bisect.py",
    "collections" "collections.py",
    "collections.abc" "collections_abc.py",
    "concurrent" "http.py",
    "concurrent.futures" "concurrent_futures.py",
    "configparser" "configparser.py",
    "contextlib" "contextlib.py",
    "copy" "copy.py",
    "csv" "csv.py",
    "dataclasses" "dataclasses.py",
    "datetime" "datetime.py",
    "enum" "enum.py",
    "errno" "errno.py",
    "fnmatch" "fnmatch.py",
    "functools" "functools.py",
    "gc" "gc.py",
    "getpass" "getpass.py",
    "glob" "glob.py",
    "hashlib" "hashlib.py",
    "heapq" "heapq.py",
    "hmac" "hmac.py",
    "html" "html.py",
    "http" "http.py",
    "http.server" "http_server.py",
    "importlib" "importlib.py",
    "importlib.metadata" "importlib_metadata.py",
    "inspect" "inspect.py",
    "io" "io.py",
    "itertools" "itertools.py",
    "json" "json.py",
    "keyword" "keyword.py",
    "logging" "logging.py",
    "logging.config" "logging_config.py",
    "logging.handlers" "logging_handlers.py",
    "math" "math.py",
    "numbers" "numbers.py",
    "operator" "operator.py",
    "os" "os.py",
    "os.path" "os_path.py",
    "pathlib" "pathlib.py",
    "platform" "platform.py",
    "pprint" "pprint.py",
    "queue" "queue.py",
    "random" "random.py",
    "re" "re.py",
    "secrets" "secrets.py",
    "shlex" "shlex.py",
    "shutil" "shutil.py",
    "signal" "signal.py",
    "socket" "socket.py",
    "socketserver" "socketserver.py",
    "statistics" "statistics.py",
    "string" "string.py",
    "struct" "struct.py",
    "subprocess" "subprocess.py",
    "sys" "sys.py",
    "tempfile" "tempfile.py",
    "textwrap" "textwrap.py",
    "threading" "threading.py",
    "time" "time.py",
    "timeit" "timeit.py",
    "traceback" "traceback.py",
    "types" "types.py",
    "typing" "typing.py",
    "unittest" "unittest.py",
    "urllib" "http.py",
    "urllib.parse" "urllib_parse.py",
    "urllib.request" "urllib_request.py",
    "uuid" "uuid.py",
    "warnings" "warnings.py",
    "weakref" "weakref.py",
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
    "pytest" "pytest.py",
    "requests" "requests.py",
    "uvicorn" "uvicorn.py",
    "uvicorn.main" "uvicorn_main.py",
    "waitress" "waitress.py"
}

/// Modules of the standard library that the sandbox does not have.
pub const STANDARD: &[&str] = &[
    "_thread",
    "array",
    "bz2",
    "cProfile",
    "calendar",
    "cgi",
    "cmath",
    "code",
    "codecs",
    "compileall",
    "contextvars",
    "copyreg",
    "ctypes",
    "curses",
    "decimal",
    "difflib",
    "dis",
    "doctest",
    "email",
    "encodings",
    "ensurepip",
    "fcntl",
    "fractions",
    "ftplib",
    "graphlib",
    "grp",
    "gzip",
    "idlelib",
    "imaplib",
    "ipaddress",
    "linecache",
    "locale",
    "lzma",
    "marshal",
    "mimetypes",
    "mmap",
    "multiprocessing",
    "netrc",
    "optparse",
    "pdb",
    "pickle",
    "pkgutil",
    "poplib",
    "posixpath",
    "profile",
    "pstats",
    "pty",
    "pwd",
    "py_compile",
    "readline",
    "reprlib",
    "resource",
    "rlcompleter",
    "runpy",
    "sched",
    "select",
    "selectors",
    "shelve",
    "site",
    "smtplib",
    "sqlite3",
    "ssl",
    "stat",
    "stringprep",
    "symtable",
    "sysconfig",
    "syslog",
    "tabnanny",
    "tarfile",
    "telnetlib",
    "termios",
    "this",
    "tkinter",
    "token",
    "tokenize",
    "tomllib",
    "trace",
    "tracemalloc",
    "tty",
    "turtle",
    "unicodedata",
    "venv",
    "xml",
    "xmlrpc",
    "zipapp",
    "zipfile",
    "zipimport",
    "zlib",
    "zoneinfo",
];

/// Whether a module is the standard library's, whether it is here or not.
pub fn is_standard(name: &str) -> bool {
    let root = name.split('.').next().unwrap_or(name);
    STANDARD.contains(&root) || bundled(root).is_some_and(|module| !module.installed)
}

/// The module of this name that is written in Python.
pub fn bundled(name: &str) -> Option<&'static Bundled> {
    LIBRARY.iter().find(|module| module.name == name).or_else(|| library::bundled(name))
}

/// A module of natives.
pub fn native(vm: &mut Vm<'_, '_>, name: &str) -> Result<Option<Value>, Fault> {
    let (functions, values): (&'static [Native], Vec<(&str, Value)>) = match name {
        "_layercake" => (system::FUNCTIONS, Vec::new()),
        "_time" => (time::FUNCTIONS, Vec::new()),
        "_process" => (process::FUNCTIONS, Vec::new()),
        "_twister" => (twister::FUNCTIONS, Vec::new()),
        "_json" => {
            let error = vm.class("JSONDecodeError")?;
            (json::FUNCTIONS, vec![("JSONDecodeError", Value::Object(error))])
        }
        "_math" => (math::FUNCTIONS, math::constants()),
        "_re" => (regex::FUNCTIONS, Vec::new()),
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
