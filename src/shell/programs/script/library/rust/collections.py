# Maps, sets, queues, and what is shared.
import _rust as _r
from _rust_core import *
from _rust_core import (_panic, _lacks, _deref, _clone, _order, _default, _name_of, _inner, _make, _key, _member_ref, _debug, _rows,
                        _DEFAULTS, _is_object, _ItemRef, _Ref)
from _rust_iter import *
from _rust_iter import _python, _COLLECTED, _IterMethods, _sliced, _lent
from _rust_text import _list, _list_of, _CONVERTED


class _Cell:
    """A value in a map."""

    def __init__(self, key, value):
        self.key, self.value = key, value


class _Made:
    """What is made empty, or of others' values."""

    @classmethod
    def new(kind):
        return kind()

    @classmethod
    def with_capacity(kind, size):
        return kind()

    @classmethod
    def from_(kind, all):
        return kind(list(_python(all)))


class _Hashed(_Made):
    """A map or a set: what it holds stands in `places` by key; `_all` gives it in order."""
    sorted = False

    def len(self):
        return len(self.places)

    def is_empty(self):
        return not self.places

    def clear(self):
        self.places.clear()

    def iter(self):
        return Iter(iter(self._all()))

    into_iter = iter

    def __iter__(self):
        return iter(self._all())

    def drain(self):
        all = self._all()
        self.places.clear()
        return Iter(iter(all))

    def __ne__(self, other):
        return not self == other

    def _compare(self, other):
        return _order(self._all(), other._all())

    def _own_key(self):
        return _key(self._all())


class HashMap(_Hashed):
    def __init__(self, pairs=()):
        self.places = {}
        for key, value in pairs:
            self.insert(key, value)

    def _ordered(self):
        cells = list(self.places.values())
        if not self.sorted or len(cells) < 2:
            return cells
        if _r.kind(cells[0].key) in ("int", "str", "char"):
            return sorted(cells, key=lambda cell: cell.key)
        return _list._sort(cells, lambda a, b: _order(a.key, b.key))

    def insert(self, key, value):
        place = _key(key)
        cell = self.places.get(place)
        if cell is not None:
            old, cell.value = cell.value, value
            return Some(old)
        self.places[place] = _Cell(_deref(key), value)
        return Nothing()

    def get(self, key):
        cell = self.places.get(_key(key))
        return Nothing() if cell is None else Some(cell.value)

    def get_mut(self, key):
        cell = self.places.get(_key(key))
        return Nothing() if cell is None else Some(_member_ref(cell, "value"))

    def get_key_value(self, key):
        cell = self.places.get(_key(key))
        return Nothing() if cell is None else Some((cell.key, cell.value))

    def contains_key(self, key):
        return _key(key) in self.places

    def remove(self, key):
        cell = self.places.pop(_key(key), None)
        return Nothing() if cell is None else Some(cell.value)

    def remove_entry(self, key):
        cell = self.places.pop(_key(key), None)
        return Nothing() if cell is None else Some((cell.key, cell.value))

    def index(self, key):
        cell = self.places.get(_key(key))
        if cell is None:
            _panic("key not found in map" if self.sorted else "no entry found for key")
        return cell.value

    def entry(self, key):
        return Entry(self, key)

    def keys(self):
        return Iter(iter([cell.key for cell in self._ordered()]))

    def values(self):
        return Iter(iter([cell.value for cell in self._ordered()]))

    into_keys, into_values = keys, values

    def values_mut(self):
        return Iter(iter([_member_ref(cell, "value") for cell in self._ordered()]))

    def _all(self):
        return [(cell.key, cell.value) for cell in self._ordered()]

    def iter_mut(self):
        return Iter(iter([(cell.key, _member_ref(cell, "value")) for cell in self._ordered()]))

    def extend(self, all):
        for key, value in _python(all):
            self.insert(key, value)

    def retain(self, test):
        for cell in self._ordered():
            if not test(cell.key, _member_ref(cell, "value")):
                del self.places[_key(cell.key)]

    def clone(self):
        return type(self)([(_clone(key), _clone(value)) for key, value in self._all()])

    def __eq__(self, other):
        other = _deref(other)
        if len(self.places) != len(other.places):
            return False
        for place in self.places:
            found = other.places.get(place)
            if found is None or not (found.value == self.places[place].value):
                return False
        return True

    def _debug(self, pretty):
        return _rows("", "map", [_debug(key, pretty) + ": " + _debug(value, pretty) for key, value in self._all()], pretty)


class BTreeMap(HashMap):
    sorted = True

    def first_key_value(self):
        pairs = self._all()
        return Some(pairs[0]) if pairs else Nothing()

    def last_key_value(self):
        pairs = self._all()
        return Some(pairs[-1]) if pairs else Nothing()

    def pop_first(self):
        found = self.first_key_value()
        if found._v == "Some":
            self.remove(found._0[0])
        return found

    def pop_last(self):
        found = self.last_key_value()
        if found._v == "Some":
            self.remove(found._0[0])
        return found

    def range(self, bounds):
        return Iter(iter([pair for pair in self._all() if bounds.contains(pair[0])]))


class Entry:
    def __init__(self, map, key):
        self.map, self.of = map, key

    def _cell(self, make):
        place = _key(self.of)
        cell = self.map.places.get(place)
        if cell is None:
            cell = self.map.places[place] = _Cell(_deref(self.of), make())
        return _member_ref(cell, "value")

    def or_insert(self, value):
        return self._cell(lambda: value)

    def or_insert_with(self, make):
        return self._cell(make)

    def or_default(self, key, value):
        return self._cell(lambda: _default(value))

    def and_modify(self, change):
        cell = self.map.places.get(_key(self.of))
        if cell is not None:
            change(_member_ref(cell, "value"))
        return self

    def key(self):
        return self.of


class HashSet(_Hashed):
    def __init__(self, all=()):
        self.places = {}
        for item in all:
            self.insert(item)

    def _all(self):
        all = list(self.places.values())
        return _list._sort(all, _order) if self.sorted else all

    def insert(self, value):
        place = _key(value)
        if place in self.places:
            return False
        self.places[place] = _deref(value)
        return True

    def contains(self, value):
        return _key(value) in self.places

    def remove(self, value):
        return self.places.pop(_key(value), None) is not None

    def take(self, value):
        found = self.places.pop(_key(value), None)
        return Nothing() if found is None else Some(found)

    def get(self, value):
        found = self.places.get(_key(value))
        return Nothing() if found is None else Some(found)

    def union(self, other):
        return Iter(iter(type(self)(self._all() + other._all())._all()))

    def intersection(self, other):
        return Iter(iter([item for item in self._all() if other.contains(item)]))

    def difference(self, other):
        return Iter(iter([item for item in self._all() if not other.contains(item)]))

    def symmetric_difference(self, other):
        return Iter(iter([item for item in self._all() if not other.contains(item)]
                         + [item for item in other._all() if not self.contains(item)]))

    def is_subset(self, other):
        return all(other.contains(item) for item in self._all())

    def is_superset(self, other):
        return other.is_subset(self)

    def is_disjoint(self, other):
        return not any(other.contains(item) for item in self._all())

    def extend(self, all):
        for item in _python(all):
            self.insert(item)

    def retain(self, test):
        for item in self._all():
            if not test(item):
                self.remove(item)

    def clone(self):
        return type(self)(self._all())

    def __eq__(self, other):
        return len(self.places) == len(other.places) and self.is_subset(other)

    def _debug(self, pretty):
        return _rows("", "map", [_debug(item, pretty) for item in self._all()], pretty)


class BTreeSet(HashSet):
    sorted = True

    def first(self):
        all = self._all()
        return Some(all[0]) if all else Nothing()

    def last(self):
        all = self._all()
        return Some(all[-1]) if all else Nothing()

    def pop_first(self):
        found = self.first()
        if found._v == "Some":
            self.remove(found._0)
        return found

    def pop_last(self):
        found = self.last()
        if found._v == "Some":
            self.remove(found._0)
        return found


class VecDeque(_Made):
    def __init__(self, all=()):
        self.all = list(all)

    def _list(self):
        return self.all

    def push_back(self, value):
        self.all.append(value)

    def push_front(self, value):
        self.all.insert(0, value)

    def pop_back(self):
        return Some(self.all.pop()) if self.all else Nothing()

    def pop_front(self):
        return Some(self.all.pop(0)) if self.all else Nothing()

    def front(self):
        return Some(self.all[0]) if self.all else Nothing()

    def back(self):
        return Some(self.all[-1]) if self.all else Nothing()

    def front_mut(self):
        return _list.first_mut(self.all)

    def back_mut(self):
        return _list.last_mut(self.all)

    def remove(self, at):
        return Some(self.all.pop(at)) if at < len(self.all) else Nothing()

    def index(self, at):
        if at >= len(self.all):
            _panic("Out of bounds access")
        return self.all[at]

    def index_put(self, at, value):
        self.index(at)
        self.all[at] = value

    def index_mut(self, at):
        self.index(at)
        return _ItemRef(self.all, at)

    def __len__(self):
        return len(self.all)

    def __iter__(self):
        return iter(self.all)

    def __eq__(self, other):
        return self.all == _list_of(other)

    def clone(self):
        return VecDeque(_clone(self.all))

    def _debug(self, pretty):
        return _debug(self.all, pretty)

    def __getattr__(self, name):
        function = getattr(_list, name)
        return lambda *given: function(self.all, *given)


class BinaryHeap(_Made):
    def __init__(self, all=()):
        self.all = list(all)
        _list.sort(self.all)

    def push(self, value):
        low, high = 0, len(self.all)
        while low < high:
            middle = (low + high) // 2
            if _order(self.all[middle], value) <= 0:
                low = middle + 1
            else:
                high = middle
        self.all.insert(low, value)

    def pop(self):
        return Some(self.all.pop()) if self.all else Nothing()

    def peek(self):
        return Some(self.all[-1]) if self.all else Nothing()

    def len(self):
        return len(self.all)

    def is_empty(self):
        return not self.all

    def clear(self):
        self.all.clear()

    def into_sorted_vec(self):
        return self.all

    def extend(self, all):
        for item in _python(all):
            self.push(item)


_COLLECTED.update({"HashMap": HashMap, "BTreeMap": BTreeMap, "HashSet": HashSet, "BTreeSet": BTreeSet, "VecDeque": VecDeque,
                   "BinaryHeap": BinaryHeap})
for _name in ["HashMap", "BTreeMap", "HashSet", "BTreeSet", "VecDeque", "BinaryHeap"]:
    _CONVERTED[_name] = _COLLECTED[_name]


def _fresh(kind):
    return lambda described: kind()


for _kind in [HashMap, BTreeMap, HashSet, BTreeSet, VecDeque, BinaryHeap]:
    _DEFAULTS[_kind.__name__] = _fresh(_kind)


class RefCell:
    """A value that is changed through what is shared."""

    def __init__(self, value):
        self.value = value

    @classmethod
    def new(kind, value):
        return kind(value)

    def borrow(self):
        return self.value

    def borrow_mut(self):
        return _member_ref(self, "value")

    def into_inner(self):
        return self.value

    def get(self):
        return self.value

    def set(self, value):
        self.value = value

    def replace(self, value):
        old, self.value = self.value, value
        return old

    def take(self):
        _lacks("take() of a cell")

    def clone(self):
        return type(self)(_clone(self.value))

    def __eq__(self, other):
        return self.value == other.value

    def _debug(self, pretty):
        return _rows("RefCell" if type(self) is RefCell else "Cell", "named", ["value: " + _debug(self.value, pretty)], pretty)


class Cell(RefCell):
    pass


class Mutex(RefCell):
    def lock(self):
        return Ok(_member_ref(self, "value"))

    try_lock = get_mut = write = lock

    def read(self):
        return Ok(self.value)

    def into_inner(self):
        return Ok(self.value)

    def is_poisoned(self):
        return False

    def _debug(self, pretty):
        rows = ["data: " + _debug(self.value, pretty), "poisoned: false", ".."]
        return _rows(type(self).__name__, "named", rows, pretty).replace("..,", "..") if pretty else _rows(
            type(self).__name__, "named", rows, pretty)


class RwLock(Mutex):
    pass


for _kind in [RefCell, Cell, Mutex, RwLock]:
    _DEFAULTS[_kind.__name__] = lambda described: _held(described)


def _held(described):
    kinds = {"RefCell": RefCell, "Cell": Cell, "Mutex": Mutex, "RwLock": RwLock}
    return kinds[described[0]](_default(_inner(described)))


class LazyLock(Rc):
    def __init__(self, make):
        self.make, self.made = make, False

    @classmethod
    def new(kind, make):
        return kind(make)

    @property
    def v(self):
        if not self.made:
            self.value, self.made = self.make(), True
        return self.value


class OnceLock:
    def __init__(self):
        self.value = None

    @classmethod
    def new(kind):
        return kind()

    def get_or_init(self, make):
        if self.value is None:
            self.value = make()
        return self.value

    def get(self):
        return Nothing() if self.value is None else Some(self.value)

    def set(self, value):
        if self.value is not None:
            return Err(value)
        self.value = value
        return Ok(None)


class AtomicUsize:
    def __init__(self, value):
        self.value = value

    @classmethod
    def new(kind, value):
        return kind(value)

    def load(self, order):
        return self.value

    def store(self, value, order):
        self.value = value

    def swap(self, value, order):
        old, self.value = self.value, value
        return old

    def fetch_add(self, by, order):
        return self.swap(self.value + by, order)

    def fetch_sub(self, by, order):
        return self.swap(self.value - by, order)

    def into_inner(self):
        return self.value

    def _debug(self, pretty):
        return _debug(self.value)


class AtomicBool(AtomicUsize):
    pass
