#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# make_signatures.sh PROGRAM DIR: makes the keys and the signatures that signed_test tries on copies
# of PROGRAM. They are made where the tests are built, so that a guest needs no tool for it. Writes
# to DIR a certificate NAME.der for each key and an attribute NAME.sig for each signature; without
# openssl nothing, so that the test skips.

set -eu -o pipefail
program=$1 dir=$2
rm -rf "$dir"
mkdir -p "$dir"
command -v openssl > /dev/null || exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# escaped: bytes in hexadecimal, as printf wants them.
escaped() { sed 's/../\\x&/g'; }
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
	# shellcheck disable=SC2059 # the escapes are the bytes
	printf "$(echo "$magic$on$off$flags$zero$(number "$bytes")$(number 1700000000)$content$verity" | escaped)"
}

# key NAME [OPTION]...: a key and its certificate.
key()
{
	local name=$1
	shift
	openssl req -x509 -newkey rsa:2048 -nodes -days 36500 -sha256 -subj "/CN=PaX test $name" \
		-addext keyUsage=digitalSignature "$@" -keyout "$work/$name.key" -out "$work/$name.pem" 2> "$work/log" ||
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

key trusted
key stranger
key ca -addext basicConstraints=critical,CA:TRUE
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
