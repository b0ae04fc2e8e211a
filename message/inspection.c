#include "message/inspection.h"

#include "channel/channel.h"
#include "message/copy_edit.h"
#include "message/form/form_reader.h"
#include "message/mapping.h"
#include "message/reading.h"
#include "message/sanitise/sanitation.h"
#include "message/strip_edit.h"
#include "rules/policy_content.h"
#include "rules/policy_eval.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
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

/* A Cc that has no room for the copies. With the referral addresses that To and Cc name. */
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

/* A message, on its way to a verdict. */
struct case_file {
	const struct inspection *inspection;
	const struct envelope *envelope;
	const struct mapping *mapping; /* the message that would leave ... */
	struct outline *outline;       /* ... and its parts */
	struct outline old;
	struct facts facts;
	struct sanitation sanitation;
	struct evidence *evidence; /* or NULL */
};

/* What is unsafe in a message that has one reading; from here on it is the one without that. */
static int sanitise(struct case_file *file)
{
	const struct inspection *inspection = file->inspection;
	const struct route *route = NULL;
	int r = policy_unsafe_route(inspection->ruleset, file->envelope, &file->facts, &route);

	if (r < 0 || route == NULL || file->outline->count == 0 || file->facts.uninspectable != TROUBLE_NONE)
		return r;
	r = sanitation_make(file->mapping, file->outline, route, inspection->sniffer, inspection->message_size,
	    &file->facts, &file->sanitation);
	if (r == 0 && file->sanitation.has_message) {
		file->mapping = &file->sanitation.mapping;
		file->outline = &file->sanitation.outline;
	}
	return r;
}

/* What a PDF does by itself, poppler may do while it reads it. Where it has to go and cannot, the message is refused.
 */
static bool is_safe_to_open(const struct route *route, const struct facts *facts)
{
	unsigned stopped =
	    unsafe_rule_classes(&route->unsafe, ACTION_STRIP) | unsafe_rule_classes(&route->unsafe, ACTION_REFUSE);

	return facts->uninspectable != TROUBLE_BOMB &&
	       (facts->unsafe_found & ~facts->unsafe_removed & stopped & UNSAFE_BIT(UNSAFE_PDF_ACTIVE)) == 0;
}

/* Which form to look for depends on the route; without one there is none. A message with several readings has several
 * sets of files. */
static int read_forms(struct case_file *file)
{
	const struct route *route = NULL;
	int r = policy_form_route(file->inspection->ruleset, file->envelope, &file->facts, &route);

	if (r < 0)
		return r;
	if (route == NULL || !form_rule_is_taught(&route->form) || file->outline->count == 0 ||
	    !is_safe_to_open(route, &file->facts))
		return 0;
	return form_reader_read(file->mapping, file->outline, route, NULL, &file->facts);
}

static int judge(struct case_file *file, struct verdict *ret_verdict)
{
	const struct ruleset *ruleset = file->inspection->ruleset;
	struct verdict verdict;
	int r = policy_eval(ruleset, file->envelope, &file->facts, &verdict);

	if (r < 0)
		return r;
	r = copy_edit_add(ruleset, file->mapping, &verdict);
	if (r == 0 && policy_content_is_stripped(&verdict))
		r = strip_edit_add(&file->sanitation.message, &verdict);
	if (r < 0) {
		verdict_clear(&verdict);
		return r;
	}
	*ret_verdict = verdict;
	return 0;
}

/* Hands the new message out where the verdict says so, and nowhere else. */
static void give_message(struct case_file *file, struct inspect_answer *answer)
{
	struct spliced *message = &file->sanitation.message;

	if (!verdict_replaces_body(&answer->verdict))
		return;
	answer->body_offset = message->body_offset;
	answer->message_fd = message->fd;
	message->fd = -1;
}

/* What the message was before anything was taken out of it. */
static int note_old(struct case_file *file)
{
	if (!file->inspection->is_explaining)
		return 0;
	file->evidence = calloc(1, sizeof(*file->evidence));
	return file->evidence != NULL ? evidence_take_old(&file->facts, file->evidence) : -ENOMEM;
}

/* The answer's, whether or not the message could be judged by it. */
static int give_evidence(struct case_file *file, struct inspect_answer *answer)
{
	if (file->evidence == NULL)
		return 0;
	answer->evidence = file->evidence;
	return evidence_take(&file->facts, file->evidence);
}

static int inspect(const struct inspection *inspection, const struct inspect_request *request,
    const struct mapping *mapping, struct inspect_answer *answer)
{
	struct case_file file = {.inspection = inspection, .envelope = &request->envelope, .mapping = mapping};

	facts_init(&file.facts);
	outline_init(&file.old);
	sanitation_init(&file.sanitation);
	file.outline = &file.old;
	int r = reading_make(mapping, inspection->sniffer, &file.facts, &file.old);
	if (r == 0)
		r = note_old(&file);
	if (r == 0 && request->purpose == PURPOSE_JUDGE)
		r = sanitise(&file);
	if (r == 0)
		r = read_forms(&file);
	if (r == 0)
		r = judge(&file, &answer->verdict);
	if (r == 0)
		give_message(&file, answer);
	if (r == -EBADMSG)
		r = judge_unread(inspection->ruleset, file.envelope, &file.facts, &answer->verdict);
	if (r == 0)
		r = give_evidence(&file, answer);
	sanitation_clear(&file.sanitation);
	outline_clear(&file.old);
	facts_clear(&file.facts);
	return r;
}

void inspection_answer(
    void *context, const struct inspect_request *request, int message_fd, struct inspect_answer *ret_answer)
{
	struct mapping mapping = {0};
	int r = mapping_open(message_fd, &mapping);

	if (r == 0) {
		r = inspect(context, request, &mapping, ret_answer);
		mapping_close(&mapping);
	}
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
	const struct inspect_request request = {.envelope = {.sender = sender}};

	inspection_answer(inspection, &request, fd, &answer);
	int r = -answer.error;
	if (answer.body_offset > 0)
		close(answer.message_fd);
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
