# SPDX-License-Identifier: GPL-2.0-only
"""The PaX marks of executables: libpaxflags for Python.

A mark is a Mark, whose letters are on, off or unset. Functions take a path, or the number
of an open descriptor, and fail with OSError as the library's own do; errno says why:

    >>> import paxflags
    >>> paxflags.write("/usr/bin/example", paxflags.Mark("em"))
    >>> str(paxflags.read("/usr/bin/example"))
    'em'
    >>> paxflags.effective(user=b"em").flags == paxflags.PAGEEXEC | paxflags.RANDMMAP
    True

See paxflags.h, which describes the same functions.
"""

import collections
import ctypes
import enum
import errno
import os

PAGEEXEC, EMUTRAMP, MPROTECT, RANDMMAP, SEGMEXEC = (1 << n for n in range(5))
ALL = 0x1F
DEFAULT = PAGEEXEC | MPROTECT | RANDMMAP

_SONAME = "libpaxflags.so.0"
_AT_FDCWD = -100
_KEPT = 64
_TEXT_SIZE = 6


class Attr(enum.IntEnum):
    """Which attribute holds the mark."""

    USER = 0
    SECURITY = 1


class Source(enum.IntEnum):
    """What decided the flags of a program."""

    DEFAULTS = 0
    USER = 1
    SECURITY = 2


class _Letters(ctypes.Structure):
    _fields_ = [("on", ctypes.c_uint), ("off", ctypes.c_uint)]


class _Value(ctypes.Structure):
    _fields_ = [("len", ctypes.c_size_t), ("bytes", ctypes.c_char * _KEPT)]


class _Effective(ctypes.Structure):
    _fields_ = [
        ("flags", ctypes.c_uint),
        ("source", ctypes.c_int),
        ("invalid", ctypes.c_bool),
        ("refused", ctypes.c_bool),
    ]


Effective = collections.namedtuple("Effective", "flags source invalid refused")

_library = None


def load(path=_SONAME):
    """Load the library; called with its usual name by whatever needs it first."""
    global _library
    library = ctypes.CDLL(path)
    letters, value = ctypes.POINTER(_Letters), ctypes.POINTER(_Value)
    signatures = {
        "open": (ctypes.c_int, [ctypes.c_int, ctypes.c_char_p]),
        "reopen": (ctypes.c_int, [ctypes.c_int, ctypes.c_int]),
        "read_fd": (ctypes.c_int, [ctypes.c_int, ctypes.c_int, value]),
        "write_fd": (ctypes.c_int, [ctypes.c_int, ctypes.c_int, letters, ctypes.c_bool]),
        "remove_fd": (ctypes.c_int, [ctypes.c_int, ctypes.c_int]),
        "parse": (ctypes.c_int, [ctypes.c_char_p, ctypes.c_size_t, letters]),
        "format": (ctypes.c_size_t, [letters, ctypes.c_char_p]),
        "effective": (
            None,
            [value, value, ctypes.c_bool, ctypes.c_uint, ctypes.POINTER(_Effective)],
        ),
        "elf_read_fd": (ctypes.c_int, [ctypes.c_int, letters]),
        "ei_read_fd": (ctypes.c_int, [ctypes.c_int, letters]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(library, "paxflags_" + name)
        function.restype, function.argtypes = result, arguments
    _library = library


def _call(name, *arguments, path=None):
    if _library is None:
        load()
    result = getattr(_library, "paxflags_" + name)(*arguments)
    if result is not None and result < 0:
        raise OSError(-result, os.strerror(-result), path)
    return result


class _File:
    """A descriptor for a path or a descriptor; closes what it has opened itself."""

    def __init__(self, file, readable=False):
        self.path = None if isinstance(file, int) else os.fspath(file)
        self.fd = file
        if self.path is None:
            return
        found = _call("open", _AT_FDCWD, os.fsencode(self.path), path=self.path)
        self.fd = found
        if not readable:
            return
        try:
            self.fd = _call("reopen", found, os.O_RDONLY, path=self.path)
        finally:
            os.close(found)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.path is not None:
            os.close(self.fd)


class Mark:
    """A mark: which letters are on and which are off; hashable, and never changes."""

    __slots__ = ("_on", "_off")

    def __init__(self, text=b""):
        """From letters, as the kernel reads them. ValueError if it would ignore them."""
        data = text.encode("ascii", "replace") if isinstance(text, str) else bytes(text)
        letters = _Letters()
        try:
            _call("parse", data, len(data), ctypes.byref(letters))
        except OSError:
            raise ValueError("not a mark: %r" % (text,)) from None
        self._on, self._off = letters.on, letters.off

    @classmethod
    def of(cls, on=0, off=0):
        """From bits. ValueError if a letter is both on and off."""
        if on & off or (on | off) & ~ALL:
            raise ValueError("a letter both on and off, or no letter")
        mark = cls()
        mark._on, mark._off = on, off
        return mark

    @property
    def on(self):
        """Bits of the letters in upper case."""
        return self._on

    @property
    def off(self):
        """Bits of the letters in lower case."""
        return self._off

    def _letters(self):
        return _Letters(self._on, self._off)

    def __str__(self):
        text = ctypes.create_string_buffer(_TEXT_SIZE)
        _call("format", ctypes.byref(self._letters()), text)
        return text.value.decode("ascii")

    def __bytes__(self):
        return str(self).encode("ascii")

    def __repr__(self):
        return "Mark(%r)" % str(self)

    def __eq__(self, other):
        if not isinstance(other, Mark):
            return NotImplemented
        return (self._on, self._off) == (other._on, other._off)

    def __hash__(self):
        return hash((self._on, self._off))


def read_bytes(file, attr=Attr.USER):
    """What the attribute holds, 64 bytes of it at most; None if there is none."""
    value = _Value()
    with _File(file) as opened:
        try:
            _call("read_fd", opened.fd, attr, ctypes.byref(value), path=opened.path)
        except OSError as error:
            if error.errno == errno.ENODATA:
                return None
            raise
    start = ctypes.addressof(value) + _Value.bytes.offset
    return ctypes.string_at(start, min(value.len, _KEPT))


def read(file, attr=Attr.USER):
    """The mark of a file; None if it has none. ValueError if the kernel ignores it."""
    data = read_bytes(file, attr)
    return None if data is None else Mark(data)


def write(file, mark, attr=Attr.USER, create=False):
    """Give a file a mark; with create it must have none yet (FileExistsError)."""
    letters = mark._letters()
    with _File(file) as opened:
        _call("write_fd", opened.fd, attr, ctypes.byref(letters), create, path=opened.path)


def remove(file, attr=Attr.USER):
    """Take a file's mark away. False if there was none."""
    with _File(file) as opened:
        try:
            _call("remove_fd", opened.fd, attr, path=opened.path)
        except OSError as error:
            if error.errno == errno.ENODATA:
                return False
            raise
    return True


def _value(data):
    if data is None:
        return None
    return ctypes.byref(_Value(len(data), bytes(data)[:_KEPT]))


def effective(security=None, user=None, softmode=False, defaults=DEFAULT):
    """What the kernel makes of a file's attributes, which are bytes or None."""
    result = _Effective()
    _call("effective", _value(security), _value(user), softmode, defaults, ctypes.byref(result))
    return Effective(result.flags, Source(result.source), result.invalid, result.refused)


def _legacy(name, file):
    letters = _Letters()
    with _File(file, readable=True) as opened:
        try:
            _call(name, opened.fd, ctypes.byref(letters), path=opened.path)
        except OSError as error:
            if error.errno == errno.ENODATA:
                return None
            raise
    return Mark.of(letters.on, letters.off)


def elf_read(file):
    """The legacy mark in PT_PAX_FLAGS of an ELF file; None if there is none.

    ValueError if it has a letter both on and off; a descriptor must be readable.
    """
    return _legacy("elf_read_fd", file)


def ei_read(file):
    """The mark that chpax kept in e_ident of an ELF file; None if there is none."""
    return _legacy("ei_read_fd", file)
