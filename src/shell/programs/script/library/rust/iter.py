# Iterators: what gives one value after the other, and what is made of that.
import _rust as _r
from _rust_core import *
from _rust_core import (_panic, _lacks, _deref, _clone, _order, _ordering, _default, _name_of, _inner, _make, _copied, _is_object,
                        _ItemRef, _item_ref, _BITS, _member_ref, _at, _key, _Held, _box, _fails, _fraction, _show)

_END = ["the end"]


def _python(value):
    """What Python goes through, of anything that Rust goes through."""
    if isinstance(value, _IterMethods):
        return value._all()
    value = _deref(value)
    if isinstance(value, _IterMethods):
        return value._all()
    if _r.kind(value) == "record" and hasattr(value, "into_iter"):
        return _python(value.into_iter())
    return iter(value)


def _each(value):
    return _python(value)


def _lent(values):
    """The elements of a list, to be changed."""
    for place in range(len(values)):
        item = values[place]
        yield item if _is_object(item) else _ItemRef(values, place)


def _each_mut(value):
    if _r.kind(value) == "list":
        return _lent(value)
    if isinstance(value, _IterMethods):
        return value._all()
    if isinstance(value, Option):
        return value.as_mut()._list()
    if hasattr(value, "iter_mut"):
        return _python(value.iter_mut())
    return _python(value)


def _user(value):
    while True:
        found = value.next()
        if found._v == "None":
            return
        yield found._0


def _mapped(all, change):
    for item in all:
        yield change(item)


def _kept(all, test):
    for item in all:
        if test(item):
            yield item


def _found(all, change):
    for item in all:
        found = change(item)
        if found._v == "Some":
            yield found._0


def _while_found(all, change):
    for item in all:
        found = change(item)
        if found._v == "None":
            return
        yield found._0


def _flat(all):
    for item in all:
        for inner in _python(item):
            yield inner


def _numbered(all):
    place = 0
    for item in all:
        yield (place, item)
        place += 1


def _zipped(all, other):
    other = _python(other)
    for item in all:
        found = next(other, _END)
        if found is _END:
            return
        yield (item, found)


def _chained(all, other):
    for item in all:
        yield item
    for item in _python(other):
        yield item


def _taken(all, count):
    if count <= 0:
        return
    for item in all:
        yield item
        count -= 1
        if count <= 0:
            return


def _skipped(all, count):
    for item in all:
        if count > 0:
            count -= 1
        else:
            yield item


def _stepped(all, by):
    place = 0
    for item in all:
        if place % by == 0:
            yield item
        place += 1


def _taken_while(all, test):
    for item in all:
        if not test(item):
            return
        yield item


def _skipped_while(all, test):
    skips = True
    for item in all:
        if skips and test(item):
            continue
        skips = False
        yield item


def _looked(all, look):
    for item in all:
        look(item)
        yield item


def _scanned(all, state, change):
    state = _box(state)
    for item in all:
        found = change(state, item)
        if found._v == "None":
            return
        yield found._0


def _cycled(all):
    kept = list(all)
    while kept:
        for item in kept:
            yield _clone(item)


class _IterMethods:
    def _all(self):
        return _user(self)

    def iter(self):
        return self

    into_iter = by_ref = fuse = iter

    def __iter__(self):
        return self._all()

    def map(self, change):
        return Iter(_mapped(self._all(), change))

    def filter(self, test):
        return Iter(_kept(self._all(), test))

    def filter_map(self, change):
        return Iter(_found(self._all(), change))

    def map_while(self, change):
        return Iter(_while_found(self._all(), change))

    def flat_map(self, change):
        return Iter(_flat(_mapped(self._all(), change)))

    def flatten(self):
        return Iter(_flat(self._all()))

    def enumerate(self):
        return Iter(_numbered(self._all()))

    def zip(self, other):
        return Iter(_zipped(self._all(), other))

    def chain(self, other):
        return Iter(_chained(self._all(), other))

    def take(self, count):
        return Iter(_taken(self._all(), count))

    def skip(self, count):
        return Iter(_skipped(self._all(), count))

    def step_by(self, by):
        return Iter(_stepped(self._all(), by))

    def take_while(self, test):
        return Iter(_taken_while(self._all(), test))

    def skip_while(self, test):
        return Iter(_skipped_while(self._all(), test))

    def inspect(self, look):
        return Iter(_looked(self._all(), look))

    def scan(self, state, change):
        return Iter(_scanned(self._all(), state, change))

    def cycle(self):
        return Iter(_cycled(self._all()))

    def peekable(self):
        return Iter(self._all())

    def cloned(self):
        return Iter(_mapped(self._all(), _cloned_item))

    copied = cloned

    def rev(self):
        all = list(self._all())
        all.reverse()
        return Iter(iter(all))

    def fold(self, first, change):
        for item in self._all():
            first = change(first, item)
        return first

    def try_fold(self, first, change):
        for item in self._all():
            found = change(first, item)
            if _fails(found):
                return found
            first = found._0
        return found

    def reduce(self, change):
        all = self._all()
        first = next(all, _END)
        if first is _END:
            return Nothing()
        for item in all:
            first = change(first, item)
        return Some(first)

    def for_each(self, act):
        for item in self._all():
            act(item)

    def try_for_each(self, act):
        found = Ok(None)
        for item in self._all():
            found = act(item)
            if _fails(found):
                return found
        return found

    def sum(self, described):
        return _total(self._all(), described, "add")

    def product(self, described):
        return _total(self._all(), described, "multiply")

    def collect(self, described=None):
        return _collected(self._all(), described)

    def partition(self, test, described, _function=None):
        yes, no = [], []
        for item in self._all():
            (yes if test(item) else no).append(item)
        return (_collected(iter(yes), described), _collected(iter(no), described))

    def unzip(self, one, other):
        first, second = [], []
        for item in self._all():
            first.append(item[0])
            second.append(item[1])
        return (_collected(iter(first), one), _collected(iter(second), other))

    def count(self):
        count = 0
        for item in self._all():
            count += 1
        return count

    def last(self):
        last = _END
        for item in self._all():
            last = item
        return Nothing() if last is _END else Some(last)

    def nth(self, at):
        for item in self._all():
            if at == 0:
                return Some(item)
            at -= 1
        return Nothing()

    def any(self, test):
        for item in self._all():
            if test(item):
                return True
        return False

    def all(self, test):
        for item in self._all():
            if not test(item):
                return False
        return True

    def find(self, test):
        for item in self._all():
            if test(item):
                return Some(item)
        return Nothing()

    def find_map(self, change):
        for item in self._all():
            found = change(item)
            if found._v == "Some":
                return found
        return Nothing()

    def position(self, test):
        place = 0
        for item in self._all():
            if test(item):
                return Some(place)
            place += 1
        return Nothing()

    def rposition(self, test):
        all = list(self._all())
        for place in range(len(all) - 1, -1, -1):
            if test(all[place]):
                return Some(place)
        return Nothing()

    def _best(self, better):
        best = _END
        for item in self._all():
            if best is _END or better(item, best):
                best = item
        return Nothing() if best is _END else Some(best)

    def min(self):
        return self._best(lambda item, best: _order(item, best) < 0)

    def max(self):
        return self._best(lambda item, best: _order(item, best) >= 0)

    def min_by(self, compare):
        return self._best(lambda item, best: compare(item, best)._v == "Less")

    def max_by(self, compare):
        return self._best(lambda item, best: compare(item, best)._v != "Less")

    def _best_key(self, key, sign):
        best, kept = _END, None
        for item in self._all():
            own = key(item)
            if best is _END or _order(own, kept) * sign > 0 or (sign > 0 and _order(own, kept) == 0):
                best, kept = item, own
        return Nothing() if best is _END else Some(best)

    def min_by_key(self, key):
        return self._best_key(key, -1)

    def max_by_key(self, key):
        return self._best_key(key, 1)

    def eq(self, other):
        return list(self._all()) == list(_python(other))

    def cmp(self, other):
        return _ordering(_order(list(self._all()), list(_python(other))))


def _cloned_item(item):
    return _clone(_deref(item))


class Iter(_IterMethods):
    """An iterator of the library's."""

    def __init__(self, all):
        self.left, self.peeked = all, _END

    def _all(self):
        if self.peeked is not _END:
            first, self.peeked = self.peeked, _END
            if first is None:
                return iter([])
            return _chained(iter([first._0]), self.left)
        return self.left

    def next(self):
        if self.peeked is not _END:
            found, self.peeked = self.peeked, _END
            return found if found is not None else Nothing()
        found = next(self.left, _END)
        return Nothing() if found is _END else Some(found)

    def peek(self):
        if self.peeked is _END:
            found = next(self.left, _END)
            self.peeked = None if found is _END else Some(found)
        return Nothing() if self.peeked is None else Some(self.peeked._0)

    def next_if(self, test):
        found = self.peek()
        return self.next() if found._v == "Some" and test(found._0) else Nothing()

    def next_if_eq(self, value):
        return self.next_if(lambda item: item == value)

    def next_back(self):
        all = list(self._all())
        if not all:
            self.left = iter(all)
            return Nothing()
        last = all.pop()
        self.left = iter(all)
        return Some(last)

    def _rest(self):
        all = list(self._all())
        self.left = iter(all)
        return all

    def len(self):
        return len(self._rest())

    def is_empty(self):
        return not self._rest()

    def size_hint(self):
        return (len(self._rest()), Some(len(self._rest())))

    def clone(self):
        return Iter(iter(list(self._rest())))

    def as_str(self):
        return "".join(_show(item) for item in self._rest())

    def to_string(self):
        return self.as_str()

    def _display(self):
        return self.as_str()


def _letter_range(start, end, inclusive):
    for number in range(ord(start), ord(end) + (1 if inclusive else 0)):
        yield _r.letter(chr(number))


def _endless(start):
    while True:
        yield start
        start += 1


class Range(Iter):
    def __init__(self, start, end, inclusive):
        self.start, self.end, self.inclusive, self.begun = start, end, inclusive, None
        self.peeked = _END

    @property
    def left(self):
        if self.begun is None:
            if _r.kind(self.start) == "char":
                self.begun = _letter_range(_r.letter_text(self.start), _r.letter_text(self.end), self.inclusive)
            elif self.end is None:
                self.begun = _endless(self.start)
            else:
                self.begun = iter(range(self.start, self.end + (1 if self.inclusive else 0)))
        return self.begun

    @left.setter
    def left(self, value):
        self.begun = value

    def contains(self, value):
        value = _deref(value)
        if self.start is not None and value < self.start:
            return False
        if self.end is None:
            return True
        return value <= self.end if self.inclusive else value < self.end

    def clone(self):
        return Range(self.start, self.end, self.inclusive)

    def len(self):
        return max(0, self.end - self.start + (1 if self.inclusive else 0)) if self.begun is None else len(self._rest())

    def is_empty(self):
        return self.len() == 0

    def __eq__(self, other):
        return (self.start, self.end, self.inclusive) == (other.start, other.end, other.inclusive)

    def _bounds(self, length):
        """Where it begins and ends in something so long."""
        end = length if self.end is None else self.end + (1 if self.inclusive else 0)
        return (0 if self.start is None else self.start, end)

    def _debug(self, pretty):
        bound = lambda value: "" if value is None else _show(value)
        return bound(self.start) + ("..=" if self.inclusive else "..") + bound(self.end)


def _sliced(value, start, end, inclusive):
    value = _deref(value)
    if inclusive:
        end = end + 1
    if _r.kind(value) == "str":
        return _r.part(value, 0 if start is None else start, len(value.encode()) if end is None else end)
    if _r.kind(value) == "record":
        value = value._list()
    length = len(value)
    start, end = 0 if start is None else start, length if end is None else end
    if start > end:
        _panic("slice index starts at %d but ends at %d" % (start, end))
    if end > length:
        _panic("range end index %d out of range for slice of length %d" % (end, length))
    return value[start:end]


def _total(all, described, act):
    name = _name_of(described)
    if name in ("Option", "Result"):
        kept = []
        for item in all:
            if _fails(item):
                return item
            kept.append(item._0)
        made = _total(iter(kept), _inner(described), act)
        return Some(made) if name == "Option" else Ok(made)
    adds = act == "add"
    if name in ("f64", "f32"):
        total = 0.0 if adds else 1.0
        for item in all:
            item = _deref(item)
            total = _fraction("+" if adds else "*", total, item, name == "f32")
        # The sum of nothing is a negative zero in newer toolchains; it is shown alike but for its sign.
        return total
    if name in _BITS:
        bits, signed = _BITS[name]
        total = 0 if adds else 1
        for item in all:
            item = _deref(item)
            total = total + item if adds else total * item
            if _r.cast(total, bits, signed) != total:
                _panic("attempt to %s with overflow" % act)
        return total
    if name == "Duration":
        total = Duration(0)
        for item in all:
            total = total.add(item)
        return total
    _lacks("a sum of a type that is not told here")




_COLLECTED = {}


def _collected(all, described):
    name = _name_of(described)
    if name in ("Vec", "slice", "array"):
        return list(all)
    if name == "str":
        return "".join([_show(_deref(item)) for item in all])
    if name in ("Result", "Option"):
        kept = []
        for item in all:
            if item._v in ("Err", "None"):
                return item
            kept.append(item._0)
        inner = _inner(described)
        made = None if inner == ("tuple",) or inner == "tuple" else _collected(iter(kept), inner)
        return Ok(made) if name == "Result" else Some(made)
    made = _COLLECTED.get(name) if isinstance(name, str) else None
    if made:
        return made(all)
    if name is not None and not isinstance(name, str) and hasattr(name, "from_iter"):
        return name.from_iter(Iter(all))
    _lacks("collect() into a type that is not told here")


def iter_repeat(value):
    return Iter(_cycled(iter([value])))


def iter_once(value):
    return Iter(iter([value]))


def iter_empty():
    return Iter(iter([]))


def iter_zip(one, other):
    return Iter(_zipped(_python(one), other))


def _calls(make):
    while True:
        found = make()
        if found._v == "None":
            return
        yield found._0


def iter_from_fn(make):
    return Iter(_calls(make))


def _successors(first, change):
    while first._v == "Some":
        yield first._0
        first = change(first._0)


def iter_successors(first, change):
    return Iter(_successors(first, change))
