import _layercake as _l
import heapq


class Empty(Exception):
    pass


class Full(Exception):
    pass


class ShutDown(Exception):
    pass


class _Items:
    # What waits in a queue, of threads or of tasks.
    def __init__(self, maxsize=0):
        self.maxsize, self._open, self._items = maxsize, 0, []

    def qsize(self):
        return len(self._items)

    def empty(self):
        return not self._items

    def full(self):
        return 0 < self.maxsize <= len(self._items)

    def _add(self, item):
        self._items.append(item)

    def _take(self):
        return self._items.pop(0)


class Queue(_Items):
    def put(self, item, block=True, timeout=None):
        import threading
        if self.full():
            if not block or timeout is not None:
                raise Full
            threading._run_until(lambda: not self.full(), "a full queue that nobody empties")
        self._add(item)
        self._open += 1

    def put_nowait(self, item):
        self.put(item, False)

    def get(self, block=True, timeout=None):
        import threading
        if not self._items:
            if not block:
                raise Empty
            if timeout is not None:
                threading._run_until(lambda: bool(self._items), None)
                if not self._items:
                    import time
                    time.sleep(timeout)
                    raise Empty
            else:
                threading._run_until(lambda: bool(self._items), "an empty queue that nobody fills")
        return self._take()

    def get_nowait(self):
        return self.get(False)

    def task_done(self):
        if self._open <= 0:
            raise ValueError("task_done() called too many times")
        self._open -= 1

    def join(self):
        import threading
        threading._run_until(lambda: self._open == 0, "a queue that nobody empties")


class LifoQueue(Queue):
    def _take(self):
        return self._items.pop()


class PriorityQueue(Queue):
    def _add(self, item):
        heapq.heappush(self._items, item)

    def _take(self):
        return heapq.heappop(self._items)


class SimpleQueue(Queue):
    pass
