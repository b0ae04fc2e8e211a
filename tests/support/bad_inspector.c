/*
 * bad_inspector: stands in for referral-inspector in the tests, and misbehaves as a file says.
 *
 * The file lies beside the program and is named after it, with ".mode" at the end: "screener WORD", "template WORD",
 * "watch WORD" (for a child whose message is only watched) and "form WORD", a line each, read anew for every question,
 * so that a test can change its mind. It speaks the inspectors'
 * protocol (rules/question.h) and has no sandbox: it parses nothing but where it is told to take something out of a
 * message (new_message.h).
 */
#include "channel/channel.h"
#include "rules/form_question.h"
#include "rules/policy_eval.h"
#include "rules/question.h"
#include "tests/support/new_message.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define WORD_MAX 64

static char mode_path[4096];
static const char *role;

/* What the mode file says for this role; "good" when it says nothing. */
static const char *mode(void)
{
	static char word[WORD_MAX];
	char key[WORD_MAX], value[WORD_MAX];
	FILE *file = fopen(mode_path, "r");

	strcpy(word, "good");
	while (file != NULL && fscanf(file, "%63s %63s", key, value) == 2)
		if (strcmp(key, role) == 0)
			strcpy(word, value);
	if (file != NULL)
		fclose(file);
	return word;
}

static bool mode_is(const char *word)
{
	return strcmp(mode(), word) == 0;
}

static void hang(void)
{
	for (;;)
		pause();
}

static void misbehave(void)
{
	if (mode_is("crash"))
		raise(SIGKILL);
	if (mode_is("exit"))
		_exit(0);
	if (mode_is("hang"))
		hang();
}

static void send_writer(int socket, struct writer *writer)
{
	if (writer->error == 0)
		channel_send(socket, writer->bytes, writer->length, NULL, 0, 5000);
	writer_clear(writer);
}

static void send_garbage(int socket)
{
	static const uint8_t octets[] = {0xff, 0xff, 0xff, 0xff, 0x80, 0x01, 0x02, 0x03, 0x7f};

	channel_send(socket, octets, sizeof(octets), NULL, 0, 5000);
}

static void send_ready(void)
{
	struct ready ready = {.version = PROTOCOL_VERSION, .is_confined = !mode_is("unconfined")};
	struct writer writer;

	if (mode_is("wrong-version"))
		ready.version++;
	writer_init(&writer);
	ready_encode(&ready, &writer);
	send_writer(QUESTION_FD_SOCKET, &writer);
}

static struct ruleset *load_ruleset(void)
{
	struct problem_list problems;
	struct bundle bundle;
	struct ruleset *ruleset = NULL;
	uint8_t *bytes = NULL;
	size_t size = 0;

	problem_list_init(&problems);
	if (channel_read_sealed(QUESTION_FD_BUNDLE, BUNDLE_SIZE_MAX, &bytes, &size) < 0 ||
	    bundle_unpack(bytes, size, &bundle) < 0 || ruleset_new(&bundle, time(NULL), &problems, &ruleset) < 0)
		_exit(3);
	bundle_clear(&bundle);
	problem_list_clear(&problems);
	free(bytes);
	return ruleset;
}

/* Screener. */

static bool names_referral(const struct screen_request *request)
{
	static const char word[] = "preventreferrals@";

	return memmem(request->header, request->header_size, word, sizeof(word) - 1) != NULL;
}

static void answer_screen(const struct packet *packet)
{
	struct screen_answer answer = {.interest = SCREEN_OTHER};
	struct screen_request request;
	struct reader reader;
	struct writer writer;

	reader_init(&reader, packet->bytes, packet->size);
	if (screen_request_decode(&reader, &request) < 0)
		_exit(3);
	if (mode_is("watch") && !names_referral(&request))
		answer.interest = SCREEN_WATCH;
	else if (mode_is("all") || (!mode_is("none") && names_referral(&request)))
		answer.interest = SCREEN_INSPECT;
	writer_init(&writer);
	screen_answer_encode(&answer, &writer);
	send_writer(QUESTION_FD_SOCKET, &writer);
	screen_request_clear(&request);
}

static int run_screener(void)
{
	struct packet packet;

	while (channel_receive(QUESTION_FD_SOCKET, -1, &packet) == 0) {
		misbehave();
		if (mode_is("garbage"))
			send_garbage(QUESTION_FD_SOCKET);
		else
			answer_screen(&packet);
		packet_clear(&packet);
	}
	return 0;
}

/* Template: the facts of a complete referral, whatever the message says. */

static int complete_facts(struct facts *facts)
{
	static const char *const copies[] = {"mashagency@lewisham.gov.uk", "prevent@lewisham.gov.uk"};
	struct facts_part *part;

	facts_init(facts);
	facts->is_follow_up = facts->is_auto_submitted = facts->is_calendar_reply = ANSWER_NO;
	facts->is_encrypted = facts->is_signed = facts->is_resent = facts->is_dkim_signed = ANSWER_NO;
	facts->cc_field_count = 1;
	if (facts_add_address(facts, FIELD_FROM, "teacher@school.example") < 0 ||
	    facts_add_address(facts, FIELD_TO, "preventreferrals@met.pnn.police.uk") < 0 ||
	    facts_add_address(facts, FIELD_CC, copies[0]) < 0 || facts_add_address(facts, FIELD_CC, copies[1]) < 0 ||
	    (part = facts_add_part(facts)) == NULL)
		return -ENOMEM;
	part->path = strdup("1");
	part->declared_type = strdup("application/pdf");
	part->sniffed_type = strdup("application/pdf");
	part->decoded_size = 100000;
	part->role = PART_ATTACHMENT;
	return facts_part_add_name(part, "form.pdf");
}

/* A form that goes to somebody else: no address of ours, and what was read in the file. */
static int misrouted_facts(struct facts *facts)
{
	struct facts_part *part;

	facts_init(facts);
	facts->is_follow_up = facts->is_auto_submitted = facts->is_calendar_reply = ANSWER_NO;
	facts->is_encrypted = facts->is_signed = facts->is_resent = facts->is_dkim_signed = ANSWER_NO;
	facts->are_forms_read = ANSWER_YES;
	facts->forms[facts->form_count++] =
	    (struct form_report){.state = FORM_COMPLETED, .fingerprint = FORM_NO_FINGERPRINT, .has_digest = true};
	if (facts_add_address(facts, FIELD_FROM, "teacher@school.example") < 0 ||
	    (part = facts_add_part(facts)) == NULL)
		return -ENOMEM;
	part->path = strdup("1");
	part->declared_type = strdup("application/pdf");
	part->sniffed_type = strdup("application/pdf");
	part->decoded_size = 100000;
	part->role = PART_ATTACHMENT;
	return facts_part_add_name(part, "form.pdf");
}

static int make_facts(enum inspect_purpose purpose, struct facts *facts)
{
	return purpose == PURPOSE_WATCH ? misrouted_facts(facts) : complete_facts(facts);
}

/* What a referral might be told, and mail that is only watched must not be. */
static void forge_referral(struct verdict *verdict)
{
	verdict->mail_class = CLASS_REFERRAL;
	verdict->finding_count = 0;
	verdict_add_finding(verdict, REASON_FORM_MISSING, ACTION_REFUSE, FINDING_NO_SUBJECT);
	verdict->disposition = verdict->would_disposition = DISPOSITION_REFUSE;
}

/* A verdict that the policy could not have given: each must be caught by the gate. */
static void forge(struct verdict *verdict)
{
	const char *word = mode();

	if (strcmp(word, "forged-recipient") == 0) {
		verdict_add_edit(verdict, EDIT_ADD_RECIPIENT, NULL, 0, "stranger@elsewhere.example");
	} else if (strcmp(word, "forged-header") == 0) {
		verdict_add_edit(verdict, EDIT_CHANGE_HEADER, "Subject", 1, "not yours");
	} else if (strcmp(word, "forged-newline") == 0) {
		verdict_add_edit(
		    verdict, EDIT_ADD_HEADER, "Cc", 1, "prevent@lewisham.gov.uk\nBcc: stranger@elsewhere.example");
	} else if (strcmp(word, "forged-route") == 0) {
		free(verdict->route);
		verdict->route = strdup("nowhere");
	} else if (strcmp(word, "forged-accept") == 0) {
		verdict_add_finding(verdict, REASON_COPY_MISSING, ACTION_REFUSE, 0);
	} else if (strcmp(word, "forged-refusal") == 0) {
		verdict->disposition = verdict->would_disposition = DISPOSITION_REFUSE;
	} else if (strcmp(word, "forged-mode") == 0) {
		verdict->mode = ROUTE_OBSERVE;
	} else if (strcmp(word, "forged-referral") == 0) {
		forge_referral(verdict);
	} else if (strcmp(word, "forged-other") == 0) {
		verdict_clear(verdict);
		verdict_init(verdict);
		verdict->disposition = verdict->would_disposition = DISPOSITION_ACCEPT;
		verdict->mail_class = CLASS_OTHER;
	}
}

static void answer_inspect(
    const struct ruleset *ruleset, const struct inspect_request *request, int message_fd, int socket)
{
	struct new_message new_message = {.fd_count = 0};
	struct inspect_answer answer = {0};
	struct facts facts;
	struct writer writer;

	if (mode_is("garbage")) {
		send_garbage(socket);
		return;
	}
	if (mode_is("error"))
		answer.error = ENOMEM;
	else if (make_facts(request->purpose, &facts) < 0 ||
		 policy_eval(ruleset, &request->envelope, &facts, &answer.verdict) < 0)
		_exit(3);
	if (answer.error == 0)
		forge(&answer.verdict);
	if (new_message_is_meant(mode()))
		new_message_make(mode(), message_fd, &answer, &new_message);
	writer_init(&writer);
	inspect_answer_encode(&answer, &writer);
	if (writer.error == 0)
		channel_send(socket, writer.bytes, writer.length, new_message.fds, new_message.fd_count, 5000);
	writer_clear(&writer);
}

static void run_child(const struct ruleset *ruleset, struct packet *packet, unsigned number)
{
	struct inspect_request request;
	struct reader reader;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	reader_init(&reader, packet->bytes, packet->size);
	if (packet->fd_count != 2 || inspect_request_decode(&reader, &request) < 0)
		_exit(3);
	if (request.purpose == PURPOSE_WATCH)
		role = "watch";
	misbehave();
	if (mode_is("crash-odd") && number % 2 == 1)
		raise(SIGKILL);
	answer_inspect(ruleset, &request, packet->fds[0], packet->fds[1]);
	_exit(0);
}

static int run_template(void)
{
	struct ruleset *ruleset = load_ruleset();
	struct packet packet;

	signal(SIGCHLD, SIG_IGN);
	for (unsigned number = 1; channel_receive(QUESTION_FD_SOCKET, -1, &packet) == 0; number++) {
		if (mode_is("template-crash"))
			raise(SIGKILL);
		pid_t child = fork();
		if (child == 0)
			run_child(ruleset, &packet, number);
		packet_clear(&packet);
	}
	ruleset_free(ruleset);
	return 0;
}

/* One question about a form: nothing is found, unless the mode says otherwise. */

static bool is_marked(int fd)
{
	static const char word[] = "marked";
	uint8_t *octets = NULL;
	size_t size = 0;

	bool found = channel_read_sealed(fd, 64U << 20, &octets, &size) == 0 &&
		     memmem(octets, size, word, sizeof(word) - 1) != NULL;
	free(octets);
	return found;
}

/* Answers that fit no form of the asker's: each must be caught. */
static void forge_answer(struct form_answer *answer)
{
	static struct form_trial trial = {.document = {.format = "docx"},
	    .report = {.state = FORM_COMPLETED, .fingerprint = 7, .label_count = 9, .answer_count = 9}};
	static char text[] = "form-fingerprint 1\nname \033[2J\nsample x\nlabel Name\n";

	if (answer->task == FORM_LEARN) {
		answer->lesson = (struct form_lesson){
		    .end = LESSON_ADDED, .document = {.format = "docx", .field_count = 1}, .fingerprint = text};
	} else {
		if (mode_is("forged-sample"))
			trial.report.fingerprint = 0;
		answer->trials = &trial;
		answer->trial_count = 1;
	}
}

static int run_form(void)
{
	struct form_question question;
	struct form_answer answer = {0};
	struct packet packet;
	struct reader reader;
	struct writer writer;

	if (channel_receive(QUESTION_FD_SOCKET, -1, &packet) < 0)
		return 0;
	misbehave();
	reader_init(&reader, packet.bytes, packet.size);
	if (packet.fd_count != 1 || form_question_decode(&reader, &question) < 0)
		return 3;
	if (mode_is("crash-marked") && is_marked(packet.fds[0]))
		raise(SIGKILL);
	if (mode_is("garbage")) {
		send_garbage(QUESTION_FD_SOCKET);
		return 0;
	}
	answer.task = question.task;
	strcpy(answer.lesson.document.format, "unknown");
	if (mode_is("error"))
		answer.error = ENOMEM;
	if (strncmp(mode(), "forged", 6) == 0)
		forge_answer(&answer);
	writer_init(&writer);
	form_answer_encode(&answer, &writer);
	send_writer(QUESTION_FD_SOCKET, &writer);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc < 2 || readlink("/proc/self/exe", mode_path, sizeof(mode_path) - sizeof(".mode")) < 0)
		return 2;
	strcat(mode_path, ".mode");
	role = argv[1];
	if (mode_is("die-at-start"))
		return 1;
	if (mode_is("never-ready"))
		hang();
	send_ready();
	if (strcmp(role, "form") == 0)
		return run_form();
	return strcmp(role, "screener") == 0 ? run_screener() : run_template();
}
