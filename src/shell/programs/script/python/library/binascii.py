class Error(ValueError):
    pass


def hexlify(data, sep=""):
    return data.hex(sep).encode()


b2a_hex = hexlify


def unhexlify(text):
    text = text if isinstance(text, str) else text.decode()
    if len(text) % 2:
        raise Error("Odd-length string")
    return bytes.fromhex(text)


a2b_hex = unhexlify


def b2a_base64(data, newline=True):
    import base64
    return base64.b64encode(data) + (b"\n" if newline else b"")


def a2b_base64(data):
    import base64
    return base64.b64decode(data)


def crc32(data, start=0):
    value = start ^ 0xffffffff
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xedb88320 if value & 1 else 0)
    return value ^ 0xffffffff
