#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Which kernels DKMS builds the module for, by dkms.conf: read as DKMS reads it, with a make that
# fails for kernels that the module does not fit.

here=$(cd "$(dirname "$0")" && pwd)/../cli
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
top=$here/../..
plan 25

mkdir -p tree/pax/0.0.1/source bin
sed "s/#MODULE_VERSION#/0.0.1/" "$top/scripts/debian/dkms.conf.in" >tree/pax/0.0.1/source/dkms.conf
echo a >tree/pax/0.0.1/source/Kbuild
cat >bin/make <<'END'
#!/bin/sh
echo "$*" >>"$TESTDIR/made"
for argument; do
	case $argument in M=*) test -e "${argument#M=}/Kbuild" || exit 1; echo ko >"${argument#M=}/pax.ko" ;; esac
done
[ ! -e "$TESTDIR/reason" ] || { echo CC; cat "$TESTDIR/reason"; exit 2; }
END
chmod +x bin/make

# conf ACTION KERNEL [OTHER]: what the file says when DKMS does this for the kernel; OTHER is the
# one that it has built for before. Prints AUTOINSTALL and whether DKMS takes the kernel.
cat >read.sh <<'END'
action=$1
kernelver[0]=$2
dkms_tree=$TESTDIR/tree
install_tree=$TESTDIR/modules
read_conf() { local kernelver=$1 kernel_source_dir=/none; . "$dkms_tree/pax/0.0.1/source/dkms.conf"; }
# DKMS reads it in a subshell, and more than once.
(read_conf "$3" > /dev/null) 2> /dev/null
(
	read_conf "$3" > /dev/null
	[[ $2 =~ $BUILD_EXCLUSIVE_KERNEL ]] && takes=taken || takes=left
	echo "${AUTOINSTALL:-no} $takes"
	[ ! -e "$TESTDIR/there" ] || { cd "$TESTDIR/there" && eval "${MAKE[0]}"; }
)
END
conf() { run env "TESTDIR=$dir" "PATH=$dir/bin:$PATH" bash read.sh "$1" "$2" "${3:-$2}"; }

for release in 6.1.0-56-amd64 6.12.117+deb12-amd64 6.13 7.3.4+deb13-amd64 8.0.1 10.2-arm64; do
	conf status $release
	is "$out" 'yes taken
' "$release is tried"
done
for release in 5.19.1 6.0.1-1 4.19.0; do
	conf status $release
	is "$out" 'no left
' "$release is not"
done

kernel=6.12.117+deb12-amd64
mkdir -p "modules/$kernel/build" modules/6.12.1-rt-amd64/build
echo CONFIG_KPROBES=y >"modules/$kernel/build/.config"
echo CONFIG_PREEMPT_RT=y >modules/6.12.1-rt-amd64/build/.config
conf autoinstall 6.12.1-rt-amd64
is "$out" 'no left
' 'PREEMPT_RT is left out'
is "$(cat made 2>/dev/null)" '' 'nothing is built to find that out'
conf autoinstall "$kernel" 6.1.0-1
is "$out" 'yes taken
' 'a new kernel that the module fits'
is "$(wc -l <made)" 1 'for which it is built once'
mkdir there
conf autoinstall "$kernel"
is "$(cat there/pax.ko; wc -l <made)" 'ko
2' 'also if DKMS then has it made'
is "$(find tree -name 'trial-*.ko')" '' 'and none of an earlier run is left'
rm -r there
echo "pax: cannot build: this kernel has no function f, or has it inlined" >reason
for action in autoinstall build install; do
	conf $action "$kernel" 6.1.0-1
	is "$out" 'no left
' "one that it does not fit is left out: $action"
done
has "$err" "^pax: the module does not fit Linux .*: pax: cannot build: this kernel has no function f" \
	'which is said with the reason'
log=tree/pax/0.0.1/refused-$kernel.log
is "$(head -n 1 "$log")" "$(cat reason)" 'and is in the first line of a log'
echo '/tmp/x/compat.h:9: error: implicit declaration of function g' >reason
conf autoinstall "$kernel"
has "$err" ': error: implicit declaration of function g' 'nor does one for which it does not compile'
echo '/bin/sh: 1: gcc-12: not found' >reason
conf autoinstall "$kernel"
is "$out" 'yes taken
' 'without a compiler it is for DKMS to fail'
echo '/tmp/x/prove_host.c:11:10: fatal error: sys/utsname.h: No such file or directory' >reason
conf autoinstall "$kernel"
is "$out" 'yes taken
' 'also without a header of the C library'
rm reason
conf autoinstall "$kernel"
is "$out" 'yes taken
' 'with later headers it may fit'
is "$(ls "$log" 2>/dev/null)" '' 'and the log is removed'
