/* Whatever the XML of a docx's main part, the octets themselves: containers would hide them from a fuzzer. */
#include "message/form/docx_story.h"
#include "message/form/xml.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int is_warm;
	struct document document;
	struct composer composer;
	struct docx_references references = {0};
	const struct docx_source source = {.octets = (const char *)data, .size = size};

	if (!is_warm)
		xml_warm();
	is_warm = 1;
	document_init(&document);
	composer_init(&composer, &document);
	int r = docx_story_read(&source, &composer, &references);
	/* What is refused has a reason. */
	if (composer_finish(&composer) != 0 || (r != 0 && document.obstacles == 0))
		abort();
	docx_references_clear(&references);
	document_clear(&document);
	return 0;
}
