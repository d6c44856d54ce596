// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parses arbitrary values of security.pax.sig. What is accepted must be exactly what is written for
 * the same statement, and must fit only the mark, the size and the privileges that it names. The
 * same bytes are a signature and a certificate, too.
 */
#include "fuzz.h"
#include "files/signer_name.h"
#include "rules/signed.h"
#include "rules/signed_der.h"

/* Each of them is one sequence, to the end, so nothing less or more is one of them. */
static void parse_der(const uint8_t *der, size_t size)
{
	bool plain = pax_signature_plain(der, size), signs = pax_certificate_signs(der, size);
	char name[SIGNER_NAME_SIZE];

	if (plain || signs) {
		MUST(plain != signs);
		MUST(pax_der_sequence(der, size));
		MUST(!pax_signature_plain(der, size - 1));
		MUST(!pax_certificate_signs(der, size - 1));
	}
	if (signer_name(der, size, name)) {
		MUST(plain);
		MUST(memchr(name, 0, sizeof(name)));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char written[PAX_STATEMENT_SIZE];
	struct pax_statement statement, cut;
	struct pax_mark other;
	uint8_t *value = exact_copy(data, size);
	bool may;

	parse_der(value, size);
	if (pax_statement_parse(value, size, &statement)) {
		free(value);
		return 0;
	}
	MUST(size > PAX_STATEMENT_SIZE && size <= PAX_SIGNATURE_MAX);
	pax_statement_write(&statement, written);
	MUST(!memcmp(written, value, sizeof(written)));
	MUST(!(statement.mark.on & statement.mark.off));
	MUST(pax_statement_parse(value, PAX_STATEMENT_SIZE, &cut));
	may = statement.flags & PAX_STATEMENT_PRIVILEGED;
	MUST(pax_statement_fits(&statement, &statement.mark, false, statement.size) ==
	     PAX_SIGNED_VALID);
	MUST((pax_statement_fits(&statement, &statement.mark, true, statement.size) ==
	      PAX_SIGNED_VALID) == may);
	MUST(pax_statement_fits(&statement, &statement.mark, false, statement.size + 1));
	other = statement.mark;
	other.on ^= PAX_MPROTECT;
	MUST(pax_statement_fits(&statement, &other, may, statement.size));
	free(value);
	return 0;
}
