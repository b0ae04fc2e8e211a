#include "message/inspection.h"

#include "channel/channel.h"
#include "message/copy_field.h"
#include "message/facts_reader.h"
#include "message/header.h"
#include "message/text.h"
#include "rules/policy_edits.h"
#include "rules/policy_eval.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Something of everything that an ordinary message has. */
static const char sample[] =
    "From: =?utf-8?q?Terry?= <terry@school.example.org>\r\nTo: \"Sam\" <sam@council.example.org>, team: "
    "a@b.example;\r\n"
    "Cc: lee@council.example.org\r\nSubject: =?windows-1252?b?SGVsbG8=?=\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=\"one\"\r\n\r\n"
    "--one\r\nContent-Type: multipart/alternative; boundary=two\r\n\r\n"
    "--two\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
    "quoted-printable\r\n\r\nHello=20\r\n"
    "--two\r\nContent-Type: text/html; charset=windows-1252\r\nContent-Transfer-Encoding: "
    "8bit\r\n\r\n<p>Hello\r\n--two--\r\n"
    "--one\r\nContent-Type: message/rfc822\r\n\r\nFrom: sam@council.example.org\r\n\r\nHello\r\n"
    "--one\r\nContent-Type: application/octet-stream; name=\"=?utf-8?q?form.pdf?=\"\r\nContent-ID: "
    "<1@school.example.org>\r\n"
    "Content-Disposition: attachment; filename*0*=utf-8''form; filename*1=.pdf\r\nContent-Transfer-Encoding: base64\r\n"
    "\r\nJVBERi0xLjcKSGVsbG8=\r\n--one--\r\n";

/* Enough of it for a rehearsal, which every child pays for. */
static const char small_sample[] =
    "From: Terry <terry@school.example.org>\r\nTo: sam@council.example.org\r\n\r\nHello\r\n";

/* With the referral addresses that To and Cc name, as far as they could be read. */
static int judge_unread(const struct ruleset *ruleset, const struct envelope *envelope, const struct facts *facts,
    struct verdict *ret_verdict)
{
	char **matches = calloc(facts->address_count + 1, sizeof(*matches));
	size_t count = 0;

	if (matches == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < facts->address_count && facts->is_resent != ANSWER_YES; i++) {
		const struct facts_address *address = &facts->addresses[i];
		if ((address->field == FIELD_TO || address->field == FIELD_CC) &&
		    ruleset_is_referral_address(ruleset, address->canonical))
			matches[count++] = address->canonical;
	}
	int r = policy_eval_unread(
	    ruleset, envelope, matches, count, REASON_CONTENT_UNINSPECTABLE, TROUBLE_TOO_MUCH, ret_verdict);
	free(matches);
	return r;
}

/* The copies that a repair adds and no field names yet. */
static size_t find_unseen(const struct route *route, const struct verdict *verdict, struct copy_address *ret_copies)
{
	size_t count = 0;

	for (size_t i = 0; i < verdict->copy_count; i++) {
		const struct required_copy *copy = &route->copies[i];
		if (verdict->copies[i].is_added && verdict->copies[i].in_header != ANSWER_YES)
			ret_copies[count++] = (struct copy_address){copy->name, copy->any_of.items[0]};
	}
	return count;
}

static bool find_copy_field(const void *bytes, size_t size, struct header_field *ret_field)
{
	struct header_reader reader;

	header_reader_init(&reader, bytes, size);
	while (header_reader_next(&reader, ret_field))
		if (header_field_is(ret_field, "Cc"))
			return true;
	return false;
}

/* -EBADMSG when the field as the sender wrote it cannot be written again: lines too long, controls in it. */
static int edit_field(
    const void *bytes, size_t size, const struct copy_address *copies, size_t count, struct verdict *verdict)
{
	struct header_field field = {0};
	struct text value = {0};
	bool is_changed = false;
	bool exists = find_copy_field(bytes, size, &field);

	int r = copy_field_write(exists ? field.value : NULL, field.value_length, copies, count, &value, &is_changed);
	if (r == 0 && is_changed) {
		if (strlen(text_string(&value)) != value.length || !policy_edits_value_is_folded(text_string(&value)))
			r = -EBADMSG;
		else
			r = verdict_add_edit(verdict, exists ? EDIT_CHANGE_HEADER : EDIT_ADD_HEADER, "Cc",
			    exists ? 1 : 0, text_string(&value));
	}
	text_clear(&value);
	return r == -E2BIG ? -EBADMSG : r;
}

static int add_copy_field(const struct ruleset *ruleset, int message_fd, struct verdict *verdict)
{
	const struct route *route = verdict->route != NULL ? ruleset_find(ruleset, verdict->route) : NULL;
	struct copy_address copies[RULESET_SECTION_MAX];
	size_t count = route != NULL ? find_unseen(route, verdict, copies) : 0;
	size_t size = 0;

	if (count == 0)
		return 0;
	int r = channel_sealed_size(message_fd, &size);
	if (r < 0)
		return -EIO;
	void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, message_fd, 0);
	if (bytes == MAP_FAILED)
		return -errno;
	r = edit_field(bytes, size, copies, count, verdict);
	munmap(bytes, size);
	return r;
}

static int judge(const struct inspection *inspection, const struct envelope *envelope, const struct facts *facts,
    int message_fd, struct verdict *ret_verdict)
{
	struct verdict verdict;
	int r = policy_eval(inspection->ruleset, envelope, facts, &verdict);

	if (r < 0)
		return r;
	r = add_copy_field(inspection->ruleset, message_fd, &verdict);
	if (r < 0) {
		verdict_clear(&verdict);
		return r;
	}
	*ret_verdict = verdict;
	return 0;
}

void inspection_answer(
    void *context, const struct envelope *envelope, int message_fd, struct inspect_answer *ret_answer)
{
	const struct inspection *inspection = context;
	struct facts facts;

	facts_init(&facts);
	int r = facts_read(message_fd, inspection->sniffer, &facts);
	if (r == 0)
		r = judge(inspection, envelope, &facts, message_fd, &ret_answer->verdict);
	if (r == -EBADMSG)
		r = judge_unread(inspection->ruleset, envelope, &facts, &ret_answer->verdict);
	facts_clear(&facts);
	ret_answer->error = -r;
}

static int open_message(const char *message, int *ret_fd)
{
	int fd = -1;
	int r = channel_memfd("sample", &fd);

	if (r < 0)
		return r;
	r = channel_write(fd, message, strlen(message));
	if (r == 0)
		r = channel_seal(fd);
	if (r < 0)
		close(fd);
	else
		*ret_fd = fd;
	return r;
}

static int judge_sample(struct inspection *inspection, int fd)
{
	struct inspect_answer answer = {0};
	char sender[] = "terry@school.example.org";
	const struct envelope envelope = {.sender = sender};

	inspection_answer(inspection, &envelope, fd, &answer);
	int r = -answer.error;
	inspect_answer_clear(&answer);
	return r;
}

int inspection_warm(struct inspection *inspection)
{
	int fd = -1;
	int r = open_message(sample, &fd);

	if (r < 0)
		return r;
	r = judge_sample(inspection, fd);
	close(fd);
	return r < 0 ? r : open_message(small_sample, &inspection->sample_fd);
}

int inspection_rehearse(void *context)
{
	struct inspection *inspection = context;

	return judge_sample(inspection, inspection->sample_fd);
}
