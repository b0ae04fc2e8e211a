#include "message/contradiction.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define BIT(family)  (1U << FAMILY_##family)

#define PROGRAMS  (BIT(SCRIPT) | BIT(SHORTCUT) | BIT(EXECUTABLE))
#define ACTIVE	  (BIT(HTML) | PROGRAMS)
#define DOCUMENTS (BIT(XML) | BIT(IMAGE) | BIT(MEDIA) | BIT(PDF) | BIT(OFFICE) | BIT(CALENDAR) | BIT(MAIL))
#define PASSIVE	  (BIT(TEXT) | DOCUMENTS)
#define PACKAGES  (BIT(ZIP) | BIT(ARCHIVE))

/* Sets of families: whatever is in the one against whatever is in the other. */
struct pair {
	unsigned one, other;
};

/* What type and names claim, against each other. */
static const struct pair claims[] = {
    {PROGRAMS, PASSIVE},     /* "form.exe" as a PDF: one reader shows, one runs */
    {BIT(HTML), DOCUMENTS},  /* "page.html" as a picture: the same */
    {PROGRAMS, PACKAGES},    /* "form.exe" as a zip: unpacked by one, run by the other */
    {PROGRAMS, BIT(HTML)},   /* shown by a browser, or run outside of one */
    {BIT(PDF), BIT(OFFICE)}, /* two programs open it, and may find two documents */
};

/* What the octets are, against what type or names claim. */
static const struct pair contents[] = {
    {BIT(EXECUTABLE) | BIT(SHORTCUT), PASSIVE}, /* a program in the clothes of a document */
    {BIT(SCRIPT), DOCUMENTS},			/* the same; in those of text it is shown as text */
    {BIT(HTML), DOCUMENTS & ~BIT(OFFICE)},	/* the same; case systems export tables as .xls that are HTML */
    {BIT(IMAGE) | BIT(MEDIA) | BIT(PDF) | BIT(OFFICE), ACTIVE}, /* a document that is run: two things in one file */
    {PROGRAMS | BIT(HTML), PACKAGES},		   /* not unpacked but run, where the reader looks inside */
    {BIT(EXECUTABLE), BIT(HTML)},		   /* not shown but run */
    {BIT(ARCHIVE), PASSIVE | BIT(HTML)},	   /* holds things that no reader of the claimed kind would see */
    {BIT(PDF), BIT(OFFICE)},			   /* as above */
    {BIT(OFFICE) | BIT(OLE) | BIT(ZIP), BIT(PDF)}, /* as above */
};

static bool meet(const struct pair *pair, unsigned one, unsigned other)
{
	return (pair->one & one) != 0 && (pair->other & other) != 0;
}

/* Text of the mail itself is shown as text, whatever it begins with. */
static bool is_just_text(const struct facts_part *part, enum family octets)
{
	return part->role == PART_BODY &&
	       (octets == FAMILY_HTML || octets == FAMILY_SCRIPT || octets == FAMILY_SHORTCUT);
}

/* Claimed to be a page and to be text, without being a page: where it is one, name and octets agree, and who goes by
 * the type shows it as text. */
static bool is_page_or_text(unsigned claimed, enum family octets)
{
	return (claimed & BIT(HTML)) != 0 && (claimed & BIT(TEXT)) != 0 && octets != FAMILY_HTML;
}

bool contradiction_is_dangerous(const struct facts_part *part, enum family octets)
{
	unsigned claimed = 1U << family_of_type(part->declared_type);
	unsigned content = is_just_text(part, octets) ? BIT(UNKNOWN) : 1U << octets;

	for (size_t i = 0; i < part->name_count; i++)
		claimed |= 1U << family_of_name(part->names[i]);
	if (is_page_or_text(claimed, octets))
		return true;
	for (size_t i = 0; i < COUNT(claims); i++)
		if (meet(&claims[i], claimed, claimed))
			return true;
	for (size_t i = 0; i < COUNT(contents); i++)
		if (meet(&contents[i], content, claimed))
			return true;
	return false;
}
