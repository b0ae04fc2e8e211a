/*
 * fake_libmilter: libmilter for the tests of the callbacks: one connection, whose MTA the test plays, and which writes
 * down what the filter asks of it.
 */
#ifndef TESTS_UNIT_FAKE_LIBMILTER_H
#define TESTS_UNIT_FAKE_LIBMILTER_H

#include <libmilter/mfapi.h>
#include <stdbool.h>

#define FAKE_MACROS_MAX 16

struct smfi_str {
	void *private_data;
	const char *macros[FAKE_MACROS_MAX][2]; /* name, value */
	char symbols[SMFIM_LAST + 1][128];	/* what was asked for at each stage */
	char log[8192];				/* what was asked of the MTA, each closed with ";" */
	int fail_at;				/* which request fails, from 1; 0: none */
	int requests;
};

/* What was registered. */
extern struct smfiDesc fake_filter;

/* Sets a macro; `value` NULL takes it away. */
void fake_set_macro(SMFICTX *ctx, const char *name, const char *value);

#endif
