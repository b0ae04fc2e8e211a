/*
 * html: an HTML part of a message made safe.
 *
 * The part is looked at in every way that a mail program might read it; when nothing of the classes to strip is found
 * it stays as it is. Otherwise it is written anew from what is allowed, and once more from that: only what stays the
 * same is handed out. What is written holds no script, no form, no frame, no style sheet, no comment and no address
 * that is fetched; pictures of the message itself stay, and every word that was to be read. Nothing is fetched here.
 */
#ifndef MESSAGE_SANITISE_HTML_H
#define MESSAGE_SANITISE_HTML_H

#include "message/sanitise/cleaning.h"

#include <stddef.h>

/*
 * The decoded octets of a part, and its charset parameter (NULL when it has none). html-active and html-remote of
 * `strip` count. What comes out is ASCII and says no charset. When only html-remote is to be stripped, what is active
 * goes as well; when only html-active is, remote pictures stay, but no remote style. Pictures that stand in the HTML
 * itself (data:) stay where nothing is rewritten, and go otherwise. CLEANING_IMPOSSIBLE and CLEANING_LIMIT: let
 * html_text() take its place. charsets_hold() must have been called. 0 with *ret_cleaning, the caller's; -ENOMEM.
 */
int html_clean(const char *octets, size_t size, const char *charset, unsigned strip, struct cleaning *ret_cleaning);

/*
 * What the part says, as UTF-8 text with line feeds: paragraphs, lists, tables with tabs, links as "text <address>".
 * Where it is past a limit (`is_past_limit`: known already) it is told tag by tag, without regard to what is in what.
 * 0 with *ret_text on the heap; -E2BIG past LIMIT_HTML_PART; -ENOMEM.
 */
int html_text(const char *octets, size_t size, const char *charset, bool is_past_limit, char **ret_text);

#endif
