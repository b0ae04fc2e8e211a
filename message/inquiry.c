#include "message/inquiry.h"

#include "channel/channel.h"
#include "message/form/form_lesson.h"
#include "message/form/form_trial.h"
#include "message/mapping.h"
#include "rules/form_question.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool has_policy(const struct bundle *bundle)
{
	for (size_t i = 0; i < bundle->count; i++)
		if (bundle->files[i].kind == BUNDLE_RULES)
			return true;
	return false;
}

int inquiry_init(const struct bundle *bundle, struct problem_list *problems, struct inquiry *ret_inquiry)
{
	struct inquiry inquiry = {0};
	int r;

	if (has_policy(bundle))
		r = ruleset_new(bundle, (int64_t)time(NULL), problems, &inquiry.ruleset);
	else
		r = form_library_load(bundle, problems, &inquiry.forms);
	if (r == 0 && problems->has_error)
		r = -EINVAL;
	if (r < 0)
		inquiry_clear(&inquiry);
	else
		*ret_inquiry = inquiry;
	return r;
}

void inquiry_clear(struct inquiry *inquiry)
{
	ruleset_free(inquiry->ruleset);
	form_library_clear(&inquiry->forms);
	*inquiry = (struct inquiry){0};
}

static int add_forms(
    const struct form_library *library, char *const *names, size_t count, bool is_superseded, struct form_rule *rule)
{
	for (size_t i = 0; i < count; i++) {
		const struct learnt_form *learnt = form_library_find(library, names[i]);
		if (learnt == NULL)
			return -EBADMSG;
		rule->fingerprints[rule->fingerprint_count++] =
		    (struct form_reference){.fingerprint = &learnt->fingerprint,
			.name = learnt->name,
			.index = (size_t)(learnt - library->items),
			.is_superseded = is_superseded};
	}
	return 0;
}

/* A route that demands one of the forms, and leaves all else as it is by default. */
static int make_rule(const struct inquiry *inquiry, const struct form_question *question, struct form_rule *rule)
{
	form_rule_init(rule);
	rule->fingerprints =
	    calloc(question->current_count + question->superseded_count + 1, sizeof(*rule->fingerprints));
	if (rule->fingerprints == NULL)
		return -ENOMEM;
	int r = add_forms(&inquiry->forms, question->current, question->current_count, false, rule);
	if (r == 0)
		r = add_forms(&inquiry->forms, question->superseded, question->superseded_count, true, rule);
	return r;
}

static int hold_trial(
    const struct inquiry *inquiry, const struct form_question *question, int fd, struct form_answer *answer)
{
	struct route made = {.photo_size = RULESET_PHOTO_SIZE};
	const struct route *route = &made;
	struct mapping mapping = {0};
	int r = 0;

	if (question->route == NULL)
		r = make_rule(inquiry, question, &made.form);
	else if (inquiry->ruleset == NULL || (route = ruleset_find(inquiry->ruleset, question->route)) == NULL)
		r = -EBADMSG;
	if (r == 0)
		r = mapping_open(fd, &mapping);
	if (r == 0) {
		r = form_trial_hold(&mapping, route, inquiry->sniffer, answer);
		mapping_close(&mapping);
	}
	form_rule_clear(&made.form);
	return r;
}

static int give_lesson(
    struct inquiry *inquiry, const struct form_question *question, int fd, struct form_answer *answer)
{
	struct fingerprint nothing = {0};
	struct mapping mapping = {0};
	int r = inquiry->forms.count <= 1 ? mapping_open(fd, &mapping) : -EBADMSG;

	if (r < 0)
		return r;
	struct fingerprint *learnt = inquiry->forms.count == 1 ? &inquiry->forms.items[0].fingerprint : &nothing;
	r = form_lesson_give(question, mapping.bytes, mapping.size, learnt, &answer->lesson);
	fingerprint_clear(&nothing);
	mapping_close(&mapping);
	return r;
}

static int send_answer(int socket, const struct form_answer *answer)
{
	struct writer writer;

	writer_init(&writer);
	form_answer_encode(answer, &writer);
	int r = writer.error;
	if (r == 0)
		r = channel_send(socket, writer.bytes, writer.length, NULL, 0, -1);
	writer_clear(&writer);
	return r;
}

static int handle(struct inquiry *inquiry, int socket, const struct packet *packet)
{
	struct form_question question;
	struct form_answer answer = {0};
	struct reader reader;

	if (packet->fd_count != 1)
		return -EBADMSG;
	reader_init(&reader, packet->bytes, packet->size);
	int r = form_question_decode(&reader, &question);
	if (r < 0)
		return r;
	answer.task = question.task;
	r = question.task == FORM_LEARN ? give_lesson(inquiry, &question, packet->fds[0], &answer)
					: hold_trial(inquiry, &question, packet->fds[0], &answer);
	answer.error = -r;
	r = send_answer(socket, &answer);
	form_answer_clear(&answer);
	form_question_clear(&question);
	return r;
}

int inquiry_run(struct inquiry *inquiry, int socket)
{
	struct packet packet;
	int r = channel_receive(socket, -1, &packet);

	if (r < 0)
		return r;
	r = handle(inquiry, socket, &packet);
	packet_clear(&packet);
	return r;
}
