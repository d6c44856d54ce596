# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The disks of whole Debian machines, made once below ~/.cache/pax-lab: configured packages, with
# Debian's own kernel, initramfs and services, and the packages of a newer kernel in a local
# repository, so that the machine needs no network. Sourced by scripts/system, after chroot.sh.

# What a server may have. Those that are not "few" are left out with --few.
SYSTEM_FEW="auditd ca-certificates cron dbus dkms e2fsprogs initramfs-tools iproute2 kmod nginx
	nodejs openssh-server procps python3-minimal systemd-sysv udev zstd"
SYSTEM_MORE="openjdk-headless php-fpm postgresql"

# image_packages RELEASE: print all packages of the disk.
image_packages()
{
	local more='' headless=openjdk-17-jre-headless libraries='libelf1 libjson-c5'
	[ "$1" = bookworm ] || headless=openjdk-21-jre-headless libraries='libelf1t64 libjson-c5'
	[ -n "$few" ] || more=${SYSTEM_MORE/openjdk-headless/$headless}
	# shellcheck disable=SC2086 # words are packages
	printf '%s\n' $SYSTEM_FEW $more $libraries \
		linux-{image,headers}-"$(dpkg --print-architecture)" | sort
}

# image_upgrade RELEASE: print the packages by which an admin gets the newer kernel.
image_upgrade()
{
	local arch
	arch=$(dpkg --print-architecture)
	case $1 in
	bookworm)	echo "linux-image-6.12-$arch linux-headers-6.12-$arch" ;;
	trixie)		echo "linux-image-$arch linux-headers-$arch" ;;
	esac
}

# image_sources RELEASE: lines for apt, with the newer kernel's.
image_sources()
{
	deb_sources "$1"
	deb_sources "$1" | sed -n "s/ $1 main\$/ $1-backports main/p"
}

# image_into RELEASE DIR: make the disk DIR/disk.img, and DIR/key, with which root may log in. A step
# runs without errexit.
image_into()
{
	local release=$1 dir=$2 suite=$1
	[ "$release" = bookworm ] || suite=$release-backports
	image_sources "$release" > "$dir/sources.list"
	ssh-keygen -q -t ed25519 -N '' -C test -f "$dir/key" || return
	# An initramfs with the drivers of this machine only, weakly compressed, is made several times as
	# fast. The packages of the newer kernel are downloaded only, as is what those of PaX depend on.
	# What is mounted meanwhile is seen by nobody else, and is gone even after an interruption.
	# shellcheck disable=SC2016 # mmdebstrap's shell expands it
	unshare --mount mmdebstrap --quiet --mode=root --variant=minbase --format=directory \
		--include="$(image_packages "$release" | paste -sd ,)" \
		--aptopt='Acquire::Languages "none"' --aptopt='Acquire::Retries "3"' \
		--setup-hook='mkdir -p "$1/etc/initramfs-tools/conf.d"' \
		--setup-hook='printf "%s\n" MODULES=list COMPRESSLEVEL=1 \
			> "$1/etc/initramfs-tools/conf.d/lab.conf"' \
		--setup-hook='printf "%s\n" virtio_pci virtio_blk ext4 > "$1/etc/initramfs-tools/modules"' \
		--customize-hook='chroot "$1" apt-get install -y --no-install-recommends --download-only \
			-t '"$suite $(image_upgrade "$release")" \
		--customize-hook='chroot "$1" apt-get install -y --no-install-recommends --download-only \
			libc6-dev' \
		--customize-hook='mkdir -p "$1/srv/debian"' \
		--customize-hook='mv "$1"/var/cache/apt/archives/*.deb "$1/srv/debian"' \
		"$release" "$dir/root" "$dir/sources.list" &&
	image_settle "$dir/root" "$dir/key.pub" &&
	truncate -s 8G "$dir/disk.img" &&
	mke2fs -q -t ext4 -d "$dir/root" "$dir/disk.img" &&
	rm -rf "$dir/root"
}

# image_settle ROOT KEY: the settings that an installer would have made.
image_settle()
{
	local root=$1
	echo pax-test > "$root/etc/hostname"
	printf '127.0.0.1 localhost\n127.0.1.1 pax-test\n' > "$root/etc/hosts"
	echo '/dev/vda / ext4 errors=remount-ro 0 1' > "$root/etc/fstab"
	cat > "$root/etc/systemd/network/lab.network" <<-'END'
		[Match]
		Name=e*
		[Network]
		Address=10.0.2.15/24
		Gateway=10.0.2.2
	END
	chroot "$root" systemctl -q enable systemd-networkd || return
	# Without it systemd would take the boot for the first one, and ask.
	rm -f "$root/etc/machine-id"
	chroot "$root" systemd-machine-id-setup || return
	# They would wait for the network that there is not, and hold apt's lock at a time of their own.
	chroot "$root" systemctl -q mask apt-daily.timer apt-daily-upgrade.timer || return
	install -D -m 600 "$2" "$root/root/.ssh/authorized_keys" || return
	(cd "$root/srv/debian" && apt-ftparchive packages . > Packages) || return
	echo 'deb [trusted=yes] file:/srv/debian ./' > "$root/etc/apt/sources.list"
	rm -rf "$root"/etc/apt/sources.list.d/* "$root"/var/lib/apt/lists/*
	rm -f "$root/etc/resolv.conf"
}

image_step()
{
	step "making the disk of a machine with Debian's $1 (about 5 minutes)" \
		"$DEB_CACHE/log/$(basename "$2" .new)" image_into "$@" ||
		die "the disk cannot be made; is the archive reachable?"
}

# image RELEASE: make the disk (once) and print its directory.
image()
{
	local release=$1 key dir
	need_root
	key=$(declare -f image_into image_settle image_upgrade; image_packages "$release")
	dir=$DEB_CACHE/system-$release-$(cksum <<< "$key" | cut -d ' ' -f 1)
	once "$dir" image_step "$release"
	echo "$dir"
}
