#include "rules/form_report.h"

#include "rules/fingerprint.h"

#include <errno.h>
#include <string.h>

void form_report_encode(const struct form_report *report, struct writer *writer)
{
	writer_u8(writer, (uint8_t)report->state);
	writer_u32(writer, report->part);
	writer_u32(writer, report->fingerprint);
	writer_u32(writer, report->sample);
	writer_u32(writer, report->score);
	writer_u32(writer, report->label_count);
	writer_u32(writer, report->answer_count);
	writer_u32(writer, report->tick_count);
	writer_u32(writer, report->empty_count);
	for (uint32_t i = 0; i < report->empty_count; i++)
		writer_u32(writer, report->empty[i]);
	writer_bytes(writer, report->digest, report->has_digest ? sizeof(report->digest) : 0);
}

/* All of it, or none. */
static void decode_digest(struct reader *reader, struct form_report *report)
{
	size_t size = 0;
	const uint8_t *octets = reader_bytes(reader, &size);

	report->has_digest = octets != NULL && size == sizeof(report->digest);
	if (report->has_digest)
		memcpy(report->digest, octets, size);
	else if (size != 0)
		reader->error = -EBADMSG;
}

void form_report_decode(struct reader *reader, struct form_report *report)
{
	report->state = (enum form_state)reader_enum(reader, FORM_STATE_COUNT);
	report->part = reader_u32(reader);
	report->fingerprint = reader_u32(reader);
	report->sample = reader_count(reader, FINGERPRINT_SAMPLES_MAX - 1);
	report->score = reader_count(reader, 1000);
	report->label_count = reader_count(reader, FINGERPRINT_LINES_MAX);
	report->answer_count = reader_count(reader, report->label_count);
	report->tick_count = reader_u32(reader);
	report->empty_count = reader_count(reader, FORM_EMPTY_MAX);
	for (uint32_t i = 0; i < report->empty_count && reader->error == 0; i++)
		report->empty[i] = reader_count(reader, FINGERPRINT_LINES_MAX - 1);
	decode_digest(reader, report);
}
