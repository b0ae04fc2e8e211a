/* How a verdict crosses to the gate. The decoder holds a value's shape to the limits of verdict.h; whether the policy
 * could have said so is policy_check's question. */
#include "rules/grow.h"
#include "rules/verdict.h"

#include <errno.h>
#include <stdlib.h>

#define FIELD_NAME_MAX 127 /* octets of a header field name in an edit */

static void encode_findings(const struct verdict *verdict, struct writer *writer)
{
	writer_u32(writer, (uint32_t)verdict->finding_count);
	for (size_t i = 0; i < verdict->finding_count; i++) {
		const struct finding *finding = &verdict->findings[i];
		writer_u8(writer, (uint8_t)finding->reason);
		writer_u8(writer, (uint8_t)finding->action);
		writer_u32(writer, finding->subject);
		writer_u8(writer, finding->is_excepted);
		writer_u8(writer, (uint8_t)finding->trouble);
	}
}

static void encode_copies(const struct verdict *verdict, struct writer *writer)
{
	writer_u32(writer, (uint32_t)verdict->copy_count);
	for (size_t i = 0; i < verdict->copy_count; i++) {
		const struct verdict_copy *copy = &verdict->copies[i];
		writer_u8(writer, (uint8_t)copy->in_header);
		writer_u8(writer, (uint8_t)copy->in_envelope);
		writer_u8(writer, copy->is_sender);
		writer_u8(writer, copy->is_added);
	}
}

static void encode_parts(const struct verdict *verdict, struct writer *writer)
{
	writer_u32(writer, (uint32_t)verdict->part_count);
	for (size_t i = 0; i < verdict->part_count; i++) {
		writer_string(writer, verdict->parts[i].declared_type);
		writer_string(writer, verdict->parts[i].sniffed_type);
		writer_u64(writer, verdict->parts[i].decoded_size);
	}
}

static void encode_forms(const struct verdict *verdict, struct writer *writer)
{
	writer_u32(writer, (uint32_t)verdict->form_count);
	for (size_t i = 0; i < verdict->form_count; i++)
		form_report_encode(&verdict->forms[i], writer);
}

static void encode_edits(const struct verdict *verdict, struct writer *writer)
{
	writer_u32(writer, (uint32_t)verdict->edit_count);
	for (size_t i = 0; i < verdict->edit_count; i++) {
		writer_u8(writer, (uint8_t)verdict->edits[i].kind);
		writer_string(writer, verdict->edits[i].name);
		writer_u32(writer, verdict->edits[i].occurrence);
		writer_string(writer, verdict->edits[i].value);
	}
}

static void encode_trace(const struct verdict *verdict, struct writer *writer)
{
	writer_u32(writer, (uint32_t)verdict->trace_count);
	for (size_t i = 0; i < verdict->trace_count; i++) {
		writer_u8(writer, (uint8_t)verdict->trace[i].predicate);
		writer_u32(writer, verdict->trace[i].subject);
		writer_u8(writer, (uint8_t)verdict->trace[i].answer);
	}
}

void verdict_encode(const struct verdict *verdict, struct writer *writer)
{
	writer_u8(writer, (uint8_t)verdict->disposition);
	writer_u8(writer, (uint8_t)verdict->would_disposition);
	writer_u8(writer, (uint8_t)verdict->mail_class);
	writer_u8(writer, (uint8_t)verdict->mode);
	writer_string(writer, verdict->route);
	writer_u32(writer, verdict->exception);
	writer_u8(writer, verdict->carries_referral);
	writer_u8(writer, verdict->breaks_dkim);
	encode_findings(verdict, writer);
	encode_copies(verdict, writer);
	encode_parts(verdict, writer);
	encode_forms(verdict, writer);
	encode_edits(verdict, writer);
	encode_trace(verdict, writer);
}

static void decode_findings(struct reader *reader, struct verdict *verdict)
{
	uint32_t count = reader_count(reader, VERDICT_FINDINGS_MAX);

	for (uint32_t i = 0; i < count && reader->error == 0; i++) {
		struct finding *finding = &verdict->findings[i];
		finding->reason = (enum reason)reader_enum(reader, REASON_COUNT);
		finding->action = (enum action)reader_enum(reader, ACTION_COUNT);
		finding->subject = reader_u32(reader);
		finding->is_excepted = reader_bool(reader);
		finding->trouble = (enum trouble)reader_enum(reader, TROUBLE_COUNT);
		verdict->finding_count = i + 1;
	}
}

static enum answer decode_answer(struct reader *reader)
{
	return (enum answer)reader_enum(reader, ANSWER_YES + 1);
}

static void decode_copies(struct reader *reader, struct verdict *verdict)
{
	uint32_t count = reader_count(reader, RULESET_SECTION_MAX);

	for (uint32_t i = 0; i < count && reader->error == 0; i++) {
		struct verdict_copy *copy = &verdict->copies[i];
		copy->in_header = decode_answer(reader);
		copy->in_envelope = decode_answer(reader);
		copy->is_sender = reader_bool(reader);
		copy->is_added = reader_bool(reader);
		verdict->copy_count = i + 1;
	}
}

static int decode_parts(struct reader *reader, struct verdict *verdict)
{
	uint32_t count = reader_count(reader, VERDICT_PARTS_MAX);

	for (uint32_t i = 0; i < count; i++) {
		struct verdict_part *parts = grow_by_one(verdict->parts, i, sizeof(*parts));
		if (parts == NULL)
			return -ENOMEM;
		verdict->parts = parts;
		parts[i].declared_type = reader_string(reader, VERDICT_TYPE_MAX);
		parts[i].sniffed_type = reader_string(reader, VERDICT_TYPE_MAX);
		parts[i].decoded_size = reader_u64(reader);
		verdict->part_count = i + 1;
		if (reader->error != 0 || parts[i].declared_type == NULL)
			return -EBADMSG;
	}
	return 0;
}

static int decode_forms(struct reader *reader, struct verdict *verdict)
{
	uint32_t count = reader_count(reader, FORM_REPORTS_MAX);

	if (count == 0)
		return 0;
	verdict->forms = calloc(count, sizeof(*verdict->forms));
	if (verdict->forms == NULL)
		return -ENOMEM;
	verdict->form_count = count;
	for (uint32_t i = 0; i < count && reader->error == 0; i++)
		form_report_decode(reader, &verdict->forms[i]);
	return 0;
}

static bool is_of_header(enum edit_kind kind)
{
	return kind == EDIT_ADD_HEADER || kind == EDIT_CHANGE_HEADER;
}

static int decode_edits(struct reader *reader, struct verdict *verdict)
{
	uint32_t count = reader_count(reader, VERDICT_EDITS_MAX);

	for (uint32_t i = 0; i < count; i++) {
		struct edit *edits = grow_by_one(verdict->edits, i, sizeof(*edits));
		if (edits == NULL)
			return -ENOMEM;
		verdict->edits = edits;
		edits[i].kind = (enum edit_kind)reader_enum(reader, EDIT_KIND_COUNT);
		edits[i].name = reader_string(reader, FIELD_NAME_MAX);
		edits[i].occurrence = reader_u32(reader);
		edits[i].value = reader_string(reader, VERDICT_VALUE_MAX);
		verdict->edit_count = i + 1;
		if (reader->error != 0 || edits[i].value == NULL)
			return -EBADMSG;
		if (is_of_header(edits[i].kind) != (edits[i].name != NULL))
			return -EBADMSG;
	}
	return 0;
}

static int decode_trace(struct reader *reader, struct verdict *verdict)
{
	uint32_t count = reader_count(reader, VERDICT_TRACE_MAX);

	for (uint32_t i = 0; i < count && reader->error == 0; i++) {
		enum predicate predicate = (enum predicate)reader_enum(reader, PREDICATE_COUNT);
		uint32_t subject = reader_u32(reader);
		int r = verdict_add_trace(verdict, predicate, subject, decode_answer(reader));
		if (r < 0)
			return r;
	}
	return 0;
}

int verdict_decode(struct reader *reader, struct verdict *ret_verdict)
{
	struct verdict verdict;
	int r;

	verdict_init(&verdict);
	verdict.disposition = (enum disposition)reader_enum(reader, DISPOSITION_COUNT);
	verdict.would_disposition = (enum disposition)reader_enum(reader, DISPOSITION_COUNT);
	verdict.mail_class = (enum mail_class)reader_enum(reader, CLASS_COUNT);
	verdict.mode = (enum route_mode)reader_enum(reader, ROUTE_MODE_COUNT);
	verdict.route = reader_string(reader, RULESET_NAME_MAX);
	verdict.exception = reader_u32(reader);
	verdict.carries_referral = reader_bool(reader);
	verdict.breaks_dkim = reader_bool(reader);
	decode_findings(reader, &verdict);
	decode_copies(reader, &verdict);
	r = decode_parts(reader, &verdict);
	if (r == 0)
		r = decode_forms(reader, &verdict);
	if (r == 0)
		r = decode_edits(reader, &verdict);
	if (r == 0)
		r = decode_trace(reader, &verdict);
	if (reader->error != 0)
		r = reader->error;
	if (r < 0) {
		verdict_clear(&verdict);
		return r;
	}
	*ret_verdict = verdict;
	return 0;
}
