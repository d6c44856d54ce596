#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# watch: marks follow the files that packages, editors and users replace; the policy is read again
# when it changes; other users can neither lead the watch astray nor keep it busy.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
# shellcheck source=selftests/cli/watching.sh
. "$here/watching.sh"
plan 60

says() {
	if until_true said "$1"; then ok "$2"; else has "$(cat messages)" "$1" "$2"; fi
}

# has_mark FILE LETTERS
has_mark() { [ "$(attr "$1")" = "[$2]${#2}" ]; }

# gets FILE LETTERS NAME: waits until the file has this mark.
gets() {
	until_true has_mark "$1" "$2" || :
	stored "$1" "$2" "$3"
}

# Waits until everything that was caused before has been handled: a file of its own gets its mark.
settle() {
	script other/sync
	mv other/sync root/opt/sync/sync
	until_true has_mark root/opt/sync/sync em || bail_out "the watch has stopped: $(cat messages)"
}

policy() { cat >policy.new && mv policy.new root/etc/pax/policy.d/50-test.conf; }

mkdir -p root/etc/pax/policy.d root/usr/bin root/opt/sync root/usr/lib/jvm/one/bin other
policy <<'END'
em /opt/sync/sync
em /usr/bin/node
PEM /usr/bin/tool-*
m /usr/bin/link
em /usr/lib/jvm/*/bin/*
em /srv/new/dir/app
END
script root/usr/bin/node
script root/usr/bin/plain
watch
stored root/usr/bin/node em 'what is there when the watch starts gets its mark'
has "$(cat rows)" '^set	/usr/bin/node	-	em	-$' 'which a row says'
has "$(cat messages)" '^paxctl-ng: watch: 6 lines of the policy, [0-9]* directories$' 'and how much is watched'

# The ways in which files are replaced.
script other/node
mv other/node root/usr/bin/node
gets root/usr/bin/node em 'a file that is renamed to the name'
script root/usr/bin/tool-x
gets root/usr/bin/tool-x PEM 'a file that is written there'
ln root/usr/bin/plain root/usr/bin/tool-y
gets root/usr/bin/tool-y PEM 'a hard link'
script root/opt/target
ln -s ../../opt/target root/usr/bin/link
gets root/opt/target m 'the target of a symbolic link'
script other/target
mv other/target root/opt/target
gets root/opt/target m 'a target that is replaced, in its own directory'
mkdir -p root/usr/lib/jvm/two/bin
script root/usr/lib/jvm/two/bin/java
gets root/usr/lib/jvm/two/bin/java em 'a file in a directory that is new'
mkdir -p other/three/bin
script other/three/bin/java
mv other/three root/usr/lib/jvm/three
gets root/usr/lib/jvm/three/bin/java em 'a file in a directory that is renamed to the place'
script other/java
mv other/java root/usr/lib/jvm/three/bin/javac
gets root/usr/lib/jvm/three/bin/javac em 'and which is watched then'
mkdir -p root/srv/new/dir
script root/srv/new/dir/app
gets root/srv/new/dir/app em 'a path of which no part existed'
rm -rf root/srv/new
mkdir -p root/srv/new/dir
script root/srv/new/dir/app
gets root/srv/new/dir/app em 'and which is removed and made again'
script root/usr/bin/node.dpkg-new
gets root/usr/bin/node.dpkg-new em 'a file that dpkg is unpacking'
script root/usr/bin/other.dpkg-new
settle
stored root/opt/target m 'all of this leaves the rest alone'
is "$(attr root/usr/bin/plain.dpkg-new 2>/dev/null) $(attr root/usr/bin/other.dpkg-new)" 'error 2 none' \
	'no mark for what the policy does not name'
is "$(grep -c failed rows) $(sed 1d messages)" '0 ' 'nothing failed meanwhile'

# Other tools: a layer of an image, unpacked over the tree, and an editor. The new file is incomplete
# for a while, and the old one is gone for a while; neither is a failure.
mkdir -p layer/srv/new/dir layer/usr/lib/jvm/four/bin
script layer/srv/new/dir/app
script layer/usr/lib/jvm/four/bin/java
tar -C layer -cf layer.tar .
rm -rf root/srv/new
tar -C root -xf layer.tar
gets root/usr/lib/jvm/four/bin/java em 'a layer of an image: a new directory'
gets root/srv/new/dir/app em 'and a file that was removed before'
rm root/usr/bin/node
sh -c 'echo "#!/bin/sh"; sleep 0.5; echo exit' >root/usr/bin/node
gets root/usr/bin/node em 'a file that is written slowly'
sed -i s/exit/true/ root/usr/bin/node
gets root/usr/bin/node em 'an editor'
"$system_helper" sleep-ms 2500
settle
is "$(grep -c failed rows) $(sed 1d messages)" '0 ' 'nothing of this failed'

# Within milliseconds. The limit is far above, and for the best time, since machines can be busy.
for i in 1 2 3 4 5 6 7 8 9; do
	script other/node
	"$system_helper" mark-time other/node root/usr/bin/node || echo 20000000
done | sort -n >durations
note "microseconds: $(tr '\n' ' ' <durations)"
if is_slow; then
	skip 1 'the tool is many times slower'
elif [ "$(sed -n 1p durations)" -lt 1000000 ]; then
	ok 'a mark is there soon after the rename'
else
	not_ok "a mark is there soon after the rename, not after $(sed -n 1p durations) microseconds"
fi

# The policy changes.
script root/usr/bin/late
policy <<'END'
em /opt/sync/sync
em /usr/bin/node
em /usr/bin/late
END
gets root/usr/bin/late em 'a new line is in force at once'
printf 'em /usr/bin/node\nnonsense\n' | policy
says '^paxctl-ng: /etc/pax/policy.d/50-test.conf:2: "nonsense" is no mark' 'a broken policy: says file and line'
says 'the last policy without an error stays in force' 'and what is in force'
script other/late
mv other/late root/usr/bin/late
gets root/usr/bin/late em 'the last good policy is'
: >messages
kill -HUP "$watcher"
says '50-test.conf:2: ' 'SIGHUP: it is read again'
printf 'em /opt/sync/sync\nPEM /usr/bin/late\n' | policy
gets root/usr/bin/late PEM 'a corrected one is in force at once'
echo 'em /usr/bin/more' >root/etc/pax/policy.d/60-more.conf
script root/usr/bin/more
gets root/usr/bin/more em 'a new policy file'
rm root/etc/pax/policy.d/60-more.conf
settle
script other/more
mv other/more root/usr/bin/more
settle
is "$(attr root/usr/bin/more)" none 'a policy file that is removed'

# Overflow of the queue, while the watch does not run.
printf 'em /opt/sync/sync\nem /usr/bin/late\nem /opt/many/*\n' | policy
mkdir -p root/opt/many
settle
: >messages
kill -STOP "$watcher"
queue=$(cat /proc/sys/fs/inotify/max_queued_events)
if [ "$queue" -le 100000 ]; then
	"$system_helper" many root/opt/many $((queue / 2 + 1000))
	script other/late
	mv other/late root/usr/bin/late
	kill -CONT "$watcher"
	says 'too many events came at once' 'overflow: said'
	gets root/usr/bin/late em 'and the whole policy is applied'
	stored "root/opt/many/f$((queue / 2 + 999))" em 'to every file'
	rm -r root/opt/many
	settle
else
	kill -CONT "$watcher"
	skip 3 'the queue is too long to make it overflow'
fi

# Failures: each file once, and not too many.
printf 'em /opt/sync/sync\nem /usr/bin/text\nem /usr/bin/late\n' | policy
echo text >root/usr/bin/text
says '/usr/bin/text: it is neither ELF' 'a file that must not have a mark'
: >messages
script other/late
mv other/late root/usr/bin/late
settle
is "$(cat messages)" '' 'is named once, though the policy is applied again'
for i in $(seq 100); do
	echo "em /opt/texts/$i"
	mkdir -p root/opt/texts
	echo text >root/opt/texts/"$i"
done >texts
(cat texts; echo em /opt/sync/sync) | policy
until_true said 'more files have failed'
settle
named=$(grep -c 'neither ELF' messages)
[ "$named" -ge 10 ] && [ "$named" -lt 20 ]
is $? 0 'of a hundred such files some are named'
is "$(grep -c '^failed' rows)" $((named + 1)) 'in the rows, too'
kill "$watcher"
status=0
wait "$watcher" || status=$?
watcher=
status_is 0 'SIGTERM ends it well'

# A read-only file system, and a full one.
image_works() {
	truncate -s 4M image && mkfs.ext4 -q -I 128 -b 1024 image >/dev/null 2>&1 && mkdir -p root/opt/image &&
		mount -o loop image root/opt/image 2>/dev/null
}
printf 'em /opt/sync/sync\nem /opt/image/*\nm /opt/image/full\n' | policy
if is_root && image_works; then
	trap 'end_watch; umount root/opt/image; tap_done' EXIT
	chmod 755 root/opt/image
	script root/opt/image/a
	mount -o remount,ro root/opt/image
	watch
	says '/opt/image/a: cannot write user.pax.flags: its file system is mounted read-only' 'read-only: said'
	settle
	is "$(grep -c read-only messages) $(attr root/opt/image/a)" '1 none' 'once, and the watch goes on'
	mount -o remount,rw root/opt/image
	script root/opt/image/b
	gets root/opt/image/a em 'writable again: the mark is written'
	# Files with the same mark share the block of the attribute, so this mark is another one.
	script root/opt/image/.full
	dd if=/dev/zero of=root/opt/image/.fill bs=1k 2>/dev/null
	mv root/opt/image/.full root/opt/image/full
	settle
	has "$(cat messages)" '/opt/image/full: cannot write user.pax.flags: no room' 'full: said' ||
		note "$(df root/opt/image)"
	rm root/opt/image/.fill
	: >root/opt/image/more
	gets root/opt/image/full m 'room again: the mark is written'
	kill "$watcher"
	wait "$watcher" || :
	watcher=
	umount root/opt/image
	trap 'end_watch; tap_done' EXIT
else
	skip 5 'only root can mount a file system, with mkfs.ext4'
fi

# Directories of other users.
if is_root && can_be_user; then
	mkdir -p root/home/user/bin
	chown -R 65534:65534 root/home/user
	chmod 755 root root/home
	printf 'em /opt/sync/sync\nm /home/user/bin/*\n' | policy
	script root/usr/bin/victim
	script root/home/user/bin/first
	chown 65534 root/home/user/bin/first
	watch
	gets root/home/user/bin/first m 'a file of another user gets the mark of the policy'
	# shellcheck disable=SC2016 # the inner shell expands it
	as_user sh -c 'printf "#!/bin/sh\n" >root/home/user/bin/new; chmod 755 root/home/user/bin/new'
	gets root/home/user/bin/new m 'so does a new one'
	as_user ln -s ../../../usr/bin/victim root/home/user/bin/lure
	ln root/usr/bin/victim root/home/user/bin/planted
	as_user sh -c 'printf "#!/bin/sh\n" >root/home/user/bin/after'
	gets root/home/user/bin/after m 'and the next'
	settle
	is "$(attr root/usr/bin/victim)" none "but no link leads to a file of root's"
	as_user "$system_helper" flood root/home/user/bin 4000 >flooded &
	"$system_helper" sleep-ms 500
	for i in 1 2 3; do
		script other/sync
		"$system_helper" mark-time other/sync root/opt/sync/sync || echo 20000000
	done | sort -n >durations
	note "microseconds: $(tr '\n' ' ' <durations)"
	cpu=$(awk '{ print $14 + $15 + $16 + $17 }' "/proc/$watcher/stat")
	wait $!
	if is_slow; then
		skip 1 'the tool is many times slower'
	elif [ "$(sed -n 1p durations)" -lt 1000000 ]; then
		ok 'a user who floods the queue does not delay the rest'
	else
		not_ok "a user who floods the queue delays the rest by $(sed -n 1p durations) microseconds"
	fi
	note "$(cat flooded) events of the user, $cpu ticks of the watch"
	as_user sh -c 'rm root/home/user/bin/*; printf "#!/bin/sh\n" >root/home/user/bin/last'
	gets root/home/user/bin/last m 'and gets the right marks in the end'
	# shellcheck disable=SC2016 # the inner shell expands it
	as_user sh -c 'cd root/home/user && mkdir many && cd many && seq 4100 | xargs mkdir'
	printf 'em /opt/sync/sync\nm /home/user/many/*/x\n' | policy
	says 'more than 4000 directories of other users' 'a user who makes many directories: said'
	script root/home/user/many/1/x
	gets root/home/user/many/1/x m 'and some are watched'
	kill "$watcher"
	wait "$watcher" || :
	watcher=
else
	skip 8 'only root can be kept busy by others'
fi

# What the service manager sees.
if command -v python3 >/dev/null; then
	printf 'em /opt/sync/sync\n' | policy
	cat >manager.py <<-'END'
		import os, socket, subprocess, sys
		server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
		name = sys.argv[1]
		server.bind("\0" + name[1:] if name[0] == "@" else name)
		server.settimeout(20)
		env = dict(os.environ, NOTIFY_SOCKET=name, WATCHDOG_USEC="400000")
		child = subprocess.Popen(sys.argv[2:], env=env, stderr=subprocess.DEVNULL)
		lines = [server.recv(4096).decode() for _ in range(4)]
		child.terminate()
		while lines[-1] == "WATCHDOG=1":
		    lines.append(server.recv(4096).decode())
		print(" ".join(sorted(set(lines))), child.wait())
	END
	for socket in "$dir/socket" "@pax-watch-test-$$"; do
		run python3 manager.py "$socket" "$PAXCTL" watch -q --root root
		is "$out" 'READY=1 STOPPING=1 WATCHDOG=1 0
' "the service manager is told, by ${socket%"${socket#?}"}"
	done
else
	skip 2 'python3 is not installed'
fi

# The command line, and the start with a policy that has an error.
watch --json
script root/opt/sync/sync
until_true grep -q sync rows
is "$(head -n 1 rows)" '{"result":"set","path":"/opt/sync/sync","before":null,"mark":"em","reason":null}' \
	'--json: a row a line'
kill "$watcher"
wait "$watcher" || :
watcher=
pax watch --root root /etc/paxd.conf
status_is 64 'there are no operands'
echo nonsense | policy
pax watch --root root
status_is 1 'a policy with an error at the start'
has "$err" '50-test.conf:1: ' 'is named'
has "$err" 'without a policy there is nothing to watch' 'and nothing is watched'
rm -r root/etc/pax
pax watch --root root
status_is 1 'likewise without a policy'
