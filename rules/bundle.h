/*
 * bundle: the policy as one block of octets: every rule file, guidance text and form fingerprint, by name.
 *
 * The supervisor packs it from files and hands it, sealed, to each process; each process builds its own ruleset from
 * it. Named by the SHA-256 of the packed octets, so packing is canonical: sorted by kind and name. Pure: no file is
 * opened here.
 */
#ifndef RULES_BUNDLE_H
#define RULES_BUNDLE_H

#include <stddef.h>
#include <stdint.h>

#define BUNDLE_FILES_MAX     256
#define BUNDLE_FILE_SIZE_MAX (256U << 10) /* octets of one file */
#define BUNDLE_SIZE_MAX	     (4U << 20)	  /* octets of the packed whole */
#define BUNDLE_NAME_MAX	     128	  /* octets of a file name, no directory */
#define BUNDLE_PATH_MAX	     4096	  /* octets of the path that problems name */

enum bundle_kind { BUNDLE_RULES = 0, BUNDLE_GUIDANCE, BUNDLE_FORM, BUNDLE_KIND_COUNT };

struct bundle_file {
	enum bundle_kind kind;
	char *name; /* "lewisham.conf" */
	char *path; /* as problems should name it: "/etc/referral-milter/rules.d/lewisham.conf" */
	uint8_t *bytes;
	size_t size;
};

struct bundle {
	struct bundle_file *files;
	size_t count;
};

void bundle_init(struct bundle *bundle);
void bundle_clear(struct bundle *bundle);

/* Copies everything. 0, -EEXIST (kind and name twice), -E2BIG (a limit above), -EINVAL (name), -ENOMEM. */
int bundle_add(
    struct bundle *bundle, enum bundle_kind kind, const char *name, const char *path, const void *bytes, size_t size);

/* Canonical packed form, to be freed. 0, -E2BIG, -ENOMEM. */
int bundle_pack(const struct bundle *bundle, uint8_t **ret_bytes, size_t *ret_size);

/* The reverse; trusts nothing. 0, -EBADMSG, -ENOMEM. */
int bundle_unpack(const void *bytes, size_t size, struct bundle *ret_bundle);

/* NULL when there is none. */
const struct bundle_file *bundle_find(const struct bundle *bundle, enum bundle_kind kind, const char *name);

#endif
