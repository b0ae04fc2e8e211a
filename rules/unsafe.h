/*
 * unsafe: the classes of content that a referral must not carry to the police.
 *
 * One table says everything about a class: its word (the key in a route's `unsafe` section), which actions a route may
 * name and which one is shipped: strip where the result is certain, refuse where it is not. Words are a public
 * interface: records carry them, and guidance files have a text for each.
 */
#ifndef RULES_UNSAFE_H
#define RULES_UNSAFE_H

#include "rules/reason.h"

#include <stdbool.h>

enum unsafe_class {
	UNSAFE_HTML_ACTIVE = 0, /* scripts, handlers, forms, frames, objects, what launches something */
	UNSAFE_HTML_REMOTE,	/* images and styles that are fetched from elsewhere: beacons */
	UNSAFE_OFFICE_MACROS,	/* vbaProject, macro sheets, ActiveX, customUI */
	UNSAFE_OFFICE_EXTERNAL, /* relationships out of the document but for ordinary links */
	UNSAFE_OFFICE_EMBEDDED, /* OLE objects, packages, alternative format chunks */
	UNSAFE_FIELDS_DDE,	/* DDE, DDEAUTO, INCLUDE*, QUOTE of them */
	UNSAFE_ODF_ACTIVE,	/* Basic, Scripts, event listeners, links out of the package, OLE objects */
	UNSAFE_PDF_ACTIVE,	/* actions, JavaScript, launch, rich media, 3D */
	UNSAFE_PDF_ATTACHMENTS, /* files in the PDF */
	UNSAFE_RTF_OBJECT,	/* \object, \objdata, \ddeauto in RTF */
	UNSAFE_OLE_MACROS,	/* macros or objects in a legacy office file */
	UNSAFE_EXECUTABLE,
	UNSAFE_SCRIPT,
	UNSAFE_SHORTCUT,   /* .lnk, .url, .desktop, .library-ms ... */
	UNSAFE_DISK_IMAGE, /* .iso, .img, .vhd ... */
	UNSAFE_ARCHIVE,
	UNSAFE_HTML_ATTACHMENT,
	UNSAFE_SVG_ATTACHMENT,
	UNSAFE_TYPE_MISMATCH, /* name, type and octets say different things, or the name hides what it is */
	UNSAFE_ENCRYPTED_ARCHIVE,
	UNSAFE_BOMB, /* grows without bound when it is opened */
	UNSAFE_CLASS_COUNT
};

/* Bits of classes. */
#define UNSAFE_BIT(class) (1U << (class))

/* What a route says. */
struct unsafe_rule {
	enum action actions[UNSAFE_CLASS_COUNT];
	bool strip_dkim_signed; /* change mail that carries a DKIM signature too, breaking it */
};

/* What is shipped. */
void unsafe_rule_init(struct unsafe_rule *rule);

/* The classes for which the route says this. */
unsigned unsafe_rule_classes(const struct unsafe_rule *rule, enum action action);

/* Static storage; never NULL for a member of the enum. */
const char *unsafe_word(enum unsafe_class class); /* "html-active" */

/* Which of strip, refuse, allow, flag a route may say, and what is shipped. */
bool unsafe_allows(enum unsafe_class class, enum action action);
enum action unsafe_default(enum unsafe_class class);
/* "strip, refuse, flag, allow"; static storage. */
const char *unsafe_allowed_words(enum unsafe_class class);

/* 0, or -ENOENT when the word is not one of ours. */
int unsafe_parse(const char *word, enum unsafe_class *ret_class);

#endif
