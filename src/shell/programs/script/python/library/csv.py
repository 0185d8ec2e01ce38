import io

QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE = 0, 1, 2, 3


class Error(Exception):
    pass


class Dialect:
    delimiter, quotechar, escapechar, doublequote = ",", '"', None, True
    skipinitialspace, lineterminator, quoting = False, "\r\n", QUOTE_MINIMAL


class excel(Dialect):
    pass


class excel_tab(excel):
    delimiter = "\t"


class unix_dialect(Dialect):
    lineterminator, quoting = "\n", QUOTE_ALL


_dialects = {"excel": excel, "excel-tab": excel_tab, "unix": unix_dialect}


def register_dialect(name, dialect=None, **how):
    _dialects[name] = _dialect(dialect or excel, how)


def list_dialects():
    return list(_dialects)


def get_dialect(name):
    return _dialects[name]


def _dialect(given, how):
    base = _dialects[given] if isinstance(given, str) else given
    made = Dialect()
    for name in ("delimiter", "quotechar", "escapechar", "doublequote", "skipinitialspace", "lineterminator", "quoting"):
        setattr(made, name, how.get(name, getattr(base, name)))
    return made


class reader:
    def __init__(self, lines, dialect="excel", **how):
        self._lines, self.dialect, self.line_num = iter(lines), _dialect(dialect, how), 0

    def __iter__(self):
        return self

    def __next__(self):
        d = self.dialect
        line = next(self._lines)
        self.line_num += 1
        fields, field, quoted, was_quoted = [], [], False, False
        while True:
            place, end = 0, len(line)
            while place < end:
                letter = line[place]
                if quoted:
                    if letter == d.quotechar:
                        if d.doublequote and line[place + 1:place + 2] == d.quotechar:
                            field.append(letter)
                            place += 1
                        else:
                            quoted = False
                    else:
                        field.append(letter)
                elif letter == d.delimiter:
                    fields.append(self._value(field, was_quoted))
                    field, was_quoted = [], False
                elif letter in "\r\n":
                    pass
                elif letter == d.escapechar:
                    place += 1
                    field.append(line[place:place + 1])
                elif letter == d.quotechar and not field and d.quoting != QUOTE_NONE:
                    quoted = was_quoted = True
                elif letter == " " and d.skipinitialspace and not field and not was_quoted:
                    pass
                else:
                    field.append(letter)
                place += 1
            if not quoted:
                break
            try:
                line = next(self._lines)
            except StopIteration:
                break
            self.line_num += 1
        if not fields and not field and not was_quoted:
            return []
        return fields + [self._value(field, was_quoted)]

    def _value(self, field, was_quoted):
        text = "".join(field)
        return float(text) if self.dialect.quoting == QUOTE_NONNUMERIC and not was_quoted else text


class writer:
    def __init__(self, file, dialect="excel", **how):
        self._file, self.dialect = file, _dialect(dialect, how)

    def _field(self, value, alone):
        d = self.dialect
        text = "" if value is None else str(value)
        needs = d.quoting == QUOTE_ALL or d.quoting == QUOTE_NONNUMERIC and not isinstance(value, (int, float))
        if d.quoting == QUOTE_MINIMAL:
            needs = any(mark in text for mark in (d.delimiter, d.quotechar, "\n", "\r")) or alone and text == ""
        if not needs:
            if d.quoting == QUOTE_NONE and d.delimiter in text:
                if d.escapechar is None:
                    raise Error("need to escape, but no escapechar set")
                text = text.replace(d.delimiter, d.escapechar + d.delimiter)
            return text
        return d.quotechar + text.replace(d.quotechar, d.quotechar * 2) + d.quotechar

    def writerow(self, row):
        row = list(row)
        line = self.dialect.delimiter.join(self._field(value, len(row) == 1) for value in row)
        return self._file.write(line + self.dialect.lineterminator)

    def writerows(self, rows):
        for row in rows:
            self.writerow(row)


class DictReader:
    def __init__(self, lines, fieldnames=None, restkey=None, restval=None, dialect="excel", **how):
        self.reader = reader(lines, dialect, **how)
        self._names, self.restkey, self.restval = fieldnames, restkey, restval

    @property
    def fieldnames(self):
        if self._names is None:
            try:
                self._names = next(self.reader)
            except StopIteration:
                pass
        return self._names

    @property
    def line_num(self):
        return self.reader.line_num

    def __iter__(self):
        return self

    def __next__(self):
        names = self.fieldnames
        row = next(self.reader)
        while row == []:
            row = next(self.reader)
        made = dict(zip(names, row))
        if len(row) > len(names):
            made[self.restkey] = row[len(names):]
        for name in names[len(row):]:
            made[name] = self.restval
        return made


class DictWriter:
    def __init__(self, file, fieldnames, restval="", extrasaction="raise", dialect="excel", **how):
        self.fieldnames, self.restval, self.extrasaction = list(fieldnames), restval, extrasaction
        self.writer = writer(file, dialect, **how)

    def writeheader(self):
        return self.writer.writerow(self.fieldnames)

    def writerow(self, row):
        wrong = [key for key in row if key not in self.fieldnames]
        if wrong and self.extrasaction == "raise":
            raise ValueError("dict contains fields not in fieldnames: " + ", ".join(repr(key) for key in wrong))
        return self.writer.writerow([row.get(name, self.restval) for name in self.fieldnames])

    def writerows(self, rows):
        for row in rows:
            self.writerow(row)


class Sniffer:
    def sniff(self, sample, delimiters=None):
        counts = {mark: sample.splitlines()[0].count(mark) for mark in (delimiters or ",;\t|")}
        made = Dialect()
        made.delimiter = max(counts, key=counts.get)
        return made

    def has_header(self, sample):
        first = next(reader(io.StringIO(sample)))
        return not any(field.replace(".", "").isdigit() for field in first)
