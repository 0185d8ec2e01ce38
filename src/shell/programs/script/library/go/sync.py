from _go_core import _Error, _Deadlock, _advance, _waiting, _Map


class Mutex:
    _value = True

    def Lock(self):
        pass

    def Unlock(self):
        pass

    def TryLock(self):
        return True

    RLock, RUnlock = Lock, Unlock


RWMutex = Mutex


class WaitGroup:
    _value = True

    def __init__(self):
        self.count = 0

    def Add(self, by):
        self.count += by

    def Done(self):
        self.count -= 1

    def Go(self, function):
        self.count += 1

        def run():
            function()
            self.count -= 1
        _waiting.append((run, ()))

    def Wait(self):
        while self.count > 0:
            if not _advance():
                raise _Deadlock()


class Once:
    _value = True

    def __init__(self):
        self.done = False

    def Do(self, function):
        if not self.done:
            self.done = True
            function()


class Map:
    _value = True

    def __init__(self):
        self.entries = {}

    def Store(self, key, value):
        self.entries[key] = value

    def Load(self, key):
        return (self.entries.get(key), key in self.entries)

    def Delete(self, key):
        self.entries.pop(key, None)

    def Range(self, function):
        for key, value in list(self.entries.items()):
            if not function(key, value):
                return
