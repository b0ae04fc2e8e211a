/*
 * mail_language: in which of the notices' languages is a message written?
 *
 * By its Content-Language field (RFC 3282); without one that says it, by the little words in its text.
 */
#ifndef MESSAGE_SANITISE_MAIL_LANGUAGE_H
#define MESSAGE_SANITISE_MAIL_LANGUAGE_H

#include "message/grammar/outline.h"
#include "message/mapping.h"
#include "message/sanitise/notice.h"
#include "rules/facts.h"

#define MAIL_LANGUAGE_OCTETS (64U << 10) /* of each text that are looked at */

/* The facts are of the outline's parts. English when nothing tells. 0, -ENOMEM. */
int mail_language_find(const struct mapping *mapping, const struct outline *outline, const struct facts *facts,
    enum notice_language *ret_language);

#endif
