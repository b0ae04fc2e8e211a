/*
 * trial: how much deflated data inflates to, and how it begins, without keeping all of it. Never more work than a
 * bound. Pure.
 */
#ifndef MESSAGE_SANITISE_TRIAL_H
#define MESSAGE_SANITISE_TRIAL_H

#include <stddef.h>
#include <stdint.h>

enum trial_format {
	TRIAL_RAW = 0, /* RFC 1951: a member of a zip file */
	TRIAL_GZIP     /* RFC 1952, all its members */
};

struct trial {
	char *octets; /* heap, or NULL: the first `kept` of them */
	size_t kept;
	uint64_t size; /* of all; where the data is damaged, up to there */
};

/*
 * Keeps at most `keep` octets. 0 with *ret_trial, to be cleared; -EFBIG: more than `most`, and nothing to clear;
 * -ENOMEM.
 */
int trial_inflate(
    enum trial_format format, const void *octets, size_t size, size_t keep, uint64_t most, struct trial *ret_trial);
void trial_clear(struct trial *trial);

#endif
