# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# One whole machine in QEMU: its disk, a boot as a boot loader does it, and commands in it by ssh.
# Sourced by scripts/system, which sets $work (what lasts as long as the run), $image (the directory
# of the disk that was made), $disk (the machine's own) and $results (for consoles), and opens 3 for
# messages.

# Seconds after which a boot, or a command, counts as hung.
MACHINE_BOUND=${PAX_SYSTEM_BOUND:-1800}
MACHINE_REPORTS='BUG:|WARNING:|Oops|rcu: INFO: .* (self-)?detected stall|blocked for more than'
MACHINE_REPORTS+='|unable to handle|general protection fault|Call [Tt]race:'
machine_pid=''
boots=0

# of_disk COMMAND: a command of debugfs about the disk of the machine, which is off.
of_disk() { debugfs -R "$1" "$disk" 2> /dev/null; }

# boot_files SUFFIX: take kernel and initramfs from the disk. They are those that the links /vmlinuz
# and /initrd.img name, which Debian keeps for boot loaders; with .old, those of before.
boot_files()
{
	local file target
	for file in vmlinuz initrd.img; do
		target=$(of_disk "stat /$file$1" | sed -n 's/^Fast link dest: "\(.*\)"/\1/p')
		rm -f "$work/$file"
		[ -n "$target" ] && of_disk "dump /$target $work/$file" && [ -s "$work/$file" ] ||
			{ echo "the disk has no /$file$1"; return 1; }
		[ "$file" != vmlinuz ] || kernel=${target#*vmlinuz-}
	done
}

# machine_start NAME SUFFIX WORD...: switch the machine on. Its console goes to $console.
#
# The machine's clock counts its instructions, four nanoseconds each, and goes on by itself only while
# the machine has nothing to do. So it is slow on a busy host, and no timeout of systemd ends a
# service that has not got its time. All processors then share one thread.
machine_start()
{
	local name=$1 EMULATOR
	boot_files "$2" || return 1
	shift 2
	boots=$((boots + 1))
	console=$results/console-$release-$(printf %02d $boots)-$name.log
	say "$release: boot $boots, $name: Linux $kernel${*:+ with $*}" 2>&3
	rm -f "$work/ssh"
	: > "$console"
	# A port that nobody listens at.
	port=$((20000 + RANDOM % 20000))
	while (: < "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do
		port=$((port + 1))
	done
	emulator_use
	qemu-system-x86_64 "${EMULATOR[@]}" -cpu max,la57=off,erms=off,fsrm=off -machine q35 \
		-accel tcg,thread=single -icount shift=2,sleep=on -m 2048 -smp "${LAB_CPUS:-2}" \
		-nodefaults -no-reboot -display none \
		-kernel "$work/vmlinuz" -initrd "$work/initrd.img" \
		-append "root=/dev/vda ro console=ttyS0 panic=-1 oops=panic $*" \
		-drive "if=none,id=root,file=$disk,format=raw,cache=unsafe" \
		-device virtio-blk-pci,drive=root \
		-netdev "user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:$port-:22" \
		-device virtio-net-pci,netdev=net,romfile= -device virtio-rng-pci \
		-serial "file:$console" < /dev/null 2> "$work/qemu.log" &
	machine_pid=$!
}

# machine_stuck: the machine waits for somebody at its console.
machine_stuck() { grep -aE -m 1 'You are in emergency mode|^\(initramfs\)' "$console"; }

machine_runs() { [ -n "$machine_pid" ] && kill -0 "$machine_pid" 2> /dev/null; }

# machine_ends: wait until the machine is off; if it does not come to that, pull the plug and fail.
machine_ends()
{
	local end=$((SECONDS + MACHINE_BOUND))
	ssh_options
	ssh "${ssh_args[@]}" -O exit machine 2> /dev/null || :
	while machine_runs; do
		if [ $SECONDS -ge $end ] || machine_stuck; then
			machine_kill
			echo "the machine did not switch itself off"
			return 1
		fi
		sleep 1
	done
	wait "$machine_pid" 2> /dev/null || :
	machine_pid=''
}

# machine_kill: pull the plug, if the machine still runs.
machine_kill()
{
	if machine_runs; then
		kill -9 "$machine_pid"
		wait "$machine_pid" 2> /dev/null || :
	fi
	machine_pid=''
}

# ssh_options: set the arguments of ssh. One connection serves all commands of a boot.
ssh_options()
{
	ssh_args=(-F none -i "$image/key" -p "${port:-22}" -o HostName=127.0.0.1 -o User=root
		-o BatchMode=yes
		-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR
		-o ConnectTimeout=120 -o KexAlgorithms=curve25519-sha256
		-o ControlMaster=auto -o "ControlPath=$work/ssh" -o ControlPersist=yes)
}

# What the scripts in the machine call. A "!" before a command would hide its failure from "set -e".
# shellcheck disable=SC2016 # the shell in the machine expands it
machine_words='
	fails() { ! "$@" || { echo "this should have failed: $*"; return 1; }; }
	status_has() { { paxctl-ng status -q || :; } | tr "\t" " " | grep -E -e "$1"; }'

# guest [ARGUMENT]...: run the shell script on standard input in the machine, as root.
guest()
{
	local words=''
	[ $# -eq 0 ] || printf -v words ' %q' "$@"
	ssh_options
	# In whole, and with nothing on standard input, so that no program eats the rest of the script.
	# shellcheck disable=SC2016
	{ echo "$machine_words"; cat; } | timeout "$MACHINE_BOUND" ssh "${ssh_args[@]}" machine \
		'LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive bash -eu -o pipefail -c "$(cat)" sh'"$words" \
		'< /dev/null'
}

# copy FILE PATH: copy a file into the machine.
copy()
{
	ssh_options
	ssh "${ssh_args[@]}" machine "cat > '$2'" < "$1"
}

# machine_up: wait until root can log in and systemd has started everything. Prints what systemd
# says of the whole (running, degraded), and the units that have failed.
machine_up()
{
	local end=$((SECONDS + MACHINE_BOUND)) state
	until guest < <(echo :) 2> /dev/null; do
		machine_runs || { echo "the machine has switched itself off"; return 1; }
		! machine_stuck || return 1
		[ $SECONDS -lt $end ] || { echo "nobody could log in for $MACHINE_BOUND s"; return 1; }
		sleep 2
	done
	state=$(guest <<< "timeout $MACHINE_BOUND systemctl is-system-running --wait" || :)
	echo "$state"
	guest <<< 'systemctl --failed --no-legend --plain | cut -d " " -f 1'
}

# boot NAME SUFFIX STATE [WORD]...: switch the machine on, and expect the state "running", or
# "degraded UNIT...".
boot()
{
	local name=$1 wanted=$3 state
	machine_start "$1" "$2" "${@:4}" || return 1
	state=$(machine_up | xargs) || { echo "$state"; tail -n 30 "$console"; return 1; }
	[ "$state" = "$wanted" ] && return
	echo "wanted: $wanted; systemd says: $state"
	guest <<< 'systemctl --failed --no-legend --plain | cut -d " " -f 1 |
		xargs -r -n 1 systemctl status --no-pager -n 20 -l' || :
	return 1
}

# switch_off: let systemd do it, and see that the kernel has reported no fault.
switch_off()
{
	guest <<< 'systemctl poweroff' > /dev/null 2>&1 || :
	machine_ends || return 1
	! grep -aE "$MACHINE_REPORTS" "$console"
}
