# What programs call of the loop.
from _asyncio_loop import (
    FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED, CancelledError, TimeoutError, InvalidStateError, Future, Task,
    AbstractEventLoop, iscoroutine, ensure_future, _awaited, _loop,
)
from _asyncio_sync import (
    Lock, Semaphore, BoundedSemaphore, Event, Condition, Queue, PriorityQueue, LifoQueue, QueueEmpty, QueueFull,
)
import _layercake as _l


def iscoroutinefunction(function):
    import inspect
    return inspect.iscoroutinefunction(function)


def isfuture(value):
    return isinstance(value, Future)


def run(main, *, debug=None, loop_factory=None):
    if not iscoroutine(main):
        raise ValueError("a coroutine was expected, got %r" % (main,))
    if _loop._running:
        raise RuntimeError("asyncio.run() cannot be called from a running event loop")
    try:
        return _loop.run_until_complete(main)
    finally:
        for task in list(_loop._tasks):
            task.cancel()
        for _ in range(1000):
            if not _loop._tasks or not _loop._ready:
                break
            _loop._turn()
        _loop._ready, _loop._timers, _loop._tasks = [], [], []


class Runner:
    def __init__(self, **how):
        pass

    def run(self, coroutine, **how):
        return run(coroutine)

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        pass


def _wait(coroutine):
    if not iscoroutine(coroutine):
        return _wait(_awaited(coroutine))
    return _loop.run_until_complete(coroutine)


def get_event_loop():
    return _loop


def new_event_loop():
    return _loop


def set_event_loop(loop):
    pass


def get_running_loop():
    if not _loop._running:
        raise RuntimeError("no running event loop")
    return _loop


def current_task(loop=None):
    return _loop._current


def all_tasks(loop=None):
    return set(_loop._tasks)


def create_task(coroutine, *, name=None, context=None):
    get_running_loop()
    if not iscoroutine(coroutine):
        raise TypeError("a coroutine was expected, got %r" % (coroutine,))
    return Task(coroutine, name=name)


async def sleep(delay, result=None):
    if delay <= 0:
        await _Pass()
        return result
    future = Future()
    handle = _loop.call_later(delay, lambda: future.done() or future.set_result(None))
    try:
        await future
    finally:
        handle.cancel()
    return result


class _Pass:
    def __await__(self):
        yield None


async def gather(*awaitables, return_exceptions=False):
    tasks = [ensure_future(awaitable) for awaitable in awaitables]
    outer, left = Future(), [len(tasks)]
    if not tasks:
        return []

    def done(task):
        left[0] -= 1
        failed = task.cancelled() or task.exception() is not None
        if not outer.done() and (left[0] == 0 or failed and not return_exceptions):
            outer.set_result(task if failed and not return_exceptions else None)

    for task in tasks:
        task.add_done_callback(done)
    try:
        first = await outer
    except CancelledError:
        for task in tasks:
            task.cancel()
        raise
    if first is not None:
        return first.result()
    results = []
    for task in tasks:
        error = CancelledError() if task.cancelled() else task.exception()
        results.append(task.result() if error is None else error)
    return results


async def wait(awaitables, *, timeout=None, return_when=ALL_COMPLETED):
    tasks = [ensure_future(awaitable) for awaitable in awaitables]

    def over():
        done = [task for task in tasks if task.done()]
        if return_when == FIRST_COMPLETED:
            return bool(done)
        if return_when == FIRST_EXCEPTION and any(not task.cancelled() and task.exception() for task in done):
            return True
        return len(done) == len(tasks)

    future = Future()
    handle = None
    if timeout is not None:
        handle = _loop.call_later(timeout, lambda: future.done() or future.set_result(None))
    if not over():
        for task in tasks:
            task.add_done_callback(lambda _: future.set_result(None) if over() and not future.done() else None)
        await future
    if handle:
        handle.cancel()
    return {task for task in tasks if task.done()}, {task for task in tasks if not task.done()}


async def wait_for(awaitable, timeout):
    task = ensure_future(awaitable)
    if timeout is None:
        return await task
    done, _ = await wait([task], timeout=timeout)
    if not done:
        task.cancel()
        await wait([task])
        raise TimeoutError
    return task.result()


def as_completed(awaitables, *, timeout=None):
    tasks, finished = [ensure_future(awaitable) for awaitable in awaitables], Queue()
    for task in tasks:
        task.add_done_callback(finished.put_nowait)

    async def next_one():
        return (await finished.get()).result()

    for _ in tasks:
        yield next_one()


async def shield(awaitable):
    return await ensure_future(awaitable)


async def to_thread(function, *values, **named):
    await _Pass()
    return function(*values, **named)


def run_coroutine_threadsafe(coroutine, loop):
    return Task(coroutine)


class timeout:
    def __init__(self, delay):
        self._delay, self._over = delay, False

    def expired(self):
        return self._over

    async def __aenter__(self):
        self._task = current_task()
        self._handle = None
        if self._delay is not None:
            self._handle = _loop.call_later(self._delay, self._expire)
        return self

    def _expire(self):
        self._over = True
        self._task.cancel()

    async def __aexit__(self, kind, error, trace):
        if self._handle is not None:
            self._handle.cancel()
        if self._over and kind is not None and issubclass(kind, CancelledError):
            raise TimeoutError from error


class TaskGroup:
    def __init__(self):
        self._tasks = []

    async def __aenter__(self):
        return self

    def create_task(self, coroutine, *, name=None, context=None):
        task = Task(coroutine, name=name)
        self._tasks.append(task)
        return task

    async def __aexit__(self, kind, error, trace):
        if kind is not None:
            for task in self._tasks:
                task.cancel()
        while any(not task.done() for task in self._tasks):
            done, _ = await wait(self._tasks, return_when=FIRST_EXCEPTION)
            if any(not task.cancelled() and task.exception() for task in done):
                for task in self._tasks:
                    task.cancel()
        errors = [task.exception() for task in self._tasks if not task.cancelled() and task.exception()]
        if errors:
            _l.unsimulated("an exception in a TaskGroup")
