#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Tests that "make install" is complete: programs can be built with the installed library alone.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
built=$(dirname "$PAXCTL")
source=$here/../../userspace
[ -r "$source/Makefile" ] || skip_all 'the sources are not here'
is_slow && skip_all 'what is installed is not built so'
[ -e "$built/libpaxflags.so" ] || skip_all 'the library was built static only'
for need in make gcc pkg-config nm scdoc; do
	command -v $need >/dev/null || skip_all "$need is not installed"
done
plan 46

run make -s -C "$source" O="$built" DESTDIR="$dir/root" PREFIX=/usr install
status_is 0 'make install'
export PKG_CONFIG_PATH="$dir/root/usr/lib/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$dir/root"
export LD_LIBRARY_PATH="$dir/root/usr/lib"

run "$dir/root/usr/sbin/paxctl-ng" --version
is "$out" "paxctl-ng $(pkg-config --modversion paxflags)
" 'the tool runs, and pkg-config knows the same version'
script a
# shellcheck disable=SC2046 # words are what pkg-config prints
for example in effective exempt; do
	run gcc -Wall -Wextra -Werror $(pkg-config --cflags paxflags) -o $example \
		"root/usr/share/doc/paxflags/examples/$example.c" $(pkg-config --libs paxflags)
	status_is 0 "$example.c is built by what pkg-config says"
	run ./$example a
	status_is 0 'and runs'
done
# shellcheck disable=SC2046
run gcc $(pkg-config --cflags paxflags) -o alone \
	root/usr/share/doc/paxflags/examples/effective.c \
	root/usr/lib/libpaxflags.a $(pkg-config --static --libs-only-l paxflags | sed 's/-lpaxflags//')
run env -u LD_LIBRARY_PATH ./alone a
status_is 0 'it runs with the archive, too'

# The library must export exactly the functions of the header.
sed -n 's/^[a-z].*[ *]\(paxflags_[a-z_]*\)(.*/\1/p' root/usr/include/paxflags/*.h | sort >declared
nm -D --defined-only root/usr/lib/libpaxflags.so | awk '$2 != "A" { print $3 }' >symbols
is "$(sed 's/@.*//' symbols | sort)" "$(cat declared)" 'the library exports what its headers declare'
is "$(grep -vc '@@PAXFLAGS_[0-9.]*$' symbols)" 0 'each in a version'
for header in paxflags paxflags_kernel; do
	# shellcheck disable=SC2046
	run gcc -std=c99 -pedantic -Wall -Werror $(pkg-config --cflags paxflags) -fsyntax-only \
		-include $header.h -x c /dev/null
	status_is 0 "$header.h needs nothing before it"
done

missing=
for sub in $("$PAXCTL" help --list | cut -f 1 | sort -u | grep -vx help); do
	[ -s "root/usr/share/man/man8/paxctl-ng-$sub.8" ] || missing="$missing $sub.8"
done
for file in man/man8/paxctl-ng.8 man/man5/pax-policy.5 man/man5/pax.conf.5 man/man5/paxctl-ng-json.5 man/man7/user.pax.flags.7 \
	doc/paxflags/paxctl-ng.schema.json bash-completion/completions/paxctl-ng zsh/vendor-completions/_paxctl-ng; do
	[ -s "root/usr/share/$file" ] || missing="$missing $file"
done
is "$missing" '' 'man pages and completions'
is "$(sed -n 's/^ExecStart=//p' root/usr/lib/systemd/system/paxctl-ng-watch.service)" \
	'/usr/sbin/paxctl-ng watch' 'the unit of the watch names the tool'
is "$(sed -n 's/^ExecStart=//p' root/usr/lib/systemd/system/paxctl-ng-metrics.service)" \
	'/usr/sbin/paxctl-ng status --prometheus --output=/var/lib/prometheus/node-exporter/pax.prom' \
	'the unit of the metrics, too'
is "$(sed -n 's/^ExecStart=//p' root/usr/lib/systemd/system/paxctl-ng-journal.service) $(ls root/usr/lib/systemd/catalog)" \
	'/usr/sbin/paxctl-ng events --journal --user-limit=5000 pax.catalog' 'that of the journal, and its catalog'
is "$(cd root/usr && echo share/paxctl-ng/* lib/systemd/system/*.timer)" \
	'share/paxctl-ng/pax-dashboard.json share/paxctl-ng/pax.rules.yml lib/systemd/system/paxctl-ng-metrics.timer' \
	'its timer, the rules and the dashboard'
if command -v python3 >/dev/null; then
	run env PYTHONPATH=root/usr/lib/python3/dist-packages python3 -c \
		'import paxflags; print(paxflags.__name__)'
	is "$out" 'paxflags
' 'the module for Python finds the library'
else
	skip 1 'python3 is not installed'
fi

# Follow the admin guide, from an empty system.
mkdir -p root/usr/bin
script root/usr/bin/example
echo 'em /usr/bin/example' >root/etc/pax/policy.d/50-local.conf
run root/usr/sbin/paxctl-ng apply -q --root root
is "$status $(attr root/usr/bin/example)" '0 [em]2' 'the policy that was installed is a whole one'
pax check -q --root root --profile developer
status_is 0 'and so is each profile'

has "$(cat root/usr/lib/systemd/system/pax.service)" '^ExecStart=/usr/sbin/paxctl-ng load-config ' \
	'the unit runs the tool that was installed'
is "$(cd root/usr && stat -c %a share/initramfs-tools/hooks/pax share/initramfs-tools/scripts/init-top/pax \
	lib/dracut/modules.d/50pax/module-setup.sh lib/dracut/modules.d/50pax/pax-load.sh | xargs)" \
	'755 755 755 755' 'initramfs-tools and dracut find what loads the module'
pax load-config --check --root root
is "$status $(printf '%s' "$err" | grep -c '/usr/lib/pax/pax.conf: no errors')" '0 1' \
	'pax.conf has no errors'
pax load-config --options --root root
is "$out" 'options pax mode=permissive
' 'and starts in permissive mode'

# The system's programs must find the files in the default directories of "make install".
run make -s -C "$source" O="$built" DESTDIR="$dir/local" install
status_is 0 'make install to where what is local goes'
[ -x local/etc/initramfs-tools/hooks/pax ] && [ -x local/etc/initramfs-tools/scripts/init-top/pax ] &&
	grep -q '/usr/local/sbin/paxctl-ng load-config' local/etc/initramfs-tools/hooks/pax
is $? 0 'initramfs-tools finds it there'
if [ -x /usr/bin/python3 ]; then
	is "$(/usr/bin/python3 -c 'import sys; print(*sys.path, sep="\n")' |
		while read -r place; do [ ! -e "local$place/paxflags.py" ] || echo found; done)" found \
		'Python finds the module'
else
	skip 1 'the system has no Python'
fi
if [ -x /usr/bin/zsh ]; then
	is "$(/usr/bin/zsh -fc 'print -l $fpath' |
		while read -r place; do [ ! -e "local$place/_paxctl-ng" ] || echo found; done)" found \
		'zsh finds the completion'
else
	skip 1 'zsh is not installed'
fi

# The examples in Documentation/library.rst must work unchanged, except for the name of the file.
page=$here/../../Documentation/library.rst
if [ -r "$page" ] && command -v python3 >/dev/null; then
	script example
	# block AFTER: prints the code block after the line that contains AFTER, with our file.
	block() {
		awk -v from="$1" 'index($0, from) { on = 1; next } on && /^    / { seen = 1; print substr($0, 5) }
			on && seen && /^[^ ]/ { exit }' "$page" | sed "s,/usr/bin/example,$dir/example,"
	}
	{
		echo '#include <paxflags.h>'
		echo 'int main(void) {'
		block 'global state. To give' | grep -v -e '^#include' -e '^cc '
		echo 'return !!err; }'
	} >page.c
	# shellcheck disable=SC2046
	run gcc -Wall -Werror $(pkg-config --cflags paxflags) -o page page.c $(pkg-config --libs paxflags)
	./page
	is "$status $? $(attr example)" '0 0 [em]2' 'the example in C of the documentation'
	block "library's errno" >page.py
	run env PYTHONPATH=root/usr/lib/python3/dist-packages python3 page.py
	has "$out" '^PemRs$' 'the one in Python'
	note "$err"
else
	skip 2 'the documentation or python3 is not here'
fi

# The module, for the kernel whose headers KDIR has, which is not the one that runs. depmod is a
# stand-in that notes how it was called.
script_dir=$here/../../scripts
mkdir -p bin headers/include/config headers/scripts image/lib/modules/6.12.1-test/kernel
echo 6.12.1-test >headers/include/config/kernel.release
echo 'CONFIG_MODULE_SIG_HASH="sha512"' >headers/.config
printf '#!/bin/sh\necho "$*" >>%s/depmod-calls\n' "$dir" >bin/depmod
# shellcheck disable=SC2016 # the script expands them
printf '#!/bin/sh\necho "$1 $2 $3" >>%s/sign-calls\necho signed >>"$4"\n' "$dir" >headers/scripts/sign-file
chmod 755 bin/depmod headers/scripts/sign-file
echo module >pax.ko
: >depmod-calls
mkdir -p image/etc/pax/policy.d image/lib/modules/6.12.1-test/updates
: >image/lib/modules/6.12.1-test/updates/pax.ko.xz
find image | sort >before
# installing COMMAND...: scripts/install below image/ with these headers.
installing() {
	run env PATH="$dir/bin:$PATH" DESTDIR="$dir/image" PREFIX=/usr/local KDIR="$dir/headers" \
		MODULE_SIGN_KEY="${key:-}" MODULE_SIGN_CERT="${key:-}" "$script_dir/install" "$@"
}
installing module pax.ko
status_is 0 'the module is installed'
is "$(cat image/lib/modules/6.12.1-test/updates/pax.ko) $(cat depmod-calls)" \
	"module -b $dir/image 6.12.1-test" 'below DESTDIR, and depmod runs there, for that kernel'
[ ! -e image/lib/modules/6.12.1-test/updates/pax.ko.xz ]
is $? 0 'what the build of the kernel had put there goes'
[ ! -e sign-calls ]
is $? 0 'nothing is signed without a key'
: >mok
key=$dir/mok installing module pax.ko
is "$(cat sign-calls) $(tail -n 1 image/lib/modules/6.12.1-test/updates/pax.ko) $(cat pax.ko)" \
	"sha512 $dir/mok $dir/mok signed module" 'with a key a copy is signed, with the hash of the kernel'
key=$dir/nothing installing module pax.ko
is "$status $(printf '%s' "$err" | grep -c 'MODULE_SIGN_KEY=.*cannot be read')" '1 1' 'a key that is missing'
rm headers/include/config/kernel.release
installing module pax.ko
has "$err" 'apt-get install linux-headers-'"$(uname -r)" 'without headers: says which package has them'
echo 6.12.1-test >headers/include/config/kernel.release
mkdir -p staging
rm -f depmod-calls
run env PATH="$dir/bin:$PATH" DESTDIR="$dir/staging" KDIR="$dir/headers" "$script_dir/install" module pax.ko
is "$status $(cat depmod-calls 2>/dev/null)" '0 ' 'a DESTDIR without that kernel: no depmod'
has "$err" 'depmod was not run' 'which is said'
installing next
has "$out" "^Installed into $dir/image: .*6.12.1-test" 'says what is installed where'

run make -s -C "$source" O="$built" DESTDIR="$dir/image" install
status_is 0 'and the tool to the same place'
has "$(gzip -dcf image/usr/local/share/man/man5/paxctl-ng-json.5)" \
	'^/usr/local/share/doc/paxflags/paxctl.*schema' 'the man page names the schema'
[ -e image/usr/local/share/doc/paxflags/paxctl-ng.schema.json ]
is $? 0 'where it is'
echo own >image/etc/pax/policy.d/50-own.conf
: >depmod-calls
installing uninstall
status_is 0 'uninstall'
grep -v '/updates/pax.ko' before >wanted
echo image/etc/pax/policy.d/50-own.conf >>wanted
is "$(find image | sort)" "$(sort wanted)" 'removes what install wrote, and nothing else'
is "$(cat depmod-calls)" "-b $dir/image 6.12.1-test" 'and depmod runs'
installing uninstall
has "$err" 'nothing was installed there' 'a second time there is nothing'
