#include "rules/form_naming.h"

#include "rules/ascii_text.h"
#include "rules/guidance_text.h"

#include <stdio.h>
#include <string.h>

#define NAME_MAX  60 /* octets of a name */
#define AND_MORE  ", and more"
#define ALL_OF_IT "the whole form"

static const struct fingerprint_sample *find_sample(const struct form_rule *form, const struct form_report *report)
{
	for (size_t i = 0; i < form->fingerprint_count; i++)
		if (form->fingerprints[i].index == report->fingerprint &&
		    report->sample < form->fingerprints[i].fingerprint->sample_count)
			return &form->fingerprints[i].fingerprint->samples[report->sample];
	return NULL;
}

/* The name without the colon that a label often ends with, cut at a word where it is long. Double quotes would end
 * those around it. */
static void write_name(const char *text, char name[static NAME_MAX + 1])
{
	char whole[FINGERPRINT_TEXT_MAX + 1];
	size_t length = ascii_text_write(text, whole, sizeof(whole));

	while (length > 0 && (whole[length - 1] == ':' || whole[length - 1] == ' '))
		length--;
	if (length > NAME_MAX) {
		length = NAME_MAX - strlen("...");
		while (length > NAME_MAX / 2 && whole[length] != ' ')
			length--;
		memcpy(whole + length, "...", strlen("..."));
		length += strlen("...");
	}
	memcpy(name, whole, length);
	name[length] = '\0';
	for (char *at = name; (at = strchr(at, '"')) != NULL;)
		*at = '\'';
}

void form_naming_list(const struct form_rule *form, const struct form_report *report, char *text, size_t size)
{
	const struct fingerprint_sample *sample = report != NULL ? find_sample(form, report) : NULL;
	size_t used = 0, wire = 0;

	snprintf(text, size, "%s", ALL_OF_IT);
	for (size_t i = 0; sample != NULL && i < report->empty_count && report->empty[i] < sample->line_count; i++) {
		char name[NAME_MAX + 1], entry[NAME_MAX + sizeof(", \"\"")];
		write_name(sample->lines[report->empty[i]].text, name);
		int length = snprintf(entry, sizeof(entry), "%s\"%s\"", used > 0 ? ", " : "", name);
		wire += guidance_wire_length(entry, (size_t)length);
		if (wire + sizeof(AND_MORE) > size) {
			memcpy(text + used, AND_MORE, sizeof(AND_MORE));
			return;
		}
		memcpy(text + used, entry, (size_t)length + 1);
		used += (size_t)length;
	}
}
