def Logger(next):
    return next


Recoverer = RequestID = RealIP = Heartbeat = StripSlashes = Logger
