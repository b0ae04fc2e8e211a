/*
 * mail_tree: a message as GMime reads it.
 *
 * GMime parses from the sealed memfd with persistent streams, so that contents stay where they are and carry their
 * offsets. The tree owns every GObject, and lets go of them all in one place. GMime's warnings are never looked at:
 * they hold raw text of the message.
 */
#ifndef MESSAGE_MAIL_TREE_H
#define MESSAGE_MAIL_TREE_H

#include "message/mapping.h"

#include <gmime/gmime.h>

struct mail_tree {
	GMimeStream *stream;
	GMimeParser *parser;
	GMimeMessage *message; /* NULL: GMime finds none in these octets */
};

/* Always to be closed. */
void mail_tree_open(struct mail_tree *tree, const struct mapping *mapping);
void mail_tree_close(struct mail_tree *tree);

#endif
