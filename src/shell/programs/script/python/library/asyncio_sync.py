# Locks and queues between tasks.
import queue as _queue
from _asyncio_loop import Future


class QueueEmpty(Exception):
    pass


class QueueFull(Exception):
    pass


class Lock:
    def __init__(self):
        self._held, self._waiters = False, []

    def locked(self):
        return self._held

    async def acquire(self):
        while self._held:
            future = Future()
            self._waiters.append(future)
            await future
        self._held = True
        return True

    def release(self):
        if not self._held:
            raise RuntimeError("Lock is not acquired.")
        self._held = False
        self._wake()

    def _wake(self):
        while self._waiters:
            future = self._waiters.pop(0)
            if not future.done():
                future.set_result(None)
                return

    async def __aenter__(self):
        await self.acquire()

    async def __aexit__(self, kind, error, trace):
        self.release()


class Semaphore(Lock):
    def __init__(self, value=1):
        self._value, self._waiters = value, []

    def locked(self):
        return self._value == 0

    async def acquire(self):
        while self._value <= 0:
            future = Future()
            self._waiters.append(future)
            await future
        self._value -= 1
        return True

    def release(self):
        self._value += 1
        self._wake()


BoundedSemaphore = Semaphore


class Event:
    def __init__(self):
        self._set, self._waiters = False, []

    def is_set(self):
        return self._set

    def set(self):
        self._set = True
        for future in self._waiters:
            if not future.done():
                future.set_result(True)
        self._waiters = []

    def clear(self):
        self._set = False

    async def wait(self):
        if not self._set:
            future = Future()
            self._waiters.append(future)
            await future
        return True


class Condition(Lock):
    def __init__(self):
        super().__init__()
        self._sleepers = []

    async def wait(self):
        self.release()
        future = Future()
        self._sleepers.append(future)
        await future
        await self.acquire()
        return True

    def notify(self, n=1):
        for future in self._sleepers[:n]:
            future.set_result(None)
        self._sleepers = self._sleepers[n:]

    def notify_all(self):
        self.notify(len(self._sleepers))


class Queue(_queue._Items):
    def __init__(self, maxsize=0):
        super().__init__(maxsize)
        self._getters, self._putters, self._joined = [], [], []

    def _wake(self, waiters):
        while waiters:
            future = waiters.pop(0)
            if not future.done():
                future.set_result(None)
                return

    async def put(self, item):
        while self.full():
            future = Future()
            self._putters.append(future)
            await future
        self.put_nowait(item)

    def put_nowait(self, item):
        if self.full():
            raise QueueFull
        self._add(item)
        self._open += 1
        self._wake(self._getters)

    async def get(self):
        while not self._items:
            future = Future()
            self._getters.append(future)
            await future
        return self.get_nowait()

    def get_nowait(self):
        if not self._items:
            raise QueueEmpty
        item = self._take()
        self._wake(self._putters)
        return item

    def task_done(self):
        if self._open <= 0:
            raise ValueError("task_done() called too many times")
        self._open -= 1
        if self._open == 0:
            while self._joined:
                self._wake(self._joined)

    async def join(self):
        if self._open:
            future = Future()
            self._joined.append(future)
            await future


class PriorityQueue(Queue):
    _add, _take = _queue.PriorityQueue._add, _queue.PriorityQueue._take


class LifoQueue(Queue):
    _take = _queue.LifoQueue._take
