/*
 * notice_text: the words of what stands in the place of a part that was removed.
 *
 * Shipped texts, and the rules for those of an administrator (rules/guidance.h). Who removes the part writes them:
 * message/sanitise/notice.h. The words for the kinds of thing also tell a sender what to take out.
 */
#ifndef RULES_NOTICE_TEXT_H
#define RULES_NOTICE_TEXT_H

#include "rules/unsafe.h"

#define NOTICE_TEMPLATE_MAX 2000 /* octets */
#define NOTICE_KIND_MAX	    64	 /* octets of the words for a kind */
#define NOTICE_KIND	    "{kind}"
#define NOTICE_CONTACT	    "{contact}"

enum notice_language { NOTICE_ENGLISH = 0, NOTICE_WELSH, NOTICE_LANGUAGE_COUNT };

/* Static storage, printable ASCII; never NULL for members of the enums. The kind is a noun: "a program". */
const char *notice_template(enum notice_language language);
const char *notice_kind(enum notice_language language, enum unsafe_class class);

/*
 * Whether a text can be a notice: printable ASCII and LF, at most NOTICE_TEMPLATE_MAX octets, and in braces nothing but
 * {kind} and {contact}, each of which occurs. 0, -EINVAL.
 */
int notice_check(const char *template);

#endif
