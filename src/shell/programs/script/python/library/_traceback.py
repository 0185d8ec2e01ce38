# Objects that stand for the places of a traceback.
import _layercake as _l


class code:
    def __init__(self, file, name):
        self.co_filename, self.co_name = file, name


class frame:
    def __init__(self, file, line, name):
        self.f_code, self.f_lineno = code(file, name), line
        self.f_back = None
        self.f_globals, self.f_locals = {"__name__": "__main__", "__file__": file}, {}


class traceback:
    def __init__(self, error, places):
        self._error = error
        file, self.tb_lineno, name = places[0][:3]
        self.tb_frame = frame(file, self.tb_lineno, name)
        self.tb_next = traceback(error, places[1:]) if len(places) > 1 else None


def of(error):
    places = _l.places(error)
    return traceback(error, places) if places else None
