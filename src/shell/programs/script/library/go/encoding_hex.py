def EncodeToString(data):
    return "".join("%02x" % byte for byte in data)
