# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Boots a guest with Secure Boot: firmware with Microsoft's keys, Debian's signed shim and GRUB, and
# the guest's signed kernel, which is then in lockdown. Sourced by scripts/lab.

# The packages are unpacked into the cache. Nothing of them is installed on this machine, whose own
# boot loader they would change.
secure_dir()
{
	echo "$LAB_CACHE/secure-$G_ARCH-$(declare -f secure_fetch_into | cksum | cut -d ' ' -f 1)"
}

secure_fetch_into()
{
	apt_root "$G_ARCH" > /dev/null
	apt_fetch "$G_ARCH" "$1" ovmf shim-signed shim-helpers-amd64-signed grub-efi-amd64-signed mtools \
		mokutil libefivar1 libkeyutils1 libssl3 libcrypt1
}

# lab_mokutil DIR GUEST: mokutil with its libraries, and what its files need of the kernel.
lab_mokutil()
{
	local from ko
	guest_load "${2:?a guest is missing}"
	fetch_kernel
	once "$(secure_dir)" secure_fetch_into
	from=$(secure_dir)
	mkdir -p "$1"
	cp "$from/usr/bin/mokutil" "$1/"
	find "$from" \( -name 'libefivar.so*' -o -name 'libkeyutils.so*' -o -name 'libcrypto.so*' \
		-o -name 'libssl.so*' -o -name 'libcrypt.so*' \) -exec cp -P -t "$1" {} +
	ko=$(find "$(guest_tree)/lib/modules/" -name 'efivarfs.ko*' | head -n 1)
	case $ko in
	*.xz)	xz -dc "$ko" > "$1/efivarfs.ko" ;;
	*)	cp "$ko" "$1/" ;;
	esac
}

# secure_prepare: the firmware's variables and the disk that it boots from, in O_SECURE. The variables
# stay as the last boot has left them.
secure_prepare()
{
	local from esp=$O_SECURE/esp.img size
	[ "$G_ARCH" = amd64 ] || die "$G_NAME cannot boot with Secure Boot here; a guest of amd64 can"
	once "$(secure_dir)" secure_fetch_into
	from=$(secure_dir)/usr
	mkdir -p "$O_SECURE"
	[ -e "$O_SECURE/vars.fd" ] || cp "$from/share/OVMF/OVMF_VARS_4M.ms.fd" "$O_SECURE/vars.fd"
	cat > "$O_SECURE/grub.cfg" <<-END
		linux /vmlinuz $(guest_cmdline)
		initrd /initramfs
		boot
	END
	size=$(du -Lcm "$(guest_tree)/boot/vmlinuz-$(guest_krel)" "$RUN/initramfs" | awk 'END { print $1 }')
	rm -f "$esp"
	truncate -s "$((size + 16))M" "$esp"
	PATH=$from/bin:$PATH
	mformat -i "$esp" -F ::
	mmd -i "$esp" ::/EFI ::/EFI/BOOT ::/EFI/debian
	mcopy -i "$esp" "$from/lib/shim/shimx64.efi.signed" ::/EFI/BOOT/BOOTX64.EFI
	mcopy -i "$esp" "$from/lib/shim/mmx64.efi.signed" ::/EFI/BOOT/mmx64.efi
	mcopy -i "$esp" "$from/lib/grub/x86_64-efi-signed/grubx64.efi.signed" ::/EFI/BOOT/grubx64.efi
	mcopy -i "$esp" "$O_SECURE/grub.cfg" ::/EFI/debian/grub.cfg
	mcopy -i "$esp" "$(guest_tree)/boot/vmlinuz-$(guest_krel)" ::/vmlinuz
	mcopy -i "$esp" "$RUN/initramfs" ::/initramfs
}

# secure_firmware: set FIRMWARE, what the emulator boots in place of a kernel of its own.
secure_firmware()
{
	FIRMWARE=(-machine "smm=on" -global "driver=cfi.pflash01,property=secure,value=on"
		-drive "if=pflash,format=raw,readonly=on,file=$(secure_dir)/usr/share/OVMF/OVMF_CODE_4M.ms.fd"
		-drive "if=pflash,format=raw,file=$O_SECURE/vars.fd"
		-drive "if=none,id=esp,format=raw,file=$O_SECURE/esp.img"
		-device "ide-hd,bus=ide.0,drive=esp,bootindex=1")
}

# lab_enroll GUEST DIR PASSWORD: boot into shim's MokManager, which asks at the next boot after
# "mokutil --import" in the guest, and enroll the key there, as the machine's owner would at its
# keyboard.
lab_enroll()
{
	local dir serial status=0 driver
	guest_load "${1:?a guest is missing}"
	dir=${2:?a directory is missing}
	O_SECURE=$dir
	[ -e "$dir/esp.img" ] || die "no boot with --secure-boot $dir before"
	secure_firmware
	serial=$dir/serial
	rm -f "$serial.in" "$serial.out"
	mkfifo "$serial.in" "$serial.out"
	python3 "$LAB_DIR/mok_keys.py" "$serial" "${3:?a password is missing}" > "$dir/enroll.log" 2>&1 &
	driver=$!
	emulator_use
	# shellcheck disable=SC2086
	timeout -k 5 "$G_BOUND" $G_QEMU "${EMULATOR[@]}" -m "$G_MEMORY" -smp 1 -accel "$G_ACCEL" -nodefaults -no-reboot \
		-display none "${FIRMWARE[@]}" -serial "pipe:$serial" < /dev/null || status=$?
	wait $driver || status=$?
	rm -f "$serial.in" "$serial.out"
	[ $status -eq 0 ] || {
		tail -n 40 "$dir/enroll.log" >&2
		die "the key was not enrolled (status $status); the console is in $dir/enroll.log"
	}
}
