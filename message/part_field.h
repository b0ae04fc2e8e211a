/*
 * part_field: what the content fields of a part of the GMime tree say, read generously.
 *
 * For messages that have more than one reading: every field of a name counts, however often it is there. Our own
 * readers look at the raw values; GMime's readings are candidates beside ours.
 */
#ifndef MESSAGE_PART_FIELD_H
#define MESSAGE_PART_FIELD_H

#include "rules/facts.h"

#include <gmime/gmime.h>
#include <stdbool.h>

/* 0 when GMime can be asked about the content fields of the object; otherwise as content_field_check() says. */
int part_field_check(GMimeObject *object);

/* Adds every name that a reader could find. 0, -ENOMEM. */
int part_field_add_names(GMimeObject *object, struct facts_part *part);

/*
 * Whether GMime can decode the names in the object's content fields here. Inside the sandbox it cannot where they are
 * in a charset whose converter is not held (message/charsets.h); outside, where the tests compare, it reads them as we
 * do.
 */
bool part_field_can_decode_names(GMimeObject *object);

/* Of all Content-Transfer-Encoding fields: do GMime and everybody else know what they say, and does one of them name an
 * old format (message/embedded.h)? */
struct part_encoding {
	bool is_known;
	enum trouble embedded;
};
struct part_encoding part_field_encoding(GMimeObject *object);

#endif
