import _layercake as _l


def import_module(name, package=None):
    if name.startswith("."):
        dots = len(name) - len(name.lstrip("."))
        parts = package.split(".")
        name = ".".join(parts[:len(parts) - dots + 1] + ([name[dots:]] if name[dots:] else []))
    return getattr(_l, "import")(name)


def reload(module):
    _l.unsimulated("importlib.reload()")


def invalidate_caches():
    pass
