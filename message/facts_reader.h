/*
 * facts_reader: a message, as GMime reads it, reduced to facts.
 *
 * Where the strict grammar accepted the message GMime has to agree with its outline. Where it did not, this is one
 * reading among others: enough to say what is missing, never enough to let anything pass.
 */
#ifndef MESSAGE_FACTS_READER_H
#define MESSAGE_FACTS_READER_H

#include "message/grammar/outline.h"
#include "message/mapping.h"
#include "message/part_type.h"
#include "rules/facts.h"

/* Once per process, before the sandbox and before threads: types, charsets and converters. */
void facts_reader_warm(void);

/*
 * Reads the whole message: header and parts. `outline` is NULL when the grammar did not accept it. `facts` must be
 * initialised, and stays the caller's; after a failure it holds what was read. 0, with facts->ambiguity and
 * facts->uninspectable as far as they show in the parts and in the agreement; -E2BIG: past a limit of message/limits.h;
 * -EBADMSG: nothing that GMime can be asked about; -ENOMEM, other negative errno: our own fault.
 */
int facts_read(
    const struct mapping *mapping, const struct outline *outline, struct part_sniffer *sniffer, struct facts *facts);

#endif
