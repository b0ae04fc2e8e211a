/*
 * form_reader: which documents of a message are the form, and what is filled in?
 *
 * Looks at every part that may be a file of the sender's: attachments, those of attached messages, files in zip
 * archives within limits. Never the text of the mail, nor an image that is shown with it. Reports numbers only
 * (rules/form_report.h); a document's text is forgotten before the next is read.
 */
#ifndef MESSAGE_FORM_FORM_READER_H
#define MESSAGE_FORM_FORM_READER_H

#include "message/form/form_file.h"
#include "message/grammar/outline.h"
#include "message/mapping.h"
#include "rules/facts.h"
#include "rules/ruleset.h"

/*
 * Adds a report to facts->forms for every document that is the route's form, or may be and cannot be read, or is
 * another document; and says in facts->are_forms_read whether all could be looked at. The outline is the accepted one,
 * whose parts are those of the facts. `witness` may be NULL. 0, -ENOMEM, other negative errno: our own fault.
 */
int form_reader_read(const struct mapping *mapping, const struct outline *outline, const struct route *route,
    const struct form_witness *witness, struct facts *facts);

#endif
