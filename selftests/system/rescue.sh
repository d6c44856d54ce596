# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What an admin can do wrong, how the machine is rescued, the lock, and removal. Sourced by
# scripts/system. Before the first step the machine enforces.

# on_console NAME PATTERN: the console of this boot has a line that matches.
on_console() { try "$1" grep -aE -m 1 "$2" "$console" || :; }

step_broken()
{
	must 'errors: the machine boots, only pax.service has failed' boot broken '' 'degraded pax.service'
	on_console 'errors: the console names file and line of pax.conf' '/etc/pax/pax.conf:2: '
	on_console 'errors: the console names file and line of the policy' '/policy.d/70-broken.conf:1: '
	check 'errors: the last good settings are in force, and status fails' <<-'END'
		status=0
		paxctl-ng status || status=$?
		[ $status -eq 1 ]
		grep -q '^PaX:.*PeMRs' /proc/1/status
		fails /usr/local/bin/jit-unmarked
		# The marks that were there.
		/usr/local/bin/jit
		status_has '^locked no'
	END
	check 'errors: pax.conf corrected, the policy not: no lock' <<-'END'
		printf 'mode = enforce\nlock = 1\n' > /etc/pax/pax.conf
		fails systemctl restart pax.service
		status_has '^locked no'
	END
	check 'errors: all corrected, but for the lock: the unit starts' <<-'END'
		printf 'mode = enforce\n' > /etc/pax/pax.conf
		rm /etc/pax/policy.d/70-broken.conf
		paxctl-ng load-config --check
		systemctl restart pax.service
		paxctl-ng status
		systemctl is-system-running
	END
	guided 'the guide: the lock; then a mark with which systemd cannot start' lock <<-'END'
		status_has '^locked yes'
		echo 'p /usr/lib/systemd/systemd' > /etc/pax/policy.d/80-fatal.conf
		paxctl-ng apply
	END
}

# dead_boot: the machine does not come up, and says so.
dead_boot()
{
	machine_start dead '' || return
	machine_ends || return
	grep -aE -m 1 'panic.*(Attempted to kill init|No working init)' "$console"
}

step_rescue()
{
	try 'a fatal mark: without help the machine does not boot' dead_boot || machine_kill
	must 'pax.mode=permissive: it boots, all units are up' \
		boot pax-permissive '' running pax.mode=permissive
	check 'pax.mode=permissive: status says so, nothing is denied, nothing is locked' <<-'END'
		status_has '^state permissive$'
		/usr/local/bin/jit-unmarked
		status_has '^locked no'
	END
	try 'pax.mode=permissive: the machine switches itself off' switch_off || machine_kill
	must 'pax.softmode=1: it boots, all units are up' boot pax-softmode '' running pax.softmode=1
	check 'pax.softmode=1: status says so, nothing is denied, nothing is locked' <<-'END'
		status_has '^state soft-mode$'
		/usr/local/bin/jit-unmarked
		status_has '^locked no'
	END
	try 'pax.softmode=1: the machine switches itself off' switch_off || machine_kill
	must 'pax.off=1: it boots, only pax.service has failed' \
		boot pax-off '' 'degraded pax.service' pax.off=1
	on_console 'pax.off=1: the console says why' 'nothing is (protected|enforced).*pax.off'
	check 'pax.off=1: status says so' <<-'END'
		status=0
		paxctl-ng status || status=$?
		[ $status -eq 2 ]
		status_has '^armed no.*pax.off'
		/usr/local/bin/jit-unmarked
	END
	check 'pax.off=1: the fatal mark is removed' <<-'END'
		rm /etc/pax/policy.d/80-fatal.conf
		paxctl-ng -d /usr/lib/systemd/systemd
		paxctl-ng load-config --check
	END
}

step_lock()
{
	must 'locked: the machine boots, all units are up' boot locked '' running
	protected locked enforced
	check 'locked: no setting can be changed, the module stays' <<-'END'
		status_has '^locked yes'
		fails sh -c "echo permissive > /sys/kernel/security/pax/mode"
		fails rmmod pax
		fails rmmod -f pax
		fails /usr/local/bin/jit-unmarked
		printf 'mode = permissive\n' > /etc/pax/pax.conf
		fails paxctl-ng load-config
		status_has '^state enforced$'
	END
	check 'remove and purge, also beside the module that is locked' <<-'END'
		apt-get remove -y pax-dkms paxctl-ng pax-policy
		apt-get purge -y pax-dkms paxctl-ng pax-policy
		[ -z "$(dpkg --audit)" ]
	END
	check 'purge: no file, and no module in any initramfs' <<-'END'
		find / -xdev \( -iname '*pax*' -o -name '*paxflags*' \) -not -path '/var/lib/apt/*' \
			-not -path '/srv/*' | sort > /root/test/after
		status=0
		# What the admin has added by hand, and the headers of the newer kernel.
		comm -13 /root/test/before /root/test/after | grep -v -e /root/test -e /usr/src/linux- \
			-e /usr/share/keyrings/paxctl-ng.gpg -e /etc/apt/sources.list.d/paxctl-ng.sources \
			-e '^/usr/lib/modules/.*/kernel/' -e /var/log/ && status=1
		for image in /boot/initrd.img-*; do
			! lsinitramfs "$image" | grep -i pax || status=1
		done
		exit $status
	END
}

step_purged()
{
	must 'purged: the machine boots, all units are up' boot purged '' running
	check 'purged: nothing is protected any more' <<-'END'
		fails grep PaX: /proc/self/status
		[ ! -e /sys/module/pax ]
		/usr/local/bin/jit-unmarked
	END
}
