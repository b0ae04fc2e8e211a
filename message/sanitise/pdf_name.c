#include "message/sanitise/pdf_name.h"

#include "rules/unsafe.h"

#include <string.h>

static const struct {
	const char *name;
	enum unsafe_class class;
} telling[] = {
    {"JavaScript", UNSAFE_PDF_ACTIVE},
    {"Launch", UNSAFE_PDF_ACTIVE},
    {"SubmitForm", UNSAFE_PDF_ACTIVE},
    {"ImportData", UNSAFE_PDF_ACTIVE},
    {"GoToR", UNSAFE_PDF_ACTIVE},
    {"GoToE", UNSAFE_PDF_ACTIVE},
    {"Rendition", UNSAFE_PDF_ACTIVE},
    {"RichMedia", UNSAFE_PDF_ACTIVE},
    {"XFA", UNSAFE_PDF_ACTIVE},
    {"EmbeddedFile", UNSAFE_PDF_ATTACHMENTS},
    {"EmbeddedFiles", UNSAFE_PDF_ATTACHMENTS},
    {"FileAttachment", UNSAFE_PDF_ATTACHMENTS},
};

#define TELLING (sizeof(telling) / sizeof(telling[0]))

unsigned pdf_name_bit(const char *name, size_t length)
{
	for (size_t i = 0; i < TELLING; i++)
		if (telling[i].name[0] == name[0] && strlen(telling[i].name) == length &&
		    memcmp(telling[i].name, name, length) == 0)
			return 1U << i;
	return 0;
}

unsigned pdf_name_classes(unsigned names)
{
	unsigned classes = 0;

	for (size_t i = 0; i < TELLING; i++)
		if ((names & 1U << i) != 0)
			classes |= UNSAFE_BIT(telling[i].class);
	return classes;
}
