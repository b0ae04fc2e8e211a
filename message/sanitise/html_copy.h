/*
 * html_copy: a tree written anew, from nothing but what is allowed.
 *
 * Whatever the tree, what comes out has only start tags, end tags and escaped text: no comment, no raw text, no foreign
 * element, so that no parser can find in it what is not there. The text is the tree's; what cannot be shown (a remote
 * picture, a field of a form) is said in brackets.
 */
#ifndef MESSAGE_SANITISE_HTML_COPY_H
#define MESSAGE_SANITISE_HTML_COPY_H

#include "message/sanitise/html_tree.h"

/* Appends it, in ASCII. 0; -E2BIG deeper than LIMIT_HTML_DEPTH; -ENOMEM. */
int html_copy(const struct html_tree *tree, bool keeps_remote, struct text *html);

#endif
