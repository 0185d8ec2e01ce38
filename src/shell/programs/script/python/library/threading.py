import sys
import _layercake as _l


# A thread runs when it is started, to its end.
_threads, _current, _count = [], [], [0]


class Thread:
    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None):
        if name is None:
            _count[0] += 1
            name = "Thread-%d" % _count[0]
            if target is not None and sys.version_info >= (3, 10):
                name += " (%s)" % getattr(target, "__name__", "target")
        self._target, self._args, self._kwargs = target, args, kwargs or {}
        self.name, self.daemon, self.ident, self._state = name, bool(daemon), None, "initial"

    native_id = property(lambda self: _l.getpid() + (0 if self.name == "MainThread" else _count[0]))

    def start(self):
        if self._state != "initial":
            raise RuntimeError("threads can only be started once")
        self._state, self.ident = "started", 140000000000000 + 4096 * _count[0]
        _current.append(self)
        try:
            self.run()
        except SystemExit:
            pass
        except Exception as error:
            excepthook(ExceptHookArgs((type(error), error, error.__traceback__, self)))
        finally:
            _current.pop()
            self._state = "stopped"

    def run(self):
        if self._target:
            self._target(*self._args, **self._kwargs)

    def join(self, timeout=None):
        if self._state == "initial":
            raise RuntimeError("cannot join thread before it is started")

    def is_alive(self):
        return self._state == "started"

    def getName(self):
        return self.name

    def setName(self, name):
        self.name = name

    def isDaemon(self):
        return self.daemon

    def setDaemon(self, daemon):
        self.daemon = daemon

    def __repr__(self):
        return "<%s(%s, %s%s)>" % (type(self).__name__, self.name, self._state,
                                   "" if self.ident is None else " %d" % self.ident)


class ExceptHookArgs:
    def __init__(self, args):
        self.exc_type, self.exc_value, self.exc_traceback, self.thread = args


def excepthook(args):
    sys.stdout.flush()
    sys.stderr.write("Exception in thread %s:\n" % args.thread.name + _l.traced(args.exc_value))


class Timer(Thread):
    def __init__(self, interval, function, args=None, kwargs=None):
        super().__init__()
        self.interval, self.function, self._given, self._named = interval, function, args or [], kwargs or {}
        self._over = False

    def cancel(self):
        self._over = True

    def start(self):
        _l.unsimulated("threading.Timer")


_main = Thread(name="MainThread")
_main._state, _main.ident = "started", 140000000000000


class _Named:
    # Who runs while a pool's work is done.
    def __init__(self, prefix, number):
        self._thread = Thread(name="%s_%d" % (prefix, number))

    def __enter__(self):
        self._thread._state = "started"
        _current.append(self._thread)

    def __exit__(self, kind, error, trace):
        _current.pop()


_as = _Named


def _run_until(test, what):
    # No other thread can make it true: they have ended.
    if not test() and what is not None:
        _l.unsimulated("a thread that waits for " + what)


def current_thread():
    return _current[-1] if _current else _main


currentThread = current_thread


def main_thread():
    return _main


def active_count():
    return 1 + len(_current)


def enumerate():
    return [_main] + list(_current)


def get_ident():
    return current_thread().ident


def get_native_id():
    return _l.getpid()


class Lock:
    _again = False

    def __init__(self):
        self._count = 0

    def acquire(self, blocking=True, timeout=-1):
        if self._count and not self._again:
            if not blocking or timeout >= 0:
                return False
            _l.unsimulated("a thread that waits for a lock which nobody releases")
        self._count += 1
        return True

    def release(self):
        if not self._count:
            raise RuntimeError("release unlocked lock")
        self._count -= 1

    def locked(self):
        return self._count > 0

    def __enter__(self):
        return self.acquire()

    def __exit__(self, kind, error, trace):
        self.release()


class RLock(Lock):
    _again = True


class Semaphore(Lock):
    def __init__(self, value=1):
        self._value = value

    def acquire(self, blocking=True, timeout=None):
        if self._value <= 0:
            if not blocking or timeout is not None:
                return False
            _l.unsimulated("a thread that waits for a semaphore which nobody releases")
        self._value -= 1
        return True

    def release(self, n=1):
        self._value += n


BoundedSemaphore = Semaphore


class Condition(RLock):
    def __init__(self, lock=None):
        super().__init__()

    def wait(self, timeout=None):
        if timeout is None:
            _l.unsimulated("a thread that waits for a condition")
        return False

    def wait_for(self, predicate, timeout=None):
        result = predicate()
        if not result and timeout is None:
            _l.unsimulated("a thread that waits for a condition")
        return result

    def notify(self, n=1):
        pass

    def notify_all(self):
        pass


class Barrier:
    def __init__(self, parties, action=None, timeout=None):
        self.parties = parties

    def wait(self, timeout=None):
        if self.parties > 1:
            _l.unsimulated("threading.Barrier")
        return 0


class local:
    pass


class Event:
    def __init__(self):
        self._set = False

    def set(self):
        self._set = True

    def clear(self):
        self._set = False

    def is_set(self):
        return self._set

    def wait(self, timeout=None):
        import time
        import signal
        if timeout is None:
            # Only a handler could set it: other threads have ended.
            while not self._set and signal._handlers:
                signal.pause()
            return self._set
        end = time.monotonic() + timeout
        while not self._set and time.monotonic() < end:
            _l.pause(end - time.monotonic())
        return self._set
