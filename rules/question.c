#include "rules/question.h"

#include "rules/address.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ERRNO_MAX 4095 /* the kernel's own bound */

void ready_encode(const struct ready *ready, struct writer *writer)
{
	writer_u32(writer, ready->version);
	writer_u8(writer, ready->is_confined);
}

int ready_decode(struct reader *reader, struct ready *ret_ready)
{
	struct ready ready = {.version = reader_u32(reader)};
	int r;

	ready.is_confined = reader_bool(reader);
	r = reader_finish(reader);
	if (r == 0)
		*ret_ready = ready;
	return r;
}

void screen_request_encode(
    const struct envelope *envelope, const void *header, size_t header_size, struct writer *writer)
{
	envelope_encode(envelope, writer);
	writer_bytes(writer, header, header_size);
}

void screen_request_clear(struct screen_request *request)
{
	envelope_clear(&request->envelope);
	free(request->header);
	memset(request, 0, sizeof(*request));
}

int screen_request_decode(struct reader *reader, struct screen_request *ret_request)
{
	struct screen_request request = {0};
	size_t size = 0;
	int r = envelope_decode(reader, &request.envelope);

	if (r < 0)
		return r;
	const uint8_t *header = reader_bytes(reader, &size);
	r = reader_finish(reader);
	if (r == 0) {
		request.header = malloc(size > 0 ? size : 1);
		r = request.header != NULL ? 0 : -ENOMEM;
	}
	if (r < 0) {
		screen_request_clear(&request);
		return r;
	}
	memcpy(request.header, header, size);
	request.header_size = size;
	*ret_request = request;
	return 0;
}

void screen_answer_encode(const struct screen_answer *answer, struct writer *writer)
{
	writer_u8(writer, (uint8_t)answer->interest);
	writer_u32(writer, (uint32_t)answer->match_count);
	for (size_t i = 0; i < answer->match_count; i++)
		writer_string(writer, answer->matches[i]);
}

void screen_answer_clear(struct screen_answer *answer)
{
	for (size_t i = 0; i < answer->match_count; i++)
		free(answer->matches[i]);
	memset(answer, 0, sizeof(*answer));
}

int screen_answer_decode(struct reader *reader, struct screen_answer *ret_answer)
{
	struct screen_answer answer = {.interest = (enum screen_interest)reader_enum(reader, SCREEN_INTEREST_COUNT)};
	uint32_t count = reader_count(reader, SCREEN_MATCHES_MAX);
	int r = 0;

	for (uint32_t i = 0; i < count && r == 0; i++) {
		answer.matches[i] = reader_string(reader, ADDRESS_MAX);
		if (answer.matches[i] == NULL)
			r = reader->error != 0 ? reader->error : -EBADMSG;
		else
			answer.match_count = i + 1;
	}
	if (r == 0)
		r = reader_finish(reader);
	if (r < 0) {
		screen_answer_clear(&answer);
		return r;
	}
	*ret_answer = answer;
	return 0;
}

void inspect_request_encode(const struct envelope *envelope, enum inspect_purpose purpose, struct writer *writer)
{
	envelope_encode(envelope, writer);
	writer_u8(writer, (uint8_t)purpose);
}

void inspect_request_clear(struct inspect_request *request)
{
	envelope_clear(&request->envelope);
}

int inspect_request_decode(struct reader *reader, struct inspect_request *ret_request)
{
	struct inspect_request request = {0};
	int r = envelope_decode(reader, &request.envelope);

	if (r < 0)
		return r;
	request.purpose = (enum inspect_purpose)reader_enum(reader, PURPOSE_COUNT);
	r = reader_finish(reader);
	if (r < 0) {
		inspect_request_clear(&request);
		return r;
	}
	*ret_request = request;
	return 0;
}

void inspect_answer_encode(const struct inspect_answer *answer, struct writer *writer)
{
	writer_u32(writer, (uint32_t)answer->error);
	if (answer->error == 0) {
		verdict_encode(&answer->verdict, writer);
		writer_u64(writer, answer->body_offset);
		writer_u8(writer, answer->evidence != NULL);
		if (answer->evidence != NULL)
			evidence_encode(answer->evidence, writer);
	}
}

void inspect_answer_clear(struct inspect_answer *answer)
{
	if (answer->error == 0)
		verdict_clear(&answer->verdict);
	if (answer->evidence != NULL)
		evidence_clear(answer->evidence);
	free(answer->evidence);
	memset(answer, 0, sizeof(*answer));
}

/* Errors stick to the reader. */
static struct evidence *read_evidence(struct reader *reader)
{
	struct evidence *evidence = reader_bool(reader) ? calloc(1, sizeof(*evidence)) : NULL;

	if (evidence != NULL)
		evidence_decode(reader, evidence);
	return evidence;
}

int inspect_answer_decode(struct reader *reader, struct inspect_answer *ret_answer)
{
	struct inspect_answer answer = {.error = (int)reader_count(reader, ERRNO_MAX), .message_fd = -1};
	int r;

	verdict_init(&answer.verdict);
	if (answer.error == 0) {
		r = verdict_decode(reader, &answer.verdict);
		if (r < 0)
			return r;
		answer.body_offset = reader_u64(reader);
		answer.evidence = read_evidence(reader);
	}
	r = reader_finish(reader);
	if (r == 0 && (answer.body_offset > 0) != verdict_replaces_body(&answer.verdict))
		r = -EBADMSG;
	if (r < 0) {
		inspect_answer_clear(&answer);
		return r;
	}
	*ret_answer = answer;
	return 0;
}
