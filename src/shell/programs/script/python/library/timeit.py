import time

default_timer = time.perf_counter


def timeit(stmt="pass", setup="pass", timer=default_timer, number=1000000, globals=None):
    return Timer(stmt, setup, timer, globals).timeit(number)


def repeat(stmt="pass", setup="pass", timer=default_timer, repeat=5, number=1000000, globals=None):
    return Timer(stmt, setup, timer, globals).repeat(repeat, number)


class Timer:
    def __init__(self, stmt="pass", setup="pass", timer=default_timer, globals=None):
        self._stmt, self._setup, self._timer, self._space = stmt, setup, timer, {} if globals is None else dict(globals)

    def _do(self, what):
        what() if callable(what) else exec(what, self._space)

    def timeit(self, number=1000000):
        self._do(self._setup)
        start = self._timer()
        for _ in range(number):
            self._do(self._stmt)
        return self._timer() - start

    def repeat(self, repeat=5, number=1000000):
        return [self.timeit(number) for _ in range(repeat)]
