import _layercake as _l
import _go_context as context

_NUMBERS = {"hangup": 1, "interrupt": 2, "quit": 3, "user defined signal 1": 10, "terminated": 15}


def _tell(channel, signals):
    """Signals come through a channel; a server that is asked meanwhile ends by them in its own way."""
    channel.signal = True
    for name, number in _NUMBERS.items():
        if not signals or name in signals:
            _l.on_signal(number, lambda number, frame, name=name: channel.values.append(name))
    if not signals or "terminated" in signals:
        _l.graceful()


def Notify(channel, *signals):
    _tell(channel, signals)


def Stop(channel):
    for number in _NUMBERS.values():
        _l.on_signal(number, None)


def Ignore(*signals):
    for name in signals or _NUMBERS:
        _l.on_signal(_NUMBERS.get(name, 15), lambda number, frame: None)


def NotifyContext(parent, *signals):
    own, cancel = context.WithCancel(parent)
    own.channel.signal = True
    for name, number in _NUMBERS.items():
        if not signals or name in signals:
            _l.on_signal(number, lambda number, frame: cancel())
    if not signals or "terminated" in signals:
        _l.graceful()
    return (own, cancel)
