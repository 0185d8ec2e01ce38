# What routers of other people's have in common: a tree of paths with names in them.
import _go_net_http as http


def match(pattern, path):
    """The values of the names in a pattern (`:id`, `{id}`, `*rest`), or None where it does not fit."""
    names, parts, given = {}, pattern.strip("/").split("/"), path.strip("/").split("/")
    if pattern.endswith("/") != path.endswith("/") and "*" not in pattern:
        return None
    for place, part in enumerate(parts):
        if part.startswith("*"):
            names[part[1:] or "*"] = "/".join(given[place:])
            return names
        if place >= len(given):
            return None
        if part[:1] in (":", "{") and given[place]:
            names[part.strip(":{}").partition(":")[0]] = given[place]
        elif part != given[place]:
            return None
    return names if len(parts) == len(given) else None


class Routes:
    def __init__(self):
        self.rows = []

    def add(self, method, pattern, handlers):
        self.rows.append((method, pattern, handlers))

    def find(self, method, path):
        """Handlers and values of names, or why there are none: 404 or 405."""
        status, named = 404, None
        for known, pattern, handlers in self.rows:
            values = match(pattern, path)
            if values is None:
                continue
            if known is not None and known != method and not (known == "GET" and method == "HEAD"):
                status = 405
                continue
            if not values:
                return (200, handlers, values)
            named = named or (200, handlers, values)
        return named or (status, None, {})
