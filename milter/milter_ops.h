/*
 * milter_ops: what the gate asks of the MTA at the end of a message, as a table: the real one calls smfi_*(), the
 * tests' one writes down what it was asked.
 */
#ifndef MILTER_MILTER_OPS_H
#define MILTER_MILTER_OPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Each returns 0, or -EIO when libmilter refused it or the MTA is gone. */
struct milter_ops {
	int (*add_recipient)(void *milter, const char *address);
	int (*add_header)(void *milter, const char *name, const char *value);
	int (*change_header)(void *milter, const char *name, uint32_t occurrence, const char *value);
	/* The whole new body, with CRLF. */
	int (*replace_body)(void *milter, const char *octets, size_t size);
	int (*quarantine)(void *milter, const char *reason);
	/* The text that goes with a refusal or deferral; nothing is sent yet. At most 32 lines; "%" is doubled here. */
	int (*set_reply)(void *milter, const char *code, const char *enhanced, char *const *lines, size_t count);
	/* Asks the MTA to be patient: the only way to see whether it is still there. */
	int (*progress)(void *milter);
};

/* What the real operations take as `milter`. */
struct milter_call {
	void *ctx;		/* SMFICTX */
	bool has_leading_space; /* SMFIP_HDR_LEADSPC was negotiated: the MTA puts no space after the colon */
};

extern const struct milter_ops milter_ops_libmilter;

#endif
