/* Whatever the XML of an office document's part, the octets themselves: what is left after cutting is within it. */
#include "message/form/xml.h"
#include "message/sanitise/odf_story.h"
#include "message/sanitise/ooxml_story.h"
#include "message/sanitise/xml_check.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

static int read_ooxml(const char *octets, size_t size, struct findings *findings)
{
	static const char *const gone[] = {"rId1", "rId2"};
	const struct ooxml_story_source source = {octets, size, gone, 2};

	return ooxml_story_read(&source, findings);
}

static void check(
    int (*read)(const char *octets, size_t size, struct findings *findings), const char *octets, size_t size)
{
	struct findings findings = {.strip = UINT_MAX}, found = {0};
	struct text text = {0};

	require(read(octets, size, &findings) == 0 && read(octets, size, &found) == 0);
	for (size_t i = 0; i < findings.edits.count; i++)
		require(
		    findings.edits.items[i].from <= findings.edits.items[i].to && findings.edits.items[i].to <= size);
	if (findings.obstacles == 0) {
		require(findings.found == found.found);
		require(xml_edits_apply(&findings.edits, octets, size, &text) == 0);
		/* Of two numbers of a sheet, one may be longer. */
		require(text.length <= size + 32 * findings.edits.count);
	}
	text_clear(&text);
	findings_clear(&findings);
	findings_clear(&found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int is_warm;
	unsigned obstacles = 0;

	if (!is_warm)
		xml_warm();
	is_warm = 1;
	/* With and without libxml2's consent: we must stand on our own. */
	check(read_ooxml, (const char *)data, size);
	if (xml_check((const char *)data, size, &obstacles) == 0)
		check(odf_story_read, (const char *)data, size);
	return 0;
}
