import _layercake as _l


def literal_eval(text):
    return _l.literal(text)


def parse(*values, **named):
    _l.unsimulated("ast.parse()")


dump = unparse = walk = parse
