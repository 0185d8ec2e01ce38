# One loop, whose time goes on when all tasks wait.
import _layercake as _l
import _time as _t
import heapq as _heap

FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED = "FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"


class CancelledError(BaseException):
    pass


TimeoutError = TimeoutError


class InvalidStateError(Exception):
    pass


class Future:
    def __init__(self, *, loop=None):
        self._state, self._result, self._error, self._callbacks = "PENDING", None, None, []

    def done(self):
        return self._state != "PENDING"

    def cancelled(self):
        return self._state == "CANCELLED"

    def result(self):
        if self._state == "CANCELLED":
            raise CancelledError()
        if self._state == "PENDING":
            raise InvalidStateError("Result is not set.")
        if self._error is not None:
            raise self._error
        return self._result

    def exception(self):
        if self._state == "CANCELLED":
            raise CancelledError()
        return self._error

    def _settle(self, state):
        if self._state != "PENDING":
            raise InvalidStateError("invalid state")
        self._state = state
        for callback in self._callbacks:
            _loop._soon(callback, self)
        self._callbacks = []

    def set_result(self, value):
        self._result = value
        self._settle("FINISHED")

    def set_exception(self, error):
        self._error = error() if isinstance(error, type) else error
        self._settle("FINISHED")

    def add_done_callback(self, callback, *, context=None):
        if self.done():
            _loop._soon(callback, self)
        else:
            self._callbacks.append(callback)

    def remove_done_callback(self, callback):
        self._callbacks = [known for known in self._callbacks if known != callback]

    def cancel(self, msg=None):
        if self.done():
            return False
        self._settle("CANCELLED")
        return True

    def __await__(self):
        if not self.done():
            yield self
        return self.result()


class Task(Future):
    _count = 0

    def __init__(self, coroutine, *, loop=None, name=None, context=None):
        super().__init__()
        Task._count += 1
        self._coroutine, self._name, self._waits, self._cancels = coroutine, name or "Task-%d" % Task._count, None, False
        _loop._tasks.append(self)
        _loop._soon(self._step, None)

    def get_name(self):
        return self._name

    def set_name(self, name):
        self._name = str(name)

    def get_coro(self):
        return self._coroutine

    def cancel(self, msg=None):
        if self.done():
            return False
        self._cancels = True
        if self._waits is not None:
            self._waits.cancel()
        return True

    def cancelling(self):
        return int(self._cancels)

    def _woken(self, future):
        self._step(None)

    def _step(self, _):
        if self.done():
            return
        self._waits, before, _loop._current = None, _loop._current, self
        try:
            if self._cancels:
                self._cancels = False
                waits = self._coroutine.throw(CancelledError())
            else:
                waits = self._coroutine.send(None)
        except StopIteration as stop:
            self.set_result(stop.value)
        except CancelledError:
            self._settle("CANCELLED")
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            self.set_exception(error)
        else:
            if waits is None:
                _loop._soon(self._step, None)
            elif isinstance(waits, Future):
                self._waits = waits
                waits.add_done_callback(self._woken)
            else:
                self.set_exception(RuntimeError("Task got bad yield: %r" % (waits,)))
        finally:
            _loop._current = before
            if self.done() and self in _loop._tasks:
                _loop._tasks.remove(self)


class _Handle:
    def __init__(self):
        self._cancelled = False

    def cancel(self):
        self._cancelled = True

    def cancelled(self):
        return self._cancelled


class _Loop:
    def __init__(self):
        self._ready, self._timers, self._order, self._tasks, self._current = [], [], 0, [], None
        self._running = self._closed = False

    def _soon(self, function, *values):
        self._ready.append((function, values))

    def call_soon(self, function, *values):
        handle = _Handle()
        self._soon(lambda: None if handle._cancelled else function(*values))
        return handle

    call_soon_threadsafe = call_soon

    def call_at(self, when, function, *values):
        handle = _Handle()
        self._order += 1
        _heap.heappush(self._timers, (when, self._order, handle, function, values))
        return handle

    def call_later(self, delay, function, *values):
        return self.call_at(self.time() + delay, function, *values)

    def time(self):
        return _t.now()

    def create_future(self):
        return Future()

    def create_task(self, coroutine, **how):
        return Task(coroutine, **how)

    def is_running(self):
        return self._running

    def is_closed(self):
        return self._closed

    def close(self):
        self._closed = True

    def stop(self):
        self._running = False

    def get_debug(self):
        return False

    def set_debug(self, enabled):
        pass

    async def run_in_executor(self, executor, function, *values):
        return function(*values)

    async def shutdown_asyncgens(self):
        pass

    def add_signal_handler(self, number, callback, *values):
        import signal
        signal.signal(number, lambda *_: self._soon(callback, *values))

    def _turn(self):
        if not self._ready:
            while self._timers and self._timers[0][2]._cancelled:
                _heap.heappop(self._timers)
            if not self._timers:
                import signal
                if signal._handlers:
                    signal.pause()
                    return True
                return False
            now = self.time()
            if self._timers[0][0] > now:
                _t.sleep(self._timers[0][0] - now)
        now = self.time()
        while self._timers and self._timers[0][0] <= now + 1e-9:
            _, _, handle, function, values = _heap.heappop(self._timers)
            if not handle._cancelled:
                self._soon(function, *values)
        ready, self._ready = self._ready, []
        for function, values in ready:
            function(*values)
        return True

    def run_until_complete(self, awaitable):
        task = ensure_future(awaitable)
        before, self._running = self._running, True
        try:
            while not task.done():
                if not self._turn():
                    _l.unsimulated("a coroutine that waits for what never comes")
        finally:
            self._running = before
        return task.result()

    def run_forever(self):
        self._running = True
        while self._running:
            if not self._turn():
                _l.pause()


AbstractEventLoop = _Loop
_loop = _Loop()


def iscoroutine(value):
    return type(value).__name__ == "coroutine"


async def _awaited(value):
    return await value


def ensure_future(value, *, loop=None):
    if isinstance(value, Future):
        return value
    if iscoroutine(value):
        return Task(value)
    if hasattr(value, "__await__"):
        return Task(_awaited(value))
    raise TypeError("An asyncio.Future, a coroutine or an awaitable is required")
