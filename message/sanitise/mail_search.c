#include "message/sanitise/mail_search.h"

#include "channel/channel.h"
#include "message/family.h"
#include "message/form/limits.h"
#include "message/header.h"
#include "message/leaf_content.h"
#include "message/reading.h"
#include "message/sanitise/file_class.h"
#include "message/sanitise/file_name.h"
#include "message/sanitise/limits.h"
#include "message/sanitise/part_cleaner.h"
#include "message/text.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

#define HEADER_FIELDS 200 /* of a file that does not say that it is a mail, those that are looked at */

static bool is_called_mail(const struct facts_part *part)
{
	for (size_t i = 0; i < part->name_count; i++)
		if (strcasecmp(file_name_extension(part->names[i]), "eml") == 0)
			return true;
	return strcmp(part->declared_type, "message/rfc822") == 0 || strcmp(part->declared_type, "message/global") == 0;
}

static bool is_called_text(const struct facts_part *part)
{
	for (size_t i = 0; i < part->name_count; i++)
		if (family_of_name(part->names[i]) == FAMILY_TEXT)
			return true;
	return false;
}

/* Begins with fields of which some make a mail, and others one of several parts. */
static bool begins_as_mail(const char *octets, size_t size)
{
	struct header_reader reader;
	struct header_field field = {0};
	bool is_sent = false, has_type = false;

	header_reader_init(&reader, octets, size);
	for (unsigned i = 0; i < HEADER_FIELDS && header_reader_next(&reader, &field); i++) {
		is_sent = is_sent || header_field_is(&field, "From") || header_field_is(&field, "Received") ||
			  header_field_is(&field, "MIME-Version");
		has_type = has_type || header_field_is(&field, "Content-Type");
	}
	return is_sent && has_type && !reader.is_irregular;
}

bool mail_search_is_mail(const struct facts_part *part, const char *octets, size_t size)
{
	if (part->role == PART_BODY || part->role == PART_CONTAINER)
		return false;
	return is_called_mail(part) || (!is_called_text(part) && begins_as_mail(octets, size));
}

static bool has_words(const char *octets, size_t size, const char *words)
{
	size_t length = strlen(words);

	for (const char *at = octets; size - (size_t)(at - octets) >= length; at++) {
		at = memchr(at, words[0], size - (size_t)(at - octets));
		if (at == NULL || size - (size_t)(at - octets) < length)
			return false;
		if (strncasecmp(at, words, length) == 0)
			return true;
	}
	return false;
}

static bool has_attachments(const char *octets, size_t size)
{
	return has_words(octets, size, "name=") || has_words(octets, size, "name*") ||
	       has_words(octets, size, "base64");
}

static int search_leaf(struct archive_search *search, const struct facts_part *part, const struct leaf_content *content)
{
	struct file_class class = {0};
	struct part_cleaning cleaning;
	int r = file_class_find(part, content->octets, content->size, search->sniffer, &class);

	if (r < 0)
		return r;
	search->found |= class.found;
	search->is_past_limit = search->is_past_limit || class.is_past_limit;
	r = part_cleaner_clean(class.format, content->octets, content->size, NULL, 0, &cleaning);
	if (r < 0)
		return r;
	/* Pictures of somebody's signature are no reason to take away a whole mail: programs that show a saved mail ask
	 * before they fetch them. */
	if (part->role == PART_BODY)
		cleaning.cleaning.found &= ~UNSAFE_BIT(UNSAFE_HTML_REMOTE);
	search->found |= cleaning.cleaning.found;
	search->is_ambiguous = search->is_ambiguous || (cleaning.cleaning.is_ambiguous && cleaning.cleaning.found == 0);
	/* Of HTML that nobody can look through in time, more is known: it goes. */
	if (cleaning.cleaning.state == CLEANING_LIMIT && class.format == FORMAT_HTML)
		search->found |= UNSAFE_BIT(UNSAFE_HTML_ACTIVE);
	else if (cleaning.cleaning.state == CLEANING_LIMIT)
		search->is_past_limit = true;
	cleaning_clear(&cleaning.cleaning);
	if ((class.found & UNSAFE_BIT(UNSAFE_ARCHIVE)) != 0)
		return archive_search_add(search, content->octets, content->size);
	return class.format == FORMAT_OTHER ? mail_search_add(search, part, content->octets, content->size) : 0;
}

static int search_leaves(struct archive_search *search, const struct mapping *mapping, const struct outline *outline,
    const struct facts *facts)
{
	int r = 0;

	for (size_t i = 0; i < outline->count && r == 0 && !search->is_past_limit; i++) {
		struct leaf_content content = {0};
		if (outline->parts[i].kind != OUTLINE_LEAF)
			continue;
		r = leaf_content_read(mapping, &outline->parts[i], &content);
		if (r == 0) {
			r = search_leaf(search, &facts->parts[i], &content);
			leaf_content_clear(&content);
		}
	}
	return r;
}

static int search_mapping(struct archive_search *search, const struct mapping *mapping, bool is_called_mail)
{
	struct outline outline;
	struct facts facts;

	outline_init(&outline);
	facts_init(&facts);
	int r = reading_make(mapping, search->sniffer, &facts, &outline);
	bool is_read =
	    r == 0 && outline.count > 0 && outline.count == facts.part_count && facts.ambiguity == TROUBLE_NONE;
	if (is_read)
		r = search_leaves(search, mapping, &outline, &facts);
	else if (r == 0 && is_called_mail && has_attachments(mapping->bytes, mapping->size))
		search->is_ambiguous = true;
	facts_clear(&facts);
	outline_clear(&outline);
	return r;
}

/* With the line ends of a mail as it is sent, the last one too. */
static int write_mail(int fd, const char *octets, size_t size)
{
	bool has_returns = memchr(octets, '\r', size) != NULL;
	struct text text;

	text_init(&text);
	for (size_t i = 0; i < size; i++) {
		if (octets[i] == '\n' && !has_returns)
			text_append_octet(&text, '\r');
		text_append_octet(&text, octets[i]);
	}
	if (octets[size - 1] != '\n')
		text_append(&text, "\r\n", strlen("\r\n"));
	int r = text.error < 0 ? text.error : channel_write(fd, text_string(&text), text.length);
	text_clear(&text);
	return r;
}

static int search_mail(struct archive_search *search, const char *octets, size_t size, bool is_called_mail)
{
	struct mapping mapping = {.fd = -1, .bytes = ""};
	int fd = -1, r = channel_memfd("mail", &fd);

	if (r < 0)
		return r;
	r = write_mail(fd, octets, size);
	if (r == 0)
		r = channel_seal(fd);
	if (r == 0)
		r = mapping_open(fd, &mapping);
	if (r == 0) {
		r = search_mapping(search, &mapping, is_called_mail);
		mapping_close(&mapping);
	}
	close(fd);
	return r;
}

int mail_search_add(struct archive_search *search, const struct facts_part *part, const char *octets, size_t size)
{
	if (size == 0 || !mail_search_is_mail(part, octets, size))
		return 0;
	if (search->mails == LIMIT_LOOK_MAILS || search->documents == LIMIT_ARCHIVE_ENTRIES) {
		search->is_past_limit = true;
		return 0;
	}
	search->documents++;
	search->mails++;
	int r = search_mail(search, octets, size, is_called_mail(part));
	search->mails--;
	return r;
}
