# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# From an untouched machine to one that enforces, as the admin guide has it. Sourced by
# scripts/system, which runs step_install, step_permissive and step_enforce in this order.

# services NAME: the services answer, as their users would see it. In the machine.
services()
{
	check "$1: services answer: nginx, node, cron, auditd, sshd" <<-'END'
		systemctl is-active nginx cron auditd ssh
		exec 3<> /dev/tcp/127.0.0.1/80
		printf 'GET / HTTP/1.0\r\n\r\n' >&3
		grep -q nginx <&3
		# Code that is compiled at run time.
		[ "$(node -e 'let n = 0; for (let i = 0; i < 1e6; i++) n += i % 7; console.log(n)')" = 2999997 ]
	END
	[ -n "$few" ] || check "$1: PostgreSQL, Java and PHP answer" <<-'END'
		systemctl is-active postgresql "$(basename /usr/lib/systemd/system/php*-fpm.service)"
		cd /
		sql='set jit_above_cost = 0; select sum(n) from generate_series(1, 1000) n'
		[ "$(runuser -u postgres -- psql -qtAc "$sql")" = 500500 ]
		java -version
	END
}

# protected NAME STATE: "status" says so, and PID 1 and the services have the flags of programs
# without a mark.
protected()
{
	check "$1: status says $2" "$2" <<-'END'
		status=0
		paxctl-ng status || status=$?
		status_has "^state $1\$"
		[ "$1" != enforced ] || [ $status -eq 0 ]
		[ "$1" = enforced ] || [ $status -eq 1 ]
	END
	check "$1: PID 1 and the services are protected" <<-'END'
		grep '^PaX:.*PeMRs' /proc/1/status
		systemctl is-active pax.service
		for unit in dbus nginx cron ssh; do
			pid=$(systemctl show -P MainPID $unit)
			echo "$unit: $(grep '^PaX:' "/proc/$pid/status")"
			grep -q '^PaX:.*PeMRs' "/proc/$pid/status"
		done
	END
}

step_install()
{
	must 'the untouched machine boots, all units are up' boot untouched '' running
	must 'the test has its files there' fill_machine
	guided 'the guide: its first three commands, but for the boot' install <<-'END'
		dpkg --audit
		[ -z "$(dpkg --audit)" ]
	END
	check 'DKMS has built the module, which is in the initramfs' <<-'END'
		dkms status
		modinfo -F version pax
		lsinitramfs "/boot/initrd.img-$(uname -r)" | grep 'updates/dkms/pax\.ko'
	END
	check 'until the next boot, status says that nothing is protected' <<-'END'
		status=0
		paxctl-ng status || status=$?
		[ $status -eq 2 ]
		status_has '^state not-loaded$'
		status_has "^kernel $(uname -r) .*module updates/dkms/pax.ko"
	END
}

# fill_machine: the repository, and the programs of the test.
fill_machine()
{
	tar -C "$work/repo" -cf "$work/repo.tar" . || return
	copy "$work/repo.tar" /srv/repo.tar || return
	copy "$work/jit" /usr/local/bin/jit || return
	test_packages || return
	guest <<-'END'
		mkdir -p /srv/pax /root/test
		tar -C /srv/pax -xf /srv/repo.tar
		tar -C /root/test -xf /srv/test.tar
		rm /srv/repo.tar /srv/test.tar
		# Where root logs in: the two files that an admin gets from the repository.
		cp /srv/pax/paxctl-ng.gpg /srv/pax/paxctl-ng-*.sources /root
		chmod 755 /usr/local/bin/jit
		cp /usr/local/bin/jit /usr/local/bin/jit-unmarked
		printf '* * * * * root touch /run/cron-has-run\n' > /etc/cron.d/test
		find / -xdev \( -iname '*pax*' -o -name '*paxflags*' \) -not -path '/var/lib/apt/*' \
			-not -path '/srv/*' | sort > /root/test/before
	END
}

step_permissive()
{
	must 'permissive: the machine boots with the module, all units are up' boot permissive '' running
	protected permissive permissive
	check 'permissive: what is not exempt is allowed and reported' <<-'END'
		/usr/local/bin/jit
		journalctl -k --no-pager -g 'PAX: would' | grep /usr/local/bin/jit
	END
	guided 'the guide: permissive mode, and later kernels get the module' permissive later-kernels <<< ''
	guided 'the guide: choose a profile, which is applied' profile <<-'END'
		paxctl-ng profile
		paxctl-ng check
		paxctl-ng show /usr/bin/node
	END
	guided 'the guide: learn, and read it' learn <<-'END'
		grep -E '^em[[:blank:]]+/usr/local/bin/jit$' /root/learned.conf
		# Nothing else on this machine needs a mark.
		[ "$(grep -cE '^[^#]' /root/learned.conf)" -eq 1 ]
	END
	guided 'the guide: apply what was learned' apply-learned <<-'END'
		paxctl-ng check
	END
	guided 'the guide: what is still reported; enforce, now and at each boot' reported enforce <<-'END'
		status_has '^state enforced$'
	END
	check 'cron runs its jobs' <<-'END'
		for try in $(seq 90); do
			[ ! -e /run/cron-has-run ] || exit 0
			sleep 1
		done
		exit 1
	END
}

step_enforce()
{
	must 'enforced: the machine boots, all units are up' boot enforced '' running
	protected enforced enforced
	guided 'the guide: it enforces from PID 1 on' enforced <<< ''
	services enforced
	check 'enforced: the marked program runs, its unmarked copy is denied and reported' <<-'END'
		/usr/local/bin/jit
		fails /usr/local/bin/jit-unmarked
		journalctl -k --no-pager -g 'PAX: ' | grep 'denied.*/usr/local/bin/jit-unmarked'
		for try in 1 2 3 4 5; do
			! ausearch -m ANOM_ABEND -c jit-unmarked --raw | grep jit-unmarked || exit 0
			sleep 1
		done
		exit 1
	END
	upgrade_package
	upgrade_kernel
}
