/*
 * mapping: what the exports into other schemas have in common: values of a record, read by name.
 *
 * A record is a line of the ledger as jansson reads it. Nothing is added that the record does not hold; what a schema
 * has no field for goes along under the record's own names. Pure: no file, no clock.
 */
#ifndef AUDIT_TOOL_MAPPING_H
#define AUDIT_TOOL_MAPPING_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* Octets of a sender as an address that cannot exist, "PSEUDONYM@PERIOD.pseudonym.invalid", with the terminator. */
#define MAPPING_SENDER_MAX 96

/* A new value under `name`; takes it over, also when it fails. 0; -ENOMEM, also for a value of NULL. */
int mapping_put(json_t *object, const char *name, json_t *value);

/* The same for a text; nothing is put for NULL or "". */
int mapping_put_text(json_t *object, const char *name, const char *text);

/* Copies the record's `field` under `name`, where it has one that is not null. 0, -ENOMEM. */
int mapping_copy(json_t *object, const char *name, const json_t *record, const char *field);

/* The first error of two. */
int mapping_first(int r, int next);

/* The record's text of that name, or NULL. Borrowed. */
const char *mapping_text(const json_t *record, const char *field);

/* Where the record stands: "GATEWAY/referral-ledger" and, with its index, "GATEWAY/referral-ledger#INDEX". New values;
 * NULL for want of memory. */
json_t *mapping_origin(const json_t *record);
json_t *mapping_place(const json_t *record);

/* Milliseconds since the epoch of the record's "time" (RFC 3339, UTC). 0; -EBADMSG. */
int mapping_time(const json_t *record, int64_t *ret_milliseconds);

/* The pseudonym of the sender as an address below .invalid (RFC 6761), since both schemas want an address here; the
 * null sender is "null-sender@pseudonym.invalid". */
void mapping_sender(const json_t *record, char ret_address[MAPPING_SENDER_MAX]);

/* A new object of the record's fields but those `taken`; NULL for want of memory. */
json_t *mapping_rest(const json_t *record, const char *const *taken, size_t count);

/* A sentence for people: "a referral was refused: copy-missing". New; NULL for want of memory. */
json_t *mapping_message(const json_t *record);

#endif
