# Work is done when it is handed in.
import time as _time

FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED = "FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"
TimeoutError = TimeoutError


class CancelledError(Exception):
    pass


class BrokenExecutor(RuntimeError):
    pass


class Future:
    def __init__(self):
        self._done, self._result, self._error, self._callbacks = False, None, None, []

    def done(self):
        return self._done

    def running(self):
        return False

    def cancel(self):
        return False

    def cancelled(self):
        return False

    def result(self, timeout=None):
        if self._error is not None:
            raise self._error
        return self._result

    def exception(self, timeout=None):
        return self._error

    def set_result(self, value):
        self._done, self._result = True, value
        self._tell()

    def set_exception(self, error):
        self._done, self._error = True, error
        self._tell()

    def _tell(self):
        for callback in self._callbacks:
            callback(self)

    def add_done_callback(self, callback):
        if self._done:
            callback(self)
        else:
            self._callbacks.append(callback)

    def __repr__(self):
        kind = "raised " + type(self._error).__name__ if self._error else "returned " + type(self._result).__name__
        return "<Future at 0x7f0000001000 state=%s>" % ("finished " + kind if self._done else "pending")


class Executor:
    def __init__(self, max_workers=None, thread_name_prefix="", initializer=None, initargs=(), **more):
        if max_workers is not None and max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        self._over, self._prefix = False, thread_name_prefix
        if initializer:
            initializer(*initargs)

    def submit(self, fn, *values, **named):
        import threading
        if self._over:
            raise RuntimeError("cannot schedule new futures after shutdown")
        future = Future()
        with threading._as(self._prefix or "ThreadPoolExecutor-0", 0):
            try:
                value = fn(*values, **named)
            except Exception as error:
                future.set_exception(error)
            else:
                future.set_result(value)
        return future

    def map(self, fn, *all, timeout=None, chunksize=1):
        futures = [self.submit(fn, *values) for values in zip(*all)]
        return (future.result() for future in futures)

    def shutdown(self, wait=True, *, cancel_futures=False):
        self._over = True

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.shutdown()
        return False


class ThreadPoolExecutor(Executor):
    pass


class ProcessPoolExecutor(Executor):
    pass


def as_completed(futures, timeout=None):
    yield from list(futures)


def wait(futures, timeout=None, return_when=ALL_COMPLETED):
    from collections import namedtuple
    return namedtuple("DoneAndNotDoneFutures", "done not_done")(set(futures), set())
