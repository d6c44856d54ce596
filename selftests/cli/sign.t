#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# sign and verify: what is signed, by whom, and that each change is noticed.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
command -v openssl >/dev/null || skip_all 'no openssl'
is_root || skip_all 'only root can write security.pax.sig'
plan 54

signature=security.pax.sig
: >f
"$file_helper" set f $signature x 2>/dev/null || bail_out "this file system takes no $signature"

# key NAME: makes a key and its certificate.
key()
{
	openssl req -x509 -newkey rsa:2048 -nodes -days 9 -subj "/CN=$1" -keyout "$1.key" -out "$1.pem" 2>/dev/null ||
		bail_out 'openssl makes no key'
}
key mine
key other
sign() { pax sign --key=mine.key --certificate=mine.pem "$@"; }
# field FILE OFFSET BYTES: a field of the statement, in hexadecimal.
field() { "$file_helper" get "$1" $signature | od -An -v -tx1 -j "$2" -N "$3" | tr -d ' \n'; }
# is_valid [FILE]: verify with the right key, quietly.
is_valid() { pax verify -q --certificate=mine.pem "${1:-f}"; }
# renew: a file that is signed.
renew()
{
	rm -f f
	printf 'a program\n' >f
	set_attr f em
	"$PAXCTL" sign -q --key=mine.key --certificate=mine.pem f || bail_out 'not signed'
}

rm -f f
printf 'a program\n' >f
sign f
status_is 1 'a file without a mark is not signed'
has "$err" '^paxctl-ng: f: not signed: it has no mark; set one' 'and it says why'
set_attr f mm
sign f
status_is 1 'an invalid mark is not signed'
has "$err" 'f: not signed: its mark is invalid' 'and it says why'
set_attr f em
sign -n f
status_is 0 'with -n it succeeds'
has "$err" 'f: would be signed' 'says so'
is "$(attr f $signature)" none 'and signs nothing'
run env SOURCE_DATE_EPOCH=1700000000 "$PAXCTL" sign --key=mine.key --certificate=mine.pem f
status_is 0 'a marked file is signed'
has "$err" 'f: signed' 'and it says so'
is "$(field f 0 16)" 5061586d61726b010006000000000000 'magic, version and the mark'
is "$(field f 16 8)" 0a00000000000000 'the size'
is "$(field f 24 8)" 00f1536500000000 'the time, that of SOURCE_DATE_EPOCH'
is "$(field f 32 32)" "$(sha256sum <f | cut -d ' ' -f 1)" 'the digest of the content'
is "$(field f 96 1)" 30 'and behind it the signature'
pax verify --certificate=mine.pem f
status_is 0 'it verifies'
has "$err" 'f: signed 2023-11-14T22:13:20Z, by the key of the certificate$' 'and it says when'
pax verify f
has "$err" 'by a key that was not checked$' 'without a certificate nobody has checked who signed'
pax verify --certificate=other.pem f
status_is 1 'not with another key'
has "$err" 'f: the mark would not count: signed by no trusted key' 'and it says why'

printf 'A program\n' >f
is_valid
is "$status $err" '1 paxctl-ng: f: the mark would not count: signed for other content' 'other content'
printf 'a program, and more\n' >f
is_valid
has "$err" 'signed for a file of another size' 'another size'
renew
set_attr f me
is_valid
status_is 0 'the order of the letters does not matter'
set_attr f m
is_valid
has "$err" 'signed for another mark' 'another mark'
renew
chmod u+s f
is_valid
has "$err" 'not signed for a program that gives privileges' 'a set-user-ID bit'
sign -q --privileged f
is_valid
status_is 0 'unless it was signed for that'
is "$(field f 10 1)" 01 'by a flag'
renew
set_attr f pem $security
is_valid
has "$err" 'signed for another mark' 'security.pax.flags takes precedence'
sign -q f
is "$(field f 9 1)" 07 'and is what is signed'

: >empty
is_valid empty
has "$err" 'empty: the mark would not count: no signature' 'no signature'
"$file_helper" set empty $signature "$(printf '%0200d' 0)"
is_valid empty
has "$err" 'empty: the mark would not count: signature malformed' 'something else in its place'

renew
pax sign --command='cat >statement; exit 3' f
status_is 1 'a command that fails'
has "$err" 'f: not signed: the program that signs has failed' 'is said to have failed'
is_valid
status_is 0 'and the signature that was there stays'
pax sign --command=true f
status_is 1 'a command without output'
pax sign --command='head -c 5000 /dev/zero' f
has "$err" 'the signature is longer than the kernel reads' 'a command with too much of it'
pax sign -q --command='openssl cms -sign -binary -noattr -nocerts -md sha256 -outform DER -signer other.pem -inkey other.key' f
is "$status $(wc -c <statement | tr -d ' ')" '0 96' 'a command that signs, which gets 96 bytes'
pax verify -q --certificate=other.pem f
status_is 0 'what it signed verifies'

sign missing f
status_is 2 'a missing file'
sign . f
status_is 1 'a directory'
pax sign --key=mine.key f
status_is 64 'a key without its certificate'
pax sign --key=mine.key --certificate=mine.pem
status_is 64 'no file'

# What the kernel would not read is not written.
renew
pax sign --command='openssl cms -sign -binary -noattr -md sha256 -outform DER -signer mine.pem -inkey mine.key' f
status_is 1 'a command that adds its certificate'
has "$err" 'f: not signed: .*-nocerts' 'and the message says what to do'
is_valid
status_is 0 'and the signature that was there stays'

pax show f
has "$out" 'CN=mine, serial [0-9a-f]' 'show names who signed'
pax sign -q --command='openssl cms -sign -binary -noattr -nocerts -keyid -md sha256 -outform DER -signer mine.pem -inkey mine.key' f
pax show f
has "$out" 'key [0-9a-f]\{40\}' 'or the identifier of the key'

rm -f f
cp /bin/true f
chmod 755 f
printf 'em\t%s/f\n' "$PWD" >policy
pax apply --sign=mine.key --certificate=mine.pem policy
status_is 0 'apply marks and signs'
is_valid
status_is 0 'and the signature is valid'
before=$("$file_helper" get f $signature | sha256sum)
pax apply --sign=mine.key --certificate=mine.pem policy
lacks "$err" 'f: signed' 'a second time nothing is signed'
is "$("$file_helper" get f $signature | sha256sum)" "$before" 'and the signature is the same'
pax apply --sign=other.key --certificate=other.pem policy
pax verify -q --certificate=other.pem f
status_is 0 'with another key it signs again'
pax apply -n --sign=mine.key --certificate=mine.pem policy
pax verify -q --certificate=other.pem f
status_is 0 'but not with -n'
pax apply --sign-command=false policy
status_is 1 'a command that fails'
pax apply --sign=mine.key policy
status_is 64 'a key without its certificate'
