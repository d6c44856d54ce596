#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Beside audit and AppArmor, in the root file system that has them (LAB_ROOT=security): the denials
# of both hold, whichever is stricter, and each is reported.

[ -e pax_test.sh ] || cd ..
# shellcheck source=selftests/pax/pax_test.sh
. ./pax_test.sh

dir=/sys/kernel/security/pax
logged() { dmesg | grep -q "$1"; }
found() { ausearch "$@" 2> /dev/null | grep -q 'op=pax event='; }
report() { aureport --anomaly 2> /dev/null | grep -q "ANOM_ABEND $PWD/show_flags"; }

command -v auditctl > /dev/null || skip_all "this root file system has no auditd"
mkdir -p /var/log/audit
auditctl -e 0 > /dev/null
./show_flags rwx
auditctl -e 1 > /dev/null
auditd -s nochange
sleep 2
ok "audit is on" grep -q . /var/log/audit/audit.log
./show_flags rwx
./show_flags shmx
./need_exec jit
./need_exec trampoline
cp show_flags refused_show
setfattr -n user.pax.flags -v p refused_show
./refused_show
# Whoever reads the status has it looked at.
for enabled in 0 1; do
	echo $enabled > /sys/kernel/debug/kprobes/enabled
	cat $dir/status > /dev/null
done
echo permissive > $dir/mode
./show_flags rwx > /dev/null
echo enforce > $dir/mode
# Records come in order, so the last one shows that all have come.
for _ in 1 2 3 4 5 6 7 8 9 10; do
	grep -q 'setting=mode old="permissive" new="enforce"' /var/log/audit/audit.log && break
	sleep 1
done
records() { grep -c "$1" /var/log/audit/audit.log; }
ok "a record for each denial while it is on" is 1 records 'event=mmap_denied decision=deny pax=PeMRs'
ok "shmat, too" is 1 records 'event=shmat_denied decision=deny'
ok "mprotect" is 1 records 'event=mprotect_denied decision=deny pax=PeMRs .*prot=r-x had=rw-'
ok "an execution fault" is 1 records 'event=exec_fault decision=deny pax=PeMRs .*comm="need_exec"'
ok "a contradictory mark" is 1 records 'event=exec_refused decision=deny pax=pEMRs .*refused_show'
ok "in permissive mode, as allowed" is 1 records 'event=mmap_denied decision=allow.*res=1'
# Hooks that stand on ftrace are not switched off so.
if grep -q mmap_region /sys/kernel/debug/kprobes/list; then
	ok "the hooks switched off" is 1 records 'type=CONFIG_CHANGE.*op=pax event=armed_changed armed=no cause=kprobes_switched_off'
	ok "and on" is 1 records 'type=CONFIG_CHANGE.*op=pax event=armed_changed armed=yes'
else
	ok "the hooks stay on with kprobes switched off" is 0 records 'event=armed_changed'
fi
ok "the mode's changes" is 2 records 'type=CONFIG_CHANGE.*op=pax event=config_changed setting=mode'
ok "ausearch by type" found -m ANOM_ABEND
ok "by command" found -c show_flags
ok "by executable" found -x "$PWD/show_flags"
ok "by success" found -m ANOM_ABEND -sv no
ok "interpreted" bash -c "ausearch -i -m ANOM_ABEND | grep -q 'decision=deny pax=PeMRs .*comm=show_flags'"
ok "aureport --anomaly" report
ok "aureport --config" bash -c "aureport --config | grep -q CONFIG_CHANGE"

if [ -e /sys/kernel/security/apparmor ] && command -v apparmor_parser > /dev/null; then
	echo secret > secret
	cp /bin/cat confined_cat
	cp show_flags confined_show
	setfattr -n user.pax.flags -v em confined_cat
	cat > profile <<PROFILE
profile pax-test $PWD/confined_* {
	/** mr,
	/proc/** r,
	audit deny $PWD/secret r,
}
PROFILE
	ok "an AppArmor profile" apparmor_parser -r profile
	ok "PaX's denial holds in a confined program" not ./confined_show rwx
	ok "and is recorded" bash -c "grep -q 'comm=\"confined_show\".*subj=pax-test' /var/log/audit/audit.log"
	ok "AppArmor's denial holds where a mark exempts" not ./confined_cat secret
	recorded() { grep -q 'apparmor="DENIED".*secret.*comm="confined_cat"' /var/log/audit/audit.log; }
	ok "and is recorded" recorded
	setfattr -n user.pax.flags -v em confined_show
	ok "without PaX's denial, AppArmor allows it" is rwxp ./confined_show rwx
	apparmor_parser -R profile
else
	skip "an AppArmor profile" "no AppArmor"
fi
ok "armed" grep -qx 'armed: yes' $dir/status
finish
