# SPDX-License-Identifier: GPL-2.0-only
"""The PaX marks of executables: libpaxflags for Python.

A mark is an object of class Mark; each of its letters is on, off or unset. A function takes a
path, or the number of an open descriptor. It raises OSError with the errno of the library:

    >>> import paxflags
    >>> paxflags.write("/usr/bin/example", paxflags.Mark("em"))
    >>> str(paxflags.read("/usr/bin/example"))
    'em'
    >>> paxflags.effective(user=b"em").flags == paxflags.PAGEEXEC | paxflags.RANDMMAP
    True

See paxflags.h and paxflags_kernel.h, which describe the same functions.
"""

import collections
import ctypes
import enum
import errno
import os
import stat

PAGEEXEC, EMUTRAMP, MPROTECT, RANDMMAP, SEGMEXEC = (1 << n for n in range(5))
ALL = 0x1F
DEFAULT = PAGEEXEC | MPROTECT | RANDMMAP

# What an ELF file says about its memory: bits of Elf.traits.
ELF_PT_PAX, ELF_EI_PAX, ELF_EXEC_STACK, ELF_NO_STACK, ELF_RWX_LOAD, ELF_TEXTREL, ELF_INTERP = (
    1 << n for n in range(7)
)
# Why a decision is not just what the mark says: bits of Decision.why.
WHY_INVALID, WHY_UNTRUSTED, WHY_SECURITY_IGNORED, WHY_USER_HIDDEN, WHY_REFUSED = (
    1 << n for n in range(5)
)

_SONAME = "libpaxflags.so.0"
_AT_FDCWD, _KEPT, _TEXT_SIZE = -100, 64, 6


class Attr(enum.IntEnum):
    """Which attribute holds the mark."""

    USER = 0
    SECURITY = 1

    @property
    def attribute(self):
        """The attribute's name."""
        return _call("attr_name", self).decode("ascii")


class Kind(enum.IntEnum):
    """The kind of a file."""

    SPECIAL = 0
    OTHER = 1
    ELF = 2
    SCRIPT = 3


class Trust(enum.IntEnum):
    """Whose marks may turn protections off."""

    ANY = 0
    ROOT = 1


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


class _Elf(ctypes.Structure):
    _fields_ = [
        ("is64", ctypes.c_bool),
        ("big_endian", ctypes.c_bool),
        ("type", ctypes.c_uint),
        ("machine", ctypes.c_uint),
        ("traits", ctypes.c_uint),
        ("pt_pax", _Letters),
        ("ei_pax", _Letters),
    ]


class _Kernel(ctypes.Structure):
    _fields_ = [
        (name, ctypes.c_bool) for name in "loaded armed permissive softmode security_counts".split()
    ] + [("trust", ctypes.c_int), ("defaults", ctypes.c_uint)]


class _FileFacts(ctypes.Structure):
    _fields_ = [
        ("security", ctypes.POINTER(_Value)),
        ("user", ctypes.POINTER(_Value)),
        ("uid", ctypes.c_uint),
        ("mode", ctypes.c_uint),
        ("nosuid", ctypes.c_bool),
        ("capabilities", ctypes.c_bool),
    ]


class _Decision(ctypes.Structure):
    _fields_ = [("flags", ctypes.c_uint), ("source", ctypes.c_int), ("why", ctypes.c_uint)]


class _Process(ctypes.Structure):
    _fields_ = [
        ("pid", ctypes.c_int),
        ("dirfd", ctypes.c_int),
        ("name", ctypes.c_char * 64),
        ("uid", ctypes.c_uint),
        ("shows_flags", ctypes.c_bool),
        ("flags", ctypes.c_uint),
    ]


Effective = collections.namedtuple("Effective", "flags source invalid refused")
Elf = collections.namedtuple("Elf", "is64 big_endian type machine traits pt_pax ei_pax")
Kernel = collections.namedtuple(
    "Kernel", "loaded armed permissive softmode security_counts trust defaults"
)
Decision = collections.namedtuple("Decision", "flags source why")

_library = None


def load(path=_SONAME):
    """Load the library; called with its usual name by whatever needs it first."""
    global _library
    try:
        library = ctypes.CDLL(path)
    except OSError as error:
        hint = "libpaxflags is missing (%s): apt-get install libpaxflags0, or make install; ldconfig"
        raise OSError(errno.ELIBACC, hint % error, path) from error
    letters, value = ctypes.POINTER(_Letters), ctypes.POINTER(_Value)
    kernel, effective = ctypes.POINTER(_Kernel), ctypes.POINTER(_Effective)
    signatures = {
        "version": (ctypes.c_char_p, []),
        "attr_name": (ctypes.c_char_p, [ctypes.c_int]),
        "open": (ctypes.c_int, [ctypes.c_int, ctypes.c_char_p]),
        "reopen": (ctypes.c_int, [ctypes.c_int, ctypes.c_int]),
        "read_fd": (ctypes.c_int, [ctypes.c_int, ctypes.c_int, value]),
        "write_fd": (ctypes.c_int, [ctypes.c_int, ctypes.c_int, letters, ctypes.c_bool]),
        "remove_fd": (ctypes.c_int, [ctypes.c_int, ctypes.c_int]),
        "parse": (ctypes.c_int, [ctypes.c_char_p, ctypes.c_size_t, letters]),
        "format": (ctypes.c_size_t, [letters, ctypes.c_char_p]),
        "effective": (None, [value, value, ctypes.c_bool, ctypes.c_uint, effective]),
        "elf_read_fd": (ctypes.c_int, [ctypes.c_int, letters]),
        "ei_read_fd": (ctypes.c_int, [ctypes.c_int, letters]),
        "elf_write_fd": (ctypes.c_int, [ctypes.c_int, letters]),
        "elf_inspect_fd": (ctypes.c_int, [ctypes.c_int, ctypes.POINTER(_Elf)]),
        "kind": (ctypes.c_int, [ctypes.c_int]),
        "parse_tolerant": (None, [ctypes.c_char_p, ctypes.c_size_t, letters]),
        "format_columns": (None, [letters, ctypes.c_char_p]),
        "flags_format": (None, [ctypes.c_uint, ctypes.c_char_p]),
        "flags_parse": (ctypes.c_int, [ctypes.c_char_p, ctypes.POINTER(ctypes.c_uint)]),
        "kernel_builtin": (None, [kernel]),
        "kernel_read": (ctypes.c_int, [ctypes.c_char_p, kernel]),
        "decide": (None, [kernel, ctypes.POINTER(_FileFacts), ctypes.POINTER(_Decision)]),
        "proc_open": (ctypes.c_int, [ctypes.c_char_p, ctypes.POINTER(ctypes.c_void_p)]),
        "proc_next": (ctypes.c_int, [ctypes.c_void_p, ctypes.POINTER(_Process)]),
        "proc_exe": (ctypes.c_int, [ctypes.POINTER(_Process)]),
        "proc_close": (None, [ctypes.c_void_p]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(library, "paxflags_" + name)
        function.restype, function.argtypes = result, arguments
    _library = library


def _call(name, *arguments, path=None):
    if _library is None:
        load()
    result = getattr(_library, "paxflags_" + name)(*arguments)
    if isinstance(result, int) and result < 0:
        raise OSError(-result, os.strerror(-result), path)
    return result


def __getattr__(name):
    if name != "__version__":
        raise AttributeError("module %r has no attribute %r" % (__name__, name))
    return _call("version").decode("ascii")  # the library's, so that there is one version


def _found(name, *arguments, path):
    """Call a function about a mark. False if there is none."""
    try:
        _call(name, *arguments, path=path)
    except OSError as error:
        if error.errno != errno.ENODATA:
            raise
        return False
    return True


def _parse(what, text, call):
    """Call a parser. ValueError if it refuses the text."""
    try:
        call()
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        raise ValueError("not %s: %r" % (what, text)) from None


class _File:
    """A descriptor for a path or a descriptor; closes what it has opened itself."""

    def __init__(self, file, mode=None):
        self.path = None if isinstance(file, int) else os.fspath(file)
        self.fd = file
        if self.path is None:
            return
        found = self.fd = _call("open", _AT_FDCWD, os.fsencode(self.path), path=self.path)
        if mode is None:
            return
        try:
            self.fd = _call("reopen", found, mode, path=self.path)
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
        _parse("a mark", text, lambda: _call("parse", data, len(data), ctypes.byref(letters)))
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

    def columns(self):
        """The letters in five columns, "-" for a letter that is unset."""
        text = ctypes.create_string_buffer(_TEXT_SIZE)
        _call("format_columns", ctypes.byref(self._letters()), text)
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
    """The first 64 bytes of the attribute; None if the file has none."""
    value = _Value()
    with _File(file) as opened:
        if not _found("read_fd", opened.fd, attr, ctypes.byref(value), path=opened.path):
            return None
    start = ctypes.addressof(value) + _Value.bytes.offset
    return ctypes.string_at(start, min(value.len, _KEPT))


def read(file, attr=Attr.USER):
    """The mark of a file; None if it has none. ValueError if the kernel ignores it."""
    data = read_bytes(file, attr)
    return None if data is None else Mark(data)


def write(file, mark, attr=Attr.USER, create=False):
    """Write the mark of a file. With create, FileExistsError if it has one."""
    letters = mark._letters()
    with _File(file) as opened:
        _call("write_fd", opened.fd, attr, ctypes.byref(letters), create, path=opened.path)


def remove(file, attr=Attr.USER):
    """Remove the mark of a file. False if it had none."""
    with _File(file) as opened:
        return _found("remove_fd", opened.fd, attr, path=opened.path)


def _value(data):
    if data is None:
        return None
    return ctypes.pointer(_Value(len(data), bytes(data)[:_KEPT]))


def effective(security=None, user=None, softmode=False, defaults=DEFAULT):
    """The flags that the kernel derives from attributes, which are bytes or None."""
    result = _Effective()
    _call("effective", _value(security), _value(user), softmode, defaults, ctypes.byref(result))
    return Effective(result.flags, Source(result.source), result.invalid, result.refused)


def _legacy(name, file):
    letters = _Letters()
    with _File(file, os.O_RDONLY) as opened:
        if not _found(name, opened.fd, ctypes.byref(letters), path=opened.path):
            return None
    return Mark.of(letters.on, letters.off)


def elf_read(file):
    """The legacy mark in PT_PAX_FLAGS of an ELF file; None if there is none.

    ValueError if it has a letter both on and off; a descriptor must be readable.
    """
    return _legacy("elf_read_fd", file)


def ei_read(file):
    """The mark that chpax kept in e_ident of an ELF file; None if there is none."""
    return _legacy("ei_read_fd", file)


def elf_write(file, mark):
    """Change the legacy mark in PT_PAX_FLAGS; OSError (ENODATA) if there is no such header.

    A descriptor must be open for reading and writing.
    """
    letters = mark._letters()
    with _File(file, os.O_RDWR) as opened:
        _call("elf_write_fd", opened.fd, ctypes.byref(letters), path=opened.path)


def elf_inspect(file):
    """What an ELF file says about its memory, as an Elf, whose marks may be None.

    A mark that has a letter both on and off is None, too, with its bit in traits.
    """
    elf = _Elf()
    with _File(file, os.O_RDONLY) as opened:
        _call("elf_inspect_fd", opened.fd, ctypes.byref(elf), path=opened.path)

    def mark(letters, trait):
        if not elf.traits & trait or letters.on & letters.off:
            return None
        return Mark.of(letters.on, letters.off)

    marks = mark(elf.pt_pax, ELF_PT_PAX), mark(elf.ei_pax, ELF_EI_PAX)
    return Elf(elf.is64, elf.big_endian, elf.type, elf.machine, elf.traits, *marks)


def kind(file):
    """The kind of a file. Only a regular file is opened."""
    with _File(file) as opened:
        if not stat.S_ISREG(os.fstat(opened.fd).st_mode):
            return Kind.SPECIAL
    with _File(file, os.O_RDONLY) as opened:
        return Kind(_call("kind", opened.fd, path=opened.path))


def parse_tolerant(data):
    """Parse a mark tolerantly: bits that are on and bits that are off, which may overlap."""
    letters = _Letters()
    _call("parse_tolerant", bytes(data), len(data), ctypes.byref(letters))
    return letters.on, letters.off


def flags_format(flags):
    """Flags in the form of the PaX: line."""
    text = ctypes.create_string_buffer(_TEXT_SIZE)
    _call("flags_format", flags, text)
    return text.value.decode("ascii")


def flags_parse(text):
    """Flags from that form. ValueError if it is another."""
    flags, data = ctypes.c_uint(), text.encode("ascii", "replace")
    _parse("flags", text, lambda: _call("flags_parse", data, ctypes.byref(flags)))
    return flags.value


def _kernel(kernel):
    values = [getattr(kernel, name) for name in Kernel._fields]
    return Kernel(*values)._replace(trust=Trust(kernel.trust))


def kernel_builtin():
    """The settings of a module that was just loaded."""
    kernel = _Kernel()
    _call("kernel_builtin", ctypes.byref(kernel))
    return _kernel(kernel)


def kernel_read(directory=None):
    """The settings of the running kernel. FileNotFoundError if the module is not loaded."""
    kernel = _Kernel()
    path = None if directory is None else os.fsencode(directory)
    _call("kernel_read", path, ctypes.byref(kernel), path=directory)
    return _kernel(kernel)


def decide(kernel, security=None, user=None, uid=0, mode=0o755, nosuid=False, capabilities=False):
    """The decision of a kernel about a file with these attributes, owner, mode, mount and so on.

    A kernel is what kernel_read() returns, or another with _replace().
    """
    facts = _FileFacts(_value(security), _value(user), uid, mode, nosuid, capabilities)
    decision = _Decision()
    _call("decide", ctypes.byref(_Kernel(*kernel)), ctypes.byref(facts), ctypes.byref(decision))
    return Decision(decision.flags, Source(decision.source), decision.why)


class Process:
    """A process: pid, name as bytes, uid, and flags, None where the kernel shows none.

    If it could not be looked at, error is the OSError, and all but the pid is None.
    """

    def __init__(self, process, error=None):
        self._process = process
        self.pid, self.error = process.pid, error
        self.name, self.uid = (None, None) if error else (process.name, process.uid)
        self.flags = process.flags if process.shows_flags and not error else None

    def open_exe(self):
        """A descriptor of its executable, which the caller closes; valid until the next process."""
        return _call("proc_exe", ctypes.byref(self._process))


def processes(path=None):
    """Iterate over all processes except kernel threads."""
    proc = ctypes.c_void_p()
    _call("proc_open", None if path is None else os.fsencode(path), ctypes.byref(proc), path=path)
    try:
        more = True
        while more:
            process, error = _Process(), None
            try:
                more = _call("proc_next", proc, ctypes.byref(process))
            except OSError as caught:
                if not process.pid:
                    raise
                error = caught
            if more:
                yield Process(process, error)
    finally:
        _call("proc_close", proc)
