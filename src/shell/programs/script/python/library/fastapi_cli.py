import sys
import uvicorn


def main():
    words = sys.argv[1:]
    host, port, file = "0.0.0.0" if words[:1] == ["run"] else "127.0.0.1", 8000, None
    words = words[1:]
    while words:
        name, mark, value = words.pop(0).partition("=")
        if name in ("--port", "--host"):
            value = value if mark else words.pop(0)
            if name == "--port":
                port = int(value)
            else:
                host = value
        elif not name.startswith("-"):
            file = name
    module = (file or "main.py").replace(".py", "").replace("/", ".")
    uvicorn.run(module + ":app", host=host, port=port)
