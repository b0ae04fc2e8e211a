/*
 * facts_reader: a message, parsed by GMime, reduced to facts.
 *
 * GMime parses from the sealed memfd with persistent streams, so that contents stay where they are. One function owns
 * every GObject and lets go of them all. Its warnings are never looked at: they hold raw text of the message.
 */
#ifndef MESSAGE_FACTS_READER_H
#define MESSAGE_FACTS_READER_H

#include "message/part_type.h"
#include "rules/facts.h"

#include <stddef.h>

/* Once per process, before the sandbox and before threads: types, charsets and converters. */
void facts_reader_warm(void);

/*
 * Reads the whole message: header and parts. `facts` must be initialised, and stays the caller's; after a failure it
 * holds what was read. 0; -EBADMSG: past a limit of message/limits.h, or nothing that GMime can be asked about: cannot
 * be inspected; -ENOMEM, other negative errno: our own fault.
 */
int facts_read(int message_fd, struct part_sniffer *sniffer, struct facts *facts);

#endif
