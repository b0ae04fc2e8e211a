#include "message/header_facts.h"

#include "message/copy_field.h"
#include "message/header.h"
#include "message/limits.h"
#include "message/mailbox_list.h"
#include "message/parameter.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

static const struct {
	const char *name;
	enum facts_field field;
} address_fields[] = {{"From", FIELD_FROM}, {"Sender", FIELD_SENDER}, {"Reply-To", FIELD_REPLY_TO}, {"To", FIELD_TO},
    {"Cc", FIELD_CC}, {"Bcc", FIELD_BCC}};

/* Mail that a machine wrote about other mail: RFC 6522, RFC 3464, RFC 8098. */
static const char *const report_types[] = {
    "multipart/report", "message/delivery-status", "message/disposition-notification"};

static void trim(const char **value, size_t *length)
{
	while (*length > 0 && header_is_folding_space(**value)) {
		(*value)++;
		(*length)--;
	}
	while (*length > 0 && header_is_folding_space((*value)[*length - 1]))
		(*length)--;
}

int content_field_check(const char *value, size_t length)
{
	static const char multipart[] = "multipart";
	bool is_ascii = true;

	trim(&value, &length);
	if (length > LIMIT_PARAMETER_BYTES)
		return -E2BIG;
	for (size_t i = 0; i < length; i++)
		is_ascii = is_ascii && (unsigned char)value[i] < 0x80;
	if (is_ascii)
		return 0;
	for (size_t i = 0; i + strlen(multipart) <= length; i++)
		if (strncasecmp(value + i, multipart, strlen(multipart)) == 0)
			return -EBADMSG;
	return 0;
}

static int add_addresses(struct facts *facts, enum facts_field field, const struct header_field *value)
{
	struct mailbox_list list;

	mailbox_list_init(&list, LIMIT_ADDRESSES - facts->address_count);
	int r = mailbox_list_read(&list, value->value, value->value_length);
	for (size_t i = 0; i < list.count && r != -ENOMEM; i++) {
		int added = facts_add_address(facts, field, list.items[i]);
		if (added < 0)
			r = added;
	}
	mailbox_list_clear(&list);
	return r;
}

static int note_copy_field(struct facts *facts, const struct header_field *field)
{
	int r = copy_field_check(field->value, field->value_length);

	facts->cc_field_count++;
	if (r == -EBADMSG)
		facts->is_cc_broken = true;
	return r == -ENOMEM ? r : 0;
}

static int read_address_field(struct facts *facts, const struct header_field *field)
{
	int r = header_field_is(field, "Cc") ? note_copy_field(facts, field) : 0;

	if (r < 0)
		return r;
	for (size_t i = 0; i < sizeof(address_fields) / sizeof(address_fields[0]); i++)
		if (header_field_is(field, address_fields[i].name))
			return add_addresses(facts, address_fields[i].field, field);
	return 0;
}

/* Two fields that disagree tell nothing. */
static enum answer merge(enum answer before, bool is_first, enum answer now)
{
	return is_first || before == now ? now : ANSWER_UNKNOWN;
}

/* RFC 3834 section 5: "no", or why not; comments and parameters may follow. */
static int read_auto_submitted(const struct header_field *field, enum answer *ret_answer)
{
	struct parameter_list list;
	int r = parameter_list_parse(field->value, field->value_length, &list);

	if (r < 0)
		return r;
	if (list.value[0] == '\0')
		*ret_answer = ANSWER_UNKNOWN;
	else
		*ret_answer = answer_of(strcmp(list.value, "no") != 0);
	parameter_list_clear(&list);
	return 0;
}

static int read_report(const struct header_field *field, enum answer *ret_answer)
{
	struct parameter_list list;
	int r = parameter_list_parse(field->value, field->value_length, &list);

	if (r < 0)
		return r;
	*ret_answer = ANSWER_NO;
	for (size_t i = 0; i < sizeof(report_types) / sizeof(report_types[0]); i++)
		if (strcmp(list.value, report_types[i]) == 0)
			*ret_answer = ANSWER_YES;
	parameter_list_clear(&list);
	return 0;
}

/* What is put together while the fields go by. */
struct marks {
	enum answer auto_submitted;
	bool has_auto_submitted;
	enum answer report;
	bool has_type;
};

/* Programs that have nothing to refer to may write an empty "<>". */
static bool names_message(const char *value, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!header_is_folding_space(value[i]) && value[i] != '<' && value[i] != '>')
			return true;
	return false;
}

static int read_marks(struct facts *facts, const struct header_field *field, struct marks *marks)
{
	const char *value = field->value;
	size_t length = field->value_length;
	enum answer answer = ANSWER_UNKNOWN;
	int r = 0;

	if (header_field_is(field, "In-Reply-To") || header_field_is(field, "References")) {
		if (names_message(value, length))
			facts->is_follow_up = ANSWER_YES;
	} else if (header_field_is_resent(field)) {
		facts->is_resent = ANSWER_YES;
	} else if (header_field_is(field, "DKIM-Signature")) {
		facts->is_dkim_signed = ANSWER_YES;
	} else if (header_field_is(field, "Auto-Submitted")) {
		r = read_auto_submitted(field, &answer);
		marks->auto_submitted = merge(marks->auto_submitted, !marks->has_auto_submitted, answer);
		marks->has_auto_submitted = true;
	} else if (header_field_is(field, "Content-Type")) {
		r = read_report(field, &answer);
		marks->report = merge(marks->report, !marks->has_type, answer);
		marks->has_type = true;
	}
	return r;
}

static int read_field(struct facts *facts, const struct header_field *field, struct marks *marks)
{
	bool is_content = header_field_is(field, "Content-Type") || header_field_is(field, "Content-Disposition");

	if (field->value_length > LIMIT_FIELD_BYTES)
		return -E2BIG;
	int r = is_content ? content_field_check(field->value, field->value_length) : 0;
	if (r == 0)
		r = read_address_field(facts, field);
	return r < 0 ? r : read_marks(facts, field, marks);
}

int header_facts_read(const void *bytes, size_t size, struct facts *facts, size_t *ret_header_size)
{
	struct marks marks = {.auto_submitted = ANSWER_NO, .report = ANSWER_NO};
	struct header_reader reader;
	struct header_field field;
	int r = 0;

	facts->is_follow_up = ANSWER_NO;
	facts->is_resent = ANSWER_NO;
	facts->is_dkim_signed = ANSWER_NO;
	header_reader_init(&reader, bytes, size);
	while (r != -ENOMEM && header_reader_next(&reader, &field)) {
		int now = read_field(facts, &field, &marks);
		if (r == 0 || now == -ENOMEM)
			r = now;
	}
	facts->is_auto_submitted = answer_or(marks.auto_submitted, marks.report);
	if (r == 0)
		*ret_header_size = (size_t)(reader.at - (const char *)bytes);
	return r;
}
