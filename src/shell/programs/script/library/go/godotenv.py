# github.com/joho/godotenv
import _go_os as os
from _go_core import _failure


def Load(*paths):
    import _layercake as _l
    for path in paths or [".env"]:
        try:
            text = _l.read(path).decode()
        except OSError as fault:
            return _failure(fault, "open", path)
        for line in text.split("\n"):
            name, found, value = line.strip().partition("=")
            if found and not name.startswith("#") and name.strip() not in os._environ:
                os._environ[name.strip()] = value.strip().strip("\"'")
    return None
