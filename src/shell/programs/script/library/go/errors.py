from _go_core import _Error


def New(text):
    return _Error(text)


def Unwrap(error):
    return error.Unwrap() if hasattr(error, "Unwrap") else None


def Is(error, wanted):
    import _go_os as os
    while error is not None:
        if error is wanted:
            return True
        if wanted is os.ErrNotExist and getattr(error, "errno", None) == 2:
            return True
        error = Unwrap(error)
    return False


def Join(*errors):
    known = [error for error in errors if error is not None]
    return _Error("\n".join(error.Error() for error in known)) if known else None
