def dedent(text):
    lines = text.split("\n")
    margin = None
    for line in lines:
        if line.strip():
            lead = line[:len(line) - len(line.lstrip())]
            if margin is None:
                margin = lead
            while not lead.startswith(margin):
                margin = margin[:-1]
    margin = len(margin or "")
    return "\n".join(line[margin:] if line.strip() else "" for line in lines)


def indent(text, prefix, predicate=None):
    test = predicate or (lambda line: line.strip())
    return "".join(prefix + line if test(line) else line for line in text.splitlines(True))


def wrap(text, width=70, initial_indent="", subsequent_indent="", max_lines=None, placeholder=" [...]",
         break_long_words=True, **more):
    lines, line, empty = [], initial_indent, True
    words = text.split()
    while words:
        word = words.pop(0)
        if not empty and len(line) + 1 + len(word) > width:
            lines.append(line)
            line, empty = subsequent_indent, True
        room = width - len(line)
        if empty and len(word) > room and break_long_words and room > 0:
            words.insert(0, word[room:])
            word = word[:room]
        line = line + word if empty else line + " " + word
        empty = False
    if not empty:
        lines.append(line)
    if max_lines is not None and len(lines) > max_lines:
        lines = lines[:max_lines]
        last = lines[-1]
        while last and len(last) + len(placeholder) > width:
            last = last.rpartition(" ")[0]
        lines[-1] = (last + placeholder) if last else placeholder.strip()
    return lines


def fill(text, width=70, **how):
    return "\n".join(wrap(text, width, **how))


def shorten(text, width, **how):
    return fill(" ".join(text.strip().split()), width, max_lines=1, **how)


class TextWrapper:
    def __init__(self, width=70, **how):
        self.width, self._how = width, how

    def wrap(self, text):
        return wrap(text, self.width, **self._how)

    def fill(self, text):
        return fill(text, self.width, **self._how)
