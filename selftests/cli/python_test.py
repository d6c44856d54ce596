# SPDX-License-Identifier: GPL-2.0-only
"""The Python module, against the library just built. Prints TAP.

python_test.py LIBRARY MODULE_DIR DIR: DIR is a place for files, where they can have user
attributes.
"""

import errno
import os
import re
import shutil
import stat
import struct
import subprocess
import sys
import unittest

LIBRARY, MODULE, DIRECTORY = sys.argv[1:4]
sys.path.insert(0, MODULE)
sys.dont_write_bytecode = True

import paxflags  # noqa: E402
from paxflags import Attr, Mark, Source, Trust  # noqa: E402

MAP = os.path.join(MODULE, "..", "libpaxflags", "libpaxflags.map")


def elf(name, p_flags=None, ident=0):
    """A little ELF file of 64 bit with, perhaps, the two kinds of legacy mark."""
    e_ident = bytearray(b"\x7fELF\x02\x01\x01" + bytes(9))
    e_ident[14] = ident
    kind, flags = (0x65041580, p_flags) if p_flags is not None else (1, 5)
    data = bytes(e_ident) + struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, 0, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    data += struct.pack("<IIQQQQQQ", kind, flags, 0, 0, 0, 0, 0, 0)
    with open(name, "wb") as file:
        file.write(data)


class Marks(unittest.TestCase):
    def test_no_library(self):
        with self.assertRaises(OSError) as caught:
            paxflags.load("libpaxflags-missing.so")
        self.assertEqual(caught.exception.errno, errno.ELIBACC)
        self.assertIn("install", str(caught.exception))
        for call in ("p.Mark('em')", "p.flags_parse('PeMRs')", "p.__version__"):
            script = "import paxflags as p; p.load.__defaults__ = ('x.so',); " + call
            done = subprocess.run(
                [sys.executable, "-Bc", script],
                env={**os.environ, "PYTHONPATH": MODULE},
                stderr=subprocess.PIPE,
                check=False,
            )
            self.assertIn(b"libpaxflags is missing", done.stderr)
            self.assertIn(b"libpaxflags0", done.stderr)
            self.assertNotIn(b"not a mark", done.stderr)
            self.assertNotIn(b"not flags", done.stderr)

    def test_version(self):
        self.assertRegex(paxflags.__version__, r"^\d+\.\d+\.\d+$")
        with self.assertRaises(AttributeError):
            paxflags.no_such_thing  # pylint: disable=pointless-statement

    def test_text(self):
        for text in ("", "em", "PEmRs", "pemrs"):
            self.assertEqual(str(Mark(text)), text)
            self.assertEqual(bytes(Mark(text)), text.encode())
        self.assertEqual(str(Mark("me")), "em")
        self.assertEqual(Mark(b"me"), Mark("em"))
        self.assertEqual(repr(Mark("em")), "Mark('em')")

    def test_bits(self):
        mark = Mark("Pm")
        self.assertEqual((mark.on, mark.off), (paxflags.PAGEEXEC, paxflags.MPROTECT))
        self.assertEqual(Mark.of(off=paxflags.EMUTRAMP | paxflags.MPROTECT), Mark("em"))
        self.assertEqual(len({Mark("em"), Mark("me"), Mark("m")}), 2)
        self.assertNotEqual(Mark("em"), "em")

    def test_invalid(self):
        for text in ("x", "Pp", "mm", "pemrsP", "e m", "m\0", "\u00e9"):
            with self.assertRaises(ValueError):
                Mark(text)
        with self.assertRaises(ValueError):
            Mark.of(on=1, off=1)
        with self.assertRaises(ValueError):
            Mark.of(on=64)

    def test_fixed(self):
        with self.assertRaises(AttributeError):
            Mark("em").on = 0
        with self.assertRaises(AttributeError):
            Mark("em").other = 0


class Files(unittest.TestCase):
    def setUp(self):
        self.path = os.path.join(DIRECTORY, "file")
        with open(self.path, "w", encoding="ascii") as file:
            file.write("#!/bin/sh\n")

    def tearDown(self):
        os.unlink(self.path)

    def test_cycle(self):
        self.assertIsNone(paxflags.read(self.path))
        self.assertFalse(paxflags.remove(self.path))
        paxflags.write(self.path, Mark("em"))
        self.assertEqual(paxflags.read(self.path), Mark("em"))
        self.assertEqual(os.getxattr(self.path, "user.pax.flags"), b"em")
        with self.assertRaises(FileExistsError):
            paxflags.write(self.path, Mark("m"), create=True)
        self.assertTrue(paxflags.remove(self.path))
        self.assertIsNone(paxflags.read_bytes(self.path))

    def test_empty(self):
        paxflags.write(self.path, Mark())
        self.assertEqual(paxflags.read_bytes(self.path), b"")
        self.assertEqual(paxflags.read(self.path), Mark(""))

    def test_descriptor(self):
        with open(self.path, "rb") as file:
            paxflags.write(file.fileno(), Mark("er"))
            self.assertEqual(paxflags.read(file.fileno()), Mark("er"))
            self.assertEqual(stat.S_IFMT(os.fstat(file.fileno()).st_mode), stat.S_IFREG)

    def test_odd_values(self):
        os.setxattr(self.path, "user.pax.flags", b"no\0mark")
        self.assertEqual(paxflags.read_bytes(self.path), b"no\0mark")
        with self.assertRaises(ValueError):
            paxflags.read(self.path)
        os.setxattr(self.path, "user.pax.flags", b"m" * 1000)
        self.assertEqual(paxflags.read_bytes(self.path), b"m" * 64)

    def test_errors(self):
        with self.assertRaises(FileNotFoundError) as caught:
            paxflags.read(self.path + ".missing")
        self.assertEqual(caught.exception.filename, self.path + ".missing")
        with self.assertRaises(OSError) as caught:
            paxflags.read(-1)
        self.assertEqual(caught.exception.errno, errno.EBADF)
        with self.assertRaises(OSError) as caught:
            paxflags.read(self.path, 7)
        self.assertEqual(caught.exception.errno, errno.EINVAL)

    def test_no_leak(self):
        before = os.listdir("/proc/self/fd")
        for _ in range(10):
            paxflags.read(self.path)
            paxflags.write(self.path, Mark("em"))
            with self.assertRaises(OSError):
                paxflags.elf_read(self.path)
        self.assertEqual(len(os.listdir("/proc/self/fd")), len(before))

    @unittest.skipIf(os.geteuid(), "only root may set security attributes")
    def test_security(self):
        paxflags.write(self.path, Mark("p"), Attr.SECURITY)
        self.assertEqual(paxflags.read(self.path, Attr.SECURITY), Mark("p"))
        self.assertIsNone(paxflags.read(self.path))
        self.assertTrue(paxflags.remove(self.path, Attr.SECURITY))


class Flags(unittest.TestCase):
    def test_defaults(self):
        result = paxflags.effective()
        self.assertEqual(result, (paxflags.DEFAULT, Source.DEFAULTS, False, False))
        self.assertEqual(paxflags.effective(softmode=True).flags, 0)
        self.assertEqual(paxflags.effective(defaults=1).flags, 1)

    def test_marks(self):
        result = paxflags.effective(user=b"em")
        self.assertEqual(result.flags, paxflags.PAGEEXEC | paxflags.RANDMMAP)
        self.assertIs(result.source, Source.USER)
        self.assertIs(paxflags.effective(b"em", b"p").source, Source.SECURITY)
        self.assertTrue(paxflags.effective(user=b"p").refused)
        self.assertTrue(paxflags.effective(user=b"Pp").invalid)
        self.assertTrue(paxflags.effective(user=b"m" * 100).invalid)


class Legacy(unittest.TestCase):
    def setUp(self):
        self.path = os.path.join(DIRECTORY, "elf")

    def test_program_header(self):
        elf(self.path, 0x2200)
        self.assertEqual(paxflags.elf_read(self.path), Mark("em"))
        self.assertIsNone(paxflags.ei_read(self.path))
        elf(self.path)
        self.assertIsNone(paxflags.elf_read(self.path))
        elf(self.path, 0x0300)
        with self.assertRaises(ValueError):
            paxflags.elf_read(self.path)

    def test_ident(self):
        elf(self.path, ident=0x0C)
        self.assertEqual(paxflags.ei_read(self.path), Mark("emr"))
        elf(self.path, ident=0x40)
        with self.assertRaises(OSError):
            paxflags.ei_read(self.path)


    def test_write(self):
        elf(self.path, 0x2200)
        paxflags.elf_write(self.path, Mark("PM"))
        self.assertEqual(paxflags.elf_read(self.path), Mark("PM"))
        with open(self.path, "r+b") as file:
            paxflags.elf_write(file.fileno(), Mark("r"))
            self.assertEqual(paxflags.elf_read(file.fileno()), Mark("r"))
        elf(self.path)
        with self.assertRaises(OSError) as caught:
            paxflags.elf_write(self.path, Mark("PM"))
        self.assertEqual(caught.exception.errno, errno.ENODATA)

    def test_inspect(self):
        elf(self.path, 0x2200, 0x0C)
        found = paxflags.elf_inspect(self.path)
        self.assertEqual(found[:4], (True, False, 2, 62))
        self.assertEqual((found.pt_pax, found.ei_pax), (Mark("em"), Mark("emr")))
        self.assertTrue(found.traits & paxflags.ELF_NO_STACK)
        self.assertFalse(found.traits & paxflags.ELF_TEXTREL)
        elf(self.path, 0x0300)
        self.assertIsNone(paxflags.elf_inspect(self.path).pt_pax)
        self.assertTrue(paxflags.elf_inspect(self.path).traits & paxflags.ELF_PT_PAX)
        elf(self.path)
        self.assertIsNone(paxflags.elf_inspect(self.path).ei_pax)

    def test_kind(self):
        elf(self.path)
        self.assertIs(paxflags.kind(self.path), paxflags.Kind.ELF)
        self.assertIs(paxflags.kind("/dev/null"), paxflags.Kind.SPECIAL)
        self.assertIs(paxflags.kind(DIRECTORY), paxflags.Kind.SPECIAL)
        fifo = self.path + ".fifo"
        os.mkfifo(fifo)
        self.assertIs(paxflags.kind(fifo), paxflags.Kind.SPECIAL)
        os.unlink(fifo)
        for text, wanted in (("#!/bin/sh\n", paxflags.Kind.SCRIPT), ("", paxflags.Kind.OTHER)):
            with open(self.path, "w", encoding="ascii") as file:
                file.write(text)
            self.assertIs(paxflags.kind(self.path), wanted)


class Texts(unittest.TestCase):
    def test_tolerant(self):
        self.assertEqual(paxflags.parse_tolerant(b"-em--"), (0, paxflags.EMUTRAMP | paxflags.MPROTECT))
        self.assertEqual(paxflags.parse_tolerant(b"Pp\0mx"), (1, 1 | paxflags.MPROTECT))

    def test_columns(self):
        self.assertEqual(Mark("Pm").columns(), "P-m--")
        self.assertEqual(Mark().columns(), "-----")

    def test_flags(self):
        self.assertEqual(paxflags.flags_format(paxflags.DEFAULT), "PeMRs")
        self.assertEqual(paxflags.flags_parse("PeMRs"), paxflags.DEFAULT)
        for text in ("", "PeMR", "PeMRsx", "pPMRs", "\u00e9eMRs"):
            with self.assertRaises(ValueError):
                paxflags.flags_parse(text)

    def test_attribute(self):
        self.assertEqual(Attr.USER.attribute, "user.pax.flags")
        self.assertEqual(Attr.SECURITY.attribute, "security.pax.flags")


class Kernels(unittest.TestCase):
    def test_builtin(self):
        kernel = paxflags.kernel_builtin()
        self.assertEqual(kernel, (False, False, False, False, True, Trust.ANY, paxflags.DEFAULT))
        self.assertIs(kernel.trust, Trust.ANY)

    def test_read(self):
        with open(os.path.join(DIRECTORY, "status"), "w", encoding="ascii") as file:
            file.write("mode: permissive\narmed: yes\nsoftmode: 1\ndefaults: PEMRs\ntrust: root\n")
        kernel = paxflags.kernel_read(DIRECTORY)
        self.assertEqual(kernel[:4], (True, True, True, True))
        self.assertIs(kernel.trust, Trust.ROOT)
        self.assertEqual(paxflags.flags_format(kernel.defaults), "PEMRs")
        with self.assertRaises(FileNotFoundError):
            paxflags.kernel_read(os.path.join(DIRECTORY, "nothing"))

    def test_decide(self):
        kernel = paxflags.kernel_builtin()
        self.assertEqual(paxflags.decide(kernel), (paxflags.DEFAULT, Source.DEFAULTS, 0))
        self.assertIs(paxflags.decide(kernel, user=b"em").source, Source.USER)
        self.assertEqual(paxflags.decide(kernel, user=b"p").why, paxflags.WHY_REFUSED)
        self.assertEqual(paxflags.decide(kernel, user=b"xx").why, paxflags.WHY_INVALID)
        both = paxflags.decide(kernel, b"em", b"")
        self.assertEqual((both.source, both.why), (Source.SECURITY, paxflags.WHY_USER_HIDDEN))
        root = kernel._replace(trust=Trust.ROOT)
        self.assertEqual(paxflags.decide(root, user=b"em").why, 0)
        for owner in ({"uid": 1}, {"mode": 0o775}, {"nosuid": True}):
            self.assertEqual(paxflags.decide(root, user=b"em", **owner).why, paxflags.WHY_UNTRUSTED)
        for gains in ({"mode": 0o4755}, {"mode": 0o2755}, {"capabilities": True}):
            self.assertEqual(paxflags.decide(kernel, user=b"em", **gains).why, 0)
            self.assertEqual(paxflags.decide(kernel, user=b"em", uid=1, **gains).why, paxflags.WHY_UNTRUSTED)
        self.assertEqual(paxflags.decide(kernel, user=b"em", uid=1, mode=0o2745).why, 0)
        ignoring = kernel._replace(security_counts=False)
        self.assertEqual(paxflags.decide(ignoring, b"em").why, paxflags.WHY_SECURITY_IGNORED)


class Processes(unittest.TestCase):
    def setUp(self):
        self.proc = os.path.join(DIRECTORY, "proc")
        for pid, line in ((10, "PaX:\tPemRs\n"), (11, "")):
            os.makedirs(os.path.join(self.proc, str(pid)))
            with open(os.path.join(self.proc, str(pid), "status"), "w", encoding="ascii") as file:
                file.write("Name:\ta\\\\b\nUid:\t0\t7\t0\t0\nVmSize:\t1 kB\n" + line)
            os.symlink("/dev/null", os.path.join(self.proc, str(pid), "exe"))

    def tearDown(self):
        shutil.rmtree(self.proc)

    def test_all(self):
        before = os.listdir("/proc/self/fd")
        found = {}
        for process in paxflags.processes(self.proc):
            self.assertIsNone(process.error)
            self.assertEqual((process.name, process.uid), (b"a\\b", 7))
            found[process.pid] = process.flags
            exe = process.open_exe()
            self.assertEqual(os.fstat(exe).st_rdev, os.stat("/dev/null").st_rdev)
            os.close(exe)
        self.assertEqual(found, {10: paxflags.flags_parse("PemRs"), 11: None})
        for _ in paxflags.processes(self.proc):
            break
        self.assertEqual(len(os.listdir("/proc/self/fd")), len(before))

    def test_own(self):
        self.assertIn(os.getpid(), [process.pid for process in paxflags.processes()])
        with self.assertRaises(FileNotFoundError):
            next(paxflags.processes(self.proc + ".missing"))


class Whole(unittest.TestCase):
    @unittest.skipUnless(os.path.exists(MAP), "the symbol map is not here")
    def test_every_function(self):
        # Functions that take a path are others with paxflags_open() before them.
        by_path = {"read", "write", "remove", "elf_read", "elf_write"}
        with open(MAP, encoding="ascii") as file:
            names = set(re.findall(r"paxflags_(\w+);", file.read())) - by_path
        with open(paxflags.__file__, encoding="ascii") as file:
            text = file.read()
        self.assertGreater(len(names), 20)
        self.assertEqual([name for name in names if '"%s": (' % name not in text], [])
        called = set(re.findall(r'(?:_call|_found|_legacy)\("(\w+)"', text))
        self.assertEqual(names - called, set())


class Tap(unittest.TestResult):
    """A line of TAP a test."""

    def __init__(self):
        super().__init__()
        self.num = 0

    def line(self, good, test, after=""):
        self.num += 1
        print("%s %d - %s%s" % ("ok" if good else "not ok", self.num, test.id()[9:], after))

    def addSuccess(self, test):
        self.line(True, test)

    def addSkip(self, test, reason):
        self.line(True, test, " # SKIP " + reason)

    def fail(self, test, error):
        self.line(False, test)
        print("# " + self._exc_info_to_string(error, test).replace("\n", "\n# "))

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.fail(test, err)

    def addError(self, test, err):
        super().addError(test, err)
        self.fail(test, err)


if __name__ == "__main__":
    paxflags.load(LIBRARY)
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    print("TAP version 13\n1..%d" % suite.countTestCases())
    sys.exit(not suite.run(Tap()).wasSuccessful())
