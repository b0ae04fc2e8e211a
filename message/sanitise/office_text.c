#include "message/sanitise/office_text.h"

#include "message/form/document.h"
#include "message/form/limits.h"
#include "message/sanitise/formula_code.h"
#include "message/sanitise/link_target.h"
#include "message/sanitise/ooxml_story.h"
#include "message/sanitise/opc_type.h"
#include "message/sanitise/xml_check.h"
#include "message/sanitise/xml_token.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NEAR 4096 /* octets; namespaces are declared at the root */

enum { NS_FLAT = 1, NS_RELATIONS, NS_SHEET };

static const struct xml_namespace namespaces[] = {{"http://schemas.microsoft.com/office/2006/xmlPackage", NS_FLAT},
    {"http://schemas.openxmlformats.org/package/2006/relationships", NS_RELATIONS},
    {"urn:schemas-microsoft-com:office:spreadsheet", NS_SHEET}, {NULL, 0}};

/* The octets near the beginning in lower case, without the zeros of UTF-16. */
static void read_beginning(const char *octets, size_t size, char beginning[NEAR + 1])
{
	size_t length = 0;

	for (size_t i = 0; i < size && i < NEAR; i++)
		if (octets[i] != '\0')
			beginning[length++] =
			    octets[i] >= 'A' && octets[i] <= 'Z' ? (char)(octets[i] | 0x20) : octets[i];
	beginning[length] = '\0';
}

static bool is_web_archive(const char *beginning)
{
	return strstr(beginning, "mime-version:") != NULL && strstr(beginning, "multipart/related") != NULL;
}

bool office_text_looks(const char *octets, size_t size)
{
	static const char *const tells[] = {"<?mso-application", "schemas.microsoft.com/office/2006/xmlpackage",
	    "schemas.microsoft.com/office/word/2003/wordml", "schemas-microsoft-com:office:spreadsheet"};
	char beginning[NEAR + 1];

	read_beginning(octets, size, beginning);
	if (!xml_check_looks(octets, size))
		return is_web_archive(beginning);
	for (size_t i = 0; i < sizeof(tells) / sizeof(tells[0]); i++)
		if (strstr(beginning, tells[i]) != NULL)
			return true;
	return false;
}

/* ------------------------------------------------------------------ XML */

/* What a flat package says of its parts and of what they lead to. */
static unsigned judge_relation(const struct xml_token *token)
{
	const char *type = xml_token_value(token, 0, "Type"), *target = xml_token_value(token, 0, "Target");
	bool is_link = strcasecmp(opc_type_relation_word(type), "hyperlink") == 0;
	bool is_external = strcmp(xml_token_value(token, 0, "TargetMode"), "External") == 0;
	unsigned classes = opc_type_relation_classes(type);

	return is_external && !(is_link && link_target_is_ordinary(target))
		   ? classes | UNSAFE_BIT(UNSAFE_OFFICE_EXTERNAL)
		   : classes;
}

static unsigned judge_start(const struct xml_token *token)
{
	const struct xml_token_attribute *type = xml_token_attribute(token, NS_FLAT, "contentType");
	unsigned classes = 0;

	if (token->space == NS_FLAT && strcmp(token->name, "part") == 0)
		classes |= opc_type_part_classes(type != NULL ? type->value : NULL);
	if (token->space == NS_RELATIONS && strcmp(token->name, "Relationship") == 0)
		classes |= judge_relation(token);
	for (size_t i = 0; i < token->attribute_count; i++) {
		const struct xml_token_attribute *attribute = &token->attributes[i];
		bool is_formula = strcmp(attribute->name, "Formula") == 0 || strcmp(attribute->name, "RefersTo") == 0;
		if (token->space == NS_SHEET && is_formula)
			classes |= formula_code_classes(attribute->value, FORMULA_OOXML);
	}
	return classes;
}

static int read_tokens(const char *octets, size_t size, struct findings *findings)
{
	struct xml_reader *reader = NULL;
	struct xml_token token;
	int r = xml_reader_new(octets, size, namespaces, &reader);

	while (r >= 0 && (r = xml_reader_next(reader, &token, &findings->obstacles)) > 0)
		if (token.kind == XML_TOKEN_START)
			findings->found |= judge_start(&token);
	xml_reader_free(reader);
	return r;
}

/* What matters is in ASCII, whatever the charset. The rest is left out, as field codes are read, and with it the
 * declaration that names the charset. Heap, or NULL. */
static char *copy_ascii(const char *octets, size_t size, size_t *ret_size)
{
	char *copy = malloc(size + 1);
	size_t length = 0;

	if (copy == NULL)
		return NULL;
	for (size_t i = 0; i < size; i++)
		if ((octets[i] & 0x80) == 0)
			copy[length++] = octets[i];
	copy[length] = '\0';
	char *declaration = copy + strspn(copy, " \t\r\n");
	const char *end = strncmp(declaration, "<?xml ", 6) == 0 ? strstr(declaration, "?>") : NULL;
	if (end != NULL)
		memset(declaration, ' ', (size_t)(end + 2 - declaration));
	*ret_size = length;
	return copy;
}

static int read_story(const char *octets, size_t size, struct findings *findings)
{
	const struct ooxml_story_source source = {octets, size, NULL, 0};
	int r = xml_check(octets, size, &findings->obstacles);

	if (r == 0)
		r = read_tokens(octets, size, findings);
	return r == 0 ? ooxml_story_read(&source, findings) : r;
}

static int read_xml(const char *octets, size_t size, struct findings *findings)
{
	char *converted = NULL, *ascii = NULL;
	int r = 0;

	if (xml_check_is_utf16(octets, size)) {
		r = xml_check_from_utf16(octets, size, &converted, &size, &findings->obstacles);
		octets = converted;
	}
	if (r == 0) {
		ascii = copy_ascii(octets, size, &size);
		r = ascii != NULL ? read_story(ascii, size, findings) : -ENOMEM;
	}
	free(ascii);
	free(converted);
	if (r == -EBADMSG || r == 0)
		r = (findings->obstacles & OBSTACLE_LIMIT) != 0 ? -EFBIG : 0;
	return r;
}

/* ------------------------------------------------------------------ web archives */

static bool is_base64_octet(char octet)
{
	return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') || (octet >= '0' && octet <= '9') ||
	       octet == '+' || octet == '/';
}

/* "ActiveMime" in base64, whatever else stands between its letters. */
static bool is_macros_at(const char *at, const char *end)
{
	for (const char *mark = "QWN0aXZlTWlt"; *mark != '\0'; mark++) {
		while (at < end && !is_base64_octet(*at))
			at++;
		if (at == end || *at++ != *mark)
			return false;
	}
	return true;
}

static bool has_macros(const char *octets, size_t size)
{
	const char *end = octets + size;

	if (memmem(octets, size, "ActiveMime", 10) != NULL)
		return true;
	for (const char *at = octets; (at = memchr(at, 'Q', (size_t)(end - at))) != NULL; at++)
		if (is_macros_at(at, end))
			return true;
	return false;
}

/* ------------------------------------------------------------------ both */

static int look(const char *octets, size_t size, struct findings *findings)
{
	if (size > LIMIT_DOCUMENT_OCTETS)
		return -EFBIG;
	if (xml_check_looks(octets, size))
		return read_xml(octets, size, findings);
	if (has_macros(octets, size))
		findings->found = UNSAFE_BIT(UNSAFE_OFFICE_MACROS);
	return 0;
}

int office_text_unsafe(const char *octets, size_t size, unsigned strip, struct cleaning *ret_cleaning)
{
	struct findings findings = {0};
	struct cleaning cleaning;

	cleaning_init(&cleaning);
	int r = look(octets, size, &findings);
	cleaning.found = findings.found;
	cleaning.is_ambiguous = (findings.obstacles & OBSTACLE_AMBIGUOUS) != 0;
	findings_clear(&findings);
	if (r < 0 && r != -EFBIG)
		return r;
	if (r == -EFBIG)
		cleaning.state = CLEANING_LIMIT;
	else if ((cleaning.found & strip) == 0 && !cleaning.is_ambiguous)
		cleaning.state = CLEANING_UNCHANGED;
	*ret_cleaning = cleaning;
	return 0;
}
