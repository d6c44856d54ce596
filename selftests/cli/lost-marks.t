#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What becomes of a mark when its file is copied, moved, edited or packed. The admin guide has the
# same table, which the test compares.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
guide=$here/../../Documentation/admin-guide.rst
plan 25

# A fresh program, marked em, in the file a.
fresh() {
	rm -rf a b d
	mkdir d
	cp "$file_helper" a
	chmod 755 a
	"$PAXCTL" -m a
}

# after WANTED FILE NAME COMMAND...: checks whether FILE has the mark after the command, or skips.
after() {
	wanted=$1 file=$2 name=$3
	shift 3
	fresh
	# Only what may be missing on a machine is skipped; what fails is an error.
	if ! command -v "$1" >/dev/null; then
		skip 1 "$1 is not installed"
		return
	fi
	run "$@"
	case $(attr "$file") in
	'[em]2') got=kept ;;
	none) got=lost ;;
	*) got=$(attr "$file") ;;
	esac
	is "$status $got" "0 $wanted" "$name: $wanted"
	[ -z "$err" ] || note "$err"
	printf '%s %s\n' "$name" "$wanted" >>table
}

after lost b cp cp a b
after kept b 'cp --preserve=xattr' cp --preserve=xattr a b
after kept b 'cp -a' cp -a a b
after lost b install install -m 755 a b
after kept d/a mv mv a d
after kept b ln ln a b
after lost a 'sed -i' sed -i s/xyzzy/xyzzy/ a
after lost b objcopy objcopy a b
after lost b 'strip -o' strip -o b a
after lost d/a tar sh -c 'tar -c a | tar -x -C d'
after kept d/a 'tar --xattrs' sh -c 'tar --xattrs -c a | tar --xattrs -x -C d'
after lost d/a rsync rsync a d/
after kept d/a 'rsync -X' rsync -X a d/

# objcopy and strip without a second file write to the same file, or replace it, as their version
# wants.
for tool in objcopy strip; do
	fresh
	if command -v $tool >/dev/null; then
		$tool a
		case $(attr a) in
		'[em]2' | none) ok "$tool in place: kept or lost" ;;
		*) not_ok "$tool in place: $(attr a)" ;;
		esac
	else
		skip 1 "$tool is not installed"
	fi
done

# What is edited in place keeps the mark; what writes a new file and renames it does not.
# shellcheck disable=SC2016 # expanded by the inner shell
after kept a 'writing to the file' sh -c 'cat "$0" >>a' "$PAXCTL"
after lost a 'a new file in its place' sh -c 'cp a b && mv b a'

# Packed file systems.
fresh
if command -v mksquashfs >/dev/null; then
	mksquashfs a s.squashfs -quiet -no-progress >/dev/null 2>&1
	unsquashfs -quiet -no-progress -d out s.squashfs >/dev/null 2>&1
	is "$(attr out/a)" '[em]2' 'squashfs: kept'
	echo 'squashfs kept' >>table
	rm -rf out s.squashfs
	mksquashfs a s.squashfs -quiet -no-progress -no-xattrs >/dev/null 2>&1
	unsquashfs -quiet -no-progress -d out s.squashfs >/dev/null 2>&1
	is "$(attr out/a)" none 'squashfs -no-xattrs: lost'
else
	skip 2 'squashfs-tools is not installed'
fi

# overlayfs: seen through, and kept when the file is copied up.
fresh
mkdir -p lower upper work merged
cp -a a lower
# shellcheck disable=SC2016
overlay='mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work merged || exit 9
	"$0" -v merged/a; cat "$0" >>merged/a; "$0" -v merged/a'
if is_root && run unshare -m sh -c "$overlay" "$PAXCTL" && [ "$status" -ne 9 ]; then
	is "$(printf '%s' "$out" | grep -c 'XATTR_PAX : -em--')" 2 'overlayfs: kept, below and when copied up'
	is "$(attr upper/a)" '[em]2' 'in the upper directory'
else
	skip 2 'no overlayfs here'
fi

# A copy in a memory file has no mark. Where tmpfs has user attributes (since Linux 6.6), it can be
# given one before it is sealed.
fresh
cat >memfd.py <<'END'
import fcntl, os, subprocess, sys
tool, name = sys.argv[1:]
fd = os.memfd_create("copy", os.MFD_ALLOW_SEALING)
with open(name, "rb") as file:
    os.write(fd, file.read())
path = f"/proc/{os.getpid()}/fd/{fd}"
def show():
    out = subprocess.run([tool, "-v", path], capture_output=True, text=True, check=True).stdout
    print(out.split("XATTR_PAX : ")[1].split("\n")[0])
show()
marked = subprocess.run([tool, "-m", path], capture_output=True).returncode
fcntl.fcntl(fd, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SEAL)
if marked:
    print("not supported")
else:
    show()
END
if command -v python3 >/dev/null; then
	run python3 memfd.py "$PAXCTL" a
	is "$(printf '%s\n' "$out" | sed -n 1p)" 'not found' 'memfd: lost'
	case $(printf '%s\n' "$out" | sed -n 2p) in
	'-em--' | 'not supported') ok 'memfd: marked before it is sealed, where that is supported' ;;
	*) not_ok "memfd: $out" ;;
	esac
	echo 'memfd lost' >>table
else
	skip 2 'python3 is not installed'
fi

# The guide.
if [ -r "$guide" ]; then
	# shellcheck disable=SC2016
	sed -n 's/^``\([^`]*\)``  *\(kept\|lost\)\( .*\)*$/\1 \2/p' "$guide" | sort >said
	sort table >seen
	is "$(comm -13 said seen)" '' 'the guide has what was seen'
	is "$(cut -d ' ' -f 1 said | sort -u | grep -c .)" 13 'and has a table'
else
	skip 2 "$guide is not there"
fi
