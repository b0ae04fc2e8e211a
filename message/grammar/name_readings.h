/*
 * name_readings: all that the name of a part may be to somebody.
 *
 * Programs look for it in different places and forms: "filename" or "name", plain or by RFC 2231, encoded words decoded
 * or not, a path or only its end. Each is collected; and where a reader would act on it (the extension) they must be
 * the same.
 */
#ifndef MESSAGE_GRAMMAR_NAME_READINGS_H
#define MESSAGE_GRAMMAR_NAME_READINGS_H

#include "message/grammar/outline.h"
#include "message/grammar/parameter_syntax.h"

struct name_readings {
	struct outline_part *part; /* borrowed; gets the names */
	bool has_extension;	   /* a reading was there before */
	char *extension;	   /* of it, NFC; "" for none */
};

void name_readings_init(struct name_readings *readings, struct outline_part *part);
void name_readings_clear(struct name_readings *readings);

/*
 * Adds the readings of the parameter `name` ("filename" or "name") of one field, the extended form before the plain
 * one, and what encoded words say before themselves. `may_be_first`: whether a name may stand here and nowhere else.
 * `reader` is of the field, for the place of a fault. 0, -EBADMSG with the fault, -E2BIG past FACTS_NAMES_MAX, -ENOMEM.
 */
int name_readings_add(struct name_readings *readings, const struct strict_parameters *parameters, const char *name,
    bool may_be_first, const struct mime_reader *reader);

#endif
