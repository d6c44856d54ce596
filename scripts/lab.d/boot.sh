# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Builds the module for a guest, boots the guest, runs a command in it and returns its status.
# Sourced by scripts/lab.

# Modules for the disk and the serial ports of the guest, and for the file systems that the suite
# mounts.
LAB_MODULES="virtio_pci virtio_mmio virtio_blk virtio_console ext4 overlay fuse binfmt_misc loop"

# module_build: build pax.ko out of tree in build/GUEST/module; prints its path.
module_build()
{
	local dir=$LAB_BUILD/$G_NAME/module log=$LAB_BUILD/$G_NAME/module.log
	! guest_builtin || die "$G_NAME has PaX built into its kernel"
	fetch_kernel
	mkdir -p "$dir/kernel"
	exec 5> "$dir.lock"
	flock 5
	cp -u "$top/Kbuild" "$dir/"
	cp -ru "$top/kernel/." "$dir/kernel/"
	# Remove source files that the tree no longer has.
	(cd "$dir/kernel" && find . -name '*.[chS]') | while read -r f; do
		[ -e "$top/kernel/$f" ] || case $f in *.mod.c) ;; *) rm -f "$dir/kernel/$f" ;; esac
	done
	# shellcheck disable=SC2086
	if ! kernel_make M="$dir" $G_MODULE modules > "$log" 2>&1; then
		cat "$log" >&2
		die "pax.ko does not build for $G_NAME; the log is $log"
	fi
	grep -E 'warning:|error:' "$log" >&2 || :
	echo "$dir/pax.ko"
}

# guest_initramfs_into DIR: busybox, the modules and the init script, cached.
guest_initramfs_into()
{
	local dir=$1 ko tree
	tree=$(guest_tree)
	mkdir -p "$dir/ramfs"/{bin,dev,proc,sys,root,lib/modules}
	initramfs_busybox "$dir/ramfs/bin/busybox"
	: > "$dir/ramfs/lib/modules/order"
	for ko in $LAB_MODULES; do
		modprobe -S "$(guest_krel)" -d "$tree" --show-depends "$ko" 2> /dev/null |
			sed -n 's/^insmod //p'
	done | awk '!seen[$1]++ { print $1 }' | while read -r ko; do
		case $ko in
		*.xz)	xz -dc "$ko" > "$dir/ramfs/lib/modules/$(basename "$ko" .xz)" ;;
		*)	cp "$ko" "$dir/ramfs/lib/modules/" ;;
		esac
		basename "$ko" .xz >> "$dir/ramfs/lib/modules/order"
	done
	(cd "$dir/ramfs" && find . | fakeroot cpio -o -H newc --quiet) > "$dir/initramfs.cpio"
	rm -rf "$dir/ramfs"
}

initramfs_busybox()
{
	if guest_native && [ -x /bin/busybox ] &&
	   dpkg-query -W -f '${Status}' busybox-static 2> /dev/null | grep -q 'ok installed'; then
		cp /bin/busybox "$1"
	else
		once "$LAB_CACHE/busybox-$G_ARCH" apt_fetch_into busybox-static
		cp "$LAB_CACHE/busybox-$G_ARCH/bin/busybox" "$1"
	fi
}

apt_fetch_into()
{
	apt_root "$G_ARCH" > /dev/null
	apt_fetch "$G_ARCH" "$2" "$1"
}

# lab_options: parse the options that run and shell share into O_*; leaves the rest in ARGS.
lab_options()
{
	O_PAYLOAD='' O_LOAD='' O_DISK='' O_CPUS=${LAB_CPUS:-$G_CPUS} O_APPEND='' O_CONSOLE='' O_ICOUNT='' O_BOUND=$G_BOUND
	O_MEMORY=$G_MEMORY O_MONITOR='' O_SECURE='' O_FORWARD=''
	while [ $# -gt 0 ]; do
		case $1 in
		-p|--payload)	O_PAYLOAD=${2:?$1 wants a directory}; shift 2 ;;
		-l|--load)	O_LOAD=1; shift ;;
		-d|--disk)	O_DISK=${2:?$1 wants a file}; shift 2 ;;
		-m|--memory)	O_MEMORY=${2:?$1 wants a number}; shift 2 ;;
		-P|--packages)	LAB_MORE=" $(xargs < "${2:?$1 wants a file}")"; shift 2
				LAB_PACKAGES+=$LAB_MORE LAB_SECURITY_PACKAGES+=$LAB_MORE ;;
		-c|--cpus)	O_CPUS=${2:?$1 wants a number}; shift 2 ;;
		-a|--append)	O_APPEND=${2?$1 wants words}; shift 2 ;;
		-k|--console)	O_CONSOLE=${2:?$1 wants a file}; shift 2 ;;
		-M|--monitor)	O_MONITOR=${2:?$1 wants a name}; shift 2 ;;
		-i|--icount)	O_ICOUNT=1 O_CPUS=1; shift ;;
		-f|--forward)	O_FORWARD+=,hostfwd=tcp:127.0.0.1:${2:?$1 wants PORT:PORT}
				O_FORWARD=${O_FORWARD%:*}-:${2#*:}; shift 2 ;;
		-s|--secure-boot) O_SECURE=$(realpath -m "${2:?$1 wants a directory}"); shift 2 ;;
		-t|--bound)	O_BOUND=${2:?$1 wants seconds}; shift 2 ;;
		--)		shift; break ;;
		-*)		die "no option '$1'; see $LAB --help" ;;
		*)		break ;;
		esac
	done
	ARGS=("$@")
}

# network_modules DIR: the modules of the guest's network, in the order in which they load.
network_modules()
{
	local ko
	mkdir -p "$1"
	modprobe -S "$(guest_krel)" -d "$(guest_tree)" --show-depends virtio_net |
		sed -n 's/^insmod //p' | while read -r ko; do
		case $ko in
		*.xz)	xz -dc "$ko" > "$1/$(basename "$ko" .xz)" ;;
		*)	cp "$ko" "$1/" ;;
		esac
		basename "$ko" .xz >> "$1/order"
	done
}

# lab_prepare MODE [COMMAND...]: fetch and build what the run needs, into the directory RUN.
lab_prepare()
{
	local mode=$1 init
	shift
	fetch_guest
	# If this file changes, the initramfs is made again.
	init=$(guest_tree)/initramfs-$(cksum "$LAB_DIR/boot.sh" | cut -d ' ' -f 1)
	once "$init" guest_initramfs_into
	init=$init/initramfs.cpio

	RUN=$(mktemp -d "${TMPDIR:-/tmp}/pax-lab.XXXXXX")
	trap 'rm -rf "$RUN"' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	mkdir -p "$RUN/over/lab"
	[ -z "$O_PAYLOAD" ] || cp -r "$O_PAYLOAD/." "$RUN/over/lab/"
	! guest_builtin || O_LOAD=''
	[ -z "$O_LOAD" ] || cp "$(module_build)" "$RUN/over/lab/pax.ko"
	[ -z "$O_FORWARD" ] || network_modules "$RUN/over/lab/net"
	cp "$LAB_DIR/init" "$RUN/over/init"
	chmod 755 "$RUN/over/init"
	# Quoted, so that the command gets exactly these words.
	printf 'set --' > "$RUN/over/command"
	[ $# -eq 0 ] || printf ' %q' "$@" >> "$RUN/over/command"
	echo >> "$RUN/over/command"
	echo "mode=$mode load=$O_LOAD" >> "$RUN/over/command"
	{ cat "$init"; (cd "$RUN/over" && find . | fakeroot cpio -o -H newc --quiet); } > "$RUN/initramfs"

	[ -z "$O_SECURE" ] || secure_prepare
	DRIVE="file=$(guest_root),format=raw,snapshot=on"
	if [ -n "$O_DISK" ]; then
		[ -e "$O_DISK" ] || qemu-img create -q -f qcow2 -F raw -b "$(guest_root)" "$O_DISK"
		DRIVE="file=$O_DISK,format=qcow2"
	fi
}

# guest_cmdline: the kernel's command line.
guest_cmdline()
{
	echo "console=$G_CONSOLE panic=-1 oops=panic softlockup_panic=1 ${LAB_LOGLEVEL:-loglevel=7}" \
		"net.ifnames=0 $G_APPEND $O_APPEND"
}

# lab_qemu ARGUMENT...: start the emulator with the devices that every guest has.
lab_qemu()
{
	local accel=${LAB_ACCEL:-$G_ACCEL} FIRMWARE EMULATOR
	if [ -n "$O_ICOUNT" ]; then
		accel="tcg,thread=single -icount shift=0,sleep=off"
		# While the guest waits for its disk, its clock jumps from timer to timer: by
		# minutes if the host is busy.
		O_APPEND+=" sysctl.kernel.hung_task_timeout_secs=0"
	fi
	[ -z "$O_MONITOR" ] || set -- "$@" -chardev "pipe,id=monitor,path=$O_MONITOR" -mon monitor
	if [ -n "$O_SECURE" ]; then
		secure_firmware
	else
		FIRMWARE=(-kernel "$(guest_tree)/boot/vmlinuz-$(guest_krel)" -initrd "$RUN/initramfs"
			-append "$(guest_cmdline)")
	fi
	[ -z "$O_FORWARD" ] || set -- "$@" -netdev "user,id=net,restrict=on$O_FORWARD" \
		-device "virtio-net-$G_BUS,netdev=net$([ "$G_BUS" = device ] || echo ,romfile=)"
	emulator_use
	# shellcheck disable=SC2086
	exec $G_QEMU "${EMULATOR[@]}" -m "$O_MEMORY" -smp "$O_CPUS" -accel $accel -nodefaults -no-reboot \
		-display none "${FIRMWARE[@]}" \
		-drive "if=none,id=root,$DRIVE" -device "virtio-blk-$G_BUS,drive=root" \
		-device "virtio-rng-$G_BUS" -device "virtio-serial-$G_BUS" "$@"
}

# lab_run GUEST [OPTION]... COMMAND...: run the command in the guest; print its output and return
# its status. Status 125 means that the guest itself failed: it hung, crashed or did not power off.
lab_run()
{
	guest_load "${1:?a guest is missing}"
	shift
	lab_options "$@"
	[ ${#ARGS[@]} -gt 0 ] || die "run: a command is missing"
	lab_prepare run "${ARGS[@]}"
	local console=${O_CONSOLE:-$RUN/console} status=0
	: > "$RUN/status"
	mkfifo "$RUN/out"
	cat "$RUN/out" &
	local output=$! qemu waiter
	(lab_qemu -serial "file:$console" \
		-chardev "file,id=out,path=$RUN/out" -device virtserialport,chardev=out,name=out \
		-chardev "file,id=status,path=$RUN/status" -device virtserialport,chardev=status,name=status) \
		< /dev/null &
	qemu=$!
	trap 'kill $qemu 2> /dev/null; exit 130' INT
	trap 'kill $qemu 2> /dev/null; exit 143' TERM
	(sleep "$O_BOUND"; echo hung > "$RUN/hung"; kill -9 $qemu) 2> /dev/null &
	waiter=$!
	wait $qemu || status=$?
	wait $output || :
	pkill -P $waiter 2> /dev/null || :
	kill $waiter 2> /dev/null || :
	wait $waiter 2> /dev/null || :
	local fault=''
	if [ -e "$RUN/hung" ]; then
		fault="hung for $O_BOUND s"
	elif [ $status -ne 0 ]; then
		fault="the emulator ended with status $status"
	elif ! grep -q '^[0-9]' "$RUN/status"; then
		fault="the guest did not finish its command"
	elif ! grep -aq 'reboot: Power down' "$console"; then
		fault="the guest did not power off cleanly"
	elif grep -aqE "$LAB_REPORTS" "$console"; then
		fault="the kernel reported: $(grep -aEm 1 "$LAB_REPORTS" "$console")"
	fi
	if [ -n "$fault" ]; then
		say "$G_NAME: $fault; the console's last lines:"
		tail -n 40 "$console" >&2
		return 125
	fi
	return "$(cat "$RUN/status")"
}

# Messages by which a kernel reports an error.
LAB_REPORTS='BUG:|WARNING:|Oops|KASAN|UBSAN|possible recursive locking|suspicious RCU usage|possible circular locking|inconsistent lock state|rcu: INFO: .* (self-)?detected stall|blocked for more than|unable to handle|general protection fault|kernel panic|Call [Tt]race:'

# lab_shell GUEST [OPTION]...: open a shell in the guest on this terminal.
lab_shell()
{
	guest_load "${1:?a guest is missing}"
	shift
	lab_options "$@"
	lab_prepare shell
	say "booting $G_NAME; leave with 'exit' (or Ctrl-A X to pull the plug)"
	LAB_LOGLEVEL="quiet loglevel=4"
	lab_qemu -chardev stdio,id=con,mux=on,signal=off -serial chardev:con -mon chardev=con
}
