import sys


class AbstractContextManager:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        return None


class ContextDecorator:
    def __call__(self, function):
        def inner(*values, **named):
            with self._again() if hasattr(self, "_again") else self:
                return function(*values, **named)
        inner.__name__ = function.__name__
        return inner


class _GeneratorManager(ContextDecorator):
    def __init__(self, function, values, named):
        self._made = (function, values, named)
        self._generator = function(*values, **named)

    def _again(self):
        return _GeneratorManager(*self._made)

    def __enter__(self):
        try:
            return next(self._generator)
        except StopIteration:
            raise RuntimeError("generator didn't yield") from None

    def __exit__(self, kind, error, trace):
        if kind is None:
            try:
                next(self._generator)
            except StopIteration:
                return False
            raise RuntimeError("generator didn't stop")
        try:
            self._generator.throw(error)
        except StopIteration as stop:
            return stop is not error
        except BaseException as other:
            if other is error:
                return False
            raise
        raise RuntimeError("generator didn't stop after throw()")


def contextmanager(function):
    def manager(*values, **named):
        return _GeneratorManager(function, values, named)
    manager.__name__ = function.__name__
    manager.__wrapped__ = function
    return manager


class _AsyncGeneratorManager:
    def __init__(self, generator):
        self._generator = generator

    async def __aenter__(self):
        return await anext(self._generator)

    async def __aexit__(self, kind, error, trace):
        if kind is None:
            try:
                await anext(self._generator)
            except StopAsyncIteration:
                return False
            raise RuntimeError("generator didn't stop")
        return False


def asynccontextmanager(function):
    def manager(*values, **named):
        return _AsyncGeneratorManager(function(*values, **named))
    manager.__name__ = function.__name__
    return manager


class closing(AbstractContextManager):
    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, kind, error, trace):
        self.thing.close()


class suppress(AbstractContextManager):
    def __init__(self, *kinds):
        self._kinds = kinds

    def __enter__(self):
        pass

    def __exit__(self, kind, error, trace):
        return kind is not None and issubclass(kind, self._kinds)


class nullcontext(AbstractContextManager):
    def __init__(self, enter_result=None):
        self.enter_result = enter_result

    def __enter__(self):
        return self.enter_result


class _Redirect(AbstractContextManager):
    def __init__(self, target):
        self._target, self._before = target, []

    def __enter__(self):
        self._before.append(getattr(sys, self._name))
        setattr(sys, self._name, self._target)
        return self._target

    def __exit__(self, kind, error, trace):
        setattr(sys, self._name, self._before.pop())


class redirect_stdout(_Redirect):
    _name = "stdout"


class redirect_stderr(_Redirect):
    _name = "stderr"


class ExitStack(AbstractContextManager):
    def __init__(self):
        self._exits = []

    def enter_context(self, manager):
        value = manager.__enter__()
        self._exits.append(manager.__exit__)
        return value

    def push(self, leave):
        self._exits.append(leave.__exit__ if hasattr(leave, "__exit__") else leave)
        return leave

    def callback(self, function, *values, **named):
        self._exits.append(lambda kind, error, trace: function(*values, **named) and None)
        return function

    def pop_all(self):
        other = ExitStack()
        other._exits, self._exits = self._exits, []
        return other

    def close(self):
        self.__exit__(None, None, None)

    def __exit__(self, kind, error, trace):
        over, pending = False, error
        while self._exits:
            leave = self._exits.pop()
            try:
                if leave(type(pending) if pending is not None else None, pending, None):
                    over, pending = True, None
            except BaseException as other:
                over, pending = False, other
        if pending is not None and pending is not error:
            raise pending
        return over
