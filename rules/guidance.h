/*
 * guidance: what the sender of a refused referral reads.
 *
 * A guidance file is text in sections: `[reply]`, the whole reply with its placeholders and one line `{items}` where
 * the checklist goes, and one section per reason word, the line or lines of the checklist for that reason. A reason
 * that says its trouble may have more, `[content-ambiguous/structure]`: for that trouble they stand in its place; so
 * may content-unsafe for each class, `[content-unsafe/office-macros]`, and for all of them in signed mail,
 * `[content-unsafe/signed]`. What stands in the place of a removed part is `[removed]`, in Welsh mail
 * `[removed/welsh]`. Everything is checked when it is loaded, so that rendering cannot fail for the administrator's
 * text: printable ASCII, known placeholders, at most GUIDANCE_LINES_MAX lines of GUIDANCE_LINE_MAX octets in the worst
 * case. Rendered by the gate, from its own copy of the policy: no octet of a message, and none of an inspector's
 * answer, can enter a reply.
 *
 * The lines are what libmilter is to send; doubling "%" for smfi_setmlreply() is the caller's.
 */
#ifndef RULES_GUIDANCE_H
#define RULES_GUIDANCE_H

#include "rules/bundle.h"
#include "rules/notice_text.h"
#include "rules/problem.h"
#include "rules/reason.h"
#include "rules/trouble.h"

#include <stdbool.h>
#include <stddef.h>

#define GUIDANCE_LINES_MAX 32  /* lines of a reply: smfi_setmlreply() */
#define GUIDANCE_LINE_MAX  900 /* octets; libmilter's 980 less room for codes and doubled "%" */
#define GUIDANCE_ITEMS_MAX 4   /* items of the checklist */

/* Octets of values, at most; those of the rules themselves have their limits in rules/ruleset.h. */
#define GUIDANCE_CASE_MAX      16
#define GUIDANCE_TIME_MAX      32
#define GUIDANCE_WORD_MAX      32 /* a reason word */
#define GUIDANCE_TYPES_MAX     64
#define GUIDANCE_MISSING_MAX   320 /* on the wire, where a percent sign is two */
#define GUIDANCE_SIZE_TEXT_MAX 24

struct guidance;

/*
 * What the placeholders of one checklist item stand for; unused ones are NULL. Which section may use which: the copy's
 * in [copy-missing], the form's in [form-...] ({form-name} in [referral-misrouted], too), {missing} in [form-blank],
 * {address} in [address-retired], [address-near-miss] and [referral-misrouted], {web-form} in [address-closed], {limit}
 * in [limit], {kind} in [content-unsafe].
 */
struct guidance_item {
	enum reason reason;
	enum trouble trouble;
	enum unsafe_class class;  /* of content-unsafe */
	const char *kind;	  /* {kind}: "a document with macros" */
	const char *copy_name;	  /* {copy-name} */
	const char *copy_address; /* {copy-address} */
	const char *form_name;	  /* {form-name} */
	const char *file_types;	  /* {file-types}: "docx, doc, odt, rtf or pdf" */
	const char *missing;	  /* {missing}: what of the form is to be filled in */
	const char *address;	  /* {address}: the address to use instead */
	const char *web_form;	  /* {web-form} */
	const char *limit;	  /* {limit}: "64 MB" */
};

/* What the placeholders of the reply stand for; none is NULL. */
struct guidance_values {
	const char *contact;   /* {contact} */
	const char *case_code; /* {case} */
	const char *time;      /* {time}: RFC 3339, UTC */
	const char *reason;    /* {reason}: the reason word */
};

struct guidance_reply {
	char *lines[GUIDANCE_LINES_MAX];
	size_t count;
};

/* A line that begins with "#" is a comment. Problems go to `problems`. 0, -EINVAL (there were errors), -ENOMEM. */
int guidance_parse(const struct bundle_file *file, struct problem_list *problems, struct guidance **ret_guidance);
void guidance_free(struct guidance *guidance);

/* Whether there is a section for the reason, whatever its trouble. */
bool guidance_has(const struct guidance *guidance, enum reason reason);

/* What is written in the place of a removed part: the file's text or, where it has none, the shipped one. Admitted by
 * notice_check(); valid as long as the guidance. */
const char *guidance_notice(const struct guidance *guidance, enum notice_language language);

/* At most GUIDANCE_ITEMS_MAX items are printed, the first ones. 0, -E2BIG (values longer than a line allows), -ENOMEM.
 */
int guidance_render(const struct guidance *guidance, const struct guidance_values *values,
    const struct guidance_item *items, size_t item_count, struct guidance_reply *ret_reply);
void guidance_reply_clear(struct guidance_reply *reply);

#endif
