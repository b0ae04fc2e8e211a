#include "message/sanitise/pdf_clean.h"

#include "message/form/xml.h"
#include "message/sanitise/limits.h"
#include "message/sanitise/pdf_name.h"
#include "message/sanitise/pdf_scan.h"
#include "message/sanitise/pdf_trouble.h"
#include "message/sanitise/pdf_walk.h"
#include "message/sanitise/pdf_xfa.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define OURS (UNSAFE_BIT(UNSAFE_PDF_ACTIVE) | UNSAFE_BIT(UNSAFE_PDF_ATTACHMENTS))

/* A PDF that was looked at. */
struct look {
	qpdf_data pdf;
	struct pdf_scan scan;
	struct pdf_walk walk;
	unsigned found;
	bool is_repaired; /* qpdf had to guess: others may guess otherwise */
};

/* A page with a field and a script. */
static const char sample[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 "
    "R]>>/OpenAction<</S/JavaScript/JS(1)>>>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Annots[4 0 R]>>endobj\n"
    "4 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(b)/Rect[0 0 9 9]>>endobj\n"
    "xref\n0 5\n0000000000 65535 f \n0000000009 00000 n \n0000000113 00000 n \n0000000162 00000 n \n"
    "0000000235 00000 n \ntrailer<</Root 1 0 R/Size 5>>\nstartxref\n309\n%%EOF\n";

static void look_clear(struct look *look)
{
	pdf_trouble_close(&look->pdf);
	pdf_walk_clear(&look->walk);
}

static int read_memory(struct look *look, const char *octets, size_t size)
{
	look->pdf = pdf_trouble_open();
	if (look->pdf == NULL)
		return -ENOMEM;
	qpdf_read_memory(look->pdf, "", octets, size, "");
	return pdf_trouble_error(look->pdf);
}

/* To be cleared, whatever comes of it. 0; -EFBIG, -EACCES, -EBADMSG, -ENOMEM. */
static int look_at(const char *octets, size_t size, struct look *look)
{
	int r = pdf_scan_read(octets, size, &look->scan);

	if (r == 0)
		r = read_memory(look, octets, size);
	/* Without the password nothing that stands in it is known, only what is said of it. */
	look->found = r == -EACCES ? 0 : pdf_name_classes(look->scan.names);
	if (r < 0)
		return r;
	r = pdf_walk_look(look->pdf, &look->walk);
	int warnings = pdf_trouble_warnings(look->pdf);
	if (r < 0 || warnings < 0)
		return warnings < 0 ? warnings : r;
	look->is_repaired = warnings > 0;
	/* A name that the walk has seen is judged by where it stands; one that it has not is of what was overwritten.
	 */
	look->found = look->walk.found | pdf_name_classes(look->scan.names & ~look->walk.names);
	return 0;
}

/* ------------------------------------------------------------------ writing */

static int write_memory(qpdf_data pdf, struct cleaning *cleaning)
{
	qpdf_init_write_memory(pdf);
	qpdf_set_object_stream_mode(pdf, qpdf_o_preserve);
	qpdf_set_stream_data_mode(pdf, qpdf_s_preserve);
	qpdf_set_preserve_encryption(pdf, QPDF_FALSE);
	qpdf_set_deterministic_ID(pdf, QPDF_TRUE);
	qpdf_write(pdf);
	int r = pdf_trouble_error(pdf);
	int warnings = pdf_trouble_warnings(pdf);
	if (r < 0 || warnings != 0)
		return r == -EFBIG || warnings == -EFBIG ? -EFBIG : -EBADMSG;
	size_t size = qpdf_get_buffer_length(pdf);
	if (size > LIMIT_PDF_FILE_OCTETS * 2)
		return -EFBIG;
	cleaning->octets = malloc(size + 1);
	if (cleaning->octets == NULL)
		return -ENOMEM;
	memcpy(cleaning->octets, qpdf_get_buffer(pdf), size);
	cleaning->octets[size] = '\0';
	cleaning->size = size;
	return 0;
}

static bool is_same_form(const struct pdf_facts *before, const struct pdf_facts *after)
{
	return before->pages == after->pages && before->fields == after->fields && before->widgets == after->widgets &&
	       before->values == after->values;
}

/* What was written is read as anybody would read it. */
static int verify(const struct look *before, unsigned strip, const struct cleaning *cleaning)
{
	struct look after = {0};
	int r = look_at(cleaning->octets, cleaning->size, &after);

	if (r == 0 &&
	    ((after.found & strip) != 0 || after.is_repaired || !is_same_form(&before->walk.facts, &after.walk.facts)))
		r = -EBADMSG;
	look_clear(&after);
	return r;
}

static int rewrite(struct look *look, unsigned strip, struct cleaning *cleaning)
{
	int r = pdf_walk_strip(look->pdf, strip);

	if (r == 0)
		r = write_memory(look->pdf, cleaning);
	/* Two of them at once would take twice the memory. */
	pdf_trouble_close(&look->pdf);
	if (r == 0)
		r = verify(look, strip, cleaning);
	if (r == 0) {
		cleaning->state = CLEANING_DONE;
		cleaning->removed = look->found & strip;
	}
	return r;
}

/* ------------------------------------------------------------------ deciding */

/* -EBADMSG: it may not be rewritten. */
static int check_strippable(struct look *look, unsigned strip)
{
	bool is_static = true;
	int r = 0;

	if (look->is_repaired || look->walk.facts.is_signed)
		return -EBADMSG;
	if (look->walk.facts.has_xfa && (strip & UNSAFE_BIT(UNSAFE_PDF_ACTIVE)) != 0)
		r = pdf_xfa_look(look->pdf, &look->walk, &is_static);
	return r == 0 && !is_static ? -EBADMSG : r;
}

static int clean(const char *octets, size_t size, unsigned strip, struct cleaning *cleaning)
{
	struct look look = {0};
	int r = look_at(octets, size, &look);

	cleaning->found = look.found;
	if (r == 0 && (look.found & strip) != 0) {
		r = check_strippable(&look, strip);
		if (r == 0)
			r = rewrite(&look, strip, cleaning);
	} else if (r == 0) {
		/* Nothing is known of objects that nobody can unpack, in a file whose tables are wrong. */
		cleaning->state = look.is_repaired && look.scan.is_opaque ? CLEANING_IMPOSSIBLE : CLEANING_UNCHANGED;
	}
	look_clear(&look);
	return r;
}

/* Whether a program that mends PDFs finds something in it: they look for objects where the tables are wrong. */
static bool has_objects(const char *octets, size_t size)
{
	static const char mark[] = " obj";

	return memmem(octets, size, mark, sizeof(mark) - 1) != NULL;
}

int pdf_clean(const char *octets, size_t size, unsigned strip, struct cleaning *ret_cleaning)
{
	struct cleaning cleaning;

	cleaning_init(&cleaning);
	int r = size > LIMIT_PDF_FILE_OCTETS ? -EFBIG : clean(octets, size, strip & OURS, &cleaning);
	if (r < 0) {
		free(cleaning.octets);
		cleaning.octets = NULL;
		cleaning.size = 0;
	}
	if (r == -ENOMEM)
		return r;
	cleaning.is_ambiguous =
	    (r == -EBADMSG || (r == 0 && cleaning.state == CLEANING_IMPOSSIBLE)) && has_objects(octets, size);
	if (r == -EFBIG)
		cleaning.state = CLEANING_LIMIT;
	*ret_cleaning = cleaning;
	return 0;
}

int pdf_clean_warm(void)
{
	struct cleaning cleaning;

	xml_warm();
	pdf_trouble_hush();
	int r = pdf_clean(sample, sizeof(sample) - 1, OURS, &cleaning);
	if (r < 0)
		return r;
	bool is_done = cleaning.state == CLEANING_DONE;
	cleaning_clear(&cleaning);
	return is_done ? 0 : -EIO;
}
