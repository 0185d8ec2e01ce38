import _layercake as _l


# A thread runs when it is started, to its end.
class Thread:
    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, daemon=None):
        self._target, self._args, self._kwargs = target, args, kwargs or {}
        self.name = name or "Thread-1"
        self.daemon = daemon

    def start(self):
        self.run()

    def run(self):
        if self._target:
            self._target(*self._args, **self._kwargs)

    def join(self, timeout=None):
        pass

    def is_alive(self):
        return False


class Lock:
    def acquire(self):
        return True

    def release(self):
        pass

    def __enter__(self):
        return True

    def __exit__(self, kind, error, trace):
        pass


RLock = Lock


class Event:
    def __init__(self):
        self._set = False

    def set(self):
        self._set = True

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


def current_thread():
    return Thread(name="MainThread")
