import os
import sys
import _layercake as _l
import flask as _flask


def _load(name):
    """The application that FLASK_APP or --app names, or app.py, or wsgi.py."""
    if name is None:
        for candidate in ("wsgi", "app"):
            if os.path.isfile(candidate + ".py"):
                name = candidate
                break
    if name is None:
        sys.stderr.write("Error: Could not locate a Flask application. Use the 'flask --app' option, 'FLASK_APP' "
                         "environment variable, or a 'wsgi.py' or 'app.py' file in the current directory.\n")
        sys.exit(2)
    module, _, member = name.partition(":")
    module = module[:-3] if module.endswith(".py") else module
    shown = module
    try:
        found = _l.exec_module(module.replace("/", "."))
    except ModuleNotFoundError as error:
        if str(error) != "No module named '%s'" % module:
            raise
        sys.stderr.write("Error: Could not import '%s'.\n" % module)
        sys.exit(2)
    for candidate in [member] if member else ["app", "application"]:
        value = getattr(found, candidate, None)
        if value is not None:
            return shown, value
    for factory in ("create_app", "make_app"):
        if hasattr(found, factory):
            return shown, getattr(found, factory)()
    sys.stderr.write("Error: Failed to find Flask application or factory in module '%s'. Use '%s:name' to specify one.\n"
                     % (module, module))
    sys.exit(2)


def main(words=None):
    words = list(sys.argv[1:] if words is None else words)
    app = os.environ.get("FLASK_APP")
    host = os.environ.get("FLASK_RUN_HOST", "127.0.0.1")
    port = int(os.environ.get("FLASK_RUN_PORT", "5000"))
    debug = os.environ.get("FLASK_DEBUG", "0") in ("1", "true", "True") or os.environ.get("FLASK_ENV") == "development"
    command = None
    while words:
        word = words.pop(0)
        name, mark, value = word.partition("=")
        if name in ("--app", "-A", "--host", "-h", "--port", "-p"):
            value = value if mark else words.pop(0)
            if name in ("--app", "-A"):
                app = value
            elif name in ("--host", "-h"):
                host = value
            else:
                port = int(value)
        elif word == "--debug":
            debug = True
        elif word == "--version":
            print("Python " + _l.version() + "\nFlask 3.1.3\nWerkzeug 3.1.9")
            return
        elif word in ("--reload", "--no-reload", "--with-threads", "--no-debugger", "--without-threads"):
            pass
        elif command is None:
            command = word
    if command == "run":
        shown, found = _load(app)
        _flask._serve(found, app or shown, host, port, debug)
    elif command == "routes":
        shown, found = _load(app)
        for rule in found._rules:
            print(rule.endpoint, ",".join(rule.methods), rule.rule)
    elif command is None:
        print("Usage: flask [OPTIONS] COMMAND [ARGS]...")
    else:
        sys.stderr.write("Usage: flask [OPTIONS] COMMAND [ARGS]...\nTry 'flask --help' for help.\n\n"
                         "Error: No such command '%s'.\n" % command)
        sys.exit(2)
