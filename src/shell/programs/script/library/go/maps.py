def Keys(value):
    return list(value.entries)


def Values(value):
    return list(value.entries.values())
