#include "milter/form_test.h"

#include "milter/enclosure.h"
#include "milter/exit_status.h"
#include "milter/file_list.h"
#include "milter/form_inspector.h"
#include "milter/form_test_json.h"
#include "milter/form_test_text.h"
#include "milter/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One run over many files. */
struct run {
	const struct form_command *command;
	const struct options *options;
	struct form_material material;
	json_t *files; /* NULL for plain text */
	int status;
};

/* 0; -ENOMEM; otherwise *ret_why says what is wrong with the file. */
static int load_message(const struct options *options, const char *path, int *ret_fd, const char **ret_why)
{
	uint8_t *octets = NULL;
	char *message = NULL;
	size_t size = 0, message_size = 0;
	int r = whole_file_read(AT_FDCWD, path, (size_t)options->message_size_limit, &octets, &size);

	if (r < 0) {
		*ret_why = r == -E2BIG	  ? "larger than a message may be (message-size-limit)"
			   : r == -EINVAL ? "is no regular file"
					  : strerror(-r);
		return r;
	}
	r = enclosure_is_message(path) ? enclosure_restore(octets, size, &message, &message_size)
				       : enclosure_make(path, octets, size, &message, &message_size);
	free(octets);
	if (r == 0)
		r = form_material_seal(message, message_size, ret_fd);
	free(message);
	if (r < 0)
		*ret_why = strerror(-r);
	return r;
}

/* The best of several decides, as for a mail. */
static enum form_state best_state(const struct form_answer *answer)
{
	static const int ranks[FORM_STATE_COUNT] = {[FORM_ANOTHER] = 0,
	    [FORM_BLANK] = 1,
	    [FORM_UNREADABLE] = 2,
	    [FORM_OLD] = 3,
	    [FORM_PARTIAL] = 4,
	    [FORM_COMPLETED] = 5};
	enum form_state best = answer->has_readings || answer->is_cut ? FORM_UNREADABLE : FORM_ANOTHER;

	for (uint32_t i = 0; i < answer->trial_count; i++)
		if (ranks[answer->trials[i].report.state] > ranks[best])
			best = answer->trials[i].report.state;
	return best;
}

/* Nothing of an answer is used that does not fit what we know of the forms. */
static bool is_credible(const struct form_material *material, const struct form_answer *answer)
{
	for (uint32_t i = 0; i < answer->trial_count; i++) {
		const struct form_trial *trial = &answer->trials[i];
		if (trial->report.fingerprint == FORM_NO_FINGERPRINT)
			continue;
		const struct learnt_form *form = form_material_find(material, trial->report.fingerprint);
		if (form == NULL || trial->report.sample >= form->fingerprint.sample_count ||
		    trial->comparison.line_count != form->fingerprint.samples[trial->report.sample].line_count)
			return false;
	}
	return true;
}

static int tell(struct run *run, const struct form_tested *tested)
{
	if (tested->is_wrong)
		run->status = EXIT_STATUS_WRONG;
	else if (tested->state != FORM_COMPLETED && tested->state != FORM_PARTIAL && run->status == EXIT_STATUS_FINE)
		run->status = EXIT_STATUS_NO;
	if (run->files != NULL)
		return form_test_json_add(&run->material, tested, run->files);
	return form_test_text_print(&run->material, tested, run->command->is_summary, stdout);
}

static int test_message(struct run *run, const char *path, int fd)
{
	struct form_tested tested = {.path = path, .state = FORM_UNREADABLE};
	struct form_answer answer = {0};
	char why[FORM_INSPECTOR_WHY_SIZE] = "";
	int r = form_inspector_ask(run->options, &run->material.question, run->material.bundle_fd, fd, &answer, why);

	if (r < 0 && r != -ECHILD) {
		fprintf(stderr, "referral-check: %s\n", why);
		return r;
	}
	tested.why = why;
	if (r == 0 && is_credible(&run->material, &answer)) {
		tested.answer = &answer;
		tested.why = NULL;
		tested.state = best_state(&answer);
	} else if (r == 0) {
		snprintf(why, sizeof(why), "the inspector gave no answer that can be believed");
	}
	r = tell(run, &tested);
	form_answer_clear(&answer);
	return r;
}

static int test_file(struct run *run, const char *path)
{
	struct form_tested tested = {.path = path, .state = FORM_UNREADABLE, .is_wrong = true};
	int fd = -1;
	int r = load_message(run->options, path, &fd, &tested.why);

	if (r < 0)
		return tell(run, &tested);
	r = test_message(run, path, fd);
	close(fd);
	return r;
}

static int test_argument(struct run *run, const char *path)
{
	struct file_list list = {0};
	int r = file_list_add(&list, path);

	if (r == -E2BIG)
		fprintf(stderr, "referral-check: %s: more files or directories than are looked through\n", path);
	else if (r < 0 && r != -ENOMEM) /* a directory, which is the last of the list */
		r = 0;
	for (size_t i = 0; i < list.count && r == 0; i++)
		r = test_file(run, list.paths[i]);
	file_list_clear(&list);
	return r;
}

static int load(struct run *run)
{
	const struct form_command *command = run->command;
	struct problem_list problems;
	int r;

	problem_list_init(&problems);
	if (command->form_count > 0)
		r = form_material_forms(&run->material, command->forms, command->form_count, command->superseded,
		    command->superseded_count, &problems);
	else
		r = form_material_route(&run->material, run->options, command->route, &problems);
	for (size_t i = 0; i < problems.count; i++)
		fprintf(stderr, "%s%s\n", problems.items[i].text, problems.items[i].is_warning ? " (warning)" : "");
	problem_list_clear(&problems);
	if (r < 0 && r != -EINVAL)
		fprintf(stderr, "referral-check: the forms cannot be loaded: %s\n", strerror(-r));
	return r;
}

int form_test_run(const struct form_command *command, const struct options *options)
{
	struct run run = {.command = command, .options = options, .status = EXIT_STATUS_FINE};
	int r;

	form_material_init(&run.material);
	r = load(&run);
	if (r == 0 && command->as_json && (run.files = json_array()) == NULL)
		r = -ENOMEM;
	for (size_t i = 0; i < command->file_count && r == 0; i++)
		r = test_argument(&run, command->files[i]);
	if (r == 0 && run.files != NULL)
		r = form_test_json_print(run.files, run.status, stdout);
	if (r == 0 && fflush(stdout) != 0)
		r = -errno;
	if (r == -ENOMEM)
		fputs("referral-check: out of memory\n", stderr);
	json_decref(run.files);
	form_material_clear(&run.material);
	return r == 0 ? run.status : EXIT_STATUS_WRONG;
}
