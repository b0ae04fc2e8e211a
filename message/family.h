/*
 * family: what kind of thing a media type, a file name or octets stand for.
 *
 * Coarse on purpose: within a family programs confuse names and types every day (msword for a .docx, jpg for a png) and
 * nothing comes of it. What is in no table is FAMILY_UNKNOWN, which contradicts nothing.
 */
#ifndef MESSAGE_FAMILY_H
#define MESSAGE_FAMILY_H

enum family {
	FAMILY_UNKNOWN = 0,
	FAMILY_TEXT, /* what everybody shows as text */
	FAMILY_XML,  /* what a browser may find HTML in */
	FAMILY_IMAGE,
	FAMILY_MEDIA, /* sound and film */
	FAMILY_PDF,
	FAMILY_OFFICE,	 /* OLE2, OOXML, RTF, ODF: one for the other is ordinary */
	FAMILY_OLE,	 /* octets only: an old office document, saved mail or an installer */
	FAMILY_CALENDAR, /* and cards: text that programs act upon */
	FAMILY_MAIL,
	FAMILY_ZIP,	/* a package: of documents, or a plain archive */
	FAMILY_ARCHIVE, /* the others, and disk images */
	FAMILY_HTML,	/* and SVG: what a browser runs */
	FAMILY_SCRIPT,
	FAMILY_SHORTCUT,
	FAMILY_EXECUTABLE,
	FAMILY_COUNT
};

/* By a media type, lower case. */
enum family family_of_type(const char *type);

/* By the extension of a file name. Blanks and full stops at the end do not count: Windows drops them. */
enum family family_of_name(const char *name);

#endif
