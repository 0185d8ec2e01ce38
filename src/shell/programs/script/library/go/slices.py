def Sort(values):
    values.sort()


def Contains(values, wanted):
    return wanted in (values or [])


def Index(values, wanted):
    return values.index(wanted) if wanted in (values or []) else -1


def Reverse(values):
    values.reverse()


def Max(values):
    return max(values)


def Min(values):
    return min(values)


def Sorted(values):
    return sorted(values)
