/*
 * content_field: what Content-Type, Content-Disposition, Content-Transfer-Encoding and MIME-Version say, strictly.
 *
 * RFC 2045 section 5.1, RFC 2183 and RFC 2231 without comments, obsolete forms and what parsers disagree about;
 * irregularities that are common and harmless are admitted by name, each listed in referral-grammar(7). Every reading
 * of a file name is collected and they must agree in what matters.
 */
#ifndef MESSAGE_GRAMMAR_CONTENT_FIELD_H
#define MESSAGE_GRAMMAR_CONTENT_FIELD_H

#include "message/grammar/field_block.h"
#include "message/grammar/outline.h"

#define CONTENT_BOUNDARY_MAX 70 /* RFC 2046 section 5.1.1 */

struct content_fields {
	char boundary[CONTENT_BOUNDARY_MAX + 1]; /* "" where the type is no multipart */
	bool has_fields;			 /* the header is not empty */
	bool has_type;				 /* a Content-Type field is there */
	bool announces_8bit;			 /* it says 8bit or binary */
};

/*
 * Reads the four fields of a header into the part (kind, type, charset, encoding, disposition, names) and
 * *ret_fields. 0; -EBADMSG with the fault; -E2BIG past LIMIT_PARAMETER_BYTES, LIMIT_PARAMETERS or FACTS_NAMES_MAX;
 * -ENOMEM.
 */
int content_fields_read(const struct field_block *block, struct outline_part *part, struct content_fields *ret_fields,
    struct grammar_fault *fault);

#endif
