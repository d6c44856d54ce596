#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# make_signatures.sh PROGRAM SMALL DIR: makes the keys and the signatures that the tests of signed
# marks try on copies of PROGRAM, and of SMALL, another one. They are made where the tests are
# built, so that a guest needs no tool for it. Writes to DIR a certificate NAME.der for each key, an
# attribute NAME.sig for each signature, and an empty disk; without openssl nothing, so that the
# tests skip.

set -eu -o pipefail
program=$1 small=$2 dir=$3
rm -rf "$dir"
mkdir -p "$dir"
command -v openssl > /dev/null || exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# from_hex HEX, to_hex: bytes in hexadecimal.
from_hex()
{
	# shellcheck disable=SC2001,SC2059 # the escapes are the bytes
	printf "$(sed 's/../\\x&/g' <<< "$1")"
}
to_hex() { od -An -v -tx1 | tr -d ' \n'; }
# number N: eight bytes, little-endian.
number()
{
	local n=$1 i hex=
	for ((i = 0; i < 8; i++)); do
		hex+=$(printf '%02x' $((n & 255)))
		n=$((n >> 8))
	done
	echo "$hex"
}
digest=$(sha256sum < "$program" | cut -d ' ' -f 1)
size=$(stat -c %s "$program")
# What a statement says, unless it is changed before statement: no letter in upper case, "em" in lower case.
defaults() { magic=5061586d61726b01 on=00 off=06 flags=00 zero=0000000000 bytes=$size content=$digest verity=$(number 0)$(number 0)$(number 0)$(number 0); }
# statement: 96 bytes; see kernel/rules/signed.h.
statement()
{
	from_hex "$magic$on$off$flags$zero$(number "$bytes")$(number 1700000000)$content$verity"
}

# key NAME [OPTION]...: a key and its certificate.
key()
{
	local name=$1
	shift
	openssl req -x509 -newkey rsa:2048 -nodes -days 36500 -sha256 -subj "/CN=PaX test $name" \
		"$@" -keyout "$work/$name.key" -out "$work/$name.pem" 2> "$work/log" ||
		{ cat "$work/log" >&2; exit 1; }
	openssl x509 -in "$work/$name.pem" -outform DER -out "$dir/$name.der"
}
# sign NAME KEY [OPTION]...: an attribute, with the statement as it is set now.
sign()
{
	local name=$1 key=$2
	shift 2
	statement > "$work/statement"
	openssl cms -sign -binary -md sha256 -outform DER -signer "$work/$key.pem" -inkey "$work/$key.key" \
		-in "$work/statement" -out "$work/signature" "$@"
	cat "$work/statement" "$work/signature" > "$dir/$name.sig"
}
plain=(-noattr -nocerts)

signs=(-addext keyUsage=digitalSignature)

key trusted "${signs[@]}"
key stranger "${signs[@]}"
key ca "${signs[@]}" -addext basicConstraints=critical,CA:TRUE
key encipher -addext keyUsage=critical,keyEncipherment
key issuer -addext keyUsage=critical,keyCertSign,cRLSign -addext basicConstraints=critical,CA:TRUE
key unlimited
# A certificate that the authority has issued.
openssl req -newkey rsa:2048 -nodes -subj "/CN=PaX test leaf" -keyout "$work/leaf.key" -out "$work/leaf.req" 2> /dev/null
openssl x509 -req -in "$work/leaf.req" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -days 36500 \
	-sha256 -extfile <(printf 'subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n') -out "$work/leaf.pem" 2> /dev/null

defaults; sign good trusted "${plain[@]}"
defaults; sign attributes trusted -nocerts -nosmimecap
defaults; sign capabilities trusted -nocerts
defaults; sign keyid trusted "${plain[@]}" -keyid
defaults; sign certificate trusted -noattr
defaults; sign stranger stranger "${plain[@]}"
defaults; sign stranger_certificate stranger -noattr
defaults; sign leaf leaf -noattr
defaults; sign leaf_plain leaf "${plain[@]}"
defaults; sign encipher encipher "${plain[@]}"
defaults; sign embedded trusted "${plain[@]}" -nodetach
defaults; flags=01; sign privileged trusted "${plain[@]}"
defaults; off=04; sign other_mark trusted "${plain[@]}"
defaults; off=01; sign contradiction trusted "${plain[@]}"
defaults; bytes=$((size + 1)); sign other_size trusted "${plain[@]}"
defaults; content=$(echo | sha256sum | cut -d ' ' -f 1); sign other_content trusted "${plain[@]}"
defaults; magic=5061586d61726b02; sign other_version trusted "${plain[@]}"
defaults; flags=80; sign unknown_flag trusted "${plain[@]}"
# A signature of something else by a trusted key, as of a module, in place of one of the statement.
defaults; sign other_data trusted "${plain[@]}"
head -c 96 "$program" > "$work/data"
openssl cms -sign -binary -md sha256 -outform DER -signer "$work/trusted.pem" -inkey "$work/trusted.key" \
	-in "$work/data" "${plain[@]}" -out "$work/signature"
{ statement; cat "$work/signature"; } > "$dir/other_data.sig"

# describe FILE: what a statement says about another file.
describe()
{
	bytes=$(stat -c %s "$1")
	content=$(sha256sum < "$1" | cut -d ' ' -f 1)
}
# verity_digest FILE: by fs-verity, with SHA-256, blocks of 4096 bytes and no salt: of a descriptor
# with the root of the tree of hashes.
verity_digest()
{
	local zero32
	zero32=$(printf '%064d' 0)
	cp "$1" "$work/level"
	# Each level is the hashes of the blocks below it, with zeros behind the last.
	while :; do
		truncate -s %4096 "$work/level"
		from_hex "$(split -b 4096 --filter=sha256sum "$work/level" | cut -d ' ' -f 1 | tr -d '\n')" > "$work/next"
		mv "$work/next" "$work/level"
		[ "$(stat -c %s "$work/level")" -gt 32 ] || break
	done
	{
		from_hex "01010c0000000000$(number "$(stat -c %s "$1")")$(to_hex < "$work/level")$zero32$zero32"
		head -c 144 /dev/zero
	} | sha256sum | cut -d ' ' -f 1
}
# A program of many pages, whose digest takes a while; and one of few, of which many fit on a disk.
truncate -s 24M "$work/large"
dd if="$program" of="$work/large" conv=notrunc status=none
defaults; describe "$work/large"; sign large trusted "${plain[@]}"
defaults; describe "$small"; sign small trusted "${plain[@]}"
# fs-verity: both digests, only that of fs-verity, and only that of the content.
wrong=$(echo | sha256sum | cut -d ' ' -f 1)
right=$(verity_digest "$program")
defaults; flags=02 verity=$right; sign verity trusted "${plain[@]}"
defaults; flags=02 verity=$right content=$wrong; sign verity_only trusted "${plain[@]}"
defaults; flags=02 verity=$wrong; sign verity_wrong trusted "${plain[@]}"
defaults; flags=02 verity=$wrong content=$wrong; sign verity_neither trusted "${plain[@]}"
# A disk that can have fs-verity.
mke2fs -q -t ext4 -O verity,^has_journal -b 4096 -I 1024 "$dir/disk" 6M > /dev/null
