# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What the scripts share: where the work tree is, messages, --help, and steps whose output goes to
# a log. A script begins with
#
#	. "$(dirname "$0")/lib.sh"
#
# and answers --help with the comment at its own head.

# The variables of a make that runs this script (TESTS=, GUEST=) are not for the builds it starts.
unset MAKEFLAGS MAKEOVERRIDES MFLAGS

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=${0##*/}

# say WORD...: a line for the user, on standard error.
say() { printf '%s\n' "$program: $*" >&2; }

# die WORD...: the same, and the end.
die()
{
	say "$@"
	exit 1
}

# show_help: the comment at the head of the script, from behind its license to its first line of
# code.
show_help() { awk 'NR <= 3 { next } !/^#/ { exit } { sub(/^# ?/, ""); print }' "$0"; }

# logged LOG COMMAND...: run it with its output in LOG; if it fails, show the end of that.
logged()
{
	local log=$1 status=0
	shift
	mkdir -p "$(dirname "$log")"
	"$@" > "$log" 2>&1 || status=$?
	[ $status -eq 0 ] || {
		tail -n 20 "$log" >&2
		say "the step failed (status $status); its whole output is in $log"
	}
	return $status
}

# step WHAT LOG COMMAND...: the same, for what takes its time: say first what is done.
step()
{
	say "$1"
	logged "${@:2}"
}

# once DIR FUNCTION...: unless DIR exists, run FUNCTION with a new directory and rename that to DIR
# if it succeeds. One process at a time.
once()
{
	local once_dir=$1
	shift
	[ ! -e "$once_dir" ] || return 0
	mkdir -p "$(dirname "$once_dir")"
	(
		flock 9
		[ ! -e "$once_dir" ] || exit 0
		rm -rf "$once_dir.new"
		mkdir -p "$once_dir.new"
		trap 'rm -rf "$once_dir.new"' EXIT
		"$@" "$once_dir.new"
		mv "$once_dir.new" "$once_dir"
	) 9> "$once_dir.lock"
}

# need_key WHY: the end, unless KEY names a secret key of gpg. The script is a target of make, too.
need_key()
{
	[ -n "${KEY:-}" ] ||
		die "$1: make $program KEY=NAME, with the name of a secret key that" \
			"'gpg --list-secret-keys' shows; 'gpg --quick-generate-key NAME' makes one"
	gpg --batch --list-secret-keys "$KEY" > /dev/null 2>&1 ||
		die "gpg has no secret key '$KEY'; 'gpg --list-secret-keys' shows those that it has"
}

case ${1:-} in
-h|--help)
	show_help
	exit 0
	;;
esac
