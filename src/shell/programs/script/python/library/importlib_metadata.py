import glob
import os
import sys


class PackageNotFoundError(ModuleNotFoundError):
    def __str__(self):
        return "No package metadata was found for " + str(self.args[0])

    @property
    def name(self):
        return self.args[0]


def _folder(name):
    stem = name.lower().replace("-", "_").replace(".", "_")
    for place in sys.path:
        for folder in glob.glob(os.path.join(place, "*.dist-info")):
            known = os.path.basename(folder)[:-len(".dist-info")].rpartition("-")
            if known[0].lower().replace("-", "_").replace(".", "_") == stem:
                return folder, known
    raise PackageNotFoundError(name)


def version(name):
    return _folder(name)[1][2]


def metadata(name):
    values = {}
    for line in open(os.path.join(_folder(name)[0], "METADATA")):
        key, mark, value = line.rstrip("\n").partition(": ")
        if not mark:
            break
        values.setdefault(key, value)
    return values


def requires(name):
    lines = [line.rstrip("\n") for line in open(os.path.join(_folder(name)[0], "METADATA"))]
    found = [line[len("Requires-Dist: "):] for line in lines if line.startswith("Requires-Dist: ")]
    return found or None
