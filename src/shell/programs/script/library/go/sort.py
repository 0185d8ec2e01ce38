def Strings(values):
    values.sort()


Ints = Float64s = Strings


def Slice(values, less):
    # `less` is asked about places, so that the values have to be where they are compared.
    for at in range(1, len(values)):
        place = at
        while place > 0 and less(place, place - 1):
            values[place], values[place - 1] = values[place - 1], values[place]
            place -= 1


SliceStable = Slice


def Sort(values):
    import _layercake
    _layercake.unsimulated("sort.Sort")


def SearchInts(values, wanted):
    return len([value for value in values if value < wanted])


SearchStrings = SearchInts
