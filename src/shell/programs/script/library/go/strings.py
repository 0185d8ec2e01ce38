class Builder:
    _value = True

    def __init__(self):
        self.data = ""

    def WriteString(self, text):
        self.data += text
        return (len(text), None)

    def WriteByte(self, byte):
        self.data += chr(byte)

    def WriteRune(self, rune):
        self.data += chr(rune)
        return (1, None)

    def Write(self, data):
        self.data += data.decode("utf-8", "replace")
        return (len(data), None)

    def String(self):
        return self.data

    def Len(self):
        return len(self.data.encode())

    def Reset(self):
        self.data = ""

    def Grow(self, size):
        pass


class _Reader:
    def __init__(self, text):
        self.data = text.encode()

    def _read_all(self):
        data, self.data = self.data, b""
        return data


def NewReader(text):
    return _Reader(text)


class _Replacer:
    def __init__(self, pairs):
        self.pairs = pairs

    def Replace(self, text):
        out, place = "", 0
        while place < len(text):
            for at in range(0, len(self.pairs), 2):
                if self.pairs[at] and text.startswith(self.pairs[at], place):
                    out += self.pairs[at + 1]
                    place += len(self.pairs[at])
                    break
            else:
                out += text[place]
                place += 1
        return out


def NewReplacer(*pairs):
    return _Replacer(pairs)


def ToUpper(text):
    return text.upper()


def ToLower(text):
    return text.lower()


def Title(text):
    return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))


def TrimSpace(text):
    return text.strip()


def Trim(text, letters):
    return text.strip(letters)


def TrimLeft(text, letters):
    return text.lstrip(letters)


def TrimRight(text, letters):
    return text.rstrip(letters)


def TrimPrefix(text, start):
    return text[len(start):] if text.startswith(start) else text


def TrimSuffix(text, end):
    return text[:len(text) - len(end)] if end and text.endswith(end) else text


def Contains(text, part):
    return part in text


def ContainsRune(text, rune):
    return chr(rune) in text


def ContainsAny(text, letters):
    return any(letter in text for letter in letters)


def HasPrefix(text, start):
    return text.startswith(start)


def HasSuffix(text, end):
    return text.endswith(end)


def Index(text, part):
    place = text.find(part)
    return place if place < 0 else len(text[:place].encode())


def LastIndex(text, part):
    place = text.rfind(part)
    return place if place < 0 else len(text[:place].encode())


def Split(text, separator):
    return list(text) if separator == "" else text.split(separator)


def SplitN(text, separator, count):
    if count == 0:
        return None
    return text.split(separator) if count < 0 else text.split(separator, count - 1)


def Cut(text, separator):
    before, found, after = text.partition(separator)
    return (before, after, found != "")


def Fields(text):
    return text.split()


def Join(parts, separator):
    return separator.join(parts or [])


def Repeat(text, count):
    return text * count


def Replace(text, old, new, count):
    return text.replace(old, new) if count < 0 else text.replace(old, new, count)


def ReplaceAll(text, old, new):
    return text.replace(old, new)


def Count(text, part):
    return len(text) + 1 if part == "" else text.count(part)


def EqualFold(one, other):
    return one.lower() == other.lower()


def Map(function, text):
    return "".join(chr(function(ord(letter))) for letter in text if function(ord(letter)) >= 0)
