/*
 * tryout: one message at a time judged as the gate would, by real inspectors in their sandbox, without a daemon.
 *
 * The envelope test, the screener and the template are asked, the verdict is checked, and the reply rendered, by the
 * gate's own code; nothing is sent, changed or recorded.
 */
#ifndef MILTER_TRYOUT_H
#define MILTER_TRYOUT_H

#include "audit/redact.h"
#include "milter/judged.h"
#include "milter/lone_inspector.h"
#include "milter/policy.h"
#include "milter/pool.h"
#include "milter/saved_message.h"

struct tryout {
	const struct options *options;
	const struct policy *policy;
	struct period_key key;	/* thrown away with this: its pseudonyms join nothing */
	const char *fixed_code; /* the case code of replies; NULL: as the key makes it */
	struct pool *pool;
	struct lone_inspector screener;
	struct lone_inspector template;
	char why[LONE_INSPECTOR_WHY_SIZE]; /* of the last failure */
};

struct tried {
	struct judged judged;
	struct evidence *evidence; /* owned; NULL where nobody read the message */
	char *new_message;	   /* owned, new_size octets; NULL where the body is not replaced */
	size_t new_size;
	size_t body_offset;
	struct case_code case_code;
	struct pool_inspection inspection;
	char *record; /* the line, to be freed; NULL where there is none */
};

/* Starts the inspectors. 0 or negative errno, with why in tryout->why; to be closed in every case. */
int tryout_open(struct tryout *tryout, const struct options *options, const struct policy *policy);
void tryout_close(struct tryout *tryout);

/* The envelope is copied. 0; or a negative errno, with why in tryout->why: our own fault. On success the rest is the
 * caller's. */
int tryout_judge(struct tryout *tryout, const struct saved_message *message, const struct envelope *envelope,
    struct tried *ret_tried);
void tried_clear(struct tried *tried);

/* Only what the message says of itself: its addresses and parts, with an envelope that says nothing. 0 or negative
 * errno; NULL where nobody could read it. The evidence is the caller's. */
int tryout_look(struct tryout *tryout, const struct saved_message *message, struct evidence **ret_evidence);

#endif
