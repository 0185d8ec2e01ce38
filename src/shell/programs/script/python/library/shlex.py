def split(text, comments=False, posix=True):
    words, word, quote, started, place = [], [], None, False, 0
    while place < len(text):
        letter = text[place]
        place += 1
        if quote == "'":
            if letter == "'":
                quote = None
            else:
                word.append(letter)
        elif letter == "\\" and (quote is None or text[place:place + 1] in ('"', "\\", "$", "`")):
            if place >= len(text):
                raise ValueError("No escaped character")
            word.append(text[place])
            place, started = place + 1, True
        elif quote == '"':
            if letter == '"':
                quote = None
            else:
                word.append(letter)
        elif letter in "'\"":
            quote, started = letter, True
        elif letter in " \t\r\n":
            if started or word:
                words.append("".join(word))
            word, started = [], False
        elif letter == "#" and comments and not word:
            break
        else:
            word.append(letter)
    if quote is not None:
        raise ValueError("No closing quotation")
    if started or word:
        words.append("".join(word))
    return words


def quote(text):
    if not text:
        return "''"
    plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./-_"
    if all(letter in plain for letter in text):
        return text
    return "'" + text.replace("'", "'\"'\"'") + "'"


def join(words):
    return " ".join(quote(word) for word in words)
