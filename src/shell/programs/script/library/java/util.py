# java.util: collections and streams.
import _layercake as _l
from _java_core import *
from _java_core import _str, _equals, _key, _call, _number, _Char, _Object, _m, _double


def _list_of(value):
    return value if isinstance(value, list) else value._values()


def _order(a, b):
    if hasattr(a, "compareTo"):
        return a.compareTo(b)
    return (a > b) - (a < b)


class ArrayList:
    _name = "ArrayList"

    def __init__(self, values=None):
        self.v = list(_list_of(values)) if values is not None and not isinstance(values, int) else []

    def _values(self):
        return self.v

    def _check(self, place):
        if place < 0 or place >= len(self.v):
            raise IndexOutOfBoundsException("Index %d out of bounds for length %d" % (place, len(self.v)))

    def add(self, *given):
        if len(given) == 2:
            self.v.insert(given[0], given[1])
        else:
            self.v.append(given[0])
        return True

    def addAll(self, values):
        self.v.extend(_list_of(values))
        return True

    def get(self, place):
        self._check(place)
        return self.v[place]

    def set(self, place, value):
        self._check(place)
        old, self.v[place] = self.v[place], value
        return old

    def remove(self, value):
        if isinstance(value, int) and not isinstance(value, bool):
            self._check(value)
            return self.v.pop(value)
        for place, known in enumerate(self.v):
            if _equals(known, value):
                self.v.pop(place)
                return True
        return False

    def removeIf(self, test):
        before = len(self.v)
        self.v = [value for value in self.v if not _call(test, value)]
        return len(self.v) < before

    def size(self):
        return len(self.v)

    def isEmpty(self):
        return not self.v

    def contains(self, value):
        return self.indexOf(value) >= 0

    def indexOf(self, value):
        for place, known in enumerate(self.v):
            if _equals(known, value):
                return place
        return -1

    def clear(self):
        self.v = []

    def forEach(self, function):
        for value in list(self.v):
            _call(function, value)

    def stream(self):
        return Stream(list(self.v))

    def iterator(self):
        return _Iterator(self.v)

    def sort(self, compare):
        self.v = _by(self.v, compare)

    def subList(self, start, end):
        return ArrayList(self.v[start:end])

    def toArray(self, *kind):
        return list(self.v)

    def equals(self, other):
        return hasattr(other, "_values") and len(self.v) == len(other._values()) and all(
            _equals(a, b) for a, b in zip(self.v, other._values()))

    def toString(self):
        return "[" + ", ".join(_str(value) for value in self.v) + "]"

    def getFirst(self):
        if not self.v:
            raise NoSuchElementException()
        return self.v[0]

    def getLast(self):
        return self.v[-1]

    def addFirst(self, value):
        self.v.insert(0, value)

    addLast = add

    def push(self, value):
        self.v.insert(0, value)

    def pop(self):
        if not self.v:
            raise NoSuchElementException()
        return self.v.pop(0)

    removeFirst = pop

    def poll(self):
        return self.v.pop(0) if self.v else None

    def peek(self):
        return self.v[0] if self.v else None

    offer = add


def _by(values, compare):
    import functools
    if compare is None:
        return sorted(values, key=functools.cmp_to_key(_order))
    return sorted(values, key=functools.cmp_to_key(lambda a, b: _call(compare, a, b)))


class LinkedList(ArrayList):
    _name = "LinkedList"


ArrayDeque = Deque = Vector = CopyOnWriteArrayList = LinkedList


class Stack(ArrayList):
    _name = "Stack"

    def push(self, value):
        self.v.append(value)
        return value

    def pop(self):
        if not self.v:
            raise RuntimeException()
        return self.v.pop()

    def peek(self):
        return self.v[-1]

    empty = ArrayList.isEmpty


class PriorityQueue(ArrayList):
    def __init__(self, compare=None):
        self.v, self.compare = [], None if isinstance(compare, int) else compare

    def add(self, value):
        self.v = _by(self.v + [value], self.compare)
        return True

    offer = add


class _Fixed(ArrayList):
    def add(self, *given):
        raise UnsupportedOperationException()

    remove = clear = add


class List:
    _is_class = True

    @staticmethod
    def of(*values):
        if len(values) == 1 and isinstance(values[0], list):
            values = values[0]
        return _Fixed(list(values))

    @staticmethod
    def copyOf(values):
        return _Fixed(values)


class _Iterator:
    def __init__(self, values):
        self.v, self.place = values, 0

    def hasNext(self):
        return self.place < len(self.v)

    def next(self):
        if not self.hasNext():
            raise NoSuchElementException()
        self.place += 1
        return self.v[self.place - 1]


class Entry:
    _name = "Entry"

    def __init__(self, map, key, value):
        self.map, self.key, self.value = map, key, value

    def getKey(self):
        return self.key

    def getValue(self):
        return self.value

    def setValue(self, value):
        self.map.put(self.key, value)

    def toString(self):
        return _str(self.key) + "=" + _str(self.value)

    @staticmethod
    def comparingByKey():
        return lambda a, b: _order(a.key, b.key)

    @staticmethod
    def comparingByValue(*compare):
        return lambda a, b: _call(compare[0], a.value, b.value) if compare else _order(a.value, b.value)


def _hash(key):
    if isinstance(key, str):
        value = 0
        for letter in key:
            value = (value * 31 + ord(letter)) & 0xffffffff
    elif isinstance(key, (int, _Char)):
        value = _number(key) & 0xffffffff
    else:
        return None
    return (value ^ value >> 16) & 0xffffffff


class LinkedHashMap:
    _name = "LinkedHashMap"

    def __init__(self, other=None):
        self.e = {}
        if other is not None and not isinstance(other, int):
            self.putAll(other)

    def _pairs(self):
        return list(self.e.values())

    def _values(self):
        return [key for key, value in self._pairs()]

    def put(self, key, value):
        old = self.get(key)
        self.e[_key(key)] = (key, value)
        return old

    def putIfAbsent(self, key, value):
        return self.get(key) if self.containsKey(key) else self.put(key, value)

    def putAll(self, other):
        for key, value in other._pairs():
            self.put(key, value)

    def get(self, key):
        found = self.e.get(_key(key))
        return found[1] if found is not None else None

    def getOrDefault(self, key, default):
        return self.get(key) if self.containsKey(key) else default

    def containsKey(self, key):
        return _key(key) in self.e

    def containsValue(self, wanted):
        return any(_equals(value, wanted) for key, value in self._pairs())

    def remove(self, key):
        found = self.e.pop(_key(key), None)
        return found[1] if found is not None else None

    def size(self):
        return len(self.e)

    def isEmpty(self):
        return not self.e

    def clear(self):
        self.e = {}

    def keySet(self):
        return ArrayList([key for key, value in self._pairs()])

    def values(self):
        return ArrayList([value for key, value in self._pairs()])

    def entrySet(self):
        return ArrayList([Entry(self, key, value) for key, value in self._pairs()])

    def forEach(self, function):
        for key, value in self._pairs():
            _call(function, key, value)

    def computeIfAbsent(self, key, function):
        if self.get(key) is None:
            self.put(key, _call(function, key))
        return self.get(key)

    def compute(self, key, function):
        self.put(key, _call(function, key, self.get(key)))
        return self.get(key)

    def computeIfPresent(self, key, function):
        if self.get(key) is not None:
            self.put(key, _call(function, key, self.get(key)))
        return self.get(key)

    def merge(self, key, value, function):
        old = self.get(key)
        self.put(key, value if old is None else _call(function, old, value))
        return self.get(key)

    def equals(self, other):
        return hasattr(other, "_pairs") and len(self.e) == len(other.e) and all(
            _equals(value, other.get(key)) for key, value in self._pairs())

    def toString(self):
        return "{" + ", ".join(_str(key) + "=" + _str(value) for key, value in self._pairs()) + "}"


class HashMap(LinkedHashMap):
    _name = "HashMap"

    def _pairs(self):
        pairs = list(self.e.values())
        size = 16
        while len(pairs) > size * 3 // 4:
            size *= 2
        if any(_hash(key) is None for key, value in pairs):
            return pairs
        return sorted(pairs, key=lambda pair: _hash(pair[0]) & (size - 1))


ConcurrentHashMap = HashMap


class TreeMap(LinkedHashMap):
    _name = "TreeMap"

    def _pairs(self):
        return _by(list(self.e.values()), lambda a, b: _order(a[0], b[0]))

    def firstKey(self):
        return self._pairs()[0][0]

    def lastKey(self):
        return self._pairs()[-1][0]


class Map:
    _is_class = True
    Entry = Entry

    @staticmethod
    def of(*given):
        made = HashMap()
        for place in range(0, len(given), 2):
            made.put(given[place], given[place + 1])
        return made

    @staticmethod
    def entry(key, value):
        return Entry(None, key, value)


class LinkedHashSet(ArrayList):
    _name = "LinkedHashSet"
    _kind = LinkedHashMap

    def __init__(self, values=None):
        self.m = self._kind()
        if values is not None and not isinstance(values, int):
            self.addAll(values)

    @property
    def v(self):
        return [key for key, value in self.m._pairs()]

    def add(self, value):
        if self.m.containsKey(value):
            return False
        self.m.put(value, True)
        return True

    def addAll(self, values):
        for value in _list_of(values):
            self.add(value)
        return True

    def remove(self, value):
        return self.m.remove(value) is not None

    def contains(self, value):
        return self.m.containsKey(value)

    def clear(self):
        self.m.clear()


class HashSet(LinkedHashSet):
    _name = "HashSet"
    _kind = HashMap


class TreeSet(LinkedHashSet):
    _name = "TreeSet"
    _kind = TreeMap


class Set:
    _is_class = True

    @staticmethod
    def of(*values):
        return HashSet(list(values))


class Optional:
    def __init__(self, value):
        self.value = value

    @staticmethod
    def of(value):
        return Optional(value)

    @staticmethod
    def empty():
        return Optional(None)

    ofNullable = of

    def isPresent(self):
        return self.value is not None

    def isEmpty(self):
        return self.value is None

    def get(self):
        if self.value is None:
            raise NoSuchElementException("No value present")
        return self.value

    getAsInt = getAsDouble = get

    def orElse(self, other):
        return other if self.value is None else self.value

    def orElseGet(self, function):
        return _call(function) if self.value is None else self.value

    def orElseThrow(self, *function):
        if self.value is None:
            raise _call(function[0]) if function else NoSuchElementException("No value present")
        return self.value

    def ifPresent(self, function):
        if self.value is not None:
            _call(function, self.value)

    def map(self, function):
        return self if self.value is None else Optional(_call(function, self.value))

    def toString(self):
        return "Optional.empty" if self.value is None else "Optional[" + _str(self.value) + "]"


class Stream:
    _is_class = True

    def __init__(self, values):
        self.s = values

    @staticmethod
    def of(*values):
        return Stream(list(values))

    def filter(self, test):
        return Stream([value for value in self.s if _call(test, value)])

    def map(self, function):
        return Stream([_call(function, value) for value in self.s])

    mapToObj = mapToInt = mapToLong = map

    def mapToDouble(self, function):
        return Stream([float(_call(function, value)) for value in self.s])

    def flatMap(self, function):
        return Stream([value for one in self.s for value in _call(function, one).s])

    def boxed(self):
        return self

    parallel = sequential = boxed

    def sorted(self, compare=None):
        return Stream(_by(self.s, compare))

    def distinct(self):
        return Stream(LinkedHashSet(self.s).v)

    def limit(self, count):
        return Stream(self.s[:count])

    def skip(self, count):
        return Stream(self.s[count:])

    def peek(self, function):
        self.forEach(function)
        return self

    def forEach(self, function):
        for value in self.s:
            _call(function, value)

    def collect(self, collector):
        return collector(self.s)

    def toList(self):
        return ArrayList(self.s)

    def toArray(self, *kind):
        return list(self.s)

    def count(self):
        return len(self.s)

    def sum(self):
        return sum(self.s)

    def average(self):
        return Optional(sum(self.s) / len(self.s) if self.s else None)

    def max(self, *compare):
        return Optional(_by(self.s, compare[0] if compare else None)[-1] if self.s else None)

    def min(self, *compare):
        return Optional(_by(self.s, compare[0] if compare else None)[0] if self.s else None)

    def reduce(self, *given):
        values = list(self.s)
        if len(given) == 1:
            if not values:
                return Optional(None)
            result, function = values.pop(0), given[0]
        else:
            result, function = given[0], given[1]
        for value in values:
            result = _call(function, result, value)
        return Optional(result) if len(given) == 1 else result

    def anyMatch(self, test):
        return any(_call(test, value) for value in self.s)

    def allMatch(self, test):
        return all(_call(test, value) for value in self.s)

    def noneMatch(self, test):
        return not self.anyMatch(test)

    def findFirst(self):
        return Optional(self.s[0] if self.s else None)

    findAny = findFirst


class IntStream:
    @staticmethod
    def range(start, end):
        return Stream(list(range(start, end)))

    @staticmethod
    def rangeClosed(start, end):
        return Stream(list(range(start, end + 1)))

    @staticmethod
    def of(*values):
        return Stream(list(values))


class Collectors:
    @staticmethod
    def toList():
        return lambda values: ArrayList(values)

    @staticmethod
    def toSet():
        return lambda values: HashSet(values)

    @staticmethod
    def joining(separator="", start="", end=""):
        return lambda values: start + separator.join(_str(value) for value in values) + end

    @staticmethod
    def counting():
        return lambda values: len(values)

    @staticmethod
    def toMap(key, value):
        def collect(values):
            made = HashMap()
            for one in values:
                made.put(_call(key, one), _call(value, one))
            return made
        return collect

    @staticmethod
    def groupingBy(key, inner=None):
        def collect(values):
            groups = HashMap()
            for one in values:
                groups.computeIfAbsent(_call(key, one), lambda known: ArrayList()).add(one)
            if inner is not None:
                for name, group in groups._pairs():
                    groups.put(name, inner(group._values()))
            return groups
        return collect


class Arrays:
    @staticmethod
    def toString(values):
        return "null" if values is None else "[" + ", ".join(_str(value) for value in values) + "]"

    @staticmethod
    def asList(*values):
        return ArrayList(values[0] if len(values) == 1 and isinstance(values[0], list) else list(values))

    @staticmethod
    def sort(values, *compare):
        values[:] = _by(values, compare[0] if compare else None)

    @staticmethod
    def fill(values, value):
        for place in range(len(values)):
            values[place] = value

    @staticmethod
    def stream(values):
        return Stream(list(values))

    @staticmethod
    def copyOf(values, size):
        return values[:size] + [0 if values and isinstance(values[0], int) else None] * (size - len(values))

    @staticmethod
    def copyOfRange(values, start, end):
        return values[start:end]

    @staticmethod
    def equals(a, b):
        return len(a) == len(b) and all(_equals(one, other) for one, other in zip(a, b))


class Collections:
    @staticmethod
    def sort(values, *compare):
        values.sort(compare[0] if compare else None)

    @staticmethod
    def reverse(values):
        values.v.reverse()

    @staticmethod
    def emptyList():
        return List.of()

    @staticmethod
    def emptyMap():
        return HashMap()

    @staticmethod
    def unmodifiableList(values):
        return values

    singletonMap = staticmethod(lambda key, value: Map.of(key, value))
    singletonList = staticmethod(lambda value: List.of(value))

    @staticmethod
    def max(values):
        return _by(values._values(), None)[-1]

    @staticmethod
    def min(values):
        return _by(values._values(), None)[0]


class Comparator:
    @staticmethod
    def comparing(key, *compare):
        if compare:
            return lambda a, b: _call(compare[0], _call(key, a), _call(key, b))
        return lambda a, b: _order(_call(key, a), _call(key, b))

    comparingInt = comparingDouble = comparingLong = comparing

    @staticmethod
    def reverseOrder():
        return lambda a, b: _order(b, a)

    @staticmethod
    def naturalOrder():
        return _order


class Objects:
    @staticmethod
    def equals(a, b):
        return _equals(a, b)

    @staticmethod
    def requireNonNull(value, *message):
        if value is None:
            raise NullPointerException(*message)
        return value

    @staticmethod
    def hash(*values):
        result = 1
        for value in values:
            result = (31 * result + (_hash(value) or 0)) & 0xffffffff
        return result - (1 << 32) if result >> 31 else result

    @staticmethod
    def toString(value, *default):
        return default[0] if value is None and default else _str(value)

    @staticmethod
    def isNull(value):
        return value is None

    @staticmethod
    def nonNull(value):
        return value is not None


class Random:
    def __init__(self, seed=None):
        pass

    def nextInt(self, low=None, high=None):
        if low is None:
            return (_l.random() & 0xffffffff) - (1 << 31)
        return _l.random() % low if high is None else low + _l.random() % (high - low)

    def nextDouble(self):
        return (_l.random() >> 12) / float(1 << 52)

    def nextBoolean(self):
        return _l.random() % 2 == 0


class UUID:
    def __init__(self, text):
        self.text = text

    @staticmethod
    def randomUUID():
        import uuid
        return UUID(str(uuid.uuid4()))

    def toString(self):
        return self.text


class Scanner:
    def __init__(self, source):
        self.words, self.line = [], None

    def _fill(self):
        while not self.words:
            text = _l.read_line()
            if text in ("", None):
                return False
            self.words = text.split()
        return True

    def nextLine(self):
        text = _l.read_line()
        if text in ("", None):
            raise NoSuchElementException("No line found")
        return text.rstrip("\n")

    def hasNext(self):
        return self._fill()

    hasNextInt = hasNext

    def hasNextLine(self):
        return self._fill()

    def next(self):
        if not self._fill():
            raise NoSuchElementException()
        return self.words.pop(0)

    def nextInt(self):
        return int(self.next())

    def nextDouble(self):
        return float(self.next())

    def close(self):
        pass


class Locale:
    US = ENGLISH = ROOT = None


class Date:
    def toString(self):
        import _time
        return _time.format(_time.now(), "%a %b %d %H:%M:%S UTC %Y")

    def getTime(self):
        import _time
        return _time.now_ns() // 1000000
