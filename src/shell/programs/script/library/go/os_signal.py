import _layercake as _l
import _go_context as context


def Notify(channel, *signals):
    channel.signal = True
    _l.graceful()


def Stop(channel):
    pass


def Ignore(*signals):
    pass


def NotifyContext(parent, *signals):
    own, cancel = context.WithCancel(parent)
    own.channel.signal = True
    _l.graceful()
    return (own, cancel)
