import logging
import logging.handlers
import sys


def _class(name):
    module, _, last = name.rpartition(".")
    import importlib
    return getattr(importlib.import_module(module), last)


def _value(value):
    if isinstance(value, str) and value.startswith("ext://"):
        return _class(value[6:])
    return value


def dictConfig(config):
    if config.get("version") != 1:
        raise ValueError("Unsupported version: %s" % config.get("version"))
    formatters = {}
    for name, how in config.get("formatters", {}).items():
        kind = _class(how["()"]) if isinstance(how.get("()"), str) else how.get("()", how.get("class") or
                                                                               logging.Formatter)
        kind = _class(kind) if isinstance(kind, str) else kind
        formatters[name] = kind(how.get("format") or how.get("fmt"), how.get("datefmt"), how.get("style", "%"))
    handlers = {}
    for name, how in config.get("handlers", {}).items():
        how = {key: _value(value) for key, value in how.items()}
        kind = _class(how.pop("class"))
        level, formatter = how.pop("level", None), how.pop("formatter", None)
        how.pop("filters", None)
        handler = handlers[name] = kind(**how)
        if level:
            handler.setLevel(level)
        if formatter:
            handler.setFormatter(formatters[formatter])
    if not config.get("incremental") and config.get("disable_existing_loggers", True):
        for logger in logging.Logger.manager.loggerDict.values():
            logger.disabled = True
    loggers = dict(config.get("loggers", {}))
    if "root" in config:
        loggers[""] = config["root"]
    for name, how in loggers.items():
        logger = logging.getLogger(name)
        logger.disabled = False
        if "level" in how:
            logger.setLevel(how["level"])
        if "propagate" in how:
            logger.propagate = how["propagate"]
        logger.handlers = [handlers[handler] for handler in how.get("handlers", [])]
