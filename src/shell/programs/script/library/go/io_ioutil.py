from _go_os import ReadFile, WriteFile, ReadDir
from _go_io import ReadAll, Discard
