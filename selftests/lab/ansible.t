#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The Ansible role, with this machine's ansible-core: syntax and ansible-lint, and roll-outs to two
# machines. Each machine is a root directory of its own, which has this machine's /usr and a
# stand-in of the kernel's files.

here=$(cd "$(dirname "$0")" && pwd)/../cli
top=$(cd "$here/../.." && pwd)
# All mounts are in a namespace of their own, and what is removed is removed outside of it: so nothing
# that was mounted can be removed.
if [ -z "${PAX_ROOTS:-}" ] && [ "$(id -u)" -eq 0 ]; then
	PAX_ROOTS=$(mktemp -d "${TMPDIR:-/var/tmp}/pax-ansible.XXXXXX") || exit 99
	export PAX_ROOTS
	result=0
	unshare -m "$0" || result=$?
	rm -rf --one-file-system "$PAX_ROOTS"
	exit $result
fi
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
is_root || skip_all 'only root can enter the roots of other machines'
command -v ansible-lint >/dev/null || skip_all 'there is no ansible-lint; run: scripts/need @fleet'
roots=$PAX_ROOTS
plan 32

export GNUPGHOME=$dir/gnupg ANSIBLE_CONFIG=$dir/ansible.cfg ANSIBLE_NOCOLOR=1 HOME=$dir/home
mkdir "$GNUPGHOME" "$HOME"
chmod 700 "$GNUPGHOME"
export LC_ALL=C.UTF-8
cp -r "$top/userspace/ansible" playbooks
run bash -c 'cd playbooks && ansible-playbook -i x, --syntax-check site.yml collect.yml rollback.yml'
status_is 0 'the playbooks have no error of syntax'
run bash -c 'cd playbooks && ansible-lint --offline -q --nocolor -p site.yml collect.yml rollback.yml roles'
is "$status $out" '0 ' 'ansible-lint has no complaint'

# machine NAME: a root with this machine's /usr, and the tool with a kernel that is a directory.
machine() {
	local root=$roots/$1 link
	mkdir -p "$root"/{etc/pax,proc,dev,root,tmp,var/lib,kernel,usr,sys} "$roots"/{upper,work,tmp}-"$1"
	mount -t overlay overlay -o "lowerdir=/usr,upperdir=$roots/upper-$1,workdir=$roots/work-$1" \
		"$root/usr" || return 1
	mount -t proc proc "$root/proc"
	mknod -m 666 "$root/dev/null" c 1 3
	mknod -m 666 "$root/dev/zero" c 1 5
	mknod -m 666 "$root/dev/urandom" c 1 9
	for link in bin sbin lib lib64; do
		ln -s "usr/$link" "$root/$link"
	done
	cp /etc/{passwd,group,ld.so.cache} "$root/etc/"
	echo "$1" >"$root/etc/hostname"
	kernel "$root/kernel" 's/mode: .*/mode: permissive/'
	echo permissive >"$root/kernel/mode"
	cp "$PAXCTL" "$root/usr/sbin/paxctl-ng.real"
	cat >"$root/usr/sbin/paxctl-ng" <<-'END'
		#!/bin/sh
		verb=$1
		shift
		case $verb in
		load-config|status) set -- "--kernel=/kernel" "$@" ;;
		esac
		result=0
		paxctl-ng.real "$verb" "$@" || result=$?
		sed -i "s/^mode: .*/mode: $(head -n 1 /kernel/mode)/" /kernel/status
		exit $result
	END
	chmod 755 "$root/usr/sbin/paxctl-ng"
	mkdir -p "$root/usr/lib/pax"
	cp -r "$top/userspace/policy/." "$root/usr/lib/pax"
	cp "$file_helper" "$root/usr/bin/jit"
	# Ansible's modules run in the root; what it copies goes through a directory of both.
	mkdir -p "$root$roots/tmp-$1"
	mount --bind "$roots/tmp-$1" "$root$roots/tmp-$1"
	ln -s "$root" "$1"
	printf '#!/bin/sh\nexec chroot %s /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root /usr/bin/python3 "$@"\n' \
		"$root" >"python-$1"
	chmod 755 "python-$1"
}
machine one || skip_all 'no overlayfs can be mounted here'
machine two
cat >ansible.cfg <<END
[defaults]
roles_path = $dir/playbooks/roles
retry_files_enabled = False
pipelining = True
gather_subset = !all
END
cat >inventory <<END
[web]
one ansible_python_interpreter=$dir/python-one ansible_remote_tmp=$roots/tmp-one pax_evidence_file=$roots/tmp-one/x.gz
[db]
two ansible_python_interpreter=$dir/python-two ansible_remote_tmp=$roots/tmp-two pax_evidence_file=$roots/tmp-two/x.gz
[all:vars]
ansible_connection=local
ansible_become=false
ansible_service_mgr=none
pax_manage_packages=false
pax_update_initramfs=false
pax_health_command="test ! -e /etc/broken"
pax_health_seconds=5
END
# play PLAYBOOK [ARGUMENT]...
play() {
	run bash -c 'cd playbooks && exec ansible-playbook -i ../inventory "$@"' play "$@" -e ansible_become=false \
		-e ansible_service_mgr=none
}
# went PATTERN NAME: what the recap says of both machines.
went() {
	local lines
	lines=$(printf '%s' "$out" | grep -cE "^(one|two) .*$1")
	is "$lines" 2 "$2"
	[ "$lines" = 2 ] || note "$(printf '%s' "$out" | tail -n 60) $err"
}
# The tool writes a file of the kernel without truncating it.
mode() { head -n 1 "$1/kernel/mode"; }
modes() { echo "$(mode one) $(mode two)"; }

play site.yml --check
went 'failed=0' 'a dry run on untouched machines'
is "$(ls one/etc/pax)" '' 'does nothing'
play site.yml
went 'failed=0' 'permissive'
is "$status $(modes)" '0 permissive permissive' 'both machines are permissive'
is "$(cat one/etc/pax/groups two/etc/pax/groups | xargs)" 'web db' 'the groups of the inventory'
play site.yml
went 'changed=0 .*failed=0' 'a second run changes nothing'

# A signed policy, and enforcement.
gpg --batch --quiet --passphrase '' --quick-generate-key fleet ed25519 sign 1d 2>gpg.log
gpg --export fleet >fleet.gpg
printf '[all]\nem\t/usr/bin/jit\n' >fleet.conf
sign() { rm -f fleet.conf.sig; gpg --batch --quiet -u fleet -o fleet.conf.sig --detach-sign fleet.conf 2>>gpg.log; }
sign
policy=(-e "pax_fleet_policy=$dir/fleet.conf" -e "{\"pax_trust_keys\": [\"$dir/fleet.gpg\"]}")
enforce() { play site.yml "${policy[@]}" -e pax_mode=enforce "$@"; }
enforce --check --diff
went 'failed=0' 'a dry run of enforcement'
has "$out" '^+mode = enforce' 'shows the settings'
has "$out" '^+em	/usr/bin/jit' 'and the policy'
is "$(modes) $(attr one/usr/bin/jit)" 'permissive permissive none' 'and does nothing'
touch one/etc/broken
enforce
is "$((status != 0)) $(modes)" '1 permissive enforce' 'a machine that fails is held back, the other goes on'
has "$out" 'held back in permissive mode, as this failed: The machine does its work' 'and is named, with what failed'
rm one/etc/broken
enforce
is "$status $(modes)" '0 enforce enforce' 'after the repair it goes on'
is "$(attr one/usr/bin/jit) $(attr two/usr/bin/jit)" '[em]2 [em]2' 'the marks are there'
enforce
went 'changed=0 .*failed=0' 'and a further run changes nothing'
sed -i 's/^mode: .*/mode: permissive/' one/kernel/status
echo permissive >one/kernel/mode
setfattr -x user.pax.flags two/usr/bin/jit
enforce
is "$status $(modes) $(attr two/usr/bin/jit)" '0 enforce enforce [em]2' 'drift is mended'

# A policy that somebody has changed.
cp fleet.conf good.conf
echo 'pem /usr/bin/env' >>fleet.conf
enforce
is "$((status != 0))" 1 'a forged policy fails'
is "$(cat one/etc/pax/fleet.conf)" "$(cat good.conf)" 'the one in force stays'
has "$out" 'as this failed: Have the machine verify it' 'and the play says why'
is "$(attr one/usr/bin/env)" none 'nothing gets its mark'
cp good.conf fleet.conf
enforce
is "$status $(modes)" '0 enforce enforce' 'with the right one it goes on'

# A new policy, and back.
printf 'emr\t/usr/bin/jit\n' >>fleet.conf
sed -i '2d' fleet.conf
sign
enforce
is "$status $(attr one/usr/bin/jit)" '0 [emr]3' 'a new policy'
play rollback.yml
went 'failed=0' 'the rollback'
is "$(attr one/usr/bin/jit) $(attr two/usr/bin/jit)" '[em]2 [em]2' 'brings the old policy back'
play rollback.yml
went 'changed=0 .*failed=0' 'a second one changes nothing'
play site.yml -e pax_lock=true
is "$((status != 0))" 1 'a lock without enforcement is refused'

# Evidence.
mkdir -p one/sys/kernel/security/pax two/sys/kernel/security/pax
line='seq=1 time=1763895004.127406351 event=mprotect_denied action=allow flags=PeMRs addr=0x1000 len=4096 prot=r-x had=rw- area=anonymous_mapping pid=8 tgid=8 ppid=7 uid=0 euid=0 gid=0 egid=0 auid=unset traced=no userns=init mntns=init root=init comm="x" exe_dev=8:1 exe_ino=77 exe="/usr/bin/x"'
echo "$line" | tee one/sys/kernel/security/pax/events >two/sys/kernel/security/pax/events
play collect.yml -e "pax_evidence=$dir/evidence"
went 'changed=0 .*failed=0' 'collect'
is "$(find evidence -type f | sort | xargs)" 'evidence/db/two.gz evidence/web/one.gz' 'a file for each machine'
pax learn --hosts --root two evidence/web evidence/db
has "$out" '^unprivileged em	/usr/bin/x$' 'from which learn proposes a line'
# The fact, of a machine that was rolled back.
cp playbooks/roles/pax/files/pax.fact one/root/
run chroot one sh /root/pax.fact
has "$out" '^{"state":"permissive"' 'the fact for inventories'
gpgconf --kill all 2>/dev/null || :
