/*
 * html_prose: a tree as text to read, for where no HTML can be had.
 *
 * Blocks on lines of their own, items with a dash or a number, cells apart by tabs, where a link leads behind it.
 */
#ifndef MESSAGE_SANITISE_HTML_PROSE_H
#define MESSAGE_SANITISE_HTML_PROSE_H

#include "message/sanitise/html_tree.h"

/* Appends it as UTF-8. 0; -E2BIG deeper than LIMIT_HTML_DEPTH; -ENOMEM. */
int html_prose(const struct html_tree *tree, struct text *prose);

#endif
