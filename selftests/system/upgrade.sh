# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Upgrades of a machine that enforces: of a package with a marked program, of the kernel, and back.
# Sourced by scripts/system.

# test_packages: three versions of a package whose script runs the program that it brings, and that
# needs a mark; in the machine's /srv/test.tar.
test_packages()
{
	local dir version
	for version in 1 2 3; do
		dir=$work/package-$version
		mkdir -p "$dir/DEBIAN" "$dir/usr/lib/system-test" || return
		cat > "$dir/DEBIAN/control" <<-END
			Package: system-test
			Version: $version
			Architecture: amd64
			Maintainer: nobody <nobody@example.org>
			Description: test
		END
		printf '#!/bin/sh\nset -e\n/usr/lib/system-test/jit\n' > "$dir/DEBIAN/postinst"
		cp "$work/jit" "$dir/usr/lib/system-test/jit"
		# Each version has a file of its own.
		echo "$version" >> "$dir/usr/lib/system-test/jit"
		chmod 755 "$dir/DEBIAN/postinst" "$dir/usr/lib/system-test/jit"
		dpkg-deb -Znone --root-owner-group -b "$dir" "$work/$version.deb" > "$work/dpkg-deb.log" || return
	done
	tar -C "$work" -cf "$work/test.tar" 1.deb 2.deb 3.deb && copy "$work/test.tar" /srv/test.tar
}

upgrade_package()
{
	check 'a package whose script runs its own JIT compiler fails without a mark' <<-'END'
		fails apt-get install -y /root/test/1.deb
		dpkg --audit | grep system-test
	END
	check 'with a line of the policy it can be configured, and upgraded by apt' <<-'END'
		echo 'em /usr/lib/system-test/jit' > /etc/pax/policy.d/50-local.conf
		paxctl-ng apply
		dpkg --configure -a
		apt-get install -y /root/test/2.deb
		[ "$(dpkg-query -W -f '${Version}' system-test)" = 2 ]
		/usr/lib/system-test/jit
		paxctl-ng check
	END
	guided 'the watch keeps the mark of a file that is replaced without apt' watch <<-'END'
		systemctl is-active paxctl-ng-watch
		cp /usr/local/bin/jit-unmarked /usr/lib/system-test/jit.new
		fails /usr/lib/system-test/jit.new
		mv /usr/lib/system-test/jit.new /usr/lib/system-test/jit
		for try in $(seq 50); do
			! /usr/lib/system-test/jit || exit 0
			sleep 0.1
		done
		exit 1
	END
	check 'and in a run of dpkg alone, while the execution is held' <<-'END'
		echo 'held em /usr/lib/system-test/jit' > /etc/pax/policy.d/50-local.conf
		systemctl reload paxctl-ng-watch
		sleep 2
		dpkg -i /root/test/3.deb
		/usr/lib/system-test/jit
	END
}

upgrade_kernel()
{
	check 'apt installs a newer kernel, and DKMS its module, while PaX enforces' \
		"$(image_upgrade "$release")" <<-'END'
		# shellcheck disable=SC2086
		apt-get install -y $1
		[ -z "$(dpkg --audit)" ]
		ls -l /vmlinuz /vmlinuz.old
	END
	check 'status knows of the new kernel that it has a module, before it boots' <<-'END'
		new=$(basename "$(readlink /vmlinuz)")
		new=${new#vmlinuz-}
		[ "$new" != "$(uname -r)" ]
		status_has '^kernel'
		status_has "^kernel $new .*module updates/dkms/pax.ko"
		lsinitramfs "/boot/initrd.img-$new" | grep 'updates/dkms/pax\.ko'
	END
}

step_kernel()
{
	local number=6.12
	[ "$release" = bookworm ] || number=7
	must 'new kernel: it boots, all units are up' boot new-kernel '' running
	try "it is Linux $number" grep -q "^$number" <<< "$kernel" || :
	protected 'new kernel' enforced
	services 'new kernel'
	check 'new kernel: the marks are there' <<-'END'
		/usr/local/bin/jit
		fails /usr/local/bin/jit-unmarked
		paxctl-ng check
	END
}

step_rollback()
{
	must 'the kernel of before: it boots, all units are up' boot rollback .old running
	protected 'the kernel of before' enforced
	check 'the kernel of before: marks and denials are as with the new one' <<-'END'
		/usr/local/bin/jit
		fails /usr/local/bin/jit-unmarked
	END
	# For the next step.
	check 'errors are found before the boot' <<-'END'
		printf 'mode = enforce\nmode = nonsense\nlock = 1\n' > /etc/pax/pax.conf
		echo 'nonsense' > /etc/pax/policy.d/70-broken.conf
		fails paxctl-ng load-config --check
	END
}
