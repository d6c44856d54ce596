#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Beside IMA, which appraises a file before the module sees its exec; and what EVM protects on this
# kernel. A policy of IMA stays until the next boot, so it covers the files of one user only.

[ -e pax_test.sh ] || cd ..
# shellcheck source=selftests/pax/pax_test.sh
. ./pax_test.sh

ima=/sys/kernel/security/ima
evm=/sys/kernel/security/integrity/evm
user=2000

[ -e $ima/policy ] || skip_all "this kernel has no IMA, or has a policy already"

logged() { dmesg | grep "cause=\"\?$1" | grep -q 'appraised'; }
# sign: the attribute is 4 (a hash), 4 (SHA-256) and the hash; evmctl ima_hash writes it, too.
sign() { setfattr -n security.ima -v "0x0404$(sha256sum appraised | cut -d ' ' -f 1)" appraised; }
set_policy() { echo "appraise func=BPRM_CHECK fowner=$user" > "$ima"/policy; }
add_to_evm() { echo security.pax.flags > "$evm"/evm_xattrs; }

cp show_flags appraised
chown $user appraised
setfattr -n user.pax.flags -v em appraised
ok "without a policy its mark counts" is PemRs ./appraised
ok "a policy" set_policy
ok "what has no hash does not run" not ./appraised
ok "IMA logs the cause" logged missing-hash
ok "a hash" sign
ok "with it, the program runs with its mark" is PemRs ./appraised
setfattr -n user.pax.flags -v e appraised
ok "PaX's denial holds in an appraised program" not ./appraised rwx
setfattr -n user.pax.flags -v pem appraised
ok "the hash does not cover the mark" is pemRs ./appraised
printf x >> appraised
ok "a changed program does not run, whatever its mark" not ./appraised
ok "IMA logs the cause" logged invalid-hash
ok "a new hash" sign
ok "it runs" is pemRs ./appraised
ok "programs of other users run as before" is PeMRs ./show_flags

# The list is there for those kernels only that let it be added to.
if [ -e $evm/evm_xattrs ]; then
	ok "EVM covers the hash" grep -qx security.ima $evm/evm_xattrs
	ok "it does not cover the mark by itself" not grep -q pax $evm/evm_xattrs
	ok "the mark can be added" add_to_evm
	ok "and is covered" grep -qx security.pax.flags $evm/evm_xattrs
else
	skip "EVM covers the mark" "this kernel lacks CONFIG_EVM_ADD_XATTRS"
fi
finish
