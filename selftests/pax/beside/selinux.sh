#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Beside SELinux with Debian's policy, enforcing: the denials of both hold, whichever is stricter,
# and each reports its own. Needs the root file system with labels (LAB_ROOT=security) and
# security=selinux on the kernel's command line. Loads the module itself, from a path whose label
# says that it is a module.

[ -e pax_test.sh ] || cd ..
# shellcheck source=selftests/pax/pax_test.sh
. ./pax_test.sh

dir=/sys/kernel/security/pax
log=/var/log/audit/audit.log
lib=/lib/modules/$(uname -r)/updates
daemon=/usr/sbin/pax-test-daemon

[ -e /sys/fs/selinux/enforce ] || skip_all "no SELinux: boot with security=selinux"

# as_service COMMAND...: as an init script would run it; the pipe is the script's own, as
# what it starts may use that.
# shellcheck disable=SC2016
as_service() { runcon system_u:system_r:initrc_t:s0 bash -c '"$@" < /dev/null 2>&1 | cat' as_service "$@"; }
mark() { setfattr -n user.pax.flags -v "$1" "$2"; }
unmark() { setfattr -x user.pax.flags "$1"; }
# Records of both kinds about a program, "AVCs denials".
both() { echo "$(grep -c "^type=AVC .*denied .*execmem.*comm=\"$1\"" "$log") $(grep -c "op=pax event=mmap_denied decision=$2.*comm=\"$1\"" "$log")"; }
# recorded AVCS DENIALS PROGRAM [DECISION]: so many records have been added since forget.
recorded()
{
	local now
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		now=$(both "$3" "${4:-deny}")
		[ "$now" = "$1 $2" ] && return
		sleep 0.3
	done
	echo "expected: $1 $2, got: $now"
	return 1
}
forget() { : > $log; }
set_mode() { echo "$1" > "$dir"/mode; }
found() { ausearch "$@" 2>&1 | grep -q "$expect"; }

setenforce 1
ok "SELinux enforces" is Enforcing getenforce
ok "Debian's policy" is default sed -n 's/^SELINUXTYPE=//p' /etc/selinux/config
rmmod pax 2> /dev/null
mkdir -p "$lib"
cp pax.ko "$lib/"
restorecon -RF "/lib/modules"
ok "the module loads" insmod "$lib/pax.ko"
ok "and is armed" grep -qx 'armed: yes' $dir/status
ok "security.pax.flags counts" grep -qx 'security.pax.flags: counts' $dir/status

as_service auditd -s enable > /dev/null
sleep 2
ok "auditd runs in its domain" is system_u:system_r:auditd_t:s0 ps -o label= -C auditd
ok "audit is on" grep -q . $log

# Of all programs, an admin's first: the boolean is the policy's own.
cp show_flags one_show
chcon -t bin_t one_show
setsebool allow_execmem on
ok "an unmarked program" is PeMRs ./one_show
forget
ok "PaX's denial holds where SELinux allows" not ./one_show rwx
ok "and is recorded; SELinux records nothing" recorded 0 1 one_show
mark em one_show
ok "its mark counts" is PemRs ./one_show
forget
ok "what both allow succeeds" is rwxp ./one_show rwx
ok "and neither records anything" recorded 0 0 one_show
setsebool allow_execmem off
forget
ok "SELinux's denial holds where a mark exempts" not ./one_show rwx
ok "and is recorded; PaX records nothing" recorded 1 0 one_show
unmark one_show
forget
ok "what both deny is denied" not ./one_show rwx
ok "and only SELinux, whose hook runs first, records it" recorded 1 0 one_show
setenforce 0
forget
ok "PaX's denial holds in SELinux's permissive mode" not ./one_show rwx
ok "and both record it" recorded 1 1 one_show
setenforce 1

# Debian's policy grants CAP_MAC_ADMIN, which a change of settings needs, to no domain.
ok "so no domain can change the settings" not set_mode permissive
echo '(allow unconfined_t self (capability2 (mac_admin)))' > /usr/share/selinux/pax.cil
restorecon -F /usr/share/selinux/pax.cil
ok "a rule for admins" semodule -i /usr/share/selinux/pax.cil
ok "lets admins change the settings" set_mode permissive
forget
ok "SELinux's denial holds in PaX's permissive mode" not ./one_show rwx
ok "and is recorded" recorded 1 0 one_show allow
setsebool allow_execmem on
ok "without it the request passes" is rwxp ./one_show rwx
ok "and PaX records it" recorded 1 1 one_show allow
ok "enforcing again" set_mode enforce

# Daemons, confined: the policy lets PostgreSQL have such memory, for its compiler, and
# the time daemon not.
cp show_flags $daemon
chcon -t ntpd_exec_t $daemon
ok "PaX's flags in a confined domain" is PeMRs as_service $daemon
mark em $daemon
ok "a mark counts there" is PemRs as_service $daemon
forget
ok "SELinux's denial holds where a mark exempts" is '' as_service $daemon rwx
ok "and is recorded" recorded 1 0 pax-test-daemon
expect='scontext=system_u:system_r:ntpd_t:s0'
ok "and found with its domain" found -m avc -c pax-test-daemon
chcon -t postgresql_exec_t $daemon
forget
ok "what both allow succeeds" is rwxp as_service $daemon rwx
unmark $daemon
ok "PaX's denial holds where the policy allows" is '' as_service $daemon rwx
ok "and is recorded" recorded 0 1 pax-test-daemon
expect='op=pax event=mmap_denied decision=deny pax=PeMRs'
ok "and found by its domain" found -m ANOM_ABEND -se postgresql_t
cp /bin/tee /usr/sbin/pax-test-tee
chcon -t ntpd_exec_t /usr/sbin/pax-test-tee
# shellcheck disable=SC2016
write_mode() { as_service bash -c 'echo permissive | /usr/sbin/pax-test-tee /sys/kernel/security/pax/mode'; }
ok "a confined daemon, though root, does not set the module" grep -q 'denied' <(write_mode)
ok "so the mode is as it was" is enforce cat $dir/mode
# Users' attributes and admins' on a file in SELinux's care.
setfattr -n security.pax.flags -v em one_show
ok "security.pax.flags is heard" is PemRs ./one_show
label() { stat -c %C one_show | cut -d : -f 3; }
ok "and the label is still there" is bin_t label
ok "still enforcing, both" is $'Enforcing\nenforce' bash -c "getenforce; cat $dir/mode"
ok "armed" grep -qx 'armed: yes' $dir/status
finish
